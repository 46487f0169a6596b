"""Tasks as they follow from events: made, closed, reopened, snoozed, moved. Nothing here writes an event.

Promises and the next step of a contact are tasks without an event of their own: their ids are those of the
contact's event with a number behind. A contact that is taken back or put right takes its open tasks along.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.service_codes import Outcome
from advisor_desk.domain.task import Repeat, RepeatFrom, RepeatUnit, Task, TaskDraft, TaskKind, TaskState
from advisor_desk.rules.repeats import Series
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.recorded_event import RecordedEvent

ADDED: Final = "task.added"
CLOSED: Final = "task.closed"
REOPENED: Final = "task.reopened"
SNOOZED: Final = "task.snoozed"
MOVED: Final = "task.moved"

_COLUMNS = (
    "id, client_id, kind, title, due_on, minute, state, made_on, snoozed_until, snooze_reason, repeat, plan, "
    "origin, closed_on"
)
_READ = """
SELECT task.id, task.kind, task.title, task.due_on, task.state, task.made_on, task.client_id,
    client.client_no, client.name, task.minute, task.snoozed_until, task.snooze_reason, task.repeat,
    task.plan, task.origin, task.closed_on
FROM task LEFT JOIN client ON client.id = task.client_id
"""
_ORDER = " ORDER BY task.due_on, task.minute IS NULL, task.minute, task.title, task.id"
_INSERT = (
    "INSERT INTO task (id, client_id, kind, title, due_on, minute, made_on, repeat, plan, origin, follows) "
    "VALUES (:id, :client_id, :kind, :title, :due_on, :minute, :made_on, :repeat, :plan, :origin, :follows) "
    "ON CONFLICT (id) DO NOTHING"
)
_DONE_WITH = """
SELECT id, state, closed_on, due_on, minute, title, snoozed_until, snooze_reason FROM task
WHERE origin = ? AND origin <> ''
"""


@dataclass(frozen=True, slots=True)
class Span:
    """Which tasks are wanted: due days, both included (None: no bound), a client, open ones alone."""

    first: date | None = None
    last: date | None = None
    client_id: int | None = None
    is_open_only: bool = True


# The events' bodies.


def added_body(draft: TaskDraft) -> dict[str, object]:
    """The body of `task.added`."""
    repeat = draft.repeat
    return {
        "kind": draft.kind.value,
        "title": draft.title,
        "due": draft.due_on.isoformat(),
        "minute": draft.minute,
        "repeat": None
        if repeat is None
        else {"every": repeat.every, "unit": repeat.unit.value, "from": repeat.counted_from.value},
        "plan": draft.plan,
        "origin": draft.origin,
    }


# The projectors.


def apply(connection: Connection, event: RecordedEvent) -> None:
    """Bring the table to what an event says. Events of other types, and those of unknown tasks, pass."""
    handler = _HANDLERS.get(event.type)
    if handler is not None:
        handler(connection, event)


def _add(connection: Connection, event: RecordedEvent) -> None:
    body = event.body
    due = date.fromisoformat(body["due"])
    repeat = body.get("repeat")
    kept = repeat and {**repeat, "first": due.isoformat(), "slot": due.isoformat()}
    _insert(connection, event, {**body, "id": event.id, "due": due, "repeat": kept})


def _insert(connection: Connection, event: RecordedEvent, values: Mapping[str, Any]) -> None:
    repeat = values.get("repeat")
    row = {
        "client_id": event.client_id,
        "minute": None,
        "plan": "",
        "origin": "",
        "follows": None,
        **values,
        "due_on": to_day(values["due"]),
        "made_on": to_day(_day_of(event)),
        "repeat": json.dumps(repeat, sort_keys=True, separators=(",", ":")) if repeat else None,
    }
    connection.execute(_INSERT, row)


def _close(connection: Connection, event: RecordedEvent) -> None:
    body = event.body
    closed = connection.execute(
        "UPDATE task SET state = ?, closed_on = ? WHERE id = ? AND state = 'OPEN'",
        (body["state"], to_day(_day_of(event)), body["task"]),
    )
    if closed.rowcount and body.get("next_due"):
        _follow(connection, event, body["task"], date.fromisoformat(body["next_due"]))


def _follow(connection: Connection, event: RecordedEvent, task_id: str, due: date) -> None:
    """The next one of a series, made for its own day."""
    kind, title, minute, repeat, plan, origin = connection.execute(
        "SELECT kind, title, minute, repeat, plan, origin FROM task WHERE id = ?", (task_id,)
    ).fetchone()
    values = {"kind": kind, "title": title, "minute": minute, "plan": plan, "origin": origin}
    moved = {**json.loads(repeat), "slot": due.isoformat()}
    _insert(
        connection,
        event,
        {**values, "id": next_id(event.id), "due": due, "repeat": moved, "follows": task_id},
    )


def _reopen(connection: Connection, event: RecordedEvent) -> None:
    task_id = event.body["task"]
    connection.execute(
        "UPDATE task SET state = 'OPEN', closed_on = NULL, snoozed_until = NULL, snooze_reason = '' "
        "WHERE id = ?",
        (task_id,),
    )
    connection.execute("DELETE FROM task WHERE follows = ? AND state = 'OPEN'", (task_id,))


def _snooze(connection: Connection, event: RecordedEvent) -> None:
    body = event.body
    connection.execute(
        "UPDATE task SET snoozed_until = ?, snooze_reason = ? WHERE id = ?",
        (to_day(date.fromisoformat(body["until"])), body["reason"], body["task"]),
    )


def _move(connection: Connection, event: RecordedEvent) -> None:
    body = event.body
    connection.execute(
        "UPDATE task SET due_on = ?, minute = ?, title = ?, snoozed_until = NULL, snooze_reason = '' "
        "WHERE id = ?",
        (to_day(date.fromisoformat(body["due"])), body["minute"], body["title"], body["task"]),
    )


def _of_contact(connection: Connection, event: RecordedEvent) -> None:
    for values in _promised(event.id, event.body):
        _insert(connection, event, values)


def _of_correction(connection: Connection, event: RecordedEvent) -> None:
    """The tasks of the new record: what was done with one under the old record holds on, each once."""
    old = event.body["corrects"]
    told = connection.execute("SELECT body FROM event WHERE id = ?", (old,)).fetchone()
    # Of another desk's records the newer one may have come first.
    before = [] if told is None else list(_promised(old, json.loads(told[0])))
    done = {row[0]: row[1:] for row in connection.execute(_DONE_WITH, (old,))}
    _drop(connection, old, event)
    now = list(_promised(event.id, event.body))
    for values in now:
        _insert(connection, event, values)
    for is_same in (_is_same, _is_alike):
        for values in list(now):
            match = next((one for one in before if one["id"] in done and is_same(one, values)), None)
            if match is not None:
                before.remove(match)
                now.remove(values)
                _carry_on(connection, values["id"], done[match["id"]], is_whole=is_same is _is_same)


def _is_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    keys = ("kind", "title", "due", "minute")
    return all(one.get(key) == other.get(key) for key in keys)


def _is_alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """For another day: what was agreed anew is the day, not whether it is done."""
    return (one["kind"], one["title"]) == (other["kind"], other["title"])


def _carry_on(connection: Connection, task_id: str, done: tuple[Any, ...], *, is_whole: bool) -> None:
    state, closed_on, *moved = done
    if is_whole:
        connection.execute(
            "UPDATE task SET due_on = ?, minute = ?, title = ?, snoozed_until = ?, snooze_reason = ? "
            "WHERE id = ?",
            (*moved, task_id),
        )
    connection.execute("UPDATE task SET state = ?, closed_on = ? WHERE id = ?", (state, closed_on, task_id))


def _of_withdrawal(connection: Connection, event: RecordedEvent) -> None:
    _drop(connection, event.body["withdraws"], event)


def _drop(connection: Connection, origin: str, event: RecordedEvent) -> None:
    connection.execute(
        "UPDATE task SET state = 'DROPPED', closed_on = ? "
        "WHERE origin = ? AND origin <> '' AND state = 'OPEN'",
        (to_day(_day_of(event)), origin),
    )


def _promised(event_id: str, body: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What a contact leaves to do: its promises, then its next step, numbered in this order."""
    made = [
        {"kind": TaskKind.PROMISE.value, "title": one["what"], "due": date.fromisoformat(one["due"])}
        for one in body.get("promises") or ()
    ]
    step = body.get("next")
    if step:
        is_meeting = body.get("outcome") == Outcome.APPOINTED
        kind = TaskKind.MEETING if is_meeting else TaskKind.FOLLOW_UP
        due = date.fromisoformat(step["on"])
        made.append({"kind": kind.value, "title": step["what"], "due": due, "minute": step.get("minute")})
    for number, values in enumerate(made, start=1):
        yield {**values, "id": f"{event_id}#{number}", "origin": event_id}


