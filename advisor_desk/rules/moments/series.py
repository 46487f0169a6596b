"""Dated facts by their day: what was known on a day is found by bisection."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import date
from typing import Generic, TypeVar

T = TypeVar("T")


class Series(Generic[T]):
    """Facts in the order of their days, however they were given. Ties keep no order that may be relied on."""

    __slots__ = ("days", "items")

    def __init__(self, items: Sequence[T], day_of: Callable[[T], date]) -> None:
        days = [day_of(item) for item in items]
        ordered = sorted(days)
        if ordered != days:
            items = sorted(items, key=day_of)
        self.days = ordered
        self.items = items

    def on(self, day: date) -> Sequence[T]:
        """Those of a day."""
        return self.items[bisect_left(self.days, day) : bisect_right(self.days, day)]

    def between(self, after: date, last: date) -> Sequence[T]:
        """Those later than `after`, up to `last`."""
        return self.items[bisect_right(self.days, after) : bisect_right(self.days, last)]

    def newest(self, day: date) -> Sequence[T]:
        """Those of the newest day that is not after `day`."""
        end = bisect_right(self.days, day)
        return self.items[bisect_left(self.days, self.days[end - 1]) : end] if end else ()

    def last_day(self, day: date) -> date | None:
        """The newest day that is not after `day`."""
        end = bisect_right(self.days, day)
        return self.days[end - 1] if end else None
