"""A quiet word that is on or off, for choices inside a card."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton


class Toggle(QToolButton):
    """`code` says which choice it is."""

    def __init__(self, text: str, code: str = "") -> None:
        super().__init__()
        self.setObjectName("ghost")
        self.setText(text)
        self.code = code
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
