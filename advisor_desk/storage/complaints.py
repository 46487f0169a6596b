"""Whether a complaint of a client is open: the oldest record of one that nobody has settled since.

It stands in `client_care` and suspends the rhythm. A record of a complaint opens it, `complaint.closed`
settles it, and it goes with a record that is corrected into something else or taken back.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from advisor_desk.domain.dates import from_day
from advisor_desk.errors import UserCanFix
from advisor_desk.storage.edits import Hand
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.events import EventDraft
from advisor_desk.storage.projections import append
from advisor_desk.storage.recorded_event import RecordedEvent

CLOSED: Final = "complaint.closed"

FIRST_TOLD: Final = """
WITH RECURSIVE told (seq, before) AS (
    SELECT event.place, event.body ->> '$.corrects'
    UNION ALL SELECT earlier.place, earlier.body ->> '$.corrects'
    FROM told JOIN event AS earlier ON earlier.id = told.before
        JOIN interaction AS was ON was.event_id = earlier.id AND was.purpose = 'COMPLAINT')
SELECT min(seq) FROM told
"""
"""The place at which the complaint of a row of `event` was first recorded: put right is no new one."""
_RECORDED = f"""
SELECT event_id, kept.on_day, ({FIRST_TOLD}) FROM interaction AS kept JOIN event ON event.id = event_id
WHERE kept.client_id = ? AND purpose = 'COMPLAINT' AND replaced_by IS NULL AND is_withdrawn = 0
ORDER BY place
"""  # noqa: S608 - a constant
_SETTLED = f"""
SELECT ifnull(max(place), 0) FROM event WHERE client_id = ? AND type = '{CLOSED}' AND place <= ?
"""  # noqa: S608 - a constant
_KEEP = """
INSERT INTO client_care (client_id, complaint_id, complaint_on) VALUES (?, ?, ?)
ON CONFLICT (client_id) DO UPDATE
    SET complaint_id = excluded.complaint_id, complaint_on = excluded.complaint_on
"""


def apply(connection: Connection, event: RecordedEvent) -> None:
    """Open or settle the complaint that an event is about."""
    if event.client_id is None:
        return
    kept = connection.execute(
        "SELECT complaint_id FROM client_care WHERE client_id = ?", (event.client_id,)
    ).fetchone()
    is_open = kept is not None and kept[0] is not None
    if not is_open and event.body.get("purpose") != "COMPLAINT":
        return
    connection.execute(_KEEP, (event.client_id, *_oldest(connection, event.client_id, event.place)))


def open_since(connection: Connection, client_id: int) -> date | None:
    """Since when a complaint of the client is open."""
    row = connection.execute(
        "SELECT complaint_on FROM client_care WHERE client_id = ?", (client_id,)
    ).fetchone()
    return None if row is None or row[0] is None else from_day(row[0])


def close(connection: Connection, client_id: int, note: str, on: date, hand: Hand) -> None:
    """Settle the open complaint. Raises UserCanFix("record.unknown") when none is open."""
    row = connection.execute(
        "SELECT complaint_id FROM client_care WHERE client_id = ?", (client_id,)
    ).fetchone()
    if row is None or row[0] is None:
        raise UserCanFix("record.unknown")
    draft = EventDraft(CLOSED, hand.author, {"record": row[0], "note": note.strip()}, client_id, on)
    append(connection, draft, seconds=hand.seconds)


def _oldest(connection: Connection, client_id: int, until: int) -> tuple[str | None, int | None]:
    """The oldest complaint of a client that was not settled by then, and its day."""
    (settled,) = connection.execute(_SETTLED, (client_id, until)).fetchone()
    for event_id, on_day, told in connection.execute(_RECORDED, (client_id,)).fetchall():
        if told > settled:
            return event_id, on_day
    return None, None
