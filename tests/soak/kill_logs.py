"""Kill -9 between the keys of a log: what was typed is in the book, as a draft or as the record.

Run long with `python -m tests.soak.kill_logs --kills 2000`; the test suite runs 100 kills. One process types
the log once to its end, which leaves it warm, and then forks a child for each kill: the child opens the real
book and types into the real window.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.events import verify_chain
from advisor_desk.storage.keys import DataKey
from advisor_desk.usecases.log_draft import KEY, LogDraft, draft_of
from tests.builders import NOW, TODAY, WEEKDAYS, Builder, rules
from tests.storage.books import around, make

if TYPE_CHECKING:
    from collections.abc import Iterator

    from advisor_desk.storage.desk import DeskBook

KEYS: Sequence[str] = (
    *"lml", "Enter", "Enter", *"133", *"+3", "Enter", "5", *" ok", "Tab", *"aha", "Tab", *"hm", "Tab",
    *"send", "Enter", *"+5", "Save",
)  # fmt: skip
"""A visit with a note, the client's words, a judgement and a promise; the last key saves."""

_NEW_BOOK_EVERY = 25
_LONGEST_WAIT = 0.012
_SPENT = "spent"


@dataclass
class Tally:
    """What a run has seen. `lost` and `torn` must stay at nought."""

    kills: int = 0
    drafts: int = 0
    records: int = 0
    lost: list[str] = field(default_factory=list)
    torn: int = 0

    @property
    def is_whole(self) -> bool:
        """True when nothing was lost or torn."""
        return not self.lost and self.torn == 0


# In the nursery and its children.


def type_until_killed(pipe: Connection, path: Path, key: DataKey) -> None:
    """Type the log; tell the number of each key once the lane rests, then wait."""
    parent = os.getppid()
    for number, _draft in enumerate(_typed(path, key)):
        pipe.send(number)
    pipe.send(_SPENT)
    while os.getppid() == parent:
        time.sleep(1)


def type_to_the_end(path: Path, key: DataKey) -> list[LogDraft]:
    """The draft after each key. Nothing that is open or running stays: a fork may follow."""
    from PySide6.QtCore import QCoreApplication, QEvent

    drafts = list(_typed(path, key, is_painted=False))
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return drafts


def _typed(path: Path, key: DataKey, *, is_painted: bool = True) -> Iterator[LogDraft]:
    """Type into a window on the book, the draft after each key.

    Painting starts threads of Qt's own that stay; a fork would wait for them in vain.
    """
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from advisor_desk.app.quick_log import log_parts
    from advisor_desk.ui.jobs import Jobs
    from advisor_desk.ui.quick_log.window import QuickLogWindow

    app = QApplication.instance() or QApplication(["kill-logs"])
    book, jobs = _desk(SqlBook.open_with_key(path, key, around())), Jobs()
    window = QuickLogWindow(log_parts(_Seat(_Around(book), jobs)))  # type: ignore[arg-type]
    window.setUpdatesEnabled(is_painted)
    window.open()
    special = {"Enter": Qt.Key.Key_Return, "Tab": Qt.Key.Key_Tab, "Save": Qt.Key.Key_Return}
    _rest(app, jobs)
    for one in KEYS:
        target = window.focusWidget() or window
        if one in special:
            held = Qt.KeyboardModifier.ControlModifier if one == "Save" else Qt.KeyboardModifier.NoModifier
            QTest.keyClick(target, special[one], held)
        else:
            QTest.keyClicks(target, one)
        _rest(app, jobs)
        yield window.draft()
    window.leave()
    window.deleteLater()
    jobs.close()
    jobs.deleteLater()
    book.close()


@dataclass
class _Around:
    book: DeskBook


@dataclass
class _Seat:
    """What the quick log asks of a desk's window."""

    desk: _Around
    jobs: Any

    def today(self) -> date:
        return TODAY


def _rest(app: Any, jobs: Any) -> None:
    while True:
        app.processEvents()
        if not jobs.is_busy:
            return
        time.sleep(0.0005)


def _desk(sql: SqlBook) -> DeskBook:
    from advisor_desk.storage.desk import Circumstances, DeskBook
    from advisor_desk.usecases.rules_catalog import shipped_advice, shipped_service

    circumstances = Circumstances(
        lambda _: rules(),
        WEEKDAYS,
        lambda: NOW,
        "tester",
        advice_on=lambda _: shipped_advice().in_force(TODAY),
        service_on=lambda _: shipped_service().in_force(TODAY),
    )
    return DeskBook(sql, TODAY, circumstances)


