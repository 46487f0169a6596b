"""What a hub holds, told without times and ids: two runs whose clocks differ must tell the same (I9)."""

from __future__ import annotations

import json
import re
from typing import Any

from advisor_desk.wire.messages import Flag
from tests.sim.world import World

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
_TIMED = ("at", "recorded_at", "happened_at", "sent_at", "order", "device", "hash", "prev_hash", "epoch")
_OF_CLOCKS = {Flag.CLOCK_SKEW.value, Flag.CHAIN_FORK.value, Flag.CHAIN_GAP.value}
"""Flags that tell of a clock; a book that was put back under a wrong clock may go by an older epoch."""

Told = list[str]


def told(world: World) -> dict[str, Told]:
    """Events, those kept apart, rows and holders, each as a sorted list of texts."""
    names = {
        event_id: f"{recorded.desk}#{recorded.number}" for event_id, recorded in world.ledger.events.items()
    }
    office = world.office
    return {
        "events": _texts(
            [
                (names.get(event_id, event_id), author, client_no, kind, _plain(body, names), _flags(flags))
                for event_id, author, client_no, kind, body, flags in office.rows(
                    "SELECT id, author, client_no, type, body, flags FROM event"
                )
            ]
        ),
        "kept apart": _texts(
            [
                (names.get(event_id, event_id), reason, state)
                for event_id, reason, state in office.rows("SELECT id, reason, state FROM quarantine")
            ]
        ),
        "rows": _texts(
            [
                (scope, kind, client_no, _named(row_id, names), _plain(body, names))
                for scope, kind, client_no, row_id, body in office.rows(
                    "SELECT scope, kind, client_no, id, body FROM scope_row WHERE deleted = 0"
                )
            ]
        ),
        "holders": _texts(list(office.holders().items())),
    }


def _texts(rows: list[tuple[Any, ...]]) -> Told:
    return sorted(repr(row) for row in rows)


def _flags(text: str) -> list[str]:
    return sorted(set(json.loads(text)) - _OF_CLOCKS)


def _plain(body: str, names: dict[str, str]) -> str:
    """A body with names for ids and without what tells a time."""
    return _named(json.dumps(_without_times(json.loads(body)), sort_keys=True, ensure_ascii=False), names)


def _without_times(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {name: _without_times(one) for name, one in value.items() if name not in _TIMED}
        if isinstance(kept.get("body"), str):
            kept["body"] = _without_times(json.loads(kept["body"]))
        return kept
    return [_without_times(one) for one in value] if isinstance(value, list) else value


def _named(text: str, names: dict[str, str]) -> str:
    return _UUID.sub(lambda found: names.get(found[0], "?"), text)
