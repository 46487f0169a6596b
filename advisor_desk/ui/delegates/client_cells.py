"""Painters of the client list: one small class a column, one shared ground. Nothing is read here."""

from typing import Final

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from advisor_desk.domain.standing import ClientRow
from advisor_desk.ui import discreet, fonts, formats, labels, theme, tokens
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.models import client_columns
from advisor_desk.ui.models.client_columns import COLUMNS, Column
from advisor_desk.ui.models.client_table import ClientTableModel
from advisor_desk.ui.widgets import paint
from advisor_desk.ui.widgets.laid_text import LaidTexts, Side, laid_texts

PADDING: Final = 8
_GAP: Final = 8
_FOCUS_BAR: Final = 3
_PLACEHOLDER: Final = (64, 10)
_PLACEHOLDERS: Final = frozenset({Column.CLIENT, Column.AUM})
_SELECTED: Final = QStyle.StateFlag.State_Selected
_BODY: Final = laid_texts(FontRole.BODY)
_BOLD: Final = laid_texts(FontRole.BODY_BOLD)
_NAME: Final = laid_texts(FontRole.TABLE_NAME)
_SMALL: Final = laid_texts(FontRole.SMALL)
_TINY: Final = laid_texts(FontRole.TINY)

Index = QModelIndex | QPersistentModelIndex


