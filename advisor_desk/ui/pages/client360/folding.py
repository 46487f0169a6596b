"""Layouts of the page: columns that fold into one when the page is narrow."""

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from advisor_desk.ui import tokens
from advisor_desk.ui.widgets.layouts import nest, take_all

_SCROLL_BAR = 10


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
            nest(self._row, column, stretch)
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
        pair = nest(column, QHBoxLayout())
        pair.setSpacing(tokens.GAP)
        for card in cards:
            pair.addWidget(card, 1)
        self._pairs.append(pair)

    def _take_all(self) -> None:
        for layout in (*self._pairs, *self._columns):
            take_all(layout)
        self._pairs.clear()


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
