"""A dialog that holds what a person typed: it never goes without asking, and the whole of it works by keys.

What is asked and what is saved is the matter of the classes built on it.
"""

from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from advisor_desk.errors import DeskError
from advisor_desk.ui import discreet, labels_errors, shortcuts
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.gate.parts import Trouble
from advisor_desk.ui.i18n import t
from advisor_desk.ui.widgets.card import ElidedLabel, Line, RoleLabel
from advisor_desk.ui.widgets.controls import Button
from advisor_desk.ui.widgets.layouts import nest

_CTX = "DraftDialog"
_SIDE: Final = 20
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class DraftDialog(QDialog):
    """Title, content, foot with one main button. Ctrl+Enter saves, Enter goes on, Escape leaves.

    With something typed Escape asks in the foot; a second Escape goes on typing. Signals: `lock_asked()`
    for Ctrl+Shift+L. Give `content` its layout; override `has_draft` and `save`.
    """

    lock_asked = Signal()

    def __init__(self, title: str, save: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._last_focus: QWidget | None = None
        self.about = ElidedLabel("", FontRole.BODY, "second", self)
        self.content = QWidget(self)
        self.trouble = Trouble(self)
        self.save_button = Button(save, "check", primary=True, parent=self)
        self.save_button.setToolTip(t(_CTX, "保存 (Ctrl+Enter)"))
        self.cancel_button = Button(t(_CTX, "取消"), parent=self)
        self.stay_button = Button(t(_CTX, "继续填写"), primary=True, parent=self)
        self.discard_button = Button(t(_CTX, "放弃"), "trash", parent=self)
        self.asked_words = RoleLabel(
            t(_CTX, "填写的内容还没有保存，要放弃吗？"), FontRole.BODY_BOLD, "warn", self
        )
        self.foot = QStackedWidget(self)
        self._lay_out(title)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        self.save_button.clicked.connect(self.save)
        self.cancel_button.clicked.connect(self.reject)
        self.stay_button.clicked.connect(self._on_stay)
        self.discard_button.clicked.connect(self.discard)
        shortcuts.add(self, "Ctrl+Return; Ctrl+Enter", t(_CTX, "保存"), self._on_save_pressed)
        shortcuts.add(self, "F9", t(_CTX, "隐藏或显示姓名与金额"), discreet.toggle)
        shortcuts.add(self, "Ctrl+Shift+L", t(_CTX, "立即锁定"), self.lock_asked.emit)

    def has_draft(self) -> bool:
        """True when leaving would lose something typed."""
        return False

    def save(self) -> None:
        """Check what was typed and save it."""

    def discard(self) -> None:
        """Leave without asking."""
        super().reject()

    def reject(self) -> None:
        """Leave; with something typed ask first."""
        if self.is_asking:
            self._on_stay()
        elif self.save_button.isEnabled() and self.has_draft():
            self._last_focus = self.focusWidget()
            self.foot.setCurrentIndex(1)
            self.stay_button.setFocus()
        elif self.save_button.isEnabled():
            super().reject()

    @property
    def is_asking(self) -> bool:
        """True while the foot asks whether to go."""
        return self.foot.currentIndex() == 1

    def set_busy(self, *, is_busy: bool) -> None:
        """While saving nothing can be changed and the dialog stays."""
        if is_busy:
            self._last_focus = self.focusWidget()
        self.content.setEnabled(not is_busy)
        self.save_button.setEnabled(not is_busy)
        self.cancel_button.setEnabled(not is_busy)
        if not is_busy and self._last_focus is not None:
            self._last_focus.setFocus()

    def tell(self, error: DeskError) -> None:
        """It could not be done: what was typed stays."""
        self.set_busy(is_busy=False)
        self.trouble.say(labels_errors.words(error).together)

    def end(self, error: DeskError | None) -> None:
        """The deed is over: go, or tell why it failed."""
        if error is None:
            self.accept()
        else:
            self.tell(error)

    def event(self, event: QEvent) -> bool:
        was_handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._make_room()
        return was_handled

    def _make_room(self) -> None:
        """A sentence that appeared below a field must not be cut."""
        layout = self.layout()
        if layout is None:
            return
        needed = max(layout.totalHeightForWidth(self.width()), layout.totalMinimumSize().height())
        if needed > self.height():
            self.resize(self.width(), needed)

    def fit_height(self) -> None:
        """As high as what is in it needs: parts that were put away leave no room."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            height = max(layout.totalHeightForWidth(self.width()), layout.totalMinimumSize().height())
            self.resize(self.width(), height)

    def add_foot_button(self, button: QPushButton) -> None:
        """One more way to end, at the left of the foot."""
        self._usual.insertWidget(0, button)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focus = self.focusWidget()
        is_plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if event.key() in _ENTER and is_plain:
            if isinstance(focus, QPushButton):
                focus.click()
            else:
                self.focusNextPrevChild(True)
            return
        super().keyPressEvent(event)

    def _lay_out(self, title: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = nest(column, QHBoxLayout())
        head.setContentsMargins(_SIDE, 14, _SIDE, 10)
        head.setSpacing(12)
        head.addWidget(RoleLabel(title, FontRole.PAGE_TITLE, parent=self))
        head.addWidget(self.about, 1)
        usual = QWidget(self)
        row = QHBoxLayout(usual)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._usual = row
        row.addWidget(self.trouble, 1)
        row.addStretch(0)
        row.addWidget(self.cancel_button)
        row.addWidget(self.save_button)
        question = QWidget(self)
        asked = QHBoxLayout(question)
        asked.setContentsMargins(0, 0, 0, 0)
        asked.setSpacing(8)
        self.asked_words.setWordWrap(True)
        asked.addWidget(self.asked_words, 1)
        asked.addWidget(self.discard_button)
        asked.addWidget(self.stay_button)
        self.foot.addWidget(usual)
        self.foot.addWidget(question)
        bar = QFrame(self)
        foot = QVBoxLayout(bar)
        foot.setContentsMargins(_SIDE, 10, _SIDE, 12)
        foot.addWidget(self.foot)
        column.addWidget(Line(parent=self))
        column.addWidget(self.content, 1)
        column.addWidget(Line(parent=self))
        column.addWidget(bar)

    def _on_stay(self) -> None:
        self.foot.setCurrentIndex(0)
        if self._last_focus is not None:
            self._last_focus.setFocus()

    def _on_save_pressed(self) -> None:
        if not self.save_button.isEnabled():
            return
        self.foot.setCurrentIndex(0)
        self.save()
