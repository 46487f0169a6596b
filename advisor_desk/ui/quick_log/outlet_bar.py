"""网点模式: partner and outlet fixed for the day, and what a referral needs of the client."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from advisor_desk.ui.dialogs.field_box import TextBox
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.widgets.card import RoleLabel
from advisor_desk.ui.widgets.controls import Button, LinkButton
from advisor_desk.ui.widgets.layouts import nest
from advisor_desk.usecases.outlet_mode import Outlet, OutletChoice

_CTX = "QuickLog"
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class OutletBar(QFrame):
    """Signals: `switched()` the mode is on or off; `edited()` a field of the referral; `passed()` go on."""

    switched = Signal()
    edited = Signal()
    passed = Signal()

    def __init__(self, today: date, clock: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("fine")
        self._today = today
        self._clock = clock
        self._choice: OutletChoice | None = None
        self._consent_at = ""
        self.partner = TextBox(t(_CTX, "合作方"), t(_CTX, "如 示例银行"))
        self.outlet = TextBox(t(_CTX, "网点"), t(_CTX, "如 南山支行"))
        self.start_button = Button(t(_CTX, "今天在这里"), "check", parent=self)
        self.intent = QLineEdit(self)
        self.intent.setPlaceholderText(t(_CTX, "客户意向，如 想了解养老规划"))
        self.intent.setAccessibleName(t(_CTX, "意向"))
        self.manager = QLineEdit(self)
        self.manager.setPlaceholderText(t(_CTX, "银行经理"))
        self.manager.setAccessibleName(t(_CTX, "银行经理"))
        self.consent = QCheckBox(t(_CTX, "客户同意转介"), self)
        self.where = RoleLabel("", FontRole.BODY_BOLD, "good", self)
        self.off_link = LinkButton(t(_CTX, "退出网点模式"), self)
        self._lay_out()
        self.start_button.clicked.connect(self._on_start)
        self.off_link.clicked.connect(self._on_off)
        self.intent.textEdited.connect(self.edited)
        self.manager.textEdited.connect(self.edited)
        self.consent.toggled.connect(self._on_consent)
        self.hide()

    def outlet_on(self) -> Outlet | None:
        """The outlet, when the mode is on today."""
        return self._choice.on(self._today) if self._choice is not None else None

    def choice(self) -> OutletChoice | None:
        """What is to be remembered, with the bank's manager met last."""
        if self._choice is None:
            return None
        manager = self.manager.text().strip() or self._choice.outlet.bank_manager
        return replace(self._choice, outlet=replace(self._choice.outlet, bank_manager=manager))

    def show_choice(self, choice: OutletChoice | None) -> None:
        """Show what was chosen last."""
        self._choice = choice
        if choice is not None:
            self.partner.set_text(choice.outlet.partner)
            self.outlet.set_text(choice.outlet.outlet)
            if not self.manager.text():
                self.manager.setText(choice.outlet.bank_manager)
        self._show()

    def toggle(self) -> None:
        """Turn the mode off, or ask where the advisor stands."""
        if self.outlet_on() is not None:
            self._on_off()
        elif self.isHidden():
            self.show()
            self._show_parts()
            (self.start_button if self.partner.text() and self.outlet.text() else self.partner).setFocus()
        else:
            self.hide()

    def intent_text(self) -> str:
        """What the client is after."""
        return self.intent.text()

    def consent_at(self) -> str:
        """When the client agreed, empty while not."""
        return self._consent_at

    def restore(self, intent: str, manager: str, consent_at: str) -> None:
        """Put back what a draft holds."""
        self.intent.setText(intent)
        kept = self._choice.outlet.bank_manager if self._choice is not None else ""
        self.manager.setText(manager or kept)
        self._consent_at = consent_at
        self.consent.blockSignals(True)
        self.consent.setChecked(bool(consent_at))
        self.consent.blockSignals(False)
        self._tell_consent()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in _ENTER and is_plain:
            self._on_enter()
        else:
            super().keyPressEvent(event)

    def _on_enter(self) -> None:
        focus = self.focusWidget()
        if isinstance(focus, QPushButton):
            focus.click()
        elif focus is self.consent:
            self.passed.emit()
        elif focus is self.outlet.edit:
            self._on_start()
        else:
            self.focusNextPrevChild(True)

    def _lay_out(self) -> None:
        self._ask = QWidget(self)
        ask = QHBoxLayout(self._ask)
        ask.setContentsMargins(0, 0, 0, 0)
        ask.setSpacing(10)
        ask.addWidget(self.partner, 1)
        ask.addWidget(self.outlet, 1)
        ask.addWidget(self.start_button, 0, Qt.AlignmentFlag.AlignBottom)
        self._banner = QWidget(self)
        banner = QVBoxLayout(self._banner)
        banner.setContentsMargins(0, 0, 0, 0)
        banner.setSpacing(6)
        head = nest(banner, QHBoxLayout())
        head.addWidget(self.where, 1)
        head.addWidget(self.off_link)
        line = nest(banner, QHBoxLayout())
        line.setSpacing(10)
        line.addWidget(self.intent, 3)
        line.addWidget(self.manager, 1)
        line.addWidget(self.consent)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 10)
        column.addWidget(self._ask)
        column.addWidget(self._banner)
        for button in (self.start_button, self.off_link):
            button.setAutoDefault(False)

    def _show(self) -> None:
        outlet = self.outlet_on()
        if outlet is not None:
            self.where.setText(
                t(_CTX, "网点模式：{partner} · {outlet}，今天有效").format(
                    partner=outlet.partner, outlet=outlet.outlet
                )
            )
        self.setVisible(outlet is not None)
        self._show_parts()

    def _show_parts(self) -> None:
        is_on = self.outlet_on() is not None
        self._ask.setVisible(not is_on)
        self._banner.setVisible(is_on)

    def _on_start(self) -> None:
        partner, outlet = self.partner.text().strip(), self.outlet.text().strip()
        for box, text in ((self.partner, partner), (self.outlet, outlet)):
            box.say_problem("" if text else t(_CTX, "请填写。"))
        if partner and outlet:
            kept = self._choice.outlet.bank_manager if self._choice is not None else ""
            self._choice = OutletChoice(
                Outlet(partner, outlet, self.manager.text().strip() or kept), self._today
            )
            self._show()
            self.switched.emit()

    def _on_off(self) -> None:
        if self._choice is not None:
            self._choice = replace(self._choice, day=None)
        self._show()
        self.switched.emit()

    def _on_consent(self, is_on: bool) -> None:  # noqa: FBT001
        self._consent_at = self._clock().astimezone(UTC).isoformat(timespec="seconds") if is_on else ""
        self._tell_consent()
        self.edited.emit()

    def _tell_consent(self) -> None:
        said = t(_CTX, "客户同意转介")
        if self._consent_at:
            at = datetime.fromisoformat(self._consent_at).astimezone()
            said = t(_CTX, "客户已同意转介 {time}").format(time=f"{at:%H:%M}")
        self.consent.setText(said)
