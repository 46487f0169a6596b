"""Looks for people in the book's lane; a key never waits for it, and no Enter is lost while it looks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from advisor_desk.ui.jobs import Jobs, ReadJob
from advisor_desk.usecases.log_people import Found


@dataclass(frozen=True, slots=True)
class FinderParts:
    """What it asks; both run in the book's lane."""

    find: Callable[[str], Sequence[Found]]
    sure: Callable[[str], Found | None]
    jobs: Jobs


class PersonFinder(QObject):
    """Signals: `found(str, object)` the answer for a text; `taken(int, object)` who the entry of that number
    is, None for nobody.
    """

    found = Signal(str, object)
    taken = Signal(int, object)

    def __init__(self, parts: FinderParts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._wanted: str | None = None
        self._is_looking = False

    def look(self, text: str) -> None:
        """Look for a text; of several in a row only the last is looked for."""
        self._wanted = text
        if not self._is_looking:
            self._look_on()

    def take(self, number: int, text: str) -> None:
        """The first hit of a text, for an Enter that came before the answer."""
        self._ask(number, lambda: next(iter(self._parts.find(text)), None))

    def take_sure(self, number: int, text: str) -> None:
        """The one who is meant by a text out of a list."""
        self._ask(number, lambda: self._parts.sure(text))

    def _ask(self, number: int, find: Callable[[], Found | None]) -> None:
        self._parts.jobs.start(
            ReadJob(
                run=lambda _context: find(),
                done=lambda one: self.taken.emit(number, one),
                owner=self,
            )
        )

    def _look_on(self) -> None:
        text, self._wanted = self._wanted, None
        if text is None:
            return
        self._is_looking = True
        find = self._parts.find
        self._parts.jobs.start(
            ReadJob(
                run=lambda _context: find(text),
                done=lambda hits: self._on_found(text, hits),
                failed=lambda _error: self._on_found(text, []),
                owner=self,
            )
        )

    def _on_found(self, text: str, hits: Sequence[Found]) -> None:
        self._is_looking = False
        self.found.emit(text, tuple(hits))
        self._look_on()
