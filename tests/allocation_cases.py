"""Allocation cases in tests: offers of one class, positions, and random clients with small shelves."""

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from advisor_desk.domain.advice import AllocationCase, Offer, Position
from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.product import AssetClass, Liquidity, ProductType, RiskGrade
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.rules.allocation import classes_served, target_mix
from advisor_desk.rules.allocation_figures import figures_of
from advisor_desk.rules.allocation_limits import broken_limits
from advisor_desk.rules.programme_ties import PlanCost
from tests.advice import ON, WAN, advice_rules

A = AssetClass
KINDS = {
    A.CASH: ProductType.MONEY_FUND,
    A.CN_BOND: ProductType.BOND_FUND,
    A.CN_EQUITY: ProductType.EQUITY_FUND,
    A.GLOBAL_EQUITY: ProductType.QDII,
    A.COMMODITY_GOLD: ProductType.GOLD_ETF,
    A.QUANT_HEDGE: ProductType.PRIVATE_SECURITIES,
    A.PRIVATE_EQUITY: ProductType.PRIVATE_EQUITY,
}


def offer(code: str, klass: AssetClass, **changes: Any) -> Offer:
    """A product of one class from 1 万 in steps of 1 万, capped at a fifth of the base."""
    made = Offer(
        code=code,
        name=f"示例{code}",
        product_type=KINDS[klass],
        r_level=RiskGrade.R2,
        exposure_bp={klass: 10_000},
        min_fen=WAN,
        step_fen=WAN,
        max_fen=10_000 * WAN,
        cap_bp=10_000 if klass is A.CASH else 2_000,
        liquidity=Liquidity.T1,
        fee_bp=50,
    )
    return replace(made, **changes)


def position(code: str, wan: int, klass: AssetClass | None, **changes: Any) -> Position:
    """Something of one class that is held, T1; of no class at all for None."""
    exposure = {} if klass is None else {klass: 10_000}
    made = Position(code=code, name=code, value_fen=wan * WAN, exposure_bp=exposure, liquidity=Liquidity.T1)
    return replace(made, **changes)


def case(
    offers: Sequence[Offer], new_wan: int, level: RiskLevel = RiskLevel.C3, **changes: Any
) -> AllocationCase:
    """A case of a client of 40 with the target that the offers allow, unless `target` is given."""
    advice = advice_rules()
    age = changes.pop("age", 40)
    whole = target_mix(level, age, frozenset(AssetClass), advice)
    values: dict[str, Any] = {"positions": (), "reserve_fen": 0, "horizon_months": 120} | changes
    made = AllocationCase(
        as_of=ON,
        level=level,
        target=values.pop("target", whole),
        new_money_fen=new_wan * WAN,
        offers=tuple(offers),
        **values,
    )
    if "target" in changes:
        return made
    served = classes_served(offers, made, advice)
    return replace(made, target=target_mix(level, age, served, advice))


