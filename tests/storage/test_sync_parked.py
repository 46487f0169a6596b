"""Rows that have no place yet: kept, counted, and taken in as soon as they have one."""

from typing import Any

import pytest

from advisor_desk.storage import replica_parked, replica_shapes
from advisor_desk.storage.book import SqlBook
from advisor_desk.wire import shapes
from advisor_desk.wire.rows import compact
from advisor_desk.wire.shapes import Home, Shape
from tests.storage.pull_books import HeadOffice, OtherDesk, Puller

PARKED = "SELECT kind, client_no, why FROM parked_row ORDER BY kind, client_no, id"


@pytest.fixture
def book(puller: Puller) -> SqlBook:
    return puller.book


@pytest.fixture
def office(puller: Puller) -> HeadOffice:
    made = HeadOffice()
    made.put("client", "C1")
    puller.pull(made)
    return made


def test_rows_wait_for_their_client(puller: Puller, office: HeadOffice) -> None:
    office.put("trade", "C2", ("T1",))
    office.put("account", "C2", ("A1",))
    puller.pull(office)
    assert puller.rows(PARKED) == [("account", "C2", "WAITS_FOR"), ("trade", "C2", "WAITS_FOR")]
    office.put("trade", "C2", ("T1",), amount_fen=7)
    puller.pull(office)
    office.put("client", "C2")
    puller.pull(office)
    assert puller.rows(PARKED) == []
    assert puller.rows("SELECT amount_fen FROM trade") == [(7,)]
    assert puller.refreshed[-1] == [2]


def test_rows_wait_for_their_product_also_in_another_scope(puller: Puller, office: HeadOffice) -> None:
    office.put("holding", "C1", ("P1", 20_000))
    office.put("trade", "C1", ("T1",), product_code="P1")
    office.put("trade", "C1", ("T2",))
    puller.pull(office)
    assert puller.rows(PARKED) == [("holding", "C1", "WAITS_FOR"), ("trade", "C1", "WAITS_FOR")]
    firm = HeadOffice("firm")
    firm.put("product", key=("P1",))
    puller.pull(firm)
    assert puller.rows(PARKED) == []
    assert puller.rows("SELECT count(*) FROM trade JOIN product ON product.id = product_id") == [(1,)]
    assert puller.sum(office) == office.head.sum


def test_a_tier_set_by_hand_waits_for_its_event(puller: Puller, office: HeadOffice) -> None:
    other = OtherDesk()
    event = other.event("C1", "tier.overridden", tier="HNW")
    office.put("tier_override", "C1", (event.id,))
    puller.pull(office)
    assert puller.rows("SELECT why FROM parked_row") == [("WAITS_FOR",)]
    office.event(event, other.device)
    puller.pull(office)
    assert puller.rows("SELECT event_id, tier FROM tier_override") == [(event.id, "HNW")]
    office.put("tier_override", "C1", (event.id,), until_day=9)
    puller.pull(office)
    assert puller.rows("SELECT until_day FROM tier_override") == [(9,)]
    assert puller.rows(PARKED) == []


