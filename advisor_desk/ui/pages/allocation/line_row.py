"""One line of the plan: its amount to be changed in place, why it is there, what stands against it."""

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from advisor_desk.domain.product import AssetClass
from advisor_desk.ui import discreet, fonts, formats, labels, labels_advice, theme
from advisor_desk.ui import labels_advice_reasons as words
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.labels_advice import CTX
from advisor_desk.ui.pages.allocation.amount_edit import AmountEdit, ReasonEdit, yuan_text
from advisor_desk.ui.pages.allocation.view import PageView, ShownLine
from advisor_desk.ui.pages.allocation.work import Pending
from advisor_desk.ui.pages.client360.figure_link import FigureLink
from advisor_desk.ui.widgets.card import ElidedLabel, RoleLabel
from advisor_desk.ui.widgets.controls import Button, GhostButton
from advisor_desk.ui.widgets.marks import Mark, Pill, RiskBlocks, WarnPill

COLUMNS = 8


class LineRow(QObject):
    """The widgets of one line in the card's grid. They are changed in place, so that the keyboard stays put.

    Signals: `changed(str, object, str)` code, fen (None: cannot be read) and text of a typed amount;
    `reasoned(str, str)` what is typed as the reason; `kept(str)` the person is done; `released(str)` the
    amount is given back to the computation; `moved(int)` to the next amount; `asked(str)` for an explanation.
    """

    changed = Signal(str, object, str)
    reasoned = Signal(str, str)
    kept = Signal(str)
    released = Signal(str)
    moved = Signal(int)
    asked = Signal(str)

    def __init__(self, code: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.code = code
        self.name = _NameLink(f"LINE:{code}", FontRole.BODY, "primary")
        self.number = RoleLabel(code, FontRole.TINY, "third")
        self.klass = ClassSign()
        self.role = Pill()
        self.amount = AmountEdit(t(CTX, "{code} 的金额(元)").format(code=code))
        self.blocks = RiskBlocks()
        self.grade = RoleLabel("", FontRole.SMALL, "second")
        self.fee = RoleLabel("", FontRole.BODY)
        self.liquidity = RoleLabel("", FontRole.BODY)
        self.drop_button = GhostButton("trash", t(CTX, "去掉这一项"))
        self.back_button = GhostButton("undo", t(CTX, "恢复系统建议(Ctrl+Z)"))
        self.sign = WarnPill(t(CTX, "手工"))
        self.why = RoleLabel("", FontRole.SMALL, "second")
        self.against = RoleLabel("", FontRole.SMALL, "warn")
        self.reason = ReasonEdit()
        self.keep_button = Button(t(CTX, "保留改动"), "check")
        self._reason_row = QWidget()
        self._lay_out()
        self._connect()

    def place(self, grid: QGridLayout, row: int) -> None:
        """Put the widgets into two rows of the card's grid."""
        cells = (
            self._name_cell, self.klass, self.role, self._amount_cell, self._risk_cell, self.fee,
            self.liquidity, self._button_cell,
        )  # fmt: skip
        for column, widget in enumerate(cells):
            grid.addWidget(widget, row, column, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self._below, row + 1, 0, 1, COLUMNS)
        for widget in self.widgets():
            widget.show()  # At once: the keyboard may be on its way here.

    def widgets(self) -> tuple[QWidget, ...]:
        """All that `place` put into the grid."""
        return (
            self._name_cell, self.klass, self.role, self._amount_cell, self._risk_cell, self.fee,
            self.liquidity, self._button_cell, self._below,
        )  # fmt: skip

    def render(self, shown: ShownLine, view: PageView) -> None:
        """Show the line as it stands."""
        line, offer = shown.line, shown.offer
        self.name.show_text(line.name, "text" if line.amount_fen else "text3", hint=t(CTX, "为什么 (W)"))
        self.klass.show_class(line.asset_class)
        self.role.set_text(labels_advice.role(line.role))
        self._show_amount(shown)
        grade = offer.r_level if offer is not None else None
        self.blocks.set_level(int(grade.value[1]) if grade else 0, grade.value if grade else "")
        self.grade.setText(grade.value if grade else formats.NOTHING)
        self.fee.setText(labels_advice.fee(offer.fee_bp) if offer is not None else formats.NOTHING)
        self.liquidity.setText(labels.word(offer.liquidity if offer is not None else None))
        is_by_hand = shown.by_hand is not None or shown.pending is not None
        self.sign.setVisible(is_by_hand)
        self.back_button.setVisible(is_by_hand)
        self.drop_button.setVisible(bool(line.amount_fen))
        self.why.setText(_why(shown, view))
        self.why.setVisible(bool(self.why.text()))
        self._tell_against(shown, view)
        self._show_reason(shown.pending)

    def _show_amount(self, shown: ShownLine) -> None:
        typed = shown.pending
        text = yuan_text(shown.line.amount_fen) if typed is None else typed.text
        if self.amount.text() != text:
            self.amount.setText(text)
        self.amount.say_wrong(is_wrong=typed is not None and typed.amount_fen is None)

    def _tell_against(self, shown: ShownLine, view: PageView) -> None:
        said = []
        if shown.pending is not None and shown.pending.amount_fen is None:
            said.append(t(CTX, "看不懂这个金额，可以写成 260,000 或 26万"))
        if shown.verdict is not None and not shown.verdict.is_allowed and shown.line.amount_fen:
            said += [labels_advice.finding(found) for found in shown.verdict.findings]
        self.against.setText("\n".join(f"⚠ {one}" for one in said))
        self.against.setVisible(bool(said))

    def _show_reason(self, typed: Pending | None) -> None:
        self._reason_row.setVisible(typed is not None)
        if typed is not None and self.reason.text() != typed.reason:
            self.reason.setText(typed.reason)
        self.keep_button.setEnabled(typed is not None and typed.amount_fen is not None)

    def _lay_out(self) -> None:
        self._name_cell = QWidget()
        head = QHBoxLayout(self._name_cell)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(8)
        head.addWidget(self.name, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.number, 1, Qt.AlignmentFlag.AlignVCenter)
        self._risk_cell = _row(self.blocks, self.grade)
        self._amount_cell = _row(self.amount, self.sign)
        self._button_cell = _row(self.drop_button, self.back_button)
        self.fee.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.reason.setPlaceholderText(t(CTX, "为什么改？例如：客户已持有同类产品"))
        self.reason.setAccessibleName(t(CTX, "改动的原因"))
        self.reason.setMaxLength(200)
        inner = QHBoxLayout(self._reason_row)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(8)
        inner.addWidget(RoleLabel(t(CTX, "改动的原因 *"), FontRole.SMALL, "warn"))
        inner.addWidget(self.reason, 1)
        inner.addWidget(self.keep_button)
        self._below = QWidget()
        below = QVBoxLayout(self._below)
        below.setContentsMargins(0, 0, 0, 4)
        below.setSpacing(4)
        for label in (self.why, self.against):
            label.setWordWrap(True)
            below.addWidget(label)
        below.addWidget(self._reason_row)
        self.keep_button.setAutoDefault(False)

    def _connect(self) -> None:
        self.name.asked.connect(self.asked)
        self.name.typed.connect(self._on_typed)
        self.amount.textEdited.connect(lambda text: self.changed.emit(self.code, self.amount.amount(), text))
        self.amount.entered.connect(self._on_entered)
        self.amount.given_up.connect(lambda: self.released.emit(self.code))
        self.amount.moved.connect(self.moved)
        self.reason.textEdited.connect(lambda text: self.reasoned.emit(self.code, text))
        self.reason.entered.connect(lambda: self.kept.emit(self.code))
        self.reason.given_up.connect(lambda: self.released.emit(self.code))
        self.keep_button.clicked.connect(lambda: self.kept.emit(self.code))
        self.drop_button.clicked.connect(self.drop)
        self.back_button.clicked.connect(lambda: self.released.emit(self.code))

    def drop(self) -> None:
        """Set the amount to nothing, and ask why."""
        self.changed.emit(self.code, 0, "0")
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_typed(self, digit: str) -> None:
        self.amount.setFocus(Qt.FocusReason.OtherFocusReason)
        self.amount.selectAll()
        self.amount.insert(digit)

    def _on_entered(self) -> None:
        if not self._reason_row.isHidden():
            self.reason.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.moved.emit(1)


class _NameLink(FigureLink):
    """Signal `typed(str)`: a digit, the beginning of another amount."""

    typed = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().isdigit():
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)


