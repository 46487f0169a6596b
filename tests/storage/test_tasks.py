"""Tasks of the book: promises become tasks, a closing makes the next one, nothing is lost by undo."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from advisor_desk.domain.interaction import Attendee, Interaction, NextStep, Outcome, Promise, Purpose
from advisor_desk.domain.records import ContactChannel
from advisor_desk.domain.task import Repeat, RepeatFrom, RepeatUnit, Task, TaskDraft, TaskKind, TaskState
from advisor_desk.errors import UserCanFix
from advisor_desk.storage import projections
from advisor_desk.storage.desk import DeskBook
from advisor_desk.storage.events import verify_chain
from tests.builders import TODAY, Builder, open_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskBook]:
    with open_desk(tmp_path) as opened:
        yield opened


@pytest.fixture
def client(desk: DeskBook) -> int:
    with desk.sql.change() as connection:
        made = Builder(connection).client(client_no="K1", name="欧阳明珠")
        desk.refresh(connection, [made])
    return made


def days(count: int) -> date:
    return TODAY + timedelta(days=count)


def todo(due_on: date = TODAY, **changes: Any) -> TaskDraft:
    return TaskDraft(**{"kind": TaskKind.TODO, "title": "寄送月报", "due_on": due_on, **changes})


def visit(**changes: Any) -> Interaction:
    values: dict[str, Any] = {
        "attendees": (Attendee("K1"),),
        "on": TODAY,
        "channel": ContactChannel.VISIT,
        "outcome": Outcome.REACHED,
        "purpose": Purpose.REVIEW,
        "promises": (Promise("发送持仓报告", days(3)), Promise("约投顾同事", days(7))),
        "next_step": NextStep("回访", days(5), 600),
        **changes,
    }
    return Interaction(**values)


def only(tasks: list[Task]) -> Task:
    assert len(tasks) == 1
    return tasks[0]


def kept(desk: DeskBook) -> list[tuple[Any, ...]]:
    with desk.sql.read() as connection:
        return connection.execute("SELECT * FROM task ORDER BY id").fetchall()


def stays_when_replayed(desk: DeskBook) -> None:
    """The table is what the events say, and the chain holds."""
    before = kept(desk)
    with desk.sql.change() as connection:
        assert verify_chain(connection).ok
        projections.rebuild(connection)
    assert kept(desk) == before


def test_a_task_is_found_with_its_client_until_it_is_done(desk: DeskBook, client: int) -> None:
    made = desk.add_task(todo(client_id=client, minute=570, origin="MATURITY|K1|2026-11-20|"))
    found = only(desk.tasks())
    assert (found.id, found.title, found.client_no, found.client_name) == (made, "寄送月报", "K1", "欧阳明珠")
    assert (found.minute, found.made_on, found.state) == (570, TODAY, TaskState.OPEN)
    assert desk.close_task(made, TaskState.DONE, "已寄") is None
    assert desk.tasks() == []
    closed = only(desk.tasks(is_open_only=False))
    assert (closed.state, closed.closed_on) == (TaskState.DONE, TODAY)
    stays_when_replayed(desk)


def test_tasks_come_by_day_time_and_title_within_the_days_asked_for(desk: DeskBook, client: int) -> None:
    for due, minute, title in (
        (2, None, "乙"),
        (1, 900, "丙"),
        (1, None, "甲"),
        (1, 540, "丁"),
        (9, None, "戊"),
    ):
        desk.add_task(todo(days(due), minute=minute, title=title))
    desk.add_task(todo(days(1), title="己", client_id=client))
    assert [task.title for task in desk.tasks(days(1), days(2))] == ["丁", "丙", "己", "甲", "乙"]
    assert [task.title for task in desk.tasks(client_id=client)] == ["己"]


def test_promises_and_the_next_step_of_a_contact_are_tasks(desk: DeskBook, client: int) -> None:
    record = desk.record(visit())
    found = desk.tasks(client_id=client)
    assert [(task.kind, task.title, task.due_on, task.minute) for task in found] == [
        (TaskKind.PROMISE, "发送持仓报告", days(3), None),
        (TaskKind.FOLLOW_UP, "回访", days(5), 600),
        (TaskKind.PROMISE, "约投顾同事", days(7), None),
    ]
    assert {task.origin for task in found} == {record}
    assert {task.id for task in found} == {f"{record}#{number}" for number in (1, 2, 3)}
    stays_when_replayed(desk)


def test_an_appointment_is_a_meeting(desk: DeskBook, client: int) -> None:
    desk.record(visit(outcome=Outcome.APPOINTED, promises=()))
    assert only(desk.tasks(client_id=client)).kind is TaskKind.MEETING


def test_every_attendee_has_the_next_step_of_an_own(desk: DeskBook, client: int) -> None:
    with desk.sql.change() as connection:
        other = Builder(connection).client(client_no="K2", name="司马文")
        desk.refresh(connection, [other])
    record = desk.record(visit(attendees=(Attendee("K1"), Attendee("K2")), promises=()))
    assert len(desk.tasks()) == 2
    assert only(desk.tasks(client_id=other)).title == "回访"
    desk.withdraw(record, "记错日期")
    assert desk.tasks() == []


def test_a_record_taken_back_takes_its_open_tasks_along(desk: DeskBook, client: int) -> None:
    record = desk.record(visit())
    desk.close_task(f"{record}#1", TaskState.DONE)
    desk.withdraw(record, "记到了别人名下")
    assert desk.tasks() == []
    states = {task.title: task.state for task in desk.tasks(is_open_only=False)}
    assert states == {
        "发送持仓报告": TaskState.DONE,
        "约投顾同事": TaskState.DROPPED,
        "回访": TaskState.DROPPED,
    }
    stays_when_replayed(desk)


def test_a_correction_brings_its_own_tasks_and_what_was_done_stays_done(desk: DeskBook, client: int) -> None:
    record = desk.record(visit())
    desk.close_task(f"{record}#1", TaskState.DONE)
    new = desk.correct(record, replace(visit(), next_step=NextStep("电话回访", days(6))), "改约")
    open_now = desk.tasks(client_id=client)
    assert [(task.title, task.due_on) for task in open_now] == [
        ("电话回访", days(6)),
        ("约投顾同事", days(7)),
    ]
    assert {task.origin for task in open_now} == {new}
    stays_when_replayed(desk)


def test_a_repeating_task_comes_again_when_it_is_closed(desk: DeskBook, client: int) -> None:
    first = date(2026, 11, 30)
    made = desk.add_task(todo(first, client_id=client, repeat=Repeat(1, RepeatUnit.MONTH)))
    desk.move_task(made, days(1), None, "寄送月报")
    again = desk.close_task(made, TaskState.DONE)
    found = only(desk.tasks())
    assert (found.id, found.due_on, found.client_id) == (again, date(2026, 12, 30), client)
    assert found.repeat == Repeat(1, RepeatUnit.MONTH)
    stays_when_replayed(desk)


def test_after_completion_it_is_counted_from_today(desk: DeskBook, client: int) -> None:
    repeat = Repeat(2, RepeatUnit.TRADING_DAY, RepeatFrom.DONE)
    made = desk.add_task(todo(days(-9), repeat=repeat))
    desk.close_task(made, TaskState.DONE)
    assert TODAY.isoweekday() == 5
    assert only(desk.tasks()).due_on == days(4)


def test_undo_of_a_closing_brings_the_task_back_and_drops_the_next_one(desk: DeskBook, client: int) -> None:
    made = desk.add_task(todo(repeat=Repeat(1, RepeatUnit.WEEK)))
    desk.close_task(made, TaskState.DONE)
    desk.reopen_task(made)
    assert only(desk.tasks()).id == made
    desk.close_task(made, TaskState.DROPPED)
    assert only(desk.tasks()).due_on == days(7)
    stays_when_replayed(desk)


def test_a_series_taken_back_after_its_next_one_was_done_does_not_fork(desk: DeskBook, client: int) -> None:
    monthly = Repeat(1, RepeatUnit.MONTH, RepeatFrom.DUE)
    first = desk.add_task(todo(client_id=client, repeat=monthly))
    second = desk.close_task(first, TaskState.DONE)
    assert second is not None
    third = desk.close_task(second, TaskState.DONE)
    for _ in range(2):
        desk.reopen_task(first)
    assert desk.close_task(first, TaskState.DONE) is None
    assert [task.id for task in desk.tasks()] == [third]
    stays_when_replayed(desk)


def test_a_correction_keeps_what_was_moved_or_put_off_and_closes_no_second_promise(
    desk: DeskBook, client: int
) -> None:
    promises = (Promise("寄资料", days(3)), Promise("寄资料", days(9)), Promise("约同事", days(7)))
    made = desk.record(visit(promises=promises))
    desk.close_task(f"{made}#1", TaskState.DONE)
    desk.move_task(f"{made}#3", days(20), None, "约投顾同事")
    desk.snooze_task(f"{made}#4", days(6), "出差")
    new = desk.correct(made, visit(promises=promises, note="错字"), "错字")
    assert [(task.id[-2:], task.title, task.due_on, task.snoozed_until) for task in desk.tasks()] == [
        ("#4", "回访", days(5), days(6)),
        ("#2", "寄资料", days(9), None),
        ("#3", "约投顾同事", days(20), None),
    ]
    assert {task.origin for task in desk.tasks()} == {new}
    later = (Promise("寄资料", days(4)), Promise("寄资料", days(9)))
    desk.correct(new, visit(promises=later, next_step=None), "日期")
    assert [(task.title, task.due_on) for task in desk.tasks()] == [("寄资料", days(9))]
    stays_when_replayed(desk)


def test_a_series_can_be_ended(desk: DeskBook, client: int) -> None:
    made = desk.add_task(todo(repeat=Repeat(1, RepeatUnit.WEEK)))
    desk.end_series(made, "客户已转走")
    assert desk.tasks() == []


def test_a_snooze_hides_with_its_reason_until_its_day(desk: DeskBook, client: int) -> None:
    made = desk.add_task(todo())
    desk.snooze_task(made, days(4), "客户出差")
    found = only(desk.tasks())
    assert (found.due_on, found.shows_on(), found.snooze_reason) == (TODAY, days(4), "客户出差")
    for until, reason, code in ((days(4), " ", "snooze.reason_needed"), (TODAY, "忙", "snooze.day_past")):
        with pytest.raises(UserCanFix) as refused:
            desk.snooze_task(made, until, reason)
        assert refused.value.code == code
    stays_when_replayed(desk)


def test_what_cannot_be_is_refused_and_leaves_nothing(desk: DeskBook, client: int) -> None:
    made = desk.add_task(todo())
    desk.close_task(made, TaskState.DONE)
    deeds: dict[str, Callable[[], object]] = {
        "record.unknown": lambda: desk.close_task("nobody", TaskState.DONE),
        "task.title_needed": lambda: desk.add_tasks([todo(), todo(title="  ")]),
        "task.interval_too_small": lambda: desk.add_task(todo(repeat=Repeat(0, RepeatUnit.DAY))),
        "client.unknown": lambda: desk.add_task(todo(client_id=999)),
    }
    for code, deed in deeds.items():
        with pytest.raises(UserCanFix) as refused:
            deed()
        assert refused.value.code == code
    with pytest.raises(UserCanFix, match=r"record\.unknown"):
        desk.close_task(made, TaskState.DONE)
    assert len(desk.tasks(is_open_only=False)) == 1
