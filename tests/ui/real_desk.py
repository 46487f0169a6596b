"""The whole desk window on a real encrypted book, driven by keys, for tests of what people do."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from shiboken6 import isValid

from advisor_desk.app.desk_window import CLIENTS, DeskParts, DeskWindow
from advisor_desk.assembly.desk import Desk
from advisor_desk.settings import Settings
from advisor_desk.storage.desk import DeskBook
from advisor_desk.storage.events import verify_chain
from advisor_desk.ui.jobs import Jobs
from advisor_desk.usecases.rules_catalog import shipped_catalog
from tests.builders import Builder, open_desk
from tests.ui.client_page import NoChartJobs

CONTROL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier


@dataclass
class RealDesk:
    """A window on a book; `told` is what the notices said."""

    window: DeskWindow
    book: DeskBook
    told: list[tuple[str, str]] = field(default_factory=list)

    def events(self) -> list[tuple[str, dict[str, Any]]]:
        """Type and body of every event, the chain being whole."""
        with self.book.sql.read() as connection:
            assert verify_chain(connection).ok
            rows = connection.execute("SELECT type, body FROM event ORDER BY device_seq").fetchall()
        return [(kind, json.loads(body)) for kind, body in rows]

    def names(self) -> list[str]:
        """The names in the list."""
        model = self.window.clients.model
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    def toast_link(self) -> Any:
        """The link of the newest toast."""
        toast = self.window.notices._stack.shown()[-1]  # noqa: SLF001
        return toast.findChildren(QWidget, "link")[0]


@contextmanager
def real_desk(
    folder: Path, fill: Any = None, jobs: Jobs | None = None, page: str = CLIENTS
) -> Iterator[RealDesk]:
    """A desk in sight whose jobs run at once; `fill(Builder)` puts the first records in; `page` is shown."""
    with open_desk(folder) as book:
        if fill is not None:
            with book.sql.change() as connection:
                fill(Builder(connection))
                book.refresh(connection, None)
        desk = Desk(book, shipped_catalog())
        lane = jobs or NoChartJobs()
        parts = DeskParts(
            desk=desk,
            jobs=lane,
            settings=Settings(),
            data=folder,
            today=lambda: _day_of(book),
            is_animated=False,
        )
        window = DeskWindow(parts)
        made = RealDesk(window, book)
        window.notices.told.connect(lambda kind, text: made.told.append((kind, text)))
        window.resize(1366, 768)
        window.show_page(page)
        window.show()
        window.activateWindow()
        QTest.qWaitForWindowActive(window)
        QApplication.processEvents()
        try:
            yield made
        finally:
            window.leave()
            lane.close()
            window.hide()
            window.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _day_of(book: DeskBook) -> date:
    return book.as_of


def ready(window: QWidget) -> None:
    """Wait until a window or dialog has the keyboard."""
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    QApplication.processEvents()


def gone(dialog: QDialog) -> bool:
    """True once a dialog is out of sight; it deletes itself then."""
    return not isValid(dialog) or not dialog.isVisible()


def press(widget: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """One key to whatever has the keyboard within `widget`'s window."""
    if not widget.isActiveWindow():
        ready(widget.window())
    QTest.keyClick(widget.focusWidget() or widget, key, modifiers)
    QApplication.processEvents()


def commit(widget: QWidget, text: str) -> None:
    """Text from an input method, to whatever has the keyboard within `widget`'s window."""
    target = widget.focusWidget()
    assert target is not None
    QCoreApplication.sendEvent(target, QInputMethodEvent("pinyin", []))
    event = QInputMethodEvent()
    event.setCommitString(text)
    QCoreApplication.sendEvent(target, event)
    QApplication.processEvents()


def type_in(widget: QWidget, text: str) -> None:
    """Plain ASCII keys, to whatever has the keyboard within `widget`'s window."""
    QTest.keyClicks(widget.focusWidget() or widget, text)
    QApplication.processEvents()
