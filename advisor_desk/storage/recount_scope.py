"""What is counted: which clients, on which date, over which days. Nothing is counted here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from advisor_desk.domain.dates import to_day
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.window import window_start
from advisor_desk.storage.engine import Connection

BATCH = 20_000
"""Clients counted at a time: a book of any size needs the memory of so many."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Clients whose id lies from `lowest` to `highest`, on a date, under rules."""

    lowest: int
    highest: int
    as_of: date
    rules: RuleSet

    @property
    def days(self) -> dict[str, int | str]:
        """The parameters that the statements share."""
        start = window_start(self.as_of, self.rules.window.months)
        return {
            "lowest": self.lowest,
            "highest": self.highest,
            "start": to_day(start),
            "as_of": to_day(self.as_of),
        }


def spans(connection: Connection) -> Iterator[tuple[int, int]]:
    """Ranges of client ids that cover the book, at most `BATCH` clients each."""
    last = connection.execute("SELECT max(id) FROM client").fetchone()[0]
    lowest = 0
    while last is not None and lowest <= last:
        row = connection.execute(
            "SELECT id FROM client WHERE id >= ? ORDER BY id LIMIT 1 OFFSET ?", (lowest, BATCH - 1)
        ).fetchone()
        highest = row[0] if row else last
        yield lowest, highest
        lowest = highest + 1
