"""Trading days: weekends and closed days are skipped."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.trading import TradingDays

HOLIDAYS = [to_day(date(2026, 10, day)) for day in range(1, 9)]
CALENDAR = TradingDays(HOLIDAYS)


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2026, 9, 30), True),
        (date(2026, 10, 1), False),
        (date(2026, 10, 8), False),
        (date(2026, 10, 9), True),
        (date(2026, 10, 10), False),
        (date(2026, 10, 11), False),
        (date(2026, 10, 12), True),
    ],
)
def test_weekends_and_holidays_are_closed(day: date, is_open: bool) -> None:
    assert CALENDAR.is_trading(to_day(day)) is is_open


def test_the_last_days_skip_the_holiday() -> None:
    found = [from_day(day) for day in CALENDAR.last(to_day(date(2026, 10, 11)), 3)]
    assert found == [date(2026, 9, 29), date(2026, 9, 30), date(2026, 10, 9)]


def test_the_days_between_include_both_ends() -> None:
    found = CALENDAR.between(to_day(date(2026, 9, 30)), to_day(date(2026, 10, 9)))
    assert [from_day(day) for day in found] == [date(2026, 9, 30), date(2026, 10, 9)]


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, date(2026, 9, 30)), (1, date(2026, 10, 9)), (2, date(2026, 10, 12)), (5, date(2026, 10, 15))],
)
def test_so_many_trading_days_later(count: int, expected: date) -> None:
    assert from_day(CALENDAR.add(to_day(date(2026, 9, 30)), count)) == expected


@given(st.integers(-5_000, 40_000), st.integers(1, 80))
def test_the_last_days_are_as_many_as_asked_and_without_gaps(day: int, count: int) -> None:
    found = CALENDAR.last(day, count)
    assert len(found) == count
    assert found == CALENDAR.between(found[0], day)
