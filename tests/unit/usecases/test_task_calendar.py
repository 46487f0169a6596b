"""A calendar file leaves the book: it tells days and masked names, never what was written about a client."""

import os
import time
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from advisor_desk.domain.task import Task, TaskKind, TaskState
from advisor_desk.usecases.task_calendar import calendar_bytes
from advisor_desk.words.catalogue import translated

TODAY = date(2026, 11, 20)
KINDS = {1: "PERSON", 2: "ENTERPRISE"}


def plain(text: str) -> str:
    return text


def task(**changes: Any) -> Task:
    values: dict[str, Any] = {
        "id": "01a1#1",
        "kind": TaskKind.PROMISE,
        "title": "发送300万方案，电话13800138000",
        "due_on": TODAY,
        "state": TaskState.OPEN,
        "made_on": TODAY,
        "client_id": 1,
        "client_no": "K000001",
        "client_name": "欧阳明珠",
        **changes,
    }
    return Task(**values)


def events(*tasks: Task, say: Any = plain) -> list[Any]:
    content = calendar_bytes(tasks, KINDS, TODAY, say)
    return list(Calendar.from_ical(content).walk("VEVENT"))


def test_of_a_client_only_the_masked_name_leaves_the_book() -> None:
    company = task(id="2", client_id=2, client_name="江城贸易有限公司", kind=TaskKind.FOLLOW_UP)
    text = calendar_bytes([task(), company], KINDS, TODAY, plain).decode().replace("\r\n ", "")
    for secret in ("欧阳", "明珠", "300万", "13800138000", "K000001", "江城", "贸易"):
        assert secret not in text
    assert [str(event["SUMMARY"]) for event in events(task(), company)] == [
        "承诺 · 欧*",
        "跟进 · 江**有限公司",
    ]


def test_own_todos_and_steps_of_a_plan_keep_their_titles() -> None:
    own = task(kind=TaskKind.TODO, client_id=None, client_name="", title="交月报")
    step = task(kind=TaskKind.PLAN_STEP, title="欢迎电话")
    assert [str(event["SUMMARY"]) for event in events(own, step)] == [
        "待办 · 交月报",
        "计划步骤 · 欢迎电话 · 欧*",
    ]
    (in_english,) = events(step, say=lambda text: translated(text, "en"))
    assert str(in_english["SUMMARY"]).isascii() is False
    assert "计划步骤" not in str(in_english["SUMMARY"])


def test_a_day_is_a_civil_day() -> None:
    (event,) = events(task(due_on=date(2028, 2, 29)))
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2028, 2, 29), date(2028, 3, 1))


def test_a_meeting_has_the_time_of_china() -> None:
    meeting = task(kind=TaskKind.MEETING, minute=14 * 60 + 30)
    (event,) = events(meeting)
    assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
    start = event["DTSTART"].dt
    assert start.replace(tzinfo=None) == datetime(2026, 11, 20, 14, 30)  # noqa: DTZ001
    assert start.utcoffset() == timedelta(hours=8)


def test_a_task_put_off_stands_on_the_day_it_shows_again() -> None:
    (event,) = events(task(snoozed_until=date(2026, 11, 27)))
    assert event["DTSTART"].dt == date(2026, 11, 27)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the system has no time zone to change")
def test_the_file_is_the_same_in_every_time_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    found = set()
    before = os.environ.get("TZ")
    for zone in ("Pacific/Kiritimati", "America/Los_Angeles", "Asia/Shanghai"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        found.add(calendar_bytes([task(), task(id="2", minute=60)], KINDS, TODAY, plain))
    monkeypatch.undo()
    assert os.environ.get("TZ") == before
    time.tzset()
    assert len(found) == 1
