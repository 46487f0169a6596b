"""The hard limits of a plan, each checked exactly: what amounts break, and why a product fits not at all.

Sources: domain notes §5.2. A limit that the holdings alone break is no fault of a plan, but nothing is added.
"""

from collections.abc import Iterator, Mapping

from advisor_desk.domain.advice import AdviceReason, Offer
from advisor_desk.domain.product import AssetClass
from advisor_desk.rules.allocation_figures import CaseFigures, is_illiquid, is_liquid, is_locked
from advisor_desk.rules.allocation_weights import WHOLE_BP
from advisor_desk.rules.reasons import reason

LIMIT_CODES: Mapping[str, tuple[str, ...]] = {
    "limit.not_offered": ("code", "amount_fen"),
    "limit.minimum": ("code", "amount_fen", "min_fen"),
    "limit.step": ("code", "amount_fen", "min_fen", "step_fen"),
    "limit.most": ("code", "amount_fen", "max_fen"),
    "limit.horizon": ("code", "term_days", "horizon_months"),
    "limit.overweight": ("code", "asset_class", "weight_bp", "target_bp"),
    "limit.product_cap": ("code", "amount_fen", "held_fen", "cap_bp", "most_fen"),
    "limit.money": ("amount_fen", "new_fen"),
    "limit.manager": ("manager", "amount_fen", "held_fen", "most_fen"),
    "limit.reserve": ("liquid_fen", "reserve_fen"),
    "limit.illiquid": ("amount_fen", "held_fen", "most_fen"),
    "limit.lines": ("lines", "most"),
    "limit.class_over": ("asset_class", "weight_bp", "most_bp"),
    "limit.drift": ("before_bp", "after_bp"),
}
"""Every limit with the names of its figures, for the labels."""


def broken_limits(figures: CaseFigures, amounts: Mapping[str, int]) -> tuple[AdviceReason, ...]:
    """The hard limits that amounts by code do not keep, in a fixed order; amounts of 0 count for nothing."""
    asked = {code: amounts[code] for code in sorted(amounts) if amounts[code]}
    bought = {code: amount for code, amount in asked.items() if code in figures.offers}
    found = [
        reason("limit.not_offered", code=code, amount_fen=asked[code]) for code in asked if code not in bought
    ]
    for code, amount in bought.items():
        found += product_limits(figures, figures.offers[code], amount)
    if bought:
        found += _money_limits(figures, bought)
        found += _mix_limits(figures, bought)
    return tuple(found)


def product_limits(figures: CaseFigures, offer: Offer, amount: int) -> Iterator[AdviceReason]:
    """The limits of one product that an amount does not keep."""
    yield from _span_limits(offer, amount)
    yield from bars(figures, offer)
    most = figures.product_most_fen(offer)
    if offer.cap_bp < WHOLE_BP and amount > most:
        yield reason(
            "limit.product_cap",
            code=offer.code,
            amount_fen=amount,
            held_fen=offer.held_fen,
            cap_bp=offer.cap_bp,
            most_fen=most,
        )


def bars(figures: CaseFigures, offer: Offer) -> Iterator[AdviceReason]:
    """What stands against a product whatever the amount: its term, a class that is full already."""
    if is_locked(offer):
        days, horizon = offer.term_days, figures.horizon_days
        if horizon is None or days > horizon or not days:
            months = figures.case.horizon_months
            yield reason("limit.horizon", code=offer.code, term_days=days or None, horizon_months=months)
    for klass in AssetClass:
        if offer.exposure_bp.get(klass) and klass in figures.overweight:
            yield reason(
                "limit.overweight",
                code=offer.code,
                asset_class=klass.value,
                weight_bp=figures.held[klass] // figures.base_fen,
                target_bp=figures.target[klass] // figures.base_fen,
            )


def _span_limits(offer: Offer, amount: int) -> Iterator[AdviceReason]:
    code = offer.code
    if amount < offer.min_fen:
        yield reason("limit.minimum", code=code, amount_fen=amount, min_fen=offer.min_fen)
    elif (amount - offer.min_fen) % offer.step_fen:
        yield reason(
            "limit.step", code=code, amount_fen=amount, min_fen=offer.min_fen, step_fen=offer.step_fen
        )
    if amount > offer.max_fen:
        yield reason("limit.most", code=code, amount_fen=amount, max_fen=offer.max_fen)


def _money_limits(figures: CaseFigures, bought: Mapping[str, int]) -> Iterator[AdviceReason]:
    case, offers = figures.case, figures.offers
    total = sum(bought.values())
    if total > case.new_money_fen:
        yield reason("limit.money", amount_fen=total, new_fen=case.new_money_fen)
    yield from _manager_limits(figures, bought)
    bound = sum(amount for code, amount in bought.items() if not is_liquid(offers[code].liquidity))
    liquid = figures.liquid_fen + case.new_money_fen - bound
    if liquid < case.reserve_fen:
        yield reason("limit.reserve", liquid_fen=liquid, reserve_fen=case.reserve_fen)
    illiquid = sum(amount for code, amount in bought.items() if is_illiquid(offers[code].liquidity))
    if illiquid and illiquid + figures.illiquid_fen > figures.illiquid_most_fen:
        yield reason(
            "limit.illiquid",
            amount_fen=illiquid,
            held_fen=figures.illiquid_fen,
            most_fen=figures.illiquid_most_fen,
        )
    most_lines = figures.advice.allocation.limits.most_lines
    if len(bought) > most_lines:
        yield reason("limit.lines", lines=len(bought), most=most_lines)


def _manager_limits(figures: CaseFigures, bought: Mapping[str, int]) -> Iterator[AdviceReason]:
    by_manager: dict[str, int] = {}
    for code, amount in bought.items():
        manager = figures.offers[code].manager
        if manager:
            by_manager[manager] = by_manager.get(manager, 0) + amount
    for manager, amount in sorted(by_manager.items()):
        held = figures.manager_fen.get(manager, 0)
        if amount + held > figures.manager_most_fen:
            yield reason(
                "limit.manager",
                manager=manager,
                amount_fen=amount,
                held_fen=held,
                most_fen=figures.manager_most_fen,
            )


def _mix_limits(figures: CaseFigures, bought: Mapping[str, int]) -> Iterator[AdviceReason]:
    after = figures.sums(bought)
    base = figures.base_fen
    for klass in AssetClass:
        most = figures.class_most(klass)
        if most is not None and after[klass] > most:
            yield reason(
                "limit.class_over",
                asset_class=klass.value,
                weight_bp=-(-after[klass] // base),
                most_bp=most // base,
            )
    if figures.drift(after) > figures.drift_start:
        before_bp, after_bp = figures.drift_bp(figures.start), figures.drift_bp(after)
        yield reason("limit.drift", before_bp=before_bp, after_bp=after_bp)
