"""The product card (KYP): plain words, for whom it is not, what it costs, how money comes back."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from advisor_desk.domain.shelf import NEXT_STATES, ShelfMove
from advisor_desk.ui import fonts, theme, tokens
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.products import words
from advisor_desk.ui.widgets import paint
from advisor_desk.ui.widgets.card import Card, ElidedLabel, RoleLabel
from advisor_desk.ui.widgets.controls import Button, GhostButton
from advisor_desk.ui.widgets.figure_grid import Cell, FigureGrid, Grid, GridRow
from advisor_desk.ui.widgets.flow_row import FlowRow
from advisor_desk.ui.widgets.layouts import nest
from advisor_desk.ui.widgets.marks import Pill, RiskBlocks
from advisor_desk.ui.widgets.mix_bars import MixBar, MixBars
from advisor_desk.ui.widgets.side_by_side import SideBySide
from advisor_desk.usecases.product_facts import ProductFacts

_CTX = words.CTX
_LEAST: Final = 248
_NAME_WIDTH: Final = 88


class StatusPill(Pill):
    """A shelf state in its colours."""

    def __init__(self) -> None:
        super().__init__("")
        self._tones = ("track", "text2")

    def show_status(self, text: str, tones: tuple[str, str]) -> None:
        """Show `text` on the first colour in the second."""
        self._tones = tones
        self.set_text(text)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        ground, ink = self._tones
        paint.draw_pill(painter, QRectF(self.rect()), self.text(), theme.color(ground), theme.color(ink))
        painter.end()


class FactList(QWidget):
    """Names at the left, words at the right; the labels are used again for the next product."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._pairs: list[tuple[RoleLabel, RoleLabel]] = []
        theme.signals().changed.connect(self._on_look_changed)

    def show_facts(self, facts: Sequence[words.Fact]) -> None:
        """Show these, in their order."""
        while len(self._pairs) < len(facts):
            self._add_pair()
        for at, (name, said) in enumerate(self._pairs):
            is_used = at < len(facts)
            name.setVisible(is_used)
            said.setVisible(is_used)
            if is_used:
                name.setText(facts[at][0])
                said.setText(facts[at][1])
                said.set_tone(facts[at][2])
                said.setAccessibleName(f"{facts[at][0]} {facts[at][1]}")

    def texts(self) -> list[tuple[str, str]]:
        """What is shown."""
        return [(name.text(), said.text()) for name, said in self._pairs if not name.isHidden()]

    def _add_pair(self) -> None:
        name, said = RoleLabel("", FontRole.BODY, "second"), RoleLabel("", FontRole.BODY)
        said.setWordWrap(True)
        said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = len(self._pairs)
        self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(said, row, 1, Qt.AlignmentFlag.AlignTop)
        self._pairs.append((name, said))
        self._on_look_changed()

    def _on_look_changed(self) -> None:
        self._grid.setColumnMinimumWidth(0, fonts.scaled(_NAME_WIDTH))


