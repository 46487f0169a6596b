"""Lunar dates against two independent tables: every day and every birthday of 1940 to 2060."""

from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby, pairwise

import pytest
from borax.calendars.lunardate import LCalendars
from borax.calendars.lunardate import LunarDate as BoraxDate
from lunar_python import LunarYear, Solar

from advisor_desk.rules.lunar import LunarDate
from advisor_desk.usecases.lunar_calendar import lunar_table

YEARS = range(1940, 2061)
DAY = timedelta(days=1)


def days() -> list[date]:
    first, last = date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)
    return [first + DAY * count for count in range((last - first).days + 1)]


def test_every_day_is_that_of_borax() -> None:
    for day in days():
        found, other = lunar_table().lunar(day), BoraxDate.from_solar(day)
        assert found == LunarDate(other.year, other.month, other.day, bool(other.leap))
        assert lunar_table().civil(found) == day


@lru_cache(maxsize=512)
def second_table(year: int) -> dict[tuple[int, bool], tuple[date, int]]:
    """First day and length of each month of a lunar year by lunar_python."""
    found = {}
    for month in LunarYear.fromYear(year).getMonthsInYear():
        first = Solar.fromJulianDay(month.getFirstJulianDay())
        place = abs(month.getMonth()), month.getMonth() < 0
        found[place] = date(first.getYear(), first.getMonth(), first.getDay()), int(month.getDayCount())
    return found


def test_every_day_is_that_of_lunar_python() -> None:
    counted = 0
    for year in range(YEARS[0] - 1, YEARS[-1] + 1):
        for (month, is_leap), (first, length) in second_table(year).items():
            for day in range(length):
                assert lunar_table().lunar(first + DAY * day) == LunarDate(year, month, day + 1, is_leap)
            counted += length
    assert counted >= len(days())


def test_leap_months_are_those_of_both_tables() -> None:
    found = {}
    for year, group in groupby(days(), key=lambda day: lunar_table().lunar(day).year):  # type: ignore[union-attr]
        leap = {lunar.month for day in group if (lunar := lunar_table().lunar(day)) and lunar.is_leap}
        found[year] = leap
    for year in YEARS:
        assert found[year] == ({LCalendars.leap_month(year)} - {0})
        assert found[year] == ({LunarYear.fromYear(year).getLeapMonth()} - {0})
    assert sum(map(len, found.values())) >= 44


def expected(born: LunarDate, year: int) -> date:
    """The birthday of a year by the rule and the second table alone."""
    months = second_table(year)
    first, length = months.get((born.month, born.is_leap)) or months[born.month, False]
    return first + DAY * (min(born.day, length) - 1)


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("is_leap", [False, True])
@pytest.mark.parametrize("day", [1, 15, 29, 30])
def test_birthdays_of_every_year_follow_the_leap_month_rule(month: int, is_leap: bool, day: int) -> None:
    born = LunarDate(1940, month, day, is_leap)
    seen = []
    for year in YEARS:
        found = lunar_table().birthday(born, year)
        assert found is not None
        assert found.on == expected(born, year)
        assert found.lunar.is_leap == (is_leap and LCalendars.leap_month(year) == month)
        assert found.why[0].endswith("_29") == (found.lunar.day < day)
        seen.append(found.on)
    assert all(300 < (later - earlier).days < 400 for earlier, later in pairwise(seen))


def test_a_birthday_in_a_leap_month_of_a_client() -> None:
    # Born on the first of the leap sixth month of 2025 (25 July 2025); the next leap sixth month is in 2036.
    born = date(2025, 7, 25)
    assert lunar_table().lunar(born) == LunarDate(2025, 6, 1, is_leap=True)
    following = lunar_table().next_birthday(born, date(2026, 1, 1))
    assert following is not None
    assert (following.on, following.why[0]) == (date(2026, 7, 14), "lunar.no_leap_month")
    kept = lunar_table().birthday(LunarDate(2025, 6, 1, is_leap=True), 2036)
    assert kept is not None
    assert (kept.why[0], kept.lunar.is_leap) == ("lunar.leap_month", True)


def test_a_birthday_that_falls_into_the_next_civil_year_makes_a_lunar_year_more() -> None:
    # Born on the 5th of the twelfth month of 2000 (30 December 2000): the next one is on 17 January 2002.
    born = date(2000, 12, 30)
    first = lunar_table().next_birthday(born, date(2001, 1, 1))
    assert first is not None
    assert (first.on, first.turns) == (date(2002, 1, 17), 1)
    second = lunar_table().next_birthday(born, date(2002, 1, 18))
    assert second is not None
    assert (second.on, second.turns) == (date(2003, 1, 7), 2)
