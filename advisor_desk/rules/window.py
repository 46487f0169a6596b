"""The observation window and the months a client was observed in it (domain notes §2.1)."""

from datetime import date
from functools import lru_cache

from advisor_desk.domain.dates import months_before
from advisor_desk.rules.ruleset import WindowRules


@lru_cache(maxsize=256)
def window_start(as_of: date, months: int) -> date:
    """The last day before the window: the window is (start, as_of]."""
    return months_before(as_of, months)


@lru_cache(maxsize=256)
def window_days(as_of: date, months: int) -> int:
    """The length of the window in days."""
    return as_of.toordinal() - window_start(as_of, months).toordinal()


def months_of(tenure_days: int | None, days: int, rules: WindowRules) -> tuple[int, int]:
    """Months observed as an exact fraction, for a window of `days`.

    The whole window for a client who was there at its start, else the tenure in months, from one up.
    An unknown opening date counts as the whole window: it gives the lowest frequency.
    """
    if tenure_days is None or tenure_days >= days:
        return rules.months, 1
    num = tenure_days * rules.month_days_den
    if num <= rules.month_days_num:
        return 1, 1
    if num >= rules.months * rules.month_days_num:
        return rules.months, 1
    return num, rules.month_days_num
