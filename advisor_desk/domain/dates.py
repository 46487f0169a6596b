"""Civil dates as the rules need them: months back, complete years, trading days.

A date is stored as whole days since 1970-01-01 (`to_day`, `from_day`), so that no time zone can
touch it.
"""

from datetime import date, timedelta

_EPOCH = date(1970, 1, 1).toordinal()
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def to_day(value: date) -> int:
    """Days since 1970-01-01."""
    return value.toordinal() - _EPOCH


def from_day(day: int) -> date:
    """The date that is `day` days after 1970-01-01."""
    return date.fromordinal(day + _EPOCH)


def months_before(value: date, months: int) -> date:
    """The same day `months` earlier, or the last day of that month when it is shorter."""
    index = value.year * 12 + value.month - 1 - months
    year, month = divmod(index, 12)
    is_leap_february = month == 1 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    last = _MONTH_DAYS[month] + is_leap_february
    return date(year, month + 1, min(value.day, last))


def complete_years(born_on: date, on: date) -> int:
    """Age in complete years; who is born on 29 February has a birthday on 1 March in common years (T11)."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def days_between(start: date, end: date) -> int:
    """Whole days from `start` to `end`, negative when `end` is earlier."""
    return (end - start) // timedelta(days=1)


def anniversary(of: date, year: int) -> date:
    """The anniversary of a day in a year; that of 29 February is on 1 March in common years (T11)."""
    try:
        return of.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def next_anniversary(of: date, since: date) -> date:
    """The first anniversary on or after a day, which may be the day itself."""
    this_year = anniversary(of, since.year)
    return this_year if this_year >= since else anniversary(of, since.year + 1)
