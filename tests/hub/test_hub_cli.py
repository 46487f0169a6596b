"""`advisor-desk-hub`: names, JSON and exit codes of cli.md, sentences in both languages, no secret told."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from advisor_desk.hub.hub import Around, Hub
from advisor_desk.hub.keys_file import kept_keys
from advisor_desk.hub.store import Store
from tests.hub.hub_calls import call, environment, js
from tests.hubs import NOW, Chain, Clock, enrolled, keys_of, request_of
from tests.postgres import cluster
from tests.test_english_complete import CHINESE

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of one's own, not there yet."""
    return environment(monkeypatch, tmp_path)


@contextmanager
def hub_in(data: Path, now: float = NOW) -> Iterator[Hub]:
    """The hub that the commands work on."""
    store = Store.open(f"sqlite:///{data / 'hub.db'}")
    try:
        yield Hub(store, kept_keys(data / "hub.key"), Around(Clock(now)))
    finally:
        store.close()


def with_clients(data: Path) -> str:
    """Two advisors, a client of the first, and a desk of the first; its id."""
    assert js("advisors", "add", "--branch", "B1", "--advisor", "A2", "--name", "李四").status == 0
    with hub_in(data) as hub:
        hub.add_client("B1", "C1", "A1")
        return enrolled(hub, "B1", "A1")[0].id


def test_an_invitation_lets_one_desk_in(data: Path) -> None:
    ran = js("invite", "--advisor", "A1", "--branch", "B1")
    assert (ran.status, ran.err) == (0, "")
    assert {key: ran.json[key] for key in ("branch", "advisor", "minutes")} == {
        "branch": "B1", "advisor": "A1", "minutes": 10
    }  # fmt: skip
    assert re.fullmatch(r"B1\.[A-Z2-7]{26}", ran.json["code"])
    with hub_in(data, time.time()) as hub:
        assert hub.enroll(request_of(ran.json["code"], keys_of("x"))).advisor == "A1"
    spoken = call("invite", "--advisor", "A1", "--branch", "B1")
    assert re.fullmatch(r"B1\.[A-Z2-7]{26}\n", spoken.out), "a script reads the code alone"
    assert "10" in spoken.err


def test_a_branch_that_was_not_there_is_told_in_case_it_was_mistyped(data: Path, tmp_path: Path) -> None:
    told = "是新的"
    assert told not in call("invite", "--advisor", "A1", "--branch", "B1").err, "the first one is no mistake"
    assert told not in call("advisors", "add", "--advisor", "A1", "--branch", "B1").err
    clients = tmp_path / "clients.csv"
    clients.write_text("客户号,姓名,客户类型\nC1,李宁,个人\n", encoding="utf-8")
    refused = tmp_path / "refused.csv"
    refused.write_text("客户号,姓名,客户类型\n,李宁,个人\n", encoding="utf-8")
    load = ("--advisor", "A1", "--branch", "B11")
    assert told not in call("load", "clients", str(refused), *load).err, "nothing came of it"
    for arguments in (
        ("load", "clients", str(clients), *load),
        ("invite", "--advisor", "A1", "--branch", "B12"),
        ("advisors", "add", "--advisor", "A1", "--branch", "B13"),
    ):
        err = call(*arguments).err
        assert told in err
        assert "B1" in err
        assert told not in call(*arguments).err, "by now it is known"
    assert js("invite", "--advisor", "A1", "--branch", "B14").err == ""


def test_an_empty_address_is_no_address(data: Path) -> None:
    ran = js("--db", "", "status")
    assert (ran.status, ran.error["code"], (data / "hub.db").exists()) == (
        3,
        "hub.database_url_invalid",
        False,
    )


