"""What the list of products shows: filters, search by pinyin, order, counts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from advisor_desk.domain.client import ClientType, Tier
from advisor_desk.domain.product import (
    AssetClass,
    Liquidity,
    ProductType,
    Qualification,
    RiskGrade,
    ShelfStatus,
)
from advisor_desk.domain.shelf import Product
from advisor_desk.usecases.product_facts import ProductFacts, facts_of
from advisor_desk.usecases.product_filter import (
    Buyer,
    ProductFilter,
    ProductSort,
    ShelfCounts,
    counted,
    found,
    in_order,
)
from tests.advice import ON, WAN, advice_rules, product

BOND = product("B1", ProductType.BOND_FUND, {AssetClass.CN_BOND: 10_000})
STOCK = product("E1", ProductType.EQUITY_FUND, {AssetClass.CN_EQUITY: 9_000, AssetClass.CASH: 1_000})
PRIVATE = product("P1", ProductType.PRIVATE_SECURITIES, {AssetClass.QUANT_HEDGE: 10_000})
NEW = product("N1", ProductType.MIXED_FUND, {})

SHELF = (
    replace(
        BOND, name="稳健增利债券", pinyin="wen jian zeng li zhai quan", fee_manage_bp=30, fee_custody_bp=10
    ),
    replace(
        STOCK, name="先进制造股票", r_level=RiskGrade.R4, r_level_manager=RiskGrade.R3, fee_manage_bp=120
    ),
    replace(
        PRIVATE,
        name="量化对冲一号",
        r_level=RiskGrade.R4,
        min_first_fen=100 * WAN,
        quota_left_fen=500 * WAN,
        reserved_fen=100 * WAN,
        liquidity=Liquidity.PERIODIC,
        open_days=(date(2026, 7, 1),),
        tier_menu=(Tier.HNW,),
        client_types=(ClientType.PERSON,),
    ),
    replace(
        NEW,
        name="待评级混合",
        r_level=None,
        r_level_manager=None,
        shelf_status=ShelfStatus.DRAFT,
        client_types=(ClientType.ENTERPRISE,),
    ),
)


def facts(*products: Product) -> list[ProductFacts]:
    return [facts_of(one, ON, advice_rules()) for one in products]


def codes(products: list[ProductFacts]) -> list[str]:
    return [one.product.code for one in products]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (ProductFilter(), ["B1", "E1", "P1", "N1"]),
        (ProductFilter(text="增利"), ["B1"]),
        (ProductFilter(text="wjzl"), ["B1"]),
        (ProductFilter(text="WenJian"), ["B1"]),
        (ProductFilter(text="p1 量化"), ["P1"]),
        (ProductFilter(text="没有"), []),
        (ProductFilter(classes=frozenset({AssetClass.CN_BOND, AssetClass.QUANT_HEDGE})), ["B1", "P1"]),
        (ProductFilter(grades=frozenset({RiskGrade.R4})), ["E1", "P1"]),
        (ProductFilter(grades=frozenset({None})), ["N1"]),
        (ProductFilter(grades=frozenset({None, RiskGrade.R2})), ["B1", "N1"]),
        (ProductFilter(types=frozenset({ProductType.BOND_FUND})), ["B1"]),
        (ProductFilter(min_at_most_fen=100 * WAN - 1), ["B1", "E1", "N1"]),
        (ProductFilter(min_at_most_fen=100 * WAN), ["B1", "E1", "P1", "N1"]),
        (ProductFilter(is_open=True), ["B1", "E1"]),
        (ProductFilter(buyer=Buyer.ANYONE), ["B1", "E1", "N1"]),
        (ProductFilter(buyer=Buyer.QUALIFIED_PRIVATE), ["P1"]),
        (ProductFilter(buyer=Buyer.QUALIFIED_AMP), []),
        (ProductFilter(buyer=Buyer.PERSON), ["B1", "E1", "P1"]),
        (ProductFilter(buyer=Buyer.ORGANISATION), ["B1", "E1", "N1"]),
        (ProductFilter(buyer=Buyer.HNW), ["P1"]),
        (ProductFilter(buyer=Buyer.RETAIL), []),
        (ProductFilter(text="一号", is_open=True), []),
    ],
)
def test_only_what_is_asked_for_is_found(wanted: ProductFilter, expected: list[str]) -> None:
    assert codes(found(facts(*SHELF), wanted)) == expected


def test_a_filter_of_nothing_is_plain() -> None:
    assert ProductFilter().is_plain
    assert not ProductFilter(text="a").is_plain


@pytest.mark.parametrize(
    ("sort", "up", "down"),
    [
        (ProductSort.GRADE, ["B1", "E1", "P1", "N1"], ["E1", "P1", "B1", "N1"]),
        (ProductSort.MINIMUM, ["B1", "E1", "N1", "P1"], ["P1", "B1", "E1", "N1"]),
        (ProductSort.FEE, ["B1", "E1", "N1", "P1"], ["E1", "B1", "N1", "P1"]),
        (ProductSort.QUOTA, ["P1", "B1", "E1", "N1"], ["P1", "B1", "E1", "N1"]),
        (ProductSort.CLASS, ["B1", "E1", "P1", "N1"], ["P1", "E1", "B1", "N1"]),
        (ProductSort.STATUS, ["B1", "E1", "P1", "N1"], ["N1", "B1", "E1", "P1"]),
        (ProductSort.TYPE, ["B1", "N1", "E1", "P1"], ["P1", "E1", "N1", "B1"]),
        (ProductSort.LIQUIDITY, ["B1", "E1", "N1", "P1"], ["P1", "B1", "E1", "N1"]),
    ],
)
def test_sorted_with_the_unknown_last_either_way(sort: ProductSort, up: list[str], down: list[str]) -> None:
    shelf = facts(*SHELF)
    assert codes(in_order(shelf, sort)) == up
    assert codes(in_order(shelf, sort, is_descending=True)) == down


def test_names_are_sorted_as_they_are_read() -> None:
    one = replace(BOND, code="1", name="云溪", pinyin="yun xi")
    other = replace(BOND, code="2", name="安心", pinyin="an xin")
    assert codes(in_order(facts(one, other), ProductSort.NAME)) == ["2", "1"]


def test_the_list_is_counted_as_it_stands() -> None:
    assert counted(facts(*SHELF)) == ShelfCounts(products=4, open_now=2, unrated=1)


Change = Callable[[Product], Product]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda one: replace(one, min_first_fen=30 * WAN), 100 * WAN),
        (lambda one: replace(one, min_first_fen=300 * WAN), 300 * WAN),
        (lambda one: replace(one, min_first_fen=None, legal_floor_fen=200 * WAN), 200 * WAN),
    ],
)
def test_the_smallest_amount_is_never_below_the_law(change: Change, expected: int) -> None:
    one = facts_of(change(PRIVATE), ON, advice_rules())
    assert one.min_fen == expected
    assert one.law_fen == 100 * WAN


def test_the_first_year_costs_what_is_recorded_and_no_performance_fee() -> None:
    dear = replace(BOND, fee_front_bp=100, fee_manage_bp=30, fee_sales_bp=20, fee_perf_bp=2_000)
    assert facts(dear)[0].fee_bp == 150
    assert facts(BOND)[0].fee_bp is None


def test_the_higher_grade_counts_and_without_ours_there_is_none() -> None:
    ours = replace(BOND, r_level=RiskGrade.R2, r_level_manager=RiskGrade.R4)
    theirs = replace(BOND, r_level=None, r_level_manager=RiskGrade.R4)
    assert [one.grade for one in facts(ours, theirs)] == [RiskGrade.R4, None]


def test_the_next_open_day_is_the_first_that_is_not_over() -> None:
    days = (date(2026, 9, 1), date(2026, 3, 1), date(2026, 7, 1))
    one, over = facts(replace(BOND, open_days=days), replace(BOND, open_days=(date(2026, 3, 1),)))
    assert one.next_open == date(2026, 7, 1)
    assert over.next_open is None
    assert not one.is_open


def test_what_nobody_recorded_has_no_class_to_be_filtered_by() -> None:
    one = facts(NEW)[0]
    assert one.exposure is None
    assert one.main_class is None
    assert one.terms.qualified_only is Qualification.NONE
