"""The store runs work as one transaction, again when others were in the way, and says what it cannot know."""

import os
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlcipher3 import dbapi2 as driver

from advisor_desk.errors import DeskBug, OutsideFailed, UserCanFix
from advisor_desk.hub import fault_points
from advisor_desk.hub.hub import Hub
from advisor_desk.hub.office import keep_meta, meta
from advisor_desk.hub.store import Again, Store
from advisor_desk.hub.trouble import Trouble, meaning
from advisor_desk.hub.upgrade import upgrade
from tests.hub.at_once import at_once
from tests.hubs import sqlite_hub, template
from tests.postgres import cluster, free_port, new_database, postgres_hub


@pytest.fixture
def store() -> Iterator[Store]:
    """A store on PostgreSQL that does not pause."""
    with postgres_hub() as hub:
        made = Store.open(hub.store.engine.url.render_as_string(), pause=lambda _: None)
        yield made
        made.close()


def keep(connection: sa.Connection, key: str, value: str = "1") -> None:
    keep_meta(connection, "0", key, value)


def kept(store: Store, key: str) -> str | None:
    return store.read(lambda connection: meta(connection, "0", key))


def end_backend(connection: sa.Connection) -> None:
    """The server ends this very connection."""
    connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")


def end_all(store: Store) -> None:
    """The server ends every connection to the store's database."""
    name = store.engine.url.database
    cluster().execute(
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"  # noqa: S608
    )


def test_work_is_kept_whole_or_not_at_all(any_hub: Hub) -> None:
    store = any_hub.store

    def half(connection: sa.Connection) -> None:
        keep(connection, "first")
        raise LookupError

    with pytest.raises(LookupError):
        store.transact(half)
    assert kept(store, "first") is None
    assert store.transact(lambda connection: keep(connection, "second")) is None
    assert kept(store, "second") == "1"


def test_what_is_read_does_not_change_meanwhile(any_hub: Hub) -> None:
    store = any_hub.store
    store.transact(lambda connection: keep(connection, "k", "before"))

    def twice(connection: sa.Connection) -> tuple[str | None, str | None]:
        first = meta(connection, "0", "k")
        store.transact(lambda other: keep(other, "k", "after"))
        return first, meta(connection, "0", "k")

    assert store.read(twice) == ("before", "before")
    assert kept(store, "k") == "after"


def test_work_that_was_overtaken_runs_again_five_times_at_most(tmp_path: Path) -> None:
    pauses: list[float] = []
    store = Store.open("sqlite://", pause=pauses.append)
    runs: list[int] = []

    def work(connection: sa.Connection) -> int:
        runs.append(1)
        if len(runs) < 3:
            raise Again
        return len(runs)

    def never(connection: sa.Connection) -> None:
        raise Again

    assert store.transact(work) == 3
    assert pauses == [0.01, 0.02]
    with pytest.raises(OutsideFailed, match=r"hub\.busy"):
        store.transact(never)
    assert pauses[2:] == [0.01, 0.02, 0.04, 0.08]
    store.close()


def test_two_that_wait_for_each_other_both_come_through(store: Store) -> None:
    met = threading.Barrier(2, timeout=20)
    tries: list[str] = []

    def locking(first: str, second: str) -> None:
        def work(connection: sa.Connection) -> None:
            tries.append(first)
            keep(connection, first, first)
            if len(tries) <= 2:
                met.wait()
            keep(connection, second, first)

        store.transact(work)

    at_once(partial(locking, *pair) for pair in (("a", "b"), ("b", "a")))
    assert len(tries) >= 3
    assert kept(store, "a") == kept(store, "b")


def test_a_locked_file_is_a_reason_to_try_again(tmp_path: Path) -> None:
    file = tmp_path / "hub.db"
    file.write_bytes(template().read_bytes())
    store = Store.open(f"sqlite:///{file}")

    def blocked(connection: sa.Connection) -> None:
        other = driver.connect(str(file), timeout=0, isolation_level=None)
        with pytest.raises(driver.OperationalError) as caught:
            other.execute("BEGIN IMMEDIATE")
        other.close()
        error = sa.exc.DBAPIError.instance("", None, caught.value, driver.Error)
        assert isinstance(error, sa.exc.DBAPIError)
        assert meaning(error) is Trouble.AGAIN

    store.transact(blocked)
    store.close()


