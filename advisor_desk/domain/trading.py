"""Trading days: weekdays that are not closed. The closed days are handed in, never looked up here."""

from collections.abc import Iterable

_THURSDAY_1970 = 3


class TradingDays:
    """A calendar of trading days over days since 1970-01-01.

    A day is a trading day when it is Monday to Friday and not among `closed`. Where the closed days
    are not known (before 2004, after the table ends) the weekday rule alone decides.
    """

    def __init__(self, closed: Iterable[int] = ()) -> None:
        self._closed = frozenset(closed)

    def is_trading(self, day: int) -> bool:
        """True when the exchange is open on `day`."""
        return (day + _THURSDAY_1970) % 7 < 5 and day not in self._closed

    def last(self, day: int, count: int) -> list[int]:
        """The last `count` trading days up to and including `day`, oldest first."""
        found: list[int] = []
        cursor = day
        while len(found) < count:
            if self.is_trading(cursor):
                found.append(cursor)
            cursor -= 1
        found.reverse()
        return found

    def between(self, first: int, last: int) -> list[int]:
        """The trading days from `first` to `last`, both included, oldest first."""
        return [day for day in range(first, last + 1) if self.is_trading(day)]

    def add(self, day: int, count: int) -> int:
        """The `count`-th trading day after `day`."""
        cursor = day
        while count > 0:
            cursor += 1
            count -= self.is_trading(cursor)
        return cursor
