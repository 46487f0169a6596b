"""Why a plan is what it is: the role and reasons of each line, and the limits that stopped more."""

from collections.abc import Iterator, Mapping

from advisor_desk.domain.advice import AdviceReason, LineRole, Offer
from advisor_desk.domain.product import AssetClass, ProductType
from advisor_desk.rules.allocation_figures import CaseFigures
from advisor_desk.rules.allocation_limits import LIMIT_CODES, bars, broken_limits
from advisor_desk.rules.allocation_weights import SAFE, WHOLE_BP, main_class
from advisor_desk.rules.reasons import reason

LINE_CODES: Mapping[str, tuple[str, ...]] = {
    "line.fills_class": ("asset_class", "gap_bp"),
    "line.fee": ("fee_bp",),
    "line.liquidity": ("liquidity",),
    "line.instead_of": ("code", "because", "fee_bp", "other_fee_bp"),
}
"""Reasons of a line. `because` is one of BECAUSE."""

BECAUSE = ("horizon", "overweight", "minimum", "quota", "cap", "fee", "order", "mix")

BINDING_CODES: Mapping[str, tuple[str, ...]] = {
    **LIMIT_CODES,
    "limit.money_spent": ("left_fen",),
    "mix.overweight": ("asset_class", "weight_bp", "target_bp"),
    "mix.short": ("asset_class", "gap_bp", "products"),
}
"""Reasons that stopped more: classes left over or short of their target, then limits."""

_SUBJECT = {"limit.manager": "manager", "limit.class_over": "asset_class"}


def role_of(offer: Offer) -> LineRole:
    """核心: cash, bonds and index funds; everything else 卫星. A label, never a rule."""
    is_core = main_class(offer.exposure_bp) in SAFE or offer.product_type is ProductType.INDEX_ETF
    return LineRole.CORE if is_core else LineRole.SATELLITE


def line_reasons(figures: CaseFigures, offer: Offer, bought: Mapping[str, int]) -> tuple[AdviceReason, ...]:
    """Why this product: the gap it fills, its cost, how fast it comes back, and what was left for it."""
    klass = main_class(offer.exposure_bp)
    gap = max(0, figures.target[klass] - figures.held[klass]) // figures.base_fen
    found = [
        reason("line.fills_class", asset_class=klass.value, gap_bp=gap),
        reason("line.fee", fee_bp=offer.fee_bp),
        reason("line.liquidity", liquidity=offer.liquidity.value),
    ]
    other = _next_best(figures, klass, bought)
    if other is not None:
        because = _because(figures, offer, other, bought[offer.code])
        found.append(
            reason(
                "line.instead_of",
                code=other.code,
                because=because,
                fee_bp=offer.fee_bp,
                other_fee_bp=other.fee_bp,
            )
        )
    return tuple(found)


def _next_best(figures: CaseFigures, klass: AssetClass, bought: Mapping[str, int]) -> Offer | None:
    """The cheapest product of the class that was not bought, the first code among equals."""
    left = (
        one
        for one in figures.offers.values()
        if one.code not in bought and main_class(one.exposure_bp) is klass
    )
    return min(left, key=lambda one: (one.fee_bp, one.code), default=None)


def _because(figures: CaseFigures, offer: Offer, other: Offer, amount: int) -> str:
    barred = next(bars(figures, other), None)
    if barred is not None:
        return barred[0].partition(".")[2]
    if other.min_fen > amount:
        return "minimum"
    if other.max_fen < amount:
        return "quota"
    if figures.product_most_fen(other) < amount:
        return "cap"
    if other.exposure_bp != offer.exposure_bp or other.fee_bp < offer.fee_bp:
        return "mix"
    return "fee" if other.fee_bp > offer.fee_bp else "order"


def binding_reasons(
    figures: CaseFigures, bought: Mapping[str, int], after: Mapping[AssetClass, int]
) -> tuple[AdviceReason, ...]:
    """What stopped more: a reserve out of reach, classes over or short of their target, limits in the way."""
    case = figures.case
    found: list[AdviceReason] = []
    if case.base_fen <= 0:
        return ()
    if figures.is_reserve_out_of_reach:
        liquid = figures.liquid_fen + case.new_money_fen
        found.append(reason("limit.reserve", liquid_fen=liquid, reserve_fen=case.reserve_fen))
    found += _overweight(figures)
    short = [klass for klass in AssetClass if _gap_bp(figures, after, klass) > _worth_bp(figures)]
    for klass in short:
        served = sum(1 for one in figures.offers.values() if one.exposure_bp.get(klass))
        gap = _gap_bp(figures, after, klass)
        found.append(reason("mix.short", asset_class=klass.value, gap_bp=gap, products=served))
    seen = {_key(one) for one in found}
    for limit in _in_the_way(figures, bought, short):
        one = limit
        if limit[0] == "limit.money":
            one = reason("limit.money_spent", left_fen=case.new_money_fen - sum(bought.values()))
        if _key(one) not in seen:
            seen.add(_key(one))
            found.append(one)
    return tuple(found)


def _overweight(figures: CaseFigures) -> Iterator[AdviceReason]:
    for klass in AssetClass:
        weight, target = (sums[klass] // figures.base_fen for sums in (figures.held, figures.target))
        if klass in figures.overweight and weight > target:
            yield reason("mix.overweight", asset_class=klass.value, weight_bp=weight, target_bp=target)


def _gap_bp(figures: CaseFigures, after: Mapping[AssetClass, int], klass: AssetClass) -> int:
    return (figures.target[klass] - after[klass]) // figures.base_fen


def _worth_bp(figures: CaseFigures) -> int:
    """A gap up to a part of the grid is as good as none."""
    return WHOLE_BP // figures.advice.allocation.grid_parts


def _in_the_way(
    figures: CaseFigures, bought: Mapping[str, int], short: list[AssetClass]
) -> Iterator[AdviceReason]:
    """The limits that one step more of a product for a short class would break."""
    broken = {_key(one) for one in broken_limits(figures, bought)}
    for offer in figures.offers.values():
        if any(offer.exposure_bp.get(klass) for klass in short):
            more = bought[offer.code] + offer.step_fen if offer.code in bought else offer.min_fen
            tried = broken_limits(figures, {**bought, offer.code: more})
            new = [one for one in tried if _key(one) not in broken]
            # That the money is used up says something only where nothing else is in the way.
            yield from [one for one in new if one[0] != "limit.money"] or new


def _key(one: AdviceReason) -> tuple[str, object]:
    """A limit and what it is about: told once, whatever the amount."""
    code, params = one
    if code == "limit.overweight":
        return "mix.overweight", dict(params)["asset_class"]
    return code, dict(params).get(_SUBJECT.get(code, "code"))
