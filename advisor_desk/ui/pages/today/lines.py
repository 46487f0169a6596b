"""The list of 今日: painted lines under headings, walked by arrow keys, acted on by one key."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from advisor_desk.domain.today import TodayItem, TodayKind
from advisor_desk.ui import fonts, icons, labels, theme, tokens
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.today import words
from advisor_desk.ui.pages.today.model import Heading, More, Row, TodayModel, count_of
from advisor_desk.ui.widgets import paint
from advisor_desk.ui.widgets.laid_text import LaidTexts, Side, laid_texts
from advisor_desk.ui.widgets.row_list import RowList

AnyIndex = QModelIndex | QPersistentModelIndex
_PAD: Final = 12
_GAP: Final = 8
_WHEN: Final = 82
_BAR: Final = 3
_HEADING: Final = 30
_ARROW: Final = 14
_BODY: Final = laid_texts(FontRole.BODY)
_BOLD: Final = laid_texts(FontRole.BODY_BOLD)
_NAME: Final = laid_texts(FontRole.TABLE_NAME)
_SMALL: Final = laid_texts(FontRole.SMALL)
_SMALL_BOLD: Final = laid_texts(FontRole.SMALL_BOLD)
ICONS: Final[Mapping[TodayKind, str]] = {
    TodayKind.MEETING: "users",
    TodayKind.TASK: "check",
    TodayKind.ENQUIRY: "message",
    TodayKind.MOMENT: "bell",
    TodayKind.CONTACT: "phone",
    TodayKind.BIRTHDAY: "gift",
    TodayKind.EXPIRING: "calendar-clock",
    TodayKind.UNSENT: "upload",
    TodayKind.QUIET: "clock",
}


class _RowPainter(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        model = index.model()
        is_line = isinstance(model, TodayModel) and isinstance(model.row(index.row()), TodayItem)
        return QSize(160, fonts.scaled(tokens.ROW if is_line else _HEADING))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        model = index.model()
        if not isinstance(model, TodayModel):
            return
        rect: QRect = option.rect
        row = model.row(index.row())
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if is_selected:
            painter.fillRect(rect, theme.color("selected"))
        elif isinstance(row, Heading):
            painter.fillRect(rect, theme.color("bg"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.color("hover"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.color("border"))
        inner = rect.adjusted(_PAD, 0, -_PAD, -1)
        if isinstance(row, Heading):
            _paint_heading(painter, inner, row, is_open=model.is_open(row.kind))
        elif isinstance(row, More):
            painter.setPen(theme.color("primary"))
            room = inner.adjusted(fonts.scaled(_WHEN) + _GAP, 0, 0, 0)
            _middle(painter, room, words.more(row.count, row.score), _SMALL)
        else:
            _paint_item(painter, inner, model, row, is_selected=is_selected)
        if is_selected and option.widget.hasFocus():
            painter.fillRect(rect.left(), rect.top(), _BAR, rect.height() - 1, theme.color("primary"))
        painter.restore()


def _paint_heading(painter: QPainter, rect: QRect, heading: Heading, *, is_open: bool) -> None:
    size = fonts.scaled(_ARROW)
    ratio = painter.device().devicePixelRatioF()
    top = rect.center().y() - size // 2 + 1
    arrow = icons.pixmap("chevron-down" if is_open else "chevron-right", "text2", size, ratio)
    painter.drawPixmap(rect.left() - 2, top, arrow)
    painter.drawPixmap(rect.left() + size + 4, top, icons.pixmap(ICONS[heading.kind], "text2", size, ratio))
    painter.setPen(theme.color("text2"))
    left = 2 * size + 12
    word = labels.word(heading.kind)
    _middle(painter, rect.adjusted(left, 0, 0, 0), word, _SMALL_BOLD)
    left += round(_SMALL_BOLD.width(word)) + _GAP
    _middle(painter, rect.adjusted(left, 0, 0, 0), count_of(heading), _SMALL)
    if heading.has_scores:
        _middle(painter, rect, t(words.CTX, "分"), _SMALL, Side.RIGHT)


def _paint_item(
    painter: QPainter, rect: QRect, model: TodayModel, item: TodayItem, *, is_selected: bool
) -> None:
    said, tone = words.when(item, model.as_of, model.now)
    below = words.below_when(item, model.as_of, model.now)
    height = _NAME.height + _SMALL.height - 2
    top = rect.top() + (rect.height() - height) // 2
    width = fonts.scaled(_WHEN)
    if said:
        painter.setPen(theme.color(tone))
        shift = 0 if below else (height - _BOLD.height) // 2
        _BOLD.draw(painter, (rect.left(), top + shift), width, said, Side.LEFT)
    if below:
        painter.setPen(theme.color("text2"))
        _SMALL.draw(painter, (rect.left(), top + _NAME.height - 2), width, below, Side.LEFT)
    score = str(item.score) if item.parts else ""
    if score:
        painter.setPen(theme.color("text2"))
        _middle(painter, rect, score, _BOLD, Side.RIGHT)
    room = rect.adjusted(width + _GAP, 0, -(round(_BOLD.width(score)) + _PAD if score else 0), 0)
    why = words.why(item)
    upper = top if why else rect.top() + (rect.height() - _NAME.height) // 2
    _paint_upper(painter, room, upper, item, is_selected=is_selected)
    painter.setPen(theme.color("text2"))
    lower = top + _NAME.height - 2
    _SMALL.draw(painter, (room.left(), lower), room.width(), why, Side.LEFT)


def _paint_upper(painter: QPainter, room: QRect, top: int, item: TodayItem, *, is_selected: bool) -> None:
    """Name, tier and what it is about; the name keeps its room before the rest."""
    left, name = room.left(), words.who(item)
    if name:
        width = min(round(_NAME.width(name)) + 1, room.width() * 2 // 5)
        painter.setPen(theme.color("text"))
        _NAME.draw(painter, (left, top), width, name, Side.LEFT)
        left += width + _GAP
    if item.tier is not None:
        pill = paint.pill_pixmap(
            labels.tier(item.tier),
            labels.tier_step(item.tier),
            painter.device().devicePixelRatioF(),
            is_selected=is_selected,
        )
        painter.drawPixmap(left, top + (_NAME.height - paint.pill_height()) // 2, pill)
        left += paint.pill_width(labels.tier(item.tier)) + _GAP
    painter.setPen(theme.color("text"))
    shift = (_NAME.height - _BODY.height) // 2
    _BODY.draw(painter, (left, top + shift), max(0, room.right() - left), words.about(item), Side.LEFT)


def _middle(painter: QPainter, rect: QRect, text: str, texts: LaidTexts, side: Side = Side.LEFT) -> None:
    top = rect.top() + (rect.height() - texts.height) / 2
    texts.draw(painter, (rect.left(), top), rect.width(), text, side)


class TodayLines(RowList):
    """Signals: `looked_at(object)`: the line in focus, a TodayItem or None; `opened(object)`: a line was
    clicked twice.
    """

    looked_at = Signal(object)
    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.rows = TodayModel()
        self.setModel(self.rows)
        self.paint_with(_RowPainter(self))
        self.setUniformItemSizes(False)
        self.setAccessibleName(t(words.CTX, "今天要做的事"))
        self.selectionModel().currentChanged.connect(self._on_current_changed)

    def current(self) -> TodayItem | None:
        """The line in focus."""
        return self.rows.item(self.currentIndex().row())

    def go_to_row(self, at: int) -> None:
        """Bring a row into focus and sight, with its heading where it is the first of its section."""
        if not 0 <= at < self.rows.rowCount():
            return
        if at and isinstance(self.rows.row(at - 1), Heading):
            self.scrollTo(self.rows.index(at - 1))
        self.setCurrentIndex(self.rows.index(at))

    def go_to_section(self, kind: TodayKind) -> None:
        """Bring the first line of a section into focus."""
        self.rows.open_section(kind)
        at = self.rows.heading_row(kind)
        if at >= 0:
            self.scrollTo(self.rows.index(at), RowList.ScrollHint.PositionAtTop)
            self.setCurrentIndex(self.rows.index(at + 1))
            self.setFocus()

    def turn_heading(self) -> None:
        """Open or close the section whose heading is in focus, or show the rest of it."""
        at = self.currentIndex().row()
        self._turn(self.rows.row(at) if at >= 0 else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = self.currentIndex().row()
        row = self.rows.row(at) if at >= 0 else None
        sides = {Qt.Key.Key_Left: True, Qt.Key.Key_Right: False}
        is_open = isinstance(row, Heading) and self.rows.is_open(row.kind)
        if isinstance(row, Heading) and sides.get(Qt.Key(event.key())) is is_open:
            self._toggle(row)
        elif isinstance(row, More) and event.key() == Qt.Key.Key_Right:
            self._turn(row)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        item = self.rows.item(self.indexAt(event.position().toPoint()).row())
        if item is not None:
            self.opened.emit(item)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        at = self.indexAt(event.position().toPoint()).row()
        self._turn(self.rows.row(at) if at >= 0 else None)

    def keyboardSearch(self, _search: str) -> None:
        """Letters are deeds here, not a search."""

    def _turn(self, row: Row | None) -> None:
        if isinstance(row, Heading):
            self._toggle(row)
        elif isinstance(row, More):
            at = self.currentIndex().row()
            self.rows.unfold(row.kind)
            self.setCurrentIndex(self.rows.index(at))

    def _toggle(self, heading: Heading) -> None:
        self.rows.toggle(heading.kind)
        self.setCurrentIndex(self.rows.index(self.rows.heading_row(heading.kind)))

    def _on_current_changed(self, index: QModelIndex, _before: QModelIndex) -> None:
        self.looked_at.emit(self.rows.item(index.row()) if index.isValid() else None)
