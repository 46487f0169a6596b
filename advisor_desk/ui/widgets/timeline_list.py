"""What happened, newest first: a list model that hands out its lines in portions, and how a line looks.

The words are ready when they arrive here; no codes, no dates to format.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from advisor_desk.ui import fonts, icons, theme
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.widgets.row_list import RowList

AnyIndex = QModelIndex | QPersistentModelIndex

PORTION = 40
_ICON = 16
_PAD = 4
_GAP = 10


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One line: `kind` for the filter, an icon with its colour, and the words of its three columns."""

    kind: str
    icon: str
    icon_role: str
    when: str
    text: str
    amount: str = ""
    full_when: str = ""


class TimelineModel(QAbstractListModel):
    """Lines of the chosen kinds, `PORTION` at a time as the view reaches its end.

    Signals: `more_wanted(int)`: the view has seen all and there are older ones; how many there are here.
    """

    more_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._all: list[TimelineLine] = []
        self._chosen: list[TimelineLine] = []
        self._kinds: frozenset[str] = frozenset()
        self._given = 0
        self._has_older = False

    def show_lines(self, lines: Sequence[TimelineLine], *, has_older: bool = False) -> None:
        """Replace all lines; the filter stays. `has_older`: more can be had by asking."""
        self._all = list(lines)
        self._has_older = has_older
        self._choose()

    def add_older(self, lines: Sequence[TimelineLine], *, has_older: bool) -> None:
        """Append what was wanted."""
        self._all += lines
        self._has_older = has_older
        self._chosen += [line for line in lines if not self._kinds or line.kind in self._kinds]
        if self._given < len(self._chosen) or has_older:
            self.fetchMore(QModelIndex())

    @property
    def total(self) -> int:
        """How many lines there are here, shown or not."""
        return len(self._all)

    @property
    def has_older(self) -> bool:
        """True when there are older lines than those here."""
        return self._has_older

    def only(self, kinds: Iterable[str]) -> None:
        """Keep lines of these kinds; none means all."""
        self._kinds = frozenset(kinds)
        self._choose()

    def count_of(self, kind: str) -> int:
        """How many lines of `kind` there are, shown or not."""
        return sum(line.kind == kind for line in self._all)

    def line(self, row: int) -> TimelineLine:
        """The line in `row`."""
        return self._chosen[row]

    def _choose(self) -> None:
        self.beginResetModel()
        self._chosen = [line for line in self._all if not self._kinds or line.kind in self._kinds]
        self._given = min(PORTION, len(self._chosen))
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._given

    def canFetchMore(self, parent: AnyIndex) -> bool:
        return not parent.isValid() and (self._given < len(self._chosen) or self._has_older)

    def fetchMore(self, parent: AnyIndex) -> None:
        if not self.canFetchMore(parent):
            return
        if self._given == len(self._chosen):
            self._has_older = False
            self.more_wanted.emit(len(self._all))
            return
        last = min(self._given + PORTION, len(self._chosen)) - 1
        self.beginInsertRows(QModelIndex(), self._given, last)
        self._given = last + 1
        self.endInsertRows()

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line = self._chosen[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.text
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return "  ".join(part for part in (line.full_when or line.when, line.text, line.amount) if part)
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
        painter.drawPixmap(rect.left() + _PAD, top, icons.pixmap(line.icon, line.icon_role, size, ratio))
        self._paint_words(painter, rect.adjusted(_PAD + size + _GAP, 0, -_PAD, 0), line)
        painter.restore()

    def _paint_words(self, painter: QPainter, room: QRect, line: TimelineLine) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        small, body = fonts.metrics(FontRole.SMALL), fonts.metrics(FontRole.BODY)
        painter.setFont(fonts.font(FontRole.SMALL))
        painter.setPen(theme.color("text2"))
        painter.drawText(room, middle | Qt.AlignmentFlag.AlignLeft, line.when)
        when_wide = max(small.horizontalAdvance("00-00-00"), small.horizontalAdvance(line.when))
        words = room.adjusted(when_wide + _GAP, 0, 0, 0)
        painter.setFont(fonts.font(FontRole.BODY))
        painter.setPen(theme.color("text"))
        if line.amount:
            painter.drawText(words, middle | Qt.AlignmentFlag.AlignRight, line.amount)
            words.setRight(words.right() - body.horizontalAdvance(line.amount) - _GAP)
        shown = body.elidedText(line.text, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, middle | Qt.AlignmentFlag.AlignLeft, shown)


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
    """The view: one height for all rows, never sideways, arrow keys walk it."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = TimelineModel()
        self.setModel(self.lines)
        self.paint_with(_LineDelegate(self))
        self.viewport().setAutoFillBackground(False)
