"""Stages one after the other as arrows in a row, the client's own lit. Paints; knows no stage by name."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from advisor_desk.ui import fonts, theme
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.widgets.marks import Mark

_HEIGHT = 30
_POINT = 10
_GAP = 3


class StageStrip(Mark):
    """Signals: `asked()` when the strip is clicked, or Enter pressed on it."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: Sequence[str] = ()
        self._at = 0
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_stages(self, names: Sequence[str], at: int, told: str) -> None:
        """Show `names` with the one at `at` lit; `told` says the same for screen readers."""
        self._names, self._at = names, at
        self.setAccessibleName(told)
        self.setToolTip(told)
        self.update()

    @property
    def current(self) -> str:
        """The lit stage."""
        return self._names[self._at] if self._names else ""

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(320, fonts.scaled(_HEIGHT))

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().event(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.asked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.asked.emit()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._names:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        count = len(self._names)
        wide = (self.width() - _POINT - _GAP * (count - 1)) / count
        for place, name in enumerate(self._names):
            self._paint_stage(painter, place, (place * (wide + _GAP), wide), name)
        painter.end()

    def _paint_stage(self, painter: QPainter, place: int, room: tuple[float, float], name: str) -> None:
        left, wide = room
        high, middle = float(self.height()), self.height() / 2
        is_lit, is_past = place == self._at, place < self._at
        shape = [QPointF(left, 1), QPointF(left + wide, 1), QPointF(left + wide + _POINT, middle)]
        shape += [QPointF(left + wide, high - 1), QPointF(left, high - 1)]
        if place:
            shape.append(QPointF(left + _POINT, middle))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("primary" if is_lit else "selected" if is_past else "track"))
        painter.drawPolygon(QPolygonF(shape))
        if is_lit and self.hasFocus():
            painter.setPen(theme.color("text"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolygon(QPolygonF(shape))
        role = FontRole.SMALL_BOLD if is_lit else FontRole.SMALL
        painter.setFont(fonts.font(role))
        painter.setPen(theme.color("on_primary" if is_lit else "primary" if is_past else "text2"))
        space = int(wide - (_POINT if place else 0))
        shown = fonts.metrics(role).elidedText(name, Qt.TextElideMode.ElideRight, space)
        start = left + (_POINT if place else 4)
        painter.drawText(int(start), 0, space, self.height(), Qt.AlignmentFlag.AlignCenter, shown)
