"""One trade: durable, the client rescored, the tier read back; beside the bare durable insert.

Both sides work on the same kind of file (the bench book and a copy of it) with the same settings of
`storage.engine.connect`, and take turns in random order. Once with the checkpoint that empties the log
inside the clock on both sides, once with it after the clock on both sides.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from advisor_desk.assembly.desk import around
from advisor_desk.domain.dates import to_day
from advisor_desk.storage import engine
from advisor_desk.storage.standings_trades import refresh_after_trades
from tests.bench.books import AS_OF, trades_book
from tests.bench.figures import Goal, percentile

CLIENTS = 20_000
_INSERT = (
    "INSERT INTO trade (client_id, trade_no, on_day, trade_kind, status, product_id, amount_fen, "
    "is_purchase) VALUES (?, ?, ?, 'SUBSCRIBE', 'CONFIRMED', ?, ?, 1)"
)
_TIER = "SELECT tier, tier_variant, a, f, b, group_code FROM standing WHERE client_id = ?"
_CHECKPOINT = "PRAGMA wal_checkpoint(TRUNCATE)"

Row = tuple[int, str, int, int, int]


def one_trade(rounds: int) -> list[Goal]:
    """p50 of ours over p50 of the bare insert."""
    return [_measure(rounds, is_checkpoint_timed=timed) for timed in (False, True)]


def _measure(rounds: int, *, is_checkpoint_timed: bool) -> Goal:
    book = trades_book(CLIENTS, 1_000_000)
    mine, theirs = book.copy("one-trade-ours"), book.copy("one-trade-bare")
    desk = around(mine.open(), AS_OF, "bench")
    rules, trading = desk.book.rules, desk.book.trading
    bare = engine.connect(theirs.path, theirs.key.raw)

    def ours(row: Row) -> float:
        started = time.perf_counter()
        with desk.book.sql.change(is_checkpoint_later=True) as connection:
            connection.execute(_INSERT, row)
            refresh_after_trades(connection, (row[0],), AS_OF, rules, trading)
        with desk.book.sql.read() as connection:
            connection.execute(_TIER, row[:1]).fetchone()
        if is_checkpoint_timed:
            desk.book.sql.checkpoint()
        seconds = time.perf_counter() - started
        desk.book.sql.checkpoint()
        return seconds

    def plain(row: Row) -> float:
        started = time.perf_counter()
        bare.execute("BEGIN IMMEDIATE")
        bare.execute(_INSERT, row)
        bare.execute("COMMIT")
        if is_checkpoint_timed:
            bare.execute(_CHECKPOINT).fetchone()
        seconds = time.perf_counter() - started
        bare.execute(_CHECKPOINT).fetchone()
        return seconds

    draw = random.Random(4)  # noqa: S311
    sides: list[tuple[list[float], Callable[[Row], float]]] = [([], ours), ([], plain)]
    for turn in range(rounds + 10):
        row = (draw.randint(1, CLIENTS), f"N{turn:08d}", to_day(AS_OF) - draw.randrange(5), 7, 12_345_00)
        for taken, deed in draw.sample(sides, 2):
            taken.append(deed(row) * 1000)
    desk.close()
    bare.close()
    (first, _), (second, _) = sides
    first, second = first[10:], second[10:]
    how = "checkpoint in the clock on both sides" if is_checkpoint_timed else "checkpoint after the answer"
    return Goal(
        f"one trade, durable, rescored, tier read ({how})",
        f"p50 {percentile(first, 0.5):.2f} ms, p99 {percentile(first, 0.99):.2f}",
        f"bare insert p50 {percentile(second, 0.5):.2f} ms, p99 {percentile(second, 0.99):.2f}",
        percentile(first, 0.5) / percentile(second, 0.5),
        1.25,
    )
