"""The hub's migrations make the tables that the program knows, may be cut short, and refuse the future."""

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from advisor_desk import paths
from advisor_desk.errors import OutsideFailed, UserCanFix
from advisor_desk.hub.store import Store
from advisor_desk.hub.tables import METADATA
from advisor_desk.hub.upgrade import HEAD, is_current, upgrade, version
from tests.postgres import cluster, free_port

ROOT = Path(__file__).resolve().parents[2]


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


def another_upgrades(url: str, folder: Path) -> None:
    """As somebody else does at the same time: Alembic can be asked once a process only."""
    command = [sys.executable, "-m", "advisor_desk.hub", "--db", url, "db", "upgrade"]
    around = {**os.environ, "ADVISOR_HUB_DATA": str(folder)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=around)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def server() -> Iterator[str]:
    """The address of an empty database of a server's."""
    cluster().execute("CREATE DATABASE hub_raced")
    yield cluster().url("hub_raced")
    cluster().execute("DROP DATABASE hub_raced")


@pytest.mark.parametrize(
    "begin", ["CREATE TABLE alembic_version", "INSERT INTO alembic_version", "UPDATE alembic_version"]
)
def test_whoever_is_overtaken_looks_again(server: str, tmp_path: Path, begin: str) -> None:
    """Another does all of it just before one of our statements."""
    pauses: list[float] = []
    store = Store.open(server, pause=pauses.append)
    is_overtaken = False

    def overtake(*given: object) -> None:
        nonlocal is_overtaken
        if not is_overtaken and str(given[2]).strip().startswith(begin):
            is_overtaken = True
            another_upgrades(server, tmp_path)

    sa.event.listen(store.engine, "before_cursor_execute", overtake)
    try:
        upgrade(store)
        assert (is_overtaken, version(store), len(pauses)) == (True, HEAD, 1)
        assert differences(store) == []
    finally:
        store.close()
    noted = cluster().execute("SELECT version_num FROM alembic_version", "hub_raced")
    assert noted == [(HEAD,)], "Alembic refuses the next upgrade of a database that stands at two places"


def test_a_place_that_was_left_behind_is_cleared_away(server: str) -> None:
    """As by somebody who was overtaken and then killed."""
    store = Store.open(server)
    try:
        upgrade(store)
        change(store, "INSERT INTO alembic_version (version_num) VALUES ('0001')")
        assert (version(store), is_current(store)) == (HEAD, True)
        upgrade(store)
    finally:
        store.close()
    assert cluster().execute("SELECT version_num FROM alembic_version", "hub_raced") == [(HEAD,)]


def upgrade_each(urls: list[str], together: Any, told: Any) -> None:
    """In a process of its own: bring each up to date as soon as the others of `together` are there."""
    for url in urls:
        store = Store.open(url)
        together.wait(60)
        try:
            upgrade(store)
            told.put("")
        except Exception as error:  # noqa: BLE001 - told to the test
            told.put(repr(error))
        finally:
            store.close()


def test_several_upgrade_an_empty_server_at_the_same_time() -> None:
    names = [f"hub_raced_{number}" for number in range(6)]
    for name in names:
        cluster().execute(f"CREATE DATABASE {name}")
    spawn = multiprocessing.get_context("spawn")
    together, told = spawn.Barrier(3), spawn.Queue()
    given = ([cluster().url(name) for name in names], together, told)
    processes = [spawn.Process(target=upgrade_each, args=given, daemon=True) for _ in range(3)]
    for process in processes:
        process.start()
    found = [told.get(timeout=120) for _ in range(3 * len(names))]
    for process in processes:
        process.join(60)
    assert [one for one in found if one] == []
    for name in names:
        assert cluster().execute("SELECT version_num FROM alembic_version", name) == [(HEAD,)]
        cluster().execute(f"DROP DATABASE {name}")


def test_a_failure_that_nobody_else_has_caused_is_told_at_once(
    empty: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pauses: list[float] = []
    empty.pause = pauses.append
    monkeypatch.setattr(paths, "hub_migrations", lambda: tmp_path / "nowhere")
    with pytest.raises(CommandError):
        upgrade(empty)
    assert pauses == []


def test_a_database_from_the_future_is_left_alone(empty: Store) -> None:
    upgrade(empty)
    change(empty, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(UserCanFix, match=r"hub\.from_newer_version") as caught:
        upgrade(empty)
    assert caught.value.params == {"found": "9999", "known": HEAD}
    with pytest.raises(UserCanFix, match=r"hub\.from_newer_version"):
        is_current(empty)


def test_a_database_that_is_not_there_is_told() -> None:
    store = Store.open(f"postgresql+psycopg://x@127.0.0.1:{free_port()}/y", pause=lambda _: None)
    with pytest.raises(OutsideFailed, match=r"hub\.database_away"):
        upgrade(store)
