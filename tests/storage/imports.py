"""Bring rows into a real book without a file, and look at what is in it."""

from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from advisor_desk.domain.batch import BatchHead, ImportMode, MergeResult, ReadCounts
from advisor_desk.domain.dates import to_day
from advisor_desk.domain.kinds import Cell, Kind, RowChunk
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.merge_session import SqlImports
from tests.storage import books

Row = dict[str, Cell]


class Moments:
    """A clock that is a second later each time."""

    def __init__(self) -> None:
        self.now = datetime(2026, 6, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


class Desk:
    """A real encrypted book with its imports; notes whose standings were asked to be renewed."""

    def __init__(self, path: Path, run_rows: int | None = None) -> None:
        self.book: SqlBook = books.make(path).book
        self.refreshed: list[list[int] | None] = []
        self.imports = SqlImports(self.book, self._refresh, Moments(), run_rows)

    def _refresh(self, _: Connection, ids: Collection[int] | None) -> None:
        self.refreshed.append(None if ids is None else list(ids))

    def bring(
        self,
        kind: Kind,
        *rows: Row,
        mode: ImportMode = ImportMode.BOTH,
        dry_run: bool = False,
        cancelled: Callable[[], bool] | None = None,
    ) -> MergeResult:
        """Import rows, the first one being row 2 of its file."""
        with self.imports.import_session(dry_run=dry_run, cancelled=cancelled) as session:
            sink = session.sink(BatchHead(kind, "rows.csv", mode))
            for at in range(0, len(rows), 3):
                sink.put(chunk(kind, rows[at : at + 3], at + 2))
            return sink.finish(ReadCounts(len(rows)))

    def rows(self, sql: str, *values: Cell) -> list[tuple[Any, ...]]:
        """The answer to a query."""
        with self.book.read() as connection:
            return connection.execute(sql, values).fetchall()

    def edit(self, sql: str, *values: Cell) -> None:
        """Change the book behind the importer's back."""
        with self.book.change() as connection:
            connection.execute(sql, values)


def chunk(kind: Kind, rows: tuple[Row, ...] | list[Row], first: int) -> RowChunk:
    """Rows as a chunk; a field that no row has is absent."""
    names = dict.fromkeys(name for row in rows for name in row)
    columns = {name: [row.get(name) for row in rows] for name in names}
    return RowChunk(kind, range(first, first + len(rows)), columns)


def day(text: str) -> int:
    """Days since 1970 of an ISO date."""
    return to_day(date.fromisoformat(text))


def client(number: int, **fields: Cell) -> Row:
    """A client row."""
    return {"client_no": f"C{number}", "name": f"客户{number}", **fields}


def trade(client_no: str, trade_no: str, **fields: Cell) -> Row:
    """A confirmed purchase of 100 yuan, unless `fields` say otherwise."""
    usual: Row = {"on_day": day("2026-01-05"), "trade_kind": "SUBSCRIBE", "amount_fen": 10_000}
    return {"client_no": client_no, "trade_no": trade_no, **usual, **fields}


def codes(result: MergeResult) -> list[tuple[int, str]]:
    """Row and reason of every reject."""
    return [(reject.row, reject.code) for reject in result.rejects]


def counts(result: MergeResult) -> tuple[int, int, int, int]:
    """Added, updated, unchanged, rejected."""
    return (result.added, result.updated, result.unchanged, len(result.rejects))