class CellDelegate(QStyledItemDelegate):
    """Paints ground and lower line; `paint_row` of a subclass paints the content.

    `hovered_row` is set by the view, because Qt tells a delegate only of its own cell. The row comes
    straight from the model: a way round through Qt's variants would cost half of a frame.
    """

    def __init__(self, model: ClientTableModel, column: Column, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model, self._column = model, column
        self._spec = COLUMNS[column]
        self._side = Side.RIGHT if self._spec.alignment == client_columns.RIGHT else Side.LEFT
        self.hovered_row = -1

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(60, fonts.scaled(tokens.ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        at = index.row()
        is_selected = bool(option.state & _SELECTED)
        if is_selected:
            painter.fillRect(rect, theme.color("selected"))
        elif at == self.hovered_row:
            painter.fillRect(rect, theme.color("hover"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.color("border"))
        row = self._model.row_at(at)
        inner = rect.adjusted(PADDING, 0, -PADDING, -1)
        if row is None:
            if self._column in _PLACEHOLDERS:
                _paint_placeholder(painter, inner)
        else:
            self.paint_row(painter, inner, row, is_selected=is_selected)
        if is_selected and self._column is Column.CLIENT and option.widget.hasFocus():
            painter.fillRect(rect.left(), rect.top(), _FOCUS_BAR, rect.height() - 1, theme.color("primary"))

    def paint_row(self, painter: QPainter, rect: QRect, row: ClientRow, *, is_selected: bool) -> None:
        """Paint the cell's content within `rect`."""
        self._paint_text(painter, rect, row, _BODY)

    def _paint_text(self, painter: QPainter, rect: QRect, row: ClientRow, texts: LaidTexts) -> None:
        today = self._model.today
        painter.setPen(theme.color(client_columns.tone(row, self._column, today)))
        _draw(painter, rect, self._spec.text(row, today), texts, self._side)


class NameCell(CellDelegate):
    """Name above, client number below."""

    def paint_row(self, painter: QPainter, rect: QRect, row: ClientRow, *, is_selected: bool) -> None:
        upper, lower = _NAME.height, _TINY.height
        left, width = rect.left(), rect.width()
        top = rect.top() + (rect.height() - upper - lower + 3) // 2
        painter.setPen(theme.color("text"))
        _NAME.draw(painter, (left, top), width, discreet.name(row.name), Side.LEFT)
        painter.setPen(theme.color("text2" if is_selected else "text3"))
        _TINY.draw(painter, (left, top + upper - 3), width, row.client_no, Side.LEFT)


class TierCell(CellDelegate):
    """The tier as a filled pill."""

    def paint_row(self, painter: QPainter, rect: QRect, row: ClientRow, *, is_selected: bool) -> None:
        text = labels.tier(row.tier, row.tier_variant)
        if paint.pill_width(text) > rect.width() + PADDING:
            text = labels.tier_short(row.tier, row.tier_variant)
        step = labels.tier_step(row.tier, row.tier_variant)
        pill = paint.pill_pixmap(text, step, _ratio(painter), is_selected=is_selected)
        top = rect.top() + (rect.height() - paint.pill_height()) // 2
        painter.drawPixmap(rect.left() - 1, top, pill)


class ScoreCell(CellDelegate):
    """Bars of A, F, B and the group's name."""

    def paint_row(self, painter: QPainter, rect: QRect, row: ClientRow, *, is_selected: bool) -> None:
        bars = paint.bars_pixmap((row.a, row.f, row.b), _ratio(painter), is_selected=is_selected)
        _draw_middle(painter, rect, bars)
        _after(painter, rect, paint.bars_width() + _GAP, labels.word(row.group), "text2")


class RiskCell(CellDelegate):
    """Five blocks and, as far as there is room, C4 积极 or C4; 已过期 in its place once it has expired."""

    def paint_row(self, painter: QPainter, rect: QRect, row: ClientRow, *, is_selected: bool) -> None:
        if row.c_level is None:
            _after(painter, rect, 0, labels.risk(None), "text2" if is_selected else "text3")
            return
        step = labels.risk_step(row.c_level)
        _draw_middle(painter, rect, paint.risk_pixmap(step, _ratio(painter), is_selected=is_selected))
        left = paint.risk_width() + _GAP
        today, room = self._model.today, rect.width() - left
        words = client_columns.risk_words(row, today)
        text = next((text for text in words if _SMALL.width(text) <= room), words[-1])
        _after(painter, rect, left, text, client_columns.tone(row, Column.RISK, today))


class MoneyCell(CellDelegate):
    """The figure that the eye should find: bold, right, unit after a thin gap."""

    def paint_row(self, painter: QPainter, rect: QRect, row: ClientRow, *, is_selected: bool) -> None:
        self._paint_text(painter, rect, row, _BOLD)


class ChangeCell(CellDelegate):
    """Change of assets: ▲ + red for a gain, ▼ − blue-green for a loss."""

    def paint_row(self, painter: QPainter, rect: QRect, row: ClientRow, *, is_selected: bool) -> None:
        text = formats.percent(row.change30_bp)
        painter.setPen(theme.color(client_columns.tone(row, self._column, self._model.today)))
        _draw(painter, rect, text, _BODY, Side.RIGHT)
        arrow = formats.arrow(row.change30_bp)
        if arrow:
            left = rect.adjusted(0, 0, -round(_BODY.width(text)) - 4, 0)
            _draw(painter, left, arrow, _TINY, Side.RIGHT)


DELEGATES: Final[dict[Column, type[CellDelegate]]] = {
    Column.CLIENT: NameCell,
    Column.TIER: TierCell,
    Column.SCORE: ScoreCell,
    Column.CLASSIC: CellDelegate,
    Column.RISK: RiskCell,
    Column.AUM: MoneyCell,
    Column.CHANGE30: ChangeCell,
    Column.LAST_CONTACT: CellDelegate,
    Column.NEXT_DUE: CellDelegate,
    Column.AUM_ON: CellDelegate,
}


def _ratio(painter: QPainter) -> float:
    return painter.device().devicePixelRatioF()


def _draw_middle(painter: QPainter, rect: QRect, picture: QPixmap) -> None:
    height = int(picture.height() / picture.devicePixelRatio())
    painter.drawPixmap(rect.left(), rect.top() + (rect.height() - height + 1) // 2, picture)


def _draw(painter: QPainter, rect: QRect, text: str, texts: LaidTexts, side: Side = Side.LEFT) -> None:
    top = rect.top() + (rect.height() - texts.height) / 2
    texts.draw(painter, (rect.left(), top), rect.width(), text, side)


def _after(painter: QPainter, rect: QRect, left: int, text: str, tone: str) -> None:
    painter.setPen(theme.color(tone))
    _draw(painter, rect.adjusted(left, 0, 0, 0), text, _SMALL)


def _paint_placeholder(painter: QPainter, rect: QRect) -> None:
    width, height = _PLACEHOLDER
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("track"))
    bar = QRectF(rect.left(), rect.center().y() - height / 2, min(width, rect.width()), height)
    painter.drawRoundedRect(bar, 4, 4)
