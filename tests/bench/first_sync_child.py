"""One desk's first sync in a process of its own: `first_sync_child BOOK URL CODE [DIES_AFTER]`.

Without a code the book is there already and goes on. With `DIES_AFTER` the process kills itself, without a
word, behind so many pages. Tells the seconds of the round, and of each of its parts.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

from advisor_desk.assembly.desk import around as desk_around
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.desk_sync import DeskSync
from advisor_desk.storage.keys import CHEAP
from advisor_desk.storage.opening import Surroundings
from advisor_desk.storage.uuid7 import uuid7
from advisor_desk.sync import steps
from advisor_desk.sync.figures import Wishes
from advisor_desk.sync.underway import Around
from advisor_desk.usecases import run_sync
from tests.bench.books import AS_OF, PASSPHRASE
from tests.bench.children import memory_mb, tell


def surroundings() -> Around:
    """Those of the program."""
    return Around(time.time, time.monotonic, uuid7, random.random, time.sleep, "bench")


def main() -> None:
    """Sync once."""
    path, url, code, dies_after = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
    here = Surroundings(cost=CHEAP, is_cheap_allowed=True)
    book = SqlBook.create(path, PASSPHRASE, here).book if code else SqlBook.open(path, PASSPHRASE, here)
    desk = desk_around(book, AS_OF, "bench")
    desk.roll()
    sync = DeskSync(desk.book, time.time)
    if code:
        run_sync.enroll(sync, url, code)
    parts: dict[str, float] = {}
    pages = 0
    begun = last = time.perf_counter()

    def watch(step: str) -> None:
        nonlocal last, pages
        now = time.perf_counter()
        parts[step] = parts.get(step, 0.0) + now - last
        last = now
        pages += step == "page.applied"
        if 0 < dies_after == pages:
            os.kill(os.getpid(), signal.SIGKILL)

    with steps.watching(watch):
        result = run_sync.sync(sync, surroundings(), Wishes())
    seconds = time.perf_counter() - begun
    with book.read() as connection:
        trades = connection.execute("SELECT count(*) FROM trade").fetchone()[0]
        clients = connection.execute("SELECT count(*) FROM client").fetchone()[0]
        counted = connection.execute("SELECT count(*) FROM standing").fetchone()[0]
    tell(
        seconds=seconds,
        parts=parts,
        pages=pages,
        pulled=result.pulled,
        outcome=result.outcome,
        repairs=result.repairs,
        trades=trades,
        clients=clients,
        counted=counted,
        peak_mb=memory_mb(),
    )
    desk.close()


if __name__ == "__main__":
    main()
