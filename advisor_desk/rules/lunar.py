"""Lunar dates and birthdays: a pure rule over a table of lunar years that is handed in.

A birthday in a leap month is kept in that month when the year has it, else in the ordinary month; one on the
30th is kept on the 29th where the month has no 30th. Each answer says which rule applied.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from advisor_desk.rules.reasons import Reason, reason

_LONG: Final = 30


@dataclass(frozen=True, slots=True)
class LunarMonth:
    """A month of a lunar year and how many days it has."""

    month: int
    is_leap: bool
    days: int


@dataclass(frozen=True, slots=True)
class LunarDate:
    """A day of the lunar calendar."""

    year: int
    month: int
    day: int
    is_leap: bool = False


@dataclass(frozen=True, slots=True)
class LunarBirthday:
    """A birthday in a lunar year: its civil date, its lunar date, why it is that day, how many it makes."""

    on: date
    lunar: LunarDate
    why: Reason
    turns: int


class LunarTable:
    """Lunar years that follow each other without a gap: the first day of the first, the months of each."""

    def __init__(self, first_on: date, first_year: int, years: Sequence[Sequence[LunarMonth]]) -> None:
        self._first_year = first_year
        self._years = tuple(tuple(months) for months in years)
        starts = [first_on.toordinal()]
        for months in self._years:
            starts.append(starts[-1] + sum(month.days for month in months))
        self._starts = starts

    def lunar(self, on: date) -> LunarDate | None:
        """The lunar date of a civil one; None outside the table."""
        day = on.toordinal()
        index = bisect_right(self._starts, day) - 1
        if not 0 <= index < len(self._years):
            return None
        left = day - self._starts[index]
        months = iter(self._years[index])
        month = next(months)
        while left >= month.days:
            left -= month.days
            month = next(months)
        return LunarDate(self._first_year + index, month.month, left + 1, month.is_leap)

    def civil(self, lunar: LunarDate) -> date | None:
        """The civil date of a lunar one; None when there is no such day, or outside the table."""
        index = lunar.year - self._first_year
        if not 0 <= index < len(self._years):
            return None
        day = self._starts[index]
        for month in self._years[index]:
            if (month.month, month.is_leap) == (lunar.month, lunar.is_leap):
                return date.fromordinal(day + lunar.day - 1) if 1 <= lunar.day <= month.days else None
            day += month.days
        return None

    def birthday(self, born: LunarDate, year: int) -> LunarBirthday | None:
        """The birthday of someone born on a lunar date in a lunar year; None outside the table."""
        leap = LunarDate(year, born.month, born.day, is_leap=True)
        ordinary = LunarDate(year, born.month, born.day)
        months = [(leap, "lunar.leap_month"), (ordinary, "lunar.no_leap_month")]
        for wanted, code in months if born.is_leap else [(ordinary, "lunar.same_day")]:
            kept = LunarDate(year, wanted.month, min(wanted.day, _LONG - 1), wanted.is_leap)
            on = self.civil(wanted)
            if on is not None:
                return LunarBirthday(on, wanted, _why(code, born, wanted), year - born.year)
            on = self.civil(kept) if born.day == _LONG else None
            if on is not None:
                return LunarBirthday(on, kept, _why(f"{code}_29", born, kept), year - born.year)
        return None

    def birthday_on(self, born_on: date, on: date) -> LunarBirthday | None:
        """The lunar birthday of someone born on a civil date, when a day is one."""
        born, today = self.lunar(born_on), self.lunar(on)
        if born is None or today is None or today.month != born.month:
            return None
        found = self.birthday(born, today.year)
        return found if found is not None and found.on == on else None

    def next_birthday(self, born_on: date, since: date) -> LunarBirthday | None:
        """The first lunar birthday on or after a day; None outside the table."""
        born, today = self.lunar(born_on), self.lunar(since)
        if born is None or today is None:
            return None
        for year in (today.year, today.year + 1):
            found = self.birthday(born, year)
            if found is not None and found.on >= since:
                return found
        return None


def _why(code: str, born: LunarDate, kept: LunarDate) -> Reason:
    return reason(
        code, born_month=born.month, born_day=born.day, is_leap=born.is_leap, month=kept.month, day=kept.day
    )


_FIGURES: Final = ("born_month", "born_day", "is_leap", "month", "day")
LUNAR_CODES: Mapping[str, tuple[str, ...]] = {
    "lunar.civil": (),
    "lunar.same_day": _FIGURES,
    "lunar.same_day_29": _FIGURES,
    "lunar.leap_month": _FIGURES,
    "lunar.leap_month_29": _FIGURES,
    "lunar.no_leap_month": _FIGURES,
    "lunar.no_leap_month_29": _FIGURES,
}
"""Every rule of a lunar birthday with the names of its figures, for the labels."""
