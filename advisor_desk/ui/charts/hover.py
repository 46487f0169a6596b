"""A reading line over a chart: follows the mouse or the arrow keys and tells date and value."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from advisor_desk.ui import fonts, theme
from advisor_desk.ui.fonts import FontRole

_PAD = 8
_DOT = 4.0


class HoverReader(QWidget):
    """Lies over a canvas. `spots` are (date, places on the lines, words), oldest first."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._spots: Sequence[tuple[date, Sequence[QPointF], str]] = ()
        self._index: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_spots(self, spots: Sequence[tuple[date, Sequence[QPointF], str]]) -> None:
        """Read these from now on."""
        self._spots = spots
        self._index = None
        self.update()

    @property
    def words(self) -> str:
        """What is being told, empty when nothing is."""
        return "" if self._index is None else self._spots[self._index][2]

    def read_at(self, x: float) -> None:
        """Tell the date that is nearest to `x`."""
        if not self._spots:
            return
        places = [points[0].x() for _, points, _ in self._spots]
        right = bisect_left(places, x)
        near = [index for index in (right - 1, right) if 0 <= index < len(places)]
        self._tell(min(near, key=lambda index: abs(places[index] - x)))

    def _tell(self, index: int | None) -> None:
        if index != self._index:
            self._index = index
            self.setAccessibleDescription(self.words)
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.read_at(event.position().x())

    def leaveEvent(self, event: QEvent) -> None:
        if not self.hasFocus():
            self._tell(None)
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if self._index is None and self._spots and event.reason() != Qt.FocusReason.MouseFocusReason:
            self._tell(len(self._spots) - 1)
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._tell(None)
        self.update()
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Home: -len(self._spots),
            Qt.Key.Key_End: len(self._spots),
        }
        step = steps.get(Qt.Key(event.key()))
        is_plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if step is None or not is_plain or not self._spots:
            super().keyPressEvent(event)
            return
        now = len(self._spots) - 1 if self._index is None else self._index + step
        self._tell(max(0, min(len(self._spots) - 1, now)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("primary"), 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        if self._index is None:
            return
        _, points, words = self._spots[self._index]
        painter.setPen(QPen(theme.color("text3"), 1, Qt.PenStyle.DashLine))
        x = points[0].x()
        painter.drawLine(QPointF(x, 4), QPointF(x, self.height() - 22))
        painter.setPen(QPen(theme.color("surface"), 2))
        painter.setBrush(theme.color("primary"))
        for point in points:
            painter.drawEllipse(point, _DOT, _DOT)
        self._paint_words(painter, x, words)

    def _paint_words(self, painter: QPainter, x: float, words: str) -> None:
        metrics = fonts.metrics(FontRole.SMALL)
        wide = min(self.width() - 4, metrics.horizontalAdvance(words) + 2 * _PAD)
        left = x + 10 if x + 10 + wide < self.width() else x - 10 - wide
        box = QRectF(max(2.0, left), 4, wide, metrics.height() + _PAD)
        painter.setPen(QPen(theme.color("border2"), 1))
        painter.setBrush(theme.color("surface"))
        painter.drawRoundedRect(box, 6, 6)
        painter.setPen(theme.color("text"))
        painter.setFont(fonts.font(FontRole.SMALL))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
