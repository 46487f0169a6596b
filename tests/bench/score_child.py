"""One way to score a whole book, in a fresh process: the clock runs from the first line, imports included.

Prints milliseconds, peak memory and a digest over the scores of every client, equal for all ways.
The clock stands still again before the digest is made.
"""

import time

_START = time.perf_counter()

import os  # noqa: E402
import sys  # noqa: E402

_AS_OF = (2026, 6, 30)
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def main() -> None:
    """Run the way named first: `ours FILE KEYHEX`, `kept FILE KEYHEX`, `duckdb FILE SQLFILE`, `rfm CSV`."""
    way, *given = sys.argv[1:]
    rows = _WAYS[way](*given)
    seconds = time.perf_counter() - _START
    if way == "rfm":
        print(f'{{"ms": {rows * 1000}}}')
        return
    import zlib

    from tests.bench.children import memory_mb, tell

    digest = 0
    for row in rows:
        digest = zlib.crc32(repr(tuple(row)).encode(), digest)
    tell(ms=seconds * 1000, mb=memory_mb(), digest=digest, clients=len(rows))
    sys.stdout.flush()
    os._exit(0)


def _open(file: "Any", key: str) -> "Any":
    """The book as every door of the program opens it, but for the stretching of a passphrase."""
    from pathlib import Path

    from advisor_desk.storage.book import SqlBook
    from advisor_desk.storage.keys import DataKey

    book_id, secret = key.split(":")
    return SqlBook.open_with_key(Path(file), DataKey(book_id, bytes.fromhex(secret)))


def _ours(file: "Any", key: str) -> "Any":
    """From the raw rows, under the rules that ship."""
    book = _open(file, key)
    from datetime import date

    from advisor_desk.storage.recount_scores import whole_book
    from advisor_desk.usecases.rules_catalog import shipped_catalog
    from advisor_desk.usecases.trading_calendar import trading_days

    as_of = date(*_AS_OF)
    with book.read() as connection:
        return whole_book(connection, as_of, shipped_catalog().in_force(as_of), trading_days())


def _kept(file: "Any", key: str) -> "Any":
    """From the standings that the book keeps; they say themselves of which day they are."""
    book = _open(file, key)
    from datetime import date

    from advisor_desk.storage import kept_scores

    with book.read() as connection:
        found = kept_scores.basis(connection)
        if found is None or (found.as_of, found.counting) != (date(*_AS_OF), kept_scores.COUNTING):
            raise SystemExit(found)
        return kept_scores.scores(connection)


def _duckdb(file: "Any", sql: str) -> "Any":
    import duckdb

    with open(sql, encoding="utf-8") as text:
        statement = text.read()
    with duckdb.connect(file, read_only=True) as connection:
        return connection.execute(statement).fetchall()


def _rfm(file: "Any") -> "Any":
    """Seconds of PyPI `rfm` with its frame ready in memory; reading the file is not timed."""
    import warnings

    warnings.filterwarnings("ignore")
    import pandas as pd
    from rfm import RFM

    frame = pd.read_csv(file)
    frame["date"] = pd.to_datetime(frame["day"], unit="D")
    frame["amount"] = frame["fen"] / 100
    frame = frame[["client", "date", "amount"]]
    started = time.perf_counter()
    RFM(frame, customer_id="client", transaction_date="date", amount="amount")
    return time.perf_counter() - started


_WAYS: "Any" = {"ours": _ours, "kept": _kept, "duckdb": _duckdb, "rfm": _rfm}

if __name__ == "__main__":
    main()
