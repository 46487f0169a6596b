"""Random clients and shelves: what must hold of every plan, and the best plan found by trying every one.

10,000 cases in the normal run; a case is made from its number, and a failing one is named by it.
"""

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from advisor_desk.domain.advice import AllocationCase, AllocationPlan, Offer
from advisor_desk.domain.product import AssetClass, Liquidity
from advisor_desk.rules.allocation import evaluate
from advisor_desk.rules.allocation_figures import figures_of
from advisor_desk.rules.allocation_plan import best_amounts, best_plan
from advisor_desk.rules.programme_ties import PlanCost
from advisor_desk.usecases.programme_solver import solve_programme
from tests.advice import advice_rules
from tests.allocation_cases import best_by_hand, crowded_case, fine_case, random_case, with_lines

ADVICE = advice_rules()
LIMITS = ADVICE.allocation.limits
EACH = 2_000


class Audit:
    """Every hard limit of domain notes §5.2, written anew without the product's own check of limits."""

    def __init__(self, made: AllocationCase, found: AllocationPlan) -> None:
        self.made, self.found, self.base = made, found, made.base_fen
        offers = {one.code: one for one in made.offers}
        self.lines = [(offers[line.code], line.amount_fen) for line in found.lines]
        self.held = dict.fromkeys(found.target_bp, 0)
        for one in made.positions:
            for klass, bp in one.exposure_bp.items():
                self.held[klass] += one.value_fen * bp

    def check(self) -> None:
        found = self.found
        assert found.broken == ()
        assert sum(amount for _, amount in self.lines) + found.residual_fen == self.made.new_money_fen
        assert found.residual_fen >= 0
        assert found.drift_after_bp <= found.drift_before_bp
        assert sum(found.after_bp.values()) + found.other_bp == 10_000
        assert len(self.lines) <= LIMITS.most_lines
        for one, amount in self.lines:
            self.product(one, amount)
        self.managers()
        self.liquidity()
        self.classes()

    def product(self, one: Offer, amount: int) -> None:
        assert one.min_fen <= amount <= one.max_fen
        assert (amount - one.min_fen) % one.step_fen == 0
        assert one.cap_bp == 10_000 or (amount + one.held_fen) * 10_000 <= one.cap_bp * self.base
        assert all(self.held[klass] <= self.found.target_bp[klass] * self.base for klass in one.exposure_bp)
        if one.term_days or one.liquidity is Liquidity.LOCKED:
            assert self.made.horizon_months is not None
            assert 0 < one.term_days <= 31 * self.made.horizon_months

    def managers(self) -> None:
        for name in {one.manager for one, _ in self.lines if one.manager}:
            held = sum(one.value_fen for one in self.made.positions if one.manager == name)
            bought = sum(amount for one, amount in self.lines if one.manager == name)
            assert (held + bought) * 10_000 <= LIMITS.manager_bp * self.base

    def liquidity(self) -> None:
        made, quick = self.made, (Liquidity.T0, Liquidity.T1)
        liquid = sum(one.value_fen for one in made.positions if one.liquidity in quick)
        slow = sum(amount for one, amount in self.lines if one.liquidity not in quick)
        assert not self.lines or liquid + made.new_money_fen - slow >= made.reserve_fen
        closed = (Liquidity.PERIODIC, Liquidity.LOCKED, None)
        illiquid = sum(amount for one, amount in self.lines if one.liquidity in closed)
        held = sum(one.value_fen for one in made.positions if one.liquidity in closed)
        share = LIMITS.illiquid_bp.get(made.level, 0)
        assert not illiquid or (illiquid + held) * 10_000 <= share * self.base

    def classes(self) -> None:
        for klass in set(AssetClass) - {AssetClass.CASH, AssetClass.CN_BOND}:
            added = sum(amount * one.exposure_bp.get(klass, 0) for one, amount in self.lines)
            most = (self.found.target_bp[klass] + LIMITS.class_over_bp) * self.base
            assert not added or self.held[klass] + added <= most