def test_a_kind_of_a_newer_head_office_is_read_after_an_upgrade(
    puller: Puller, office: HeadOffice, book: SqlBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.shapes["hologram"] = ("depth", "colour")
    office.put_body("hologram", "C1", "h1", compact([3, "蓝"]))
    office.put_body("hologram", "C1", "h2", compact([4, "红"]))
    office.delete("hologram", "C1", ("h2",))
    puller.pull(office)
    assert puller.rows("SELECT kind, shape, body, why FROM parked_row") == [
        ("hologram", '["depth","colour"]', '[3,"蓝"]', "UNKNOWN_KIND")
    ]
    with book.change() as connection:
        connection.execute(
            "CREATE TABLE hologram (client_id INTEGER, place TEXT, depth INTEGER, scope TEXT, seq INTEGER, "
            "row_hash BLOB, extra TEXT, added_by INTEGER, changed_by INTEGER, UNIQUE (client_id, place))"
        )
    known: dict[str, Shape] = shapes.SHAPES  # type: ignore[assignment]
    shape = Shape("hologram", 21, Home.ADVISOR, ("place",), ("depth",))
    monkeypatch.setitem(known, "hologram", shape)
    monkeypatch.setattr(replica_parked, "KNOWN_KINDS", {*replica_parked.KNOWN_KINDS, "hologram"})
    monkeypatch.setattr(replica_shapes, "OF_CLIENT", (*replica_shapes.OF_CLIENT, "hologram"))
    puller.step(office)
    assert puller.rows("SELECT place, depth, extra FROM hologram") == [("h1", 3, '{"colour":"蓝"}')]
    assert puller.rows(PARKED) == []


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{}",
        "null",
        "[1,2",
        '["名","p","PERSON"],["x"]',
        '["名",1.5,"PERSON"]',
        '["名",["p"],"PERSON"]',
        '["名","p","ALIEN"]',
        '[null,"p","PERSON"]',
        '["名","p","PERSON",null,99999999999999999999999]',
        '["名","\\ud800","PERSON"]',
        "[" * 50_000,
    ],
)
def test_one_row_that_is_not_what_this_version_reads_stops_no_other(
    puller: Puller, office: HeadOffice, body: str
) -> None:
    for number in range(5):
        office.put("client", f"D{number}")
    office.put_body("client", "C1", "C1", body)
    office.put_body("client", "C9", "C9", body)
    for number in range(5, 9):
        office.put("client", f"D{number}")
    office.put("trade", "C9", ("T9",))
    puller.pull(office)
    assert puller.rows(PARKED) == [
        ("client", "C1", "UNFIT"),
        ("client", "C9", "UNFIT"),
        ("trade", "C9", "WAITS_FOR"),
    ]
    # What stood before stays readable; the newer row counts in the sum in its place.
    assert puller.rows("SELECT name FROM client WHERE client_no = 'C1'") == [("王芳",)]
    assert puller.rows("SELECT count(*) FROM client") == [(10,)]
    puller.start(office)
    while puller.step(office):
        pass
    assert puller.finish(office) == 0
    assert puller.rows("SELECT name FROM client WHERE client_no = 'C1'") == [("王芳",)]
    assert puller.sum(office) == office.head.sum
    office.put("client", "C1", name="好")
    office.put("client", "C9", name="也好")
    puller.pull(office)
    assert puller.rows(PARKED) == []
    assert puller.rows("SELECT count(*) FROM trade") == [(1,)]


@pytest.mark.parametrize(
    ("kind", "key"),
    [("daily_asset", '["x"]'), ("daily_asset", "[1,2]"), ("daily_asset", "[1"), ("holding", '["P1"]')],
)
def test_a_key_of_another_form_is_parked(puller: Puller, office: HeadOffice, kind: str, key: str) -> None:
    office.put_body(kind, "C1", key, compact([1, 2, 3]))
    office.put(kind, "C1", (20_000,) if kind == "daily_asset" else ("P1", 20_000))
    puller.pull(office)
    assert {why for _, _, why in puller.rows(PARKED)} == (
        {"UNFIT"} if kind == "daily_asset" else {"UNFIT", "WAITS_FOR"}
    )


def test_a_tombstone_reaches_what_is_parked(puller: Puller, office: HeadOffice) -> None:
    office.put("trade", "C2", ("T1",))
    office.put_body("hologram", "", "h", "[1]")
    office.put_body("client", "C1", "C1", "[]")
    puller.pull(office)
    assert len(puller.rows(PARKED)) == 3
    office.delete("trade", "C2", ("T1",))
    office.delete("hologram", "", ("h",))
    office.delete("client", "C1")
    puller.pull(office)
    assert puller.rows(PARKED) == []
    assert puller.rows("SELECT count(*) FROM client") == [(0,)]


def test_what_is_parked_of_a_client_goes_with_the_client(puller: Puller, office: HeadOffice) -> None:
    office.put("trade", "C1", ("T1",), product_code="nowhere")
    office.put_body("hologram", "C1", "h", "[1]")
    office.put_body("hologram", "C3", "h", "[1]")
    puller.pull(office)
    office.purge("C1")
    office.purge("C3")
    puller.pull(office)
    found: list[tuple[Any, ...]] = puller.rows(PARKED)
    assert found == [("purge", "C1", "PURGE"), ("purge", "C3", "PURGE")]


def test_a_value_that_a_later_version_reads_finds_its_place_with_the_next_round(
    puller: Puller, office: HeadOffice, book: SqlBook
) -> None:
    office.put("client", "C5", client_type="ALIEN")
    office.put("trade", "C5", ("T5",))
    puller.pull(office)
    with book.change() as connection:
        connection.execute("UPDATE parked_row SET body = replace(body, 'ALIEN', 'PERSON')")
    puller.step(office)
    assert puller.rows(PARKED) == []
    assert puller.rows("SELECT count(*) FROM trade") == [(1,)]
    assert puller.refreshed[-1] == [2]