def test_a_connection_lost_before_the_commit_costs_nothing(store: Store) -> None:
    runs: list[int] = []

    def work(connection: sa.Connection) -> int:
        runs.append(1)
        keep(connection, "k", str(len(runs)))
        if len(runs) == 1:
            end_backend(connection)
        return len(runs)

    assert store.transact(work) == 2
    assert kept(store, "k") == "2"


def test_connections_that_died_in_the_pool_are_replaced(store: Store) -> None:
    ready = threading.Barrier(4, timeout=20)

    def hold(connection: sa.Connection) -> None:
        meta(connection, "0", "k")
        ready.wait()

    at_once([partial(store.read, hold)] * 4)
    end_all(store)
    store.transact(lambda connection: keep(connection, "k"))
    assert kept(store, "k") == "1"


def test_a_commit_that_nobody_answered_is_told_to_be_unknown(store: Store) -> None:
    def cut(point: str) -> None:
        if point == "store.before_commit":
            end_all(store)

    with fault_points.watching(cut), pytest.raises(OutsideFailed, match=r"hub\.commit_unknown"):
        store.transact(lambda connection: keep(connection, "k"))
    store.transact(lambda connection: keep(connection, "k"))
    assert kept(store, "k") == "1"


def test_a_disk_that_is_full_at_the_commit_is_told_as_such(tmp_path: Path) -> None:
    """The file knows that it has not committed: no connection broke, and there is nothing to look up."""
    store = sqlite_hub(tmp_path).store

    class Full(Exception):  # noqa: N818 - as the driver's own, by its code alone
        sqlite_errorcode = 13

    def fill(_connection: sa.Connection) -> None:
        raise OperationalError("COMMIT", {}, Full())

    sa.event.listen(store.engine, "commit", fill)
    with pytest.raises(OutsideFailed, match=r"hub\.database_failed"):
        store.transact(lambda connection: keep(connection, "k"))
    sa.event.remove(store.engine, "commit", fill)
    assert kept(store, "k") is None
    store.transact(lambda connection: keep(connection, "k"))
    assert kept(store, "k") == "1"
    store.close()


