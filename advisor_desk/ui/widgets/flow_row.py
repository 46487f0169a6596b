"""Widgets side by side that wrap to the next line where the room ends."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLayout, QSizePolicy, QWidget

from advisor_desk.ui import tokens

_WIDEST = 10_000
_IGNORED = QSizePolicy.Policy.Ignored


class FlowRow(QFrame):
    """As wide as it may be, as high as its lines. It places its children itself (see `layouts`: no items)."""

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        gap: int = tokens.CHIP_GAP,
        line_gap: int = 6,
        wraps: bool = True,
    ) -> None:
        super().__init__(parent)
        self._wraps = wraps
        self._flowing: list[QWidget] = []
        self._gap = gap
        self._line_gap = line_gap
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(wraps)
        self.setSizePolicy(policy)

    def put(self, widget: QWidget) -> None:
        """Put a widget at the end; one that was hidden on purpose stays so."""
        self._adopt(widget)
        self._fit()

    def take(self, widget: QWidget) -> None:
        """Take a widget out of the row; it stays a child."""
        self._flowing.remove(widget)
        self._fit()

    def set_order(self, widgets: Sequence[QWidget]) -> None:
        """Let exactly these widgets flow, in this order."""
        self._flowing.clear()
        for widget in widgets:
            self._adopt(widget)
        self._fit()

    def _adopt(self, widget: QWidget) -> None:
        is_hidden = widget.isHidden() and widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)
        if widget.parent() is not self:
            widget.setParent(self)
        self._flowing.append(widget)
        if not is_hidden:
            widget.show()

    def hasHeightForWidth(self) -> bool:
        return self._wraps

    def heightForWidth(self, width: int) -> int:
        return self._arrange(width, is_trial=True)

    def sizeHint(self) -> QSize:
        least = self.minimumSizeHint()
        return least if self._wraps else QSize(least.width(), self.heightForWidth(_WIDEST))

    def minimumSizeHint(self) -> QSize:
        margins = self.contentsMargins()
        shown = [widget for widget in self._flowing if not widget.isHidden()]
        sizes = [QLayout.closestAcceptableSize(widget, QSize(0, 0)) for widget in shown]
        wide = [size.width() for size in sizes]
        all_wide = max(wide, default=0) if self._wraps else sum(wide) + self._gap * max(0, len(wide) - 1)
        return QSize(all_wide, max((size.height() for size in sizes), default=0)).grownBy(margins)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(self.width(), is_trial=False)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()  # Out of sight nobody tells that a child has changed.

    def _fit(self) -> None:
        self.updateGeometry()
        self._arrange(self.width(), is_trial=False)

    def _arrange(self, width: int, *, is_trial: bool) -> int:
        """Place everything in lines `width` wide, or only try; the height of all lines and the margins."""
        room = QRect(0, 0, width, 0).marginsRemoved(self.contentsMargins())
        top = start = room.y()
        for line in self._lines(room.width()):
            high = max(size.height() for _, size in line)
            x = room.x()
            for widget, size in line:
                if not is_trial:
                    widget.setGeometry(QRect(QPoint(x, top + (high - size.height()) // 2), size))
                x += size.width() + self._gap
            top += high + self._line_gap
        margins = self.contentsMargins()
        return max(0, top - self._line_gap - start) + margins.top() + margins.bottom()

    def _lines(self, width: int) -> list[list[tuple[QWidget, QSize]]]:
        """The widgets in sight with their sizes, line by line."""
        lines: list[list[tuple[QWidget, QSize]]] = []
        used = 0
        for widget in self._flowing:
            if widget.isHidden():
                continue
            size = _wanted(widget).boundedTo(QSize(max(1, width), _WIDEST))
            if not lines or (self._wraps and used + size.width() > width):
                lines.append([])
                used = 0
            lines[-1].append((widget, size))
            used += size.width() + self._gap
        return lines


def _wanted(widget: QWidget) -> QSize:
    """The size that a layout of Qt's would try to give."""
    policy = widget.sizePolicy()
    size = widget.sizeHint().expandedTo(widget.minimumSizeHint())
    size = size.boundedTo(widget.maximumSize()).expandedTo(widget.minimumSize())
    if policy.horizontalPolicy() == _IGNORED:
        size.setWidth(0)
    if policy.verticalPolicy() == _IGNORED:
        size.setHeight(0)
    return size
