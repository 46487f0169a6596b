"""The fields of 适当性检查: product, amount, who asked, where, on which evidence."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from advisor_desk.domain.product import ProductType, SaleChannel
from advisor_desk.domain.suitability import Initiator, Order
from advisor_desk.ui import fonts
from advisor_desk.ui.dialogs.field_box import FieldBox, TextBox
from advisor_desk.ui.dialogs.product_box import ProductBox
from advisor_desk.ui.dialogs.radio_row import RadioRow
from advisor_desk.ui.dialogs.tier_override_dialog import ReasonBox
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.allocation.amount_edit import read_amount

_CTX = "OrderCheck"
_MOST_EVIDENCE: Final = 200
_MOST_YEARS: Final = 99
_EVIDENCE_HIGH: Final = 64


class OrderForm(QWidget):
    """Signal `edited()`: what is asked for may be another order now."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.product = ProductBox(t(_CTX, "产品"))
        self.amount = TextBox(
            t(_CTX, "金额(元)"), t(_CTX, "如 260,000 或 26万"), is_required=True, is_private=True
        )
        self.years = TextBox(t(_CTX, "缴费年数"), t(_CTX, "趸交不填"))
        self.initiator = RadioRow(
            t(_CTX, "由谁提出"),
            ((Initiator.ADVISOR.value, t(_CTX, "顾问")), (Initiator.CLIENT.value, t(_CTX, "客户"))),
        )
        self.channel = RadioRow(
            t(_CTX, "办理渠道"),
            ((SaleChannel.BRANCH.value, t(_CTX, "网点")), (SaleChannel.ONLINE.value, t(_CTX, "线上"))),
        )
        self.evidence = ReasonBox(t(_CTX, "依据"), t(_CTX, "如 电话录音编号、书面申请"))
        self.evidence.edit.setFixedHeight(fonts.scaled(_EVIDENCE_HIGH))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for widget in (
            self.product, self.amount, self.years, self.initiator, self.channel, self.evidence,
        ):  # fmt: skip
            column.addWidget(widget)
        column.addStretch(1)
        self._connect()
        self._show_needed()

    def typed(self) -> tuple[str, ...]:
        """Everything as it stands, typed or chosen."""
        fields = (self.product, self.amount, self.years, self.evidence)
        return (self.initiator.code(), self.channel.code(), *(box.text() for box in fields))

    def order(self) -> tuple[str, Order] | None:
        """Product and order; None while either is not known."""
        product, amount = self.product.product, self._amount()
        if product is None or amount is None or (self._is_insurance() and self._wrong_years()):
            return None
        years = self.years.text().strip() if self._is_insurance() else ""
        return product.code, Order(
            amount_fen=amount,
            initiator=Initiator(self.initiator.code()),
            channel=SaleChannel(self.channel.code()),
            premium_years=int(years) if years else None,
        )

    def problems(self) -> list[FieldBox]:
        """The fields that keep the order from being recorded, each with its sentence."""
        said = (
            (self.product, t(_CTX, "请从货架上选定一只产品。") if self.product.product is None else ""),
            (self.amount, self._wrong_amount()),
            (self.years, self._wrong_years() if self._is_insurance() else ""),
            (self.evidence, self._wrong_evidence()),
        )
        for box, sentence in said:
            box.say_problem(sentence)
        return [box for box, sentence in said if sentence]

    def _connect(self) -> None:
        self.product.chosen.connect(self._on_product)
        for row in (self.initiator, self.channel):
            row.picked.connect(self.edited)
        self.initiator.picked.connect(self._show_needed)
        self.amount.edited.connect(self.edited)
        self.amount.edited.connect(self._forgive)
        self.amount.left.connect(self._on_amount_left)
        self.years.edited.connect(self.edited)
        self.years.edited.connect(lambda: self.years.say_problem(self._wrong_years()))
        self.evidence.edited.connect(self._forgive)

    def _amount(self) -> int | None:
        return read_amount(self.amount.text()) or None

    def _wrong_amount(self) -> str:
        is_read = self._amount() is not None
        return "" if is_read else t(_CTX, "请填写大于 0 的金额，可以写成 260,000 或 26万。")

    def _is_insurance(self) -> bool:
        product = self.product.product
        return product is not None and product.product_type is ProductType.INSURANCE

    def _wrong_years(self) -> str:
        text = self.years.text().strip()
        is_fine = not text or (text.isascii() and text.isdigit() and 1 <= int(text) <= _MOST_YEARS)
        return "" if is_fine else t(_CTX, "请填写 1 到 {most} 的整数，趸交不填。").format(most=_MOST_YEARS)

    def _wrong_evidence(self) -> str:
        text = self.evidence.text().strip()
        if not text and self.initiator.code() == Initiator.CLIENT.value:
            return t(_CTX, "客户提出的，请写明客户怎样提出。")
        if len(text) > _MOST_EVIDENCE:
            return t(_CTX, "依据最多 {limit} 个字。").format(limit=_MOST_EVIDENCE)
        return ""

    def _show_needed(self) -> None:
        is_client = self.initiator.code() == Initiator.CLIENT.value
        self.evidence.set_required(is_required=is_client)
        if not is_client:
            self._forgive()
        self.years.setVisible(self._is_insurance())

    def _forgive(self) -> None:
        if self.evidence.has_problem:
            self.evidence.say_problem(self._wrong_evidence())
        if self.amount.has_problem and self._amount() is not None:
            self.amount.say_problem("")

    def _on_amount_left(self) -> None:
        if self.amount.text().strip():
            self.amount.say_problem(self._wrong_amount())

    def _on_product(self) -> None:
        self._show_needed()
        self.edited.emit()