class HeadCard(Card):
    """Name, grade, state, what stands in the way, and what can be done."""

    def __init__(self) -> None:
        super().__init__()
        self._is_ours = True
        self._steps = False
        self.name = ElidedLabel("", FontRole.CLIENT_NAME)
        self.about = ElidedLabel("", FontRole.BODY, "second")
        self.blocks = RiskBlocks()
        self.grade = RoleLabel("", FontRole.BODY_BOLD)
        self.status = StatusPill()
        self.trouble = RoleLabel("", FontRole.BODY, "warn")
        self.trouble.setWordWrap(True)
        self.holders_button = Button(t(_CTX, "谁适合"), "users", primary=True)
        self.holders_button.setToolTip(t(_CTX, "我的客户里谁可以持有、谁该知道 (W)"))
        self.move_button = Button(t(_CTX, "变更状态"), "arrows")
        self.copy_button = GhostButton("copy", t(_CTX, "复制产品摘要 (Ctrl+C)"))
        top = nest(self.body, QHBoxLayout())
        top.setSpacing(8)
        top.addWidget(self.name, 1)
        top.addWidget(self.copy_button)
        self.add(self.about)
        marks = nest(self.body, QHBoxLayout())
        marks.setSpacing(8)
        for mark in (self.status, self.blocks, self.grade):
            marks.addWidget(mark)
        marks.addStretch(1)
        self.add(self.trouble)
        buttons = FlowRow()
        for button in (self.holders_button, self.move_button):
            buttons.put(button)
        self.add(buttons)

    def show_product(self, one: ProductFacts) -> None:
        """Show another product."""
        self.name.setText(one.product.name)
        self.about.setText(words.about(one))
        self.blocks.set_level(words.grade_step(one.grade), words.grade(one.grade))
        self.blocks.setVisible(one.grade is not None)
        self.grade.setText(words.grade(one.grade))
        self.grade.set_tone("warn" if one.grade is None else "")
        self.status.show_status(
            words.status(one.product.shelf_status), words.pill_tones(one.product.shelf_status)
        )
        self.trouble.setText("\n".join(_troubles(one)))
        self.trouble.setVisible(bool(self.trouble.text()))
        self._steps = bool(NEXT_STATES[one.product.shelf_status])
        self.let_move(self._is_ours)

    def let_move(self, is_ours: bool) -> None:
        """Whether the states of this shelf are changed here at all."""
        self._is_ours = is_ours
        self.move_button.setEnabled(is_ours and self._steps)
        if not is_ours:
            why = t(_CTX, "货架由总部下发，状态由总部变更")
        elif self._steps:
            why = t(_CTX, "变更货架状态 (M)")
        else:
            why = t(_CTX, "已下架的产品不能再变更状态")
        self.move_button.setToolTip(why)


class WordsCard(Card):
    """一句话说明 and 不适合谁."""

    def __init__(self) -> None:
        super().__init__(t(_CTX, "一句话说明"))
        self.plain = RoleLabel("", FontRole.BODY)
        self.head = RoleLabel(t(_CTX, "不适合谁"), FontRole.BODY_BOLD, "warn")
        self.not_for = RoleLabel("", FontRole.BODY)
        for label in (self.plain, self.not_for):
            label.setWordWrap(True)
        self.add(self.plain)
        self.add(self.head)
        self.add(self.not_for)

    def show_product(self, one: ProductFacts) -> None:
        """Show another product."""
        for label, said in ((self.plain, one.product.plain_words), (self.not_for, one.product.not_for)):
            label.setText(said or t(_CTX, "还没有填写，请向总部补齐"))
            label.set_tone("" if said else "third")


