"""A book in memory that a file is imported into, to find out what the file changes at head office.

It has the tables of a desk and lives as long as one load: nothing of it ever touches the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from advisor_desk.domain.batch import BatchHead, MergeResult, ReadCounts
from advisor_desk.domain.kinds import RowChunk
from advisor_desk.storage import engine, schema
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.merge_session import Sealer, SqlImports

if TYPE_CHECKING:
    from collections.abc import Collection

    from advisor_desk.storage.merge_session import ImportSession as SqlSession
    from advisor_desk.usecases.import_ports import ImportSession, ImportSink

Fill = Callable[[RowChunk], None]
"""Brings in what the hub has of the records that a chunk names."""


class ScratchBook:
    """An empty book in memory. Ended by `close`."""

    def __init__(self) -> None:
        self.connection: Connection = engine.in_memory()
        with self.change() as connection:
            schema.create_newest(connection)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Nobody else is here: what stands is what is read."""
        yield self.connection

    @contextmanager
    def change(self) -> Iterator[Connection]:
        """All of the block or nothing."""
        self.connection.execute("BEGIN")
        try:
            yield self.connection
            self.connection.execute("COMMIT")
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise

    def close(self) -> None:
        """Forget all of it."""
        self.connection.close()


class ScratchImports:
    """The desk's own importer over a scratch book; before a chunk is merged, `fill` is called with it."""

    def __init__(self, book: ScratchBook, fill: Fill, sealer: Sealer | None = None) -> None:
        self._imports = SqlImports(book, _count_nothing, sealer=sealer)
        self._fill = fill

    @contextmanager
    def import_session(
        self, *, dry_run: bool = False, cancelled: Callable[[], bool] | None = None
    ) -> Iterator[ImportSession]:
        """As `SqlImports.import_session`."""
        with self._imports.import_session(dry_run=dry_run, cancelled=cancelled) as session:
            yield _FilledSession(session, self._fill)


class _FilledSession:
    def __init__(self, session: SqlSession, fill: Fill) -> None:
        self._session = session
        self._fill = fill

    def sink(self, head: BatchHead) -> ImportSink:
        return _FilledSink(self._session.sink(head), self._fill)


class _FilledSink:
    def __init__(self, sink: ImportSink, fill: Fill) -> None:
        self._sink = sink
        self._fill = fill

    def put(self, chunk: RowChunk) -> None:
        self._fill(chunk)
        self._sink.put(chunk)

    def finish(self, counts: ReadCounts) -> MergeResult:
        return self._sink.finish(counts)


def _count_nothing(connection: Connection, client_ids: Collection[int] | None) -> None:
    """Standings are each desk's own matter."""
    del connection, client_ids
