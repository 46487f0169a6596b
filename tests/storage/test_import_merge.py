"""Rows on their way into the book: what is added, changed, left and refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor_desk.domain.batch import BatchHead, ImportMode, ReadCounts
from advisor_desk.domain.kinds import Cell, Kind
from advisor_desk.errors import DeskBug, UserCanFix
from tests.storage import books
from tests.storage.imports import Desk, Row, chunk, client, codes, counts, day, trade


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "desk.book")
    yield desk
    desk.book.close()


def _two_clients(desk: Desk) -> None:
    desk.bring(Kind.CLIENTS, client(1), client(2))


def test_new_rows_are_added_and_the_same_file_again_changes_nothing(desk: Desk) -> None:
    rows = [client(number, phone=f"1380000000{number}") for number in range(1, 6)]
    assert counts(desk.bring(Kind.CLIENTS, *rows)) == (5, 0, 0, 0)
    before = desk.rows("SELECT * FROM client")
    assert counts(desk.bring(Kind.CLIENTS, *rows)) == (0, 0, 5, 0)
    assert desk.rows("SELECT * FROM client") == before


def test_only_the_columns_of_the_file_are_updated_and_an_empty_cell_keeps_what_is_there(desk: Desk) -> None:
    desk.bring(Kind.CLIENTS, client(1, phone="13800000001", region="上海"), client(2, region="北京"))
    result = desk.bring(
        Kind.CLIENTS, {"client_no": "C1", "region": "杭州"}, {"client_no": "C2", "region": None}
    )
    assert counts(result) == (0, 1, 1, 0)
    assert desk.rows("SELECT client_no, name, phone, region FROM client ORDER BY 1") == [
        ("C1", "客户1", "13800000001", "杭州"),
        ("C2", "客户2", None, "北京"),
    ]


def test_add_takes_new_rows_and_refuses_to_change_known_ones(desk: Desk) -> None:
    _two_clients(desk)
    result = desk.bring(
        Kind.CLIENTS, client(1), client(2, phone="13900000000"), client(3), mode=ImportMode.ADD
    )
    assert counts(result) == (1, 0, 1, 1)
    assert codes(result) == [(3, "import.exists")]


def test_update_takes_known_rows_and_refuses_new_ones(desk: Desk) -> None:
    _two_clients(desk)
    result = desk.bring(
        Kind.CLIENTS, client(1), client(2, phone="13900000000"), client(3), mode=ImportMode.UPDATE
    )
    assert counts(result) == (0, 1, 1, 1)
    assert codes(result) == [(4, "import.not_found")]


def test_a_repeated_row_is_left_and_a_contrary_one_refused(desk: Desk) -> None:
    _two_clients(desk)
    result = desk.bring(
        Kind.TRADES,
        trade("C1", "T1"),
        trade("C2", "T1"),
        trade("C1", "T1"),
        trade("C1", "T1", amount_fen=5),
    )
    assert counts(result) == (2, 0, 1, 1)
    assert codes(result) == [(5, "import.duplicate_in_file")]
    assert desk.rows("SELECT sum(amount_fen) FROM trade") == [(20_000,)]


def test_two_accounts_of_one_client_on_one_day_are_not_taken_for_one_figure(desk: Desk) -> None:
    _two_clients(desk)
    desk.bring(
        Kind.ACCOUNTS, {"account_no": "A1", "client_no": "C1"}, {"account_no": "A2", "client_no": "C1"}
    )
    on_day = day("2026-01-05")
    result = desk.bring(
        Kind.ASSETS,
        {"account_no": "A1", "on_day": on_day, "aum_fen": 100},
        {"account_no": "A2", "on_day": on_day, "aum_fen": 200},
    )
    assert codes(result) == [(3, "import.duplicate_in_file")]


@pytest.mark.parametrize("run_rows", [1, 2, 3, 100])
def test_a_file_merged_in_many_runs_counts_as_in_one(tmp_path: Path, run_rows: int) -> None:
    desk = Desk(tmp_path / "desk.book", run_rows)
    _two_clients(desk)
    desk.bring(Kind.TRADES, trade("C1", "T1"), trade("C1", "T2"))
    rows = [
        trade("C1", "T1"),
        trade("C1", "T2", amount_fen=7),
        trade("C1", "T3"),
        trade("C1", "T1", amount_fen=8),
        trade("C1", "T2", amount_fen=9),
        trade("C1", "T3", amount_fen=9),
        trade("C1", "T1"),
        trade("C1", "T2", amount_fen=7),
        trade("C1", "T3"),
        trade("C1", "T4"),
    ]
    result = desk.bring(Kind.TRADES, *rows)
    assert counts(result) == (2, 1, 4, 3)
    assert codes(result) == [(row, "import.duplicate_in_file") for row in (5, 6, 7)]
    assert desk.rows("SELECT trade_no, amount_fen FROM trade ORDER BY 1") == [
        ("T1", 10_000),
        ("T2", 7),
        ("T3", 10_000),
        ("T4", 10_000),
    ]
    desk.book.close()


@pytest.mark.parametrize(
    ("kind", "row", "code", "column"),
    [
        (Kind.TRADES, trade("C9", "T1"), "import.unknown_client", "client_no"),
        (
            Kind.ASSETS,
            {"account_no": "A9", "on_day": 1, "aum_fen": 1},
            "import.unknown_account",
            "account_no",
        ),
        (Kind.TRADES, trade("C1", "T1", product_code="000009"), "import.unknown_product", "product_code"),
        (Kind.TRADES, trade("C1", "T1", account_no="A2"), "import.account_of_other", "account_no"),
        (Kind.ACCOUNTS, {"account_no": "A1", "client_no": "C9"}, "import.unknown_client", "client_no"),
        (Kind.ACCOUNTS, {"account_no": "A1"}, "intake.required", "client_no"),
        (
            Kind.ACCOUNTS,
            {"account_no": "A1", "client_no": "C1", "opened_on": 20, "closed_on": 19},
            "import.closed_before_opened",
            "closed_on",
        ),
        (Kind.ACCOUNTS, {"account_no": "A2", "closed_on": 9}, "import.closed_before_opened", "closed_on"),
        (
            Kind.CLIENTS,
            client(3, born_on=20, opened_on=19),
            "import.opened_before_born",
            "opened_on",
        ),
        (
            Kind.CONSENTS,
            {"client_no": "C1", "purpose": "SERVICE", "given_on": 20, "withdrawn_on": 19},
            "import.withdrawn_before_given",
            "withdrawn_on",
        ),
        (
            Kind.CLIENTS,
            client(1, class_from=20, class_until=19),
            "import.class_ends_before_start",
            "class_until",
        ),
        (Kind.CLIENTS, client(1, income_3y_fen=-1), "import.below_nought", "income_3y_fen"),
        (
            Kind.PRODUCTS,
            {"code": "1", "name": "x", "product_type": "FOF", "shelf_from": 20, "shelf_to": 19},
            "import.shelf_ends_before_start",
            "shelf_to",
        ),
        (
            Kind.PRODUCTS,
            {"code": "1", "name": "x", "product_type": "FOF", "fee_manage_bp": -1},
            "import.below_nought",
            "fee_manage_bp",
        ),
        (
            Kind.PRODUCTS,
            {"code": "1", "name": "x", "product_type": "FOF", "exposure": "CASH:60;CN_BOND:30"},
            "import.exposure_sum",
            "exposure",
        ),
        (
            Kind.RELATIONS,
            {"client_no": "C1", "other_client_no": "C1", "relation_kind": "SPOUSE"},
            "import.relation_to_self",
            "other_client_no",
        ),
        (Kind.CLIENTS, {"client_no": "C9", "phone": "13800000000"}, "intake.required", "name"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_reason(
    desk: Desk, kind: Kind, row: Row, code: str, column: str
) -> None:
    _two_clients(desk)
    desk.bring(Kind.ACCOUNTS, {"account_no": "A2", "client_no": "C2", "opened_on": 10})
    before = books.content(desk.book)
    result = desk.bring(kind, row)
    assert [(reject.code, reject.column) for reject in result.rejects] == [(code, column)]
    after = books.content(desk.book)
    del before["import_batch"], after["import_batch"]
    assert after == before


def test_rows_may_name_their_client_by_account(desk: Desk) -> None:
    _two_clients(desk)
    desk.bring(Kind.ACCOUNTS, {"account_no": "A1", "client_no": "C2"})
    row = trade("C2", "T1", account_no="A1")
    del row["client_no"]
    assert desk.bring(Kind.TRADES, row).added == 1
    assert desk.rows("SELECT client_no FROM trade JOIN client ON id = client_id") == [("C2",)]


@pytest.mark.parametrize(
    ("fields", "is_purchase", "sip_month"),
    [
        ({}, 1, None),
        ({"status": "PENDING"}, 0, None),
        ({"trade_kind": "REDEEM"}, 0, None),
        ({"trade_kind": "SIP"}, 1, None),
        ({"trade_kind": "SIP", "plan_no": "P1"}, 1, 2026 * 12),
        ({"trade_kind": "SUBSCRIBE", "plan_no": "P1"}, 1, None),
    ],
)
def test_what_counts_as_a_purchase_follows_from_kind_and_status(
    desk: Desk, fields: dict[str, Cell], is_purchase: int, sip_month: int | None
) -> None:
    _two_clients(desk)
    desk.bring(Kind.TRADES, trade("C1", "T1", **fields))
    assert desk.rows("SELECT is_purchase, sip_month FROM trade") == [(is_purchase, sip_month)]


def test_an_update_of_the_status_alone_makes_a_pending_purchase_count(desk: Desk) -> None:
    _two_clients(desk)
    desk.bring(Kind.TRADES, trade("C1", "T1", status="PENDING", trade_kind="SIP", plan_no="P"))
    desk.bring(Kind.TRADES, {"client_no": "C1", "trade_no": "T1", "status": "CONFIRMED"})
    assert desk.rows("SELECT is_purchase, sip_month FROM trade") == [(1, 2026 * 12)]


def test_search_forms_follow_the_name(desk: Desk) -> None:
    desk.bring(Kind.CLIENTS, client(1, name="单雨"))
    assert desk.rows("SELECT pinyin FROM client") == [("shan yu|dan yu",)]
    desk.bring(Kind.CLIENTS, {"client_no": "C1", "name": "吕布"})
    assert desk.rows("SELECT pinyin FROM client") == [("lv bu|lu bu",)]


def test_exposures_of_products_are_weights_in_their_own_table(desk: Desk) -> None:
    fund: Row = {"code": "000001", "name": "均衡", "product_type": "MIXED_FUND"}
    desk.bring(Kind.PRODUCTS, {**fund, "exposure": "CN_EQUITY:60;CN_BOND:40"})
    weights = "SELECT asset_class, weight_bp FROM product_exposure ORDER BY 1"
    assert desk.rows(weights) == [("CN_BOND", 4_000), ("CN_EQUITY", 6_000)]
    assert counts(desk.bring(Kind.PRODUCTS, {**fund, "exposure": "CN_BOND:4000,CN_EQUITY:6000"})) == (
        0,
        0,
        1,
        0,
    )
    assert counts(desk.bring(Kind.PRODUCTS, {**fund, "exposure": "CASH:100"})) == (0, 1, 0, 0)
    assert desk.rows(weights) == [("CASH", 10_000)]


def test_households_come_into_being_and_relations_find_their_client(desk: Desk) -> None:
    desk.bring(Kind.CLIENTS, client(1, household_no="H1"), client(2, household_no="H1"))
    assert desk.rows("SELECT household_no FROM household") == [("H1",)]
    related: Row = {"client_no": "C1", "other_client_no": "C3", "relation_kind": "SPOUSE"}
    assert desk.bring(Kind.RELATIONS, related).added == 1
    assert desk.rows("SELECT other_client_id FROM relation") == [(None,)]
    desk.bring(Kind.CLIENTS, client(3))
    assert desk.rows(
        "SELECT other_client_id = (SELECT id FROM client WHERE client_no = 'C3') FROM relation"
    ) == [(1,)]


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        (Kind.HOLDINGS, {"client_no": "C1", "product_code": "000001", "as_of_day": 9, "value_fen": 5}),
        (
            Kind.REVENUE,
            {"client_no": "C1", "entry_no": "E", "on_day": 9, "revenue_kind": "REFUND", "amount_fen": -5},
        ),
        (Kind.ASSESSMENTS, {"client_no": "C1", "taken_on": 9, "c_level": "C3"}),
        (
            Kind.CONSENTS,
            {"client_no": "C1", "purpose": "SERVICE", "given_on": 9, "text_version": "1"},
        ),
        (Kind.SIGNALS, {"client_no": "C1", "on_day": 9, "signal_kind": "VIEW", "topic": "黄金"}),
        (Kind.RELATIONS, {"client_no": "C1", "other_client_no": "C2", "relation_kind": "CHILD"}),
    ],
)
def test_every_kind_goes_in_stays_the_same_and_comes_out(desk: Desk, kind: Kind, row: Row) -> None:
    _two_clients(desk)
    desk.bring(Kind.PRODUCTS, {"code": "000001", "name": "x", "product_type": "FOF"})
    before = books.content(desk.book)
    added = desk.bring(kind, row)
    assert counts(added) == (1, 0, 0, 0)
    assert counts(desk.bring(kind, row)) == (0, 0, 1, 0)
    assert desk.imports.undo_import(added.batch).removed == 1
    after = books.content(desk.book)
    del before["import_batch"], after["import_batch"]
    assert after == before


def test_standings_of_touched_clients_are_renewed_and_of_no_others(desk: Desk) -> None:
    desk.bring(Kind.CLIENTS, *(client(number) for number in range(1, 9)))
    desk.refreshed.clear()
    desk.bring(Kind.TRADES, trade("C3", "T1"), trade("C5", "T2"))
    desk.bring(Kind.TRADES, trade("C3", "T1"), trade("C5", "T2", amount_fen=1), trade("C9", "T3"))
    desk.bring(Kind.PRODUCTS, {"code": "000001", "name": "x", "product_type": "FOF"})
    third, fifth = (
        desk.rows("SELECT id FROM client WHERE client_no = ?", number)[0][0] for number in ("C3", "C5")
    )
    assert desk.refreshed == [[third, fifth], [fifth]]


def test_a_dry_run_counts_the_same_and_leaves_nothing(desk: Desk) -> None:
    _two_clients(desk)
    rows: list[Row] = [client(1, phone="13800000001"), client(2), client(3), {"client_no": "C4"}]
    before = books.content(desk.book)
    digest = books.digest(desk.book.path)
    rehearsed = desk.bring(Kind.CLIENTS, *rows, dry_run=True)
    assert books.content(desk.book) == before
    assert books.digest(desk.book.path) == digest
    assert counts(rehearsed) == counts(desk.bring(Kind.CLIENTS, *rows)) == (1, 1, 1, 1)


def test_an_import_cancelled_at_any_moment_leaves_nothing(desk: Desk) -> None:
    _two_clients(desk)
    before = books.content(desk.book)
    rows = [trade("C1", f"T{number}") for number in range(6_000)]
    looks = _Looks(None)
    desk.bring(Kind.TRADES, *rows, dry_run=True, cancelled=looks)
    assert looks.count > 4
    for moment in (0, 1, looks.count // 2, looks.count - 1, looks.count):
        with pytest.raises(UserCanFix, match=r"import\.cancelled"):
            desk.bring(Kind.TRADES, *rows, cancelled=_Looks(moment))
        assert books.content(desk.book) == before
    assert desk.bring(Kind.TRADES, *rows).added == len(rows)


class _Looks:
    """Answers that the import is no longer wanted from the given look on."""

    def __init__(self, until: int | None) -> None:
        self.until = until
        self.count = 0

    def __call__(self) -> bool:
        self.count += 1
        return self.until is not None and self.count > self.until


def test_row_numbers_must_grow(desk: Desk) -> None:
    def put_row_two_twice() -> None:
        with desk.imports.import_session() as session:
            sink = session.sink(BatchHead(Kind.CLIENTS, "rows.csv"))
            sink.put(chunk(Kind.CLIENTS, [client(1)], 2))
            sink.put(chunk(Kind.CLIENTS, [client(2)], 2))

    with pytest.raises(DeskBug, match=r"storage\.rows_out_of_order"):
        put_row_two_twice()
    assert desk.rows("SELECT count(*) FROM client") == [(0,)]


def test_the_indexes_of_a_table_are_the_same_after_a_large_load(desk: Desk) -> None:
    _two_clients(desk)
    before = desk.rows("SELECT name, sql FROM sqlite_master ORDER BY name")
    many = 50_000
    with desk.imports.import_session() as session:
        sink = session.sink(BatchHead(Kind.TRADES, "rows.csv"))
        sink.put(chunk(Kind.TRADES, [trade("C1", f"T{number}") for number in range(many)], 2))
        assert sink.finish(ReadCounts(many)).added == many
    assert desk.rows("SELECT name, sql FROM sqlite_master ORDER BY name") == before
    assert desk.rows("SELECT count(*) FROM trade INDEXED BY trade_purchase WHERE is_purchase = 1") == [
        (many,)
    ]


def test_nothing_of_the_import_is_on_disk_before_it_is_kept(desk: Desk, tmp_path: Path) -> None:
    marker = "张三李四王五赵六钱七"
    with desk.imports.import_session(dry_run=True) as session:
        sink = session.sink(BatchHead(Kind.CLIENTS, "rows.csv"))
        sink.put(chunk(Kind.CLIENTS, [client(1, name=marker)], 2))
        sink.finish(ReadCounts(1))
        found = [
            path for path in tmp_path.rglob("*") if path.is_file() and marker.encode() in path.read_bytes()
        ]
    assert found == []
