"""A choice of a few codes side by side, with a label before them."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QWidget

from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.widgets.card import RoleLabel


class RadioRow(QWidget):
    """Signal `picked()`: another one is chosen. The first choice is chosen at the start."""

    picked = Signal()

    def __init__(self, label: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.buttons: dict[str, QRadioButton] = {}
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(RoleLabel(label, FontRole.SMALL, "second"))
        for code, word in choices:
            button = QRadioButton(word)
            button.setAccessibleDescription(label)
            button.setChecked(not self.buttons)
            self._group.addButton(button)
            self.buttons[code] = button
            row.addWidget(button)
        row.addStretch(1)
        self._group.buttonToggled.connect(lambda _button, is_on: self.picked.emit() if is_on else None)

    def code(self) -> str:
        """What is chosen."""
        return next(code for code, button in self.buttons.items() if button.isChecked())

    def choose(self, code: str) -> None:
        """Choose one."""
        self.buttons[code].setChecked(True)
