"""Contacts as events, and the table of what counts of them. Inside the caller's transaction.

A contact with several clients is one event a client, joined by `together`. A record is put right or taken
back only by a later event; all of them stay in the book.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.interaction import Interaction, InteractionKind, RecordedInteraction
from advisor_desk.errors import UserCanFix
from advisor_desk.rules.working_time import civil_day, instant
from advisor_desk.sqltypes import utc_text
from advisor_desk.storage.edits import Hand
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.events import EventDraft
from advisor_desk.storage.interaction_body import body_of, interaction_of, is_effective, purpose_of
from advisor_desk.storage.projections import append
from advisor_desk.storage.recorded_event import RecordedEvent
from advisor_desk.storage.uuid7 import uuid7

RECORDED: Final = "interaction.recorded"
CORRECTED: Final = "interaction.corrected"
WITHDRAWN: Final = "interaction.withdrawn"
VERSION: Final = 2

_REPLACED_BY: Final = "SELECT replaced_by FROM interaction WHERE event_id = ?"
_STANDS: Final = "replaced_by IS NULL AND is_withdrawn = 0"
_INSERT: Final = """
INSERT INTO interaction (event_id, client_id, on_day, at, kind, channel, purpose, outcome, initiator,
    is_effective, together)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_FOUND: Final = f"""
SELECT kept.client_id, client_no, together, body, {_STANDS}
FROM interaction AS kept JOIN event ON event.id = kept.event_id WHERE kept.event_id = ?
"""  # noqa: S608 - constants
_TOGETHER: Final = f"""
SELECT kept.event_id, kept.client_id FROM interaction AS kept JOIN event ON event.id = kept.event_id
WHERE kept.together = ? AND {_STANDS} ORDER BY place
"""  # noqa: S608 - constants
_NUMBER: Final = """
CASE WHEN device_seq > 0 THEN device_seq ELSE ifnull(
    (SELECT origin ->> '$.device_seq' FROM event_echo WHERE event_id = event.id), device_seq) END
"""
_READ: Final = f"""
SELECT event.id, place, {_NUMBER}, recorded_at, author, event.client_id, client_no, event.on_day, body,
    replaced_by, is_withdrawn
FROM interaction AS kept CROSS JOIN event ON event.id = kept.event_id
"""  # noqa: S608 - a constant
_WITHDRAWALS: Final = f"""
SELECT json_extract(body, '$.withdraws'), json_extract(body, '$.reason') FROM event
WHERE client_id = ? AND type = '{WITHDRAWN}'
"""  # noqa: S608 - a constant


def record(connection: Connection, made: Interaction, hand: Hand) -> tuple[str, list[int]]:
    """Record a contact, one event an attendee; returns the first event's id and the clients.

    Raises UserCanFix: `record.nobody`, `record.client_twice`, `client.unknown`, and those of `append_event`.
    """
    client_ids = _clients(connection, [each.client_no for each in made.attendees])
    first = uuid7(hand.seconds)
    together = str(first) if len(client_ids) > 1 else ""
    for place, (attendee, client_id) in enumerate(zip(made.attendees, client_ids, strict=True)):
        body = body_of(made, attendee, together, len(client_ids))
        draft = EventDraft(RECORDED, hand.author, body, client_id, made.on, VERSION)
        append(connection, draft, seconds=hand.seconds, new_id=uuid7 if place else lambda _: first)
    return str(first), client_ids


def correct(
    connection: Connection, record_id: str, made: Interaction, reason: str, hand: Hand
) -> tuple[str, int]:
    """Record a contact in place of an earlier record of one client; returns the new id and the client.

    Raises UserCanFix: `record.unknown`, `record.does_not_stand`, `record.reason_needed`,
    `record.other_client`, and those of `append_event`.
    """
    client_id, client_no, together, before = _standing(connection, record_id)
    if [each.client_no for each in made.attendees] != [client_no]:
        raise UserCanFix("record.other_client")
    body = {
        **body_of(made, made.attendees[0], together or "", before.get("attendees", 1)),
        "corrects": record_id,
        "reason": _demand_reason(reason),
    }
    draft = EventDraft(CORRECTED, hand.author, body, client_id, made.on)
    return append(connection, draft, seconds=hand.seconds).id, client_id


def withdraw(connection: Connection, record_id: str, reason: str, on: date, hand: Hand) -> list[int]:
    """Take a record back with those of the same contact, one event a client; returns the clients.

    Raises UserCanFix: `record.unknown`, `record.does_not_stand`, `record.reason_needed`.
    """
    client_id, _, together, _ = _standing(connection, record_id)
    said = _demand_reason(reason)
    rows = [(record_id, client_id)]
    if together is not None:
        rows = connection.execute(_TOGETHER, (together,)).fetchall()
    for event_id, of_client in rows:
        draft = EventDraft(WITHDRAWN, hand.author, {"withdraws": event_id, "reason": said}, of_client, on)
        append(connection, draft, seconds=hand.seconds)
    return [of_client for _, of_client in rows]


