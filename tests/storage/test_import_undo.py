"""Undo of an import: what it added goes, what it changed comes back, later edits stay and are told."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from advisor_desk.domain.batch import Kept, WhyKept
from advisor_desk.domain.kinds import Cell, Kind
from advisor_desk.errors import UserCanFix
from advisor_desk.storage import batches, interactions
from advisor_desk.storage.edits import Hand
from advisor_desk.storage.projections import FOLLOWING
from advisor_desk.storage.tables import METADATA
from advisor_desk.storage.undo import needing
from tests.contacts import contact
from tests.storage import books
from tests.storage.imports import Desk, client, counts, trade


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "desk.book")
    yield desk
    desk.book.close()


def _clients(desk: Desk) -> list[tuple[Cell, ...]]:
    return desk.rows("SELECT client_no, name, phone, region FROM client ORDER BY 1")


def test_what_was_added_goes_and_what_was_changed_comes_back(desk: Desk) -> None:
    desk.bring(Kind.CLIENTS, client(1, phone="1", region="上海"))
    before = _clients(desk)
    second = desk.bring(Kind.CLIENTS, client(1, phone="2"), client(2))
    undone = desk.imports.undo_import(second.batch)
    assert (undone.removed, undone.restored, undone.kept) == (1, 1, ())
    assert _clients(desk) == before
    assert desk.rows("SELECT pinyin <> '' , changed_by FROM client") == [(1, None)]


def test_a_field_that_had_no_value_has_none_again(desk: Desk) -> None:
    desk.bring(Kind.CLIENTS, client(1))
    second = desk.bring(Kind.CLIENTS, client(1, phone="2"))
    desk.imports.undo_import(second.batch)
    assert _clients(desk) == [("C1", "客户1", None, None)]


def test_a_later_import_of_the_same_field_is_kept_and_told(desk: Desk) -> None:
    desk.bring(Kind.CLIENTS, client(1, phone="1", region="甲"))
    second = desk.bring(Kind.CLIENTS, client(1, phone="2", region="乙"))
    third = desk.bring(Kind.CLIENTS, client(1, phone="3"))
    undone = desk.imports.undo_import(second.batch)
    assert undone.kept == (Kept("client", "C1", "phone", WhyKept.EDITED, third.batch),)
    assert _clients(desk) == [("C1", "客户1", "3", "甲")]
    # Taken out last, the third import gives back what stood before the second.
    desk.imports.undo_import(third.batch)
    assert _clients(desk) == [("C1", "客户1", "1", "甲")]


def test_an_edit_of_a_person_is_kept_and_told(desk: Desk) -> None:
    first = desk.bring(Kind.CLIENTS, client(1, phone="1"))
    second = desk.bring(Kind.CLIENTS, client(1, phone="2", region="乙"))
    with desk.book.change() as connection:
        connection.execute("UPDATE client SET phone = '9' WHERE client_no = 'C1'")
        at = datetime(2026, 7, 1, tzinfo=UTC)
        batches.record_edit(connection, Kind.CLIENTS, ["C1"], {"phone": ("2", "9")}, at)
    assert [batch.batch for batch in desk.imports.import_batches()] == [second.batch, first.batch]
    assert desk.imports.undo_import(second.batch).kept == (Kept("client", "C1", "phone", WhyKept.EDITED),)
    assert _clients(desk) == [("C1", "客户1", "9", None)]
    # The row itself outlives its own import: a person has worked on it.
    undone = desk.imports.undo_import(first.batch)
    assert undone.removed == 0
    assert undone.kept == (Kept("client", "C1", "phone", WhyKept.EDITED),)
    assert _clients(desk) == [("C1", "客户1", "9", None)]


def test_an_edit_that_nobody_noted_is_kept_too(desk: Desk) -> None:
    first = desk.bring(Kind.CLIENTS, client(1, phone="1"))
    second = desk.bring(Kind.CLIENTS, client(1, phone="2"))
    desk.edit("UPDATE client SET phone = '9'")
    assert desk.imports.undo_import(second.batch).kept == (Kept("client", "C1", "phone", WhyKept.EDITED),)
    assert _clients(desk)[0][2] == "9"
    assert desk.imports.undo_import(first.batch).removed == 0
    assert _clients(desk)[0][2] == "9"


def test_a_client_that_others_need_is_kept_until_they_are_gone(desk: Desk) -> None:
    first = desk.bring(Kind.CLIENTS, client(1), client(2))
    trades = desk.bring(Kind.TRADES, trade("C1", "T1"))
    undone = desk.imports.undo_import(first.batch)
    assert undone.removed == 1
    assert undone.kept == (Kept("client", "C1", "", WhyKept.NEEDED, "trade"),)
    assert [row[0] for row in _clients(desk)] == ["C1"]
    assert desk.imports.undo_import(trades.batch).removed == 2
    assert _clients(desk) == []


def test_a_moment_that_rules_found_goes_with_its_client_and_a_contact_keeps_it(desk: Desk) -> None:
    batch = desk.bring(Kind.CLIENTS, client(1), client(2)).batch
    with desk.book.change() as connection:
        for client_id, number in connection.execute("SELECT id, client_no FROM client").fetchall():
            connection.execute(
                "INSERT INTO moment (key, client_id, code, event_on, due_on, evidence, found_on, "
                "rules_version) VALUES (?, ?, 'BIRTHDAY', 1, 1, '[]', 1, '1')",
                (number, client_id),
            )
        interactions.record(connection, contact("C2"), Hand("a", books.NOW))
    undone = desk.imports.undo_import(batch)
    assert (undone.removed, undone.kept) == (1, (Kept("client", "C2", "", WhyKept.NEEDED, "event"),))
    assert desk.rows("SELECT key FROM moment") == [("C2",)]
    assert desk.rows("SELECT count(*) FROM interaction") == [(1,)]


def test_a_kept_client_that_a_later_file_brings_again_stays(desk: Desk) -> None:
    first = desk.bring(Kind.CLIENTS, client(1))
    trades = desk.bring(Kind.TRADES, trade("C1", "T1"))
    desk.imports.undo_import(first.batch)
    again = desk.bring(Kind.CLIENTS, client(1))
    assert counts(again) == (0, 0, 1, 0)
    desk.imports.undo_import(trades.batch)
    assert [row[0] for row in _clients(desk)] == ["C1"]
    desk.imports.undo_import(again.batch)
    assert _clients(desk) == []


def test_a_product_in_use_is_kept(desk: Desk) -> None:
    desk.bring(Kind.CLIENTS, client(1))
    shelf = desk.bring(
        Kind.PRODUCTS,
        {"code": "000001", "name": "x", "product_type": "FOF", "exposure": "CASH:100"},
        {"code": "000002", "name": "y", "product_type": "FOF", "exposure": "CASH:100"},
    )
    desk.bring(Kind.TRADES, trade("C1", "T1", product_code="000001"))
    undone = desk.imports.undo_import(shelf.batch)
    assert undone.kept == (Kept("product", "000001", "", WhyKept.NEEDED, "trade"),)
    assert desk.rows("SELECT code FROM product JOIN product_exposure ON id = product_id") == [("000001",)]


def test_exposures_come_back(desk: Desk) -> None:
    fund = {"code": "000001", "name": "x", "product_type": "FOF"}
    desk.bring(Kind.PRODUCTS, {**fund, "exposure": "CASH:100"})
    second = desk.bring(Kind.PRODUCTS, {**fund, "exposure": "CASH:40;CN_BOND:60"})
    desk.imports.undo_import(second.batch)
    assert desk.rows("SELECT asset_class, weight_bp FROM product_exposure") == [("CASH", 10_000)]


def test_what_follows_from_a_field_comes_back_with_it(desk: Desk) -> None:
    desk.bring(Kind.CLIENTS, client(1, name="单雨"))
    desk.bring(Kind.TRADES, trade("C1", "T1", status="PENDING"))
    renamed = desk.bring(Kind.CLIENTS, client(1, name="吕布"))
    confirmed = desk.bring(Kind.TRADES, trade("C1", "T1", status="CONFIRMED"))
    desk.imports.undo_import(confirmed.batch)
    desk.imports.undo_import(renamed.batch)
    assert desk.rows("SELECT is_purchase FROM trade") == [(0,)]
    assert desk.rows("SELECT pinyin FROM client") == [("shan yu|dan yu",)]


def test_a_moved_account_finds_its_first_client_again(desk: Desk) -> None:
    first = desk.bring(Kind.CLIENTS, client(1))
    desk.bring(Kind.CLIENTS, client(2))
    opened = desk.bring(Kind.ACCOUNTS, {"account_no": "A", "client_no": "C1"})
    moved = desk.bring(Kind.ACCOUNTS, {"account_no": "A", "client_no": "C2"})
    assert desk.imports.undo_import(first.batch).removed == 0
    desk.imports.undo_import(moved.batch)
    owner = "SELECT client_no FROM account JOIN client ON client.id = client_id"
    assert desk.rows(owner) == [("C1",)]
    desk.imports.undo_import(opened.batch)
    assert [row[0] for row in _clients(desk)] == ["C2"]


def test_a_household_goes_with_its_last_member(desk: Desk) -> None:
    desk.bring(Kind.CLIENTS, client(1, household_no="H1"))
    second = desk.bring(Kind.CLIENTS, client(2, household_no="H2"), client(3, household_no="H1"))
    desk.imports.undo_import(second.batch)
    assert desk.rows("SELECT household_no FROM household") == [("H1",)]


def test_a_relation_loses_its_other_client_but_not_the_number(desk: Desk) -> None:
    desk.bring(Kind.CLIENTS, client(1))
    second = desk.bring(Kind.CLIENTS, client(2))
    desk.bring(Kind.RELATIONS, {"client_no": "C1", "other_client_no": "C2", "relation_kind": "SPOUSE"})
    assert desk.imports.undo_import(second.batch).removed == 1
    assert desk.rows("SELECT other_client_id, other_client_no FROM relation") == [(None, "C2")]


def test_undoing_twice_and_undoing_what_is_not_there_are_refused(desk: Desk) -> None:
    first = desk.bring(Kind.CLIENTS, client(1))
    desk.imports.undo_import(first.batch)
    before = books.content(desk.book)
    with pytest.raises(UserCanFix, match=r"import\.already_undone"):
        desk.imports.undo_import(first.batch)
    with pytest.raises(UserCanFix, match=r"import\.unknown_batch"):
        desk.imports.undo_import("7")
    assert books.content(desk.book) == before


def test_batches_are_listed_newest_first_and_found_by_number_and_beginning(desk: Desk) -> None:
    first = desk.bring(Kind.CLIENTS, client(1), client(2))
    second = desk.bring(Kind.TRADES, trade("C1", "T1"), trade("C9", "T1"))
    newer, older = desk.imports.import_batches()
    assert (newer.batch, newer.kind, newer.read, newer.added, newer.rejected) == (
        second.batch,
        Kind.TRADES,
        2,
        1,
        1,
    )
    assert (older.batch, older.added, older.undone_at) == (first.batch, 2, None)
    assert newer.finished_at is not None
    assert newer.finished_at > newer.started_at > older.started_at
    assert desk.imports.undo_import(f" {newer.number} ").batch == second.batch
    assert desk.imports.undo_import(first.batch.upper()[:30]).batch == first.batch
    assert all(batch.undone_at for batch in desk.imports.import_batches())


def test_an_undo_renews_the_standings_of_the_clients_it_touches(desk: Desk) -> None:
    desk.bring(Kind.CLIENTS, *(client(number) for number in range(1, 9)))
    desk.bring(Kind.TRADES, trade("C3", "T1"), trade("C4", "T1"))
    second = desk.bring(Kind.TRADES, trade("C3", "T1", amount_fen=1), trade("C5", "T2"))
    gone = desk.bring(Kind.CLIENTS, client(9))
    desk.refreshed.clear()
    desk.imports.undo_import(second.batch)
    desk.imports.undo_import(gone.batch)
    ids = desk.rows("SELECT id FROM client WHERE client_no IN ('C3', 'C5') ORDER BY id")
    assert desk.refreshed == [[number for (number,) in ids]]


def test_every_table_that_may_need_a_client_or_product_is_asked() -> None:
    kept_by = {Kind.CLIENTS: "client", Kind.PRODUCTS: "product"}
    for kind, parent in kept_by.items():
        referring = {
            table.name
            for table in METADATA.tables.values()
            for key in table.foreign_keys
            if key.column.table.name == parent and key.parent.name != "other_client_id"
        }
        # What follows from events stays with them, moments that nobody has touched go with their client.
        derived = {"standing", "score_snapshot", "product_exposure", "moment", "note_page", *FOLLOWING}
        assert referring - derived <= needing(kind).keys()
