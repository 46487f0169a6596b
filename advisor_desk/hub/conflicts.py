"""Edits that found a field changed: what it built on, what it wants, what stands (sync.md, section 3.6).

Head office's value stays; both are kept until somebody settles it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from advisor_desk.hub.client_rows import ClientRows
from advisor_desk.hub.tables import conflict
from advisor_desk.wire.events import WireEvent
from advisor_desk.wire.rows import compact, key_text
from advisor_desk.wire.shaped import Shapeless
from advisor_desk.wire.shapes import CONFLICT

SETTLED_EVENT: Final = "conflict.settled"
CHOICES: Final = ("MINE", "THEIRS", "BASE")
"""Also the state of a conflict that is settled; before that it is OPEN."""
OPEN: Final = "OPEN"

_READ: Final = sa.select(conflict.c.event_id, conflict.c.field, conflict.c.client_no).where(
    conflict.c.branch_id == sa.bindparam("branch"),
    conflict.c.event_id.in_(sa.bindparam("events", expanding=True)),
    conflict.c.state == OPEN,
)
_INSERT: Final = sa.insert(conflict)
_SETTLE: Final = sa.text(
    "UPDATE conflict SET state = :chosen, settled_at = :at "
    "WHERE branch_id = :b AND event_id = :event AND field = :field AND state = 'OPEN'"
)


@dataclass(frozen=True, slots=True)
class Clash:
    """One field of an edit that does not fit what stands."""

    field: str
    base: Any
    mine: Any
    theirs: Any


class Conflicts:
    """Conflicts that a batch opens and settles, written once."""

    def __init__(self, branch: str, at: str, rows: ClientRows) -> None:
        self._branch = branch
        self._at = at
        self._rows = rows
        self._open: dict[tuple[str, str], str] = {}
        self._opened: list[dict[str, Any]] = []
        self._settled: list[dict[str, Any]] = []

    def load(self, connection: sa.Connection, event_ids: Collection[str]) -> None:
        """Read which of these events' conflicts are open."""
        if event_ids:
            given = {"branch": self._branch, "events": sorted(event_ids)}
            for event_id, field, client_no in connection.execute(_READ, given):
                self._open[event_id, field] = client_no

    def open(self, event: WireEvent, client_no: str, clash: Clash) -> None:
        """Keep both values, and tell whoever holds the client."""
        self._open[event.id, clash.field] = client_no
        self._opened.append(
            {
                "branch_id": self._branch,
                "event_id": event.id,
                "field": clash.field,
                "client_no": client_no,
                "author": event.author,
                "base": compact(clash.base),
                "mine": compact(clash.mine),
                "theirs": compact(clash.theirs),
                "at": self._at,
                "state": OPEN,
            }
        )
        told = {
            "client_no": client_no,
            "field": clash.field,
            "base": clash.base,
            "mine": clash.mine,
            "theirs": clash.theirs,
            "event_id": event.id,
            "recorded_at": event.recorded_at,
            "author": event.author,
        }
        self._rows.put_text(CONFLICT, client_no, key_text([event.id, clash.field]), compact(told))

    def settle(self, client_no: str, event_id: str, field: str, chosen: str) -> None:
        """Close a conflict of a client. One that is not open, or another client's, is let be.

        Raises Shapeless for a choice that there is not.
        """
        if chosen not in CHOICES:
            raise Shapeless("chosen")
        if self._open.get((event_id, field)) != client_no:
            return
        del self._open[event_id, field]
        self._settled.append(
            {"b": self._branch, "event": event_id, "field": field, "chosen": chosen, "at": self._at}
        )
        self._rows.drop(CONFLICT, client_no, key_text([event_id, field]))

    def write(self, connection: sa.Connection) -> None:
        """Write what was opened and settled."""
        if self._opened:
            connection.execute(_INSERT, self._opened)
        if self._settled:
            connection.execute(_SETTLE, self._settled)