class ClassSign(QWidget):
    """A swatch in the colour of a class, and its word."""

    def __init__(self) -> None:
        super().__init__()
        self._swatch = _Swatch()
        self._word = ElidedLabel("", FontRole.BODY)
        self._word.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._swatch)
        row.addWidget(self._word)
        row.addStretch(1)

    def show_class(self, klass: AssetClass) -> None:
        """Show a class."""
        self._swatch.at = list(AssetClass).index(klass)
        self._swatch.update()
        self._word.setText(labels.word(klass))
        self._word.updateGeometry()


class _Swatch(Mark):
    at = 0

    def sizeHint(self) -> QSize:
        return QSize(fonts.scaled(10), fonts.scaled(10))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.color("border2"))
        painter.setBrush(QColor(theme.current().assets[self.at]))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 2, 2)


def _row(*widgets: QWidget) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return made


def _why(shown: ShownLine, view: PageView) -> str:
    told_above = ("line.fee", "line.liquidity")
    said = [words.reason(one, view.name_of) for one in shown.line.why if one[0] not in told_above]
    hand = shown.by_hand
    if hand is not None and shown.pending is None:
        told = t(CTX, "手工改动：{reason}").format(reason=discreet.text(hand.reason))
        who = " · ".join(part for part in (discreet.name(hand.author), hand.at[:10]) if part)
        said.insert(0, f"{told} ({who})" if who else told)
    if (hand is not None or shown.pending is not None) and shown.computed_fen is not None:
        said.append(t(CTX, "系统建议 {amount}").format(amount=discreet.money(shown.computed_fen)))
    return t(CTX, "；").join(said)
