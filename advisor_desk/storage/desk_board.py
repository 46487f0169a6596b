"""The open book as the board reads it: ends of months, contacts, enquiries."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from advisor_desk.storage.desk_moments import DeskMoments

if TYPE_CHECKING:
    from advisor_desk.domain.board import BoardFacts
    from advisor_desk.rules.ruleset import RuleSet


class DeskBoard(DeskMoments):
    """Satisfies `usecases.board.BoardBook`."""

    def rules_on(self, on: date) -> RuleSet:
        """The rules in force on a day."""
        return self._around.rules_on(on)

    def board_facts(self) -> BoardFacts:
        """All that the board is counted from, up to the book's day."""
        from advisor_desk.rules.window import window_start
        from advisor_desk.storage import board_reading, standings

        with self._book.read() as connection:
            wanted = standings.Basis(self._as_of, self.rules.version)
            found = standings.figures(connection) if standings.basis(connection) == wanted else None
        whole = self.standings() if found is None else found
        waiting = [each.since for each in self.waiting_enquiries()]
        today = board_reading.Today(self._as_of, whole, waiting)
        with self._book.read() as connection:
            return board_reading.read(
                connection, today, lambda end: window_start(end, self.rules_on(end).window.months)
            )

    def lacks_month_ends(self) -> bool:
        """True while a month-end that the board wants could be kept and is not."""
        from advisor_desk.storage import board_reading

        with self._book.read() as connection:
            return bool(board_reading.missing_ends(connection, self._as_of))

    def keep_month_end(self) -> date | None:
        """Keep the newest missing snapshot that the board wants; None when there is none to keep.

        One at a time, because each counts the whole book.
        """
        from advisor_desk.storage import board_reading, snapshots

        with self._book.read() as connection:
            missing = board_reading.missing_ends(connection, self._as_of)
        if not missing:
            return None
        with self._book.change() as connection:
            snapshots.keep(connection, missing[-1], self._around.rules_on, self.trading)
        return missing[-1]

    def forget_month_ends(self) -> None:
        """Drop the snapshots that the board shows, to be kept anew from what the book knows now."""
        from advisor_desk.storage import board_reading

        with self._book.change() as connection:
            board_reading.forget_ends(connection, self._as_of)
