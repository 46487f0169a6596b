"""A small line of values, painted at once by hand. No axes, no library."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from advisor_desk.ui import theme

_LINE = 1.8
_FILL_ALPHA = 20
_MOST_POINTS = 400


class Sparkline(QWidget):
    """Values from oldest to newest as a line over a light fill; empty below two values."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: Sequence[int] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_values(self, values: Sequence[int]) -> None:
        """Show these; long rows are thinned to what a screen can tell apart."""
        stride = max(1, len(values) // _MOST_POINTS)
        thinned = list(values[::-1][::stride])[::-1]
        self._values = thinned
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, 28)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if len(self._values) < 2:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = self._line()
        fill = QColor(theme.color("primary"))
        fill.setAlpha(_FILL_ALPHA)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawPolygon(
            QPolygonF([QPointF(line[0].x(), self.height()), *line, QPointF(line[-1].x(), self.height())])
        )
        painter.setPen(QPen(theme.color("primary"), _LINE))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(line))

    def _line(self) -> list[QPointF]:
        low, high = min(self._values), max(self._values)
        reach = max(1, high - low)
        room = self.height() - 2 * _LINE
        step = self.width() / (len(self._values) - 1)
        return [
            QPointF(index * step, _LINE + room * (high - value) / reach)
            for index, value in enumerate(self._values)
        ]
