"""Facts of the line to head office that stand in `book_meta` under `sync.*`, each by its key."""

from __future__ import annotations

from advisor_desk.storage.engine import Connection

_PREFIX = "sync."


def read(connection: Connection, key: str) -> str:
    """A fact; empty when it is not known."""
    row = connection.execute("SELECT value FROM book_meta WHERE key = ?", (_PREFIX + key,)).fetchone()
    return "" if row is None else str(row[0])


def keep(connection: Connection, key: str, value: str) -> None:
    """Keep a fact in place of the one before."""
    connection.execute(
        "INSERT INTO book_meta (key, value) VALUES (?, ?) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (_PREFIX + key, value),
    )


def forget(connection: Connection, key: str) -> None:
    """Forget a fact, if it is known."""
    connection.execute("DELETE FROM book_meta WHERE key = ?", (_PREFIX + key,))


def count(connection: Connection, key: str) -> int:
    """A fact that is a number; 0 when it is not known."""
    return int(read(connection, key) or 0)


def advisor(connection: Connection) -> str:
    """Who records in this book since its enrolment; empty before."""
    return read(connection, "advisor")


def start_anew(connection: Connection, scope: str | None = None) -> None:
    """Let a scope, or every one, begin again with its first sync; what stands of it stays until then."""
    connection.execute(
        "UPDATE sync_scope SET seq = 0, is_first = 1, after = NULL, hub_epoch = '' "
        "WHERE scope = ifnull(?, scope)",
        (scope,),
    )
