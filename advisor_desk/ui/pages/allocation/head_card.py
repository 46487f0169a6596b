"""The head of the screen: who, which level, how much money, what is tried out."""

from unicodedata import normalize

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QProgressBar, QSizePolicy, QWidget

from advisor_desk.domain.client import RiskLevel
from advisor_desk.ui import discreet, labels, labels_advice
from advisor_desk.ui.dialogs.field_box import CalmCombo
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.labels_advice import CTX
from advisor_desk.ui.pages.allocation.amount_edit import AmountEdit, yuan_text
from advisor_desk.ui.pages.allocation.view import PageView
from advisor_desk.ui.pages.client360.figure_link import FigureLink
from advisor_desk.ui.widgets.card import Card, ElidedLabel, RoleLabel
from advisor_desk.ui.widgets.controls import Button, Chip
from advisor_desk.ui.widgets.flow_row import FlowRow
from advisor_desk.ui.widgets.layouts import nest
from advisor_desk.ui.widgets.marks import Pill, RiskBlocks, WarnPill


class HeadCard(Card):
    """Signals: `asked(str)` an explanation; `money_typed(str)` and `money_asked(object)` fen, None for what
    is recorded; `level_asked(object)` a level, None for the assessed one; `left_out(str)` and `let_in(str)` a
    product; `facts_asked()`, `check_asked()`, `client_asked()`, `cancel_asked()`, `solve_asked()`.
    """

    asked = Signal(str)
    money_asked = Signal(object)
    money_typed = Signal(str)
    level_asked = Signal(object)
    left_out = Signal(str)
    let_in = Signal(str)
    facts_asked = Signal()
    check_asked = Signal()
    client_asked = Signal()
    cancel_asked = Signal()
    solve_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.name = ElidedLabel("", FontRole.CLIENT_NAME)
        self.name.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.tier = Pill()
        self.blocks = RiskBlocks()
        self.level = FigureLink("LEVEL")
        self.until = RoleLabel("", FontRole.SMALL, "second")
        self.due = WarnPill()
        self._tries = FlowRow(gap=8, line_gap=8)
        self.why_button = Button(t(CTX, "为什么"), "help")
        self.why_button.setToolTip(t(CTX, "为什么 (W)"))
        self.check_button = Button(t(CTX, "适当性检查"), "shield-check")
        self.check_button.setToolTip(t(CTX, "适当性检查 (Ctrl+Shift+K)"))
        self.client_button = Button(t(CTX, "客户页"), "user")
        self.money = AmountEdit(t(CTX, "投入金额(元)"))
        self.sources = FigureLink("MONEY", FontRole.SMALL, "text2")
        self.level_choice = CalmCombo()
        self.level_choice.setAccessibleName(t(CTX, "按等级试算"))
        self.without_button = Chip(t(CTX, "不考虑产品…"))
        self._menu = QMenu(self.without_button)
        self._chips: dict[str, Chip] = {}
        self._cash_fen = 0
        self.banner = QFrame()
        self.told = RoleLabel("", FontRole.BODY, "warn")
        self.facts_button = Button(t(CTX, "回到事实"), "undo")
        self._busy = QWidget()
        self._bar = QProgressBar()
        self._busy_words = RoleLabel("", FontRole.SMALL, "second")
        self.cancel_button = Button(t(CTX, "取消"))
        self.again_button = Button(t(CTX, "计算建议"), "refresh")
        self._lay_out()
        self._connect()
        self.set_busy(is_busy=False)

    def render_view(self, view: PageView) -> None:
        """Show the client and what is tried out."""
        client, what_if = view.sheet.client, view.work.what_if
        self.name.setText(discreet.name(client.profile.name))
        self.name.updateGeometry()
        row = client.row
        self.tier.set_text(
            labels.tier(row.tier, row.tier_variant), labels.tier_step(row.tier, row.tier_variant)
        )
        self.blocks.set_level(labels.risk_step(view.level), labels.risk(view.level))
        self.level.show_text(labels.risk(view.level), "text" if view.level else "warn")
        said, is_fine = labels_advice.expiry(view.sheet.assessed_until, view.sheet.as_of)
        self.until.setText(said if is_fine else "")
        self.due.set_text(said)
        self.due.setVisible(not is_fine)
        self._show_money(view)
        self._show_levels(view)
        self._show_products(view)
        self.banner.setVisible(view.work.is_trial)
        fact = client.assessment.c_level if client.assessment is not None else None
        words = labels_advice.trial(what_if, client.cash_fen, fact, map(view.name_of, what_if.without))
        self.told.setText(t(CTX, "试算：{what}。以下结果不作记录。").format(what=words))

    def type_more(self) -> None:
        """Begin a sum on top of the account's cash."""
        self.money.setFocus(Qt.FocusReason.OtherFocusReason)
        self.money.selectAll()
        self.money.insert("+")

    def set_busy(self, *, is_busy: bool, has_result: bool = True) -> None:
        """While a suggestion is being worked out; without a result afterwards the person may ask again."""
        self._busy.setVisible(is_busy or not has_result)
        for widget in (self._bar, self.cancel_button):
            widget.setVisible(is_busy)
        self.again_button.setVisible(not is_busy)
        self._busy_words.setText(t(CTX, "正在计算建议…") if is_busy else t(CTX, "还没有算出建议。"))

    def _lay_out(self) -> None:
        who = nest(self.body, QHBoxLayout())
        who.setSpacing(10)
        for widget in (self.name, self.tier, self.blocks, self.level, self.until, self.due):
            who.addWidget(widget)
        who.addStretch(1)
        who.addWidget(self.check_button)
        who.addWidget(self.client_button)
        who.addWidget(self.why_button)
        money = _row(
            RoleLabel(t(CTX, "投入金额"), FontRole.BODY, "second"), self.money, RoleLabel(t(CTX, "元")),
            self.sources,
        )  # fmt: skip
        levels = _row(RoleLabel(t(CTX, "按等级试算"), FontRole.BODY, "second"), self.level_choice, left=12)
        for part in (money, levels, self.without_button):
            self._tries.put(part)
        self.add(self._tries)
        self.without_button.setCheckable(False)
        self.without_button.setPopupMode(Chip.ToolButtonPopupMode.InstantPopup)
        self.without_button.setMenu(self._menu)
        self.banner.setObjectName("notice")
        notice = QHBoxLayout(self.banner)
        notice.setContentsMargins(12, 6, 8, 6)
        notice.setSpacing(10)
        self.told.setWordWrap(True)
        notice.addWidget(self.told, 1)
        notice.addWidget(self.facts_button, 0, Qt.AlignmentFlag.AlignTop)
        self.add(self.banner)
        self._lay_out_busy()

    def _lay_out_busy(self) -> None:
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        row = QHBoxLayout(self._busy)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self._busy_words)
        row.addWidget(self._bar, 1)
        row.addWidget(self.cancel_button)
        row.addWidget(self.again_button)
        row.addStretch(0)
        self.add(self._busy)

    def _connect(self) -> None:
        self.level.asked.connect(self.asked)
        self.sources.asked.connect(self.asked)
        self.why_button.clicked.connect(lambda: self.asked.emit(""))
        self.check_button.clicked.connect(self.check_asked)
        self.client_button.clicked.connect(self.client_asked)
        self.facts_button.clicked.connect(self.facts_asked)
        self.cancel_button.clicked.connect(self.cancel_asked)
        self.again_button.clicked.connect(self.solve_asked)
        self.money.textEdited.connect(self._on_money_typed)
        self.money.editingFinished.connect(self._on_money_left)
        self.money.entered.connect(self._on_money_left)
        self.money.given_up.connect(lambda: self.money_asked.emit(None))
        self.level_choice.activated.connect(self._on_level_chosen)

    def _show_money(self, view: PageView) -> None:
        work, cash = view.work, view.sheet.client.cash_fen
        self._cash_fen = max(0, cash or 0)
        amount = work.what_if.amount_fen if work.what_if.amount_fen is not None else cash
        text = work.money_text
        if text is None:
            text = "" if amount is None else yuan_text(amount)
        if self.money.text() != text:
            self.money.setText(text)
        if not self._say_unreadable():
            self.money.say_wrong(is_wrong=False)
            self.sources.show_text(labels_advice.money_sources(amount or 0, cash), "text2")

    def _say_unreadable(self) -> bool:
        """Tell when what was typed is no amount."""
        if not self.money.text().strip() or self.money.amount() is not None:
            return False
        self.money.say_wrong(is_wrong=True)
        self.sources.show_text(t(CTX, "看不懂这个金额，可以写成 260,000 或 26万"), "warn")
        return True

    def _show_levels(self, view: PageView) -> None:
        known = view.sheet.client.assessment
        fact = t(CTX, "还没有测评")
        if known is not None:
            fact = t(CTX, "按测评 {level}").format(level=labels.risk_code(known.c_level))
        self.level_choice.clear()
        self.level_choice.addItem(fact, None)
        for level in RiskLevel:
            self.level_choice.addItem(labels.risk(level), level.value)
        chosen = view.work.what_if.level
        self.level_choice.setCurrentIndex(0 if chosen is None else list(RiskLevel).index(chosen) + 1)

    def _show_products(self, view: PageView) -> None:
        without = view.work.what_if.without
        self._menu.clear()
        for shown in view.lines():
            entry = self._menu.addAction(f"{shown.line.name}  {shown.code}")
            entry.triggered.connect(lambda _on=False, code=shown.code: self.left_out.emit(code))
        self.without_button.setVisible(not self._menu.isEmpty())
        for code in [code for code in self._chips if code not in without]:
            chip = self._chips.pop(code)
            self._tries.take(chip)
            chip.hide()
            chip.deleteLater()
        for code in without:
            if code not in self._chips:
                self._chips[code] = self._add_chip(code, view)

    def _add_chip(self, code: str, view: PageView) -> Chip:
        product = view.sheet.shelf.get(code)
        chip = Chip(t(CTX, "不考虑 {name} ×").format(name=product.name if product else code), code, self)
        chip.setChecked(True)
        chip.setToolTip(t(CTX, "重新考虑 {code}").format(code=code))
        chip.clicked.connect(lambda: self.let_in.emit(code))
        self._tries.put(chip)
        return chip

    def _on_money_typed(self, text: str) -> None:
        self.money_typed.emit(text)
        if self.money.amount() is not None:
            self.money.say_wrong(is_wrong=False)

    def _on_money_left(self) -> None:
        if not self._say_unreadable():
            fen, is_more = self.money.amount(), normalize("NFKC", self.money.text()).strip().startswith("+")
            self.money_asked.emit(fen + self._cash_fen if fen is not None and is_more else fen)

    def _on_level_chosen(self, index: int) -> None:
        chosen = self.level_choice.itemData(index)
        self.level_asked.emit(None if chosen is None else RiskLevel(chosen))


def _row(*widgets: QWidget, left: int = 0) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(left, 0, 0, 0)
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget)
    return made
