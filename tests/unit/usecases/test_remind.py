"""What the desk reminds of: a quarter of an hour ahead, once, masked, and never in the quiet hours."""

from dataclasses import replace
from datetime import date

import pytest

from advisor_desk.domain.task import Task, TaskKind, TaskState
from advisor_desk.usecases.remind import DayStart, Reminder, about_to_come, day_start, is_quiet
from advisor_desk.usecases.rules_catalog import shipped_service

TODAY = date(2026, 11, 20)
HOURS = shipped_service().in_force(TODAY).hours
MEETING = Task(
    id="m#1",
    kind=TaskKind.MEETING,
    title="面谈资金安排",
    due_on=TODAY,
    state=TaskState.OPEN,
    made_on=TODAY,
    client_name="欧阳雨桐",
    minute=15 * 60 + 30,
)


@pytest.mark.parametrize(
    ("minute", "quiet"),
    [(8 * 60, True), (8 * 60 + 30, False), (12 * 60, False), (20 * 60, True), (23 * 60, True)],
)
def test_quiet_hours_go_over_midnight(minute: int, quiet: bool) -> None:  # noqa: FBT001
    assert is_quiet(minute, HOURS) is quiet


def test_quiet_hours_within_a_day() -> None:
    noon = replace(HOURS, quiet_from=12 * 60, quiet_until=13 * 60)
    assert [is_quiet(minute, noon) for minute in (719, 720, 779, 780)] == [False, True, True, False]


@pytest.mark.parametrize(("minute", "told"), [(914, 0), (915, 1), (930, 1), (931, 0)])
def test_a_meeting_is_told_a_quarter_of_an_hour_ahead(minute: int, told: int) -> None:
    found = about_to_come([MEETING], TODAY, minute, ())
    assert len(found) == told
    if found:
        assert found == [Reminder("m#1", TaskKind.MEETING, 930, "欧*")], "the name is masked"


def test_nothing_is_told_twice_or_on_another_day() -> None:
    assert about_to_come([MEETING], TODAY, 920, {"m#1"}) == []
    later = replace(MEETING, snoozed_until=date(2026, 11, 23))
    assert about_to_come([later, replace(MEETING, minute=None)], TODAY, 920, ()) == []


def test_the_day_begins_with_its_counts() -> None:
    todo = replace(MEETING, kind=TaskKind.TODO, minute=None)
    late = replace(todo, due_on=date(2026, 11, 18))
    ahead = replace(todo, due_on=date(2026, 11, 21))
    assert day_start([MEETING, todo, late, ahead], TODAY) == DayStart(1, 1, 1)
    assert day_start([ahead], TODAY).is_empty
