"""What a place shows when it has nothing: an icon, one sentence, what to do next."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from advisor_desk.ui import fonts, icons, theme
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.widgets.card import RoleLabel
from advisor_desk.ui.widgets.controls import Button
from advisor_desk.ui.widgets.layouts import nest

_ICON = 40


class EmptyState(QWidget):
    """Icon, title, hint and up to a few buttons in the middle of the free room."""

    def __init__(self, icon: str, title: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self._picture = QLabel(self)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.title = RoleLabel(title, FontRole.CARD_TITLE, parent=self)
        self.title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.title.setWordWrap(True)
        self.hint = RoleLabel(hint, FontRole.BODY, "second", self)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint.setWordWrap(True)
        self.hint.setVisible(bool(hint))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(10)
        column.addStretch(2)
        column.addWidget(self._picture)
        column.addWidget(self.title)
        column.addWidget(self.hint)
        column.addSpacing(4)
        self._buttons = nest(column, QHBoxLayout())
        self._buttons.setSpacing(8)
        self._buttons.addStretch(1)
        self._buttons.addStretch(1)
        column.addStretch(3)
        theme.signals().changed.connect(self._on_look_changed)
        self._on_look_changed()

    def set_texts(self, title: str, hint: str = "") -> None:
        """Change the sentence and the hint."""
        self.title.setText(title)
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))

    def add_button(self, text: str, icon: str = "", *, primary: bool = False) -> Button:
        """Add a button below the hint and hand it back for connecting."""
        button = Button(text, icon, primary=primary, parent=self)
        self._buttons.insertWidget(self._buttons.count() - 1, button)
        return button

    def _on_look_changed(self) -> None:
        size = fonts.scaled(_ICON)
        self._picture.setPixmap(icons.pixmap(self._icon_name, "text3", size, self.devicePixelRatioF()))