_HANDLERS: Final = {
    ADDED: _add,
    CLOSED: _close,
    REOPENED: _reopen,
    SNOOZED: _snooze,
    MOVED: _move,
    "interaction.recorded": _of_contact,
    "interaction.corrected": _of_correction,
    "interaction.withdrawn": _of_withdrawal,
}
TYPES: Final = tuple(_HANDLERS)


def next_id(closing_id: str) -> str:
    """The id of the task that a closing made."""
    return f"{closing_id}#next"


def _day_of(event: RecordedEvent) -> date:
    return event.on or date.fromisoformat(event.recorded_at[:10])


# Reading.


def read(connection: Connection, span: Span) -> list[Task]:
    """Tasks of a span by day, minute and title."""
    wanted, values = [], []
    if span.is_open_only:
        wanted.append("task.state = 'OPEN'")
    for condition, value in (
        ("task.due_on >= ?", span.first and to_day(span.first)),
        ("task.due_on <= ?", span.last and to_day(span.last)),
        ("task.client_id = ?", span.client_id),
    ):
        if value is not None:
            wanted.append(condition)
            values.append(value)
    where = f" WHERE {' AND '.join(wanted)}" if wanted else ""
    return [_task(row) for row in connection.execute(_READ + where + _ORDER, values)]


