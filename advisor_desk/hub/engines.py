"""Engines of the two databases: address, driver and every setting are applied here and nowhere else."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from advisor_desk.errors import UserCanFix
from advisor_desk.storage.plain_values import bind_plainly

if TYPE_CHECKING:
    from sqlite3 import Connection

POSTGRES: Final = "postgresql+psycopg"
_LIBPQ: Final = ("postgresql://", "postgres://")
_POSTGRES_OPTIONS: Final[dict[str, Any]] = {"paramstyle": "numeric_dollar", "use_native_hstore": False}
_READ_ONLY: Final = "25006"
_CONNECT_SECONDS: Final = "5"
"""How long one host is tried before the next."""
_POOL_SECONDS: Final = 30
_BUSY_SECONDS: Final = 10
_CACHE_KIB: Final = 65_536


def engine_of(url: str, key: bytes | None, threads: int) -> sa.Engine:
    """An engine with a pool for so many threads. Raises UserCanFix("hub.database_url_invalid")."""
    if url.startswith(_LIBPQ):
        return _postgres_by_libpq(url, threads)
    try:
        address = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):
        raise UserCanFix("hub.database_url_invalid") from None
    if address.drivername == "sqlite":
        return _sqlite(address.database, key, threads)
    if address.drivername != POSTGRES:
        raise UserCanFix("hub.database_url_invalid")
    if "connect_timeout" not in address.query:
        address = address.update_query_dict({"connect_timeout": _CONNECT_SECONDS})
    return _leaving_standbys(
        sa.create_engine(address, connect_args=_raw(), **_POSTGRES_OPTIONS, **_pool(threads))
    )


def _leaving_standbys(engine: sa.Engine) -> sa.Engine:
    """A server that no longer takes writes is as good as gone: no connection to it is used again."""

    @sa.event.listens_for(engine, "handle_error")
    def look(context: sa.engine.ExceptionContext) -> None:
        if getattr(context.original_exception, "sqlstate", None) == _READ_ONLY:
            context.is_disconnect = True

    return engine


def _raw() -> dict[str, Any]:
    """Numbered values (`$1`) go to the server as they are: psycopg reads every other text anew, each time."""
    import psycopg

    return {"cursor_factory": psycopg.RawCursor}


def _pool(threads: int) -> dict[str, Any]:
    return {
        "poolclass": sa.QueuePool,
        "pool_size": threads,
        "max_overflow": 0,
        "pool_timeout": _POOL_SECONDS,
        # The newest first: what is left over after a busy hour ages and is seen to be dead in one go.
        "pool_use_lifo": True,
    }


def _postgres_by_libpq(url: str, threads: int) -> sa.Engine:
    """An address as libpq reads it: several hosts, `target_session_attrs`, service files."""

    def connect() -> Any:
        import psycopg

        options = {} if "connect_timeout" in url else {"connect_timeout": _CONNECT_SECONDS}
        return psycopg.connect(url, **options, **_raw())  # type: ignore[arg-type]

    return _leaving_standbys(
        sa.create_engine(f"{POSTGRES}://", creator=connect, **_POSTGRES_OPTIONS, **_pool(threads))
    )


def _sqlite(path: str | None, key: bytes | None, threads: int) -> sa.Engine:
    import sqlcipher3.dbapi2 as driver

    bind_plainly(driver)
    is_memory = path in (None, "", ":memory:")

    def connect() -> Connection:
        if path is not None and not is_memory:
            # Clients are in it: nobody else's to read, whatever the umask; what stands beside it follows.
            with suppress(OSError):
                os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))
        connection: Connection = driver.connect(
            path or ":memory:",
            isolation_level=None,
            check_same_thread=False,
            timeout=_BUSY_SECONDS,
            cached_statements=512,
        )
        _settle(connection, key)
        return connection

    pool: dict[str, Any] = {"poolclass": sa.StaticPool} if is_memory else _pool(threads)
    engine = sa.create_engine("sqlite://", module=driver, creator=connect, **pool)

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        is_reading = connection.get_execution_options().get("hub_reads", False)
        connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")

    return engine


def _settle(connection: Connection, key: bytes | None) -> None:
    connection.execute("PRAGMA cipher_log_level = NONE")
    if key is not None:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA checkpoint_fullfsync = ON")
