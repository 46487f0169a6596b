"""Questionnaires that clients have filled in: the event with every answer, and the row that counts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

from advisor_desk.domain.code_lists import joined_codes
from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.kinds import Cell, Kind
from advisor_desk.domain.questionnaire import FilledForm
from advisor_desk.storage import batches
from advisor_desk.storage.advice_records import Case
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.events import EventDraft, append_event

EVENT_TYPE: Final = "assessment.taken"
_FIELDS: Final = ("c_level", "score", "horizon_months", "varieties", "form_version")
_ASKED: Final = f"FROM event WHERE client_id = :id AND type = '{EVENT_TYPE}'"
_TAKEN: Final = f"""
SELECT min(on_day) {_ASKED} AND on_day >= :since
    GROUP BY coalesce(nullif(json_extract(body, '$.sitting'), ''), id)
UNION ALL
SELECT taken_on FROM assessment WHERE client_id = :id AND taken_on >= :since
    AND taken_on NOT IN (SELECT on_day {_ASKED} AND json_extract(body, '$.confirmed_by_client'))
ORDER BY 1
"""  # noqa: S608 - constants


def taken(connection: Connection, client_id: int, since: date) -> list[date]:
    """The days from `since` on, oldest first; a day stands as often as the client was asked on it.

    A result that was seen and its confirmation are one sitting. An imported assessment counts unless one of
    this desk was confirmed on its day.
    """
    rows = connection.execute(_TAKEN, {"id": client_id, "since": to_day(since)})
    return [from_day(day) for (day,) in rows]


def take(connection: Connection, case: Case, filled: FilledForm) -> None:
    """Record a questionnaire inside the caller's transaction; the newest confirmed one of a day counts.

    One that the client has not confirmed leaves its event alone: it counts as taken and changes no level.

    Raises as `append_event`.
    """
    body = {
        **case.versions,
        "form_version": filled.form_version,
        "answers": {code: list(letters) for code, letters in filled.answers.items()},
        "score": filled.score,
        "c_level": filled.c_level.value,
        "horizon_months": filled.horizon_months,
        "varieties": [one.value for one in filled.varieties],
        "confirmed_by_client": filled.confirmed_by_client,
        "confirmed_by": filled.confirmed_by or None,
        "sitting": filled.sitting or None,
    }
    draft = EventDraft(EVENT_TYPE, case.hand.author, body, client_id=case.client_id, on=filled.taken_on)
    append_event(connection, draft, seconds=case.hand.seconds)
    if filled.confirmed_by_client:
        _put(connection, case, filled)


def _put(connection: Connection, case: Case, filled: FilledForm) -> None:
    """The row of the day. One that an import brought is changed as by hand, so that its undo keeps it."""
    key = (case.client_id, to_day(filled.taken_on))
    values: dict[str, Cell] = {
        "c_level": filled.c_level.value,
        "score": filled.score,
        "horizon_months": filled.horizon_months,
        "varieties": joined_codes(filled.varieties) or None,
        "form_version": filled.form_version,
    }
    before = connection.execute(
        "SELECT c_level, score, horizon_months, varieties, form_version FROM assessment "
        "WHERE client_id = ? AND taken_on = ?",
        key,
    ).fetchone()
    if before is None:
        connection.execute(
            "INSERT INTO assessment (c_level, score, horizon_months, varieties, form_version, client_id, "
            "taken_on) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (*values.values(), *key),
        )
        return
    changed = {
        name: (old, values[name]) for name, old in zip(_FIELDS, before, strict=True) if old != values[name]
    }
    connection.execute(
        "UPDATE assessment SET c_level = ?, score = ?, horizon_months = ?, varieties = ?, form_version = ? "
        "WHERE client_id = ? AND taken_on = ?",
        (*values.values(), *key),
    )
    if changed:
        moment = datetime.fromtimestamp(case.hand.seconds, UTC)
        batches.record_edit(connection, Kind.ASSESSMENTS, key, changed, moment)
