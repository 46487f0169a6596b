"""Where Tab goes in a window whose parts come and go: through what is in sight, as it is read."""

from collections.abc import Callable, Iterator
from typing import Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

_LINE: Final = 8
"""Stops whose middles are no further apart stand on one line."""


def stops_in(part: QWidget) -> list[QWidget]:
    """What Tab may stop at within a part, from the top, each line from the left."""
    return sorted(_stops(part), key=lambda one: _place(one, part))


def _stops(part: QWidget) -> Iterator[QWidget]:
    for one in part.findChildren(QWidget):
        is_stop = bool(one.focusPolicy().value & Qt.FocusPolicy.TabFocus.value)
        if is_stop and one.isVisibleTo(part) and one.isEnabled() and one.focusProxy() is None:
            yield one


def _place(one: QWidget, part: QWidget) -> tuple[int, int]:
    middle = one.mapTo(part, QPoint(0, one.height() // 2))
    return middle.y() // _LINE, middle.x()


class FirstStop(QWidget):
    """Hands the keyboard on to whatever is the first stop of a part at present."""

    def __init__(self, first: Callable[[], QWidget | None], parent: QWidget) -> None:
        super().__init__(parent)
        self._first = first
        self.setFixedSize(0, 0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        first = self._first()
        if first is not None:
            first.setFocus(event.reason())
