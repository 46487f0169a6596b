"""Consents given and withdrawn at the desk: the row that the rules read, and the event that tells of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from advisor_desk.domain.dates import to_day
from advisor_desk.domain.kinds import Kind
from advisor_desk.storage import batches
from advisor_desk.storage.edits import Hand
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.events import EventDraft
from advisor_desk.storage.projections import append

GIVEN: Final = "consent.given"
WITHDRAWN: Final = "consent.withdrawn"
TEXT_VERSION: Final = "desk-1"
"""Which text the client was read; a consent that a file brought names its own."""

_ROW = (
    "SELECT given_on, withdrawn_on, added_by <> 0 FROM consent "
    "WHERE client_id = :client AND purpose = :purpose"
)
_OF_DAY = f"{_ROW} AND given_on = :on"
_IN_FORCE = f"{_ROW} AND given_on <= :on AND (withdrawn_on IS NULL OR withdrawn_on > :on)"
_END = "UPDATE consent SET withdrawn_on = ? WHERE client_id = ? AND purpose = ? AND given_on = ?"
_INSERT = (
    "INSERT INTO consent (client_id, purpose, given_on, withdrawn_on, text_version) "
    "VALUES (:client, :purpose, :on, :ends, :text)"
)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a client wants of one purpose, said on a day."""

    client_id: int
    purpose: str
    is_given: bool
    on: date


def put(connection: Connection, choice: Choice, hand: Hand) -> bool:
    """Record a consent or its end inside the caller's transaction; False when it stood so already.

    A refusal without a consent before it is kept too: it must stop what asks for no consent. A row that an
    import brought is changed as by hand, so that its undo keeps it. Raises as `append_event`.
    """
    kind = GIVEN if choice.is_given else WITHDRAWN
    body = {"purpose": choice.purpose, "text_version": TEXT_VERSION}
    stands = _stands(connection, choice)
    if stands is choice.is_given:
        return False
    append(connection, EventDraft(kind, hand.author, body, choice.client_id, choice.on), seconds=hand.seconds)
    given = _named(choice)
    rows = connection.execute(_OF_DAY if choice.is_given else _IN_FORCE, given).fetchall()
    ends = None if choice.is_given else given["on"]
    for given_on, ended, is_of_file in rows:
        key = (choice.client_id, choice.purpose, given_on)
        connection.execute(_END, (ends, *key))
        if is_of_file:
            moment = datetime.fromtimestamp(hand.seconds, UTC)
            batches.record_edit(connection, Kind.CONSENTS, key, {"withdrawn_on": (ended, ends)}, moment)
    if not rows:
        connection.execute(_INSERT, {**given, "ends": ends, "text": TEXT_VERSION})
    return True


def _named(choice: Choice) -> dict[str, Any]:
    return {"client": choice.client_id, "purpose": choice.purpose, "on": to_day(choice.on)}


def _stands(connection: Connection, choice: Choice) -> bool | None:
    """Whether a consent is in force on the day; None when the client was never asked."""
    row = connection.execute(
        "SELECT max(withdrawn_on IS NULL OR withdrawn_on > :on) FROM consent "
        "WHERE client_id = :client AND purpose = :purpose AND given_on <= :on",
        _named(choice),
    ).fetchone()
    return None if row[0] is None else bool(row[0])
