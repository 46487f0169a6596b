"""The real window in a fresh process, without a display: what a case of the window measures.

`start-gate FOLDER`, `start-today FILE KEY`, `bare`: time of the first paint on the monotonic clock.
`list FILE KEY`, `type FILE KEY KEYS`, `client FILE KEY PAGES`: figures of an open window.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from advisor_desk.app.desk_window import DeskWindow
    from advisor_desk.assembly.desk import Desk
    from advisor_desk.ui.pages.clients import ClientsPage

AS_OF = (2026, 6, 30)


def tell_and_leave(**figures: object) -> None:
    """Print the figures and end at once."""
    import json

    print(json.dumps(figures), flush=True)
    os._exit(0)


def memory_mb(line: str) -> float:
    """A line of this process's status in MB."""
    with open("/proc/self/status", encoding="ascii") as status:
        for each in status:
            if each.startswith(line):
                return int(each.split()[1]) / 1024
    return 0.0


HEAVY = ("pandas", "numpy", "matplotlib", "scipy", "sqlalchemy", "sqlalchemy.orm", "alembic")


def told_at_first_paint(widget: QWidget, is_ready: Callable[[], bool] = lambda: True) -> object:
    """End the process with the time of the first paint of `widget` at which `is_ready`."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    class Watch(QObject):
        """Sees the paint; the clock is read when its event has been dealt with."""

        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
            if event.type() == QEvent.Type.Paint and is_ready():
                QTimer.singleShot(0, self.tell)
            return False

        def tell(self) -> None:
            tell_and_leave(
                at=time.clock_gettime(time.CLOCK_MONOTONIC),
                mb=memory_mb("VmHWM"),
                heavy=[name for name in HEAVY if name in sys.modules],
                modules=len(sys.modules),
            )

    watch = Watch(widget)
    widget.installEventFilter(watch)
    return watch


def bare() -> None:
    """A plain PySide6 window with a label."""
    from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

    app = QApplication(sys.argv[:1])
    window = QMainWindow()
    label = QLabel("客户总览")
    window.setCentralWidget(label)
    window.resize(1280, 800)
    told_at_first_paint(label)
    window.show()
    app.exec()


def start_gate(file: str) -> None:
    """`advisor-desk open` up to the painted unlock screen, the way the command goes."""
    from advisor_desk.ui.gate.window import GateWindow

    shown = GateWindow.show

    def show(self: GateWindow) -> None:
        told_at_first_paint(self.unlock)
        shown(self)

    GateWindow.show = show  # type: ignore[assignment, method-assign]
    from advisor_desk.cli import main

    main(["--book", file, "open"])


def start_today(file: str, key: str) -> None:
    """A book opened with its raw key, up to the painted first screen with its lines."""
    from advisor_desk.app.start import make_application

    app = make_application("zh_CN", "light")
    window = desk_window(open_desk(file, key), page="today")
    lines = window.today_desk.page.lines
    told_at_first_paint(lines.viewport(), lambda: lines.rows.rowCount() > 0)
    window.show()
    app.exec()


def open_desk(file: str, key: str) -> Desk:
    """The book, opened with its raw key."""
    from datetime import date

    from advisor_desk.assembly.desk import around
    from advisor_desk.storage.book import SqlBook
    from advisor_desk.storage.keys import DataKey

    book_id, secret = key.split(":")
    return around(SqlBook.open_with_key(Path(file), DataKey(book_id, bytes.fromhex(secret))), date(*AS_OF))


def with_rules_run(desk: Desk) -> Desk:
    """The desk as on any but its first day: a first run over a million clients goes on for very long."""
    desk.book.keep_moments_found_until(desk.book.as_of, desk.book.moments_changed()[1])
    return desk


def desk_window(desk: Desk, page: str = "clients") -> DeskWindow:
    """The window of an open book, as the controller puts it together, with a screen in sight."""
    from advisor_desk.app.desk_window import DeskParts, DeskWindow
    from advisor_desk.settings import Settings
    from advisor_desk.ui.jobs import Jobs

    parts = DeskParts(
        desk=desk,
        jobs=Jobs(),
        settings=Settings(),
        data=desk.book.path.with_suffix(".data"),
        today=lambda: desk.book.as_of,
        is_animated=False,
    )
    window = DeskWindow(parts)
    window.show_page(page)
    return window


class Painted:
    """Waits until one of some widgets was painted after something has come true."""

    def __init__(self, *widgets: QWidget) -> None:
        from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer

        self._loop = QEventLoop()
        self.is_due: Callable[[], bool] = lambda: False
        self.at = 0.0
        outer = self

        class Watch(QObject):
            """Sees the paint; the clock is read when its event has been dealt with."""

            def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
                if event.type() == QEvent.Type.Paint and outer.is_due():
                    outer.is_due = lambda: False
                    QTimer.singleShot(0, outer.seen)
                return False

        self._watch = Watch()
        for widget in widgets:
            widget.installEventFilter(self._watch)

    def seen(self) -> None:
        self.at = time.perf_counter()
        self._loop.quit()

    def after(self, deed: Callable[[], Any], is_due: Callable[[], bool]) -> float:
        """Milliseconds from `deed` to the end of the first paint at which `is_due`."""
        self.is_due = is_due
        started = time.perf_counter()
        deed()
        self._loop.exec()
        return (self.at - started) * 1000


def list_widgets(page: ClientsPage) -> list[QWidget]:
    """What shows the list: its rows, or what stands in their place when there are none."""
    from advisor_desk.ui.widgets.empty import EmptyState

    return [page.table.viewport(), *page.findChildren(EmptyState)]


def rest(milliseconds: int) -> None:
    """Let the window go on for a while."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def until_quiet(window: DeskWindow) -> None:
    """Until what goes on behind a new window is over: the rules, the notes."""
    rest(900)  # It begins once the screen is painted.
    while window.today_desk.is_working:
        rest(100)
    settle(window)