class FactCard(Card):
    """A title and facts."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.facts = FactList()
        self.add(self.facts)
        self.body.addStretch(1)
        self.setMinimumWidth(_LEAST)


class FeeCard(Card):
    """费用: each rate, and what the first year costs."""

    def __init__(self) -> None:
        super().__init__(t(_CTX, "费用"))
        self.grid = FigureGrid(t(_CTX, "费用"))
        self.add(self.grid)
        self.body.addStretch(1)
        self.setMinimumWidth(_LEAST)

    def show_product(self, one: ProductFacts) -> None:
        """Show another product."""
        rows = [GridRow((Cell(name), Cell(words.fee(bp)))) for name, bp in words.fees(one.product)]
        first = t(_CTX, "首年合计（不含业绩报酬）")
        rows.append(GridRow((Cell(first, is_bold=True), Cell(words.fee(one.fee_bp), is_bold=True))))
        heads = (t(_CTX, "项目"), t(_CTX, "费率"))
        self.grid.show_grid(Grid(t(_CTX, "费用"), heads, tuple(rows)))


class MixCard(Card):
    """投向: the exposure by class."""

    def __init__(self) -> None:
        super().__init__(t(_CTX, "投向"))
        self.bars = MixBars()
        self.empty = RoleLabel(t(_CTX, "没有投向数据，不能用于配置建议"), FontRole.BODY, "warn")
        self.empty.setWordWrap(True)
        self.add(self.bars)
        self.add(self.empty)
        self.body.addStretch(1)
        self.setMinimumWidth(_LEAST)

    def show_product(self, one: ProductFacts) -> None:
        """Show another product."""
        bars = [MixBar(word, weight, "", colour) for word, weight, colour in words.classes(one)]
        self.bars.show_bars(bars)
        self.bars.setVisible(bool(bars))
        self.empty.setVisible(not bars)


class ShelfCard(FactCard):
    """货架状态: dates, quota, and who moved it when."""

    def __init__(self) -> None:
        super().__init__(t(_CTX, "货架状态"))
        self.moves = RoleLabel("", FontRole.SMALL, "second")
        self.moves.setWordWrap(True)
        self.body.insertWidget(self.body.count() - 1, self.moves)

    def show_moves(self, moves: Sequence[ShelfMove] | None) -> None:
        """Show how it came to its state; None while that is being read."""
        none = t(_CTX, "没有变更记录")
        self.moves.setText("" if moves is None else "\n".join(map(words.move, moves)) or none)


class ProductCard(QScrollArea):
    """Signals: `holders_asked()`, `move_asked()`, `copy_asked()`."""

    holders_asked = Signal()
    move_asked = Signal()
    copy_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._one: ProductFacts | None = None
        self._moves: Sequence[ShelfMove] | None = None
        self.head = HeadCard()
        self.words = WordsCard()
        self.access = FactCard(t(_CTX, "门槛与资格"))
        self.term = FactCard(t(_CTX, "流动性与期限"))
        self.fees = FeeCard()
        self.mix = MixCard()
        self.rating = FactCard(t(_CTX, "风险评级"))
        self.origin = FactCard(t(_CTX, "发行与监管"))
        self.shelf = ShelfCard()
        self.papers = Card(t(_CTX, "资料"))
        self.paper_list = RoleLabel("", FontRole.BODY)
        self.paper_list.setWordWrap(True)
        self.papers.add(self.paper_list)
        self._lay_out()
        self.head.holders_button.clicked.connect(self.holders_asked)
        self.head.move_button.clicked.connect(self.move_asked)
        self.head.copy_button.clicked.connect(self.copy_asked)
        self.setFocusProxy(self.head.holders_button)

    @property
    def product(self) -> ProductFacts | None:
        """What is shown."""
        return self._one

    def show_product(self, one: ProductFacts) -> None:
        """Show another product; how it came to its state is told by `show_moves`."""
        is_other = self._one is None or self._one.product.code != one.product.code
        self._one = one
        self.head.show_product(one)
        self.words.show_product(one)
        self.fees.show_product(one)
        self.mix.show_product(one)
        self.access.facts.show_facts(words.access(one))
        self.term.facts.show_facts(words.term(one))
        self.rating.facts.show_facts(words.rating(one))
        self.origin.facts.show_facts(words.origin(one.product))
        self.shelf.facts.show_facts(words.shelf(one))
        papers = words.documents(one.product)
        self.paper_list.setText("\n".join(papers) or t(_CTX, "没有登记资料"))
        self.paper_list.set_tone("" if papers else "third")
        if is_other:
            self.show_moves(None)
            self.verticalScrollBar().setValue(0)

    def show_moves(self, moves: Sequence[ShelfMove] | None) -> None:
        """Who moved the product and when, newest first."""
        self._moves = moves
        self.shelf.show_moves(moves)

    def render_again(self) -> None:
        """Names are hidden or shown from now on."""
        self.shelf.show_moves(self._moves)

    def _lay_out(self) -> None:
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        column.setContentsMargins(tokens.GAP, 12, tokens.PAGE_PADDING, tokens.GAP)
        column.setSpacing(tokens.GAP)
        column.addWidget(self.head)
        column.addWidget(self.words)
        pairs = ((self.access, self.term), (self.fees, self.mix), (self.rating, self.shelf))
        for left, right in pairs:
            column.addWidget(SideBySide([(left, 1), (right, 1)]))
        column.addWidget(SideBySide([(self.origin, 1), (self.papers, 1)]))
        column.addStretch(1)
        self.papers.setMinimumWidth(_LEAST)
        self.papers.body.addStretch(1)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inner)


def _troubles(one: ProductFacts) -> list[str]:
    """Why it may not be sold today, and what its record lacks."""
    terms = one.terms
    told = []
    if terms.sale_problem is not None and terms.sale_problem != "not_on_sale":
        told.append(words.sale_problem(terms.sale_problem))
    if one.grade is None:
        told.append(t(_CTX, "没有我司风险评级：评级之前不得销售，也不会出现在任何建议里。"))
    if terms.missing:
        names = t(_CTX, "、").join(words.part(name) for name in terms.missing)
        told.append(t(_CTX, "资料不全，缺{names}：补齐之前不得销售。").format(names=names))
    return told
