"""A line of time with what was and what is to come: filled for known, hollow for counted ahead. Paints."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from advisor_desk.ui import fonts, theme
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.widgets.marks import Mark

_DOT = 5.0
_SIDE = 12
_LINES = 2
_LEAST_DAYS = 365


@dataclass(frozen=True, slots=True)
class AxisPoint:
    """An event: `is_derived` was counted, not told. `key` is what `asked` carries."""

    on: date
    name: str
    when: str
    is_derived: bool
    told: str
    key: str


class LifeAxis(Mark):
    """Signals: `asked(str)` with the key of the event clicked, or chosen with the arrows and Enter."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points: Sequence[AxisPoint] = ()
        self._today = date(2000, 1, 1)
        self._today_word = ""
        self._at = -1
        self._lines = 1
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)

    def show_points(self, points: Sequence[AxisPoint], today: date, today_word: str) -> None:
        """Show `points`, by day, around `today`."""
        self._points, self._today, self._today_word = points, today, today_word
        self._at = -1
        self.setAccessibleName("; ".join(point.told for point in points))
        self._fit()
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def sizeHint(self) -> QSize:
        line = fonts.metrics(FontRole.TINY).height()
        return QSize(320, int(2 * _DOT + 6 + (self._lines * 2 + 1) * line))

    def x_of(self, on: date) -> float:
        """Where a day lies."""
        first, last = self._span()
        share = (on.toordinal() - first) / max(1, last - first)
        return _SIDE + share * (self.width() - 2 * _SIDE)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._at = 0 if event.type() == QEvent.Type.FocusIn and self._points else -1
            self.update()
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._near(event.position().x())
        pointing = Qt.CursorShape.PointingHandCursor if place >= 0 else Qt.CursorShape.ArrowCursor
        self.setCursor(pointing)
        if place >= 0:
            QToolTip.showText(event.globalPosition().toPoint(), self._points[place].told, self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = self._near(event.position().x())
        if event.button() == Qt.MouseButton.LeftButton and place >= 0:
            self.asked.emit(self._points[place].key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self._points:
            step = 1 if event.key() == Qt.Key.Key_Right else -1
            self._at = min(max(0, self._at + step), len(self._points) - 1)
            self.setAccessibleDescription(self._points[self._at].told)
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at >= 0:
            self.asked.emit(self._points[self._at].key)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = fonts.metrics(FontRole.TINY).height()
        middle = line + _DOT + 2
        painter.setPen(QPen(theme.color("border2"), 2))
        painter.drawLine(QPointF(_SIDE, middle), QPointF(self.width() - _SIDE, middle))
        self._paint_today(painter, middle)
        rows = self._rows()
        for place, point in enumerate(self._points):
            x = self.x_of(point.on)
            painter.setPen(QPen(theme.color("primary"), 2))
            painter.setBrush(theme.color("surface" if point.is_derived else "primary"))
            size = _DOT + (2 if place == self._at else 0)
            painter.drawEllipse(QPointF(x, middle), size, size)
            self._paint_label(painter, point, rows[place], middle + _DOT + 3)
        painter.end()

    def _paint_today(self, painter: QPainter, middle: float) -> None:
        x = self.x_of(self._today)
        painter.setPen(QPen(theme.color("warn"), 2))
        painter.drawLine(QPointF(x, middle - 8), QPointF(x, middle + 8))
        metrics = fonts.metrics(FontRole.TINY)
        wide = metrics.horizontalAdvance(self._today_word) + 2
        left = min(max(0.0, x - wide / 2), self.width() - wide)
        painter.setFont(fonts.font(FontRole.TINY))
        painter.drawText(
            QRectF(left, 0, wide, metrics.height()), Qt.AlignmentFlag.AlignCenter, self._today_word
        )

    def _paint_label(
        self, painter: QPainter, point: AxisPoint, place: tuple[int, float, float], top: float
    ) -> None:
        """The name and the year below a dot."""
        row, left, wide = place
        if row < 0:
            return
        high = fonts.metrics(FontRole.TINY).height()
        painter.setFont(fonts.font(FontRole.TINY))
        y = top + row * 2 * high
        painter.setPen(theme.color("text2" if point.is_derived else "text"))
        painter.drawText(QRectF(left, y, wide, high), Qt.AlignmentFlag.AlignCenter, point.name)
        painter.setPen(theme.color("text3"))
        painter.drawText(QRectF(left, y + high, wide, high), Qt.AlignmentFlag.AlignCenter, point.when)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As high as the names need; they take turns on two lines where they would touch."""
        lines = 1 + max((row for row, _left, _wide in self._rows()), default=0)
        if lines != self._lines:
            self._lines = lines
            self.updateGeometry()

    def _rows(self) -> list[tuple[int, float, float]]:
        """Line, left end and width of each name; line -1 where there is no room for it."""
        metrics, free, found = fonts.metrics(FontRole.TINY), [0.0] * _LINES, []
        for point in self._points:
            wide = max(metrics.horizontalAdvance(text) for text in (point.name, point.when)) + 4.0
            left = min(max(0.0, self.x_of(point.on) - wide / 2), self.width() - wide)
            row = next((row for row in range(_LINES) if left >= free[row]), -1)
            if row >= 0:
                free[row] = left + wide + 4
            found.append((row, left, wide))
        return found

    def _span(self) -> tuple[int, int]:
        days = [self._today.toordinal(), *(point.on.toordinal() for point in self._points)]
        first, last = min(days), max(days)
        pad = max(0, _LEAST_DAYS - (last - first)) // 2
        return first - pad, last + pad

    def _near(self, x: float) -> int:
        gaps = [(abs(self.x_of(point.on) - x), place) for place, point in enumerate(self._points)]
        near = min(gaps, default=(_SIDE + 1.0, -1))
        return near[1] if near[0] <= _SIDE else -1
