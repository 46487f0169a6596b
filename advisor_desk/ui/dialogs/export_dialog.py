"""Asks how a list is to be exported: masked, or in full with a stated purpose."""

from dataclasses import dataclass

from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from advisor_desk.ui import formats
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.gate.parts import Trouble
from advisor_desk.ui.widgets.card import RoleLabel
from advisor_desk.ui.widgets.controls import Button
from advisor_desk.ui.widgets.layouts import nest

_LEAST_PURPOSE = 2
_WIDTH = 440


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """What the person chose. `purpose` is empty for a masked export."""

    is_masked: bool
    purpose: str


class ExportDialog(QDialog):
    """`choice()` after it was accepted."""

    def __init__(self, count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("导出客户列表"))
        self.setFixedWidth(_WIDTH)
        head = self.tr("将导出列表所见的 {count} 位客户。").format(count=formats.count(count))
        self.masked = QRadioButton(self.tr("遮盖姓名和联系方式（推荐）"), self)
        self.full = QRadioButton(self.tr("不遮盖，写明用途并留下记录"), self)
        self.masked.setChecked(True)
        group = QButtonGroup(self)
        group.addButton(self.masked)
        group.addButton(self.full)
        self.purpose = QLineEdit(self)
        self.purpose.setPlaceholderText(self.tr("用途，例如：支行季度回访名单"))
        self.purpose.setAccessibleName(self.tr("用途"))
        self.purpose.setEnabled(False)
        self.trouble = Trouble(self)
        self.accept_button = Button(self.tr("选择位置并导出…"), "table", primary=True, parent=self)
        cancel = Button(self.tr("取消"), parent=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(RoleLabel(head, FontRole.CARD_TITLE, parent=self))
        for widget in (self.masked, self.full, self.purpose, self.trouble):
            column.addWidget(widget)
        buttons = nest(column, QHBoxLayout())
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.accept_button)
        self.full.toggled.connect(self._on_full_toggled)
        self.accept_button.clicked.connect(self._on_accept_clicked)
        cancel.clicked.connect(self.reject)

    def choice(self) -> ExportChoice:
        """What was chosen."""
        is_masked = self.masked.isChecked()
        return ExportChoice(is_masked, "" if is_masked else self.purpose.text().strip())

    def _on_full_toggled(self, is_full: bool) -> None:  # noqa: FBT001
        self.purpose.setEnabled(is_full)
        self.trouble.say("")
        if is_full:
            self.purpose.setFocus()

    def _on_accept_clicked(self) -> None:
        if self.full.isChecked() and len(self.purpose.text().strip()) < _LEAST_PURPOSE:
            self.trouble.say(self.tr("请填写用途，它会写入审计记录。"))
            self.purpose.setFocus()
            return
        self.accept()
