"""A person before the real window: types, clicks, waits for what is seen. Real files, nothing faked."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QAbstractItemModel, QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QTableWidget
from pytestqt.qtbot import QtBot

from advisor_desk.app.controller import Controller, Run
from advisor_desk.app.desk_window import DeskWindow
from advisor_desk.assembly.desk import create_book
from advisor_desk.settings import Settings
from advisor_desk.storage.keys import CHEAP
from advisor_desk.storage.opening import Surroundings
from advisor_desk.ui.gate.page import GatePage
from advisor_desk.ui.gate.window import GateWindow
from advisor_desk.ui.pages.late import LatePage
from tests.clock import Clock

Kind = TypeVar("Kind")

TODAY = date(2026, 11, 20)
PASSPHRASE = "a long sentence 一句话"
WAIT_MS = 20_000
CLIENTS = (
    "客户号,姓名,客户类型,性别,出生日期,手机号,开户日期\n"
    "C1,欧阳雨桐,个人,女,1972-03-08,13800138001,2020-01-06\n"
    "C2,示例银行,金融机构,,,,2021-05-10\n"
    "C3,单雨,个人,男,1998-07-01,13800138003,2024-02-01\n"
    "C4,李四,个人,男,1960-01-01,138,2019-03-01\n"
)
"""Three clients that can be taken and one whose phone number cannot."""
NAMES = ("欧阳雨桐", "示例银行", "单雨")


@dataclass
class Person:
    """One run of the program and whoever sits before it."""

    qtbot: QtBot
    folder: Path
    settings: Settings = field(default_factory=Settings)
    clock: Clock = field(default_factory=lambda: Clock(1000.0))
    book: Path = field(init=False)
    controller: Controller = field(init=False)

    def __post_init__(self) -> None:
        self.book = self.folder / "desk.book"
        self.start()

    def start(self) -> None:
        """Make the program ready; nothing is shown yet."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.controller = Controller(
            Run(
                app=app,
                book=self.book,
                settings=replace(self.settings),
                data=self.folder / "data",
                today=lambda: TODAY,
                clock=self.clock,
            )
        )

    @property
    def gate(self) -> GateWindow:
        """The gate that stands now."""
        assert self.controller.gate is not None
        return self.controller.gate

    @property
    def window(self) -> DeskWindow:
        """The window that stands now."""
        assert self.controller.window is not None
        return self.controller.window

    def until(self, is_so: Callable[[], object]) -> None:
        """Wait for something to be seen."""
        self.qtbot.waitUntil(lambda: bool(is_so()), timeout=WAIT_MS)

    def until_page(self, page: GatePage) -> None:
        """Wait until the gate shows a page and can be used."""
        self.until(lambda: self.gate.current_page() is page and page.isEnabled())

    def until_desk(self) -> DeskWindow:
        """Wait for the window with the list read."""
        self.until(lambda: self.controller.window is not None)
        listed = self.window.page("clients")
        self.until(lambda: isinstance(listed, LatePage) and listed.is_made)
        self.rest()
        return self.window

    def rest(self) -> None:
        """Wait until nothing is under way."""
        jobs = self.window.jobs
        self.until(lambda: not jobs.is_busy)

    def unlock(self, passphrase: str = PASSPHRASE) -> None:
        """Type the passphrase and press Enter."""
        QTest.keyClicks(self.gate.unlock.field.edit, "x")
        self.gate.unlock.field.edit.setText(passphrase)
        QTest.keyClick(self.gate.unlock.field.edit, Qt.Key.Key_Return)

    def import_file(self, file: Path) -> None:
        """Drop a file on the import page and take it in."""
        window = self.window
        window.show_page("files")
        window.files.take_file(file)
        self.rest()
        click(window.files.result.import_button)
        self.rest()

    def listed(self) -> list[str]:
        """The names in the list, as it stands."""
        model = self.window.clients.model
        rows = (model.row_at(at) for at in range(model.rowCount()))
        return [row.name for row in rows if row is not None]

    def end(self) -> None:
        """The program ends."""
        gate, app = self.controller.gate, QApplication.instance()
        self.controller.close()
        assert app is not None
        app.removeEventFilter(self.controller.idle)
        if gate is not None:
            gate.close()
            gate.deleteLater()
        clear_away()


def click(button: QAbstractButton) -> None:
    """Press a button that can be pressed."""
    assert button.isEnabled(), button.text()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def clear_away() -> None:
    """Let Qt delete what is to be deleted."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()
    gc.collect()


@contextmanager
def sitting(qtbot: QtBot, folder: Path, settings: Settings | None = None) -> Iterator[Person]:
    """A person, until the program has ended."""
    person = Person(qtbot, folder, settings or Settings())
    try:
        yield person
    finally:
        person.end()


def cheap_book(path: Path) -> str:
    """An empty book whose passphrase is quick to try; its recovery key."""
    made = create_book(path, PASSPHRASE, Surroundings(cost=CHEAP, is_cheap_allowed=True))
    made.book.close()
    return made.recovery_key


def everything_seen() -> str:
    """Every text of every widget and model that is still alive, seen or not."""
    found: list[str] = []
    for widget in QApplication.allWidgets():
        found += [
            widget.windowTitle(),
            widget.toolTip(),
            widget.accessibleName(),
            widget.accessibleDescription(),
        ]
        if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
            found.append(widget.text())
        if isinstance(widget, QComboBox):
            found += [widget.itemText(at) for at in range(widget.count())]
        found += [text for model in widget.findChildren(QAbstractItemModel) for text in model_texts(model)]
    return "\n".join(text for text in found if text)


def model_texts(model: QAbstractItemModel) -> Iterator[str]:
    """Every text of a model's cells."""
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                value = model.index(row, column).data(role)
                if value is not None:
                    yield str(value)


def alive(kind: type[Kind]) -> list[Kind]:
    """Objects of a kind that somebody still holds."""
    gc.collect()
    return [one for one in gc.get_objects() if type(one) is kind]


def cell(table: QTableWidget, row: int, column: int) -> str:
    """The text of a cell."""
    item = table.item(row, column)
    return item.text() if item is not None else ""
