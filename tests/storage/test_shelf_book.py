"""The shelf in the book: what was imported is read, sealed, moved between states, and tampering is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path

import pytest

from advisor_desk.domain.batch import BatchHead, ReadCounts
from advisor_desk.domain.client import ClientType, Tier
from advisor_desk.domain.code_lists import joined_codes, joined_days
from advisor_desk.domain.dates import to_day
from advisor_desk.domain.kinds import Kind
from advisor_desk.domain.product import AssetClass, RiskGrade, ShelfState
from advisor_desk.domain.shelf import Product
from advisor_desk.errors import UserCanFix
from advisor_desk.storage.desk import DeskBook
from tests.builders import TODAY, Builder, open_desk
from tests.storage.imports import Row, chunk
from tests.storage.shelf_rows import PLAIN, WHOLE, bring, imports, releases, state, tamper


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskBook]:
    with open_desk(tmp_path) as opened:
        yield opened


def as_row(found: Product) -> Row:
    """A product as a file would bring it."""
    row: Row = {}
    for name in (one.name for one in fields(found)):
        value = getattr(found, name)
        if isinstance(value, tuple):
            is_days = bool(value) and isinstance(value[0], date)
            row[name] = (joined_days(value) if is_days else joined_codes(value)) or None
        elif isinstance(value, bool):
            row[name] = int(value)
        elif isinstance(value, date):
            row[name] = to_day(value)
        elif isinstance(value, dict):
            row["exposure"] = ";".join(f"{key.value}:{share // 100}" for key, share in value.items()) or None
        else:
            row[name] = getattr(value, "value", value)
    return row


def test_every_field_of_a_product_comes_back_as_it_was_imported(desk: DeskBook) -> None:
    bring(desk, WHOLE)
    (found,) = desk.shelf()
    assert found == desk.product("B1")
    assert {**as_row(found), "exposure": None} == {
        **WHOLE,
        "product_id": found.product_id,
        "reserved_fen": 0,
        "exposure": None,
    }
    assert found.exposure_bp == {AssetClass.CN_BOND: 9_500, AssetClass.CASH: 500}
    assert found.client_types == (ClientType.PERSON, ClientType.ENTERPRISE)


def test_what_a_file_does_not_say_is_unknown_and_the_name_is_searched_by_its_pinyin(desk: DeskBook) -> None:
    bring(desk, WHOLE, PLAIN)
    assert [one.code for one in desk.shelf()] == ["A1", "B1"]
    found = desk.product("A1")
    known = {name for name, value in as_row(found).items() if value is not None}
    assert known == {"product_id", "code", "name", "product_type", "reserved_fen", "is_broad_index", "pinyin"}
    assert found.exposure_bp == {}
    assert str(found.pinyin).startswith("dai ping ji hun he")
    with pytest.raises(UserCanFix) as caught:
        desk.product("Z9")
    assert (caught.value.code, caught.value.params) == ("product.unknown", {"product": "Z9"})


def test_a_list_with_an_unknown_code_or_day_refuses_its_row(desk: DeskBook) -> None:
    bad = [
        {**PLAIN, "code": "1", "channels": "ONLINE,MOON"},
        {**PLAIN, "code": "2", "open_days": "2026-02-30"},
        {**PLAIN, "code": "3", "tier_menu": "HNW,RETAIL", "open_days": "2026-12-01,2026-09-01"},
    ]
    with imports(desk).import_session() as session:
        sink = session.sink(BatchHead(Kind.PRODUCTS, "f"))
        sink.put(chunk(Kind.PRODUCTS, bad, 2))
        result = sink.finish(ReadCounts(3))
    assert [(one.row, one.column, one.code) for one in result.rejects] == [
        (2, "channels", "intake.unknown_code"),
        (3, "open_days", "intake.date"),
    ]
    (found,) = desk.shelf()
    assert found.tier_menu == (Tier.RETAIL, Tier.HNW)
    assert found.open_days == (date(2026, 9, 1), date(2026, 12, 1))


def test_an_import_of_products_seals_the_shelf_and_no_other_import_does(desk: DeskBook) -> None:
    assert desk.shelf_release() is None
    assert state(desk) is ShelfState.EMPTY
    bring(desk, {"client_no": "C1", "name": "王芳"}, kind=Kind.CLIENTS)
    bring(desk, WHOLE, dry_run=True)
    assert releases(desk) == []
    bring(desk, WHOLE, PLAIN)
    release = desk.shelf_release()
    assert release is not None
    assert (release.received_on, release.source, release.author) == (TODAY, "货架.csv", "tester")
    assert (release.products, release.is_intact) == (2, True)
    assert state(desk) is ShelfState.CURRENT
    late = TODAY + timedelta(days=desk.advice.shelf.max_age_days)
    assert state(desk, late) is ShelfState.CURRENT
    assert state(desk, late + timedelta(days=1)) is ShelfState.STALE


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE product SET r_level = 'R1' WHERE code = 'B1'",
        "UPDATE product SET quota_left_fen = 99000000 WHERE code = 'B1'",
        "UPDATE product SET open_days = NULL WHERE code = 'B1'",
        "UPDATE product SET shelf_status = 'ON_SALE' WHERE code = 'A1'",
        "UPDATE product_exposure SET weight_bp = weight_bp + 100 WHERE asset_class = 'CASH'",
        "DELETE FROM product_exposure WHERE asset_class = 'CASH'",
        "DELETE FROM product WHERE code = 'A1'",
        "INSERT INTO product (code, name, product_type) VALUES ('C1', 'x', 'FOF')",
    ],
)
def test_whatever_is_changed_behind_the_seal_is_told(desk: DeskBook, sql: str) -> None:
    bring(desk, WHOLE, PLAIN)
    assert state(desk) is ShelfState.CURRENT
    tamper(desk, sql)
    assert state(desk) is ShelfState.UNSIGNED


def test_a_shelf_that_nobody_sealed_and_a_seal_of_an_unknown_form_are_not_trusted(desk: DeskBook) -> None:
    tamper(desk, "INSERT INTO product (code, name, product_type) VALUES ('C1', 'x', 'FOF')")
    assert state(desk) is ShelfState.UNSIGNED
    bring(desk, WHOLE)
    assert state(desk) is ShelfState.CURRENT
    tamper(desk, "UPDATE shelf_release SET digest = '9' || digest")
    assert state(desk) is ShelfState.UNSIGNED


def test_the_seal_depends_on_nothing_but_the_products(desk: DeskBook, tmp_path: Path) -> None:
    bring(desk, WHOLE, PLAIN)
    (tmp_path / "other").mkdir()
    with open_desk(tmp_path / "other") as other:
        bring(other, PLAIN)
        bring(other, {**WHOLE, "exposure": "CASH:500,CN_BOND:9500", "pinyin": "axcz"})
        one, two = desk.shelf_release(), other.shelf_release()
    assert one is not None
    assert two is not None
    assert one.digest == two.digest


def test_the_undo_of_an_import_of_products_seals_what_is_left(desk: DeskBook) -> None:
    bring(desk, WHOLE)
    batch = bring(desk, {**PLAIN}, {"code": "B1", "name": "安心纯债", "r_level": "R3"})
    assert desk.product("B1").r_level is RiskGrade.R3
    imports(desk).undo_import(batch)
    assert desk.product("B1").r_level is RiskGrade.R2
    assert [one.code for one in desk.shelf()] == ["B1"]
    assert state(desk) is ShelfState.CURRENT
    assert releases(desk) == [("货架.csv", 1), ("货架.csv", 2), ("undo", 1)]


def test_an_undo_signs_no_shelf_that_was_changed_behind_its_seal(desk: DeskBook) -> None:
    bring(desk, WHOLE)
    batch = bring(desk, PLAIN)
    tamper(desk, "UPDATE product SET r_level = 'R1' WHERE code = 'B1'")
    imports(desk).undo_import(batch)
    assert state(desk) is ShelfState.UNSIGNED
    assert len(releases(desk)) == 2


def test_an_undo_that_leaves_the_shelf_alone_adds_no_seal(desk: DeskBook) -> None:
    bring(desk, WHOLE)
    imports(desk).undo_import(bring(desk, {"client_no": "C1", "name": "王芳"}, kind=Kind.CLIENTS))
    assert len(releases(desk)) == 1


def test_what_was_read_once_is_not_kept_when_the_shelf_changes(desk: DeskBook) -> None:
    bring(desk, WHOLE)
    first = desk.shelf()
    first.clear()
    assert [one.code for one in desk.shelf()] == ["B1"]
    bring(desk, {**WHOLE, "name": "安心纯债二号"})
    assert [one.name for one in desk.shelf()] == ["安心纯债二号"]


def test_open_intents_hold_quota_from_their_day_to_their_last(desk: DeskBook) -> None:
    bring(desk, WHOLE)
    product_id = desk.product("B1").product_id
    with desk.sql.change() as connection:
        put = Builder(connection)
        client, event = put.client(), "event-000099"
        put.interaction(client, TODAY)
        (event,) = connection.execute("SELECT id FROM event").fetchone()
        days = [(-2, 1, "OPEN"), (-1, 0, "OPEN"), (-9, -1, "OPEN"), (1, 4, "OPEN"), (-1, 3, "RELEASED")]
        for turn, (saved, until, status) in enumerate(days):
            put.insert(
                "order_intent",
                client_id=client,
                product_id=product_id,
                amount_fen=10**turn,
                saved_on=to_day(TODAY) + saved,
                until_on=to_day(TODAY) + until,
                status=status,
                event_id=event,
            )
    assert desk.shelf()[0].reserved_fen == desk.product("B1").reserved_fen == 1 + 10
    desk.roll(TODAY + timedelta(days=1))
    assert desk.shelf()[0].reserved_fen == 1 + 1_000


def test_a_product_with_an_order_intent_outlives_the_undo_of_its_import(desk: DeskBook) -> None:
    batch = bring(desk, WHOLE, PLAIN)
    with desk.sql.change() as connection:
        client = Builder(connection).client()
        desk.refresh(connection, [client])
    desk.give_suggestion(client, {"comment": "c"}, [], [("B1", 1_000)])
    undone = imports(desk).undo_import(batch)
    assert [(one.key, one.by) for one in undone.kept] == [("B1", "order_intent")]
    assert [one.code for one in desk.shelf()] == ["B1"]
