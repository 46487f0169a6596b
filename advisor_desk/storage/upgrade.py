"""Bring an older book up to the program's schema: verified copy aside, migrate, check.

A book from the future is refused and left as it is.
"""

from __future__ import annotations

from pathlib import Path

from advisor_desk import paths
from advisor_desk.errors import DeskBug
from advisor_desk.storage.engine import Connection, core


def migrate(connection: Connection, *, scripts: Path | None = None, target: str = "head") -> None:
    """Run the missing migrations on `connection`, all in one transaction.

    Foreign keys are off meanwhile: with them on, rebuilding a parent table (SQLite's way to alter
    one) would delete every child row that says ON DELETE CASCADE. They are checked before the
    commit. Raises DeskBug("book.migration_broke_links") when a reference is left without its row.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts or paths.migrations()))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = core(connection)
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        connection.execute("BEGIN IMMEDIATE")
        try:
            command.upgrade(config, target)
            broken = connection.execute("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise DeskBug("book.migration_broke_links", rows=len(broken), table=str(broken[0][0]))
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    finally:
        connection.execute("PRAGMA foreign_keys = ON")
