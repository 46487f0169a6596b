"""The strategic mix of a level: moves where there is no product, the age cap, the outlook."""

from decimal import Decimal
from itertools import combinations

import pytest

from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.product import AssetClass, Liquidity
from advisor_desk.rules.allocation import (
    MISFITS,
    classes_served,
    drift_bp,
    misfits,
    outlook,
    target_mix,
)
from advisor_desk.rules.allocation_target import highest_bp, risky_most_bp
from advisor_desk.rules.allocation_weights import SAFE, main_class, out_of_band, split_whole, weights_of
from tests.advice import WAN, advice_rules
from tests.allocation_cases import case, offer, position

A = AssetClass
ALL = frozenset(A)
ADVICE = advice_rules()
SETS = [frozenset(some) for size in range(len(A) + 1) for some in combinations(A, size)]


def risky(weights: dict[AssetClass, int]) -> int:
    return sum(bp for klass, bp in weights.items() if klass not in SAFE)


@pytest.mark.parametrize("level", list(RiskLevel))
def test_a_mix_is_whole_whatever_can_be_bought_and_however_old_the_client(level: RiskLevel) -> None:
    for eligible in SETS:
        whole = dict(target_mix(level, None, eligible, ADVICE).target_bp)
        for age in (0, 20, 29, 33, 47, 61, 77, 90, 110):
            mix = target_mix(level, age, eligible, ADVICE)
            assert sum(mix.target_bp.values()) == 10_000
            assert all(bp >= 0 for bp in mix.target_bp.values())
            assert all(
                not bp or klass in eligible for klass, bp in mix.target_bp.items() if klass is not A.CASH
            )
            assert risky(dict(mix.target_bp)) == min(risky(whole), risky_most_bp(age, ADVICE))
            assert all(mix.target_bp[klass] <= whole[klass] for klass in A if klass not in SAFE)


def test_moves_redo_the_mix_by_hand() -> None:
    for eligible in SETS:
        mix = target_mix(RiskLevel.C5, 75, eligible, ADVICE)
        weights = dict(mix.model_bp)
        for move in mix.moves:
            weights[move.source] -= move.bp
            weights[move.target] += move.bp
        assert weights == mix.target_bp
        assert mix.is_capped_by_age is any(move.why == "move.age_cap" for move in mix.moves)


def test_volatility_and_return_rise_with_the_level() -> None:
    told = [outlook(ADVICE.allocation.model(level), ADVICE) for level in list(RiskLevel)[1:]]
    assert [one.volatility for one in told] == sorted({one.volatility for one in told})
    assert [one.expected for one in told] == sorted({one.expected for one in told})


def test_the_age_cap_never_raises_volatility() -> None:
    for level in RiskLevel:
        free = outlook(target_mix(level, None, ALL, ADVICE).target_bp, ADVICE).volatility
        for age in range(0, 120, 5):
            assert outlook(target_mix(level, age, ALL, ADVICE).target_bp, ADVICE).volatility <= free


def test_the_outlook_counts_only_what_is_classified() -> None:
    assert outlook({A.CN_EQUITY: 5_000}, ADVICE).volatility == Decimal(11)
    assert outlook({}, ADVICE).expected == 0


@pytest.mark.parametrize(("age", "most"), [(10, 9_000), (20, 9_000), (21, 8_900), (89, 2_100), (95, 2_000)])
def test_the_cap_by_age_is_cut_at_both_ends(age: int, most: int) -> None:
    assert risky_most_bp(age, ADVICE) == most


def test_how_much_a_class_can_come_to() -> None:
    assert highest_bp(A.QUANT_HEDGE, RiskLevel.C5, ADVICE) == 800
    assert highest_bp(A.CN_EQUITY, RiskLevel.C5, ADVICE) == 6_500
    assert highest_bp(A.CASH, RiskLevel.C5, ADVICE) == 10_000


def test_a_class_is_served_by_a_product_that_fits_the_client() -> None:
    fund = offer("Q", A.QUANT_HEDGE, min_fen=100 * WAN, liquidity=Liquidity.PERIODIC, manager="甲")
    rich, poor = case((fund,), 1_000, RiskLevel.C5), case((fund,), 600, RiskLevel.C5)
    assert misfits(rich.offers, rich, ADVICE) == {}
    assert misfits(poor.offers, poor, ADVICE) == {"Q": "class"}
    assert A.QUANT_HEDGE in classes_served(rich.offers, rich, ADVICE)
    assert classes_served(poor.offers, poor, ADVICE) == {A.CASH}


