"""下一步: one line for day, time and what; how it was understood stands beside it."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from advisor_desk.ui import fonts, formats
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import mark, t
from advisor_desk.ui.widgets.card import RoleLabel
from advisor_desk.usecases.typed_day import TypedNext

_CTX = "QuickLog"
_TOLD_WIDTH: Final = 250
_WEEKDAYS: Final = (
    mark("周一"), mark("周二"), mark("周三"), mark("周四"), mark("周五"), mark("周六"), mark("周日"),
)  # fmt: skip


def understood(read: TypedNext | None) -> str:
    """How a next step was understood; what is missing when it was not."""
    if read is None:
        return ""
    if read.on is None:
        return t(_CTX, "哪一天？如 +3、12-05、下周三")
    parts = [f"{formats.day(read.on)} {t(_CTX, _WEEKDAYS[read.on.weekday()])}"]
    if read.trading_days:
        parts.append(t(_CTX, "第 %n 个交易日", read.trading_days))
    if read.minute is not None:
        parts.append(f"{read.minute // 60:02d}:{read.minute % 60:02d}")
    return "  ".join(parts)


class NextField(QWidget):
    """Signals: `edited()`; `passed()` Enter goes on."""

    edited = Signal()
    passed = Signal()

    def __init__(self, read: Callable[[str], TypedNext | None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._read = read
        self.edit = QLineEdit(self)
        self.edit.setPlaceholderText(t(_CTX, "+3 第三个交易日、+2w、12-05 15:30 面谈"))
        self.edit.setAccessibleName(t(_CTX, "下一步"))
        self.told = RoleLabel("", FontRole.SMALL, "second", self)
        self.told.setMinimumWidth(fonts.scaled(_TOLD_WIDTH))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.edit, 1)
        row.addWidget(self.told)
        self.setFocusProxy(self.edit)
        self.edit.textChanged.connect(self._tell)
        self.edit.textEdited.connect(self.edited)
        self.edit.returnPressed.connect(self.passed)

    def text(self) -> str:
        """What was typed."""
        return self.edit.text()

    def set_text(self, text: str) -> None:
        """Put `text` in; nobody is told."""
        self.edit.setText(text)

    def _tell(self) -> None:
        read = self._read(self.edit.text())
        said = understood(read)
        self.told.setText(said)
        self.told.set_tone("warn" if read is not None and read.on is None else "second")
        self.edit.setAccessibleDescription(said)
