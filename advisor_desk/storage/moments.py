"""Moments of truth as the book keeps them: what the rules found, once each, and what people did with it."""

# ruff: noqa: S608 - what is put together are constants of this module.

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.moment import KeptMoment, Moment, MomentCode, MomentMark, MomentState, Raised
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.recorded_event import RecordedEvent

CLOSED: Final = "moment.closed"
REOPENED: Final = "moment.reopened"
SNOOZED: Final = "moment.snoozed"
TYPES: Final = (CLOSED, REOPENED, SNOOZED)

_INSERT = """
INSERT INTO moment (key, client_id, code, event_on, due_on, subject, evidence, state, reason, closed_on,
    found_on, rules_version)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING
"""
_EXPIRE = """
UPDATE moment SET state = 'EXPIRED', closed_on = due_on + {days}
WHERE state = 'OPEN' AND due_on < :today - {days}
    AND (snoozed_until IS NULL OR snoozed_until < :today) AND {whose}
"""
_OPEN_AGAIN = """
UPDATE moment SET state = 'OPEN', closed_on = NULL
WHERE state = 'EXPIRED' AND closed_on = due_on + {days} AND {days} > 0 AND closed_on >= :today AND {whose}
"""
_READ = """
SELECT moment.key, moment.client_id, client.client_no, client.name, moment.code, moment.event_on,
    moment.due_on, moment.subject, moment.evidence, moment.state, moment.reason, moment.snoozed_until,
    moment.closed_on, moment.rules_version
FROM moment JOIN client ON client.id = moment.client_id
WHERE moment.event_on <= :on AND {wanted}
ORDER BY moment.due_on, moment.key
"""
_ID_DAYS: Final = 100
_IS_PAST: Final = f"""(
    (moment.code IN ('KYC_EXPIRING', 'KYC_EXPIRED') AND EXISTS (SELECT 1 FROM assessment AS newer
        WHERE newer.client_id = moment.client_id
            AND newer.taken_on > moment.event_on AND newer.taken_on <= :on))
    OR (moment.code = 'ID_EXPIRING' AND EXISTS (SELECT 1 FROM client AS holder
        WHERE holder.id = moment.client_id AND holder.id_expires_on > moment.event_on + {_ID_DAYS}))
    OR (moment.code = 'COMPLAINT' AND NOT EXISTS (SELECT 1 FROM client_care
        WHERE client_care.client_id = moment.client_id AND client_care.complaint_on IS NOT NULL))
    OR (moment.code IN ('LONG_UNCONTACTED', 'DORMANT_ENTER', 'AT_RISK_ENTER')
        AND EXISTS (SELECT 1 FROM standing AS now WHERE now.client_id = moment.client_id AND CASE moment.code
            WHEN 'LONG_UNCONTACTED' THEN now.last_contact_on >= moment.event_on
            WHEN 'DORMANT_ENTER' THEN now.state <> 'DORMANT' ELSE now.state <> 'AT_RISK' END)))
"""
"""What an open moment was about is no longer so: a newer assessment or paper, a settled complaint, a contact,
a purchase. It is not shown as open; should the record be taken back, it is again."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run of the rules: which day it is, under which version, and how long each code stays open."""

    on: date
    rules_version: str
    expire_days: Mapping[MomentCode, int]


def keep(connection: Connection, found: Sequence[Moment], run: Run, past: Collection[str] = ()) -> int:
    """Keep what is new, inside the caller's transaction; what is there stays as it is. Returns how many.

    A client may have left the book since the rules looked at it: nothing is kept of those. Open ones whose
    keys are in `past` were over before anybody could see them: EXPIRED from the start.
    """
    before, here = connection.total_changes, _still_here(connection, found)
    rows = (_row(one, run, is_past=one.key in past) for one in found if one.client_id in here)
    connection.executemany(_INSERT, rows)
    return connection.total_changes - before


def _still_here(connection: Connection, found: Sequence[Moment]) -> set[int]:
    ids = json.dumps(sorted({one.client_id for one in found}))
    chosen = connection.execute("SELECT id FROM client WHERE id IN (SELECT value FROM json_each(?))", (ids,))
    return {client_id for (client_id,) in chosen}


def expire(connection: Connection, run: Run, client_ids: Collection[int] | None = None) -> None:
    """Open moments past their time are told so, of some clients or all, unless put off until later.

    After a clock that ran ahead those whose time is not past yet are open again.
    """
    days = " ".join(f"WHEN '{code.value}' THEN {days}" for code, days in run.expire_days.items())
    whose = "TRUE" if client_ids is None else "client_id IN (SELECT value FROM json_each(:ids))"
    given = {"today": to_day(run.on), "ids": json.dumps(sorted(client_ids or ()))}
    for statement in (_OPEN_AGAIN, _EXPIRE):
        connection.execute(statement.format(days=f"(CASE code {days} END)", whose=whose), given)


def raised(connection: Connection, client_ids: Collection[int], since: date) -> list[Raised]:
    """What was raised for some clients from a day on, kept back or not, whatever became of it."""
    rows = connection.execute(
        "SELECT client_id, code, subject, event_on, key FROM moment "
        "WHERE client_id IN (SELECT value FROM json_each(?)) AND event_on >= ?",
        (json.dumps(list(client_ids)), to_day(since)),
    )
    return [
        Raised(client_id, MomentCode(code), subject, from_day(day), key)
        for client_id, code, subject, day, key in rows
    ]