def test_status_has_the_keys_of_the_contract(data: Path) -> None:
    device = with_clients(data)
    ran = js("status")
    assert (ran.status, list(ran.json)) == (0, ["devices", "events", "quarantined", "clients", "forwarding"])
    assert (ran.json["clients"], ran.json["events"]) == (1, 0)
    (one,) = ran.json["devices"]
    assert (one["device"], one["advisor"], one["branch"], one["status"]) == (device, "A1", "B1", "ACTIVE")
    said = call("status").out
    assert all(part in said for part in (device, "顾问 A1", "启用", "最近联系 —", "已收 0 条")), said


def test_a_client_is_handed_over_and_an_order_counts_once(data: Path) -> None:
    with_clients(data)
    ran = js("assign", "--client", "C1", "--to", "A2", "--order", "O1")
    assert (ran.status, ran.json["client_no"], ran.json["to"]) == (0, "C1", "A2")
    assert js("assign", "--client", "C1", "--to", "A2", "--order", "O1").json["moved"] == 0
    with hub_in(data) as hub:
        assert hub.holders("B1", ["C1"]) == {"C1": "A2"}
    # The same order again, as if it led back: nothing is done, and nothing else is said to have been done.
    used = js("assign", "--client", "C1", "--to", "A1", "--order", "O1")
    assert (used.status, used.json["moved"], used.json["holder"]) == (1, 0, "A2")
    said = call("--lang", "en", "assign", "--client", "C1", "--to", "A1", "--order", "O1")
    assert (said.status, "with A2 now" in said.out, "with A1" in said.out) == (1, True, False)
    assert js("assign", "--client", "C9", "--to", "A2").error["code"] == "client.unknown"
    unknown = js("assign", "--client", "C1", "--to", "A9")
    assert (unknown.status, unknown.error["code"]) == (3, "hub.advisor_unknown")


def test_a_client_goes_to_an_advisor_of_another_branch(data: Path) -> None:
    with_clients(data)
    for branch in ("B2", "B3"):
        js("advisors", "add", "--branch", branch, "--advisor", "A7")
    asked = js("assign", "--client", "C1", "--to", "A7")
    assert (asked.status, asked.error["code"]) == (3, "hub.branch_needed")
    ran = js("assign", "--client", "C1", "--to", "A7", "--branch", "B3", "--order", "O1")
    assert (ran.status, ran.json["to"], ran.json["branch"]) == (0, "A7", "B3")
    again = js("assign", "--client", "C1", "--to", "A7", "--branch", "B3", "--order", "O1")
    assert (again.status, again.json["moved"]) == (0, 0)
    with hub_in(data) as hub:
        assert (hub.find_client("C1"), hub.holders("B1", ["C1"])) == ("B3", {})
    # Without a branch the client's own is asked first.
    assert js("assign", "--client", "C1", "--to", "A1").json["branch"] == "B1"


def test_a_device_is_revoked(data: Path) -> None:
    device = with_clients(data)
    assert js("revoke", "--device", device).json == {"device": device, "status": "REVOKED"}
    assert js("status").json["devices"][0]["status"] == "REVOKED"
    unknown = js("revoke", "--device", "B1.nobody")
    assert (unknown.status, unknown.error["code"]) == (3, "hub.device_unknown")