def solved(made: AllocationCase) -> AllocationPlan:
    return best_plan(made, ADVICE, solve_programme)


def keeps_every_limit(numbers: range) -> None:
    bought = 0
    for number in numbers:
        made = (random_case if number % 2 else fine_case)(number)
        found = solved(made)
        try:
            Audit(made, found).check()
        except AssertionError as error:
            error.add_note(f"case {number}")
            raise
        bought += bool(found.lines)
    assert bought > len(numbers) // 4


def is_never_beaten(numbers: range) -> None:
    """Every other time with two lines at most of many alike: those that no plan needs are left out early."""
    compared = 0
    for number in numbers:
        made, advice = (crowded_case(number), with_lines(2)) if number % 2 else (random_case(number), ADVICE)
        by_hand = best_by_hand(made, advice)
        if by_hand is not None:
            compared += 1
            figures = figures_of(made, advice)
            found = best_amounts(figures, solve_programme, {})
            assert (PlanCost(figures).of(found), found) == by_hand, number
    assert compared > len(numbers) // 3


def is_the_same_again(numbers: range) -> None:
    """In any order, without a product that was not chosen, and without the solver."""
    dropped = 0
    for number in numbers:
        made = (random_case if number % 2 else fine_case)(number)
        pick = random.Random(number)
        found = solved(made)
        lines = [(line.code, line.amount_fen) for line in found.lines]
        turned = replace(
            made,
            offers=tuple(pick.sample(made.offers, len(made.offers))),
            positions=tuple(pick.sample(made.positions, len(made.positions))),
        )
        assert solved(turned) == found, number
        assert evaluate(made, dict(lines), ADVICE) == found, number
        left = [one for one in made.offers if one.code not in dict(lines)]
        if left and lines:
            dropped += 1
            gone = pick.choice(left)
            again = solved(replace(made, offers=tuple(one for one in made.offers if one is not gone)))
            assert [(line.code, line.amount_fen) for line in again.lines] == lines, (number, gone.code)
    assert dropped > len(numbers) // 4


@pytest.mark.parametrize("start", [0, 2_000, 4_000, 6_000])
def test_every_plan_keeps_every_limit(start: int) -> None:
    keeps_every_limit(range(start, start + EACH))


def test_no_plan_is_better_than_the_one_found() -> None:
    is_never_beaten(range(30_000, 30_500))


def test_among_many_products_one_like_another_may_take_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("advisor_desk.rules.programme_ties._FEW", 0)
    is_never_beaten(range(30_000, 30_500))


def test_a_tie_over_three_products_goes_to_the_earlier_codes() -> None:
    is_never_beaten(range(900_002_994, 900_002_995))


def test_the_same_case_gives_the_same_plan_and_what_was_not_chosen_plays_no_part() -> None:
    is_the_same_again(range(40_000, 41_000))


@pytest.mark.soak
@pytest.mark.timeout(7_200)
@pytest.mark.parametrize("prove", [keeps_every_limit, is_never_beaten, is_the_same_again])
def test_the_same_for_numbers_nobody_has_tried(prove: Callable[[range], None]) -> None:
    start = random.SystemRandom().randrange(10**6, 10**12)
    prove(range(start, start + 10 * EACH))


def test_amounts_set_by_hand_are_never_changed() -> None:
    for number in range(50_000, 50_500):
        made, pick = fine_case(number), random.Random(number)
        one = pick.choice(made.offers)
        amount = pick.choice([0, one.min_fen, pick.randrange(1, made.new_money_fen)])
        found = best_plan(made, ADVICE, solve_programme, {one.code: amount})
        lines = {line.code: line.amount_fen for line in found.lines}
        assert lines.get(one.code, 0) == amount, number
        alone = {code for code, _ in evaluate(made, {one.code: amount}, ADVICE).broken}
        assert {code for code, _ in found.broken} <= alone, number
