"""The strategic mix of a level, made fit for one client (domain notes §5.1)."""

from collections.abc import Collection

from advisor_desk.domain.advice import TargetMix, WeightMove
from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.product import AssetClass
from advisor_desk.rules.adviceset import AdviceRules, AllocationRules
from advisor_desk.rules.allocation_weights import SAFE, split_whole

_PERCENT = 100


def target_mix(
    level: RiskLevel, age: int | None, eligible: Collection[AssetClass], advice: AdviceRules
) -> TargetMix:
    """The level's model portfolio after two changes that are recorded move by move.

    A class that is not `eligible` hands its weight on, in the order of the rules; then the age cap reduces
    the risky classes pro rata. Without an age (organisations) nothing is capped. CASH needs no product.
    """
    rules = advice.allocation
    model = rules.model(level)
    weights = {klass: model.get(klass, 0) for klass in AssetClass}
    moves = _hand_on(weights, eligible, rules)
    capped = [] if age is None else _cap(weights, risky_most_bp(age, advice), eligible)
    return TargetMix(level, dict(model), weights, (*moves, *capped), bool(capped))


def risky_most_bp(age: int, advice: AdviceRules) -> int:
    """The life-cycle cap on everything but CASH and CN_BOND."""
    rules = advice.allocation
    percent = min(max(rules.age_from_years - age, rules.age_least_percent), rules.age_most_percent)
    return percent * _PERCENT


def highest_bp(klass: AssetClass, level: RiskLevel, advice: AdviceRules) -> int:
    """The weight that a class can come to at most, when every class that hands on to it does."""
    weights = dict(advice.allocation.model(level))
    for source, target in advice.allocation.moves.items():
        if source is klass:
            break
        weights[target] = weights.get(target, 0) + weights.get(source, 0)
    return weights.get(klass, 0)


def _hand_on(
    weights: dict[AssetClass, int], eligible: Collection[AssetClass], rules: AllocationRules
) -> list[WeightMove]:
    moves = []
    for source, target in rules.moves.items():
        if weights[source] and source not in eligible:
            moves.append(WeightMove(source, target, weights[source], "move.no_product"))
            weights[target] += weights[source]
            weights[source] = 0
    return moves


def _cap(weights: dict[AssetClass, int], most_bp: int, eligible: Collection[AssetClass]) -> list[WeightMove]:
    risky = [klass for klass in AssetClass if klass not in SAFE and weights[klass]]
    if sum(weights[klass] for klass in risky) <= most_bp:
        return []
    haven = AssetClass.CN_BOND if AssetClass.CN_BOND in eligible else AssetClass.CASH
    moves = []
    for klass, kept in zip(risky, split_whole([weights[klass] for klass in risky], most_bp), strict=True):
        moves.append(WeightMove(klass, haven, weights[klass] - kept, "move.age_cap"))
        weights[haven] += weights[klass] - kept
        weights[klass] = kept
    return [move for move in moves if move.bp]
