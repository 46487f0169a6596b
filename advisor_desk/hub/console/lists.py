"""Lists of one branch, for the console: desks, what is kept apart, conflicts; in pages by key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

_DESKS: Final = sa.text(
    "SELECT id, advisor_id, status, enrolled_at, seen_at, events_held, report FROM device "
    "WHERE branch_id = :b ORDER BY id"
)
_HELD_COLUMNS: Final = (
    "id, hash, device_id, client_no, type, reason, received_at, state, settled_at, settled_by"
)
_HELD: Final = (
    f"SELECT {_HELD_COLUMNS} FROM quarantine WHERE branch_id = :b AND state = :state "  # noqa: S608 - names
    "AND received_at >= :at AND (received_at > :at OR id > :id OR (id = :id AND hash > :hash)) "
)
_HELD_ORDER: Final = "ORDER BY received_at, id, hash LIMIT :most"
_HELD_PAGE: Final = sa.text(_HELD + _HELD_ORDER)
_HELD_REASON_PAGE: Final = sa.text(f"{_HELD}AND reason = :reason {_HELD_ORDER}")
_CONFLICT_COLUMNS: Final = "event_id, field, client_no, author, at, state, settled_at"
_CONFLICTS: Final = (
    f"SELECT {_CONFLICT_COLUMNS} FROM conflict WHERE branch_id = :b "  # noqa: S608 - names
    "AND event_id >= :id AND (event_id > :id OR field > :field) "
)
_CONFLICT_ORDER: Final = "ORDER BY event_id, field LIMIT :most"
_OPEN_PAGE: Final = sa.text(f"{_CONFLICTS}AND state = 'OPEN' {_CONFLICT_ORDER}")
_SETTLED_PAGE: Final = sa.text(f"{_CONFLICTS}AND state <> 'OPEN' {_CONFLICT_ORDER}")
_CONFLICT: Final = sa.text(
    f"SELECT {_CONFLICT_COLUMNS}, base, mine, theirs FROM conflict "  # noqa: S608 - names
    "WHERE branch_id = :b AND event_id = :id AND field = :field"
)


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk, with what it said of itself at the end of its last round."""

    branch: str
    id: str
    advisor: str
    status: str
    enrolled_at: str
    seen_at: str | None
    events_held: int
    report: Mapping[str, Any]

    def told(self, what: str) -> int | None:
        """A figure of its report; None where it has told none."""
        found = self.report.get(what)
        return found if isinstance(found, int) else None


@dataclass(frozen=True, slots=True)
class HeldPlace:
    """Where a page of what is kept apart begins: after this event."""

    at: str = ""
    id: str = ""
    hash: str = ""


@dataclass(frozen=True, slots=True)
class ConflictPlace:
    """Where a page of conflicts begins: after this field of this event."""

    event_id: str = ""
    field: str = ""


def desks(connection: sa.Connection, branch: str) -> list[Desk]:
    """The desks of a branch by id."""
    return [
        Desk(
            branch,
            row.id,
            row.advisor_id,
            row.status,
            row.enrolled_at,
            row.seen_at,
            row.events_held,
            _report(row.report),
        )
        for row in connection.execute(_DESKS, {"b": branch})
    ]


def held_page(
    connection: sa.Connection, branch: str, wanted: tuple[str, str], after: HeldPlace, most: int
) -> list[sa.Row[Any]]:
    """Events kept apart, in the order of arrival. `wanted` is their state, and a reason or "" for any."""
    state, reason = wanted
    given = {"b": branch, "state": state, "at": after.at, "id": after.id, "hash": after.hash, "most": most}
    if reason:
        return list(connection.execute(_HELD_REASON_PAGE, {**given, "reason": reason}))
    return list(connection.execute(_HELD_PAGE, given))


def conflict_page(
    connection: sa.Connection, branch: str, after: ConflictPlace, most: int, *, is_open: bool
) -> list[sa.Row[Any]]:
    """Conflicts that are open, or those that are settled, in the order of their events' ids. No values."""
    given = {"b": branch, "id": after.event_id, "field": after.field, "most": most}
    return list(connection.execute(_OPEN_PAGE if is_open else _SETTLED_PAGE, given))


def conflict(connection: sa.Connection, branch: str, event_id: str, field: str) -> sa.Row[Any] | None:
    """One conflict with its values as JSON."""
    return connection.execute(_CONFLICT, {"b": branch, "id": event_id, "field": field}).first()


def _report(text: str) -> Mapping[str, Any]:
    found = json.loads(text)
    return found if isinstance(found, dict) else {}
