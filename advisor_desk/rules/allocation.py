"""A client's target mix, and what a plan of given amounts comes to, without a solver (domain notes §5).

Exact throughout: sums in whole fen · basis points, weights by largest remainder.
"""

from collections.abc import Collection, Mapping

from advisor_desk.domain.advice import AllocationCase, AllocationPlan, Offer, PlanLine
from advisor_desk.domain.product import AssetClass
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.rules.allocation_figures import CaseFigures, figures_of, is_illiquid, is_locked
from advisor_desk.rules.allocation_limits import broken_limits
from advisor_desk.rules.allocation_reasons import binding_reasons, line_reasons, role_of
from advisor_desk.rules.allocation_target import highest_bp
from advisor_desk.rules.allocation_target import target_mix as target_mix
from advisor_desk.rules.allocation_weights import SAFE, WHOLE_BP, main_class, weights_of
from advisor_desk.rules.allocation_weights import drift_bp as drift_bp
from advisor_desk.rules.allocation_weights import outlook as outlook

MISFITS = ("cap", "manager", "illiquid", "horizon", "class")
"""Why a product fits a client at no amount: product cap, manager, illiquid share, term, room of its class."""


def evaluate(case: AllocationCase, amounts: Mapping[str, int], advice: AdviceRules) -> AllocationPlan:
    """The plan that given amounts by product code make; limits they do not keep are in `broken`.

    Amounts of 0 and products that are not offered count for nothing (the latter are named in `broken`).
    """
    return evaluate_figures(figures_of(case, advice), amounts)


def evaluate_figures(figures: CaseFigures, amounts: Mapping[str, int]) -> AllocationPlan:
    """The same for a case whose figures are known already."""
    case, base = figures.case, figures.base_fen
    bought = {code: amounts[code] for code in figures.offers if amounts.get(code)}
    after = figures.sums(bought)
    before_bp, _ = weights_of(figures.start, base)
    after_bp, other_bp = weights_of(after, base)
    target_bp = {klass: case.target.target_bp.get(klass, 0) for klass in AssetClass}
    lines = [_line(figures, figures.offers[code], bought) for code in bought]
    order = list(AssetClass)
    return AllocationPlan(
        lines=tuple(sorted(lines, key=lambda line: (order.index(line.asset_class), line.code))),
        residual_fen=case.new_money_fen - sum(bought.values()),
        before_bp=before_bp,
        target_bp=target_bp,
        after_bp=after_bp,
        other_bp=other_bp,
        drift_before_bp=figures.drift_bp(figures.start),
        drift_after_bp=figures.drift_bp(after),
        binding=binding_reasons(figures, bought, after),
        broken=broken_limits(figures, amounts),
    )


def classes_served(
    offers: Collection[Offer], case: AllocationCase, advice: AdviceRules
) -> frozenset[AssetClass]:
    """The classes for which some product fits a client with this base at all; CASH always.

    A product fits whose smallest amount is within its cap, the manager's, the illiquid share, the horizon
    and the room of its classes. What is held and how much money there is now count for nothing here: they
    change from day to day, the strategy does not.
    """
    unfit = misfits(offers, case, advice)
    fitting = [one for one in offers if one.code not in unfit]
    least_bp = advice.allocation.limits.serves_bp
    return frozenset(
        klass
        for klass in AssetClass
        if klass is AssetClass.CASH or any(one.exposure_bp.get(klass, 0) >= least_bp for one in fitting)
    )


def misfits(offers: Collection[Offer], case: AllocationCase, advice: AdviceRules) -> dict[str, str]:
    """The offers that do not fit a client with this base at their smallest amount, by code, and why."""
    figures = figures_of(case, advice)
    found = {one.code: _misfit(figures, one) for one in offers}
    return {code: why for code, why in found.items() if why is not None}


def _misfit(figures: CaseFigures, offer: Offer) -> str | None:
    """One of MISFITS; None for an offer that fits."""
    least, horizon = offer.min_fen, figures.horizon_days
    over = figures.advice.allocation.limits.class_over_bp
    rooms = (
        (highest_bp(klass, figures.case.level, figures.advice) + over, bp)
        for klass, bp in offer.exposure_bp.items()
        if klass not in SAFE
    )
    is_too_long = is_locked(offer) and (horizon is None or not 0 < offer.term_days <= horizon)
    found = {
        "cap": least * WHOLE_BP > offer.cap_bp * figures.base_fen,
        "manager": bool(offer.manager) and least > figures.manager_most_fen,
        "illiquid": is_illiquid(offer.liquidity) and least > figures.illiquid_most_fen,
        "horizon": is_too_long,
        "class": any(least * bp > most * figures.base_fen for most, bp in rooms),
    }
    return next((why for why, is_so in found.items() if is_so), None)


def _line(figures: CaseFigures, offer: Offer, bought: Mapping[str, int]) -> PlanLine:
    return PlanLine(
        offer.code,
        offer.name,
        main_class(offer.exposure_bp),
        bought[offer.code],
        role_of(offer),
        line_reasons(figures, offer, bought),
    )
