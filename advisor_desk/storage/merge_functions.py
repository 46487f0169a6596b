"""SQL functions that derived columns call, given to a connection before a merge or an undo."""

from collections.abc import Callable, Collection

from advisor_desk.domain.dates import from_day
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.pinyin import search_forms

Refresh = Callable[[Connection, Collection[int] | None], object]
"""Brings the standings of these clients up to date (None: of all) in the same transaction."""


def register_functions(connection: Connection) -> None:
    """Give the connection the functions that derived columns call."""
    connection.create_function("desk_search_forms", 1, search_forms, deterministic=True)
    connection.create_function("desk_month", 1, _Months().__getitem__, deterministic=True)


class _Months(dict[int, int]):
    """Day to month since year 0, so that a month is worked out once."""

    def __missing__(self, day: int) -> int:
        on = from_day(day)
        self[day] = month = on.year * 12 + on.month - 1
        return month
