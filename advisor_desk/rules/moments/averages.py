"""The averages and the tier by rule of one client on every trading day, counted forward once.

`rules.tier` replays a client's past for one day; a run over months of days would replay it for each.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import accumulate
from typing import Final

from advisor_desk.domain.client import Tier
from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.trading import TradingDays
from advisor_desk.rules.ruleset import TierRules
from advisor_desk.rules.tier import Average

_AHEAD: Final = 130
"""Days counted beyond the day that is asked for: a run asks for the days after it next."""


@dataclass(slots=True)
class _Counted:
    """Trading days from the first one with a value; sums up to each (one more); who holds a threshold."""

    until: int
    days: Sequence[int] = ()
    sums: list[int] = field(default_factory=list)
    held: dict[Tier, list[bool]] = field(default_factory=dict)


class Averages:
    """Of a client with these (day, fen) points, ascending, each held until the next."""

    def __init__(self, points: Sequence[tuple[int, int]], trading: TradingDays) -> None:
        self._points = points
        self._trading = trading
        self._counted: dict[int, _Counted] = {}

    def on(self, day: int, days: int) -> Average | None:
        """The average of the last trading days up to a day, as an exact sum; None without any figure."""
        counted = self._up_to(day, days)
        end = bisect_right(counted.days, day)
        if not end:
            return None
        start = max(end - days, 0)
        return Average(counted.days[end - 1], counted.sums[end] - counted.sums[start], end - start)

    def tier(self, day: int, rules: TierRules) -> Tier | None:
        """A person's tier by rule, the same as `rules.tier.tier_effective`; None without any figure."""
        counted = self._up_to(day, rules.average_days)
        at = bisect_right(counted.days, day) - 1
        if at < 0:
            return None
        for tier, threshold in rules.levels:
            if tier not in counted.held:
                counted.held[tier] = _held(counted.sums, threshold, rules)
            if counted.held[tier][at]:
                return tier
        return Tier.RETAIL

    def _up_to(self, day: int, days: int) -> _Counted:
        counted = self._counted.get(days)
        if counted is None or counted.until < day:
            counted = self._counted[days] = self._count(day + _AHEAD)
        return counted

    def _count(self, until: int) -> _Counted:
        points = self._points
        if not points:
            return _Counted(until)
        every = _trading_days(self._trading, from_day(points[0][0]).year, from_day(until).year)
        first, end = bisect_left(every, points[0][0]), bisect_right(every, until)
        values: list[int] = []
        for at, (_, fen) in enumerate(points):
            following = bisect_left(every, points[at + 1][0], first, end) if at + 1 < len(points) else end
            values += [fen] * (following - first - len(values))
        return _Counted(until, every[first:end], list(accumulate(values, initial=0)))


def _held(sums: Sequence[int], threshold: int, rules: TierRules) -> list[bool]:
    """Whether a threshold is held on each trading day: reached at once, lost slowly (domain notes T8)."""
    held, run = False, 0
    found: list[bool] = []
    for end in range(1, len(sums)):
        days = min(end, rules.average_days)
        total = sums[end] - sums[end - days]
        if total >= threshold * days:
            held, run = True, 0
        else:
            is_under = total * 100 < threshold * rules.floor_percent * days
            run = run + 1 if is_under else 0
            held = held and total >= 0 and run < rules.down_days
        found.append(held)
    return found


@lru_cache(maxsize=64)
def _trading_days(trading: TradingDays, first_year: int, last_year: int) -> tuple[int, ...]:
    """The trading days of whole years: the same for every client."""
    return tuple(trading.between(to_day(date(first_year, 1, 1)), to_day(date(last_year, 12, 31))))
