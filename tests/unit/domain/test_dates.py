"""Civil dates: the edges of months, leap days and ages."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_desk.domain.dates import (
    anniversary,
    complete_years,
    days_between,
    from_day,
    months_before,
    next_anniversary,
    to_day,
)

any_date = st.dates(date(1900, 1, 1), date(2200, 12, 31))


def test_the_day_count_starts_in_1970() -> None:
    assert to_day(date(1970, 1, 1)) == 0
    assert to_day(date(1969, 12, 31)) == -1
    assert from_day(20_000) == date(2024, 10, 4)


@given(any_date)
def test_a_stored_date_comes_back(value: date) -> None:
    assert from_day(to_day(value)) == value


@pytest.mark.parametrize(
    ("value", "months", "expected"),
    [
        (date(2026, 11, 21), 12, date(2025, 11, 21)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 12, 31), 13, date(2025, 11, 30)),
        (date(2026, 5, 5), 0, date(2026, 5, 5)),
    ],
)
def test_months_back_ends_on_the_last_day_of_a_short_month(value: date, months: int, expected: date) -> None:
    assert months_before(value, months) == expected


@given(any_date, st.integers(0, 600))
def test_months_back_keeps_the_day_or_takes_the_months_last(value: date, months: int) -> None:
    found = months_before(value, months)
    passed = (value.year - found.year) * 12 + value.month - found.month
    assert passed == months
    assert found.day == value.day or (found.day < value.day and (found + timedelta(1)).day == 1)


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(2000, 6, 15), date(2026, 6, 14), 25),
        (date(2000, 6, 15), date(2026, 6, 15), 26),
        (date(2000, 2, 29), date(2026, 2, 28), 25),
        (date(2000, 2, 29), date(2026, 3, 1), 26),
        (date(2000, 2, 29), date(2028, 2, 28), 27),
        (date(2000, 2, 29), date(2028, 2, 29), 28),
    ],
)
def test_an_age_changes_on_the_birthday(born: date, on: date, years: int) -> None:
    assert complete_years(born, on) == years


def test_days_between_has_a_sign() -> None:
    assert days_between(date(2024, 2, 28), date(2024, 3, 1)) == 2
    assert days_between(date(2024, 3, 1), date(2024, 2, 28)) == -2


def test_anniversary_of_a_leap_day_is_the_first_of_march_in_common_years() -> None:
    leap = date(2024, 2, 29)
    assert [anniversary(leap, year) for year in (2025, 2028)] == [date(2025, 3, 1), date(2028, 2, 29)]
    assert next_anniversary(leap, date(2027, 3, 1)) == date(2027, 3, 1)
    assert next_anniversary(leap, date(2027, 3, 2)) == date(2028, 2, 29)
    assert next_anniversary(date(2000, 1, 1), date(2026, 12, 31)) == date(2027, 1, 1)


@given(any_date, any_date)
def test_a_year_is_complete_on_the_anniversary_and_not_the_day_before(of: date, since: date) -> None:
    found = next_anniversary(of, since)
    assert since <= found <= since + timedelta(366)
    assert complete_years(of, found) == complete_years(of, found - timedelta(1)) + 1 == found.year - of.year