def test_what_is_kept_apart_is_listed_released_or_given_back(data: Path) -> None:
    with_clients(data)
    with hub_in(data) as hub:
        hub.add_client("B1", "C2", "A2")
        device, _ = enrolled(hub, "B1", "A1", name="second")
        chain = Chain(device)
        foreign, unknown = chain.event("C2"), chain.event("C8")
        hub.push(device, chain.batch(foreign, unknown))
    listed = js("quarantine", "list")
    assert listed.status == 1
    reasons = {foreign.id: "CLIENT_NEVER_HELD", unknown.id: "CLIENT_UNKNOWN"}
    assert {one["id"]: one["reason"] for one in listed.json} == reasons
    assert {(one["branch"], one["device"]) for one in listed.json} == {("B1", device.id)}
    again = js("quarantine", "release", foreign.id)
    assert (again.status, again.json["released"], again.json["still"]) == (1, 0, ["CLIENT_NEVER_HELD"])
    told = call("--lang", "en", "quarantine", "release", foreign.id)
    assert ("CLIENT_NEVER_HELD" in told.out, "hand the client over with assign" in told.out) == (True, True)
    assert js("assign", "--client", "C2", "--to", "A1").status == 0
    taken = js("quarantine", "release", foreign.id, "--by", "王五")
    assert (taken.status, taken.json["released"], taken.json["still"]) == (0, 1, [])
    assert js("quarantine", "return", unknown.id, "--branch", "B1").status == 0
    gone = js("quarantine", "return", unknown.id)
    assert (gone.status, gone.error["code"]) == (3, "hub.event_unknown")
    elsewhere = js("quarantine", "list", "--branch", "B9")
    assert (elsewhere.status, elsewhere.error["code"]) == (3, "hub.branch_unknown")
    empty = call("quarantine", "list")
    assert (empty.status, CHINESE.search(empty.out) is not None) == (0, True)
    assert js("status").json["events"] == 1


def test_the_tables_are_brought_up_to_date_and_a_restore_begins_an_epoch(data: Path) -> None:
    first = js("db", "upgrade")
    assert (first.status, first.json["before"]) == (0, None)
    assert js("db", "upgrade").json == {"before": first.json["version"], "version": first.json["version"]}
    epochs = {js("db", "restored").json["epoch"] for _ in range(2)}
    assert len(epochs) == 2
    with hub_in(data) as hub:
        assert hub.epoch() in epochs
    assert js("db", "tidy").json == {"tombstones": 0}


def test_keys_and_database_are_where_the_options_say(data: Path, tmp_path: Path) -> None:
    keys, database = tmp_path / "k" / "own.key", tmp_path / "own.db"
    ran = js("--db", f"sqlite:///{database}", "--keys", keys, "status")
    assert (ran.status, keys.exists(), database.exists()) == (0, True, True)
    assert list(data.iterdir()) == []
    assert data.stat().st_mode & 0o077 == 0