def nursery(pipe: Connection) -> None:
    """Type one log to its end, telling the drafts; then fork a child for each order, telling its number.

    An order is a book's path and key.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    pipe.send(type_to_the_end(*pipe.recv()))
    while (order := pipe.recv()) is not None:
        child = os.fork()
        if child == 0:
            try:
                type_until_killed(pipe, *order)
            finally:
                os._exit(0)
        pipe.send(("pid", child))
        os.waitpid(child, 0)
        pipe.send(("dead", child))


# In the parent.


class Nursery:
    """The process that forks children, and the one that lives at present."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(target=nursery, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    def drafts(self, path: Path, key: DataKey) -> list[LogDraft]:
        """The draft after each key of a log that is typed to its end; asked for once, and first."""
        self.pipe.send((path, key))
        found: list[LogDraft] = self._next()
        return found

    def kill_after(self, path: Path, key: DataKey, keys: int, linger: float) -> int:
        """Kill a child so long after it has told `keys` keys; how many it had told in the end."""
        self.pipe.send((path, key))
        told, child = 0, 0
        while told < keys or not child:
            message = self._next()
            if isinstance(message, tuple):
                child = message[1]
            elif isinstance(message, int):
                told = message + 1
        time.sleep(linger)
        os.kill(child, signal.SIGKILL)
        return max([told, *(one + 1 for one in self._until_dead() if isinstance(one, int))])

    def close(self) -> None:
        """End the process."""
        self.pipe.send(None)
        self._process.join(30)
        self._process.kill()
        self.pipe.close()

    def _next(self) -> Any:
        if not self.pipe.poll(120):
            raise TimeoutError
        return self.pipe.recv()

    def _until_dead(self) -> list[Any]:
        found: list[Any] = []
        while not (isinstance(message := self._next(), tuple) and message[0] == "dead"):
            found.append(message)
        return found


@contextmanager
def _new_book(path: Path) -> Iterator[DataKey]:
    new = make(path)
    key = new.book.key
    with new.book.change() as connection:
        Builder(connection).client("李明亮", phone="13800138001")
    desk = _desk(new.book)
    desk.roll()
    yield key
    desk.close()


def look(path: Path, key: DataKey, told: int, expected: Sequence[LogDraft], tally: Tally) -> None:
    """What the next start finds: the draft of a key not before the last told, or the record."""
    desk = _desk(SqlBook.open_with_key(path, key, around()))
    with desk.sql.read() as connection:
        tally.torn += not verify_chain(connection).ok
    (client_id,) = desk.find("lml").ids
    records = [one for one in desk.service_file(client_id) if not one.is_withdrawn]
    body = desk.typed(KEY)
    draft = LogDraft() if body is None else draft_of(body)
    if records:
        tally.records += 1
        tally.torn += len(records) != 1 or body is not None or told < len(KEYS) - 1
        tally.torn += len(desk.tasks(client_id=client_id)) != 2
        desk.withdraw(records[0].id, "next run")
    else:
        tally.drafts += 1
        possible = [one for one in expected[max(0, told - 1) :]] if told else [LogDraft(), *expected]
        if not any(_same(draft, one) for one in possible):
            tally.lost.append(f"after {told} keys: {draft}")
    if body is not None:
        desk.drop_typed(KEY)
    desk.close()


def _same(kept: LogDraft, typed: LogDraft) -> bool:
    return kept == typed or (not kept.has_content and not typed.has_content)


def run(kills: int, seed: int, folder: Path) -> Tally:
    """Kill so many children, each after another key; what was found."""
    dice = random.Random(seed)
    tally = Tally()
    home = Nursery()
    try:
        with _new_book(folder / "dry.book") as key:
            pass
        expected = home.drafts(folder / "dry.book", key)
        for number in range(kills):
            path = folder / f"{number - number % _NEW_BOOK_EVERY}.book"
            if number % _NEW_BOOK_EVERY == 0:
                with _new_book(path) as key:
                    pass
            told = home.kill_after(path, key, number % (len(KEYS) + 1), dice.uniform(0, _LONGEST_WAIT))
            tally.kills += 1
            look(path, key, told, expected, tally)
    finally:
        home.close()
    return tally


def main() -> int:
    """The command: prints the tally; 1 when anything was lost or torn."""
    parser = argparse.ArgumentParser(description="kill -9 between the keys of a log")
    parser.add_argument("--kills", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    asked = parser.parse_args()
    print(f"seed {asked.seed}")  # noqa: T201
    with tempfile.TemporaryDirectory(prefix="kill-logs-") as folder:
        started = time.monotonic()
        tally = run(asked.kills, asked.seed, Path(folder))
        print(f"{tally} in {time.monotonic() - started:.0f} s")  # noqa: T201
    return 0 if tally.is_whole else 1


if __name__ == "__main__":
    sys.exit(main())
