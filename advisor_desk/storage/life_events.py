"""Life events that were told, as they follow from events. Those counted from birth dates are not here."""

from __future__ import annotations

from datetime import date
from typing import Final

from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.journey import LifeEvent, LifeEventLine
from advisor_desk.errors import UserCanFix
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.recorded_event import RecordedEvent

RECORDED: Final = "life_event.recorded"
WITHDRAWN: Final = "life_event.withdrawn"

_READ = """
SELECT code, on_day, note, id FROM life_event
WHERE client_id = ? AND known_day <= ? AND is_withdrawn = 0 ORDER BY on_day, id
"""


def apply(connection: Connection, event: RecordedEvent) -> None:
    """Bring the table to what an event says. The day of the event is that of the life event."""
    if event.type == RECORDED and event.on is not None:
        known = event.body.get("known_on") or event.recorded_at[:10]
        connection.execute(
            "INSERT INTO life_event (id, client_id, code, on_day, known_day, note) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (id) DO NOTHING",
            (
                event.id,
                event.client_id,
                event.body["code"],
                to_day(event.on),
                to_day(date.fromisoformat(known)),
                event.body.get("note") or "",
            ),
        )
    elif event.type == WITHDRAWN:
        connection.execute("UPDATE life_event SET is_withdrawn = 1 WHERE id = ?", (event.body["event"],))


def read(connection: Connection, client_id: int, on: date) -> list[LifeEventLine]:
    """Life events of a client that were known on a day, by their own day."""
    return [
        LifeEventLine(LifeEvent(code), from_day(day), note, event_id)
        for code, day, note, event_id in connection.execute(_READ, (client_id, to_day(on)))
    ]


def client_of(connection: Connection, event_id: str) -> int:
    """Whose life event it is. Raises UserCanFix("record.unknown") also for one that was taken back."""
    row = connection.execute(
        "SELECT client_id FROM life_event WHERE id = ? AND is_withdrawn = 0", (event_id,)
    ).fetchone()
    if row is None:
        raise UserCanFix("record.unknown")
    return int(row[0])
