"""Contacts recorded in the real window while a first sync runs: `FILE URL CODE`.

The book has some clients of its own already, whom head office knows too. Each save goes the way of the
window's: a job of the book's lane, timed from the moment it is asked for until its answer is back.
"""

from __future__ import annotations

import random
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.window_child import (
    AS_OF,
    desk_window,
    rest,
    settle,
    tell_and_leave,
    until_quiet,
    with_rules_run,
)

if TYPE_CHECKING:
    from advisor_desk.app.desk_window import DeskWindow
    from advisor_desk.assembly.desk import Desk

OWN_CLIENTS = 200
_THINKING_MS = (200, 800)


def saves(file: str, url: str, code: str) -> None:
    """Sync from the beginning; save all the while; then as many saves with nothing beside them."""
    from advisor_desk.app.desk_window import SYNC
    from advisor_desk.app.start import make_application

    make_application("zh_CN", "light")
    window = desk_window(with_rules_run(_enrolled(Path(file), url, code)))
    window.show()
    until_quiet(window)
    window.show_page(SYNC)
    settle(window)
    draw = random.Random(8)
    began = time.perf_counter()
    window.sync.sync_now()
    taken, stages = [], []
    while not window.sync.is_running:
        rest(5)
    while window.sync.is_running:
        progress = window.sync.state.progress
        stages.append("" if progress is None else progress.stage)
        taken.append(_saved(window, draw))
        rest(draw.randint(*_THINKING_MS))
    seconds = time.perf_counter() - began
    state = window.sync.state
    kind = state.kind.name if state.error is None else state.error.code
    until_quiet(window)
    alone = []
    for _ in range(len(taken)):
        alone.append(_saved(window, draw))
        rest(draw.randint(*_THINKING_MS))
    with window.desk.book.sql.read() as connection:
        trades = connection.execute("SELECT count(*) FROM trade").fetchone()[0]
    tell_and_leave(taken=taken, stages=stages, alone=alone, seconds=seconds, kind=kind, trades=trades)


def _saved(window: DeskWindow, draw: random.Random) -> float:
    """Milliseconds from asking to the answer in the window's thread."""
    from PySide6.QtCore import QEventLoop

    from advisor_desk.ui.jobs import BookChange, WriteJob
    from advisor_desk.ui.quick_log.window import TOPICS
    from tests.bench.contact_books import contact
    from tests.bench.sync_rows import client_number

    book = window.desk.book
    at = draw.randrange(OWN_CLIENTS)
    made = replace(contact(client_number(at), draw), on=book.as_of)
    loop = QEventLoop()
    done: list[float] = []

    def answered(_record_id: str) -> None:
        done.append(time.perf_counter())
        loop.quit()

    asked = time.perf_counter()
    window.jobs.start(
        WriteJob(
            run=lambda _context: partial(book.record, made, draft="quick_log")(),
            done=answered,
            change=BookChange(TOPICS, frozenset({at + 1})),
        )
    )
    loop.exec()
    return (done[0] - asked) * 1000


def _enrolled(path: Path, url: str, code: str) -> Desk:
    from datetime import date

    from advisor_desk.assembly.desk import around
    from advisor_desk.storage.book import SqlBook
    from advisor_desk.storage.desk_sync import DeskSync
    from advisor_desk.storage.keys import CHEAP
    from advisor_desk.storage.opening import Surroundings
    from advisor_desk.usecases import run_sync
    from tests.bench.books import PASSPHRASE, names
    from tests.bench.sync_rows import client_number

    book = SqlBook.create(path, PASSPHRASE, Surroundings(cost=CHEAP, is_cheap_allowed=True)).book
    with book.change() as connection:
        connection.executemany(
            "INSERT INTO client (client_no, name, client_type) VALUES (?, ?, 'PERSON')",
            ((client_number(at), name) for at, name in enumerate(names(OWN_CLIENTS))),
        )
    desk = around(book, date(*AS_OF), "bench")
    desk.roll()
    run_sync.enroll(DeskSync(desk.book, time.time), url, code)
    return desk


if __name__ == "__main__":
    saves(*sys.argv[1:])
