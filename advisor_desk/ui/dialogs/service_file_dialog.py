"""客户服务档案: what it is for, whether confidential records go into it, then a PDF or the printer."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from advisor_desk.ui import fonts
from advisor_desk.ui.dialogs.draft_dialog import DraftDialog
from advisor_desk.ui.dialogs.field_box import TextBox
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import mark, t
from advisor_desk.ui.widgets.card import RoleLabel
from advisor_desk.ui.widgets.controls import Button, Chip
from advisor_desk.ui.widgets.layouts import nest
from advisor_desk.usecases.service_file import FileWish, levels

_CTX = "ServiceFile"
PURPOSES: Final = (mark("客户索要"), mark("合规检查"), mark("客户交接"))
_WIDTH: Final = 560
_SIDE: Final = 20
_MOST: Final = 200


class ServiceFileDialog(DraftDialog):
    """Signals: `save_asked(FileWish)` and `print_asked(FileWish)`; the caller ends it with `accept`."""

    save_asked = Signal(object)
    print_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(t(_CTX, "客户服务档案"), t(_CTX, "保存 PDF…"), parent)
        self.purpose = TextBox(t(_CTX, "用途"), t(_CTX, "选一个或写一句，会留痕"), is_required=True)
        self.chips = [Chip(t(_CTX, purpose)) for purpose in PURPOSES]
        self.confidential = QCheckBox(t(_CTX, "包括保密的记录"))
        self.strict = QCheckBox(t(_CTX, "包括严格保密的记录"))
        self.reason = TextBox(t(_CTX, "查看严格保密记录的原因"), is_required=True)
        self.print_button = Button(t(_CTX, "打印…"), "printer")
        self.told = RoleLabel(
            t(_CTX, "档案列出每次沟通的需求、动作、结果和反馈，更正与撤回都在，每页印有记录链的链尾。"),
            FontRole.SMALL,
            "second",
        )
        self._lay_out_content()
        for chip in self.chips:
            chip.setCheckable(False)
            chip.clicked.connect(lambda _on=False, chip=chip: self.purpose.set_text(chip.text()))
        self.strict.toggled.connect(self._on_strict)
        self.print_button.clicked.connect(lambda: self._ask(is_print=True))
        self._on_strict(is_on=False)
        self.resize(fonts.scaled(_WIDTH), self.sizeHint().height())
        self.fit_height()

    def has_draft(self) -> bool:
        return bool(self.purpose.text().strip() or self.reason.text().strip())

    def save(self) -> None:
        """Hand the wish over, or tell at the field what is missing."""
        self._ask(is_print=False)

    def _ask(self, *, is_print: bool) -> None:
        wish = self._wish()
        if wish is not None:
            (self.print_asked if is_print else self.save_asked).emit(wish)

    def _wish(self) -> FileWish | None:
        purpose, reason = self.purpose.text().strip(), self.reason.text().strip()
        is_strict = self.strict.isChecked()
        self.purpose.say_problem(_problem(purpose, t(_CTX, "请写明用途。")))
        self.reason.say_problem(_problem(reason, t(_CTX, "请写明原因。")) if is_strict else "")
        wrong = [box for box in (self.purpose, self.reason) if box.has_problem]
        if wrong:
            wrong[0].setFocus()
            return None
        allowed = levels(confidential=self.confidential.isChecked(), strict=is_strict)
        return FileWish(purpose, allowed, reason if is_strict else "")

    def _on_strict(self, is_on: bool) -> None:  # noqa: FBT001
        self.reason.setVisible(is_on)
        self.confidential.setEnabled(not is_on)
        if is_on:
            self.confidential.setChecked(True)

    def _lay_out_content(self) -> None:
        column = QVBoxLayout(self.content)
        column.setContentsMargins(_SIDE, 14, _SIDE, 14)
        column.setSpacing(10)
        self.told.setWordWrap(True)
        column.addWidget(self.told)
        column.addWidget(self.purpose)
        row = nest(column, QHBoxLayout())
        row.setSpacing(6)
        for chip in self.chips:
            row.addWidget(chip)
        row.addStretch(1)
        column.addWidget(self.confidential)
        column.addWidget(self.strict)
        column.addWidget(self.reason)
        column.addStretch(1)
        self.add_foot_button(self.print_button)
        self.purpose.setFocus()


def _problem(text: str, missing: str) -> str:
    if not text:
        return missing
    return t(_CTX, "最多 {limit} 个字。").format(limit=_MOST) if len(text) > _MOST else ""
