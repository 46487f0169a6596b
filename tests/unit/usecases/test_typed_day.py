"""Days as people type them: trading days, weeks, dates, times, in any order, and nothing guessed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_desk.domain.trading import TradingDays
from advisor_desk.usecases.trading_calendar import trading_days
from advisor_desk.usecases.typed_day import TypedNext, read_due, read_next, read_past_day

TODAY = date(2026, 11, 20)
"""A Friday."""
WEEKDAYS = TradingDays()


def read(typed: str, today: date = TODAY) -> TypedNext | None:
    return read_next(typed, today, WEEKDAYS)


@pytest.mark.parametrize(
    ("typed", "on"),
    [
        ("+1", date(2026, 11, 23)),
        ("+3", date(2026, 11, 25)),
        ("+3d", date(2026, 11, 25)),
        ("＋３", date(2026, 11, 25)),
        ("+2w", date(2026, 12, 4)),
        ("+2周", date(2026, 12, 4)),
        ("+1m", date(2026, 12, 20)),
        ("+3个月", date(2027, 2, 20)),
        ("12-05", date(2026, 12, 5)),
        ("12/5", date(2026, 12, 5)),
        ("１２－０５", date(2026, 12, 5)),
        ("12月5日", date(2026, 12, 5)),
        ("11-20", TODAY),
        ("11-19", date(2027, 11, 19)),
        ("2-29", date(2028, 2, 29)),
        ("2027-03-01", date(2027, 3, 1)),
        ("2027年3月1日", date(2027, 3, 1)),
        ("今天", TODAY),
        ("明天", date(2026, 11, 21)),
        ("大后天", date(2026, 11, 23)),
        ("周五", TODAY),
        ("周四", date(2026, 11, 26)),
        ("下周三", date(2026, 11, 25)),
        ("星期日", date(2026, 11, 22)),
    ],
)
def test_a_day_to_come_is_understood(typed: str, on: date) -> None:
    found = read(typed)
    assert found is not None
    assert (found.what, found.on, found.minute) == ("", on, None)
    assert (found.trading_days is not None) is (typed in ("+1", "+3", "+3d", "＋３"))
    assert read_due(typed, TODAY, WEEKDAYS) == on


@pytest.mark.parametrize(
    ("typed", "what", "on", "minute"),
    [
        ("+3 回访", "回访", date(2026, 11, 25), None),
        ("回访 +3", "回访", date(2026, 11, 25), None),
        ("12-05 15:30 面谈", "面谈", date(2026, 12, 5), 930),
        ("15:30 12月5日，面谈", "面谈", date(2026, 12, 5), 930),
        ("下周三下午3点见面", "见面", date(2026, 11, 25), 900),
        ("明天上午9点半 送材料", "送材料", date(2026, 11, 21), 570),
        ("+1 9：05", "", date(2026, 11, 23), 545),
        ("明天 25:00", "25:00", date(2026, 11, 21), None),
    ],
)
def test_time_and_text_stand_in_any_order(typed: str, what: str, on: date, minute: int | None) -> None:
    found = read(typed)
    assert found is not None
    assert (found.what, found.on, found.minute) == (what, on, minute)


@pytest.mark.parametrize("typed", ["发资料", "2026-11-19", "99-99", "+500", "31月3日"])
def test_what_is_no_day_to_come_stays_without_one(typed: str) -> None:
    found = read(typed)
    assert found is not None
    assert found.on is None


def test_nothing_typed_is_nothing() -> None:
    assert read("  ") is None
    assert read_due("", TODAY, WEEKDAYS) is None
    assert read_due("+3 回访", TODAY, WEEKDAYS) is None
    assert read_due("+3 15:30", TODAY, WEEKDAYS) is None


def test_trading_days_leave_out_holidays() -> None:
    found = read_next("+1", date(2026, 9, 30), trading_days())
    assert found is not None
    assert found.on == date(2026, 10, 8), "the National Day holiday lies between"


@given(st.dates(date(2020, 1, 1), date(2090, 12, 31)), st.integers(1, 60))
def test_so_many_trading_days_ahead_are_so_many_weekdays(today: date, count: int) -> None:
    found = read(f"+{count}", today)
    assert found is not None
    assert found.on is not None
    between = [today + timedelta(days=ahead) for ahead in range(1, (found.on - today).days + 1)]
    assert sum(day.weekday() < 5 for day in between) == count
    assert found.on.weekday() < 5


@pytest.mark.parametrize(
    ("typed", "on"),
    [
        ("", TODAY),
        ("今天", TODAY),
        ("昨天", date(2026, 11, 19)),
        ("前天", date(2026, 11, 18)),
        ("-1", date(2026, 11, 19)),
        ("－５", date(2026, 11, 15)),
        ("11-03", date(2026, 11, 3)),
        ("11月3日", date(2026, 11, 3)),
        ("12-05", date(2025, 12, 5)),
        ("2026-11-20", TODAY),
        ("2026-11-21", None),
        ("2-29", None),
        ("x", None),
    ],
)
def test_a_day_that_was(typed: str, on: date | None) -> None:
    assert read_past_day(typed, TODAY) == on


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)), st.integers(0, 300))
def test_a_day_back_is_never_ahead(today: date, back: int) -> None:
    on = read_past_day(f"-{back}", today)
    assert on == today - timedelta(days=back)