def one(connection: Connection, task_id: str) -> Task | None:
    """A task by its id."""
    row = connection.execute(_READ + " WHERE task.id = ?", (task_id,)).fetchone()
    return None if row is None else _task(row)


def has_next(connection: Connection, task_id: str) -> bool:
    """True when a closing has made the next one already, and it was not taken back by undo."""
    row = connection.execute("SELECT 1 FROM task WHERE follows = ? LIMIT 1", (task_id,)).fetchone()
    return row is not None


def series(connection: Connection, task_id: str) -> Series:
    """Where a repeating task stands in its series."""
    (text,) = connection.execute("SELECT repeat FROM task WHERE id = ?", (task_id,)).fetchone()
    kept = json.loads(text)
    return Series(date.fromisoformat(kept["first"]), date.fromisoformat(kept["slot"]))


def _task(row: tuple[Any, ...]) -> Task:
    task_id, kind, title, due_on, state, made_on, client_id, client_no, name, *rest = row
    minute, snoozed_until, reason, repeat, plan, origin, closed_on = rest
    return Task(
        id=task_id,
        kind=TaskKind(kind),
        title=title,
        due_on=from_day(due_on),
        state=TaskState(state),
        made_on=from_day(made_on),
        client_id=client_id,
        client_no=client_no or "",
        client_name=name or "",
        minute=minute,
        snoozed_until=_maybe_day(snoozed_until),
        snooze_reason=reason,
        repeat=_repeat(repeat),
        plan=plan,
        origin=origin,
        closed_on=_maybe_day(closed_on),
    )


def _repeat(text: str | None) -> Repeat | None:
    if text is None:
        return None
    kept = json.loads(text)
    return Repeat(kept["every"], RepeatUnit(kept["unit"]), RepeatFrom(kept["from"]))


def _maybe_day(day: int | None) -> date | None:
    return None if day is None else from_day(day)
