"""The demo book shows all of advice: every kind of client and product that suitability tells apart."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

import pytest

from advisor_desk.demo.book import DemoBook, DemoPlan
from advisor_desk.domain.code_lists import codes_in, days_in, joined_codes, joined_days
from advisor_desk.domain.dates import complete_years, from_day
from advisor_desk.domain.kinds import KINDS, Cell, Check, Kind
from advisor_desk.domain.product import ProductType
from advisor_desk.domain.trading import TradingDays
from advisor_desk.rules.wording import forbidden_in
from advisor_desk.usecases.rules_catalog import shipped_advice

PLAN = DemoPlan(clients=120, trades=6_000, seed=7, end=date(2026, 6, 30))
END = PLAN.end

Row = dict[str, Any]


@lru_cache(maxsize=4)
def rows_of(plan: DemoPlan) -> dict[Kind, list[Row]]:
    found: dict[Kind, list[Row]] = {}
    for chunk in DemoBook(plan, TradingDays()).chunks():
        names = [spec.name for spec in KINDS[chunk.kind].fields]
        columns: list[Sequence[Cell]] = [
            chunk.columns.get(name, [None] * len(chunk.row_numbers)) for name in names
        ]
        rows = (dict(zip(names, line, strict=True)) for line in zip(*columns, strict=True))
        found.setdefault(chunk.kind, []).extend(rows)
    return found


def clients(**wanted: Cell) -> list[Row]:
    rows = rows_of(PLAN)[Kind.CLIENTS]
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


def age(row: Row) -> int:
    return complete_years(from_day(row["born_on"]), END)


def ended(row: Row, name: str, end: date) -> bool:
    return row[name] is not None and from_day(row[name]) < end


KINDS_OF_CLIENT: dict[str, Callable[[Row, date], bool]] = {
    "a child": lambda row, _: row["capacity"] == "LIMITED" and age(row) < 18,
    "an AML restriction": lambda row, _: row["aml_restricted"] == 1,
    "would not give facts": lambda row, _: row["info_refused"] == 1,
    "professional by means": lambda row, _: (
        row["investor_class"] == "PRO_B" and row["client_type"] == "PERSON" and bool(row["class_evidence"])
    ),
    "a conversion that has ended": lambda row, end: (
        row["investor_class"] == "PRO_C" and ended(row, "class_until", end)
    ),
    "a conversion in force": lambda row, end: (
        row["investor_class"] == "PRO_C" and not ended(row, "class_until", end)
    ),
    "an enterprise with net assets": lambda row, _: (
        row["client_type"] == "ENTERPRISE" and row["net_assets_fen"] > 0
    ),
    "a document that has expired": lambda row, end: ended(row, "id_expires_on", end),
    "a trading permission": lambda row, _: "STAR" in (row["permissions"] or ""),
    "no trading permission": lambda row, _: row["capacity"] == "FULL" and row["permissions"] is None,
    "born on a leap day": lambda row, _: (
        row["born_on"] is not None
        and (from_day(row["born_on"]).month, from_day(row["born_on"]).day) == (2, 29)
    ),
    "nothing proven": lambda row, _: row["proof"] is None,
}


@pytest.mark.parametrize("name", KINDS_OF_CLIENT)
@pytest.mark.parametrize("plan", [PLAN, replace(PLAN, seed=20_260, end=date(2026, 11, 28))])
def test_a_client_of_each_kind_is_there(plan: DemoPlan, name: str) -> None:
    assert [row for row in rows_of(plan)[Kind.CLIENTS] if KINDS_OF_CLIENT[name](row, plan.end)]


def test_institutions_are_professional_with_evidence_and_every_licence_has_an_end() -> None:
    institutions = clients(client_type="FIN_INST") + clients(client_type="PRODUCT")
    assert {row["investor_class"] for row in institutions} == {"PRO_A"}
    assert all(row["class_evidence"] and row["class_from"] is not None for row in institutions)
    assert all(row["id_expires_on"] is not None for row in rows_of(PLAN)[Kind.CLIENTS])


def test_every_person_has_facts_and_most_have_proof_that_is_recent() -> None:
    persons = clients(client_type="PERSON")
    assert all(row["capacity"] and row["spending_month_fen"] and row["invest_since"] for row in persons)
    assert all(row["invest_since"] <= row["opened_on"] for row in persons)
    proven = [row for row in persons if row["proof"] and END.toordinal() - 300 <= ordinal(row["proof_on"])]
    assert len(proven) * 10 >= len(persons) * 7


def ordinal(day: int) -> int:
    return from_day(day).toordinal()


def test_assessments_say_horizon_and_varieties_in_words() -> None:
    rows = rows_of(PLAN)[Kind.ASSESSMENTS]
    assert all(row["horizon_months"] for row in rows)
    wide = {row["varieties"] for row in rows if row["c_level"] in ("C3", "C4", "C5")}
    narrow = {row["varieties"] for row in rows if row["c_level"] in ("C1_MIN", "C1", "C2")}
    assert (wide, narrow) == ({"货币、固定收益、混合、权益、另类"}, {"货币、固定收益"})


def test_most_accounts_tell_their_cash_and_some_do_not() -> None:
    rows = rows_of(PLAN)[Kind.ASSETS]
    without = {row["client_no"] for row in rows if row["cash_fen"] is None}
    assert 0 < len(without) <= 3


@pytest.mark.parametrize("kind", [Kind.CLIENTS, Kind.PRODUCTS])
def test_lists_stand_in_the_one_text_for_them(kind: Kind) -> None:
    for spec in KINDS[kind].fields:
        for row in rows_of(PLAN)[kind]:
            text = row[spec.name]
            if text is not None and spec.list_of is not None:
                assert joined_codes(codes_in(text, spec.list_of)) == text
            if text is not None and spec.check is Check.DAYS:
                assert joined_days(days_in(text)) == text


def test_products_say_variety_plain_words_and_for_whom_they_are_not() -> None:
    advice = shipped_advice().in_force(END)
    rows = rows_of(PLAN)[Kind.PRODUCTS]
    for row in rows:
        assert all(row[name] for name in ("variety", "tier_menu", "channels", "docs"))
        for text in (row["plain_words"], row["not_for"]):
            assert text
            assert forbidden_in(text, advice) == ()
    assert {row["product_type"] for row in rows if row["is_broad_index"]} == {ProductType.INDEX_ETF.value}
    assert {row["shelf_status"] for row in rows} >= {"ON_SALE", "SUSPENDED", "EXPIRED", "DRAFT"}
    assert [row for row in rows if row["quota_left_fen"] == 0 and row["shelf_status"] == "ON_SALE"]
    assert [row for row in rows if row["r_level"] is None]
    notes = [row for row in rows if row["product_type"] == "INCOME_NOTE_FIXED"]
    assert {row["r_level"] for row in notes} == {"R1"}


def test_some_products_are_open_today_and_some_on_other_days() -> None:
    dated = [days_in(row["open_days"]) for row in rows_of(PLAN)[Kind.PRODUCTS] if row["open_days"]]
    assert [days for days in dated if END in days]
    assert [days for days in dated if END not in days]