def test_the_embedded_file_is_encrypted_when_there_is_a_key(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADVISOR_HUB_DB_KEY", "ab" * 32)
    assert js("advisors", "add", "--branch", "B1", "--advisor", "A1").status == 0
    assert b"advisor" not in (data / "hub.db").read_bytes()
    for wrong in ("cd" * 32, ""):
        monkeypatch.setenv("ADVISOR_HUB_DB_KEY", wrong)
        ran = js("status")
        assert (ran.status, ran.error["code"]) == (4, "hub.database_failed")
    monkeypatch.setenv("ADVISOR_HUB_DB_KEY", "no key")
    assert js("status").error["code"] == "hub.database_key_invalid"


@pytest.mark.parametrize(
    ("content", "mode", "code"),
    [
        ("nonsense", 0o600, "hub.key_damaged"),
        ("[]", 0o600, "hub.key_damaged"),
        ('{"signing": "00", "sealing": "00"}', 0o600, "hub.key_damaged"),
        ('{"signing": 5, "sealing": "00"}', 0o600, "hub.key_damaged"),
        ("whatever", 0o644, "hub.key_open_to_others"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX systems")
def test_a_key_file_that_is_none_is_told_and_never_replaced(
    data: Path, content: str, mode: int, code: str
) -> None:
    data.mkdir()
    (data / "hub.key").write_text(content, encoding="utf-8")
    (data / "hub.key").chmod(mode)
    ran = js("status")
    assert (ran.status, ran.error["code"]) == (3, code)
    assert (data / "hub.key").read_text(encoding="utf-8") == content


def test_keys_made_at_once_by_two_are_the_same(tmp_path: Path) -> None:
    path = tmp_path / "hub.key"
    first, second = kept_keys(path), kept_keys(path)
    assert (first.signing, first.sealing) == (second.signing, second.sealing)
    assert repr(first) == "KeyPair(…)"
    assert [one.name for one in tmp_path.iterdir()] == ["hub.key"]


@pytest.mark.parametrize(
    ("arguments", "status", "code"),
    [
        (["serve", "--host", "0.0.0.0"], 3, "hub.tls_needed"),  # noqa: S104 - it is refused
        (["serve", "--tls-cert", "x"], 3, "hub.tls_half"),
        (["serve", "--port", "0", "--tls-cert", "x", "--tls-key", "y"], 3, "hub.tls_unreadable"),
        (["serve", "--port", "70000"], 2, "usage.form"),
        (["--db", "mysql://x/y", "status"], 3, "hub.database_url_invalid"),
        (
            ["--db", "postgresql+psycopg://x@127.0.0.1:1/y?connect_timeout=2", "status"],
            4,
            "hub.database_away",
        ),
        (["invite", "--advisor", "A1"], 2, "usage.missing"),
        (["invite", "--advisor", "A1", "--branch", "0"], 3, "hub.branch_invalid"),
        (["invite", "--advisor", " ", "--branch", "B"], 3, "hub.advisor_invalid"),
        (["status", "--db", "x"], 2, "hub.misplaced"),
        (["status", "--nonsense"], 2, "usage.unknown"),
        (["nonsense"], 2, "usage.choice"),
        ([], 2, "usage.missing"),
        (["db"], 2, "usage.missing"),
        (["courier", "missing.seal"], 2, "usage.missing"),
        (["courier", "missing.seal", "--preview"], 3, "hub.file_unreadable"),
    ],
)
def test_what_goes_wrong_is_one_sentence_and_a_code(arguments: list[str], status: int, code: str) -> None:
    ran = js(*arguments)
    assert (ran.status, ran.error["code"]) == (status, code)
    assert CHINESE.search(ran.err)
    if code != "hub.database_away":  # the store waits a while before it gives up
        assert not CHINESE.search(call("--lang", "en", *arguments).err)


def test_help_is_in_the_persons_language_for_every_command() -> None:
    commands: tuple[list[str], ...] = (
        [], ["serve"], ["db"], ["db", "upgrade"], ["db", "restored"], ["db", "rekeyed"], ["db", "tidy"],
        ["invite"], ["advisors", "add"], ["load"], ["publish"], ["publish", "rules"], ["publish", "shelf"],
        ["assign"], ["revoke"], ["status"], ["quarantine"], ["quarantine", "list"], ["quarantine", "release"],
        ["quarantine", "return"], ["courier"], ["export"], ["export", "interactions"],
    )  # fmt: skip
    for command in commands:
        chinese, english = (call(*lang, *command, "--help") for lang in ([], ["--lang", "en"]))
        assert (chinese.status, english.status) == (0, 0)
        assert CHINESE.search(chinese.out), command
        assert not CHINESE.search(english.out), command


def test_an_older_server_has_to_be_upgraded_by_somebody(data: Path) -> None:
    """A file of one's own is brought up to date by itself; the firm's server is not."""
    cluster().execute("CREATE DATABASE hub_cli")
    url = cluster().url("hub_cli")
    ran = js("--db", url, "status")
    assert (ran.status, ran.error["code"]) == (3, "hub.upgrade_needed")
    assert js("--db", url, "db", "upgrade").status == 0
    assert js("--db", url, "status").json["clients"] == 0
    assert (data / "hub.key").exists()
    cluster().execute("UPDATE alembic_version SET version_num = '9999'", "hub_cli")
    newer = js("--db", url, "status")
    assert (newer.status, newer.error["code"]) == (3, "hub.from_newer_version")


def test_the_program_under_both_of_its_names() -> None:
    by_module = subprocess.run(
        [sys.executable, "-m", "advisor_desk.hub", "--version"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONWARNINGS": "error"},
    )
    assert call("--version").out == by_module.stdout
