"""One quiet line where a card has nothing to show: a tick and a sentence."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from advisor_desk.ui import fonts, icons, theme
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.widgets.card import RoleLabel


class CalmLine(QWidget):
    """The line; `icon` is drawn in the colour of what is well."""

    def __init__(self, text: str, icon: str = "check", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self._picture = QLabel(self)
        self.words = RoleLabel(text, FontRole.BODY, "second", self)
        self.words.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(8)
        row.addWidget(self._picture)
        row.addWidget(self.words, 1)
        theme.signals().changed.connect(self._on_look_changed)
        self._on_look_changed()

    def _on_look_changed(self) -> None:
        size = fonts.scaled(16)
        self._picture.setPixmap(icons.pixmap(self._icon, "good", size, self.devicePixelRatioF()))
