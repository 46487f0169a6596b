"""Who could hold a product, as a list: those who should hear of it first, then the rest by their reason.

Groups open and close; a client is opened by Enter. Only what is open is built, whatever the book's size.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from advisor_desk.domain.suitability import CheckCode
from advisor_desk.ui import discreet, fonts, formats, icons, theme, tokens
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.products import holder_words as words
from advisor_desk.ui.widgets.laid_text import LaidTexts, Side, laid_texts
from advisor_desk.ui.widgets.row_list import RowList
from advisor_desk.usecases.product_shelf import HolderLine, HolderReport

AnyIndex = QModelIndex | QPersistentModelIndex
_ARROW: Final = 14
_PAD: Final = 10
_INDENT: Final = 22
_BAR: Final = 3
_BODY: Final = laid_texts(FontRole.BODY)
_BOLD: Final = laid_texts(FontRole.BODY_BOLD)
_NAME: Final = laid_texts(FontRole.TABLE_NAME)
_SMALL: Final = laid_texts(FontRole.SMALL)


class Part(Enum):
    """The parts of the list that are no reason."""

    HEAR = "hear"
    OTHERS = "others"


Key = Part | CheckCode


@dataclass(frozen=True, slots=True)
class Group:
    """A heading that opens: what it is called and who is in it."""

    key: Key
    clients: tuple[HolderLine, ...]


Row = Group | HolderLine


class HolderModel(QAbstractListModel):
    """Headings and the clients of those that are open."""

    def __init__(self) -> None:
        super().__init__()
        self._groups: list[Group] = []
        self._open: set[Key] = set()
        self._rows: list[Row] = []
        self.names: Mapping[str, str] = {}
        """What products are called."""

    @property
    def groups(self) -> Sequence[Group]:
        """Every heading, the empty ones left out."""
        return self._groups

    def show_report(self, report: HolderReport | None) -> None:
        """Replace all; who should hear of it is open, else the first heading is."""
        groups: list[Group] = []
        if report is not None:
            others = tuple(line for line in report.could if not line.should_hear)
            groups = [Group(Part.HEAR, report.hear), Group(Part.OTHERS, others)]
            groups += [Group(one.code, one.clients) for one in report.rest]
        self._groups = [group for group in groups if group.clients]
        self._open = {self._groups[0].key} if self._groups else set()
        self._settle()

    def toggle(self, row: int) -> None:
        """Open or close the heading in `row`."""
        group = self.row(row)
        if isinstance(group, Group):
            (self._open.discard if group.key in self._open else self._open.add)(group.key)
            self._settle()

    def is_open(self, group: Group) -> bool:
        """True while its clients are in the list."""
        return group.key in self._open

    def row(self, at: int) -> Row:
        """The heading or client in a row."""
        return self._rows[at]

    def row_of(self, key: Key) -> int:
        """The row of a heading."""
        return next(at for at, row in enumerate(self._rows) if isinstance(row, Group) and row.key is key)

    def tell_again(self) -> None:
        """Names and money are hidden or shown from now on."""
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        if isinstance(row, Group):
            told = f"{words.heading(row.key)} {formats.count(len(row.clients))}"
            return told if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) else None
        if role == Qt.ItemDataRole.DisplayRole:
            return discreet.name(row.name)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return "\n".join([discreet.name(row.name), *words.details(row, self.names)])
        return None

    def _settle(self) -> None:
        self.beginResetModel()
        self._rows = []
        for group in self._groups:
            self._rows.append(group)
            if group.key in self._open:
                self._rows += group.clients
        self.endResetModel()


class _RowPainter(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:
        return QSize(160, fonts.scaled(tokens.ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        model = index.model()
        if not isinstance(model, HolderModel):
            return
        rect: QRect = option.rect
        painter.save()
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_selected:
            painter.fillRect(rect, theme.color("selected"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.color("hover"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.color("border"))
        row = model.row(index.row())
        inner = rect.adjusted(_PAD, 0, -_PAD, -1)
        if isinstance(row, Group):
            _paint_group(painter, inner, row, is_open=model.is_open(row))
        else:
            _paint_client(painter, inner.adjusted(fonts.scaled(_INDENT), 0, 0, 0), row, model.names)
        if is_selected and option.widget.hasFocus():
            painter.fillRect(rect.left(), rect.top(), _BAR, rect.height() - 1, theme.color("primary"))
        painter.restore()


def _paint_group(painter: QPainter, rect: QRect, group: Group, *, is_open: bool) -> None:
    size = fonts.scaled(_ARROW)
    ratio = painter.device().devicePixelRatioF()
    arrow = icons.pixmap("chevron-down" if is_open else "chevron-right", "text2", size, ratio)
    painter.drawPixmap(rect.left(), rect.center().y() - size // 2 + 1, arrow)
    said = t("Products", "{count} 位", len(group.clients)).format(count=formats.count(len(group.clients)))
    painter.setPen(theme.color("text2"))
    _middle(painter, rect, said, _BODY, Side.RIGHT)
    painter.setPen(theme.color("text"))
    room = rect.adjusted(fonts.scaled(_INDENT), 0, -round(_BODY.width(said)) - _PAD, 0)
    _middle(painter, room, words.heading(group.key), _BOLD)


def _paint_client(painter: QPainter, rect: QRect, line: HolderLine, names: Mapping[str, str]) -> None:
    right, below, tone = words.figures(line)
    height = _NAME.height + _SMALL.height - 3
    top = rect.top() + (rect.height() - height) // 2
    wide = round(max(_BOLD.width(right), _SMALL.width(below)))
    left = rect.adjusted(0, 0, -wide - _PAD, 0)
    painter.setPen(theme.color("text"))
    _NAME.draw(painter, (left.left(), top), left.width(), words.who(line), Side.LEFT)
    _BOLD.draw(painter, (rect.left(), top), rect.width(), right, Side.RIGHT)
    painter.setPen(theme.color("text2"))
    said = words.why(line, names)
    _SMALL.draw(painter, (left.left(), top + _NAME.height - 3), left.width(), said, Side.LEFT)
    painter.setPen(theme.color(tone))
    _SMALL.draw(painter, (rect.left(), top + _NAME.height - 3), rect.width(), below, Side.RIGHT)


def _middle(painter: QPainter, rect: QRect, text: str, texts: LaidTexts, side: Side = Side.LEFT) -> None:
    texts.draw(
        painter, (rect.left(), rect.top() + (rect.height() - texts.height) / 2), rect.width(), text, side
    )


class HolderList(RowList):
    """Signals: `client_asked(int)`: Enter or a click on a client; `looked_at(object)`: the row in focus."""

    client_asked = Signal(int)
    looked_at = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.rows = HolderModel()
        self.setModel(self.rows)
        self.paint_with(_RowPainter(self))
        self.setAccessibleName(t("Products", "谁适合"))
        self.clicked.connect(lambda index: self._act(index.row()))
        self.selectionModel().currentChanged.connect(self._on_current_changed)

    def show_report(self, report: HolderReport | None) -> None:
        """Show another answer, at the first client."""
        self.rows.show_report(report)
        count = self.rows.rowCount()
        if count:
            self.setCurrentIndex(self.rows.index(min(1, count - 1)))
        else:
            self.looked_at.emit(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = self.currentIndex().row()
        row = self.rows.row(at) if at >= 0 else None
        is_open = isinstance(row, Group) and self.rows.is_open(row)
        key = event.key()
        if row is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._act(at)
        elif isinstance(row, Group) and key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Space):
            if key == Qt.Key.Key_Space or is_open is (key == Qt.Key.Key_Left):
                self._act(at)
        else:
            super().keyPressEvent(event)

    def _act(self, at: int) -> None:
        row = self.rows.row(at)
        if isinstance(row, Group):
            self.rows.toggle(at)
            self.setCurrentIndex(self.rows.index(self.rows.row_of(row.key)))
        else:
            self.client_asked.emit(row.client_id)

    def _on_current_changed(self, index: QModelIndex, _before: QModelIndex) -> None:
        self.looked_at.emit(self.rows.row(index.row()) if index.isValid() else None)
