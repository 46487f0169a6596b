"""Trading days against days that are known from the exchanges' notices."""

from datetime import date

import pytest

from advisor_desk.domain.dates import to_day
from advisor_desk.usecases.trading_calendar import known_until, trading_days


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2024, 2, 8), True),
        (date(2024, 2, 9), False),
        (date(2024, 2, 12), False),
        (date(2024, 2, 18), False),
        (date(2024, 2, 19), True),
        (date(2025, 10, 1), False),
        (date(2025, 10, 8), False),
        (date(2025, 10, 9), True),
        (date(2025, 10, 11), False),
        (date(2026, 6, 30), True),
    ],
)
def test_known_day(day: date, is_open: bool) -> None:
    assert trading_days().is_trading(to_day(day)) is is_open


@pytest.mark.parametrize(("day", "is_open"), [(date(1998, 12, 31), True), (date(1998, 5, 2), False)])
def test_before_the_table_weekdays_count(day: date, is_open: bool) -> None:
    assert trading_days().is_trading(to_day(day)) is is_open


def test_table_speaks_until_the_end_of_a_year() -> None:
    assert known_until() >= date(2026, 12, 31)
    assert (known_until().month, known_until().day) == (12, 31)


def test_year_has_about_as_many_trading_days_as_the_exchange_counts() -> None:
    year = trading_days().between(to_day(date(2024, 1, 1)), to_day(date(2024, 12, 31)))
    assert len(year) == 242
