"""Bring the hub's tables up to this program's (`db/hub`), one additive step at a time."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Final

import sqlalchemy as sa

from advisor_desk import paths
from advisor_desk.errors import UserCanFix
from advisor_desk.hub.store import Store

HEAD: Final = "0003"
"""The newest migration that this program knows."""


def version(store: Store) -> str:
    """The newest migration that the database has had; empty for one without tables."""

    def work(connection: sa.Connection) -> str:
        if not sa.inspect(connection).has_table("alembic_version"):
            return ""
        return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or "")

    return store.read(work)


def is_current(store: Store) -> bool:
    """True when the tables are as this program knows them."""
    return version(store) == HEAD


def upgrade(store: Store) -> None:
    """Run the missing migrations. A run that was cut short is taken up by the next.

    Raises UserCanFix("hub.from_newer_version").
    """
    found = version(store)
    if found == HEAD:
        return
    if found > HEAD:
        raise UserCanFix("hub.from_newer_version", found=found, known=HEAD)
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(paths.hub_migrations()))
    config.set_main_option("path_separator", "os")
    with _open(store) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _open(store: Store) -> AbstractContextManager[sa.Connection]:
    """SQLite takes all of it back when it fails; elsewhere each statement is kept by itself."""
    if store.is_sqlite:
        return store.engine.begin()
    return store.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
