"""The door through which files and the demo enter the book: one transaction, any number of kinds.

All of a session is kept or nothing: a cancelled, failed, killed or dry session leaves no trace.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime

from advisor_desk.domain.batch import BatchHead, MergeResult, ReadCounts
from advisor_desk.domain.dates import from_day
from advisor_desk.domain.kinds import Reject, RowChunk
from advisor_desk.errors import UserCanFix
from advisor_desk.storage import batches
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.engine import Connection, OperationalError
from advisor_desk.storage.merge import Merge
from advisor_desk.storage.merge_plans import PLANS
from advisor_desk.storage.pinyin import search_forms
from advisor_desk.storage.resolve import Resolver
from advisor_desk.storage.stage import Stage

Refresh = Callable[[Connection, Collection[int] | None], None]
"""Brings the standings of these clients up to date (None: of all) in the same transaction."""

_STEPS_BETWEEN_LOOKS = 200_000
_REBUILD_FROM = 50_000
_CACHE_KIB = 32_768


class _DryRun(Exception):  # noqa: N818
    """Unwinds the transaction of a dry run."""


class SqlImports:
    """Imports into one open book."""

    def __init__(
        self,
        book: SqlBook,
        refresh: Refresh,
        clock: Callable[[], datetime] = batches.utc_now,
        run_rows: int | None = None,
    ) -> None:
        self._book = book
        self._refresh = refresh
        self._clock = clock
        self._run_rows = run_rows

    @contextmanager
    def import_session(
        self, *, dry_run: bool = False, cancelled: Callable[[], bool] | None = None
    ) -> Iterator["ImportSession"]:
        """A session; what its sinks finished is kept when the block ends well.

        Raises UserCanFix("import.cancelled") when `cancelled` says so, at any moment until the commit.
        """
        try:
            with (
                self._book.change() as connection,
                _small_cache(connection),
                _interruptible(connection, cancelled),
            ):
                session = ImportSession(connection, self._clock, self._run_rows)
                yield session
                session.close()
                _demand(not dry_run, _DryRun())
                session.refresh(self._refresh)
                _demand(cancelled is None or not cancelled(), UserCanFix("import.cancelled"))
        except _DryRun:
            return


class ImportSession:
    """The imports of one transaction."""

    def __init__(self, connection: Connection, clock: Callable[[], datetime], run_rows: int | None) -> None:
        self._connection = connection
        self._clock = clock
        self._run_rows = run_rows
        self._sinks: list[ImportSink] = []
        connection.create_function("desk_search_forms", 1, search_forms, deterministic=True)
        connection.create_function("desk_month", 1, _Months().__getitem__, deterministic=True)

    def sink(self, head: BatchHead) -> "ImportSink":
        """Open a batch for rows of one kind."""
        sink = ImportSink(self._connection, head, self._clock, self._run_rows)
        self._sinks.append(sink)
        return sink

    def refresh(self, refresh: Refresh) -> None:
        """Bring the standings of every touched client up to date, once for all sinks."""
        touched = set().union(*(sink.touched for sink in self._sinks))
        if not touched:
            return
        clients = self._connection.execute("SELECT count(*) FROM client").fetchone()[0]
        refresh(self._connection, None if len(touched) * 2 > clients else sorted(touched))

    def close(self) -> None:
        """Let go of the memory."""
        for sink in self._sinks:
            sink.close()


class ImportSink:
    """One batch in the making: put chunks, then finish."""

    def __init__(
        self,
        connection: Connection,
        head: BatchHead,
        clock: Callable[[], datetime],
        run_rows: int | None,
    ) -> None:
        plan = PLANS[head.kind]
        self._connection = connection
        self._clock = clock
        self._plan = plan
        self._number, self._name = batches.start(connection, head, clock())
        self._resolver = Resolver(connection, plan)
        self._stage = Stage(connection, plan, run_rows)
        self._merge = Merge(connection, plan, self._number, head.mode)
        self._indexes: list[str] | None = None
        self._rejects: list[Reject] = []

    @property
    def touched(self) -> set[int]:
        """Clients whose figures may have changed."""
        return self._merge.touched

    def put(self, chunk: RowChunk) -> None:
        """Take rows. Row numbers must grow from chunk to chunk."""
        if self._stage.is_full:
            self._run(is_last=False)
        resolved = self._resolver.resolve(chunk)
        self._rejects += resolved.rejects
        self._stage.put(resolved)

    def finish(self, counts: ReadCounts) -> MergeResult:
        """Merge what is staged and close the batch."""
        self._run(is_last=True)
        for sql in self._indexes or ():
            self._connection.execute(sql)
        merge = self._merge
        rejects = tuple(sorted([*self._rejects, *merge.rejects], key=lambda reject: reject.row))
        result = MergeResult(self._name, merge.added, merge.updated, merge.unchanged, rejects)
        batches.finish(self._connection, self._number, counts, result, self._clock())
        self.close()
        return result

    def close(self) -> None:
        """Let go of the memory."""
        self._stage.drop()
        self._merge.close()

    def _run(self, *, is_last: bool) -> None:
        if self._indexes is None:
            self._indexes = self._set_indexes_aside()
        self._merge.run(self._stage, is_last=is_last)

    def _set_indexes_aside(self) -> list[str]:
        """Drop the table's indexes before a load that outweighs the table: building them after is quicker."""
        staged, table = self._stage.rows, self._plan.table
        if staged < _REBUILD_FROM:
            return []
        if not self._merge.was_empty:
            there = self._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
            if there * 2 > staged:
                return []
        found = self._connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL",
            (table,),
        ).fetchall()
        for name, _ in found:
            self._connection.execute(f'DROP INDEX "{name}"')
        return [sql for _, sql in found]


def _demand(holds: bool, otherwise: Exception) -> None:
    if not holds:
        raise otherwise


class _Months(dict[int, int]):
    """Day to month since year 0, so that a month is worked out once."""

    def __missing__(self, day: int) -> int:
        on = from_day(day)
        self[day] = month = on.year * 12 + on.month - 1
        return month


@contextmanager
def _small_cache(connection: Connection) -> Iterator[None]:
    """Leave the memory to the staged rows: a merge goes through the table in order and once."""
    usual = connection.execute("PRAGMA cache_size").fetchone()[0]
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    connection.execute("PRAGMA shrink_memory")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA cache_size = {usual}")


@contextmanager
def _interruptible(connection: Connection, cancelled: Callable[[], bool] | None) -> Iterator[None]:
    """Stop even a long statement when `cancelled` says so."""
    if cancelled is None:
        yield
        return
    connection.set_progress_handler(lambda: int(cancelled()), _STEPS_BETWEEN_LOOKS)
    try:
        yield
    except OperationalError as error:
        if "interrupted" in str(error):
            raise UserCanFix("import.cancelled") from None
        raise
    finally:
        connection.set_progress_handler(None, 0)
