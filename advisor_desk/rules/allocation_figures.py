"""What of an allocation case does not hang on the amounts, worked out once. Whole numbers only."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from advisor_desk.domain.advice import AllocationCase, Offer, Position
from advisor_desk.domain.dates import days_between, months_before
from advisor_desk.domain.product import AssetClass, Liquidity
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.rules.allocation_weights import SAFE, WHOLE_BP, class_sums

_LIQUID = frozenset({Liquidity.T0, Liquidity.T1})
_ILLIQUID = frozenset({Liquidity.PERIODIC, Liquidity.LOCKED})


@dataclass(frozen=True, slots=True, eq=False)
class CaseFigures:
    """A case in exact figures: sums in fen · basis points of the base, everything else in fen.

    `start` is what each class holds before anything is bought, the new money counted as CASH;
    `overweight` are the classes that the holdings alone put above their target.
    """

    case: AllocationCase
    advice: AdviceRules
    base_fen: int
    offers: Mapping[str, Offer]
    target: Mapping[AssetClass, int]
    held: Mapping[AssetClass, int]
    start: Mapping[AssetClass, int]
    overweight: frozenset[AssetClass]
    liquid_fen: int
    illiquid_fen: int
    illiquid_most_fen: int
    manager_fen: Mapping[str, int]
    manager_most_fen: int
    horizon_days: int | None
    drift_start: int

    @property
    def is_reserve_out_of_reach(self) -> bool:
        """True when the reserve is not there even with all new money left as cash."""
        return self.liquid_fen + self.case.new_money_fen < self.case.reserve_fen

    def class_most(self, klass: AssetClass) -> int | None:
        """The most that a class may come to (or is at already); None for CASH and CN_BOND."""
        if klass in SAFE:
            return None
        over = self.advice.allocation.limits.class_over_bp * self.base_fen
        return max(self.target[klass] + over, self.start[klass])

    def product_most_fen(self, offer: Offer) -> int:
        """The most that may be bought of a product under its cap, with what is held of it."""
        if offer.cap_bp >= WHOLE_BP:
            return self.case.new_money_fen
        return max(0, offer.cap_bp * self.base_fen // WHOLE_BP - offer.held_fen)

    def sums(self, amounts: Mapping[str, int]) -> dict[AssetClass, int]:
        """What each class holds after amounts of offered products were bought with new money."""
        after = dict(self.start)
        for code, amount in amounts.items():
            after[AssetClass.CASH] -= amount * WHOLE_BP
            for klass, bp in self.offers[code].exposure_bp.items():
                after[klass] += amount * bp
        return after

    def drift(self, sums: Mapping[AssetClass, int]) -> int:
        """The exact distance of sums to the target."""
        return sum(abs(sums[klass] - self.target[klass]) for klass in AssetClass)

    def drift_bp(self, sums: Mapping[AssetClass, int]) -> int:
        """The same in basis points of the base, rounded once: rounded weights may add up to a little else."""
        return (2 * self.drift(sums) + self.base_fen) // (2 * self.base_fen) if self.base_fen > 0 else 0


def figures_of(case: AllocationCase, advice: AdviceRules) -> CaseFigures:
    """The exact figures of a case."""
    base, limits = case.base_fen, advice.allocation.limits
    target = {klass: case.target.target_bp.get(klass, 0) * base for klass in AssetClass}
    held = class_sums((one.value_fen, one.exposure_bp) for one in case.positions)
    start = {**held, AssetClass.CASH: held[AssetClass.CASH] + case.new_money_fen * WHOLE_BP}
    return CaseFigures(
        case=case,
        advice=advice,
        base_fen=base,
        offers={one.code: one for one in sorted(case.offers, key=lambda one: one.code)},
        target=target,
        held=held,
        start=start,
        overweight=frozenset(klass for klass in AssetClass if held[klass] > target[klass]),
        liquid_fen=sum(one.value_fen for one in case.positions if _is_liquid(one, case.as_of)),
        illiquid_fen=sum(one.value_fen for one in case.positions if _is_illiquid(one, case.as_of)),
        illiquid_most_fen=limits.illiquid_bp.get(case.level, 0) * base // WHOLE_BP,
        manager_fen=_by_manager(case.positions),
        manager_most_fen=limits.manager_bp * base // WHOLE_BP,
        horizon_days=None if case.horizon_months is None else horizon_days(case.as_of, case.horizon_months),
        drift_start=sum(abs(start[klass] - target[klass]) for klass in AssetClass),
    )


def is_liquid(liquidity: Liquidity | None) -> bool:
    """Whether money counts towards the reserve."""
    return liquidity in _LIQUID


def is_illiquid(liquidity: Liquidity | None) -> bool:
    """Whether money counts towards the illiquid share; what nobody recorded does."""
    return liquidity is None or liquidity in _ILLIQUID


def is_locked(offer: Offer) -> bool:
    """Whether money is bound for a time, so that the horizon decides."""
    return offer.liquidity is Liquidity.LOCKED or offer.term_days > 0


def horizon_days(as_of: date, months: int) -> int:
    """The days from `as_of` to the same day `months` later."""
    return days_between(as_of, months_before(as_of, -months))


def _is_liquid(one: Position, on: date) -> bool:
    return is_liquid(one.liquidity) and not _is_bound(one, on)


def _is_illiquid(one: Position, on: date) -> bool:
    return is_illiquid(one.liquidity) or _is_bound(one, on)


def _is_bound(one: Position, on: date) -> bool:
    return one.locked_until is not None and one.locked_until > on


def _by_manager(positions: Collection[Position]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in positions:
        if one.manager:
            found[one.manager] = found.get(one.manager, 0) + one.value_fen
    return found
