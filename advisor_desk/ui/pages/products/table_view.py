"""The table of the shelf: painted cells, row hover, columns that give way when room is short."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from advisor_desk.ui import fonts, i18n, theme, tokens
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.products import words
from advisor_desk.ui.pages.products.columns import COLUMNS, Column, title
from advisor_desk.ui.pages.products.table_model import ProductTableModel
from advisor_desk.ui.widgets import paint
from advisor_desk.ui.widgets.laid_text import LaidTexts, Side, laid_texts
from advisor_desk.ui.widgets.row_table import RowTable
from advisor_desk.ui.widgets.sort_header import PADDING, Head, SortHeader
from advisor_desk.usecases.product_facts import ProductFacts

_FOCUS_BAR: Final = 3
_GAP: Final = 8
_MIX: Final = (40, 8)
_SELECTED: Final = QStyle.StateFlag.State_Selected
_BODY: Final = laid_texts(FontRole.BODY)
_BOLD: Final = laid_texts(FontRole.BODY_BOLD)
_NAME: Final = laid_texts(FontRole.TABLE_NAME)
_SMALL: Final = laid_texts(FontRole.SMALL)
_TINY: Final = laid_texts(FontRole.TINY)
Index = QModelIndex | QPersistentModelIndex


class ProductCells(QStyledItemDelegate):
    """Paints every cell; `hovered_row` is set by the view."""

    def __init__(self, model: ProductTableModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.hovered_row = -1
        self._painters = {
            Column.NAME: _paint_name,
            Column.GRADE: _paint_grade,
            Column.MIX: _paint_mix,
            Column.STATUS: _paint_status,
        }

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(60, fonts.scaled(tokens.ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        is_selected = bool(option.state & _SELECTED)
        if is_selected:
            painter.fillRect(rect, theme.color("selected"))
        elif index.row() == self.hovered_row:
            painter.fillRect(rect, theme.color("hover"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.color("border"))
        one = self._model.row_at(index.row())
        if one is None:
            return
        column = Column(index.column())
        inner = rect.adjusted(PADDING, 0, -PADDING, -1)
        painter.save()
        special = self._painters.get(column)
        if special is not None:
            special(painter, inner, one, is_selected)
        else:
            _paint_text(painter, inner, one, column)
        painter.restore()
        if is_selected and column is Column.NAME and option.widget.hasFocus():
            painter.fillRect(rect.left(), rect.top(), _FOCUS_BAR, rect.height() - 1, theme.color("primary"))


def _paint_text(painter: QPainter, rect: QRect, one: ProductFacts, column: Column) -> None:
    spec = COLUMNS[column]
    is_main = column is Column.MINIMUM
    painter.setPen(theme.color("text" if is_main else "text2"))
    _line(
        painter, rect, spec.text(one), _BOLD if is_main else _BODY, Side.RIGHT if spec.is_right else Side.LEFT
    )


def _paint_name(painter: QPainter, rect: QRect, one: ProductFacts, is_selected: bool) -> None:  # noqa: FBT001
    upper, lower = _NAME.height, _TINY.height
    top = rect.top() + (rect.height() - upper - lower + 3) // 2
    painter.setPen(theme.color("text"))
    _NAME.draw(painter, (rect.left(), top), rect.width(), one.product.name, Side.LEFT)
    painter.setPen(theme.color("text2" if is_selected else "text3"))
    _TINY.draw(painter, (rect.left(), top + upper - 3), rect.width(), one.product.code, Side.LEFT)


def _paint_grade(painter: QPainter, rect: QRect, one: ProductFacts, is_selected: bool) -> None:  # noqa: FBT001
    if one.grade is None:
        painter.setPen(theme.color("warn"))
        _line(painter, rect, words.grade_short(None), _BODY)
        return
    ratio = painter.device().devicePixelRatioF()
    blocks = paint.risk_pixmap(words.grade_step(one.grade), ratio, is_selected=is_selected)
    height = int(blocks.height() / ratio)
    painter.drawPixmap(rect.left(), rect.top() + (rect.height() - height + 1) // 2, blocks)
    painter.setPen(theme.color("text2"))
    _line(painter, rect.adjusted(paint.risk_width() + _GAP, 0, 0, 0), one.grade.value, _SMALL)


def _paint_mix(painter: QPainter, rect: QRect, one: ProductFacts, _is_selected: bool) -> None:  # noqa: FBT001
    if not one.exposure:
        painter.setPen(theme.color("text3"))
        _line(painter, rect, COLUMNS[Column.MIX].text(one), _BODY)
        return
    wide, high = (fonts.scaled(px) for px in _MIX)
    bar = QRectF(rect.left(), rect.center().y() - high / 2 + 0.5, wide, high)
    outline = QPainterPath()
    outline.addRoundedRect(bar, high / 2, high / 2)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipPath(outline)
    left = bar.left()
    for _word, weight, colour in words.classes(one):
        part = wide * weight / 10_000
        painter.fillRect(QRectF(left, bar.top(), part, high), QColor(theme.current().assets[colour]))
        left += part
    painter.restore()
    painter.setPen(theme.color("text2"))
    _line(painter, rect.adjusted(wide + _GAP, 0, 0, 0), COLUMNS[Column.MIX].text(one), _SMALL)


def _paint_status(painter: QPainter, rect: QRect, one: ProductFacts, is_selected: bool) -> None:  # noqa: FBT001
    text = words.status(one.product.shelf_status)
    ground, ink = words.pill_tones(one.product.shelf_status)
    if is_selected and ground == "track":
        ground = "surface"
    width = min(paint.pill_width(text), rect.width() + PADDING)
    pill = QRectF(
        rect.left() - 1, rect.center().y() - paint.pill_height() / 2 + 1, width, paint.pill_height()
    )
    paint.draw_pill(painter, pill, text, theme.color(ground), theme.color(ink))


def _line(painter: QPainter, rect: QRect, text: str, texts: LaidTexts, side: Side = Side.LEFT) -> None:
    top = rect.top() + (rect.height() - texts.height) / 2
    texts.draw(painter, (rect.left(), top), rect.width(), text, side)


class ProductTableView(RowTable):
    """The list. Signal `opened()`: Enter or a double click on a product."""

    opened = Signal()

    def __init__(self, model: ProductTableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self._cells = ProductCells(model, self)
        self.light(self._cells)
        self.setItemDelegate(self._cells)
        self.header = SortHeader(self, [_head(column) for column in Column])
        self.setHorizontalHeader(self.header)
        self.setAccessibleName(t("Products", "产品列表"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.doubleClicked.connect(lambda _index: self.opened.emit())
        theme.signals().changed.connect(self._on_look_changed)
        self._on_look_changed()

    def arrange(self) -> None:
        """Give each column its width; what does not fit is hidden, the least wanted first."""
        room = self.viewport().width()
        shown = list(Column)
        while len(shown) > 1 and sum(map(_least, shown)) > room:
            shown.remove(max(shown, key=lambda column: COLUMNS[column].rank))
        widths = {column: _least(column) for column in shown}
        spare = max(0, room - sum(widths.values()))
        for column in sorted(shown, key=lambda column: COLUMNS[column].rank):
            more = min(spare, _width(column, comfortable=True) - widths[column])
            widths[column] += more
            spare -= more
        widths[Column.NAME] += spare
        for column in Column:
            self.setColumnHidden(column, column not in shown)
        for column, width in widths.items():
            self.setColumnWidth(column, width)

    def visible_columns(self) -> tuple[Column, ...]:
        """The columns in sight."""
        return tuple(column for column in Column if not self.isColumnHidden(column))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit()
            return
        super().keyPressEvent(event)

    def _on_look_changed(self) -> None:
        self.verticalHeader().setDefaultSectionSize(fonts.scaled(tokens.ROW))
        self.header.setFixedHeight(fonts.scaled(tokens.HEADER))
        self.arrange()


def _head(column: Column) -> Head:
    spec = COLUMNS[column]
    return Head(lambda: title(column), spec.is_right, spec.descends_first)


def _width(column: Column, *, comfortable: bool) -> int:
    at = 2 * (i18n.language() == i18n.ENGLISH) + comfortable
    return fonts.scaled(COLUMNS[column].widths[at])


def _least(column: Column) -> int:
    return _width(column, comfortable=False)
