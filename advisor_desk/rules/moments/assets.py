"""All assets of a client by day: steps from figure to figure, averages, bounds that save the counting."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from advisor_desk.domain.dates import days_between, to_day
from advisor_desk.domain.trading import TradingDays
from advisor_desk.rules.tier import AssetHistory, Average, averages_back


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
    def history(self) -> AssetHistory:
        """The same as `rules.tier` reads it."""
        return AssetHistory([(to_day(day), fen) for day, fen in self._points], self._trading)

    def fen_on(self, day: date) -> int | None:
        """The total that holds on a day."""
        at = bisect_right(self._days, day)
        return self._points[at - 1][1] if at else None

    def step_on(self, day: date) -> Step | None:
        """The change to a figure of that very day; None without one, and for the first of all."""
        at = bisect_left(self._days, day)
        if not 0 < at < len(self._days) or self._days[at] != day:
            return None
        before_on, before = self._points[at - 1]
        return Step(before_on, day, before, self._points[at][1])

    def steps(self, after: date, last: date) -> list[Step]:
        """The changes to figures later than `after`, up to `last`."""
        found = (self.step_on(day) for day in self._between(after, last))
        return [step for step in found if step is not None]

    def _between(self, after: date, last: date) -> list[date]:
        return self._days[bisect_right(self._days, after) : bisect_right(self._days, last)]

    def average(self, day: date, days: int) -> Average | None:
        """The average of the last trading days up to a day, as an exact sum; None without any figure."""
        return next(averages_back(self.history, to_day(day), days), None)

    def bounds(self, day: date, back_days: int) -> tuple[int, int] | None:
        """The smallest and largest total that held within some days before a day; None without any."""
        end = bisect_right(self._days, day)
        if not end:
            return None
        start = max(bisect_right(self._days, day - timedelta(days=back_days)) - 1, 0)
        held = [fen for _, fen in self._points[start:end]]
        return min(held), max(held)
