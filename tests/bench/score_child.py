"""One way to score a whole book, in a fresh process: the clock runs from the first line, imports included.

Prints milliseconds, peak memory and a digest over the scores of every client, equal for all ways.
The clock stands still again before the digest is made.
"""

import time

_START = time.perf_counter()

import os  # noqa: E402
import sys  # noqa: E402

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
    """The desk as every command gets it, but for the stretching of a passphrase."""
    from datetime import date
    from pathlib import Path

    from advisor_desk.assembly.desk import around
    from advisor_desk.storage.book import SqlBook
    from advisor_desk.storage.keys import DataKey

    book_id, secret = key.split(":")
    data_key = DataKey(book_id, bytes.fromhex(secret))
    return around(SqlBook.open_with_key(Path(file), data_key), date(2026, 6, 30))


def _ours(file: "Any", key: str) -> "Any":
    """From the raw rows."""
    desk = _open(file, key).book
    from advisor_desk.storage.recount import Recount

    with desk.sql.read() as connection:
        return Recount(connection, desk.as_of, desk.rules, desk.trading).scores()


def _kept(file: "Any", key: str) -> "Any":
    """From the standings that the book keeps."""
    desk = _open(file, key).book
    from advisor_desk.storage import standings

    with desk.sql.read() as connection:
        if standings.basis(connection) != standings.Basis(desk.as_of, desk.rules.version):
            raise SystemExit(desk.as_of)
        return standings.scores(connection)


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
