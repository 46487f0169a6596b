"""What happened, newest first: a list of one row height that words and paints only what is in sight.

The entries come as the book knows them; a row is put into words when it is first painted.
"""

from bisect import bisect_left
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from advisor_desk.domain.review import TimelineEntry
from advisor_desk.ui import fonts, icons, theme
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.widgets.laid_text import Side, laid_texts
from advisor_desk.ui.widgets.row_list import RowList

AnyIndex = QModelIndex | QPersistentModelIndex
Month = tuple[int, int]

_ICON: Final = 16
_PAD: Final = 4
_GAP: Final = 10
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One line: `kind` for the filter, an icon with its colour, and the words of its columns.

    `badge` says what became of it (corrected, taken back); such a line is struck out.
    """

    kind: str
    icon: str
    icon_role: str
    when: str
    text: str
    amount: str = ""
    full_when: str = ""
    badge: str = ""
    is_struck: bool = False


WordLine = Callable[[TimelineEntry], TimelineLine]


def _unworded(entry: TimelineEntry) -> TimelineLine:
    return TimelineLine(entry.kind, "info", "text2", entry.on.isoformat(), entry.text)


class TimelineModel(QAbstractListModel):
    """The entries that are wanted: of the chosen kinds, and those that a search found.

    Signals: `more_wanted(int)`: there are older entries than those here; how many there are here.
    `narrowed()`: other rows are in sight.
    """

    more_wanted = Signal(int)
    narrowed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._all: list[TimelineEntry] = []
        self._chosen: list[TimelineEntry] = []
        self._worded: dict[int, TimelineLine] = {}
        self._word: WordLine = _unworded
        self._kinds: frozenset[str] = frozenset()
        self._fits: Callable[[TimelineEntry], bool] | None = None
        self._has_older = False
        self._is_asking = False

    def show_entries(
        self, entries: Sequence[TimelineEntry], word: WordLine = _unworded, *, has_older: bool = False
    ) -> None:
        """Replace all entries; the filter stays. `has_older`: more can be had by asking."""
        self._all = list(entries)
        self._word = word
        self._has_older = has_older
        self._is_asking = False
        self._choose()

    def add_older(self, entries: Sequence[TimelineEntry], *, has_older: bool = False) -> None:
        """Append what was wanted."""
        self._all += entries
        self._has_older = has_older
        self._is_asking = False
        wanted = [entry for entry in entries if self._is_wanted(entry)]
        if wanted:
            first = len(self._chosen)
            self.beginInsertRows(QModelIndex(), first, first + len(wanted) - 1)
            self._chosen += wanted
            self.endInsertRows()
        self.narrowed.emit()

    def ask_older(self) -> None:
        """Ask for the older entries, once."""
        if self._has_older and not self._is_asking:
            self._is_asking = True
            self.more_wanted.emit(len(self._all))

    @property
    def total(self) -> int:
        """How many entries there are here, shown or not."""
        return len(self._all)

    @property
    def has_older(self) -> bool:
        """True when there are older entries than those here."""
        return self._has_older

    def only(self, kinds: Collection[str]) -> None:
        """Keep entries of these kinds; none means all."""
        self._kinds = frozenset(kinds)
        self._choose()

    def search(self, fits: Callable[[TimelineEntry], bool] | None) -> None:
        """Keep entries that fit; None ends the search."""
        self._fits = fits
        self._choose()

    def count_of(self, kind: str) -> int:
        """How many entries of `kind` there are, shown or not."""
        return sum(entry.kind == kind for entry in self._all)

    def months(self) -> list[Month]:
        """The months of the rows in sight, the newest first."""
        return list(dict.fromkeys((entry.on.year, entry.on.month) for entry in self._chosen))

    def row_of_month(self, month: Month) -> int:
        """The first row of a month, or of the next one before it; -1 when there is none."""
        after = date(month[0] + month[1] // 12, month[1] % 12 + 1, 1)
        row = bisect_left(self._chosen, -after.toordinal() + 1, key=lambda entry: -entry.on.toordinal())
        return row if row < len(self._chosen) else -1

    def row_of(self, event_id: str) -> int:
        """The row of an event; -1 when it is not in sight."""
        rows = (row for row, entry in enumerate(self._chosen) if event_id and entry.id == event_id)
        return next(rows, -1)

    def holds(self, event_id: str) -> bool:
        """True when the event is here, in sight or not."""
        return any(entry.id == event_id for entry in self._all)

    def entry(self, row: int) -> TimelineEntry:
        """The entry in `row`."""
        return self._chosen[row]

    def line(self, row: int) -> TimelineLine:
        """The words of `row`, made when they are first asked for."""
        found = self._worded.get(row)
        if found is None:
            found = self._worded[row] = self._word(self._chosen[row])
        return found

    @property
    def worded(self) -> int:
        """How many rows were put into words since the last change."""
        return len(self._worded)

    def _is_wanted(self, entry: TimelineEntry) -> bool:
        return (not self._kinds or entry.kind in self._kinds) and (self._fits is None or self._fits(entry))

    def _choose(self) -> None:
        self.beginResetModel()
        self._worded.clear()
        self._chosen = [entry for entry in self._all if self._is_wanted(entry)]
        self.endResetModel()
        self.narrowed.emit()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._chosen)

    def canFetchMore(self, parent: AnyIndex) -> bool:
        return not parent.isValid() and self._has_older

    def fetchMore(self, parent: AnyIndex) -> None:
        if self.canFetchMore(parent):
            self.ask_older()

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.line(index.row()).text
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            line = self.line(index.row())
            parts = (line.full_when or line.when, line.badge, line.text, line.amount)
            return "  ".join(part for part in parts if part)
        return None


class _LineDelegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:
        return QSize(160, row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        model = index.model()
        if not isinstance(model, TimelineModel):
            return
        line = model.line(index.row())
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        paint_ground(painter, rect, state)
        size = fonts.scaled(_ICON)
        ratio = painter.device().devicePixelRatioF()
        top = rect.top() + (rect.height() - size) // 2
        role = "text3" if line.is_struck else line.icon_role
        painter.drawPixmap(rect.left() + _PAD, top, icons.pixmap(line.icon, role, size, ratio))
        self._paint_words(painter, rect.adjusted(_PAD + size + _GAP, 0, -_PAD, 0), line)
        painter.restore()

    def _paint_words(self, painter: QPainter, room: QRect, line: TimelineLine) -> None:
        small, body = laid_texts(FontRole.SMALL), laid_texts(FontRole.BODY)
        small_top = room.top() + (room.height() - small.height) / 2
        body_top = room.top() + (room.height() - body.height) / 2
        when_wide = int(max(small.width("00-00-00"), small.width(line.when))) + 1
        painter.setPen(theme.color("text2"))
        small.draw(painter, (room.left(), small_top), when_wide, line.when, Side.LEFT)
        left, right = room.left() + when_wide + _GAP, room.right()
        ink = theme.color("text3" if line.is_struck else "text")
        painter.setPen(ink)
        if line.amount:
            wide = int(body.width(line.amount)) + 1
            right -= wide
            body.draw(painter, (right, body_top), wide, line.amount, Side.RIGHT)
            right -= _GAP
        if line.badge:
            wide = int(small.width(line.badge)) + 1
            right -= wide
            painter.setPen(theme.color("warn"))
            small.draw(painter, (right, small_top), wide, line.badge, Side.RIGHT)
            painter.setPen(ink)
            right -= _GAP
        wide = max(0, right - left)
        body.draw(painter, (left, body_top), wide, line.text, Side.LEFT)
        if line.is_struck:
            middle = room.center().y() + 1
            painter.drawLine(left, middle, left + min(wide, int(body.width(line.text))), middle)


def paint_ground(painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
    """The ground of a row under the pointer or chosen."""
    ground = ""
    if state & QStyle.StateFlag.State_Selected:
        ground = "selected"
    elif state & QStyle.StateFlag.State_MouseOver:
        ground = "hover"
    if ground:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(ground))
        painter.drawRoundedRect(rect, 6, 6)


def row_height() -> int:
    """The one height of all lines."""
    return fonts.scaled(28)


class TimelineList(RowList):
    """The view: one height for all rows, never sideways; arrow keys walk it.

    Signals: `opened(int)`: the row that the person pressed Enter on or clicked; `closed()` for Escape.
    """

    opened = Signal(int)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.lines = TimelineModel()
        self.setModel(self.lines)
        self.paint_with(_LineDelegate(self))
        self.viewport().setAutoFillBackground(False)

    def top_row(self) -> int:
        """The first row in sight, -1 when there is none."""
        return self.indexAt(self.viewport().rect().topLeft()).row()

    def go_to(self, row: int) -> None:
        """Choose a row and put it at the top."""
        index = self.lines.index(row, 0)
        self.setCurrentIndex(index)
        self.scrollTo(index, RowList.ScrollHint.PositionAtTop)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self.opened.emit(index.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
