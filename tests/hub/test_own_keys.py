"""A database knows the keys of its hub: under others nothing is done, for every desk would refuse the hub."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from advisor_desk.hub import office
from advisor_desk.hub.hub import Around, Hub
from advisor_desk.hub.keys_file import kept_keys
from advisor_desk.hub.own_keys import mark_of
from advisor_desk.hub.store import Store
from tests.hub.console_visit import journal
from tests.hub.hub_calls import call, environment, js
from tests.hubs import NOW, Clock, enrolled, keys_of, request_of
from tests.postgres import cluster, new_database
from tests.test_english_complete import CHINESE

RULES = Path(__file__).resolve().parents[2] / "resources" / "rules" / "2026-11.toml"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of one's own, not there yet."""
    return environment(monkeypatch, tmp_path)


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of each kind."""
    return f"sqlite:///{tmp_path / 'own.db'}" if request.param == "sqlite" else new_database()


@pytest.fixture
def key(data: Path) -> Path:
    """Where the hub's keys are."""
    return data / "hub.key"


@contextmanager
def hub_on(url: str, key: Path) -> Iterator[Hub]:
    """The hub that the commands work on."""
    store = Store.open(url)
    try:
        yield Hub(store, kept_keys(key), Around(Clock(NOW)))
    finally:
        store.close()


def noted(url: str, key: Path) -> str:
    """What the database has down of the hub's keys."""
    with hub_on(url, key) as hub:
        return hub.store.read(office.keys_mark)


def as_before(url: str, key: Path) -> None:
    """Make the database one of a hub that did not note its keys yet."""
    with hub_on(url, key) as hub, hub.store.engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM hub_meta WHERE branch_id = '0' AND key = 'keys'"))


def with_desk(url: str, key: Path) -> None:
    assert js("--db", url, "advisors", "add", "--branch", "B1", "--advisor", "A1").status == 0
    with hub_on(url, key) as hub:
        enrolled(hub, "B1", "A1")


@pytest.mark.parametrize(
    "command",
    [
        ["serve", "--port", "0"],
        ["publish", "rules", RULES],
        ["invite", "--advisor", "A1", "--branch", "B1"],
        ["console", "invite", "--who", "x"],
        ["db", "restored"],
        ["status"],
    ],
    ids=lambda command: " ".join(map(str, command[:2])),
)
def test_under_other_keys_nothing_is_done(url: str, key: Path, tmp_path: Path, command: list[object]) -> None:
    with_desk(url, key)
    other = tmp_path / "other.key"
    found = mark_of(kept_keys(other).public)
    ran = js("--db", url, "--keys", other, *command)
    assert (ran.status, ran.error["code"]) == (3, "hub.key_other")
    for said in (str(other), noted(url, key)[:16], found[:16], "hub.key"):
        assert said in ran.err
    english = call("--lang", "en", "--db", url, "--keys", other, *command)
    assert (english.status, CHINESE.search(english.err)) == (3, None)
    assert js("--db", url, "status").status == 0, "with the right file all is well again"


def test_no_new_key_is_made_for_a_database_that_has_one(url: str, key: Path) -> None:
    assert js("--db", url, "status").status == 0
    assert noted(url, key) == mark_of(kept_keys(key).public)
    kept = key.rename(key.with_name("elsewhere"))
    ran = js("--db", url, "status")
    assert (ran.status, ran.error["code"], str(key) in ran.err) == (3, "hub.key_missing", True)
    assert not CHINESE.search(call("--lang", "en", "--db", url, "status").err)
    assert not key.exists()
    kept.rename(key)
    assert js("--db", url, "status").status == 0


def test_a_database_from_before_notes_the_key_that_it_meets(url: str, key: Path, tmp_path: Path) -> None:
    with_desk(url, key)
    as_before(url, key)
    assert js("--db", url, "status").status == 0
    assert noted(url, key) == mark_of(kept_keys(key).public)
    other = tmp_path / "other.key"
    kept_keys(other)
    assert js("--db", url, "--keys", other, "status").error["code"] == "hub.key_other"


def test_a_database_from_before_whose_desks_hold_on_to_a_key_gets_no_new_one(url: str, key: Path) -> None:
    with_desk(url, key)
    as_before(url, key)
    key.rename(key.with_name("elsewhere"))
    assert js("--db", url, "status").error["code"] == "hub.key_missing"
    assert not key.exists()


def test_a_restored_database_on_a_new_machine_works_with_the_key_of_old(
    url: str, key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_desk(url, key)
    mark = noted(url, key)
    if url.startswith("sqlite"):
        shutil.copy(tmp_path / "own.db", tmp_path / "restored.db")
        restored = f"sqlite:///{tmp_path / 'restored.db'}"
    else:
        name = url.partition("@/")[2].partition("?")[0]
        cluster().execute(f"CREATE DATABASE {name}_restored TEMPLATE {name}")
        restored = cluster().url(f"{name}_restored")
    new = tmp_path / "new machine"
    monkeypatch.setenv("ADVISOR_HUB_DATA", str(new))
    assert js("--db", restored, "db", "restored").error["code"] == "hub.key_missing"
    shutil.copy2(key, new / "hub.key")
    assert js("--db", restored, "db", "restored").status == 0
    assert noted(restored, new / "hub.key") == mark


def test_a_change_of_keys_is_said_and_written_down(url: str, key: Path) -> None:
    with_desk(url, key)
    old, former = noted(url, key), key.rename(key.with_name("former"))
    ran = js("--db", url, "db", "rekeyed")
    now = mark_of(kept_keys(key).public)
    assert (ran.status, ran.json) == (0, {"before": old, "keys": now})
    assert now != old
    assert js("--db", url, "db", "rekeyed").json == {"before": now, "keys": now}
    assert js("--db", url, "--keys", former, "status").error["code"] == "hub.key_other"
    with hub_on(url, key) as hub:
        deeds = [deed for deed, _ in journal(hub) if deed == "keys.changed"]
        answer = hub.enroll(request_of(hub.invite("B1", "A1"), keys_of("again")))
    assert (deeds, answer.hub_signing_key) == (["keys.changed"], kept_keys(key).public.signing.hex())
    assert js("--db", url, "status").status == 0


def test_of_two_hubs_that_begin_at_once_one_is_noted(any_hub: Hub) -> None:
    notes = (partial(office.first_keys_mark, mark=mark) for mark in ("first", "second"))
    marks = [any_hub.store.transact(note) for note in notes]
    assert marks == ["first", "first"]
