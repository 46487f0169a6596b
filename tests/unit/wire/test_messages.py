"""Messages come back as they were sent, and anything else is told apart from them."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from advisor_desk.wire import messages as m
from advisor_desk.wire.events import CHAIN_START, Link, WireEvent, body_of, event_of
from advisor_desk.wire.pages import Head, KeyPlace, Page, page_json, page_of
from advisor_desk.wire.report import Report, report_of
from advisor_desk.wire.rows import Row, ScopeSum
from advisor_desk.wire.shaped import Shapeless


def an_event() -> WireEvent:
    link = Link("e1", 1, "A1", "C1", "interaction.recorded", 2, '{"at":"2026-01-01T00:00:00.000000+00:00"}')
    return WireEvent(
        id=link.id,
        epoch=1,
        device_seq=1,
        author="A1",
        client_no="C1",
        type=link.type,
        v=2,
        body=link.body,
        recorded_at="2026-01-01T00:00:00.000000+00:00",
        prev_hash=CHAIN_START.hex(),
        hash=link.hash(CHAIN_START).hex(),
    )


RECEIPT = m.Receipt("B.d", "b1", 1, 0, 0, 5, 5, "ab", 9, "h1", "2026-01-01T00:00:00+00:00", "cd")
HEAD = Head(7, ScopeSum(3, (1 << 64) - 1))
PAGE = Page(
    "adv:A1",
    "h1",
    HEAD,
    [
        Row("client", "C1", "C1", 4, False, '["王伟"]'),
        Row("trade", "T1", "C1", 5, True, ""),
        Row("trade", "T2", "C1", 9, False, "[1]"),
    ],
    {"client": ["name"]},
    True,
    KeyPlace("C1", 19, "T1"),
)
SENT: list[tuple[Any, Callable[[bytes], Any]]] = [
    (m.EnrollRequest("B.X", "ab", "cd", "book", ("", "cli")), m.enroll_request),
    (m.EnrollAnswer("B.d", "A1", "B", "ab", "cd", "h1"), m.enroll_answer),
    (m.Hello("h1", "t", 1, 1, 4, "A1", "B", (m.HeldScope("firm", "0", HEAD),), 7), m.hello_of),
    (m.PushBatch("B.d", "b1", "t", (an_event(),)), m.push_batch),
    (
        m.PushAnswer(
            (
                m.ItemAnswer("e1", m.Status.APPLIED, flags=("CHAIN_GAP",)),
                m.ItemAnswer("e2", m.Status.QUARANTINED, "CLIENT_UNKNOWN", {"client_no": "C9"}),
            ),
            RECEIPT,
        ),
        m.push_answer,
    ),
]


@pytest.mark.parametrize(("message", "read"), SENT, ids=lambda one: type(one).__name__)
def test_a_message_comes_back(message: Any, read: Callable[[bytes], Any]) -> None:
    assert read(m.written(message)) == message


@pytest.mark.parametrize(("message", "read"), SENT, ids=lambda one: type(one).__name__)
def test_unknown_fields_are_let_be(message: Any, read: Callable[[bytes], Any]) -> None:
    named = json.loads(m.written(message))
    assert read(json.dumps({**named, "from_a_newer_one": {"a": [1]}}).encode()) == message


@pytest.mark.parametrize(("message", "read"), SENT, ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("wrong", [None, 1, [], {}, "\x00", True, 1.5, "\ud800"])
def test_a_field_of_another_kind_is_told_and_never_taken(
    message: Any, read: Callable[[bytes], Any], wrong: object
) -> None:
    named = json.loads(m.written(message))
    for field in named:
        changed = json.dumps({**named, field: wrong}).encode()
        try:
            taken = read(changed)
        except Shapeless:
            continue
        assert json.loads(m.written(taken))[field] == wrong


def test_a_page_comes_back() -> None:
    assert page_of(page_json(PAGE)) == PAGE
    bare = replace(PAGE, rows=[], shapes={}, more=False, after=None)
    assert page_of(page_json(bare)) == bare


@pytest.mark.parametrize("cut", [0.01, 0.3, 0.6, 0.9, 0.999])
def test_a_page_that_was_cut_is_none(cut: float) -> None:
    whole = page_json(PAGE)
    with pytest.raises(Shapeless):
        page_of(whole[: int(len(whole) * cut)])


@pytest.mark.parametrize(
    ("column", "wrong"),
    [
        ("kind", None),
        ("kind", []),
        ("kind", [["client", 10]]),
        ("kind", [["client"]]),
        ("kind", [[7, 3]]),
        ("kind", [[["client"], 3]]),
        ("kind", [["client", 4], ["trade", -1]]),
        ("kind", [["client", 3], ["trade", 0]]),
        ("kind", [["client", True], ["trade", 2]]),
        ("kind", [["client", 3.0]]),
        ("kind", "client"),
        ("id", ["C1", "T1"]),
        ("id", ["C1", "T1", 3]),
        ("id", {}),
        ("client_no", [[None, 3]]),
        ("seq", [["4", 3]]),
        ("seq", [[True, 3]]),
        ("seq", [[1.0, 3]]),
        ("seq", [[4, 1 << 60]]),
        ("deleted", [[2, 3]]),
        ("deleted", [[True, 3]]),
        ("deleted", [[[], 3]]),
        ("body", ["", ""]),
        ("body", ["", "", []]),
    ],
)
def test_a_column_that_is_none_spoils_the_page(column: str, wrong: object) -> None:
    named = json.loads(page_json(PAGE))
    assert len(named["rows"]["id"]) == 3
    named["rows"][column] = wrong
    with pytest.raises(Shapeless):
        page_of(json.dumps(named).encode())


def test_rows_travel_in_runs_and_a_further_column_is_let_be() -> None:
    rows = [Row("trade", f"T{n}", "C1" if n < 7 else "C2", 10 + n + (n > 4), n == 3, "[]") for n in range(9)]
    named = json.loads(page_json(replace(PAGE, rows=rows)))
    assert named["rows"]["kind"] == [["trade", 9]]
    assert named["rows"]["client_no"] == [["C1", 7], ["C2", 2]]
    assert named["rows"]["seq"] == [[10, 5], [16, 4]]
    assert named["rows"]["deleted"] == [[0, 3], [1, 1], [0, 5]]
    named["rows"]["colour"] = ["blue"] * 9
    assert page_of(json.dumps(named).encode()).rows == rows


def test_a_report_comes_back() -> None:
    report = Report(1, "0.4", 0, 3, 1, {"2026-06": {"RETAIL": 5}})
    assert report_of(report.as_bytes()) == report


def test_an_event_is_as_hashed_until_any_part_of_it_changes() -> None:
    event = an_event()
    assert event.is_as_hashed
    assert event_of(json.loads(json.dumps(event.as_json()))) == event
    for change in (
        {"id": "e2"},
        {"device_seq": 2},
        {"author": "A2"},
        {"client_no": "C2"},
        {"client_no": None},
        {"type": "task.added"},
        {"v": 1},
        {"body": "{}"},
        {"prev_hash": "11" * 32},
        {"hash": "11" * 32},
        {"hash": "not hexadecimal"},
        {"prev_hash": "zz"},
    ):
        assert not replace(event, **change).is_as_hashed, change


@pytest.mark.parametrize("body", ["", "[]", "1", "{", "[" * 100_000, '{"a":' * 50_000])
def test_a_body_that_cannot_be_read_is_told(body: str) -> None:
    with pytest.raises(Shapeless):
        body_of(replace(an_event(), body=body))


def test_a_receipt_is_signed_over_everything_but_the_signature() -> None:
    said = m.receipt_bytes(RECEIPT)
    assert m.receipt_bytes(replace(RECEIPT, signature="00")) == said
    assert m.receipt_bytes(replace(RECEIPT, applied=2)) != said


def test_a_problem_comes_back_and_a_strange_body_is_none() -> None:
    assert m.problem_of(m.problem_body(m.Problem.TOO_MANY, seconds=3)) == ("too_many", {"seconds": 3})
    assert m.problem_of(b"<html>") == ("", {})
    assert m.total([m.ItemAnswer("a", m.Status.APPLIED)], m.Status.APPLIED) == 1


def test_an_item_that_is_no_event_keeps_its_place_and_spoils_no_other() -> None:
    named = json.loads(m.written(m.PushBatch("B.d", "b1", "t", (an_event(), an_event()))))
    named["events"][1:1] = [{**named["events"][0], "epoch": "\ud800"}, 7]
    batch = m.push_batch(json.dumps(named).encode())
    assert batch.events == (an_event(), an_event())
    assert [(one.place, one.id, one.field) for one in batch.unfit] == [(1, "e1", "epoch"), (2, "", "")]
    assert json.loads(batch.unfit[0].text)["epoch"] == "\ud800"


def test_a_hub_that_does_not_tell_its_newest_epoch_of_a_book_is_understood() -> None:
    hello = m.Hello("h1", "t", 1, 1, 4, "A1", "B", (), 7)
    older = {name: value for name, value in json.loads(m.written(hello)).items() if name != "last_epoch"}
    assert m.hello_of(json.dumps(older).encode()).last_epoch == 0
