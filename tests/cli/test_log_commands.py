"""`log`, `history`, `history verify`: the contract, and what a copied book with an altered row is told."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from advisor_desk.assembly.desk import around
from advisor_desk.storage import engine
from advisor_desk.storage.book import SqlBook
from tests.cli.calling import AS_OF, PASSPHRASE, call, js

pytestmark = pytest.mark.usefixtures("office")
CALL = ("--channel", "CALL", "--outcome", "REACHED")


def record(*arguments: str) -> str:
    ran = js("log", *arguments)
    assert (ran.status, ran.err) == (0, "")
    assert list(ran.json) == ["id"]
    return str(ran.json["id"])


def test_a_contact_is_recorded_and_moves_the_next_due_day() -> None:
    before = {row["client_no"]: row for row in js("clients").json}
    record_id = record(
        "--client", "C1", *CALL, "--purpose", "REVIEW", "--note", "年度检视", "--on", "2026-11-19"
    )
    after = {row["client_no"]: row for row in js("clients").json}
    assert after["C1"]["last_contact"] == "2026-11-19"
    assert after["C1"]["next_due"] > before["C1"]["next_due"]
    assert after["C4"] == before["C4"]
    (kept,) = js("history", "--client", "C1").json["records"]
    assert kept["id"] == record_id
    assert (kept["made"]["note"], kept["made"]["purpose"], kept["made"]["is_effective"]) == (
        "年度检视",
        "REVIEW",
        True,
    )


def test_without_json_the_id_alone_is_printed() -> None:
    ran = call("--as-of", "2026-11-20", "log", "--client", "C1", *CALL)
    assert ran.status == 0
    (kept,) = js("history", "--client", "C1").json["records"]
    assert ran.out == f"{kept['id']}\n"
    assert kept["made"]["on"] == "2026-11-20"


def test_not_reached_is_recorded_and_resets_nothing() -> None:
    before = js("clients").json
    record("--client", "C1", "--channel", "CALL", "--outcome", "NOT_REACHED")
    assert js("clients").json == before


@pytest.mark.parametrize(
    ("on", "typed", "due"),
    [
        ("2026-11-20", "+1", "2026-11-23"),
        ("2026-11-20", "+3", "2026-11-25"),
        ("2026-09-30", "+1", "2026-10-08"),
        ("2026-11-20", "2026-12-05", "2026-12-05"),
    ],
)
def test_the_next_step_is_counted_in_trading_days(on: str, typed: str, due: str) -> None:
    record("--client", "C1", *CALL, "--on", on, "--next", typed, "--next-what", "回电")
    (task,) = js("history", "--client", "C1").json["tasks"]
    assert (task["title"], task["due_on"], task["kind"], task["state"]) == ("回电", due, "FOLLOW_UP", "OPEN")


def test_several_clients_are_one_contact_and_no_file_names_another() -> None:
    record_id = record("--client", "C1", "--client", "C4", "--channel", "EVENT", "--outcome", "DONE")
    for number, other in (("C1", "C4"), ("C4", "C1")):
        (kept,) = js("history", "--client", number).json["records"]
        assert (kept["together"], kept["attendees"], kept["made"]["kind"]) == (record_id, 2, "EVENT")
        assert kept["made"]["attendees"] == [{"client_no": number, "line": ""}]
        assert other not in str(kept["made"])


@pytest.mark.parametrize(
    ("arguments", "status", "code"),
    [
        (("--client", "C9", *CALL), 3, "client.unknown"),
        (("--client", "C1", "--client", "C1", *CALL), 3, "record.client_twice"),
        (("--client", "C1", *CALL, "--on", "2026-11-21"), 3, "record.in_future"),
        (("--client", "C1", *CALL, "--on", "1989-01-01"), 3, "record.too_old"),
        (("--client", "C1", *CALL, "--note", "保 本稳赚"), 3, "record.forbidden_word"),
        (("--client", "C1", *CALL, "--next", "+3"), 2, "usage.missing"),
        (("--client", "C1", *CALL, "--next-what", "回电"), 2, "usage.missing"),
        (("--client", "C1", *CALL, "--next", "3", "--next-what", "x"), 2, "usage.form"),
        (("--client", "C1", *CALL, "--next", "+0", "--next-what", "x"), 2, "usage.form"),
        (("--client", "C1", *CALL, "--next", "9999-12-31", "--next-what", "x"), 2, "usage.form"),
        (("--client", "C1", *CALL, "--next", "+3", "--next-what", "  "), 2, "usage.missing"),
        (("--client", "C1", *CALL, "--next", "2026-11-19", "--next-what", "x"), 3, "record.next_before"),
        (("--client", "C1", *CALL, "--note", "half a sign \udce5"), 2, "usage.no_text"),
        (("--client", "\udce5", *CALL), 2, "usage.no_text"),
        (("--client", "C1", "--channel", "FAX", "--outcome", "DONE"), 2, "usage.choice"),
        (CALL, 2, "usage.missing"),
    ],
)
def test_what_cannot_be_recorded_is_told_and_leaves_nothing(
    arguments: tuple[str, ...], status: int, code: str
) -> None:
    ran = js("log", *arguments)
    assert (ran.status, ran.error["code"]) == (status, code)
    assert js("history", "verify").json["events"] == 0


def test_a_forbidden_word_stands_with_a_reason() -> None:
    record("--client", "C1", *CALL, "--note", "客户问是否保本", "--wording-reason", "客户原话")
    (kept,) = js("history", "--client", "C1").json["records"]
    assert kept["made"]["wording_reason"] == "客户原话"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [((), "usage.missing"), (("verify", "--client", "C1"), "usage.unknown"), (("check",), "usage.choice")],
)
def test_history_asks_for_a_client_or_for_verify(arguments: tuple[str, ...], code: str) -> None:
    ran = js("history", *arguments)
    assert (ran.status, ran.error["code"]) == (2, code)


def test_a_whole_record_is_told_with_its_end() -> None:
    for _ in range(3):
        record("--client", "C1", *CALL)
    ran = js("history", "verify")
    assert ran.status == 0
    assert list(ran.json) == ["ok", "events", "head", "broken", "pages_damaged", "records_astray"]
    assert (ran.json["ok"], ran.json["events"], ran.json["broken"]) == (True, 3, None)
    assert ran.json["head"] in call("history", "verify").out
    assert js("book", "check").json["chain_ok"] is True


@pytest.mark.parametrize(
    ("statement", "seq", "fault", "said"),
    [
        ("UPDATE event SET body = replace(body, '甲', '乙') WHERE device_seq = 2", 2, "ALTERED", "Record 2"),
        ("DELETE FROM event WHERE device_seq = 2", 3, "MISSING", "Before record 3, 1"),
        ("DELETE FROM event WHERE device_seq = 3", 3, "CUT", "From number 3"),
        ("UPDATE event SET on_day = on_day - 1 WHERE device_seq = 1", 1, "DAY", "record 1"),
        (
            "UPDATE event SET device_seq = CASE device_seq WHEN 1 THEN -2 ELSE -1 END WHERE device_seq < 3; "
            "UPDATE event SET device_seq = -device_seq WHERE device_seq < 0",
            1,
            "ORDER",
            "number 2",
        ),
    ],
)
def test_an_altered_copy_is_named(office: Path, statement: str, seq: int, fault: str, said: str) -> None:
    for _ in range(3):
        record("--client", "C1", *CALL, "--note", "甲")
    with SqlBook.open(office, PASSPHRASE) as book:
        key = book.key
    connection = engine.connect(office, key.raw)
    for name in ("event_is_kept", "event_is_unchanged", "event_is_new"):
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("PRAGMA foreign_keys = OFF")
    for one in statement.split("; "):
        connection.execute(one)
    connection.close()
    ran = js("history", "verify")
    assert (ran.status, ran.json["ok"]) == (1, False)
    assert (ran.json["broken"]["device_seq"], ran.json["broken"]["fault"]) == (seq, fault)
    assert bool(ran.json["broken"]["event_id"]) is (fault != "CUT")
    told = call("--lang", "en", "history", "verify")
    assert (told.status, said in told.out, fault in told.out) == (1, True, True)
    assert js("book", "check").json["chain_ok"] is False


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM interaction WHERE on_day = (SELECT min(on_day) FROM interaction)",
        "UPDATE interaction SET is_withdrawn = 1 - is_withdrawn",
        "UPDATE interaction SET is_effective = 0",
        "UPDATE interaction SET on_day = on_day - 1",
        "UPDATE interaction SET replaced_by = NULL",
    ],
)
def test_a_contact_hidden_behind_the_chain_is_told_and_made_anew(office: Path, statement: str) -> None:
    for day in ("2026-11-17", "2026-11-19"):
        record("--client", "C1", *CALL, "--on", day)
    with SqlBook.open(office, PASSPHRASE) as book:
        desk = around(book, AS_OF, "cli").book
        newest, oldest = (one.id for one in desk.service_file(desk.client_id("C1")))
        desk.correct(newest, replace(desk.recorded(newest).made, note="更正"), "补充")
        desk.withdraw(oldest, "误记")
    before = js("history", "--client", "C1").json
    with SqlBook.open(office, PASSPHRASE) as book, book.change() as connection:
        connection.execute(statement)
    ran = js("history", "verify")
    assert (ran.status, ran.json["ok"], ran.json["broken"]) == (1, False, None)
    assert ran.json["records_astray"] > 0
    assert [fault["code"] for fault in js("book", "check").json["faults"]] == ["check.records"]
    assert js("history", "rebuild").json == {"rebuilt": True}
    assert js("history", "verify").status == 0
    assert js("history", "--client", "C1").json == before


def test_a_damaged_file_is_told_as_such(office: Path) -> None:
    content = bytearray(office.read_bytes())
    content[len(content) // 2] ^= 4
    office.write_bytes(content)
    ran = js("history", "verify")
    if ran.status == 3:
        assert ran.error["code"] == "book.damaged"
    else:
        assert (ran.status, ran.json["pages_damaged"]) == (1, 1)


def test_the_service_file_of_an_earlier_day_has_no_later_record() -> None:
    record("--client", "C1", *CALL)
    ran = call("--json", "--as-of", date(2026, 11, 1).isoformat(), "history", "--client", "C1")
    assert ran.json["records"] == []


def test_whose_page_was_looked_at_by_a_command_stays_on_record(office: Path) -> None:
    for command in (
        ("client", "C1"),
        ("history", "--client", "C4"),
        ("history", "--client", "C4", "--unlock", "审计"),
    ):
        assert js(*command).status == 0
    assert js("client", "NOBODY").status == 3
    with SqlBook.open(office, PASSPHRASE) as book, book.read() as connection:
        seen = connection.execute(
            "SELECT client_no, body ->> '$.reason' FROM event WHERE type = 'audit.viewed' ORDER BY device_seq"
        ).fetchall()
    assert seen == [("C1", None), ("C4", None), ("C4", "审计")]
