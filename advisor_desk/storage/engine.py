"""Connections to a SQLCipher file: the key and every setting are applied here and nowhere else.

SQLAlchemy is imported only when `core` is called, so that opening a book stays at about a millisecond.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import sqlcipher3.dbapi2 as driver

from advisor_desk.errors import DeskBug
from advisor_desk.storage.plain_values import bind_plainly

if TYPE_CHECKING:
    # The driver has no types of its own; it is the standard library's module with another engine.
    from sqlite3 import Connection, DatabaseError, IntegrityError, OperationalError

    import sqlalchemy as sa
else:
    Connection = driver.Connection
    DatabaseError = driver.DatabaseError
    IntegrityError = driver.IntegrityError
    OperationalError = driver.OperationalError

__all__ = [
    "KEY_BYTES",
    "Connection",
    "DatabaseError",
    "IntegrityError",
    "OperationalError",
    "connect",
    "core",
    "in_memory",
    "rekey",
]

bind_plainly(driver)

KEY_BYTES = 32

_CACHE_KIB = 16_384
"""Pages kept decrypted. A list of a million clients sorts and filters within 70 ms with so many; eight times
as many would take 20 ms and 110 MB."""
BUSY_MS = 5_000
"""How long a statement waits for another connection."""


def connect(path: Path, key: bytes, *, read_only: bool = False, must_exist: bool = True) -> Connection:
    """Open the SQLCipher file at `path` with the 32-byte raw `key`, all settings applied.

    The connection never begins a transaction by itself. Raises `DatabaseError` ("file is not a
    database") when the key does not fit or the first page is damaged, `OperationalError` when the
    file cannot be opened.
    """
    mode = "ro" if read_only else ("rw" if must_exist else "rwc")
    connection: Connection = driver.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=BUSY_MS / 1000,
        cached_statements=512,
    )
    try:
        _settle(connection, key, read_only)
    except BaseException:
        connection.close()
        raise
    return connection


def in_memory() -> Connection:
    """An empty database that never touches the disk, for what is only passing through."""
    connection: Connection = driver.connect(
        ":memory:", isolation_level=None, check_same_thread=False, cached_statements=512
    )
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _settle(connection: Connection, key: bytes, read_only: bool) -> None:
    if len(key) != KEY_BYTES:
        raise DeskBug("storage.key_length", length=len(key))
    # Before the key: a key that does not fit is logged to stderr otherwise.
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA foreign_keys = ON")
    if not read_only:
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA checkpoint_fullfsync = ON")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()


def rekey(connection: Connection, key: bytes) -> None:
    """Encrypt the whole file anew with the 32-byte raw `key`, in one transaction of SQLCipher's own."""
    if len(key) != KEY_BYTES:
        raise DeskBug("storage.key_length", length=len(key))
    connection.execute(f"PRAGMA rekey = \"x'{key.hex()}'\"")


def core(connection: Connection) -> sa.Connection:
    """`connection` as a SQLAlchemy connection that never begins, commits, rolls back or closes it."""
    from advisor_desk.storage.core_dialect import borrow

    return borrow(connection)
