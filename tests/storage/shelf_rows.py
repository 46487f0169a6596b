"""Rows of a shelf, and what tests of the shelf in the book do with it: bring, tamper, ask, step."""

from __future__ import annotations

from datetime import date
from typing import Any

from advisor_desk.domain.batch import BatchHead, ReadCounts
from advisor_desk.domain.dates import to_day
from advisor_desk.domain.kinds import Kind
from advisor_desk.domain.product import ShelfState, ShelfStatus
from advisor_desk.domain.shelf import ShelfMove
from advisor_desk.rules.shelf import standing_of
from advisor_desk.storage.desk import DeskBook
from advisor_desk.storage.merge_session import SqlImports
from tests.builders import TODAY
from tests.storage.imports import Moments, Row, chunk

WHOLE: Row = {
    "code": "B1",
    "name": "安心纯债",
    "product_type": "BOND_FUND",
    "issuer": "望川基金",
    "manager": "望川基金",
    "regime": "CSRC",
    "r_level": "R2",
    "r_level_manager": "R1",
    "r_rated_on": to_day(date(2026, 3, 1)),
    "currency": "CNY",
    "min_first_fen": 1_000,
    "min_add_fen": 1_000,
    "step_fen": 100,
    "lockup_days": 0,
    "term_days": 0,
    "redeem_days": 2,
    "fee_front_bp": 50,
    "fee_manage_bp": 30,
    "fee_custody_bp": 10,
    "fee_sales_bp": 0,
    "fee_perf_bp": 0,
    "qualified_only": "NONE",
    "legal_floor_fen": 0,
    "required_permission": "STAR",
    "variety": "BOND",
    "tier_menu": "RETAIL,HNW",
    "client_types": "PERSON,ENTERPRISE",
    "channels": "ONLINE,BRANCH",
    "shelf_status": "ON_SALE",
    "shelf_from": to_day(date(2026, 1, 1)),
    "shelf_to": to_day(date(2027, 1, 1)),
    "open_days": "2026-09-01,2026-12-01",
    "quota_total_fen": 100_000_000,
    "quota_left_fen": 80_000_000,
    "liquidity": "T1",
    "max_client_bp": 2_000,
    "exposure": "CN_BOND:95;CASH:5",
    "is_broad_index": 1,
    "plain_words": "主要投债券",
    "not_for": "几天内要用的钱",
    "docs": "产品合同",
    "pinyin": "an xin chun zhai",
}
PLAIN: Row = {"code": "A1", "name": "待评级混合", "product_type": "MIXED_FUND"}


def imports(desk: DeskBook) -> SqlImports:
    return SqlImports(desk.sql, desk.refresh, Moments(), sealer=desk)


def bring(desk: DeskBook, *rows: Row, kind: Kind = Kind.PRODUCTS, dry_run: bool = False) -> str:
    """Import rows; the batch's name."""
    with imports(desk).import_session(dry_run=dry_run) as session:
        sink = session.sink(BatchHead(kind, "货架.csv"))
        sink.put(chunk(kind, rows, 2))
        result = sink.finish(ReadCounts(len(rows)))
    return result.batch


def tamper(desk: DeskBook, sql: str) -> None:
    with desk.sql.change() as connection:
        connection.execute(sql)


def state(desk: DeskBook, on: date = TODAY) -> ShelfState:
    return standing_of(desk.shelf_release(), desk.shelf(), on, desk.advice).state


def releases(desk: DeskBook) -> list[tuple[Any, ...]]:
    with desk.sql.read() as connection:
        return connection.execute("SELECT source, products FROM shelf_release ORDER BY id").fetchall()


def step(after: ShelfStatus, approver: str = "王主任", reason: str = "额度到期") -> ShelfMove:
    return ShelfMove("", None, after, TODAY, approver, reason)
