"""A row of chips of which one is on; what does not fit goes into a menu at its end."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from advisor_desk.ui import fonts, icons, theme, tokens
from advisor_desk.ui.widgets.controls import Chip

_LEAST: Final = 160


class ChipRow(QWidget):
    """Signal `chosen(str)`: the code of the chip that the person turned on."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: dict[str, Chip] = {}
        self._current = ""
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(tokens.CHIP_GAP)
        self._row.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self._more = Chip("", parent=self)
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._more.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._menu = QMenu(self._more)
        self._more.setMenu(self._menu)
        self._row.addWidget(self._more)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.signals().changed.connect(self._on_look_changed)

    def set_chips(self, chips: Sequence[tuple[str, str]], current: str) -> None:
        """Show `(code, text)` chips with `current` turned on."""
        for chip in self._chips.values():
            self._row.removeWidget(chip)
            chip.deleteLater()
        self._chips = {}
        for at, (code, text) in enumerate(chips):
            chip = Chip(text, code, self)
            chip.clicked.connect(lambda _on=False, code=code: self._on_picked(code))
            self._row.insertWidget(at, chip)
            self._chips[code] = chip
        self.set_current(current)

    def set_current(self, code: str) -> None:
        """Turn on `code` without telling anybody; an unknown code turns all off."""
        self._current = code
        for other, chip in self._chips.items():
            chip.setChecked(other == code)
        self._arrange()

    def current(self) -> str:
        """The code that is on."""
        return self._current

    def codes(self) -> list[str]:
        """All codes, in their order."""
        return list(self._chips)

    def sizeHint(self) -> QSize:
        return QSize(_LEAST, self._more.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _on_picked(self, code: str) -> None:
        self.set_current(code)
        self.chosen.emit(code)

    def _arrange(self) -> None:
        hidden = self._overflow()
        for code, chip in self._chips.items():
            chip.setVisible(code not in hidden)
        self._more.setVisible(bool(hidden))
        self._menu.clear()
        for code in hidden:
            entry: QAction = self._menu.addAction(self._chips[code].text())
            entry.setCheckable(True)
            entry.setChecked(code == self._current)
            entry.triggered.connect(lambda _on=False, code=code: self._on_picked(code))
        picked = self._current in hidden
        self._more.setText(self._chips[self._current].text() if picked else self.tr("更多"))
        self._more.setChecked(picked)
        self._dress_more()

    def _overflow(self) -> list[str]:
        codes = list(self._chips)
        widths = [self._chips[code].sizeHint().width() + tokens.CHIP_GAP for code in codes]
        if sum(widths) - tokens.CHIP_GAP <= self.width():
            return []
        names = [chip.text() for chip in self._chips.values()]
        widest = max(fonts.metrics(fonts.FontRole.SMALL_BOLD).horizontalAdvance(name) for name in names)
        room = self.width() - (widest + fonts.scaled(44))
        fitting = 0
        for width in widths:
            if width > room:
                break
            room -= width
            fitting += 1
        return codes[fitting:]

    def _dress_more(self) -> None:
        role = "primary" if self._more.isChecked() else "text2"
        icons.dress(self._more, "chevron-down", role, 14)

    def _on_look_changed(self) -> None:
        self._arrange()
        self.updateGeometry()
