"""Several lines of text about a client: hidden in discreet mode unless the person is in them."""

from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from advisor_desk.ui import discreet, theme


class PrivateText(QPlainTextEdit):
    """Paints dots in place of what was typed; the text itself stays."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        discreet.signals().changed.connect(self._on_discreet_changed)

    @property
    def is_hidden(self) -> bool:
        """True while dots stand in place of the text."""
        return discreet.is_on() and not self.hasFocus() and bool(self.toPlainText())

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.is_hidden:
            super().paintEvent(event)
            return
        painter = QPainter(self.viewport())
        painter.setPen(theme.color("text2"))
        left = self.contentOffset().x() + self.document().documentMargin()
        painter.drawText(int(left), int(left) + self.fontMetrics().ascent(), discreet.HIDDEN)
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def _on_discreet_changed(self, _is_on: bool) -> None:  # noqa: FBT001
        self.viewport().update()
