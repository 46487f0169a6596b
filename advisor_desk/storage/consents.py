"""Consents given and withdrawn at the desk: the row that the rules read, and the event that tells of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from advisor_desk.domain.dates import to_day
from advisor_desk.storage.edits import Hand
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.events import EventDraft
from advisor_desk.storage.projections import append

GIVEN: Final = "consent.given"
WITHDRAWN: Final = "consent.withdrawn"
TEXT_VERSION: Final = "desk-1"
"""Which text the client was read; a consent that a file brought names its own."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a client wants of one purpose, said on a day."""

    client_id: int
    purpose: str
    is_given: bool
    on: date


def put(connection: Connection, choice: Choice, hand: Hand) -> bool:
    """Record a consent or its end inside the caller's transaction; False when it stood so already.

    A refusal without a consent before it is kept too: it must stop what asks for no consent. A row that a
    file brought belongs to the desk from then on: undoing that import leaves it. Raises as `append_event`.
    """
    kind = GIVEN if choice.is_given else WITHDRAWN
    body = {"purpose": choice.purpose, "text_version": TEXT_VERSION}
    stands = _stands(connection, choice)
    if stands is choice.is_given:
        return False
    append(connection, EventDraft(kind, hand.author, body, choice.client_id, choice.on), seconds=hand.seconds)
    key = (choice.client_id, choice.purpose, to_day(choice.on))
    if choice.is_given:
        connection.execute(
            "INSERT INTO consent (client_id, purpose, given_on, text_version) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (client_id, purpose, given_on) DO UPDATE SET withdrawn_on = NULL, added_by = NULL",
            (*key, TEXT_VERSION),
        )
    elif stands is None:
        connection.execute(
            "INSERT INTO consent (client_id, purpose, given_on, withdrawn_on, text_version) "
            "VALUES (?, ?, ?, ?, ?)",
            (*key, key[2], TEXT_VERSION),
        )
    else:
        connection.execute(
            "UPDATE consent SET withdrawn_on = max(:on, given_on), added_by = NULL WHERE client_id = :client "
            "AND purpose = :purpose AND (withdrawn_on IS NULL OR withdrawn_on > :on)",
            {"client": choice.client_id, "purpose": choice.purpose, "on": key[2]},
        )
    return True


def _stands(connection: Connection, choice: Choice) -> bool | None:
    """Whether a consent is in force on the day; None when the client was never asked."""
    row = connection.execute(
        "SELECT max(withdrawn_on IS NULL OR withdrawn_on > :on) FROM consent "
        "WHERE client_id = :client AND purpose = :purpose AND given_on <= :on",
        {"client": choice.client_id, "purpose": choice.purpose, "on": to_day(choice.on)},
    ).fetchone()
    return None if row[0] is None else bool(row[0])
