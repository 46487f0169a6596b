"""A deed that holds the book for long: done once nobody has touched the window for a while."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from advisor_desk.ui.jobs import Jobs, ReadJob

REST_S: Final = 60.0
"""Somebody who has let go of keys and mouse for so long will hardly save within the next second."""
_LOOK_MS: Final = 5_000
_TOUCHES: Final = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.InputMethod}
)


class AtRest(QObject):
    """`ask` for the deed as often as there is reason: it is done once, in the book's lane, when all rests."""

    def __init__(
        self, deed: Callable[[], object], jobs: Jobs, parent: QObject, clock: Callable[[], float] = monotonic
    ) -> None:
        super().__init__(parent)
        self._deed = deed
        self._jobs = jobs
        self._clock = clock
        self._touched_at = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)

    @property
    def is_asked(self) -> bool:
        """True while the deed waits for a quiet moment."""
        return self._timer.isActive()

    def ask(self) -> None:
        """Do the deed at the next quiet moment."""
        app = QApplication.instance()
        if self.is_asked or app is None:
            return
        self._touched_at = self._clock()
        app.installEventFilter(self)
        self._timer.start()

    def stop(self) -> None:
        """It is not to be done any more."""
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        self._timer.stop()

    def look(self) -> None:
        """Begin if all rests."""
        if self._jobs.is_busy:
            # Somebody is at work, if not by hand.
            self._touched_at = self._clock()
        elif self._clock() - self._touched_at >= REST_S:
            self.stop()
            self._jobs.start(ReadJob(run=lambda _context: self._deed(), done=_nothing, owner=self))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self._touched_at = self._clock()
        return False


def _nothing(_done: object) -> None:
    """Nobody waits for it."""
