"""A plan of amounts set by hand: exact weights, each hard limit at its edge, why a line is there."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from advisor_desk.domain.advice import AllocationCase, AllocationPlan, LineRole, TargetMix
from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.product import AssetClass, Liquidity, ProductType
from advisor_desk.rules.allocation import evaluate
from advisor_desk.rules.allocation_figures import figures_of
from advisor_desk.rules.allocation_reasons import BECAUSE, BINDING_CODES, LINE_CODES
from tests.advice import WAN, advice_rules
from tests.allocation_cases import case, offer, position

A = AssetClass
ADVICE = advice_rules()
BONDS = tuple(offer(f"B{number}", A.CN_BOND, manager=f"管理人{number}") for number in range(9))


def plan(made: AllocationCase, **wan: int) -> AllocationPlan:
    return evaluate(made, {code: amount * WAN for code, amount in wan.items()}, ADVICE)


def broken(made: AllocationCase, **wan: int) -> list[str]:
    return [code for code, _ in plan(made, **wan).broken]


def figures(found: AllocationPlan, code: str) -> dict[str, Any]:
    return next(dict(params) for known, params in (*found.broken, *found.binding) if known == code)


def mix(**percent: int) -> TargetMix:
    weights = {klass: percent.get(klass.value, 0) * 100 for klass in A}
    return TargetMix(RiskLevel.C3, weights, weights, ())


def test_a_plan_redone_by_hand() -> None:
    made = case(BONDS, 50, positions=(position("H", 30, A.CN_EQUITY), position("U", 20, None)))
    found = plan(made, B0=20, B1=10)
    assert found.residual_fen == 20 * WAN
    assert (found.before_bp[A.CASH], found.before_bp[A.CN_EQUITY], found.other_bp) == (5_000, 3_000, 2_000)
    assert (found.after_bp[A.CASH], found.after_bp[A.CN_BOND]) == (2_000, 3_000)
    assert found.drift_before_bp == sum(abs(found.before_bp[k] - found.target_bp[k]) for k in A)
    assert found.drift_after_bp < found.drift_before_bp
    assert [line.code for line in found.lines] == ["B0", "B1"]
    assert found.broken == ()


def test_nothing_bought_breaks_nothing() -> None:
    made = case((), 10, positions=(position("H", 90, A.CN_EQUITY, liquidity=Liquidity.LOCKED),))
    found = plan(made, GONE=0)
    assert (found.broken, found.lines, found.before_bp) == ((), (), found.after_bp)
    assert figures(found, "mix.overweight")["asset_class"] == "CN_EQUITY"


def test_a_product_that_is_not_offered_stays_out_of_the_plan_and_is_named() -> None:
    found = plan(case(BONDS, 100), OTHER=5)
    assert found.residual_fen == 100 * WAN
    assert found.broken == (("limit.not_offered", (("code", "OTHER"), ("amount_fen", 5 * WAN))),)


@pytest.mark.parametrize(
    ("changes", "wan", "code"),
    [
        ({"min_fen": 5 * WAN}, 4, "limit.minimum"),
        ({"min_fen": 5 * WAN}, -1, "limit.minimum"),
        ({"min_fen": 2 * WAN, "step_fen": 3 * WAN}, 6, "limit.step"),
        ({"max_fen": 7 * WAN}, 8, "limit.most"),
        ({}, 21, "limit.product_cap"),
        ({"held_fen": 15 * WAN}, 6, "limit.product_cap"),
        ({"held_fen": 25 * WAN}, 1, "limit.product_cap"),
        ({"term_days": 3_654}, 1, "limit.horizon"),
        ({"liquidity": Liquidity.LOCKED}, 1, "limit.horizon"),
        ({"liquidity": Liquidity.PERIODIC}, 1, "limit.illiquid"),
        ({"manager": "甲"}, 11, "limit.manager"),
    ],
)
def test_a_limit_of_one_product(changes: dict[str, Any], wan: int, code: str) -> None:
    held = (position("H", 30, A.CN_EQUITY, manager="甲"),)
    made = case((offer("B", A.CN_BOND, **changes),), 70, positions=held, target=mix(CN_BOND=70, CN_EQUITY=30))
    assert code in broken(made, B=wan)


@pytest.mark.parametrize(
    ("changes", "wan"),
    [
        ({"min_fen": 5 * WAN}, 5),
        ({"min_fen": 2 * WAN, "step_fen": 3 * WAN}, 5),
        ({"max_fen": 7 * WAN}, 7),
        ({}, 20),
        ({"cap_bp": 10_000}, 70),
        ({"held_fen": 15 * WAN}, 5),
        ({"term_days": 3_653}, 1),
        ({"manager": "甲"}, 10),
    ],
)
def test_the_same_limits_kept_at_their_edge(changes: dict[str, Any], wan: int) -> None:
    held = (position("H", 30, A.CN_EQUITY, manager="甲"),)
    made = case((offer("B", A.CN_BOND, **changes),), 70, positions=held, target=mix(CN_BOND=70, CN_EQUITY=30))
    assert broken(made, B=wan) == []


def test_more_than_the_money_there_is() -> None:
    assert figures(plan(case(BONDS[:2], 10), B0=6, B1=6), "limit.money") == {
        "amount_fen": 12 * WAN,
        "new_fen": 10 * WAN,
    }


def test_the_reserve_counts_what_comes_back_at_once() -> None:
    slow = offer("S", A.CN_BOND, liquidity=Liquidity.T7)
    held = (
        position("A", 10, A.CN_BOND),
        position("L", 10, A.CN_BOND, locked_until=date(2027, 1, 1)),
        position("F", 10, A.CN_BOND, locked_until=date(2026, 6, 30)),
        position("T", 10, A.CN_BOND, liquidity=Liquidity.T7),
    )
    made = case((slow,), 60, positions=held, reserve_fen=70 * WAN, target=mix(CN_BOND=100))
    assert broken(made, S=10) == []
    assert figures(plan(made, S=11), "limit.reserve")["liquid_fen"] == 69 * WAN


def test_a_reserve_out_of_reach_stops_every_purchase_and_says_so() -> None:
    made = case(BONDS, 60, reserve_fen=61 * WAN)
    assert broken(made, B0=1) == ["limit.reserve"]
    assert figures(plan(made), "limit.reserve") == {"liquid_fen": 60 * WAN, "reserve_fen": 61 * WAN}
    assert figures_of(made, ADVICE).is_reserve_out_of_reach


@pytest.mark.parametrize(("level", "most"), [(RiskLevel.C3, 0), (RiskLevel.C4, 20), (RiskLevel.C5, 30)])
def test_illiquid_products_have_a_share_by_level(level: RiskLevel, most: int) -> None:
    closed = tuple(offer(f"P{n}", A.CN_BOND, liquidity=Liquidity.PERIODIC) for n in range(3))
    unknown = (position("U", 5, A.CN_BOND, liquidity=None),)
    made = case(closed, 95, level, positions=unknown, target=mix(CN_BOND=100))
    for total in (max(1, most - 5), most - 4):
        if total > 0:
            parts = {"P0": min(20, total), "P1": max(0, total - 20)}
            assert ("limit.illiquid" in broken(made, **parts)) is (total + 5 > most)


def test_nine_lines_are_one_too_many() -> None:
    made = case(BONDS, 100, target=mix(CN_BOND=100))
    assert broken(made, **{one.code: 1 for one in BONDS[:8]}) == []
    assert figures(plan(made, **{one.code: 1 for one in BONDS}), "limit.lines") == {"lines": 9, "most": 8}


def test_nothing_is_added_to_a_class_that_holdings_put_above_its_target() -> None:
    mixed = offer("M", A.CN_BOND, exposure_bp={A.CN_BOND: 9_000, A.CN_EQUITY: 1_000})
    held = (position("H", 31, A.CN_EQUITY),)
    made = case((mixed,), 69, positions=held, target=mix(CN_BOND=70, CN_EQUITY=30))
    assert figures(plan(made, M=1), "limit.overweight") == {
        "code": "M",
        "asset_class": "CN_EQUITY",
        "weight_bp": 3_100,
        "target_bp": 3_000,
    }
    level = replace(made, positions=(position("H", 30, A.CN_EQUITY),), new_money_fen=70 * WAN)
    assert broken(level, M=1) == []


def test_new_money_is_not_an_overweight_of_cash_but_money_held_is() -> None:
    fund = offer("C", A.CASH)
    target = mix(CASH=10, CN_BOND=90)
    assert broken(case((fund,), 100, target=target), C=10) == []
    held = (position("CASH", 20, A.CASH),)
    assert broken(case((fund,), 80, positions=held, target=target), C=10) == ["limit.overweight"]


def test_a_class_may_go_five_points_over_but_bonds_and_cash_are_free() -> None:
    gold = offer("G", A.COMMODITY_GOLD)
    made = case((gold,), 100, target=mix(CASH=92, COMMODITY_GOLD=8))
    assert "limit.class_over" not in broken(made, G=13)
    assert figures(plan(made, G=14), "limit.class_over") == {
        "asset_class": "COMMODITY_GOLD",
        "weight_bp": 1_400,
        "most_bp": 1_300,
    }


def test_the_distance_to_the_target_may_not_rise() -> None:
    made = case((offer("G", A.COMMODITY_GOLD),), 100, target=mix(CASH=98, COMMODITY_GOLD=2))
    assert broken(made, G=4) == []
    assert figures(plan(made, G=5), "limit.drift") == {"before_bp": 400, "after_bp": 600}


def test_core_and_satellite() -> None:
    kinds = [
        (offer("M", A.CASH), LineRole.CORE),
        (offer("B", A.CN_BOND), LineRole.CORE),
        (offer("I", A.CN_EQUITY, product_type=ProductType.INDEX_ETF), LineRole.CORE),
        (offer("E", A.CN_EQUITY), LineRole.SATELLITE),
        (offer("G", A.COMMODITY_GOLD), LineRole.SATELLITE),
    ]
    for one, role in kinds:
        (line,) = plan(case((one,), 100), **{one.code: 1}).lines
        assert line.role is role


def because(bought: Any, other: Any, **changes: Any) -> str:
    made = case((bought, other), 100, **({"target": mix(CN_BOND=90, CASH=10)} | changes))
    (line,) = plan(made, **{bought.code: 10}).lines
    found = next(dict(params) for code, params in line.why if code == "line.instead_of")
    return str(found["because"])


def test_why_not_the_next_best() -> None:
    bought = offer("B", A.CN_BOND, fee_bp=40)
    others = {
        "horizon": offer("A", A.CN_BOND, term_days=9_999),
        "minimum": offer("A", A.CN_BOND, min_fen=11 * WAN),
        "quota": offer("A", A.CN_BOND, max_fen=9 * WAN),
        "cap": offer("A", A.CN_BOND, held_fen=11 * WAN),
        "fee": offer("A", A.CN_BOND, fee_bp=41),
        "order": offer("C", A.CN_BOND, fee_bp=40),
        "mix": offer("A", A.CN_BOND, fee_bp=40, exposure_bp={A.CN_BOND: 9_000, A.CASH: 1_000}),
    }
    for reason, other in others.items():
        assert because(bought, other) == reason
    mixed = offer("A", A.CN_BOND, exposure_bp={A.CN_BOND: 9_000, A.COMMODITY_GOLD: 1_000})
    held = (position("H", 1, A.COMMODITY_GOLD),)
    assert because(bought, mixed, positions=held) == "overweight"
    assert set(BECAUSE) == {*others, "overweight"}


def test_a_line_tells_gap_fee_and_liquidity() -> None:
    made = case((offer("B", A.CN_BOND, fee_bp=35),), 80, positions=(position("H", 20, A.CN_BOND),))
    (line,) = plan(made, B=10).lines
    gap = made.target.target_bp[A.CN_BOND] - 2_000
    assert line.why == (
        ("line.fills_class", (("asset_class", "CN_BOND"), ("gap_bp", gap))),
        ("line.fee", (("fee_bp", 35),)),
        ("line.liquidity", (("liquidity", "T1"),)),
    )


def test_what_stopped_more_is_named_once_with_the_gap() -> None:
    found = plan(case(BONDS[:2], 100, target=mix(CN_BOND=90, CASH=10)), B0=20, B1=20)
    assert [code for code, _ in found.binding] == ["mix.short", "limit.product_cap", "limit.product_cap"]
    assert figures(found, "mix.short") == {"asset_class": "CN_BOND", "gap_bp": 5_000, "products": 2}


def test_money_is_named_where_it_alone_is_in_the_way() -> None:
    found = plan(case(BONDS[:1], 10, positions=(position("H", 90, A.CN_EQUITY),)), B0=10)
    assert ("limit.money_spent", (("left_fen", 0),)) in found.binding


def test_a_limit_broken_by_hand_is_not_repeated_as_binding() -> None:
    found = plan(case(BONDS[:1], 100, target=mix(CN_BOND=100)), B0=30)
    assert [code for code, _ in found.broken] == ["limit.product_cap"]
    assert [code for code, _ in found.binding] == ["mix.short"]


def test_every_reason_is_declared_with_its_figures() -> None:
    made = case((*BONDS, offer("G", A.COMMODITY_GOLD)), 100)
    found = plan(made, B0=30, G=1, B1=1)
    for code, params in (*found.broken, *found.binding):
        assert BINDING_CODES[code] == tuple(name for name, _ in params)
    for line in found.lines:
        for code, params in line.why:
            assert LINE_CODES[code] == tuple(name for name, _ in params)


def test_a_tiny_base_and_an_empty_one_do_not_break() -> None:
    assert plan(case((), 0)).before_bp == dict.fromkeys(A, 0)
    one = replace(case((offer("B", A.CN_BOND, min_fen=1, step_fen=1),), 0), new_money_fen=3)
    assert evaluate(one, {"B": 1}, ADVICE).residual_fen == 2
