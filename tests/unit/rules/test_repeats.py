"""When a task comes again: fixed days stay fixed, the end of a month is the end of a month."""

from datetime import date, timedelta

import pytest

from advisor_desk.domain.dates import to_day
from advisor_desk.domain.task import Repeat, RepeatFrom, RepeatUnit
from advisor_desk.domain.trading import TradingDays
from advisor_desk.rules.repeats import Series, next_due

NATIONAL_DAYS = TradingDays(to_day(date(2026, 10, day)) for day in range(1, 8))
FRIDAY = date(2026, 11, 20)


def following(repeat: Repeat, first: date, times: int) -> list[date]:
    """The days on which it comes when it is always done in time."""
    found, slot = [], first
    for _ in range(times):
        slot = next_due(repeat, Series(first, slot), slot, NATIONAL_DAYS)
        found.append(slot)
    return found


def test_a_task_of_the_31st_comes_at_the_end_of_shorter_months_and_on_the_31st_again() -> None:
    days = following(Repeat(1, RepeatUnit.MONTH), date(2027, 1, 31), 4)
    assert days == [date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30), date(2027, 5, 31)]


def test_a_task_of_29_february_comes_on_28_february_and_again_on_the_29th() -> None:
    days = following(Repeat(1, RepeatUnit.YEAR), date(2024, 2, 29), 4)
    assert days == [date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29)]


@pytest.mark.parametrize(
    ("repeat", "due"),
    [
        (Repeat(3, RepeatUnit.DAY), date(2026, 11, 23)),
        (Repeat(2, RepeatUnit.WEEK), date(2026, 12, 4)),
        (Repeat(3, RepeatUnit.TRADING_DAY), date(2026, 11, 25)),
        (Repeat(6, RepeatUnit.MONTH), date(2027, 5, 20)),
    ],
)
def test_every_unit_is_counted_from_the_day_it_was_due(repeat: Repeat, due: date) -> None:
    done_early = FRIDAY - timedelta(days=1)
    assert next_due(repeat, Series(FRIDAY, FRIDAY), done_early, NATIONAL_DAYS) == due


@pytest.mark.parametrize(
    ("repeat", "due"),
    [
        (Repeat(1, RepeatUnit.WEEK), date(2026, 12, 11)),
        (Repeat(1, RepeatUnit.MONTH), date(2026, 12, 20)),
        (Repeat(5, RepeatUnit.TRADING_DAY), date(2026, 12, 11)),
    ],
)
def test_days_that_passed_before_it_was_done_are_skipped(repeat: Repeat, due: date) -> None:
    done_late = date(2026, 12, 4)
    assert next_due(repeat, Series(FRIDAY, FRIDAY), done_late, NATIONAL_DAYS) == due


@pytest.mark.parametrize(
    ("unit", "due"),
    [
        (RepeatUnit.DAY, date(2026, 10, 2)),
        (RepeatUnit.WEEK, date(2026, 10, 14)),
        (RepeatUnit.TRADING_DAY, date(2026, 10, 9)),
        (RepeatUnit.MONTH, date(2026, 11, 30)),
    ],
)
def test_after_completion_it_is_counted_from_the_day_it_was_done(unit: RepeatUnit, due: date) -> None:
    done_on = date(2026, 9, 30)
    repeat = Repeat(2, unit, RepeatFrom.DONE)
    assert next_due(repeat, Series(FRIDAY, FRIDAY), done_on, NATIONAL_DAYS) == due


def test_a_task_moved_past_its_next_day_does_not_come_on_that_day_again() -> None:
    monthly = Repeat(1, RepeatUnit.MONTH)
    series = Series(date(2027, 1, 31), date(2027, 1, 31))
    assert next_due(monthly, series, date(2027, 3, 5), NATIONAL_DAYS) == date(2027, 3, 31)
    assert next_due(monthly, series, date(2027, 1, 29), NATIONAL_DAYS) == date(2027, 2, 28)
