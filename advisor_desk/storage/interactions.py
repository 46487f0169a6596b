"""Interactions as events. Recording only; who was contacted last is kept by the standings."""

from __future__ import annotations

from advisor_desk.domain.interaction import Interaction
from advisor_desk.errors import UserCanFix
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.events import Event, EventDraft, NewId, append_event
from advisor_desk.storage.uuid7 import uuid7

TYPE = "interaction.recorded"


def record(
    connection: Connection, made: Interaction, author: str, *, seconds: float, new_id: NewId = uuid7
) -> Event:
    """Record one interaction inside the caller's transaction.

    Raises UserCanFix("client.unknown") and those of `append_event`.
    """
    row = connection.execute(
        "SELECT id FROM client WHERE client_no = ?", (made.attendees[0].client_no,)
    ).fetchone()
    if row is None:
        raise UserCanFix("client.unknown")
    body = {
        "channel": made.channel.value,
        "outcome": made.outcome.value,
        "purpose": made.purpose.value,
        "note": made.note,
    }
    draft = EventDraft(type=TYPE, author=author, body=body, client_id=row[0], on=made.on)
    return append_event(connection, draft, seconds=seconds, new_id=new_id)
