"""今日 of a demo book of 5,000 clients and a million trades: its first sight after unlock, the morning's run.

Each sight is that of a fresh process, its imports in the clock; the rules have been run over the book, which
owes thousands of contacts. The morning runs the rules from the evening before, with the look back.
"""

from __future__ import annotations

from advisor_desk.assembly.demo import open_or_make_demo
from advisor_desk.demo.book import DemoPlan
from advisor_desk.usecases.find_moments import find_moments
from tests.bench.books import AS_OF, PASSPHRASE, BenchBook, finished, load
from tests.bench.children import child, scratch
from tests.bench.figures import Goal, median, spread

CLIENTS, TRADES = 5_000, 1_000_000
SIGHT_MS = 300
MORNING_S = 10


def today(rounds: int) -> list[Goal]:
    """Milliseconds to the first sight of the day, seconds of the morning's run."""
    book = day_book()
    seen = [child("tests.bench.today_child", book.path, book.key_text, "sight") for _ in range(rounds)]
    first, again = [one["cold"] for one in seen], [one["warm"] for one in seen]
    mornings = [
        child("tests.bench.today_child", book.copy("today-morning").path, book.key_text, "morning")
        for _ in range(max(1, rounds // 4))
    ]
    seconds = [one["seconds"] for one in mornings]
    size = f"{seen[0]['lines']} lines of {seen[0]['total']}"
    return [
        Goal(
            f"今日 of {CLIENTS:,} clients after unlock, fresh process",
            spread(first),
            "limit",
            max(first),
            SIGHT_MS,
            " ms",
            note=size,
        ),
        Goal("read again", spread(again), "limit", max(again), SIGHT_MS, " ms"),
        Goal(
            f"morning run of the rules over {CLIENTS:,} clients and {TRADES:,} trades",
            spread(seconds, "s"),
            "limit",
            median(seconds),
            MORNING_S,
            " s",
            note=f"{mornings[0]['added']} new moments",
        ),
    ]


def day_book() -> BenchBook:
    """The demo book, its moments found up to the day before AS_OF and on AS_OF."""
    name = "today-5000"
    kept = load(name)
    if kept is not None:
        return kept
    path = scratch() / f"{name}.book"
    for old in scratch().glob(f"{name}.book*"):
        old.unlink()
    plan = DemoPlan(clients=CLIENTS, trades=TRADES, end=AS_OF)
    desk = open_or_make_demo(path, plan, PASSPHRASE)
    find_moments(desk.book)
    made = BenchBook(path, desk.book.sql.key)
    desk.close()
    finished(name)
    return made
