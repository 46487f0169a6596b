"""Needs: each from facts that can be shown, their points a visible sum, never a verdict."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from advisor_desk.domain.advice import AdviceClient, Need, NeedKind, SignalLine
from advisor_desk.domain.client import ClientType, RiskLevel, Tag, Tier
from advisor_desk.domain.product import AssetClass, ProductType
from advisor_desk.domain.review import HoldingLine
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.rules.needs import NEED_CODES, life_stage, needs_of, points_of
from tests.advice import advice_client, advice_rules, product

ON = date(2026, 6, 30)


@pytest.fixture(scope="module")
def advice() -> AdviceRules:
    return advice_rules()


def born(years: int) -> date:
    return date(ON.year - years, 6, 30)


def with_profile(client: AdviceClient, **values: Any) -> AdviceClient:
    return replace(client, profile=replace(client.profile, **values))


def with_row(client: AdviceClient, **values: Any) -> AdviceClient:
    return replace(client, row=replace(client.row, **values))


def needs(client: AdviceClient, advice: AdviceRules, **gaps: int) -> dict[NeedKind, Need]:
    shortfalls = {AssetClass(name): gap for name, gap in gaps.items()}
    found = needs_of(client, ON, advice, shortfalls_bp=shortfalls)
    assert [need.points for need in found] == sorted((need.points for need in found), reverse=True)
    for need in found:
        for part in need.parts:
            assert NEED_CODES[part.code] == tuple(name for name, _ in part.evidence)
    return {need.kind: need for need in found}


@pytest.mark.parametrize(
    ("age", "stage"),
    [(24, None), (25, "STARTER"), (35, "STARTER"), (36, "FAMILY"), (45, "FAMILY"), (46, "ACCUMULATE"),
     (55, "ACCUMULATE"), (56, "PRE_RETIRE"), (64, "PRE_RETIRE"), (65, "RETIRED"), (90, "RETIRED")],
)  # fmt: skip
def test_the_stage_of_life_follows_complete_years(advice: AdviceRules, age: int, stage: str | None) -> None:
    assert life_stage(with_profile(advice_client(), born_on=born(age)), ON, advice) == stage
    day_before = with_profile(advice_client(), born_on=born(age) + timedelta(days=1))
    assert life_stage(day_before, ON, advice) == life_stage(
        with_profile(advice_client(), born_on=born(age - 1)), ON, advice
    )


def test_an_organisation_and_an_unknown_birth_have_no_stage(advice: AdviceRules) -> None:
    firm = with_profile(advice_client(), client_type=ClientType.ENTERPRISE)
    assert life_stage(firm, ON, advice) is None
    unknown = with_profile(advice_client(), born_on=None)
    assert life_stage(unknown, ON, advice) is None
    assert needs(with_row(unknown, tags=(Tag.YOUNG_POTENTIAL,)), advice) == {}


def test_a_young_client_needs_a_savings_plan_first(advice: AdviceRules) -> None:
    young = with_row(with_profile(advice_client(), born_on=born(28)), tags=(Tag.YOUNG_POTENTIAL,))
    found = needs(young, advice)
    assert list(found)[0] is NeedKind.SIP
    assert [(part.code, part.points) for part in found[NeedKind.SIP].parts] == [
        ("need.young", 30),
        ("need.stage", 15),
    ]


def test_a_wealthy_client_may_hear_of_alternatives(advice: AdviceRules) -> None:
    assert NeedKind.ALTERNATIVES not in needs(with_row(advice_client(), tier=Tier.RETAIL), advice)
    assert NeedKind.ALTERNATIVES in needs(with_row(advice_client(), tier=Tier.HNW), advice)


@pytest.mark.parametrize(
    ("days", "points"),
    [([1, 2], None), ([1, 2, 13], 25), ([1, 2, 14], None), ([0, 1, 2, 3, 4], 35), ([-1, 1, 2], None)],
)
def test_a_topic_counts_from_the_third_look_in_a_fortnight(
    advice: AdviceRules, days: list[int], points: int | None
) -> None:
    signals = tuple(SignalLine(ON - timedelta(days=back), "VIEW", "量化投资", 1) for back in days)
    other = SignalLine(ON, "VIEW", "行情", 9)
    found = needs(replace(advice_client(), signals=(*signals, other)), advice)
    assert (found[NeedKind.QUANT].points if NeedKind.QUANT in found else None) == points


@pytest.mark.parametrize(("until", "is_found"), [(-1, False), (0, True), (30, True), (31, False)])
def test_money_that_comes_free_within_thirty_days(advice: AdviceRules, until: int, is_found: bool) -> None:
    line = HoldingLine("P1", "定期", None, ON, None, 100_00, None, ON + timedelta(days=until), {})
    unlocked = replace(line, product_code="P2", locked_until=None)
    client = with_profile(replace(advice_client(), holdings=(line, unlocked)), born_on=None)
    assert (NeedKind.INCOME in needs(client, advice)) is is_found


def test_a_shortfall_speaks_for_products_of_its_class_alone(advice: AdviceRules) -> None:
    client = with_profile(advice_client(), born_on=None)
    found = needs_of(
        client,
        ON,
        advice,
        shortfalls_bp={AssetClass.CN_BOND: 1_250, AssetClass.CASH: 99, AssetClass.CN_EQUITY: -5},
    )
    assert [(need.kind, need.points) for need in found] == [(NeedKind.SHORTFALL, 12)]
    bond = product("B", ProductType.BOND_FUND, {AssetClass.CN_BOND: 9_500, AssetClass.CASH: 500})
    gold = product("G", ProductType.GOLD_ETF, {AssetClass.COMMODITY_GOLD: 10_000})
    assert [part.points for part in points_of(bond, found, client, advice)] == [12]
    assert points_of(gold, found, client, advice) == ()


def test_points_of_a_product_are_the_parts_of_what_it_answers_and_the_menu(advice: AdviceRules) -> None:
    client = with_profile(with_row(advice_client(), tier=Tier.HNW), born_on=None)
    found = needs_of(client, ON, advice, shortfalls_bp={})
    gold = replace(
        product("G", ProductType.GOLD_ETF, {AssetClass.COMMODITY_GOLD: 10_000}), tier_menu=(Tier.HNW,)
    )
    assert [(part.code, part.points) for part in points_of(gold, found, client, advice)] == [
        ("need.tier", 25),
        ("need.menu", 5),
    ]
    bond = product("B", ProductType.BOND_FUND, {AssetClass.CN_BOND: 10_000})
    assert points_of(bond, found, client, advice) == ()


def test_points_do_not_hang_on_the_level(advice: AdviceRules) -> None:
    client = advice_client()
    low = replace(client, row=replace(client.row, c_level=RiskLevel.C1))
    assert needs_of(client, ON, advice, shortfalls_bp={}) == needs_of(low, ON, advice, shortfalls_bp={})


def test_a_product_that_records_no_weights_speaks_for_the_class_of_its_type(advice: AdviceRules) -> None:
    client = with_profile(advice_client(), born_on=None)
    found = needs_of(client, ON, advice, shortfalls_bp={AssetClass.CN_BOND: 1_250, AssetClass.CASH: 900})
    silent = product("B", ProductType.BOND_FUND, {})
    assert [part.points for part in points_of(silent, found, client, advice)] == [12]
    mixed = product("M", ProductType.MIXED_FUND, {})
    assert points_of(mixed, found, client, advice) == ()
