"""Fields that were changed here and at head office: read side by side, settled by one choice (sync.md, 3.6).

Runs inside the caller's transaction. The value that was not chosen stays readable.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from advisor_desk.domain.fields import Cell
from advisor_desk.domain.sync_view import HEAD_OFFICE_FIELDS, ConflictView, Side
from advisor_desk.errors import UserCanFix
from advisor_desk.sqltypes import utc_text
from advisor_desk.storage import edits
from advisor_desk.storage.edits import Hand
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.events import EventDraft, append_event

EVENT_TYPE: Final = "conflict.settled"
MOST_SETTLED: Final = 100
"""Settled ones that are shown."""

_READ: Final = """
SELECT event_id, field, client.id, kept.client_no, ifnull(client.name, ''),
    base, mine, theirs, recorded_at, author, chosen
FROM sync_conflict AS kept LEFT JOIN client ON client.client_no = kept.client_no
"""
_OPEN: Final = f"{_READ} WHERE chosen IS NULL ORDER BY recorded_at, event_id, field"
_SETTLED: Final = (
    f"{_READ} WHERE chosen IS NOT NULL ORDER BY settled_at DESC, event_id, field LIMIT {MOST_SETTLED}"
)
_ONE: Final = f"{_READ} WHERE event_id = ? AND field = ? AND chosen IS NULL"


@dataclass(frozen=True, slots=True)
class Choice:
    """Which value of a conflict is to stand."""

    event_id: str
    field: str
    side: Side


def open_count(connection: Connection) -> int:
    """Conflicts that nobody has settled."""
    return int(connection.execute("SELECT count(*) FROM sync_conflict WHERE chosen IS NULL").fetchone()[0])


def read(connection: Connection) -> list[ConflictView]:
    """Open conflicts, the oldest first, then those settled last."""
    return [_view(row) for statement in (_OPEN, _SETTLED) for row in connection.execute(statement)]


def settle(connection: Connection, choice: Choice, hand: Hand) -> int:
    """Let a value stand and tell head office; returns the client whose standing may have moved.

    One that is not head office's becomes an ordinary edit. Raises UserCanFix: `record.unknown` (no such
    conflict, or settled already), `client.unknown`, `sync.head_office_decides` (one of
    `HEAD_OFFICE_FIELDS`), and those of `edits.edit_client`.
    """
    row = connection.execute(_ONE, (choice.event_id, choice.field)).fetchone()
    if row is None:
        raise UserCanFix("record.unknown")
    found = _view(row)
    if found.client_id is None:
        raise UserCanFix("client.unknown", client_no=found.client_no)
    if choice.side is not Side.THEIRS:
        _put(connection, found, found.mine if choice.side is Side.MINE else found.base, hand)
    body = {"event_id": choice.event_id, "field": choice.field, "chosen": choice.side.value}
    draft = EventDraft(EVENT_TYPE, hand.author, body, client_id=found.client_id)
    append_event(connection, draft, seconds=hand.seconds)
    connection.execute(
        "UPDATE sync_conflict SET chosen = ?, settled_at = ? WHERE event_id = ? AND field = ?",
        (
            choice.side.value,
            utc_text(datetime.fromtimestamp(hand.seconds, UTC)),
            choice.event_id,
            choice.field,
        ),
    )
    return found.client_id


def _put(connection: Connection, found: ConflictView, value: Cell, hand: Hand) -> None:
    client_id = found.client_id or 0
    if found.field in HEAD_OFFICE_FIELDS:
        # Asking once more would only bring the same conflict back.
        (stands,) = connection.execute(
            f"SELECT {found.field} FROM client WHERE id = ?",  # noqa: S608 - one of `HEAD_OFFICE_FIELDS`
            (client_id,),
        ).fetchone()
        if stands is not None and stands != value:
            raise UserCanFix("sync.head_office_decides", field=found.field)
    edits.edit_client(connection, client_id, {found.field: value}, hand)


def _view(row: tuple[Any, ...]) -> ConflictView:
    event_id, field, client_id, client_no, name, base, mine, theirs, recorded_at, author, chosen = row
    return ConflictView(
        event_id=event_id,
        field=field,
        client_id=client_id,
        client_no=client_no,
        client_name=name,
        base=_cell(base),
        mine=_cell(mine),
        theirs=_cell(theirs),
        recorded_at=recorded_at,
        author=author,
        chosen=None if chosen is None else Side(chosen),
    )


def _cell(text: str) -> Cell:
    """The value of a field; what is neither text nor whole number is shown as it came."""
    value = json.loads(text)
    return value if value is None or (isinstance(value, int | str) and not isinstance(value, bool)) else text
