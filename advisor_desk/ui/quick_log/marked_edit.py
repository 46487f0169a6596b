"""Text fields that mark forbidden words while they are typed, and a note that takes phrases by a digit."""

import unicodedata
from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QKeyEvent, QSyntaxHighlighter, QTextCharFormat, QTextDocument
from PySide6.QtWidgets import QWidget

from advisor_desk.rules.wording import WordHit
from advisor_desk.ui import fonts, theme
from advisor_desk.ui.widgets.private_text import PrivateText

Find = Callable[[str], Sequence[WordHit]]
_LINE: Final = 20
_PADDING: Final = 18


class ForbiddenMarks(QSyntaxHighlighter):
    """Marks forbidden words by ground and wave, line by line."""

    def __init__(self, document: QTextDocument, find: Find) -> None:
        super().__init__(document)
        self._find = find
        theme.signals().changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:
        mark = QTextCharFormat()
        mark.setForeground(theme.color("warn"))
        mark.setBackground(theme.color("warn_bg"))
        mark.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        mark.setUnderlineColor(theme.color("warn"))
        for hit in self._find(text):
            # Qt counts letters outside of the basic plane twice.
            start, end = _wide(text[: hit.start]), _wide(text[: hit.end])
            self.setFormat(start, end - start, mark)


class MarkedEdit(PrivateText):
    """Several lines; Tab goes on.

    Signals: `edited()` after each change by the person; `picture_pasted(QMimeData)` for what is no text.
    """

    edited = Signal()
    picture_pasted = Signal(object)

    def __init__(self, name: str, hint: str, find: Find | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.viewport().setAcceptDrops(False)  # Files are taken by the window.
        self.set_lines(2)
        self._marks = ForbiddenMarks(self.document(), find) if find is not None else None
        self.textChanged.connect(self._on_changed)
        self._before = ""

    def set_lines(self, lines: int) -> None:
        """How many lines are in sight."""
        self.setFixedHeight(fonts.scaled(lines * _LINE + _PADDING))

    def text(self) -> str:
        """What was typed."""
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Put `text` in; nobody is told."""
        self._before = text
        self.setPlainText(text)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() or source.hasImage() or source.hasUrls()

    def insertFromMimeData(self, source: QMimeData) -> None:
        if source.hasImage() or source.hasUrls():
            self.picture_pasted.emit(source)
        else:
            self.insertPlainText(source.text())

    def _on_changed(self) -> None:
        # Marking a word changes the document as well, and is no edit.
        if self.toPlainText() != self._before:
            self._before = self.toPlainText()
            self.edited.emit()


class NoteEdit(MarkedEdit):
    """The note: a digit typed into the empty field puts in the phrase of that number; Backspace right after
    it gives the digit itself.
    """

    def __init__(self, name: str, hint: str, find: Find | None, parent: QWidget | None = None) -> None:
        super().__init__(name, hint, find, parent)
        self.phrases: tuple[str, ...] = ()
        self._meant = ""

    def put_phrase(self, number: int) -> bool:
        """Put in the phrase of a number from 1 on, at the cursor; False when there is none."""
        if not 1 <= number <= len(self.phrases):
            return False
        self.insertPlainText(self.phrases[number - 1])
        self.setFocus()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = unicodedata.normalize("NFKC", event.text())
        is_plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if is_plain and digit.isdigit() and not self.text() and self.put_phrase(int(digit)):
            self._meant = digit
            return
        if event.key() == Qt.Key.Key_Backspace and self._meant:
            self.setPlainText(self._meant)
            self.moveCursor(self.textCursor().MoveOperation.End)
            self._meant = ""
            return
        self._meant = ""
        super().keyPressEvent(event)


def _wide(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