def settle(window: DeskWindow) -> None:
    """Until nothing is on its way any more."""
    for _ in range(1_000):
        rest(30)
        if not window.jobs.is_busy:
            rest(150)
            if not window.jobs.is_busy:
                return


def typing(file: str, key: str, keys: str) -> None:
    """Key strokes into the search box, each to the painted list; the window rests 160 ms between keys."""
    from PySide6.QtCore import QEvent, Qt
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication

    from advisor_desk.app.start import make_application

    make_application("zh_CN", "light")
    window = desk_window(with_rules_run(open_desk(file, key)))
    page, model = window.clients, window.clients.model
    window.show()
    until_quiet(window)

    def press(text: str, code: int = 0) -> None:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(box, QKeyEvent(kind, code, Qt.KeyboardModifier.NoModifier, text))

    box = window.top.search
    box.setFocus()
    painted = Painted(*list_widgets(page))
    loads: list[int] = []
    model.loaded.connect(lambda _row, _place: loads.append(1))
    taken: list[tuple[str, float, int]] = []
    for word in Path(keys).read_text("utf-8").split("\n"):
        for at, letter in enumerate(word):
            loads.clear()
            wanted = word[: at + 1]

            def is_due(wanted: str = wanted) -> bool:
                return model.query.text == wanted and bool(loads)

            taken.append((wanted, painted.after(partial(press, letter), is_due), model.rowCount()))
            rest(160)
        press("", Qt.Key.Key_Escape)
        settle(window)
    tell_and_leave(taken=taken)


