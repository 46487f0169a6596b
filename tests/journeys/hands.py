"""Ten fingers before the real program: every key goes to whatever has the keyboard, and is counted."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from advisor_desk.ui.quick_log.window import QuickLogWindow
from tests.journeys.desk import WAIT_MS, Person

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
ENTER = Qt.Key.Key_Return


class Hands:
    """`keys` is what was pressed; texts of one's own and looks aside stand apart in `letters` and `looks`."""

    def __init__(self, person: Person) -> None:
        self._person = person
        self.keys = self.letters = self.looks = 0
        self.steps: list[str] = []
        self._told = 0

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """One key to whatever has the keyboard; then wait until the desk rests."""
        self.keys += 1
        QTest.keyClick(self._focus(), key, modifiers)
        self._person.rest()

    def type(self, text: str) -> None:
        """One key a letter."""
        for letter in text:
            self.keys += 1
            QTest.keyClicks(self._focus(), letter)
        self._person.rest()

    def write(self, text: str) -> None:
        """What one wants to say: plain keys, or an input method for Chinese; counted as letters."""
        self.letters += len(text)
        for letter in text:
            if letter.isascii():
                QTest.keyClicks(self._focus(), letter)
                continue
            event = QInputMethodEvent()
            event.setCommitString(letter)
            QCoreApplication.sendEvent(self._focus(), event)
        self._person.rest()

    def commit(self, text: str) -> None:
        """A short text through an input method, counted a key a character."""
        self.keys += len(text)
        event = QInputMethodEvent()
        event.setCommitString(text)
        QCoreApplication.sendEvent(self._focus(), event)
        self._person.rest()

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Keys within are a look aside: one can do without."""
        before = self.keys
        yield
        self.looks += self.keys - before
        self.keys = before

    def step(self, name: str) -> None:
        """The end of a step: its keys stand in `steps`."""
        self.steps.append(f"{name} {self.keys - self._told}")
        self._told = self.keys

    def focus(self) -> QWidget:
        """Whatever has the keyboard."""
        return self._focus()

    def _focus(self) -> QWidget:
        window = self._top()
        if not window.isActiveWindow():
            window.activateWindow()
            assert QTest.qWaitForWindowActive(window, WAIT_MS), window.windowTitle()
        return window.focusWidget() or window

    def _top(self) -> QWidget:
        """The window in front: the quick log, a brief, or the desk."""
        modal = QApplication.activeModalWidget()
        if modal is not None:
            return modal
        desk = self._person.window
        log, preview = desk.quick_log.window, desk.brief.preview
        if log is not None and log.isVisible():
            return log
        return preview if preview is not None and preview.isVisible() else desk


def log_of(person: Person) -> QuickLogWindow:
    """The quick log, once it was asked for."""
    log = person.window.quick_log.window
    assert log is not None
    return log


def told(capsys: pytest.CaptureFixture[str], line: str) -> None:
    """Print a line of figures past the capture."""
    with capsys.disabled():
        print(f"\n{line}")  # noqa: T201
