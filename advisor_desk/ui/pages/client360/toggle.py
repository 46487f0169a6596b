"""A quiet word that is on or off, for choices inside a card."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton

_SIDES = 10


class Toggle(QToolButton):
    """`code` says which choice it is. Narrow, so that a row of them fits in a small card."""

    def __init__(self, text: str, code: str = "") -> None:
        super().__init__()
        self.setObjectName("toggle")
        self.setText(text)
        self.code = code
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + _SIDES, super().sizeHint().height())