def random_case(number: int) -> AllocationCase:
    """A client of 100 万 with up to three holdings and a shelf of up to six products in coarse lots."""
    pick = random.Random(number)
    lot = pick.choice([2, 4, 5]) * WAN
    offers = [_random_offer(pick, f"P{number}", lot) for number in range(pick.randint(1, 6))]
    held = [_random_position(pick, f"H{number}") for number in range(pick.randint(0, 3))]
    new = max(10, 100 - sum(one.value_fen for one in held) // WAN)
    return case(
        offers,
        new,
        pick.choice(list(RiskLevel)),
        positions=tuple(held),
        reserve_fen=pick.choice([0, 5, 10, 40]) * WAN,
        horizon_months=pick.choice([None, 24, 60]),
        age=pick.choice([None, 30, 60, 85]),
    )


def crowded_case(number: int) -> AllocationCase:
    """100 万 of new money and six products of one or two classes that differ in little."""
    pick = random.Random(number)
    lot = pick.choice([4, 5, 10]) * WAN
    classes = pick.choice([(A.CN_BOND,), (A.CN_BOND, A.CN_EQUITY), (A.CN_EQUITY,)])
    offers = [
        offer(
            f"P{place}",
            pick.choice(classes),
            min_fen=lot * pick.choice([1, 1, 1, 2]),
            step_fen=lot,
            max_fen=pick.choice([100, 100, 15]) * WAN,
            manager=pick.choice([None, "甲", "乙", "丙"]),
            liquidity=pick.choice([Liquidity.T1, Liquidity.T1, Liquidity.T7]),
            fee_bp=pick.choice([30, 30, 60]),
        )
        for place in range(6)
    ]
    return case(offers, 100, pick.choice(list(RiskLevel)), reserve_fen=pick.choice([0, 70]) * WAN)


def fine_case(number: int) -> AllocationCase:
    """The same client and shelf with the steps of funds: yuan, hundreds, odd minimums."""
    pick = random.Random(number)
    made = random_case(number)
    offers = tuple(
        replace(
            one,
            min_fen=pick.choice([100, 1_000, 10_000, 12_345, 3 * WAN]),
            step_fen=pick.choice([1, 100, 1_000, 70_000]),
            max_fen=one.max_fen - pick.choice([0, 1, 777]),
        )
        for one in made.offers
    )
    odd = pick.choice([0, 1, 99, 4_321])
    return replace(made, offers=offers, new_money_fen=made.new_money_fen + odd)


def with_lines(most: int) -> AdviceRules:
    """The rules that ship with another number of lines at most."""
    advice = advice_rules()
    limits = replace(advice.allocation.limits, most_lines=most)
    return replace(advice, allocation=replace(advice.allocation, limits=limits))


def best_by_hand(made: AllocationCase, advice: AdviceRules) -> tuple[int, dict[str, int]] | None:
    """Cost and amounts of the best plan, found by trying every one; None where there are too many.

    Of equally good plans the one that puts more into earlier codes.
    """
    figures = figures_of(made, advice)
    cost = PlanCost(figures)
    money = made.new_money_fen
    amounts = [
        [0, *range(one.min_fen, min(one.max_fen, money) + 1, one.step_fen)] for one in figures.offers.values()
    ]
    plans = 1
    for choices in amounts:
        plans *= len(choices)
    if plans > 4_000:
        return None
    best: tuple[tuple[int, tuple[int, ...]], dict[str, int]] | None = None
    for tried in product(*amounts):
        plan = {code: amount for code, amount in zip(figures.offers, tried, strict=True) if amount}
        if sum(tried) <= money and not broken_limits(figures, plan):
            key = (cost.of(plan), tuple(-amount for amount in tried))
            if best is None or key < best[0]:
                best = (key, plan)
    return None if best is None else (best[0][0], best[1])


def _random_offer(pick: random.Random, code: str, lot: int) -> Offer:
    klass, other = pick.choice(list(A)), pick.choice(list(A))
    exposure = {klass: 10_000}
    if other is not klass and pick.random() < 0.3:
        exposure = pick.choice([{klass: 7_000, other: 3_000}, {klass: 6_000, other: 2_000}])
    return offer(
        code,
        klass,
        exposure_bp=exposure,
        min_fen=lot * pick.choice([1, 1, 2, 3]),
        step_fen=lot * pick.choice([1, 1, 2]),
        max_fen=pick.choice([100, 15, 8]) * WAN,
        cap_bp=pick.choice([2_000, 2_000, 4_000, 10_000]),
        held_fen=pick.choice([0, 0, 5 * WAN]),
        manager=pick.choice([None, "甲", "乙"]),
        liquidity=pick.choice([*Liquidity, Liquidity.T1, Liquidity.T1]),
        term_days=pick.choice([0, 0, 0, 700]),
        fee_bp=pick.choice([30, 30, 60, 100]),
    )


def _random_position(pick: random.Random, code: str) -> Position:
    return position(
        code,
        pick.randrange(0, 30),
        pick.choice([*A, None]),
        manager=pick.choice([None, "甲"]),
        liquidity=pick.choice([Liquidity.T1, None, Liquidity.LOCKED]),
    )
