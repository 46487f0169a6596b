"""A row of choices taken by a digit: one stop for the keyboard, a click for the mouse."""

import unicodedata
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from advisor_desk.ui.widgets.controls import Chip
from advisor_desk.ui.widgets.flow_row import FlowRow

_GO_ON: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_BACK: Final = "-"
_FORTH: Final = "+="


class DigitRow(FlowRow):
    """Signals: `picked(str)` a code was chosen, by key or click; `passed()` Enter goes on with what is on;
    `stepped(int)` the keys − and + (a day back, a day forth); `typed(str)` any other letter.
    """

    picked = Signal(str)
    passed = Signal()
    stepped = Signal(int)
    typed = Signal(str)

    def __init__(
        self,
        label: str,
        choices: Sequence[tuple[str, str]],
        parent: QWidget | None = None,
        *,
        wraps: bool = True,
    ) -> None:
        super().__init__(parent, gap=6, line_gap=4, wraps=wraps)
        self.setObjectName("digits")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._label = label
        self._code = ""
        self._chips: dict[str, Chip] = {}
        for number, (code, word) in enumerate(choices, start=1):
            chip = Chip(f"{number} {word}", code, self)
            chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            chip.clicked.connect(lambda _on=False, code=code: self._pick(code))
            self.put(chip)
            self._chips[code] = chip
        self._tell()

    def code(self) -> str:
        """The code that is on."""
        return self._code

    def set_code(self, code: str) -> None:
        """Turn on a code without telling anybody."""
        self._code = code
        for other, chip in self._chips.items():
            chip.setChecked(other == code)
        self._tell()

    def codes(self) -> list[str]:
        """All codes in their order."""
        return list(self._chips)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = unicodedata.normalize("NFKC", event.text())
        is_plain = not event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        if event.key() in _GO_ON and is_plain:
            self.passed.emit()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and is_plain:
            self._move(1 if event.key() == Qt.Key.Key_Right else -1)
        elif not (is_plain and text and text.isprintable() and self._take(text)):
            super().keyPressEvent(event)

    def _take(self, text: str) -> bool:
        """True when the letter means something here."""
        if text.isdigit():
            place = int(text) - 1
            if 0 <= place < len(self._chips):
                self._pick(list(self._chips)[place])
            return True
        if text == _BACK or text in _FORTH:
            self.stepped.emit(-1 if text == _BACK else 1)
            return True
        if text.isalpha():
            self.typed.emit(text)
            return True
        return False

    def _move(self, places: int) -> None:
        """Another choice, without going on."""
        codes = list(self._chips)
        at = codes.index(self._code) + places if self._code in codes else 0
        if 0 <= at < len(codes):
            self._chips[codes[at]].click()
            self.setFocus()

    def _pick(self, code: str) -> None:
        self.set_code(code)
        self.picked.emit(code)

    def _tell(self) -> None:
        chip = self._chips.get(self._code)
        self.setAccessibleName(f"{self._label} {chip.text() if chip is not None else ''}".strip())
