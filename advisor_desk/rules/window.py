"""The observation window and the months a client was observed in it (domain notes §2.1)."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from advisor_desk.domain.dates import months_before
from advisor_desk.rules.ruleset import RuleSet


@dataclass(frozen=True, slots=True)
class Observed:
    """Months observed as an exact fraction num/den, and the days since the account was opened."""

    num: int
    den: int
    tenure_days: int | None


@lru_cache(maxsize=256)
def window_start(as_of: date, months: int) -> date:
    """The last day before the window: the window is (start, as_of]."""
    return months_before(as_of, months)


def observed(opened_on: date | None, as_of: date, rules: RuleSet) -> Observed:
    """The whole window for a client who was there at its start, else tenure in months, from one up.

    An unknown opening date counts as the whole window: it gives the lowest frequency.
    """
    months = rules.window.months
    if opened_on is None:
        return Observed(months, 1, None)
    tenure = as_of.toordinal() - opened_on.toordinal()
    if opened_on <= window_start(as_of, months):
        return Observed(months, 1, tenure)
    month_num, month_den = rules.window.month_days.as_integer_ratio()
    num = tenure * month_den
    if num <= month_num:
        return Observed(1, 1, tenure)
    if num >= months * month_num:
        return Observed(months, 1, tenure)
    return Observed(num, month_num, tenure)
