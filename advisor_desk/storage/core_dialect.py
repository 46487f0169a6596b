"""SQLAlchemy's view of a connection that belongs to someone else: it never ends a transaction.

Imported only when SQLAlchemy is needed; the book itself begins and commits in SQL.
"""

from typing import Any

import sqlalchemy as sa
import sqlcipher3.dbapi2 as driver
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.pool import StaticPool


class BorrowedDialect(SQLiteDialect_pysqlite):
    """SQLite over the sqlcipher3 module, leaving begin, commit, rollback and close to the owner."""

    supports_statement_cache = True

    @classmethod
    def import_dbapi(cls) -> Any:
        """The driver that the book uses; the standard library's SQLite is never touched."""
        return driver

    def do_begin(self, dbapi_connection: Any) -> None:
        """Leave it to the owner."""

    def do_commit(self, dbapi_connection: Any) -> None:
        """Leave it to the owner."""

    def do_rollback(self, dbapi_connection: Any) -> None:
        """Leave it to the owner."""

    def do_close(self, dbapi_connection: Any) -> None:
        """Leave it to the owner."""

    def do_terminate(self, dbapi_connection: Any) -> None:
        """Leave it to the owner."""


registry.register("sqlite.borrowed", __name__, "BorrowedDialect")


def borrow(connection: Any) -> sa.Connection:
    """A SQLAlchemy connection over the driver connection `connection`."""
    engine = sa.create_engine(
        "sqlite+borrowed://", creator=lambda: connection, poolclass=StaticPool, pool_reset_on_return=None
    )
    return engine.connect()
