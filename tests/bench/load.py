"""Import of a CSV with 1,000,000 trades, beside `executemany` of ready rows plus index into the same file.

Ours reads, decodes, checks, stages, merges, indexes and counts every client's standing, in one
transaction that can be undone. The peer has its rows ready in memory as tuples in the order of the
key, and makes the table of the same schema, the same index, with the same settings, one commit and the
same checkpoint.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

from tests.bench.books import BenchBook, TradeColumns, empty_book, finished, insert_clients, load
from tests.bench.children import child, scratch
from tests.bench.figures import Goal, median, spread

CLIENTS, TRADES = 5_000, 1_000_000
_CHILD = "tests.bench.load_child"
_HEADER = ("客户号", "交易流水号", "确认日期", "业务类型", "状态", "产品代码", "金额", "定投协议号")


def load_trades(rounds: int) -> list[Goal]:
    """Ratio of the two in each round, and our peak memory."""
    book, file = _clients_only(), _csv_file()
    mine, theirs, peaks = [], [], []
    for _ in range(rounds):
        copy = book.copy("import-ours")
        ours = child(_CHILD, "ours", copy.path, copy.key_text, file)
        peer = child(_CHILD, "peer", scratch() / "import-peer.book", copy.key_text, file)
        if ours["rows"] != peer["rows"]:
            raise RuntimeError(ours, peer)
        mine.append(ours["seconds"])
        theirs.append(peer["seconds"])
        peaks.append(ours["mb"])
    return [
        Goal(
            f"import of {TRADES:,} trades from CSV",
            spread(mine, "s"),
            f"executemany of ready rows + index {spread(theirs, 's')}",
            median([a / b for a, b in zip(mine, theirs, strict=True)]),
            2.0,
        ),
        Goal("import: peak memory", f"{max(peaks):.0f} MB", "limit", max(peaks), 300, unit=" MB"),
    ]


def _clients_only() -> BenchBook:
    name = f"clients-only-{CLIENTS}"
    kept = load(name)
    if kept is not None:
        return kept
    made, book = empty_book(name)
    with book.change() as connection:
        insert_clients(connection, TradeColumns(CLIENTS, TRADES).clients())
        connection.executemany(
            "INSERT INTO product (id, code, name, product_type) VALUES (?, ?, ?, 'BOND_FUND')",
            ((number, f"{number:06d}", f"产品{number}") for number in range(1, 61)),
        )
    book.close()
    finished(name)
    return made


def _csv_file() -> Path:
    file = scratch() / f"trades-{CLIENTS}-{TRADES}.csv"
    if file.exists():
        return file
    day_names = [(date(1970, 1, 1) + timedelta(days=day)).isoformat() for day in range(25_000)]
    columns = TradeColumns(CLIENTS, TRADES)
    list(columns.clients())
    kinds = {"SIP": "定投", "SUBSCRIBE": "申购"}
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(_HEADER)
        # By day, as a bank exports it: the order of the book is by client.
        for who, number, day, kind, product, fen, plan, _ in sorted(columns.trades(), key=lambda row: row[2]):
            amount = f"{fen // 100}.{fen % 100:02d}"
            row = (f"C{who:07d}", number, day_names[day], kinds[kind], "CONFIRMED")
            writer.writerow((*row, f"{product:06d}", amount, plan or ""))
    return file