@pytest.mark.parametrize(
    "changes",
    [
        {"min_fen": 21 * WAN},
        {"min_fen": 41 * WAN, "cap_bp": 10_000, "manager": "甲"},
        {"liquidity": Liquidity.PERIODIC},
        {"liquidity": Liquidity.LOCKED, "term_days": 365},
        {"term_days": 4_000},
        {"liquidity": Liquidity.LOCKED},
    ],
    ids=["cap", "manager", "illiquid", "illiquid locked", "horizon", "illiquid without a term"],
)
def test_a_product_that_cannot_fit_serves_no_class(
    changes: dict[str, object], request: pytest.FixtureRequest
) -> None:
    made = case((offer("B", A.CN_BOND, **changes),), 100, RiskLevel.C3, horizon_months=120)
    assert A.CN_BOND not in classes_served(made.offers, made, ADVICE)
    why = misfits(made.offers, made, ADVICE)["B"]
    assert why in MISFITS
    assert request.node.callspec.id.startswith(why)


def test_a_term_within_the_horizon_serves_and_an_unknown_horizon_does_not() -> None:
    note = offer("N", A.CN_BOND, term_days=365)
    for months, is_served in ((12, True), (11, False), (None, False)):
        made = case((note,), 100, RiskLevel.C3, horizon_months=months)
        assert (A.CN_BOND in classes_served(made.offers, made, ADVICE)) is is_served


def test_a_mixed_fund_serves_the_classes_that_make_up_a_fifth_of_it() -> None:
    made = case((offer("M", A.CN_BOND, exposure_bp={A.CN_BOND: 8_000, A.CN_EQUITY: 2_000}),), 100)
    assert classes_served(made.offers, made, ADVICE) == {A.CASH, A.CN_BOND, A.CN_EQUITY}
    thin = case((offer("M", A.CN_BOND, exposure_bp={A.CN_BOND: 8_001, A.CN_EQUITY: 1_999}),), 100)
    assert classes_served(thin.offers, thin, ADVICE) == {A.CASH, A.CN_BOND}


def test_more_money_never_takes_a_product_away() -> None:
    for level in RiskLevel:
        for klass in A:
            fund = offer("X", klass, min_fen=30 * WAN, manager="甲", liquidity=Liquidity.PERIODIC)
            served = [not misfits((fund,), case((fund,), wan, level), ADVICE) for wan in range(30, 900, 30)]
            assert served == sorted(served)


def test_weights_add_up_and_ties_go_to_the_earlier_part() -> None:
    assert split_whole([1, 1, 1], 10) == [4, 3, 3]
    assert split_whole([0, 5, 5], 1) == [0, 1, 0]
    weights, other = weights_of(dict.fromkeys(A, 0) | {A.CASH: 10_000, A.CN_BOND: 10_000}, 3)
    assert (weights[A.CASH], weights[A.CN_BOND], other) == (3_334, 3_333, 3_333)
    assert weights_of(dict.fromkeys(A, 0), 0) == (dict.fromkeys(A, 0), 0)


def test_drift_bands_and_the_main_class() -> None:
    target = {A.CASH: 1_000, A.CN_BOND: 9_000}
    weights = {A.CASH: 1_500, A.CN_BOND: 8_300, A.CN_EQUITY: 200}
    assert drift_bp(weights, target) == 1_400
    assert out_of_band(weights, target, ADVICE) == (A.CN_BOND,)
    assert out_of_band({A.CN_BOND: 9_000, A.CN_EQUITY: 201}, target, ADVICE) == (A.CASH, A.CN_EQUITY)
    assert main_class({A.CN_EQUITY: 5_000, A.CN_BOND: 5_000}) is A.CN_BOND
    assert main_class({}) is A.CASH


def test_positions_outside_the_classes_are_told_apart() -> None:
    made = case((), 50, positions=(position("H", 50, None),))
    assert made.base_fen == 100 * WAN
