"""Lunar dates and birthdays, by a small table that can be counted by hand. The real one: usecases."""

from datetime import date, timedelta

import pytest

from advisor_desk.rules.lunar import LUNAR_CODES, LunarDate, LunarMonth, LunarTable

FIRST = date(2000, 2, 5)
PLAIN = [LunarMonth(month, False, 30 if month % 2 else 29) for month in range(1, 13)]
LEAP = [*PLAIN[:2], LunarMonth(2, True, 29), *PLAIN[2:]]
SHORT_LEAP_BEFORE = [*PLAIN[:1], LunarMonth(1, True, 29), *PLAIN[1:]]
TABLE = LunarTable(FIRST, 2000, [PLAIN, LEAP, PLAIN, SHORT_LEAP_BEFORE])
DAY = timedelta(days=1)


def test_first_and_last_day_of_the_table() -> None:
    assert TABLE.lunar(FIRST) == LunarDate(2000, 1, 1)
    assert TABLE.lunar(FIRST - DAY) is None
    last = TABLE.civil(LunarDate(2003, 12, 29))
    assert last is not None
    assert TABLE.lunar(last) == LunarDate(2003, 12, 29)
    assert TABLE.lunar(last + DAY) is None


def test_every_day_goes_there_and_back() -> None:
    day, seen = FIRST, set()
    while (lunar := TABLE.lunar(day)) is not None:
        assert TABLE.civil(lunar) == day
        seen.add(lunar)
        day += DAY
    assert len(seen) == (day - FIRST).days == 4 * 354 + 2 * 29


@pytest.mark.parametrize(
    "lunar",
    [
        LunarDate(1999, 1, 1),
        LunarDate(2004, 1, 1),
        LunarDate(2000, 2, 30),
        LunarDate(2000, 2, 0),
        LunarDate(2000, 2, 1, is_leap=True),
    ],
)
def test_a_day_that_is_none_has_no_civil_date(lunar: LunarDate) -> None:
    assert TABLE.civil(lunar) is None


@pytest.mark.parametrize(
    ("born", "year", "kept", "code"),
    [
        (LunarDate(2000, 3, 5), 2002, LunarDate(2002, 3, 5), "lunar.same_day"),
        (LunarDate(2000, 2, 5), 2001, LunarDate(2001, 2, 5), "lunar.same_day"),
        (LunarDate(2000, 1, 30), 2002, LunarDate(2002, 1, 30), "lunar.same_day"),
        (LunarDate(2000, 4, 30), 2001, LunarDate(2001, 4, 29), "lunar.same_day_29"),
        (LunarDate(2001, 2, 7, True), 2001, LunarDate(2001, 2, 7, True), "lunar.leap_month"),
        (LunarDate(2001, 2, 7, True), 2002, LunarDate(2002, 2, 7), "lunar.no_leap_month"),
        (LunarDate(2001, 2, 30, True), 2001, LunarDate(2001, 2, 29, True), "lunar.leap_month_29"),
        (LunarDate(2001, 2, 30, True), 2002, LunarDate(2002, 2, 29), "lunar.no_leap_month_29"),
    ],
)
def test_birthday_of_a_year_says_which_rule_applied(
    born: LunarDate, year: int, kept: LunarDate, code: str
) -> None:
    found = TABLE.birthday(born, year)
    assert found is not None
    assert (found.lunar, found.on, found.why[0]) == (kept, TABLE.civil(kept), code)
    figures = dict(found.why[1])
    assert tuple(figures) == LUNAR_CODES[code]
    assert (figures["born_day"], figures["day"]) == (born.day, kept.day)


def test_no_birthday_outside_the_table() -> None:
    assert TABLE.birthday(LunarDate(2000, 1, 1), 2004) is None
    assert TABLE.birthday(LunarDate(2000, 1, 30), 1999) is None


def test_a_day_is_a_birthday_once_a_lunar_year() -> None:
    born = TABLE.civil(LunarDate(2000, 2, 5))
    assert born is not None
    days = [FIRST + DAY * count for count in range(4 * 354 + 2 * 29 + 40)]
    found = [day for day in days if TABLE.birthday_on(born, day) is not None]
    assert found == [TABLE.civil(LunarDate(year, 2, 5)) for year in range(2000, 2004)]
    assert TABLE.birthday_on(FIRST - DAY, FIRST) is None


def test_next_birthday_is_today_or_the_next_years() -> None:
    born = TABLE.civil(LunarDate(2000, 2, 5))
    assert born is not None
    today = TABLE.next_birthday(born, born)
    assert today is not None
    assert today.on == born
    following = TABLE.next_birthday(born, born + DAY)
    assert following is not None
    assert following.lunar == LunarDate(2001, 2, 5)
    last = TABLE.civil(LunarDate(2003, 2, 6))
    assert last is not None
    assert TABLE.next_birthday(born, last) is None
    assert TABLE.next_birthday(FIRST - DAY, born) is None
    assert TABLE.next_birthday(born, FIRST - DAY) is None
