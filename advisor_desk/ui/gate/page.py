"""The frame that every page of the gate shares: title, hint, fields, one main button, busy state."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.gate.parts import Trouble
from advisor_desk.ui.widgets.card import RoleLabel
from advisor_desk.ui.widgets.controls import Button, LinkButton
from advisor_desk.ui.widgets.layouts import nest


class GatePage(QWidget):
    """A page of the gate. `back()` asks for the page before it."""

    back = Signal()

    def __init__(self, title: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self.title = RoleLabel(title, FontRole.PAGE_TITLE, parent=self)
        self.title.setWordWrap(True)
        self.hint = RoleLabel(hint, FontRole.BODY, "second", self)
        self.hint.setWordWrap(True)
        self.hint.setVisible(bool(hint))
        self._column.addWidget(self.title)
        self._column.addWidget(self.hint)
        self.body = nest(self._column, QVBoxLayout())
        self.body.setSpacing(12)
        self.trouble = Trouble(self)
        self._column.addWidget(self.trouble)
        self._busy = QProgressBar(self)
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setAccessibleName(self.tr("正在处理"))
        self._busy.hide()
        self._column.addWidget(self._busy)
        self._buttons = nest(self._column, QHBoxLayout())
        self._buttons.setSpacing(8)
        self._column.addStretch(1)

    def add_main(self, text: str) -> Button:
        """The one main button."""
        button = Button(text, primary=True, parent=self)
        button.setDefault(True)
        self._buttons.addWidget(button)
        return button

    def add_link(self, text: str) -> LinkButton:
        """A quiet way to somewhere else."""
        link = LinkButton(text, self)
        self._buttons.addWidget(link)
        return link

    def add_button_stretch(self) -> None:
        """Free room between the buttons."""
        self._buttons.addStretch(1)

    def set_busy(self, busy: bool) -> None:
        """While a book is being opened or made, nothing can be pressed twice."""
        self._busy.setVisible(busy)
        self.setEnabled(not busy)

    def set_progress(self, done: int, total: int) -> None:
        """How far a long work is."""
        self._busy.setRange(0, total)
        self._busy.setValue(done)

    def forget(self) -> None:
        """Called when another page is shown: nothing secret stays behind."""

    def arrive(self) -> None:
        """Called when the page is shown: clear what must not stay, put the cursor where typing begins."""
