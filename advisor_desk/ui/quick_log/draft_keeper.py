"""Keeps what is half typed in the book: after each change as soon as the lane is free, never two at once."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal

from advisor_desk.errors import DeskError
from advisor_desk.ui.jobs import BookChange, Jobs, WriteJob

Body = Mapping[str, object]


class DraftKeeper(QObject):
    """Signal `failed(DeskError)`: the book would not take it; the next change tries again."""

    failed = Signal(object)

    def __init__(self, keep: Callable[[Body], None], jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keep = keep
        self._jobs = jobs
        self._wanted: Body | None = None
        self._under_way: Body | None = None
        self._kept: Body | None = None

    def put(self, body: Body) -> None:
        """Keep this from now on, in place of what waits."""
        if body == self._current():
            return
        self._wanted = body
        self._go_on()

    def started_with(self, body: Body | None) -> None:
        """What the book holds already; nothing waits any more."""
        self._wanted = None
        self._kept = body

    def hold(self) -> None:
        """A record is being saved: whatever waits must not come after it. `put` goes on."""
        self._wanted = None

    @property
    def is_settled(self) -> bool:
        """True when the book holds the newest."""
        return self._wanted is None and self._under_way is None

    def unsaved(self) -> Body | None:
        """What the book may not hold yet; None when it holds the newest."""
        return self._wanted if self._wanted is not None else self._under_way

    def _current(self) -> Body | None:
        if self._wanted is not None:
            return self._wanted
        return self._under_way if self._under_way is not None else self._kept

    def _go_on(self) -> None:
        if self._under_way is not None or self._wanted is None:
            return
        body, self._wanted = self._wanted, None
        self._under_way = body
        keep = self._keep
        self._jobs.start(
            WriteJob(
                run=lambda _context: keep(body),
                done=lambda _none: self._on_kept(body),
                failed=self._on_failed,
                owner=self,
                change=BookChange(frozenset()),
            )
        )

    def _on_kept(self, body: Body) -> None:
        self._under_way, self._kept = None, body
        self._go_on()

    def _on_failed(self, error: DeskError) -> None:
        body, self._under_way = self._under_way, None
        if self._wanted is None:
            self._wanted = body  # Kept for the next change, and for the lock.
            self.failed.emit(error)
            return
        self._go_on()
