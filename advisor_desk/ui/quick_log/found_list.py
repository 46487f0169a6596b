"""What was found while typing, right below its field: a part of the same window, never a popup.

Input methods fail in fields whose list is a window of its own; this one has no keyboard at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from advisor_desk.ui import fonts, theme
from advisor_desk.ui.fonts import FontRole

_ROW: Final = 30
_SIDE: Final = 10
_GAP: Final = 2
_MORE: Final = Qt.ItemDataRole.UserRole
_TITLE_SHARE: Final = 2


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A row: what it is called, and what tells it apart."""

    title: str
    more: str = ""


class _Rows(QStyledItemDelegate):
    def __init__(self, rows: QListWidget) -> None:
        super().__init__(rows)
        self._rows = rows

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, fonts.scaled(_ROW))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        more = str(index.data(_MORE) or "")
        title = str(index.data() or "")
        rect: QRect = option.rect.adjusted(_SIDE, 0, -_SIDE, 0)
        is_current = index.row() == self._rows.currentRow()
        if is_current:
            painter.fillRect(option.rect, theme.color("selected"))
        align = Qt.AlignmentFlag.AlignVCenter
        elide = Qt.TextElideMode.ElideRight
        small, body = fonts.metrics(FontRole.SMALL), fonts.metrics(FontRole.BODY)
        shown = small.elidedText(more, elide, rect.width() // _TITLE_SHARE)
        painter.setFont(fonts.font(FontRole.SMALL))
        painter.setPen(theme.color("text2"))
        painter.drawText(rect, align | Qt.AlignmentFlag.AlignRight, shown)
        painter.setFont(fonts.font(FontRole.BODY_BOLD if is_current else FontRole.BODY))
        painter.setPen(theme.color("text"))
        room = rect.width() - small.horizontalAdvance(shown) - 2 * _SIDE
        painter.drawText(rect, align | Qt.AlignmentFlag.AlignLeft, body.elidedText(title, elide, room))


class FoundList(QListWidget):
    """Signal `chosen(int)`: a row was clicked."""

    chosen = Signal(int)

    def __init__(self, field: QWidget, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("foundBelow")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_Rows(self))
        self.setMouseTracking(True)
        self._field = field
        self._window = window
        self.itemClicked.connect(lambda item: self.chosen.emit(self.row(item)))
        self.hide()

    def show_rows(self, rows: Sequence[FoundRow], current: int) -> None:
        """Show the rows with one of them current, -1 for none; without rows it hides."""
        self.clear()
        for row in rows:
            item = QListWidgetItem(row.title, self)
            item.setData(_MORE, row.more)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{row.title} {row.more}".strip())
        self.setCurrentRow(current)
        if not rows:
            self.hide()
            return
        self.place()
        self.show()
        self.raise_()

    def move_current(self, rows: int) -> None:
        """Another row; above the first there is none."""
        self.setCurrentRow(max(-1, min(self.count() - 1, self.currentRow() + rows)))
        self.viewport().update()

    def place(self) -> None:
        """Below its field, or above it where there is more room, within the window."""
        top = self._field.mapTo(self._window, self._field.rect().topLeft())
        bottom = top.y() + self._field.height() + _GAP
        high = self.count() * fonts.scaled(_ROW) + 2 * self.frameWidth() + 2
        below, above = self._window.height() - bottom - _GAP, top.y() - 2 * _GAP
        if below >= high or below >= above:
            self.setGeometry(top.x(), bottom, self._field.width(), max(0, min(high, below)))
        else:
            high = min(high, above)
            self.setGeometry(top.x(), top.y() - _GAP - high, self._field.width(), high)
