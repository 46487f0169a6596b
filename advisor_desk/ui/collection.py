"""Python's garbage is collected in the window's thread alone.

Otherwise whichever thread allocates next may come upon a cycle of references that holds a widget, and delete
it: Qt does not survive a widget that is deleted by another thread than its own.
"""

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

_EVERY_MS: Final = 250
_WAITS: Final = (700, 10, 60)
"""Objects made, then younger collections, before each generation's turn. To look at all takes a tenth of a
second: its turn comes after some minutes of work, as it does where Python weighs what has grown.
"""


class Collector(QObject):
    """Takes the place of Python's own collections from `start` to `stop`, both in the window's thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """From now on no other thread collects."""
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Python collects by itself again."""
        self._timer.stop()
        gc.enable()

    def look(self) -> None:
        """Collect what has come of age, the youngest first, as Python itself would."""
        for generation, wait in enumerate(_WAITS):
            if gc.get_count()[generation] <= wait:
                return
            gc.collect(generation)
