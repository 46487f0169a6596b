"""Layouts of the page: a row that wraps, and columns that fold into one when the page is narrow."""

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLayout,
    QLayoutItem,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import delete

from advisor_desk.ui import tokens

_SCROLL_BAR = 10


class FlowLayout(QLayout):
    """Items side by side, wrapped to the next line where the room ends."""

    def __init__(self, gap: int = tokens.CHIP_GAP, line_gap: int = 6) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self._line_gap = line_gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), is_trial=True)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, is_trial=False)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _arrange(self, rect: QRect, *, is_trial: bool) -> int:
        top = rect.y()
        for line in self._lines(rect.width()):
            high = max(size.height() for _, size in line)
            x = rect.x()
            for item, size in line:
                if not is_trial:
                    item.setGeometry(QRect(QPoint(x, top + (high - size.height()) // 2), size))
                x += size.width() + self._gap
            top += high + self._line_gap
        return max(0, top - self._line_gap - rect.y())

    def _lines(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        """The items in sight with their sizes, line by line."""
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        used = width + 1
        for item in self._items:
            widget = item.widget()
            if widget is not None and widget.isHidden():
                continue
            size = item.sizeHint().boundedTo(QSize(max(1, width), 10_000))
            if used + size.width() > width:
                lines.append([])
                used = 0
            lines[-1].append((item, size))
            used += size.width() + self._gap
        return lines


class Fold(Enum):
    """How the cards lie; the value is the least width of the page in pixels."""

    COLUMNS = 1_000
    PAIRS = 520
    SINGLE = 0


class FoldingColumns(QWidget):
    """Cards in two columns when there is room for both, in one column otherwise.

    `narrow` is the order in one column: each entry is a row of cards side by side, one below the other
    where even that is too much. `left` and `right` are the two columns.
    """

    def __init__(
        self, narrow: Sequence[Sequence[QWidget]], left: Sequence[QWidget], right: Sequence[QWidget]
    ) -> None:
        super().__init__()
        self._narrow = narrow
        self._sides = (left, right)
        self._fold_now = Fold.PAIRS
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(tokens.GAP)
        self._columns = [_column(), _column()]
        for column, stretch in zip(self._columns, (58, 42), strict=True):
            self._row.addLayout(column, stretch)
        self._pairs: list[QHBoxLayout] = []
        self.fold(Fold.PAIRS)

    @property
    def is_wide(self) -> bool:
        """True while there are two columns."""
        return self._fold_now is Fold.COLUMNS

    def fold_at(self, width: int) -> None:
        """Choose how to fold for a page `width` pixels wide."""
        wanted = next(fold for fold in Fold if width >= fold.value)
        if wanted is not self._fold_now:
            self.fold(wanted)

    def fold(self, fold: Fold) -> None:
        """Lay the cards out."""
        self._fold_now = fold
        self._take_all()
        if fold is Fold.COLUMNS:
            for column, cards in zip(self._columns, self._sides, strict=True):
                for card in cards:
                    column.addWidget(card)
                column.addStretch(1)
        else:
            for row in self._narrow:
                rows = [row] if fold is Fold.PAIRS else [(card,) for card in row]
                for cards in rows:
                    self._add_row(self._columns[0], cards)
            self._columns[0].addStretch(1)
        self._row.setStretch(1, 42 if self.is_wide else 0)
        self._row.setSpacing(tokens.GAP if self.is_wide else 0)

    def _add_row(self, column: QVBoxLayout, cards: Sequence[QWidget]) -> None:
        if len(cards) == 1:
            column.addWidget(cards[0])
            return
        pair = QHBoxLayout()
        pair.setSpacing(tokens.GAP)
        for card in cards:
            pair.addWidget(card, 1)
        self._pairs.append(pair)
        column.addLayout(pair)

    def _take_all(self) -> None:
        for layout in (*self._pairs, *self._columns):
            _empty(layout)
        self._pairs.clear()


def _empty(layout: QBoxLayout) -> None:
    """Take everything out, and the items go: a widget tells its oldest item alone that its size changed."""
    while (item := layout.takeAt(0)) is not None:
        if item.layout() is None:
            delete(item)


def _column() -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(tokens.GAP)
    return column


class FoldingBody(QWidget):
    """A page body that folds its columns by its own width.

    Signals: `first_painted()` once, after the first paint.
    """

    first_painted = Signal()

    def __init__(self, columns: FoldingColumns) -> None:
        super().__init__()
        self._columns = columns
        self._was_painted = False
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(self)
        # The scroll bar takes the rest of the padding, so that the cards end where the head does.
        right = tokens.PAGE_PADDING - _SCROLL_BAR
        column.setContentsMargins(tokens.PAGE_PADDING, 0, right, tokens.PAGE_PADDING)
        column.addWidget(columns)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._columns.fold_at(event.size().width())
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self.first_painted.emit)
