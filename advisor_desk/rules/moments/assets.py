"""All assets of a client by day: steps from figure to figure, averages, bounds that save the counting."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from advisor_desk.domain.dates import days_between, to_day
from advisor_desk.domain.trading import TradingDays
from advisor_desk.rules.moments.averages import Averages


class Step(NamedTuple):
    """From one figure to the next."""

    before_on: date
    on: date
    before_fen: int
    fen: int

    @property
    def change_fen(self) -> int:
        """By how much they rose or fell."""
        return self.fen - self.before_fen

    @property
    def gap_days(self) -> int:
        """How old the figure before was."""
        return days_between(self.before_on, self.on)


class Assets:
    """The totals of a client, each from its day until the next."""

    def __init__(self, points: Sequence[tuple[date, int]], trading: TradingDays) -> None:
        ordered = sorted(points)
        self._points = list(dict(ordered).items()) if len(ordered) > 1 else ordered
        self._days = [day for day, _ in self._points]
        self._trading = trading

    @cached_property
    def averages(self) -> Averages:
        """Averages and tiers of trading days."""
        return Averages([(to_day(day), fen) for day, fen in self._points], self._trading)

    def fen_on(self, day: date) -> int | None:
        """The total that holds on a day."""
        at = bisect_right(self._days, day)
        return self._points[at - 1][1] if at else None

    def step_on(self, day: date) -> Step | None:
        """The change to a figure of that very day; None without one, and for the first of all."""
        at = bisect_left(self._days, day)
        if not 0 < at < len(self._days) or self._days[at] != day:
            return None
        return _step(self._points[at - 1], self._points[at])

    def steps(self, after: date, last: date) -> list[Step]:
        """The changes to figures later than `after`, up to `last`."""
        start, end = max(bisect_right(self._days, after), 1), bisect_right(self._days, last)
        points = self._points
        return [_step(points[at - 1], points[at]) for at in range(start, end)]

    def days(self, first: date, last: date) -> list[date]:
        """The days with a figure, both ends included."""
        return self._days[bisect_left(self._days, first) : bisect_right(self._days, last)]

    def bounds(self, day: date, back_days: int) -> tuple[int, int] | None:
        """The smallest and largest total that held within some days before a day; None without any."""
        end = bisect_right(self._days, day)
        if not end:
            return None
        start = max(bisect_right(self._days, day - timedelta(days=back_days)) - 1, 0)
        held = [fen for _, fen in self._points[start:end]]
        return min(held), max(held)


def _step(before: tuple[date, int], after: tuple[date, int]) -> Step:
    return Step(before[0], after[0], before[1], after[1])
