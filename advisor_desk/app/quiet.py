"""Work that can wait: one short step after the other, whenever nobody waits for the book or types.

A step runs in the book's lane like any job. Before the next one starts the lane must have nothing else to
do, and the person must have let go of keys and mouse: what is asked for meanwhile waits for one step at most.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from advisor_desk.errors import DeskError
from advisor_desk.ui.jobs import Jobs, ReadJob

REST_S: Final = 0.15
"""How long nobody must have asked for anything or touched the window: a screen is painted by then."""
_BREATH_MS: Final = 1
"""Between two steps: what lies ready for the window goes first."""
_TOUCHES: Final = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.InputMethod}
)


def _nothing() -> None:
    """Nobody waits for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietWork:
    """`step` runs off the UI thread and returns whether there is more; the rest is told on it.

    An error without `failed` is dropped: what nobody has asked for is done again another time.
    """

    step: Callable[[], bool]
    told: Callable[[], None] = _nothing
    done: Callable[[], None] = _nothing
    failed: Callable[[DeskError], None] | None = None


class Quiet(QObject):
    """Does one work after the other, in the order in which they were given."""

    def __init__(self, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._waiting: deque[QuietWork] = deque()
        self._is_stepping = False
        self._is_ending = False
        self._touched_at = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go_on)
        jobs.busy_changed.connect(self._on_busy)

    @property
    def is_working(self) -> bool:
        """True while anything is left to do."""
        return bool(self._waiting)

    def add(self, work: QuietWork) -> None:
        """Do a work once those before it are done."""
        self._waiting.append(work)
        if len(self._waiting) == 1:
            self._watch(is_on=True)
            self._touched_at = monotonic()
            self._go_on()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self._touched_at = monotonic()
        return False

    def _watch(self, *, is_on: bool) -> None:
        app = QApplication.instance()
        if app is not None:
            if is_on:
                app.installEventFilter(self)
            else:
                app.removeEventFilter(self)

    def _on_busy(self, is_busy: bool) -> None:  # noqa: FBT001
        """Somebody else's job starts or ends: its answer is to be painted before anything else goes on."""
        is_own, self._is_ending = self._is_stepping or self._is_ending, False
        if not is_own:
            self._touched_at = monotonic()
            if not is_busy:
                self._go_on()

    def _go_on(self) -> None:
        if self._is_stepping or not self._waiting:
            return
        if self._jobs.is_busy:
            return  # Called again once the lane rests.
        left = REST_S - (monotonic() - self._touched_at)
        if left > 0:
            self._timer.start(int(left * 1000) + 1)
            return
        self._is_stepping = True
        work = self._waiting[0]
        self._jobs.start(
            ReadJob(
                run=lambda _context: work.step(),
                done=lambda has_more: self._on_step(work, has_more=has_more),
                failed=lambda error: self._on_failed(work, error),
                owner=self,
            )
        )

    def _on_step(self, work: QuietWork, *, has_more: bool) -> None:
        self._breathe()
        if has_more:
            work.told()
        else:
            self._end()
            work.done()

    def _on_failed(self, work: QuietWork, error: DeskError) -> None:
        self._breathe()
        self._end()
        if work.failed is not None:
            work.failed(error)

    def _breathe(self) -> None:
        """The step is over; the lane tells so next, unless somebody waits there already."""
        self._is_stepping = False
        self._is_ending = not self._jobs.is_busy
        if not self._is_ending:
            self._touched_at = monotonic()
        self._timer.start(_BREATH_MS)

    def _end(self) -> None:
        self._waiting.popleft()
        if not self._waiting:
            self._watch(is_on=False)
