"""A book as it is lived through again: every deed on its own day and minute, all of them in one change.

For invented books only. The doors are those of people; only the clock and the source of chance are given.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from random import Random
from typing import Any

from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.desk import DeskBook
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.uuid7 import drawn_from


class PastBook(DeskBook):
    """A desk whose day and clock are set by `stand_at`, inside a change that somebody else has begun.

    Standings are counted once, by who began the change.
    """

    def __init__(self, desk: DeskBook) -> None:
        self._now = 0.0
        around = replace(desk.around, clock=lambda: self._now)
        super().__init__(_Inside(desk.sql), desk.as_of, around)  # type: ignore[arg-type]

    def stand_at(self, at: datetime, on: date) -> None:
        """From now on it is this instant (UTC) of this day."""
        self._now, self._as_of = at.timestamp(), on

    def _touch(self, connection: Connection, client_id: int) -> None:
        """Counted at the end."""

    def after_contacts(self, connection: Connection, client_ids: Collection[int]) -> None:
        """Counted at the end."""


class _Inside:
    """A book in whose change every other change takes part."""

    def __init__(self, book: SqlBook) -> None:
        self._book = book

    @contextmanager
    def change(self, **_how: bool) -> Iterator[Connection]:
        yield self._book.connection

    def checkpoint(self) -> None:
        """The change that is under way will be kept whole, or not at all."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a book has
        return getattr(self._book, name)


@contextmanager
def living_again(desk: DeskBook, seed: int) -> Iterator[PastBook]:
    """The past of an open book, kept when the block ends well; ids are drawn from `seed`."""
    draw = Random(seed)  # noqa: S311 - ids of invented records
    with desk.sql.change() as connection, drawn_from(draw.randbytes):
        yield PastBook(desk)
        desk.refresh(connection, None)
