"""A part of the form that is folded away until it is reached by Tab or clicked."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from advisor_desk.ui import icons

_BY_KEY = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class _Head(QToolButton):
    """Signal `reached(bool)`: the keyboard came here by Tab (True) or by Shift+Tab (False)."""

    reached = Signal(bool)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in _BY_KEY:
            self.reached.emit(event.reason() is Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class Fold(QWidget):
    """A title with `body` below it. Signal `opened()`."""

    opened = Signal()

    def __init__(self, title: str, body: QWidget, first: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.body = body
        self._title = title
        self._first = first
        self._told = ""
        self.head = _Head(self)
        self.head.setObjectName("toggle")
        self.head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.head.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.head.clicked.connect(lambda: self.set_open(is_open=self.body.isHidden(), takes_keys=True))
        self.head.reached.connect(self._on_reached)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.head, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(body)
        body.setParent(self)
        body.hide()
        self._show()

    @property
    def is_open(self) -> bool:
        """True while the body is in sight."""
        return not self.body.isHidden()

    def set_open(self, *, is_open: bool, takes_keys: bool = False) -> None:
        """Fold out or away."""
        self.body.setVisible(is_open)
        # Folded out it is no stop of its own: Tab goes through what is in it.
        self.head.setFocusPolicy(Qt.FocusPolicy.ClickFocus if is_open else Qt.FocusPolicy.StrongFocus)
        self._show()
        if is_open:
            self.opened.emit()
            if takes_keys:
                self._first.setFocus(Qt.FocusReason.TabFocusReason)

    def tell(self, words: str) -> None:
        """What is in it, beside its title."""
        self._told = words
        self._show()

    def _on_reached(self, _is_forward: bool) -> None:  # noqa: FBT001
        if not self.is_open:
            self.set_open(is_open=True, takes_keys=True)

    def _show(self) -> None:
        self.head.setText(f" {self._title}  {self._told}".rstrip())
        icons.dress(self.head, "chevron-down" if self.is_open else "chevron-right", "text2", 14)
