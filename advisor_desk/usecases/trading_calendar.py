"""The exchanges' trading days, from the table of public holidays. No other module knows that table."""

from datetime import date
from functools import lru_cache

from advisor_desk.domain.dates import to_day
from advisor_desk.domain.trading import TradingDays

_ALSO_CLOSED = (date(2024, 2, 9),)
"""New Year's Eve of 2024: a working day of the holiday table, but the exchanges were closed."""


@lru_cache(maxsize=1)
def trading_days() -> TradingDays:
    """Monday to Friday without public holidays; before 2004 and after the table's end every weekday."""
    from chinese_calendar import constants

    return TradingDays(to_day(closed) for closed in (*constants.holidays, *_ALSO_CLOSED))


@lru_cache(maxsize=1)
def known_until() -> date:
    """The last day for which the holiday table speaks: the end of its last year."""
    from chinese_calendar import constants

    return date(max(constants.holidays).year, 12, 31)


def holiday(on: date) -> str:
    """The holiday of a closed day in the table's own words, such as "Spring Festival"; empty for none."""
    from chinese_calendar import constants

    return str(constants.holidays.get(on, ""))
