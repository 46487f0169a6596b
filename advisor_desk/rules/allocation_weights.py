"""Weights that add up, their distance, and what the internal assumptions say of them (domain notes §5.1).

A class's sum is in fen · basis points (value times exposure): whole numbers, exact. No float.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from advisor_desk.domain.advice import Weights
from advisor_desk.domain.product import AssetClass
from advisor_desk.rules.adviceset import AdviceRules

WHOLE_BP = 10_000
SAFE = frozenset({AssetClass.CASH, AssetClass.CN_BOND})
"""Every other class is risky."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """Indicative yearly return and volatility in percent: internal, never shown to a client."""

    expected: Decimal
    volatility: Decimal


def split_whole(parts: Sequence[int], whole: int) -> list[int]:
    """`whole` in proportion to the parts, by largest remainder: adds up exactly, ties to the earlier part.

    The parts must not add up to 0.
    """
    total = sum(parts)
    shares = [divmod(part * whole, total) for part in parts]
    left = whole - sum(share for share, _ in shares)
    lucky = set(sorted(range(len(parts)), key=lambda place: (-shares[place][1], place))[:left])
    return [share + (place in lucky) for place, (share, _) in enumerate(shares)]


def class_sums(values: Iterable[tuple[int, Weights]]) -> dict[AssetClass, int]:
    """The sum of each class over amounts and their exposures, in fen · basis points."""
    sums = dict.fromkeys(AssetClass, 0)
    for value_fen, exposure in values:
        for klass, bp in exposure.items():
            sums[klass] += value_fen * bp
    return sums


def weights_of(sums: Mapping[AssetClass, int], base_fen: int) -> tuple[dict[AssetClass, int], int]:
    """Weights of the base in basis points, and the part that no class explains: together 10,000.

    All are 0 without a base.
    """
    if base_fen <= 0:
        return dict.fromkeys(AssetClass, 0), 0
    parts = [sums[klass] for klass in AssetClass]
    *weights, other = split_whole([*parts, base_fen * WHOLE_BP - sum(parts)], WHOLE_BP)
    return dict(zip(AssetClass, weights, strict=True)), other


def drift_bp(weights: Weights, target: Weights) -> int:
    """The sum of absolute distances to the target over all classes."""
    return sum(abs(weights.get(klass, 0) - target.get(klass, 0)) for klass in AssetClass)


def out_of_band(weights: Weights, target: Weights, advice: AdviceRules) -> tuple[AssetClass, ...]:
    """The classes that stand farther from their target than the tolerance: a rebalance may be due."""
    band = advice.allocation.band
    return tuple(
        klass
        for klass in AssetClass
        if abs(weights.get(klass, 0) - target.get(klass, 0)) > band(target.get(klass, 0))
    )


def main_class(exposure: Weights) -> AssetClass:
    """The class that most of an exposure lies in, ties in the order of the classes; CASH without any."""
    return max(AssetClass, key=lambda klass: exposure.get(klass, 0))


def outlook(weights: Weights, advice: AdviceRules) -> Outlook:
    """What the assumptions say of a mix; the part that no class explains counts for nothing."""
    rules = advice.allocation
    share = {klass: Decimal(bp) / WHOLE_BP for klass, bp in weights.items()}
    expected = sum((share[klass] * rules.assumptions[klass].expected for klass in share), Decimal(0))
    risk = {klass: share[klass] * rules.assumptions[klass].volatility for klass in share}
    variance = sum(
        (risk[one] * risk[other] * rules.correlation(one, other) for one in risk for other in risk),
        Decimal(0),
    )
    return Outlook(expected, variance.sqrt())
