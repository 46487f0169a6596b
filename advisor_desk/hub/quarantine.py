"""Events that the hub keeps apart, word for word, each with its reason (sync.md, sections 3.2 and 3.4).

The key is id and hash, so the same event comes here once however often it is sent. What becomes of one is
head office's to say: it is released (`hub.release`) or given back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from advisor_desk.hub.items import Item, event_text, storable
from advisor_desk.hub.many import ManyRows
from advisor_desk.hub.office import Entry, note
from advisor_desk.wire.messages import Refusal
from advisor_desk.wire.rows import compact

HELD: Final = "HELD"
RELEASED: Final = "RELEASED"
RETURNED: Final = "RETURNED"

_MOST_LISTED: Final = 1_000
_COLUMNS: Final = (
    "id, hash, device_id, client_no, type, reason, params, event, received_at, state, settled_at, settled_by"
)
_KNOWN: Final = ManyRows(
    "SELECT v.column1, v.column2, (SELECT reason || ' ' || params FROM quarantine WHERE branch_id = :b "
    "AND id = v.column1 AND hash = v.column2 AND state <> 'RELEASED') FROM (VALUES ",
    "(?, ?)",
    ") AS v",
)
_HOLD: Final = ManyRows(
    "INSERT INTO quarantine "
    "(branch_id, id, hash, device_id, client_no, type, reason, params, event, received_at) VALUES ",
    "(:b, ?, ?, :device, ?, ?, ?, ?, ?, :at)",
    " ON CONFLICT (branch_id, id, hash) DO NOTHING",
)
_LISTED: Final = sa.text(
    f"SELECT {_COLUMNS} FROM quarantine WHERE branch_id = :b AND state = :state "  # noqa: S608 - names
    "ORDER BY received_at, id, hash LIMIT :most"
)
_OF_EVENT: Final = sa.text(
    f"SELECT {_COLUMNS} FROM quarantine WHERE branch_id = :b AND id = :id "  # noqa: S608 - names
    "ORDER BY received_at, hash"
)
_OF_CLIENTS: Final = ManyRows(
    f"SELECT {_COLUMNS} FROM quarantine WHERE branch_id = :b AND state = 'HELD' "  # noqa: S608 - names
    "AND reason = 'CLIENT_UNKNOWN' AND client_no IN (",
    "?",
    ")",
)
_SETTLE: Final = sa.text(
    "UPDATE quarantine SET state = :state, settled_at = :at, settled_by = :who "
    "WHERE branch_id = :b AND id = :id AND hash = :hash AND state = 'HELD' RETURNING id"
)
_STILL: Final = sa.text(
    "UPDATE quarantine SET reason = :reason, params = :params "
    "WHERE branch_id = :b AND id = :id AND hash = :hash AND state = 'HELD'"
)


Key = tuple[str, str]
"""Id and hash (`Item.key`)."""


@dataclass(frozen=True, slots=True)
class HeldEvent:
    """One event that was kept apart. `event` is its text as JSON; `state` HELD, RELEASED or RETURNED."""

    id: str
    hash: str
    device_id: str
    client_no: str | None
    type: str
    reason: str
    params: Mapping[str, Any]
    event: str
    received_at: str
    state: str
    settled_at: str | None
    settled_by: str | None


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody at head office does: `id` is the line in the journal, `at` UTC text."""

    id: str
    at: str
    who: str


def known(connection: sa.Connection, branch: str, keys: Sequence[Key]) -> dict[Key, tuple[str, str]]:
    """Reason and its figures (JSON) of those that are kept apart or were given back."""
    found = _KNOWN.run(connection, {"b": branch}, keys)
    return {
        (event_id, digest): (said.partition(" ")[0], said.partition(" ")[2])
        for event_id, digest, said in found
        if said is not None
    }


def hold(connection: sa.Connection, branch: str, device_id: str, items: Sequence[Item], at: str) -> None:
    """Keep items apart, each with its reason."""
    rows = [
        (
            storable(one.event.id),
            one.key,
            None if one.event.client_no is None else storable(one.event.client_no),
            storable(one.event.type),
            _reason(one),
            compact(dict(one.params)),
            one.text or event_text(one.event),
        )
        for one in items
    ]
    _HOLD.run(connection, {"b": branch, "device": device_id, "at": at}, rows)


def held(
    connection: sa.Connection, branch: str, state: str = HELD, most: int = _MOST_LISTED
) -> list[HeldEvent]:
    """What is kept apart in a branch, in the order of arrival."""
    given = {"b": branch, "state": state, "most": most}
    return [_held(row) for row in connection.execute(_LISTED, given)]


def of_event(connection: sa.Connection, branch: str, event_id: str) -> list[HeldEvent]:
    """Everything that was ever kept apart under an event's id, in the order of arrival."""
    return [_held(row) for row in connection.execute(_OF_EVENT, {"b": branch, "id": event_id})]


def waiting_for(connection: sa.Connection, branch: str, client_nos: Iterable[str]) -> list[HeldEvent]:
    """What is kept apart because these clients were not known, in the order of arrival.

    What arrived together stands in the order of its desk's record: ids tell a clock that may be wrong.
    """
    rows = _OF_CLIENTS.run(connection, {"b": branch}, [(one,) for one in dict.fromkeys(client_nos)])
    return sorted((_held(row) for row in rows), key=_place)


def give_back(connection: sa.Connection, branch: str, event_id: str, deed: Deed) -> int:
    """Settle that an event is not taken in; how many were kept apart under its id. Twice does nothing.

    Its desk is answered `quarantined` whenever it sends it again.
    """
    waiting = [one for one in of_event(connection, branch, event_id) if one.state == HELD]
    given = [one for one in waiting if settle(connection, branch, one, RETURNED, deed)]
    if given:
        told = {"event": event_id, "reasons": [one.reason for one in given]}
        note(connection, branch, Entry(deed.id, deed.at, "quarantine.returned", told, deed.who))
    return len(given)


def settle(connection: sa.Connection, branch: str, held: HeldEvent, state: str, deed: Deed) -> bool:
    """Close one that is held; False when it was closed before."""
    given = {"b": branch, "id": held.id, "hash": held.hash, "state": state, "at": deed.at, "who": deed.who}
    return connection.execute(_SETTLE, given).first() is not None


def keep_held(connection: sa.Connection, branch: str, held: HeldEvent, item: Item) -> None:
    """Note the reason for which one is held now."""
    given = {"b": branch, "id": held.id, "hash": held.hash}
    connection.execute(_STILL, {**given, "reason": _reason(item), "params": compact(dict(item.params))})


def _place(held: HeldEvent) -> tuple[str, str, int, int]:
    event = json.loads(held.event)
    return held.received_at, held.device_id, event["epoch"], event["device_seq"]


def _reason(item: Item) -> str:
    return (item.refusal or Refusal.FAILED).value


def _held(row: Sequence[Any]) -> HeldEvent:
    values = list(row)
    values[6] = json.loads(values[6])
    return HeldEvent(*values)
