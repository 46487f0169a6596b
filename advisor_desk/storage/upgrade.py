"""Bring an older book up to the program's schema: verified copy aside, migrate, check.

A book from the future is refused and left as it is.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

from advisor_desk import paths
from advisor_desk.errors import DeskBug, UserCanFix
from advisor_desk.storage import engine, schema
from advisor_desk.storage.engine import Connection, core
from advisor_desk.storage.fault_points import reached
from advisor_desk.storage.files import BookFiles, flush_folder
from advisor_desk.storage.keys import DataKey

_FIRST_PROJECTED: Final = "0003"
"""The first schema with tables that follow from events."""


def bring_up_to_date(connection: Connection, files: BookFiles, key: DataKey) -> Path | None:
    """Migrate an older book after a verified copy of it was put aside; the copy's path, or None.

    Raises DeskError and leaves the book as it was when the copy or the migration fails.
    """
    found = schema.version(connection)
    if found == schema.HEAD:
        return None
    aside = copy_verified(connection, key, files.book.with_name(f"{files.book.name}.before-{schema.HEAD}"))
    reached("upgrade.copied")
    migrate(connection, fill=_fill if found < _FIRST_PROJECTED else None)
    reached("upgrade.migrated")
    return aside


def _fill(connection: Connection) -> None:
    """Write what follows from the events of an older book, and where its record ends."""
    from advisor_desk.storage import events, projections

    projections.rebuild(connection)
    events.note_head(connection)
    # Standings rest on contacts that count since: they are made anew at the first look.
    connection.execute("DELETE FROM book_meta WHERE key = 'standing_basis'")


def copy_verified(connection: Connection, key: DataKey, target: Path) -> Path:
    """Copy the open book to `target`, encrypted with the same key, and verify the copy by opening it.

    The copy gets its name only after it was found whole. Raises UserCanFix("book.copy_failed").
    """
    part = target.with_name(f"{target.name}.part")
    for path in (part, BookFiles(part).wal, BookFiles(part).shared_memory):
        path.unlink(missing_ok=True)
    copy = engine.connect(part, key.raw, must_exist=False)
    try:
        connection.backup(copy)
        checked = copy.execute("PRAGMA quick_check(1)").fetchone()
        counted = count_rows(copy)
    finally:
        copy.close()
    if checked != ("ok",) or counted != count_rows(connection) or not is_whole(part, key):
        part.unlink(missing_ok=True)
        raise UserCanFix("book.copy_failed")
    part.replace(target)
    flush_folder(target.parent)
    return target


def count_rows(connection: Connection) -> dict[str, int]:
    """Rows of every table, by name."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
        for (name,) in names
    }


def is_whole(path: Path, key: DataKey) -> bool:
    """True when the file opens with `key` and every page is as it was written."""
    try:
        with contextlib.closing(engine.connect(path, key.raw)) as connection:
            return connection.execute("PRAGMA cipher_integrity_check").fetchone() is None
    except engine.DatabaseError:
        return False


def migrate(
    connection: Connection,
    *,
    scripts: Path | None = None,
    target: str = "head",
    fill: Callable[[Connection], None] | None = None,
) -> None:
    """Run the missing migrations on `connection`, and `fill` after them, all in one transaction.

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
            if fill is not None:
                fill(connection)
            _demand_whole_links(connection)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    finally:
        connection.execute("PRAGMA foreign_keys = ON")


def _demand_whole_links(connection: Connection) -> None:
    broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise DeskBug("book.migration_broke_links", rows=len(broken), table=str(broken[0][0]))
