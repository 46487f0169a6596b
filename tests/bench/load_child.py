"""One import of trades in a fresh process: `ours BOOK KEY CSV` or `peer BOOK KEY CSV`."""

from __future__ import annotations

import csv
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from tests.bench.children import memory_mb, tell


def ours(book: Path, key: str, file: Path) -> None:
    """Through the use case, to the end of the commit and its checkpoint."""
    from advisor_desk.assembly.desk import around
    from advisor_desk.domain.kinds import Kind
    from advisor_desk.intake.reader import ReadOptions
    from advisor_desk.storage.book import SqlBook
    from advisor_desk.storage.keys import DataKey
    from advisor_desk.usecases.import_file import ImportOptions, import_file

    book_id, secret = key.split(":")
    desk = around(SqlBook.open_with_key(book, DataKey(book_id, bytes.fromhex(secret))), date(2026, 6, 30))
    desk.roll()
    started = time.perf_counter()
    report = import_file(desk, file, Kind.TRADES, ImportOptions(read=ReadOptions(today=date(2026, 6, 30))))
    seconds = time.perf_counter() - started
    if report.rejected:
        raise SystemExit(str(report.rejects[:5]))
    desk.close()
    tell(seconds=seconds, mb=memory_mb(), rows=report.added)


def peer(book: Path, key: str, file: Path) -> None:
    """The same rows, ready and in the order of the key: one transaction, index after, same checkpoint."""
    from tests.bench.books import bare_file

    rows = _ready_rows(file)
    connection = bare_file(book, bytes.fromhex(key.split(":")[1]))
    connection.execute("PRAGMA foreign_keys = OFF")
    found = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'trade_purchase'").fetchall()
    connection.execute("DROP INDEX trade_purchase")
    started = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(
        "INSERT INTO trade (client_id, trade_no, on_day, trade_kind, status, product_id, amount_fen, "
        "plan_no, is_purchase, sip_month, added_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
        rows,
    )
    connection.execute(found[0][0])
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    seconds = time.perf_counter() - started
    connection.close()
    tell(seconds=seconds, mb=memory_mb(), rows=len(rows))


def _ready_rows(file: Path) -> list[tuple[Any, ...]]:
    rows = []
    with file.open(encoding="utf-8", newline="") as given:
        reader = csv.reader(given)
        next(reader)
        for client, number, day, kind, status, product, amount, plan in reader:
            on = date.fromisoformat(day)
            month = on.year * 12 + on.month - 1 if plan else None
            fen = int(amount.replace(".", ""))
            what = "SIP" if kind == "定投" else "SUBSCRIBE"
            rows.append(
                (
                    int(client[1:]),
                    number,
                    on.toordinal() - 719_163,
                    what,
                    status,
                    int(product),
                    fen,
                    plan or None,
                    1,
                    month,
                )
            )
    rows.sort()
    return rows


if __name__ == "__main__":
    {"ours": ours, "peer": peer}[sys.argv[1]](Path(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))
