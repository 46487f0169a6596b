"""One field of a form: its label, what is typed or chosen, one sentence below it. Knows no field by name."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from advisor_desk.ui import discreet
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.widgets.card import RoleLabel


class FieldBox(QWidget):
    """Signals: `edited()` for each change that is committed; `left()` when the person goes on.

    `set_text` is no edit by the person: `edited` stays silent.
    """

    edited = Signal()
    left = Signal()

    def __init__(self, label: str, editor: QWidget, *, is_required: bool = False) -> None:
        super().__init__()
        self.editor = editor
        self._is_required = is_required
        self.caption = RoleLabel("", FontRole.SMALL, "second", self)
        self.caption.setBuddy(editor)
        self.note = RoleLabel("", FontRole.SMALL, "third", self)
        self.note.setWordWrap(True)
        self.note.hide()
        self.has_problem = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(self.caption)
        column.addWidget(editor)
        column.addWidget(self.note)
        column.addStretch(1)
        self.setFocusProxy(editor)
        self.set_label(label)

    def set_label(self, label: str) -> None:
        """Name the field; a star marks what is required."""
        self.caption.setText(f"{label} *" if self._is_required else label)
        self.editor.setAccessibleName(label)

    def set_required(self, *, is_required: bool) -> None:
        """Say whether the field must be filled in."""
        self._is_required = is_required
        self.set_label(self.editor.accessibleName())

    def text(self) -> str:
        """What was typed, or the code that was chosen."""
        raise NotImplementedError

    def set_text(self, text: str) -> None:
        """Put `text` in."""
        raise NotImplementedError

    def say_problem(self, sentence: str) -> None:
        """What is wrong with the field; empty when nothing is."""
        self._say(sentence, is_problem=bool(sentence))

    def say_hint(self, sentence: str) -> None:
        """How the field was understood, or what to look at; it keeps nobody from saving."""
        self._say(sentence, is_problem=False)

    def _say(self, sentence: str, *, is_problem: bool) -> None:
        self.has_problem = is_problem
        self.note.setText(sentence)
        self.note.set_tone("warn" if is_problem else "second")
        self.note.setVisible(bool(sentence))
        self.editor.setAccessibleDescription(sentence)
        if self.editor.property("wrong") != is_problem:
            self.editor.setProperty("wrong", is_problem)
            self.editor.style().unpolish(self.editor)
            self.editor.style().polish(self.editor)


class DiscreetEdit(QLineEdit):
    """A field that hides its text in discreet mode unless the person is in it."""

    def __init__(self, *, is_private: bool) -> None:
        super().__init__()
        self._is_private = is_private
        discreet.signals().changed.connect(self._on_discreet_changed)
        self._show_or_hide()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_or_hide()

    def _show_or_hide(self) -> None:
        is_hidden = self._is_private and discreet.is_on() and not self.hasFocus()
        self.setEchoMode(QLineEdit.EchoMode.Password if is_hidden else QLineEdit.EchoMode.Normal)

    def _on_discreet_changed(self, _is_on: bool) -> None:  # noqa: FBT001
        self._show_or_hide()


class TextBox(FieldBox):
    """A line of text. Nothing is cut while typing: too long a text is told, not shortened."""

    def __init__(
        self, label: str, hint: str = "", *, is_required: bool = False, is_private: bool = False
    ) -> None:
        self.edit = DiscreetEdit(is_private=is_private)
        self.edit.setPlaceholderText(hint)
        super().__init__(label, self.edit, is_required=is_required)
        self.edit.textEdited.connect(self.edited)
        self.edit.editingFinished.connect(self.left)

    def text(self) -> str:
        return self.edit.text()

    def set_text(self, text: str) -> None:
        self.edit.setText(text)
        self.edit.setCursorPosition(0)


class CalmCombo(QComboBox):
    """Lets the wheel scroll the form past it unless it has the keyboard."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class CodeBox(FieldBox):
    """A choice of codes, shown as words; without a need for one the first choice is none."""

    def __init__(self, label: str, choices: Sequence[tuple[str, str]], *, is_required: bool = False) -> None:
        self.combo = CalmCombo()
        self.combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.combo.setMinimumContentsLength(4)
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for code, word in choices:
            self.combo.addItem(word, code)
        super().__init__(label, self.combo, is_required=is_required)
        self.combo.currentIndexChanged.connect(self.edited)
        self.combo.activated.connect(self.left)

    def text(self) -> str:
        return str(self.combo.currentData() or "")

    def set_text(self, text: str) -> None:
        self.combo.blockSignals(True)
        self.combo.setCurrentIndex(max(0, self.combo.findData(text)))
        self.combo.blockSignals(False)
