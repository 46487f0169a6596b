"""The door through which files and the demo enter the book: one transaction, any number of kinds.

All of a session is kept or nothing: a cancelled, failed, killed or dry session leaves no trace.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Protocol

from advisor_desk.domain.batch import Batch, BatchHead, Undone
from advisor_desk.domain.kinds import Kind
from advisor_desk.errors import UserCanFix
from advisor_desk.storage import batches, shelf_seal
from advisor_desk.storage.engine import Connection, OperationalError
from advisor_desk.storage.merge_functions import Refresh, register_functions
from advisor_desk.storage.merge_sink import ImportSink
from advisor_desk.storage.undo import undo

_STEPS_BETWEEN_LOOKS = 20_000
_CACHE_KIB = 32_768


class _DryRun(Exception):  # noqa: N818
    """Unwinds the transaction of a dry run."""


class Sealer(Protocol):
    """Seals the shelf in the transaction that changes it."""

    def seal(self, connection: Connection, source: str) -> None:
        """Seal what an import of products left."""

    def seal_again(self, connection: Connection, source: str, deed: Callable[[], Undone]) -> Undone:
        """Seal what an undo left, if the shelf was as sealed before."""


class ChangingBook(Protocol):
    """What imports need of a book: a state to read, and changes that are kept whole or not at all."""

    def read(self) -> AbstractContextManager[Connection]:
        """A state that does not change meanwhile."""

    def change(self) -> AbstractContextManager[Connection]:
        """One transaction."""


class SqlImports:
    """Imports into one open book. Without a sealer an imported shelf is not sealed."""

    def __init__(
        self,
        book: ChangingBook,
        refresh: Refresh,
        clock: Callable[[], datetime] = batches.utc_now,
        run_rows: int | None = None,
        sealer: Sealer | None = None,
    ) -> None:
        self._book = book
        self._sealer = sealer
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
                if self._sealer is not None and session.shelf_source is not None and session.may_seal:
                    self._sealer.seal(connection, session.shelf_source)
                _demand(cancelled is None or not cancelled(), UserCanFix("import.cancelled"))
        except _DryRun:
            return

    def import_batches(self) -> list[Batch]:
        """Every import, newest first."""
        with self._book.read() as connection:
            return batches.listed(connection)

    def undo_import(self, batch: str) -> Undone:
        """Take an import out. Raises UserCanFix: `import.unknown_batch`, `import.already_undone`."""
        with self._book.change() as connection:

            def deed() -> Undone:
                return undo(connection, batch, self._refresh, self._clock)

            return deed() if self._sealer is None else self._sealer.seal_again(connection, "undo", deed)


class ImportSession:
    """The imports of one transaction."""

    def __init__(self, connection: Connection, clock: Callable[[], datetime], run_rows: int | None) -> None:
        self._connection = connection
        self._clock = clock
        self._run_rows = run_rows
        self._sinks: list[ImportSink] = []
        self._was_altered: bool | None = None
        register_functions(connection)

    def sink(self, head: BatchHead) -> "ImportSink":
        """Open a batch for rows of one kind.

        Raises UserCanFix("import.shelf_is_offices") for products where head office sends the shelf.
        """
        if head.kind is Kind.PRODUCTS and self._was_altered is None:
            sealed = shelf_seal.newest(self._connection)
            if sealed is not None and sealed.is_offices:
                raise UserCanFix("import.shelf_is_offices")
            self._was_altered = sealed is not None and not sealed.is_intact
        sink = ImportSink(self._connection, head, self._clock, self._run_rows)
        self._sinks.append(sink)
        return sink

    @property
    def shelf_source(self) -> str | None:
        """The files that products came from; None when none did."""
        names = [sink.file_name for sink in self._sinks if sink.kind is Kind.PRODUCTS]
        return "、".join(names) if names else None

    @property
    def may_seal(self) -> bool:
        """False where products that nobody sealed would be signed along: a shelf altered behind its seal is
        made good only by files that hold every product.
        """
        (products,) = self._connection.execute("SELECT count(*) FROM product").fetchone()
        taken = sum(sink.taken for sink in self._sinks if sink.kind is Kind.PRODUCTS)
        return not self._was_altered or taken >= products

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


def _demand(holds: bool, otherwise: Exception) -> None:
    if not holds:
        raise otherwise


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
