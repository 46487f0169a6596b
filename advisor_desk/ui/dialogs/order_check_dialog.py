"""适当性检查: may this client be sold this product at this amount; recorded as an order intent or as refused.

Looking records nothing. What is recorded keeps its inputs, the rules' version, who asked and the evidence.
"""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from advisor_desk.domain.shelf import Product
from advisor_desk.domain.suitability import Order, SuitabilityOutcome
from advisor_desk.errors import DeskError
from advisor_desk.ui import discreet, fonts, labels_errors
from advisor_desk.ui.dialogs.draft_dialog import DraftDialog
from advisor_desk.ui.dialogs.order_check_parts import OrderParts
from advisor_desk.ui.dialogs.order_form import OrderForm
from advisor_desk.ui.dialogs.order_verdict import OrderVerdict
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import BookChange, JobHandle, ReadJob, WriteJob
from advisor_desk.ui.widgets.card import Line, RoleLabel
from advisor_desk.ui.widgets.layouts import nest
from advisor_desk.usecases.check_suitability import ProductCheck
from advisor_desk.usecases.record_order import RecordedOrder

_CTX = "OrderCheck"
TOPICS: Final = frozenset({"advice", "clients", "products"})
_WIDTH: Final = 900
_HEIGHT: Final = 560
_FORM_WIDE: Final = 340
_SIDE: Final = 20


class OrderCheckDialog(DraftDialog):
    """Signal `recorded(object)`: the `RecordedOrder`, after it was written."""

    recorded = Signal(object)

    def __init__(self, parts: OrderParts, parent: QWidget | None = None) -> None:
        super().__init__(t(_CTX, "适当性检查"), t(_CTX, "记为下单意向"), parent)
        self._parts = parts
        self._asking: JobHandle | None = None
        self._told_for: tuple[str, Order] | None = None
        self.form = OrderForm()
        self.panel = OrderVerdict()
        self.note = RoleLabel("", FontRole.SMALL, "third")
        self._build()
        self._name()
        self.form.edited.connect(self.ask)
        self.panel.say(_waiting())
        self._tell_record()
        self._start = self.form.typed()
        self.resize(fonts.scaled(_WIDTH), fonts.scaled(_HEIGHT))
        self.form.product.setFocus()
        discreet.signals().changed.connect(self._name)
        deeds = parts.deeds
        parts.jobs.start(
            ReadJob(
                run=lambda _context: deeds.shelf(), done=self._on_shelf, failed=self._on_failed, owner=self
            )
        )

    def has_draft(self) -> bool:
        return self.form.typed() != self._start

    def ask(self) -> None:
        """Look at the order as it stands; a newer one takes the place of an older."""
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None
        self._told_for = None
        self.trouble.say("")
        asked = self.form.order()
        if asked is None:
            self.panel.say(_waiting())
            self._tell_record()
            return
        code, order = asked
        check, client_id = self._parts.deeds.check, self._parts.client_id
        self._asking = self._parts.jobs.start(
            ReadJob(
                run=lambda _context: check(client_id, code, order),
                done=lambda made: self._on_checked(asked, made),
                failed=self._on_check_failed,
                owner=self,
            )
        )

    def save(self) -> None:
        """Tell what is missing at its field, or record what was seen."""
        wrong = self.form.problems()
        if wrong:
            self.trouble.say(t(_CTX, "没有记录，填写的内容都在。"))
            wrong[0].setFocus()
            return
        asked = self.form.order()
        if asked is None or asked != self._told_for:
            self.trouble.say(t(_CTX, "还没有结论，请看过结论后再记录。"))
            return
        self._write(*asked)

    def _write(self, code: str, order: Order) -> None:
        self.trouble.say("")
        self.set_busy(is_busy=True)
        record, client_id = self._parts.deeds.record, self._parts.client_id
        evidence = self.form.evidence.text().strip()
        self._parts.jobs.start(
            WriteJob(
                run=lambda _context: record(client_id, code, order, evidence),
                done=self._on_recorded,
                failed=self._on_failed,
                owner=self,
                change=BookChange(TOPICS, frozenset({client_id})),
            )
        )

    def _build(self) -> None:
        row = QHBoxLayout(self.content)
        row.setContentsMargins(_SIDE, 14, _SIDE, 14)
        row.setSpacing(_SIDE)
        self.form.setFixedWidth(fonts.scaled(_FORM_WIDE))
        row.addWidget(self.form)
        row.addWidget(Line(upright=True))
        side = nest(row, QVBoxLayout(), 1)
        side.setSpacing(10)
        side.addWidget(self.panel, 1)
        self.note.setWordWrap(True)
        side.addWidget(self.note)
        for button in self.content.findChildren(QPushButton):
            button.setAutoDefault(False)

    def _name(self) -> None:
        profile = self._parts.profile
        self.about.setText(f"{discreet.name(profile.name)}  {profile.client_no}")

    def _tell_record(self) -> None:
        """What recording does, on the button and in the note."""
        verdict = self.panel.verdict
        kept = t(_CTX, "检查的全部输入、规则版本、由谁提出和依据一并保存，记录后不能修改。")
        if verdict is not None and verdict.outcome is SuitabilityOutcome.FORBID:
            word = t(_CTX, "记录为未通过")
            does = t(_CTX, "记录这次检查没有通过，不占用额度。")
        else:
            word = t(_CTX, "记为下单意向")
            does = t(_CTX, "记录后占用产品额度 %n 天。", self._parts.intent_days)
        self.note.setText(t(_CTX, "{does}{kept}").format(does=does, kept=kept))
        self.save_button.setText(" " + word)
        self.save_button.setAccessibleName(word)

    def _on_shelf(self, products: Sequence[Product]) -> None:
        box = self.form.product
        is_untouched = not self.has_draft()
        box.set_shelf(products)
        if self._parts.code and is_untouched:
            box.choose(self._parts.code)
            self._start = self.form.typed()
            if box.product is not None:
                self.form.amount.setFocus()

    def _on_checked(self, asked: tuple[str, Order], made: ProductCheck) -> None:
        self._told_for = asked
        self.panel.show_verdict(made.verdict)
        self._tell_record()

    def _on_check_failed(self, error: DeskError) -> None:
        self.panel.say(labels_errors.words(error).together)
        self._tell_record()

    def _on_recorded(self, made: RecordedOrder) -> None:
        self.accept()
        self.recorded.emit(made)

    def _on_failed(self, error: DeskError) -> None:
        self.set_busy(is_busy=False)
        self.trouble.say(labels_errors.words(error).together)


def _waiting() -> str:
    return t(_CTX, "选定产品、填写金额后，这里随时显示结论。看一看不作记录。")
