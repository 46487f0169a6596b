"""The rail at the left: one button a screen, only for screens that exist."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QToolButton, QVBoxLayout, QWidget

from advisor_desk.ui import fonts, icons, theme, tokens


class NavButton(QToolButton):
    """A screen's button: icon above its word."""

    def __init__(self, icon: str, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("nav")
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        icons.dress(self, icon, "text2", tokens.ICON_NAV)
        theme.signals().changed.connect(self._on_look_changed)
        self._on_look_changed()

    def _on_look_changed(self) -> None:
        width, height = tokens.NAV_ITEM
        self.setFixedSize(QSize(max(width, fonts.scaled(width)), fonts.scaled(height)))


class NavRail(QFrame):
    """Signal `chosen(str)`: the code of the button that was pressed."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAccessibleName(self.tr("导航"))
        self._buttons: dict[str, NavButton] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 12, 8, 12)
        self._column.setSpacing(4)
        self._column.addStretch(1)
        self._above = 0
        theme.signals().changed.connect(self._on_look_changed)
        self._on_look_changed()

    def _on_look_changed(self) -> None:
        """As wide as its words in the type that was chosen."""
        self.setFixedWidth(max(tokens.RAIL_WIDTH, fonts.scaled(tokens.RAIL_WIDTH)))

    def add(self, code: str, icon: str, text: str, *, at_bottom: bool = False) -> NavButton:
        """Add a button; a screen's button stays down while its screen shows (`set_current`)."""
        button = NavButton(icon, text, self)
        button.clicked.connect(lambda: self._on_clicked(code))
        if at_bottom:
            self._column.addWidget(button)
        else:
            self._column.insertWidget(self._above, button)
            self._above += 1
        self._buttons[code] = button
        return button

    def set_current(self, code: str) -> None:
        """Mark the screen in sight."""
        for other, button in self._buttons.items():
            button.setCheckable(True)
            button.setChecked(other == code)

    def codes(self) -> list[str]:
        """Codes from top to bottom."""
        return sorted(self._buttons, key=lambda code: self._column.indexOf(self._buttons[code]))

    def button(self, code: str) -> NavButton:
        """The button of `code`. Raises KeyError."""
        return self._buttons[code]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: True, Qt.Key.Key_Up: False}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.focusNextPrevChild(step)

    def _on_clicked(self, code: str) -> None:
        button = self._buttons[code]
        button.setChecked(not button.isChecked())
        self.chosen.emit(code)