def apply(connection: Connection, event: RecordedEvent) -> None:
    """Keep what counts of a contact, or mark one as replaced or taken back."""
    body = event.body
    if event.type == WITHDRAWN:
        connection.execute("UPDATE interaction SET is_withdrawn = 1 WHERE event_id = ?", (body["withdraws"],))
        return
    # The first events of all did not have to say how a contact went: such a one counts for nothing.
    if event.client_id is None or event.on is None or not {"channel", "outcome"} <= body.keys():
        return
    row = (
        event.id,
        event.client_id,
        to_day(event.on),
        body.get("happened_at") or _noted_at(event, event.on),
        body.get("kind", "CONTACT"),
        body["channel"],
        purpose_of(body),
        body["outcome"],
        body.get("initiator", "ADVISOR"),
        int(is_effective(body)),
        body.get("together"),
    )
    connection.execute(_INSERT, row)
    if event.type == CORRECTED:
        _replace(connection, body["corrects"], event.id)


def _replace(connection: Connection, record_id: str, by: str) -> None:
    """Let one record stand in place of another, or of whatever has taken its place before.

    Two desks of an advisor may correct the same record without knowing of each other: what comes last stands,
    and the contact counts once.
    """
    standing = record_id
    while (row := connection.execute(_REPLACED_BY, (standing,)).fetchone()) and row[0] not in (None, by):
        standing = row[0]
    connection.execute("UPDATE interaction SET replaced_by = ? WHERE event_id = ?", (by, standing))


def _noted_at(event: RecordedEvent, on: date) -> str:
    """The instant of a contact without one: that of recording, when that was on its day.

    Of one that is told on another day only the day is known: a question has waited since that day began,
    anything else may have answered a question of that day.
    """
    if civil_day(datetime.fromisoformat(event.recorded_at)) == on:
        return event.recorded_at
    if event.body.get("kind") == InteractionKind.ENQUIRY:
        return utc_text(instant(on, 0))
    return utc_text(instant(on + timedelta(days=1), 0) - timedelta(microseconds=1))


def read(connection: Connection, record_id: str) -> RecordedInteraction:
    """One client's record. Raises UserCanFix("record.unknown")."""
    row = connection.execute(f"{_READ} WHERE kept.event_id = ?", (record_id,)).fetchone()
    if row is None:
        raise UserCanFix("record.unknown")
    return _recorded(row, dict(connection.execute(_WITHDRAWALS, (row[5],))) if row[10] else {})


def service_file(connection: Connection, client_id: int, on: date) -> list[RecordedInteraction]:
    """Every record of a client up to a day, newest first, those replaced or taken back too."""
    rows = connection.execute(
        f"{_READ} WHERE kept.client_id = ? AND kept.on_day <= ? ORDER BY kept.on_day DESC, place DESC",
        (client_id, to_day(on)),
    ).fetchall()
    reasons = dict(connection.execute(_WITHDRAWALS, (client_id,)))
    return [_recorded(row, reasons) for row in rows]


def _recorded(row: Sequence[Any], withdrawals: dict[str, str]) -> RecordedInteraction:
    (
        event_id,
        place,
        seq,
        recorded_at,
        author,
        client_id,
        client_no,
        on_day,
        text,
        replaced_by,
        is_withdrawn,
    ) = row
    body = json.loads(text)
    return RecordedInteraction(
        id=event_id,
        device_seq=seq,
        place=place,
        recorded_at=datetime.fromisoformat(recorded_at),
        author=author,
        client_id=client_id,
        made=interaction_of(body, client_no, from_day(on_day)),
        together=body.get("together", ""),
        attendees=body.get("attendees", 1),
        corrects=body.get("corrects", ""),
        reason=withdrawals.get(event_id) or body.get("reason", ""),
        replaced_by=replaced_by or "",
        is_withdrawn=is_withdrawn == 1,
    )


def _clients(connection: Connection, numbers: Sequence[str]) -> list[int]:
    if not numbers:
        raise UserCanFix("record.nobody")
    found: dict[str, int] = {}
    for number in numbers:
        if number in found:
            raise UserCanFix("record.client_twice", client_no=number)
        row = connection.execute("SELECT id FROM client WHERE client_no = ?", (number,)).fetchone()
        if row is None:
            raise UserCanFix("client.unknown", client_no=number)
        found[number] = row[0]
    return list(found.values())


def _standing(connection: Connection, record_id: str) -> tuple[int, str, str | None, dict[str, Any]]:
    """Client, number, group and body of a record that is neither replaced nor taken back."""
    row = connection.execute(_FOUND, (record_id,)).fetchone()
    if row is None:
        raise UserCanFix("record.unknown")
    client_id, client_no, together, body, stands = row
    if not stands:
        raise UserCanFix("record.does_not_stand")
    return client_id, client_no, together, json.loads(body)


def _demand_reason(reason: str) -> str:
    said = reason.strip()
    if not said:
        raise UserCanFix("record.reason_needed")
    return said