def test_a_file_of_the_hub_is_nobody_elses_to_read(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        store = Store.open(f"sqlite:///{tmp_path / 'new.db'}")
        upgrade(store)
        modes = {one.name: one.stat().st_mode & 0o077 for one in tmp_path.iterdir()}
        store.close()
    finally:
        os.umask(before)
    assert modes == {"new.db": 0, "new.db-wal": 0, "new.db-shm": 0}


def test_a_server_that_is_not_there_is_waited_for_a_little() -> None:
    pauses: list[float] = []
    store = Store.open(f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/hub", pause=pauses.append)
    with pytest.raises(OutsideFailed, match=r"hub\.database_away"):
        store.read(lambda connection: meta(connection, "0", "k"))
    assert pauses == [0.1, 0.2, 0.4, 0.8]


@pytest.mark.parametrize("style", ["sqlalchemy", "libpq"])
def test_of_two_hosts_the_one_that_takes_writes_is_used(style: str) -> None:
    here, dead = cluster(), free_port()
    database = sa.make_url(new_database()).database
    hosts = (f"127.0.0.1:{dead}", f"127.0.0.1:{here.port}")
    if style == "libpq":
        url = f"postgresql://{here.user}@{','.join(hosts)}/{database}?target_session_attrs=read-write"
    else:
        named = "&".join(f"host={host}" for host in hosts)
        url = f"postgresql+psycopg://{here.user}@/{database}?{named}&target_session_attrs=read-write"
    store = Store.open(url)
    store.transact(lambda connection: keep(connection, "k", style))
    assert kept(store, "k") == style
    store.close()


def test_a_server_that_became_a_standby_is_left_for_the_other(store: Store) -> None:
    name = store.engine.url.database
    cluster().execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    with pytest.raises(OutsideFailed, match=r"hub\.database_away"):
        store.transact(lambda connection: keep(connection, "k", "2"))
    # What stayed in the pool were connections that only read: none of them is used again.
    cluster().execute(f"ALTER DATABASE {name} RESET default_transaction_read_only")
    store.transact(lambda connection: keep(connection, "k", "3"))
    assert kept(store, "k") == "3"


def test_a_statement_that_failed_cannot_be_passed_over(store: Store) -> None:
    def work(connection: sa.Connection) -> None:
        keep(connection, "k")
        with pytest.raises(sa.exc.ProgrammingError):
            connection.exec_driver_sql("SELECT nothing FROM nowhere")

    with pytest.raises(DeskBug, match=r"hub\.failed_statement_passed_over"):
        store.transact(work)
    assert kept(store, "k") is None


def test_our_own_mistakes_are_raised_as_they_are(any_hub: Hub) -> None:
    with pytest.raises(sa.exc.DBAPIError):
        any_hub.store.transact(lambda connection: connection.exec_driver_sql("SELEKT"))
    with pytest.raises(sa.exc.IntegrityError):
        any_hub.store.transact(
            lambda connection: connection.execute(
                sa.text("INSERT INTO advisor (branch_id, id) VALUES (:b, :id)"), {"b": None, "id": "x"}
            )
        )


def test_statements_are_captured_while_asked_for(any_hub: Hub) -> None:
    store = any_hub.store
    with store.capturing() as outer:
        store.read(lambda connection: meta(connection, "0", "k"))
        with store.capturing() as inner:
            store.transact(lambda connection: keep(connection, "k"))
    store.transact(lambda connection: keep(connection, "later"))
    assert [text.split()[0] for text in outer if "hub_meta" in text] == ["SELECT", "INSERT"]
    assert [text.split()[0] for text in inner if "hub_meta" in text] == ["INSERT"]


def test_a_file_with_a_key_is_nothing_without_it(tmp_path: Path) -> None:
    file, key = tmp_path / "hub.db", bytes(range(32))
    store = Store.open(f"sqlite:///{file}", key=key)
    store.transact(lambda connection: connection.exec_driver_sql("CREATE TABLE t (x TEXT)"))
    store.close()
    assert b"SQLite" not in file.read_bytes()
    for wrong in (None, bytes(32)):
        other = Store.open(f"sqlite:///{file}", key=wrong)
        with pytest.raises(OutsideFailed, match=r"hub\.database_failed"):
            other.read(lambda connection: connection.exec_driver_sql("SELECT * FROM t"))
        other.close()
    store = Store.open(f"sqlite:///{file}", key=key)
    assert store.read(lambda connection: connection.exec_driver_sql("SELECT count(*) FROM t").scalar()) == 0
    store.close()


def test_the_settings_of_the_file_survive_a_power_cut(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'hub.db'}")

    def settings(connection: sa.Connection) -> list[object]:
        return [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")
        ]

    assert store.read(settings) == ["wal", 2]
    store.close()


@pytest.mark.parametrize("url", ["mysql://x/y", "hub.db", "postgresql+psycopg2://x/y", "://"])
def test_an_address_of_something_else_is_refused(url: str) -> None:
    with pytest.raises(UserCanFix, match=r"hub\.database_url_invalid"):
        Store.open(url)


def test_one_pool_serves_as_many_threads_as_it_has_connections() -> None:
    with postgres_hub(threads=3) as hub:
        ready = threading.Barrier(3, timeout=20)

        def together(connection: sa.Connection) -> None:
            meta(connection, "0", "k")
            ready.wait()

        at_once([partial(hub.store.read, together)] * 3)
        hub.store.analyze()
        assert isinstance(hub.store.engine.pool, sa.QueuePool)
        assert hub.store.engine.pool.checkedin() == 3