def apply(connection: Connection, event: RecordedEvent) -> None:
    """Bring a moment to what a person did with it; nothing when the rules have not found it."""
    body = event.body
    if event.type == CLOSED:
        day = to_day(event.on) if event.on else None
        connection.execute(
            "UPDATE moment SET state = ?, reason = ?, closed_on = ? WHERE key = ?",
            (body["state"], body.get("reason") or "", day, body["key"]),
        )
    elif event.type == REOPENED:
        connection.execute(
            "UPDATE moment SET state = 'OPEN', reason = '', closed_on = NULL, snoozed_until = NULL "
            "WHERE key = ?",
            (body["key"],),
        )
    elif event.type == SNOOZED:
        connection.execute(
            "UPDATE moment SET snoozed_until = ?, reason = ? WHERE key = ?",
            (to_day(date.fromisoformat(body["until"])), body.get("reason") or "", body["key"]),
        )


def read(
    connection: Connection, states: Collection[MomentState], on: date, client_id: int | None = None
) -> list[KeptMoment]:
    """Moments in the given states whose day has come, by due date and key."""
    marks = ", ".join(f"'{state.value}'" for state in states)
    wanted = f"moment.state IN ({marks}) AND (moment.state <> 'OPEN' OR NOT {_IS_PAST})"
    if client_id is not None:
        wanted += " AND moment.client_id = :client_id"
    given = {"on": to_day(on), "client_id": client_id}
    return [_kept(row) for row in connection.execute(_READ.format(wanted=wanted), given).fetchall()]


def open_marks(connection: Connection, on: date) -> list[MomentMark]:
    """Every open moment that is in sight on a day, in few words."""
    rows = connection.execute(
        "SELECT moment.key, moment.client_id, standing.client_no, moment.code, moment.due_on "
        "FROM moment JOIN standing ON standing.client_id = moment.client_id "
        "WHERE moment.state = 'OPEN' AND moment.event_on <= :on "
        f"AND (moment.snoozed_until IS NULL OR moment.snoozed_until <= :on) AND NOT {_IS_PAST}",
        {"on": to_day(on)},
    )
    return list(map(MomentMark._make, rows.fetchall()))


def held_back(connection: Connection, run: Run) -> dict[str, int]:
    """How many moments the rules keep back that are not past their time on a day, by reason, most first."""
    rows = connection.execute(
        "SELECT moment.reason, count(*) FROM moment "
        "JOIN json_each(:days) AS stays ON stays.key = moment.code "
        "WHERE moment.state = 'SUPPRESSED' AND moment.closed_on IS NULL AND moment.event_on <= :on "
        "AND moment.due_on + stays.value >= :on GROUP BY moment.reason ORDER BY count(*) DESC, moment.reason",
        {
            "on": to_day(run.on),
            "days": json.dumps({code.value: days for code, days in run.expire_days.items()}),
        },
    )
    return dict(rows.fetchall())


def of_keys(connection: Connection, keys: Collection[str]) -> list[KeptMoment]:
    """The moments named, by due date and key."""
    wanted = "moment.key IN (SELECT value FROM json_each(:keys))"
    given = {"on": 2**31, "keys": json.dumps(list(keys))}
    return [_kept(row) for row in connection.execute(_READ.format(wanted=wanted), given).fetchall()]


def one(connection: Connection, key: str) -> KeptMoment | None:
    """A moment by its key."""
    given = {"on": 2**31, "key": key}
    row = connection.execute(_READ.format(wanted="moment.key = :key"), given).fetchone()
    return None if row is None else _kept(row)


def _row(moment: Moment, run: Run, *, is_past: bool) -> tuple[object, ...]:
    state = MomentState.EXPIRED if is_past else MomentState.OPEN
    if moment.suppressed_by:
        state = MomentState.SUPPRESSED
    return (
        moment.key,
        moment.client_id,
        moment.code.value,
        to_day(moment.event_on),
        to_day(moment.due_on),
        moment.subject,
        json.dumps(moment.evidence, ensure_ascii=False, separators=(",", ":")),
        state.value,
        moment.suppressed_by,
        to_day(moment.due_on) if state is MomentState.EXPIRED else None,
        to_day(run.on),
        run.rules_version,
    )


def _kept(row: tuple[Any, ...]) -> KeptMoment:
    _, client_id, client_no, name, code, event_on, due_on, subject, evidence, state, reason, *rest = row
    snoozed_until, closed_on, version = rest
    return KeptMoment(
        moment=Moment(
            code=MomentCode(code),
            client_id=client_id,
            client_no=client_no,
            event_on=from_day(event_on),
            due_on=from_day(due_on),
            subject=subject,
            evidence=tuple((name, value) for name, value in json.loads(evidence)),
            suppressed_by=reason if state == MomentState.SUPPRESSED and closed_on is None else "",
        ),
        state=MomentState(state),
        name=name,
        snoozed_until=None if snoozed_until is None else from_day(snoozed_until),
        reason=reason,
        closed_on=None if closed_on is None else from_day(closed_on),
        rules_version=version,
    )
