"""Events and what follows from them: one door through which both are written, and the replay of them all.

A table of `tables_service` that follows from events has a projector, `apply(connection, event)` in the
module that reads the table. Here stands which projectors see which events; nothing else writes those tables.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Final

from advisor_desk.domain.dates import from_day
from advisor_desk.storage.engine import Connection, IntegrityError
from advisor_desk.storage.events import EventDraft, NewId, append_event
from advisor_desk.storage.recorded_event import RecordedEvent
from advisor_desk.storage.uuid7 import uuid7

__all__ = ["RecordedEvent", "append", "apply", "rebuild", "replay"]

Projector = Callable[[Connection, RecordedEvent], None]

FOLLOWING: Final = ("interaction", "task", "entitlement_entry", "life_event", "client_care")
"""Tables that hold nothing but what follows from events: emptied before a replay."""

# What hangs on a client that is not here waits in the outbox alone: nothing follows from it.
_EVENTS = """
SELECT id, place, type, v, author, client_id, on_day, recorded_at, body, device_seq < 0 FROM event
WHERE {} AND (client_id IS NOT NULL OR client_no IS NULL) ORDER BY place
"""


@lru_cache(maxsize=1)
def _projectors() -> Mapping[str, tuple[Projector, ...]]:
    """Who sees an event, by the family of its type (what stands before the dot), in this order."""
    from advisor_desk.storage import (
        care,
        complaints,
        entitlements,
        interactions,
        life_events,
        moments,
        order_intents,
        tasks,
    )

    return {
        "interaction": (interactions.apply, complaints.apply, tasks.apply),
        "complaint": (complaints.apply,),
        "task": (tasks.apply,),
        "care": (care.apply,),
        "entitlement": (entitlements.apply,),
        "life_event": (life_events.apply,),
        "moment": (moments.apply,),
        "suggestion": (order_intents.apply,),
        "suitability": (order_intents.apply,),
    }


def append(
    connection: Connection, draft: EventDraft, *, seconds: float, new_id: NewId = uuid7
) -> RecordedEvent:
    """Record an event and write what follows from it, inside the caller's transaction.

    Raises as `append_event`.
    """
    made = append_event(connection, draft, seconds=seconds, new_id=new_id)
    event = RecordedEvent(
        id=made.id,
        place=made.place,
        type=draft.type,
        v=draft.v,
        author=draft.author,
        client_id=draft.client_id,
        on=draft.on,
        recorded_at=made.recorded_at,
        body=draft.body,
    )
    apply(connection, event)
    return event


def apply(connection: Connection, event: RecordedEvent) -> None:
    """Write what follows from an event; nothing for a type that no table follows from."""
    for project in _projectors().get(event.type.partition(".")[0], ()):
        project(connection, event)


def rebuild(connection: Connection) -> None:
    """Make every table that follows from events anew, inside the caller's transaction."""
    _replay(connection, "TRUE", ())


def replay(connection: Connection, client_ids: Iterable[int]) -> None:
    """Make what follows from some clients' events anew, inside the caller's transaction."""
    for client_id in client_ids:
        _replay(connection, "client_id = ?", (client_id,))


def _replay(connection: Connection, whose: str, given: tuple[int, ...]) -> None:
    for table in FOLLOWING:
        connection.execute(f"DELETE FROM {table} WHERE {whose}", given)  # noqa: S608 - constants
    known = _projectors()
    for (
        event_id,
        place,
        kind,
        v,
        author,
        client_id,
        on_day,
        recorded_at,
        body,
        is_foreign,
    ) in connection.execute(_EVENTS.format(whose), given):
        if kind.partition(".")[0] in known:
            on = None if on_day is None else from_day(on_day)
            said = json.loads(body)
            event = RecordedEvent(event_id, place, kind, v, author, client_id, on, recorded_at, said)
            (_apply_foreign if is_foreign else apply)(connection, event)


def _apply_foreign(connection: Connection, event: RecordedEvent) -> None:
    """What another desk recorded, perhaps of a newer version: nothing follows from what cannot be read."""
    connection.execute("SAVEPOINT foreign_event")
    try:
        apply(connection, event)
    except (KeyError, TypeError, ValueError, AttributeError, IntegrityError):
        connection.execute("ROLLBACK TO foreign_event")
    finally:
        connection.execute("RELEASE foreign_event")
