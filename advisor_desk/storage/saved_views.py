"""Saved views of the client list: a name and a body of JSON text that only the list understands."""

from advisor_desk.errors import UserCanFix
from advisor_desk.storage.engine import Connection

MOST_NAME = 60


def all_views(connection: Connection) -> list[tuple[str, str]]:
    """Name and body of each, oldest first."""
    return list(connection.execute("SELECT name, body FROM saved_view ORDER BY id"))


def put(connection: Connection, name: str, body: str) -> None:
    """Keep `body` under `name`, in place of what was there.

    Raises UserCanFix(`view.name_empty` | `view.name_too_long`).
    """
    name = " ".join(name.split())
    if not name:
        raise UserCanFix("view.name_empty")
    if len(name) > MOST_NAME:
        raise UserCanFix("view.name_too_long", limit=MOST_NAME)
    connection.execute(
        "INSERT INTO saved_view (name, body) VALUES (?, ?) "
        "ON CONFLICT (name) DO UPDATE SET body = excluded.body",
        (name, body),
    )


def remove(connection: Connection, name: str) -> None:
    """Forget `name`; nothing happens when there is no such view."""
    connection.execute("DELETE FROM saved_view WHERE name = ?", (name,))
