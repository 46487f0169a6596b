"""Keeps on record that a book was unlocked and whose page was looked at: once a client and unlocking.

Written in the book's lane some time after the last look, so that no page waits for it; what is left is
written when the book is left.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from advisor_desk.errors import DeskError, UserCanFix
from advisor_desk.ui.jobs import Jobs, ReadJob

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor_desk.storage.desk import DeskBook

UNLOCKED: Final = "audit.unlocked"
VIEWED: Final = "audit.viewed"
AFTER_MS: Final = 2_000
"""How long nothing must have been looked at, and how late after opening the unlocking is written."""

_Fact = tuple[str, int | None]


class AuditTrail(QObject):
    """The facts of one unlocking."""

    def __init__(self, book: DeskBook, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._book, self._jobs = book, jobs
        self._seen: set[int] = set()
        self._owed: list[_Fact] = [(UNLOCKED, None)]
        self._is_writing = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(AFTER_MS)
        self._rest.timeout.connect(self.write)
        self._rest.start()

    def saw(self, client_id: int) -> None:
        """A client's page is in sight."""
        if client_id not in self._seen:
            self._seen.add(client_id)
            self._owed.append((VIEWED, client_id))
            self._rest.start()

    def write(self) -> None:
        """Write what is owed, behind the screen; what cannot be written stays owed."""
        if self._is_writing or not self._owed:
            return
        self._is_writing = True
        facts = tuple(self._owed)
        self._jobs.start(
            ReadJob(
                run=lambda _context: self._record(facts),
                done=self._on_written,
                failed=self._on_failed,
                owner=self,
            )
        )

    def close(self) -> None:
        """The lane has ended: write the rest on this thread. A disk that refuses keeps nobody here."""
        self._rest.stop()
        try:
            self._record(tuple(self._owed))
        except DeskError:
            return
        self._owed.clear()

    def _record(self, facts: Sequence[_Fact]) -> int:
        """Returns how many; each is taken off the list as it is written."""
        for kind, client_id in facts:
            # A client who is gone from the book, with the import that brought it, leaves no fact.
            with suppress(UserCanFix):
                self._book.record_fact(kind, client_id, {})
            self._owed.remove((kind, client_id))
        return len(facts)

    def _on_written(self, _count: int) -> None:
        self._is_writing = False
        if self._owed:
            self._rest.start()

    def _on_failed(self, _error: DeskError) -> None:
        self._is_writing = False
