"""Widgets in a row where there is room for all of them, one below the other where there is not."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from advisor_desk.ui import tokens


class SideBySide(QWidget):
    """`parts` are (widget, stretch); their least widths decide how they lie."""

    def __init__(self, parts: Sequence[tuple[QWidget, int]], gap: int = tokens.GAP) -> None:
        super().__init__()
        self._parts = parts
        self._gap = gap
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(gap)
        for widget, _ in parts:
            self._box.addWidget(widget)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    @property
    def is_row(self) -> bool:
        """True while the parts lie in a row."""
        return self._box.direction() is QBoxLayout.Direction.LeftToRight

    def row_width(self) -> int:
        """The least width of the row."""
        return sum(_least(widget) for widget, _ in self._parts) + self._gap * (len(self._parts) - 1)

    def minimumSizeHint(self) -> QSize:
        widest = max(_least(widget) for widget, _ in self._parts)
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fold()
        return done

    def _fold(self) -> None:
        is_row = self.width() >= self.row_width()
        if is_row == self.is_row:
            return
        ways = QBoxLayout.Direction
        self._box.setDirection(ways.LeftToRight if is_row else ways.TopToBottom)
        for widget, stretch in self._parts:
            self._box.setStretchFactor(widget, stretch if is_row else 0)
        self.updateGeometry()


def _least(widget: QWidget) -> int:
    return max(widget.minimumSizeHint().width(), widget.minimumWidth())
