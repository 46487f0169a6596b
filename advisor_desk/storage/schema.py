"""The newest schema as one SQL text: how a new book gets it, and how the text is dumped for review.

`db/desk/schema.sql` is made from the migrations and held equal to them by a test, so a new book need
not import Alembic.
"""

from __future__ import annotations

import re

from advisor_desk import paths
from advisor_desk.storage.engine import Connection

HEAD = "0004"
"""The newest migration in `db/desk/versions`; a book that names a later one is from the future."""

VERSION_TABLE = "alembic_version"

SEARCH_TABLE = "note_search"
"""The full-text index; SQLite keeps its own tables for it under this name and a suffix."""


def create_newest(connection: Connection) -> None:
    """Give an empty book the newest schema. Runs inside the caller's transaction."""
    for statement in statements((paths.migrations() / "schema.sql").read_text(encoding="utf-8")):
        connection.execute(statement)
    connection.execute(f"INSERT INTO {VERSION_TABLE} (version_num) VALUES (?)", (HEAD,))  # noqa: S608


def version(connection: Connection) -> str:
    """The migration that the book stands at; empty for a file without a schema."""
    found = connection.execute(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (VERSION_TABLE,)
    ).fetchone()
    if found is None:
        return ""
    row = connection.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()  # noqa: S608
    return str(row[0]) if row else ""


def is_newer(found: str) -> bool:
    """True for a version that this program has never heard of."""
    return not found.isascii() or not found.isdigit() or int(found) > int(HEAD)


def dump(connection: Connection) -> str:
    """The schema of a book as SQL text: tables in the order they were made, then indexes and triggers."""
    own = f"name NOT GLOB '{SEARCH_TABLE}_*'"
    rows = connection.execute(
        f"SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND {own} "  # noqa: S608
        "ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 ELSE 2 END, "
        "CASE type WHEN 'table' THEN rowid ELSE 0 END, name"
    )
    return "\n".join(f"{tidy(sql)};\n" for (sql,) in rows)


def tidy(sql: str) -> str:
    """The statement with even spacing, one column a line."""
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in sql.strip().splitlines()]
    if sql.lstrip().startswith("CREATE TABLE"):
        # Columns that were added in place stand on one line.
        lines = [part.strip() for line in lines for part in re.split(r"(?<=,)(?![^(]*\))", line)]
    kept = [line for line in lines if line]
    return "\n".join(line if _is_edge(line, number) else f"    {line}" for number, line in enumerate(kept))


def _is_edge(line: str, number: int) -> bool:
    return number == 0 or line.startswith(")") or line in ("WITHOUT ROWID,", "STRICT")


def statements(script: str) -> list[str]:
    """The statements of a script whose every statement ends with a semicolon at the end of a line."""
    return [part.strip() for part in re.split(r";\n(?=\n|\Z)", script) if part.strip()]
