"""A fresh process that unlocks a book and reads its day, or runs the rules on the morning after."""

from __future__ import annotations

import sys
import time
from datetime import date, timedelta
from pathlib import Path

from advisor_desk.assembly.desk import Desk, around
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.keys import DataKey
from tests.bench.children import tell

AS_OF = date(2026, 6, 30)


def main(path: str, key_text: str, what: str) -> None:
    """Tell the milliseconds of the first and of a second reading, or the seconds of a morning's run."""
    book_id, raw = key_text.split(":")
    opened = SqlBook.open_with_key(Path(path), DataKey(book_id, bytes.fromhex(raw)))
    desk = around(opened, AS_OF + timedelta(days=what == "morning"), "bench")
    if what == "morning":
        _morning(desk)
    else:
        _sight(desk)
    desk.close()


def _sight(desk: Desk) -> None:
    taken = []
    for _ in range(2):
        started = time.perf_counter()
        # Its modules are loaded when the page is first asked for: that belongs into the clock.
        from advisor_desk.usecases.today import today

        view = today(desk.book)
        taken.append((time.perf_counter() - started) * 1000)
    tell(cold=taken[0], warm=taken[1], lines=len(view.items), total=sum(view.totals.values()))


def _morning(desk: Desk) -> None:
    from advisor_desk.usecases.find_moments import find_moments

    desk.roll()
    started = time.perf_counter()
    found = find_moments(desk.book)
    tell(seconds=time.perf_counter() - started, added=found.added)


if __name__ == "__main__":
    main(*sys.argv[1:])
