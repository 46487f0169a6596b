"""登记本机: the address of head office's hub and a one-time code; what is wrong is told beside its field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from advisor_desk.ui import fonts, labels_errors
from advisor_desk.ui.dialogs.draft_dialog import DraftDialog
from advisor_desk.ui.dialogs.field_box import FieldBox, TextBox
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.widgets.card import RoleLabel

if TYPE_CHECKING:
    from advisor_desk.errors import DeskError

_CTX: Final = "Enroll"
_WIDTH: Final = 560
_SIDE: Final = 20
_OF_ADDRESS: Final = frozenset(
    {
        "sync.url_wrong",
        "sync.tls_needed",
        "sync.ca_unreadable",
        "sync.tls_untrusted",
        "sync.tls_failed",
        "sync.enroll_unreachable",
        "sync.timeout",
        "sync.not_a_hub",
        "sync.wrong_hub",
    }
)
_OF_CODE: Final = frozenset({"sync.code_wrong", "sync.code_form"})


class EnrollDialog(DraftDialog):
    """Signals: `asked(str, str)` address and code are filled in; `refuse` or `accept` answers it.
    `stop_asked()` while the answer is awaited: the person has had enough.
    """

    asked = Signal(str, str)
    stop_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(t(_CTX, "登记本机"), t(_CTX, "登记"), parent)
        self.address = TextBox(t(_CTX, "总部地址"), t(_CTX, "如 https://hub.example.com"), is_required=True)
        self.code = TextBox(
            t(_CTX, "邀请码"), t(_CTX, "总部发的一次性邀请码，可以整段粘贴"), is_required=True
        )
        self.told = RoleLabel("", FontRole.BODY, "second", self.content)
        self.told.setWordWrap(True)
        column = QVBoxLayout(self.content)
        column.setContentsMargins(_SIDE, 14, _SIDE, 14)
        column.setSpacing(10)
        column.addWidget(self.address)
        column.addWidget(self.code)
        column.addWidget(self.told)
        column.addStretch(1)
        for box in (self.address, self.code):
            box.edited.connect(self._on_edited)
        self._say_what_happens()
        self.resize(fonts.scaled(_WIDTH), self.sizeHint().height())
        self.address.setFocus()

    def has_draft(self) -> bool:
        return bool(self.address.text().strip() or self.code.text().strip())

    def save(self) -> None:
        """Ask for it, or tell at its field what is missing."""
        address, code = self.address.text().strip(), self.code.text().strip()
        self.trouble.say("")
        self.address.say_problem("" if address else t(_CTX, "请填写总部给的地址。"))
        self.code.say_problem("" if code else t(_CTX, "请填写总部发的邀请码。"))
        if not address:
            self.address.setFocus()
        elif not code:
            self.code.setFocus()
        else:
            self.set_busy(is_busy=True)
            self.told.setText(t(_CTX, "正在联系总部…"))
            self.asked.emit(address, code)

    def reject(self) -> None:
        """Leave; while an answer is awaited only the waiting ends."""
        if self.save_button.isEnabled():
            super().reject()
        else:
            self.cancel_button.setEnabled(False)
            self.told.setText(t(_CTX, "正在停止…"))
            self.stop_asked.emit()

    def set_busy(self, *, is_busy: bool) -> None:
        super().set_busy(is_busy=is_busy)
        self.cancel_button.setEnabled(True)

    def refuse(self, error: DeskError | None) -> None:
        """It could not be done: what was typed stays, and the field in question says why.

        None when the person did not wait; if head office has taken the code, it still serves this book.
        """
        self.set_busy(is_busy=False)
        if error is None:
            self.told.setText(t(_CTX, "已停止。请核对地址；再试时用同一个邀请码即可。"))
            return
        self._say_what_happens()
        said = labels_errors.words(error).together
        box = self._box_of(error.code)
        if box is None:
            self.trouble.say(said)
            return
        box.say_problem(said)
        box.setFocus()

    def _box_of(self, code: str) -> FieldBox | None:
        if code in _OF_ADDRESS:
            return self.address
        return self.code if code in _OF_CODE else None

    def _on_edited(self) -> None:
        for box in (self.address, self.code):
            if box.has_problem:
                box.say_problem("")

    def _say_what_happens(self) -> None:
        self.told.setText(
            t(_CTX, "登记后，这本客户册归邀请码所指的顾问和网点；已有的记录会一并发送，署名不变。")
        )
