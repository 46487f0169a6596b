"""What the client holds: by asset class through the products' exposure, and product by product."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem

from advisor_desk.domain.product import AssetClass
from advisor_desk.domain.review import HoldingLine
from advisor_desk.ui import discreet, fonts, formats, labels, labels_portrait, theme
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.client360.view import PageView
from advisor_desk.ui.widgets.card import Card, RoleLabel
from advisor_desk.ui.widgets.mix_bars import MixBar, MixBars
from advisor_desk.ui.widgets.timeline_list import paint_ground

_CTX = "Client360"
_MOST_ROWS = 8
AnyIndex = QModelIndex | QPersistentModelIndex


class MixCard(Card):
    """资产配置."""

    def __init__(self) -> None:
        super().__init__(t(_CTX, "资产配置"))
        self.total = RoleLabel("", FontRole.SMALL, "second")
        self.add_action(self.total)
        self.bars = MixBars()
        self.empty = RoleLabel(t(_CTX, "导入持仓后，这里按资产类别显示配置"), FontRole.BODY, "third")
        self.empty.setWordWrap(True)
        self.add(self.bars)
        self.add(self.empty)
        self.body.addStretch(1)

    def render_view(self, view: PageView) -> None:
        """Show the shares of the classes."""
        holdings = view.review.holdings
        total = sum(line.value_fen for line in holdings)
        shares = labels_portrait.class_share(view.review)
        bars = [
            MixBar(
                labels.word(klass), fen * 10_000 // total, discreet.money(fen), list(AssetClass).index(klass)
            )
            for klass, fen in shares
            if total > 0
        ]
        rest = total - sum(fen for _, fen in shares)
        if total > 0 and rest * 1_000 > total:
            bars.append(MixBar(t(_CTX, "未分类"), rest * 10_000 // total, discreet.money(rest), 0))
        self.bars.show_bars(bars)
        self.bars.setVisible(bool(bars))
        self.empty.setVisible(not bars)
        self.total.setText(t(_CTX, "持仓 {amount}").format(amount=discreet.money(total)) if bars else "")


@dataclass(frozen=True, slots=True)
class HoldingWords:
    """One holding in words: two lines left, two lines right."""

    name: str
    facts: str
    value: str
    gain: str
    gain_role: str
    is_unrated: bool


class HoldingModel(QAbstractListModel):
    """Holdings, the largest first."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[HoldingWords] = ()

    def show_rows(self, rows: Sequence[HoldingWords]) -> None:
        """Replace all."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def row(self, index: int) -> HoldingWords:
        """The holding in a row."""
        return self._rows[index]

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        words = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return words.name
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{words.name}\n{words.facts}\n{words.value}  {words.gain}".strip()
        return None


class _HoldingDelegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:
        return QSize(160, row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        model = index.model()
        if not isinstance(model, HoldingModel):
            return
        rect: QRect = option.rect
        painter.save()
        paint_ground(painter, rect, option.state)
        if index.row():
            painter.setPen(theme.color("border"))
            painter.drawLine(rect.topLeft(), rect.topRight())
        words = model.row(index.row())
        upper = rect.adjusted(4, 5, -4, -rect.height() // 2)
        lower = rect.adjusted(4, rect.height() // 2, -4, -5)
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        self._line(painter, upper, (words.value, FontRole.BODY_BOLD, "text"), right)
        room = upper.adjusted(0, 0, -fonts.metrics(FontRole.BODY_BOLD).horizontalAdvance(words.value) - 12, 0)
        self._line(painter, room, (words.name, FontRole.BODY, "text"), left)
        self._line(painter, lower, (words.gain, FontRole.SMALL, words.gain_role), right)
        room = lower.adjusted(0, 0, -fonts.metrics(FontRole.SMALL).horizontalAdvance(words.gain) - 12, 0)
        ink = "warn" if words.is_unrated else "text2"
        self._line(painter, room, (words.facts, FontRole.SMALL, ink), left)
        painter.restore()

    def _line(
        self, painter: QPainter, room: QRect, words: tuple[str, FontRole, str], side: Qt.AlignmentFlag
    ) -> None:
        text, role, ink = words
        painter.setFont(fonts.font(role))
        painter.setPen(theme.color(ink))
        shown = fonts.metrics(role).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, shown)


def row_height() -> int:
    """The one height of all holdings."""
    return fonts.scaled(48)


class HoldingsCard(Card):
    """持仓明细."""

    def __init__(self) -> None:
        super().__init__(t(_CTX, "持仓明细"))
        self.count = RoleLabel("", FontRole.SMALL, "second")
        self.add_action(self.count)
        self.rows = HoldingModel()
        self.list = QListView()
        self.list.setModel(self.rows)
        self.list.setItemDelegate(_HoldingDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setFrameShape(QListView.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setAccessibleName(self.title.text())
        self.empty = RoleLabel(t(_CTX, "没有持仓记录"), FontRole.BODY, "third")
        self.add(self.list)
        self.add(self.empty)

    def render_view(self, view: PageView) -> None:
        """Show the holdings, the largest first."""
        ordered = sorted(view.review.holdings, key=lambda line: line.value_fen, reverse=True)
        self.rows.show_rows([_words(line, view) for line in ordered])
        self.list.setVisible(bool(ordered))
        self.list.setFixedHeight(min(_MOST_ROWS, len(ordered)) * row_height() + 2)
        self.empty.setVisible(not ordered)
        self.count.setText(t(_CTX, "%n 只", len(ordered)) if ordered else "")


def _words(line: HoldingLine, view: PageView) -> HoldingWords:
    grade = line.r_level.value if line.r_level else t(_CTX, "未评级，不可销售")
    facts = [line.product_code, grade]
    if line.locked_until and line.locked_until > view.as_of:
        facts.append(t(_CTX, "封闭至 {day}").format(day=formats.day(line.locked_until)))
    gain, role = "", "text2"
    if line.cost_fen:
        made = line.value_fen - line.cost_fen
        share = formats.percent(
            made * 10_000 // line.cost_fen if made >= 0 else -(-made * 10_000 // line.cost_fen)
        )
        gain = f"{formats.arrow(made)} {share}".strip()
        role = "up" if made > 0 else "down" if made < 0 else "text2"
    return HoldingWords(
        line.product_name or line.product_code, " · ".join(facts), discreet.money(line.value_fen), gain, role,
        line.r_level is None,
    )  # fmt: skip
