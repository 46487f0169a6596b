"""Choices of the person that belong to the book, such as the outlet of the day. Each by its key."""

from __future__ import annotations

from advisor_desk.storage.engine import Connection

_PREFIX = "choice."


def read(connection: Connection, key: str) -> str | None:
    """A choice, None when there is none."""
    row = connection.execute("SELECT value FROM setting WHERE key = ?", (_PREFIX + key,)).fetchone()
    return None if row is None else str(row[0])


def keep(connection: Connection, key: str, value: str | None) -> None:
    """Keep a choice, or forget it (None)."""
    if value is None:
        connection.execute("DELETE FROM setting WHERE key = ?", (_PREFIX + key,))
        return
    connection.execute(
        "INSERT INTO setting (key, value) VALUES (?, ?) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (_PREFIX + key, value),
    )
