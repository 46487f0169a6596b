"""The hub's migrations make the tables that the program knows, may be cut short, and refuse the future."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from advisor_desk import paths
from advisor_desk.errors import OutsideFailed, UserCanFix
from advisor_desk.hub.store import Store
from advisor_desk.hub.tables import METADATA
from advisor_desk.hub.upgrade import HEAD, is_current, upgrade, version
from tests.postgres import cluster, free_port


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store without any table."""
    if request.param == "sqlite":
        store = Store.open(f"sqlite:///{tmp_path / 'hub.db'}")
    else:
        cluster().execute("CREATE DATABASE hub_empty")
        store = Store.open(cluster().url("hub_empty"))
    yield store
    store.close()
    if request.param == "postgres":
        cluster().execute("DROP DATABASE hub_empty")


def differences(store: Store) -> list[object]:
    """What Alembic would change to come from the tables that are there to those of the program."""
    with store.engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), METADATA))


def change(store: Store, *statements: str) -> None:
    for text in statements:
        with store.engine.begin() as connection:
            connection.exec_driver_sql(text)


def test_the_migrations_make_the_tables_of_the_program(empty: Store) -> None:
    assert (version(empty), is_current(empty)) == ("", False)
    upgrade(empty)
    assert (version(empty), is_current(empty)) == (HEAD, True)
    assert differences(empty) == []
    upgrade(empty)
    assert differences(empty) == []


def test_the_newest_migration_is_the_one_that_the_program_asks_for() -> None:
    assert ScriptDirectory(str(paths.hub_migrations())).get_current_head() == HEAD


def test_an_upgrade_that_was_cut_short_is_taken_up(empty: Store) -> None:
    upgrade(empty)
    change(empty, "DROP TABLE alembic_version", "DROP TABLE journal", "DROP INDEX scope_row_seq")
    change(empty, "INSERT INTO advisor (branch_id, id) VALUES ('B1', 'u1')")
    upgrade(empty)
    assert differences(empty) == []
    with empty.engine.connect() as connection:
        assert connection.execute(sa.text("SELECT id FROM advisor")).scalars().all() == ["u1"]


def test_a_database_from_the_future_is_left_alone(empty: Store) -> None:
    upgrade(empty)
    change(empty, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(UserCanFix, match=r"hub\.from_newer_version") as caught:
        upgrade(empty)
    assert caught.value.params == {"found": "9999", "known": HEAD}
    assert not is_current(empty)


def test_a_database_that_is_not_there_is_told() -> None:
    store = Store.open(f"postgresql+psycopg://x@127.0.0.1:{free_port()}/y", pause=lambda _: None)
    with pytest.raises(OutsideFailed, match=r"hub\.database_away"):
        upgrade(store)
