"""Time without a key, click or scroll; at its end the desk locks. Watches events, knows no window."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

_ACTIVE = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.InputMethod,
        QEvent.Type.TouchBegin,
    }
)


def awake_and_asleep() -> float:
    """Seconds that also go on while the machine sleeps, so that a lid closed for an hour locks the desk."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


class IdleWatch(QObject):
    """Signals: `ticked(int)` seconds left, once a second; `expired()` once when none are left."""

    ticked = Signal(int)
    expired = Signal()

    def __init__(self, seconds: int, clock: Callable[[], float] = awake_and_asleep) -> None:
        super().__init__()
        self._seconds = seconds
        self._clock = clock
        self._last = clock()
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.look)

    def start(self, seconds: int) -> None:
        """Count anew from `seconds`."""
        self._seconds = seconds
        self._last = self._clock()
        self._timer.start()

    def stop(self) -> None:
        """Count no more."""
        self._timer.stop()

    def look(self) -> None:
        """Tell how much time is left. Also right after the machine slept: the clock went on."""
        left = self._seconds - int(self._clock() - self._last)
        if left <= 0:
            self._timer.stop()
            self.expired.emit()
            return
        self.ticked.emit(left)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _ACTIVE:
            self._last = self._clock()
        return False
