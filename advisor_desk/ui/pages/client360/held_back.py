"""Moments that a rule keeps back: how many, folded out each with its reason."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from advisor_desk.domain.moment import KeptMoment
from advisor_desk.ui import icons
from advisor_desk.ui import labels_care as words
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.widgets.card import RoleLabel

_ICON = 14


class HeldBack(QWidget):
    """A line that is away while nothing is kept back."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = RoleLabel("", FontRole.SMALL, "second")
        self.head = QToolButton()
        self.head.setObjectName("toggle")
        self.head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.head.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.head.setCursor(Qt.CursorShape.PointingHandCursor)
        self.head.clicked.connect(lambda: self.set_open(is_open=self.lines.isHidden()))
        self.lines.setWordWrap(True)
        self.lines.setContentsMargins(28, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.head, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.lines)
        self.set_open(is_open=False)

    def show_moments(self, kept: Sequence[KeptMoment]) -> None:
        """Show what is kept back now, folded as it was."""
        self.setVisible(bool(kept))
        self.head.setText(words.held_back(len(kept)))
        self.lines.setText("\n".join(words.held_back_line(one) for one in kept))

    def set_open(self, *, is_open: bool) -> None:
        """Fold out or away."""
        self.lines.setVisible(is_open)
        icons.dress(self.head, "chevron-down" if is_open else "chevron-right", "text2", _ICON)
