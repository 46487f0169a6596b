"""Header of a table: the sorted column carries a small arrow, a click sorts. Knows no column by name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from advisor_desk.ui import fonts, icons, theme, tokens
from advisor_desk.ui.fonts import FontRole

PADDING: Final = 8
_ARROW: Final = 12
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above a column, in the language in force; `descends_first` at the first click."""

    title: Callable[[], str]
    is_right: bool = False
    descends_first: bool = False


class SortHeader(QHeaderView):
    """Header that shows the sorted column with a small arrow and sorts at a click.

    `sort_asked(int, bool)`: column and whether downwards. `widths_changed()`: the person moved an edge.
    """

    sort_asked = Signal(int, bool)
    widths_changed = Signal()

    def __init__(self, parent: QWidget, heads: Sequence[Head]) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._heads = heads
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(48)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setFixedHeight(fonts.scaled(tokens.HEADER))
        self._sorted = -1
        self._is_descending = False
        self._is_dragging = False
        self.sectionClicked.connect(self._on_section_clicked)
        self.sectionResized.connect(self._on_section_resized)

    def set_sorted(self, column: int, *, is_descending: bool) -> None:
        """Show which column the rows are sorted by."""
        if (column, is_descending) != (self._sorted, self._is_descending):
            self._sorted, self._is_descending = column, is_descending
            self.viewport().update()

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        painter.save()
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.color("border"))
        is_sorted = section == self._sorted
        role = FontRole.SMALL_BOLD if is_sorted else FontRole.SMALL
        painter.setFont(fonts.font(role))
        painter.setPen(theme.color("text" if is_sorted else "text2"))
        head = self._heads[section]
        inner = rect.adjusted(PADDING, 0, -PADDING, 0)
        arrow = fonts.scaled(_ARROW) if is_sorted else 0
        text = fonts.metrics(role).elidedText(
            head.title(), Qt.TextElideMode.ElideRight, inner.width() - arrow
        )
        width = fonts.metrics(role).horizontalAdvance(text)
        if head.is_right:
            inner.setLeft(inner.right() - width - arrow)
        painter.drawText(inner, int(_LEFT), text)
        if is_sorted:
            name = "chevron-down" if self._is_descending else "chevron-up"
            mark = icons.pixmap(name, "text", arrow, self.devicePixelRatioF())
            painter.drawPixmap(inner.left() + width + 1, rect.center().y() - arrow // 2 + 1, mark)
        painter.restore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._is_dragging = True
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self._is_dragging = False

    def _on_section_clicked(self, section: int) -> None:
        if section == self._sorted:
            self.sort_asked.emit(section, not self._is_descending)
        else:
            self.sort_asked.emit(section, self._heads[section].descends_first)

    def _on_section_resized(self, _section: int, _old: int, _new: int) -> None:
        if self._is_dragging:
            self.widths_changed.emit()
