"""The hub's database: one SQLite file (through the sqlcipher3 module) or PostgreSQL (through psycopg).

A piece of work is a function of a connection. It runs as one transaction and may run again from its start,
so it does nothing beside its statements (sync.md, section 3.10).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from advisor_desk.errors import DeskBug, OutsideFailed
from advisor_desk.hub.engines import engine_of
from advisor_desk.hub.fault_points import reached
from advisor_desk.hub.trouble import Trouble, is_full, meaning

T = TypeVar("T")
Work = Callable[[sa.Connection], T]

THREADS: Final = 8
"""Connections in the pool: as many as threads that work (sync.md, section 3.7)."""
MOST_TRIES: Final = 5
_PAUSES: Final = {Trouble.AGAIN: 0.01, Trouble.AWAY: 0.1}
"""Seconds before the second try; each further pause is twice as long."""


class Again(Exception):  # noqa: N818 - named for what the store does
    """Raised inside a piece of work that found its footing changed: it runs again in a new transaction."""


class Store:
    """A pool of connections. Made by `open`, ended by `close`; any thread may use it."""

    def __init__(self, engine: sa.Engine, pause: Callable[[float], None] = time.sleep) -> None:
        self._engine = engine
        self.pause = pause
        """Waits for so many seconds."""
        self.is_sqlite = engine.dialect.name == "sqlite"
        self._reading = engine.execution_options(
            **({"hub_reads": True} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"})
        )
        # SQLite has one writer: its own way to wait is to look again and again.
        self._writer = threading.RLock() if self.is_sqlite else None
        # A database in memory is one connection, which one thread uses at a time.
        self._only = self._writer if isinstance(engine.pool, sa.StaticPool) else None
        self._listeners: list[list[str]] = []

    @classmethod
    def open(
        cls,
        url: str,
        *,
        key: bytes | None = None,
        threads: int = THREADS,
        pause: Callable[[float], None] = time.sleep,
    ) -> Store:
        """`url` is `sqlite:///FILE`, `sqlite://` (in memory) or PostgreSQL's with one host or several.

        `key` (32 bytes) encrypts the SQLite file. Nothing is connected yet.
        """
        return cls(engine_of(url, key, threads), pause)

    @property
    def engine(self) -> sa.Engine:
        """For migrations and for what has to be seen at the engine itself."""
        return self._engine

    def close(self) -> None:
        """Close every connection that is not in use."""
        self._engine.dispose()

    def transact(self, work: Work[T]) -> T:
        """Run `work` in one transaction and commit it; at most five times when others are in the way.

        A connection lost before the commit is a reason to run it again on another (a failover). Raises
        OutsideFailed: `hub.busy` (others were in the way each time), `hub.database_away`,
        `hub.commit_unknown` (the connection went while committing: whoever asked asks again),
        `hub.database_failed`.
        """
        return self._tried(lambda: self._write_once(work))

    def read(self, work: Work[T]) -> T:
        """Run `work` on one state of the database that does not change meanwhile. Raises as `transact`."""
        return self._tried(lambda: self._read_once(work))

    def analyze(self) -> None:
        """Let PostgreSQL count its rows anew: to be called while a table grows fast.

        It plans for the table that it counted last; of one that it has never counted it reads a whole
        scope for every row that is looked up. Raises as `transact`.
        """
        if not self.is_sqlite:
            self._tried(self._analyze_once)

    def _analyze_once(self) -> None:
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")

    @contextmanager
    def capturing(self) -> Iterator[list[str]]:
        """The text of every statement that runs meanwhile, in order: the tests' linter reads it."""
        statements: list[str] = []
        if not self._listeners:
            sa.event.listen(self._engine, "before_cursor_execute", self._note)
        self._listeners.append(statements)
        try:
            yield statements
        finally:
            self._listeners.remove(statements)
            if not self._listeners:
                sa.event.remove(self._engine, "before_cursor_execute", self._note)

    def _note(self, _connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        for statements in self._listeners:
            statements.append(statement)

    def _write_once(self, work: Work[T]) -> T:
        with self._writer or nullcontext(), self._engine.connect() as connection:
            transaction = connection.begin()
            try:
                result = work(connection)
                _demand_whole(connection)
                reached("store.before_commit")
            except BaseException:
                _taken_back(transaction)
                raise
            _commit(transaction)
        reached("store.after_commit")
        return result

    def _read_once(self, work: Work[T]) -> T:
        with self._only or nullcontext(), self._reading.connect() as connection:
            return work(connection)

    def _tried(self, once: Callable[[], T]) -> T:
        pauses = dict(_PAUSES)
        for attempt in range(1, MOST_TRIES + 1):
            try:
                return once()
            except Again as again:
                error: Exception = again
                trouble = Trouble.AGAIN
            except DBAPIError as failed:
                error = failed
                trouble = meaning(failed)
            if trouble is Trouble.OURS:
                raise error
            if trouble is Trouble.FAILED:
                raise OutsideFailed("hub.database_failed") from error
            if attempt == MOST_TRIES:
                break
            self.pause(pauses[trouble])
            pauses[trouble] *= 2
        if trouble is Trouble.AWAY:
            raise OutsideFailed("hub.database_away") from error
        raise OutsideFailed("hub.busy") from error


def _taken_back(transaction: sa.RootTransaction) -> None:
    """Roll back; on a connection that is gone there is nothing to take back."""
    try:
        transaction.rollback()
    except DBAPIError as error:
        if meaning(error) is not Trouble.AWAY:
            raise


def _commit(transaction: sa.RootTransaction) -> None:
    try:
        transaction.commit()
    except DBAPIError as error:
        _taken_back(transaction)
        if meaning(error) is Trouble.AGAIN or is_full(error):
            # The database says that it has not committed.
            raise
        raise OutsideFailed("hub.commit_unknown") from error


def _demand_whole(connection: sa.Connection) -> None:
    """PostgreSQL turns the commit of a failed transaction into a rollback without a word."""
    if connection.dialect.name == "sqlite":
        return
    driver: Any = connection.connection.driver_connection
    if driver.info.transaction_status.name == "INERROR":
        raise DeskBug("hub.failed_statement_passed_over")
