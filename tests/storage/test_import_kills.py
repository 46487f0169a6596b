"""A process that dies in the middle of an import leaves the book as it was, or the whole import."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from advisor_desk.domain.batch import BatchHead, ReadCounts
from advisor_desk.domain.kinds import Kind
from advisor_desk.storage import fault_points
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.keys import DataKey
from advisor_desk.storage.merge_session import SqlImports
from tests.soak.processes import Child, Pipe
from tests.storage import books
from tests.storage.imports import Desk, chunk, client, trade

MANY = 20_000


def _die() -> None:
    if sys.platform == "win32":
        os._exit(9)
    os.kill(os.getpid(), signal.SIGKILL)


def _dying_at(wanted: str) -> Callable[[str], None]:
    def watch(point: str) -> None:
        if point == wanted:
            _die()

    return watch


def import_dying(pipe: Pipe, path: Path, key: DataKey, moment: str) -> None:
    """Import many trades and die: while staging, after the merge, or around the commit."""
    book = SqlBook.open_with_key(path, key, books.around())
    # With the cache this small the merge writes to the log long before the commit.
    book.connection.execute("PRAGMA cache_size = -200")
    imports = SqlImports(book, lambda _, ids: _die() if moment == "merged" else None)
    rows = [trade("C1", f"T{number}") for number in range(MANY)]
    with fault_points.watching(_dying_at(moment)), imports.import_session() as session:
        sink = session.sink(BatchHead(Kind.TRADES, "trades.csv"))
        sink.put(chunk(Kind.TRADES, rows[: MANY // 2], 2))
        if moment == "staged":
            _die()
        sink.put(chunk(Kind.TRADES, rows[MANY // 2 :], MANY))
        sink.finish(ReadCounts(MANY))


@pytest.mark.parametrize(
    ("moment", "kept"),
    [("staged", 0), ("merged", 0), ("book.before_commit", 0), ("book.after_commit", MANY)],
)
def test_an_import_is_there_from_its_commit_on_and_not_before(tmp_path: Path, moment: str, kept: int) -> None:
    path = tmp_path / "a.book"
    desk = Desk(path)
    desk.bring(Kind.CLIENTS, client(1))
    before = books.content(desk.book)
    key = desk.book.key
    desk.book.close()
    Child(import_dying, path, key, moment).end()
    with SqlBook.open_with_key(path, key, books.around()) as book:
        with book.read() as connection:
            assert connection.execute("SELECT count(*) FROM trade").fetchone() == (kept,)
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        if not kept:
            assert books.content(book) == before
