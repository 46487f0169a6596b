"""Bring the hub's tables up to this program's (`db/hub`), one additive step at a time."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Final

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from advisor_desk import paths
from advisor_desk.errors import OutsideFailed, UserCanFix
from advisor_desk.hub.store import Store
from advisor_desk.hub.trouble import Trouble, meaning

HEAD: Final = "0003"
"""The newest migration that this program knows."""
_MOST_TRIES: Final = 8
_FIRST_PAUSE: Final = 0.05
"""Seconds; each further pause is twice as long."""
# What a server says when another makes the same table, index, type or column at the same moment: IF NOT
# EXISTS looks before it makes, so of two both may find nothing.
_THERE_ALREADY: Final = {"23505", "42P07", "42710", "42701"}


def version(store: Store) -> str:
    """The newest migration that the database has had; empty for one without tables."""
    return max(_noted(store), default="")


def is_current(store: Store) -> bool:
    """True when the tables are as this program knows them. Raises UserCanFix("hub.from_newer_version")."""
    return _known(version(store)) == HEAD


def upgrade(store: Store) -> None:
    """Run the missing migrations. A run that was cut short is taken up by the next.

    Several may run at once, without any lock: whoever finds that another was quicker looks again at what is
    still missing. Raises UserCanFix("hub.from_newer_version"), OutsideFailed("hub.busy").
    """
    pause = _FIRST_PAUSE
    for _ in range(_MOST_TRIES):
        noted = _noted(store)
        found = max(noted, default="")
        _known(found)
        if len(noted) > 1:
            _forget_older(store, found)
        if found == HEAD:
            return
        if not _ran(store, noted):
            store.pause(pause)
            pause *= 2
    raise OutsideFailed("hub.busy")


def _known(found: str) -> str:
    if found > HEAD:
        raise UserCanFix("hub.from_newer_version", found=found, known=HEAD)
    return found


def _noted(store: Store) -> list[str]:
    """Every migration that the database has down as its newest: several where somebody was overtaken."""

    def work(connection: sa.Connection) -> list[str]:
        if not sa.inspect(connection).has_table("alembic_version"):
            return []
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars()
        return sorted(str(number) for number in found)

    return store.read(work)


def _forget_older(store: Store, newest: str) -> None:
    """Alembic notes where it stands without looking, and takes up no database that stands at two places."""

    def work(connection: sa.Connection) -> None:
        table = sa.table("alembic_version", sa.column("version_num"))
        connection.execute(sa.delete(table).where(table.c.version_num < newest))

    store.transact(work)


def _ran(store: Store, noted: list[str]) -> bool:
    """Run what is missing after what was `noted`; False when another did some of it in the meantime."""
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(paths.hub_migrations()))
    config.set_main_option("path_separator", "os")
    try:
        with _open(store) as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except CommandError:
        if _noted(store) == noted:
            raise
        return False
    except DBAPIError as error:
        if meaning(error) is Trouble.AGAIN or getattr(error.orig, "sqlstate", None) in _THERE_ALREADY:
            return False
        raise
    return True


def _open(store: Store) -> AbstractContextManager[sa.Connection]:
    """SQLite takes all of it back when it fails; elsewhere each statement is kept by itself."""
    if store.is_sqlite:
        return store.engine.begin()
    return store.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
