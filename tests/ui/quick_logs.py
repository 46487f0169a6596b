"""The quick log of a real desk, driven by real key events that are counted."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from advisor_desk.ui.jobs import Jobs
from advisor_desk.ui.quick_log.window import QuickLogWindow
from tests.builders import Builder
from tests.ui.real_desk import CONTROL, NONE, RealDesk, ready, real_desk

NAMES = ("李明亮", "欧阳雨桐", "王芳", "单雨", "赵敏")
ENTER = Qt.Key.Key_Return
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def five_clients(build: Builder) -> None:
    """Clients with phones; the first has the largest assets."""
    for at, name in enumerate(NAMES, start=1):
        client_id = build.client(name, client_no=f"C{at}", phone=f"1380013800{at}")
        build.assets(client_id, date(2026, 11, 19), 10_000_000_00 // at)


@dataclass
class Logger:
    """A person before the quick log; `keys` counts what was pressed."""

    desk: RealDesk
    keys: int = 0

    @property
    def log(self) -> QuickLogWindow:
        """The window; it has to have been opened."""
        found = self.desk.window.quick_log.window
        assert found is not None
        return found

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """One key to whatever has the keyboard."""
        self.keys += 1
        QTest.keyClick(self.focus(), key, modifiers)
        QApplication.processEvents()

    def type(self, text: str) -> None:
        """One key a letter, each to whatever has the keyboard then."""
        for letter in text:
            self.keys += 1
            QTest.keyClicks(self.focus(), letter)
            QApplication.processEvents()

    def commit(self, text: str) -> None:
        """Chinese through an input method."""
        target = self.focus()
        QCoreApplication.sendEvent(target, QInputMethodEvent("pinyin", []))
        event = QInputMethodEvent()
        event.setCommitString(text)
        QCoreApplication.sendEvent(target, event)
        QApplication.processEvents()

    def focus(self) -> QWidget:
        """Whatever has the keyboard."""
        window = self._window()
        if not window.isActiveWindow():
            ready(window)
        return window.focusWidget() or window

    def open(self) -> QuickLogWindow:
        """Ctrl+L on the desk."""
        window = self.desk.window
        ready(window)
        self.keys += 1
        QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_L, CONTROL)
        QApplication.processEvents()
        ready(self.log)
        return self.log

    def save(self) -> None:
        """Ctrl+Enter."""
        self.press(ENTER, CONTROL)

    def who(self) -> list[str]:
        """The names in the box."""
        return [one.name for one in self.log.form.people.people()]

    def recorded(self) -> list[dict[str, Any]]:
        """Bodies of the records, with the client's id."""
        return [body for kind, body in self.desk.events() if kind == "interaction.recorded"]

    def _window(self) -> QWidget:
        log = self.desk.window.quick_log.window
        return log if log is not None and log.isVisible() else self.desk.window


@contextmanager
def logger(folder: Path, fill: Any = five_clients, jobs: Jobs | None = None) -> Iterator[Logger]:
    """A desk on a screen that is about no client, with somebody before it."""
    with real_desk(folder, fill, jobs) as desk:
        desk.window.show_page("segments")
        yield Logger(desk)
