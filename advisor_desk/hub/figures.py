"""Figures of the hub: what the command line's `status` tells, and clients by tier as desks report them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import sqlalchemy as sa

from advisor_desk.hub.desk_register import Device, devices
from advisor_desk.hub.many import ManyRows
from advisor_desk.hub.store import Store

_EVENTS: Final = sa.text("SELECT count(*) FROM event WHERE branch_id = :b")
_CLIENTS: Final = sa.text("SELECT count(*) FROM client WHERE branch_id = :b")
_HELD: Final = sa.text("SELECT count(*) FROM quarantine WHERE branch_id = :b AND state = 'HELD'")
_FORWARDING: Final = sa.text("SELECT count(*) FROM forward WHERE branch_id = :b AND state <> 'DONE'")
_MOVING: Final = sa.text("SELECT count(*) FROM client_move WHERE branch_id = :b AND state = 'LEFT'")
_COUNTS: Final = {
    "events": (_EVENTS,),
    "quarantined": (_HELD,),
    "clients": (_CLIENTS,),
    # What came late, and the clients themselves.
    "forwarding": (_FORWARDING, _MOVING),
}
_OLD_TIERS: Final = ManyRows(
    "DELETE FROM tier_month WHERE branch_id = :b AND advisor_id = :advisor AND month IN (", "?", ")"
)
_TIERS: Final = ManyRows(
    "INSERT INTO tier_month (branch_id, advisor_id, month, tier, clients) VALUES ",
    "(:b, :advisor, ?, ?, ?)",
    " ON CONFLICT (branch_id, advisor_id, month, tier) DO UPDATE SET clients = excluded.clients",
)


def keep_tiers(
    connection: sa.Connection, branch: str, advisor: str, tiers: Mapping[str, Mapping[str, int]]
) -> None:
    """Keep an advisor's clients by tier in place of what was reported of the same months."""
    here = {"b": branch, "advisor": advisor}
    _OLD_TIERS.run(connection, here, [(month,) for month in tiers])
    rows = [(month, tier, n) for month, counts in tiers.items() for tier, n in counts.items()]
    _TIERS.run(connection, here, rows)


def status(store: Store, branches: list[str]) -> dict[str, Any]:
    """Devices with their last contact, and counts over all branches (cli.md)."""
    told: list[dict[str, Any]] = []
    totals = dict.fromkeys(_COUNTS, 0)
    for branch in branches:
        known, counts = store.read(partial(_of_branch, branch=branch))
        told += [_told(device) for device in known]
        for name, count in counts.items():
            totals[name] += count
    return {"devices": told, **totals}


def _of_branch(connection: sa.Connection, branch: str) -> tuple[list[Device], dict[str, int]]:
    counts = {
        name: sum(int(connection.execute(statement, {"b": branch}).scalar_one()) for statement in statements)
        for name, statements in _COUNTS.items()
    }
    return devices(connection, branch), counts


def _told(device: Device) -> dict[str, Any]:
    return {
        "device": device.id,
        "branch": device.branch,
        "advisor": device.advisor,
        "status": device.status,
        "enrolled_at": device.enrolled_at,
        "seen_at": device.seen_at,
        "last_device_seq": device.last_seq,
        "events_held": device.events_held,
        "report": dict(device.report),
    }