def long_list(file: str, key: str) -> None:
    """Open, scroll, sort and filter the list; memory above the window with an empty model."""
    from PySide6.QtCore import Qt

    from advisor_desk.app.start import make_application
    from advisor_desk.domain.client_query import View
    from advisor_desk.ui.models.client_columns import Column
    from advisor_desk.ui.models.client_source import ListQuery

    make_application("zh_CN", "light")
    desk = with_rules_run(open_desk(file, key))
    started = time.perf_counter()
    window = desk_window(desk)
    page, model = window.clients, window.clients.model
    painted = Painted(*list_widgets(page))
    painted.after(window.show, lambda: model.has_loaded)
    figures: dict[str, Any] = {"open": (painted.at - started) * 1000}
    until_quiet(window)
    figures["rows"] = model.rowCount()
    if not figures["rows"]:
        tell_and_leave(**figures, mb=memory_mb("VmRSS"))
    loads: list[int] = []
    model.loaded.connect(lambda _row, _place: loads.append(1))

    def load(deed: Callable[[], Any]) -> float:
        loads.clear()
        milliseconds = painted.after(deed, lambda: bool(loads))
        settle(window)
        return milliseconds

    figures["frames"] = _frames(page.table)
    settle(window)
    figures["mb"] = memory_mb("VmRSS")
    orders = (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder)
    figures["sort"] = [
        (column.name, order is orders[1], load(partial(model.sort, column, order)))
        for column in Column
        for order in orders
    ]
    views = ("HNW", "INST", "YOUNG", "KEY_DEVELOP", "LONG_TAIL", "DORMANT", "UPGRADE_NEAR", "ALL")
    figures["filter"] = [(view, load(partial(model.load, ListQuery(view=View(view))))) for view in views]
    figures["mb_end"] = memory_mb("VmRSS")
    tell_and_leave(**figures)


def _frames(table: Any) -> list[float]:
    """Milliseconds of single frames: leaps through the whole list, then the wheel."""
    from PySide6.QtWidgets import QApplication

    bar = table.verticalScrollBar()
    taken = []
    for step in range(150):
        started = time.perf_counter()
        bar.setValue(int(bar.maximum() * (step * 37 % 150) / 150))
        table.viewport().repaint()
        taken.append((time.perf_counter() - started) * 1000)
        QApplication.processEvents()
    bar.setValue(bar.maximum() // 3)
    rest(200)
    for _ in range(300):
        started = time.perf_counter()
        bar.setValue(bar.value() + 3)
        table.viewport().repaint()
        taken.append((time.perf_counter() - started) * 1000)
        QApplication.processEvents()
    return taken


def client_pages(file: str, key: str, pages: str) -> None:
    """The page of one client after another, from asking to painted."""
    import random

    from advisor_desk.app.start import make_application

    make_application("zh_CN", "light")
    window = desk_window(open_desk(file, key))
    window.show()
    until_quiet(window)
    detail = window.detail
    painted = Painted(detail.body)  # type: ignore[arg-type]
    shown: list[int] = []
    detail.shown.connect(shown.append)
    draw = random.Random(4)
    taken = []
    count = window.clients.model.rowCount()
    book = window.desk.book
    for _ in range(int(pages)):
        client = draw.randint(1, count)
        shown.clear()
        taken.append(painted.after(partial(detail.show_client, client), lambda: bool(shown)))
        rest(60)
    data = []
    for _ in range(int(pages)):
        client = draw.randint(1, count)
        started = time.perf_counter()
        book.review(client)
        data.append((time.perf_counter() - started) * 1000)
    statements: list[str] = []
    book.sql.connection.set_trace_callback(statements.append)
    book.review(draw.randint(1, count))
    book.sql.connection.set_trace_callback(None)
    reads = [one for one in statements if not one.startswith(("BEGIN", "ROLLBACK", "--"))]
    tell_and_leave(painted=taken, data=data, statements=len(reads))


_PARTS: dict[str, Callable[..., None]] = {
    "bare": bare,
    "start-gate": start_gate,
    "start-today": start_today,
    "type": typing,
    "list": long_list,
    "client": client_pages,
}

if __name__ == "__main__":
    _PARTS[sys.argv[1]](*sys.argv[2:])
