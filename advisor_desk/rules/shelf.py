"""What a product of the shelf stands for on a day: terms of sale, what is missing, how fresh the shelf is.

What a record does not say is taken from its type where the rules allow that (domain notes §4); what nobody
says is missing, and a product with missing parts is not sold. Risk grades are never taken from a type.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TypeVar

from advisor_desk.domain.client import ClientType
from advisor_desk.domain.dates import days_between
from advisor_desk.domain.product import (
    AssetClass,
    LegalFloor,
    Liquidity,
    ProductType,
    Qualification,
    Regime,
    RiskGrade,
    SaleChannel,
    ShelfState,
    ShelfStatus,
    Variety,
)
from advisor_desk.domain.shelf import NEXT_STATES, Product, ShelfRelease, ShelfStanding
from advisor_desk.domain.suitability import SaleTerms
from advisor_desk.rules.adviceset import AdviceRules, TypeDefaults

INSURANCE = frozenset({ProductType.INSURANCE})
"""Insurance contracts, for the rules that N7 has for them."""

BUNDLES = frozenset({ProductType.INSURANCE_SIP, ProductType.EMPLOYEE_PLAN})
"""Never one product (domain notes §4): each leg is a product with a check of its own."""

_WEIGHTLESS = INSURANCE | BUNDLES | {ProductType.MARGIN, ProductType.IB_SERVICE, ProductType.BLOCK_TRADE}
"""Types that no portfolio holds: they need no exposure, liquidity or step."""

_LONGEST_MONTH = 31
_NO_DEFAULTS = TypeDefaults()
_AMP_FLOOR = {
    Variety.CASH: LegalFloor.AMP_FIXED,
    Variety.BOND: LegalFloor.AMP_FIXED,
    Variety.MIXED: LegalFloor.AMP_MIXED,
}
_AMP_FLOORS = frozenset({LegalFloor.AMP_FIXED, LegalFloor.AMP_MIXED, LegalFloor.AMP_EQUITY})
_GRADES = list(RiskGrade)
_T = TypeVar("_T")


def terms_of(
    product: Product,
    on: date,
    advice: AdviceRules,
    *,
    client_type: ClientType | None = None,
    channel: SaleChannel | None = None,
) -> SaleTerms:
    """The terms on which a product is sold on a day, to a kind of client, in a channel (None: any)."""
    defaults = _defaults(product, advice)
    variety, qualified = _either(product.variety, defaults.variety), qualification_of(product, advice)
    return SaleTerms(
        code=product.code,
        # An unknown regime is missing; until it is known the stricter one holds.
        regime=product.regime or Regime.NFRA,
        r_level=grade_of(product),
        is_insurance=product.product_type in INSURANCE,
        qualified_only=qualified,
        legal_floor=_floor(qualified, variety, defaults),
        legal_floor_fen=product.legal_floor_fen,
        min_first_fen=_either(product.min_first_fen, defaults.min_fen),
        min_add_fen=product.min_add_fen,
        required_permission=product.required_permission,
        product_months=months_of(product, advice),
        variety=variety,
        sale_problem=_sale_problem(product, on, client_type, channel),
        missing=tuple(_missing(product, advice)),
        quota_left_fen=product.free_quota_fen,
    )


def grade_of(product: Product) -> RiskGrade | None:
    """The higher of our grade and the manager's (孰高); None until we have graded it ourselves."""
    if product.r_level is None:
        return None
    return max(product.r_level, product.r_level_manager or product.r_level, key=_GRADES.index)


def exposure_of(product: Product, advice: AdviceRules) -> Mapping[AssetClass, int] | None:
    """Weights by asset class; None when neither record nor type tells."""
    return product.exposure_bp or _defaults(product, advice).exposure_bp


def liquidity_of(product: Product, advice: AdviceRules) -> Liquidity | None:
    """How fast money comes back; None when neither record nor type tells."""
    return _either(product.liquidity, _defaults(product, advice).liquidity)


def step_of(product: Product, advice: AdviceRules) -> int | None:
    """The step above the minimum, in fen; None when neither record nor type tells."""
    return _either(product.step_fen, _defaults(product, advice).step_fen)


def months_of(product: Product, advice: AdviceRules) -> int | None:
    """How long money is bound: the longer of term and lock-up, in whole months.

    Rounded up, with as many days to a month as the longest has, so that a year of 365 days is 12 months and
    a quarter of 92 days 3; never less than the nearest number of calendar months.
    """
    days = max(product.lockup_days or 0, product.term_days or 0)
    if product.lockup_days is None and product.term_days is None:
        return _defaults(product, advice).months
    return max(-(-days // _LONGEST_MONTH), (days * 48 + 730) // 1_461)


def qualification_of(product: Product, advice: AdviceRules) -> Qualification:
    """Who may hold it: what the law says of the type, else what is recorded."""
    floor = _defaults(product, advice).floor
    if floor is LegalFloor.PRIVATE:
        return Qualification.PRIVATE
    if floor in _AMP_FLOORS:
        return Qualification.AMP
    return product.qualified_only or Qualification.NONE


def move_problem(
    before: ShelfStatus | None, after: ShelfStatus, *, approver: str, reason: str, is_rated: bool
) -> str | None:
    """What stands against a change of state: not_a_step, unrated, no_approver, no_reason; None if nothing."""
    if after not in NEXT_STATES[before]:
        return "not_a_step"
    if after is ShelfStatus.ON_SALE and not is_rated:
        return "unrated"
    if not approver.strip():
        return "no_approver"
    return None if reason.strip() else "no_reason"


def standing_of(
    release: ShelfRelease | None, shelf: Sequence[Product], on: date, advice: AdviceRules
) -> ShelfStanding:
    """How far the shelf may be trusted on a day; before the day of its release it counts as new."""
    until = None if release is None else release.received_on + timedelta(days=advice.shelf.max_age_days)
    return ShelfStanding(
        state=_state(release, bool(shelf), on, advice),
        release=release,
        valid_until=until,
        on_sale=sum(one.shelf_status is ShelfStatus.ON_SALE for one in shelf),
        rated=sum(one.r_level is not None for one in shelf),
        products=len(shelf),
    )


def _state(release: ShelfRelease | None, has_products: bool, on: date, advice: AdviceRules) -> ShelfState:
    if not has_products:
        return ShelfState.EMPTY
    if release is None or not release.is_intact:
        return ShelfState.UNSIGNED
    age = days_between(release.received_on, on)
    return ShelfState.STALE if age > advice.shelf.max_age_days else ShelfState.CURRENT


def _defaults(product: Product, advice: AdviceRules) -> TypeDefaults:
    return advice.shelf.by_type.get(product.product_type, _NO_DEFAULTS)


def _either(recorded: _T | None, by_type: _T | None) -> _T | None:
    return by_type if recorded is None else recorded


def _floor(qualified: Qualification, variety: Variety | None, defaults: TypeDefaults) -> LegalFloor | None:
    """The ticket that the law asks for: that of the type, else of the qualification."""
    if defaults.floor is not None:
        return defaults.floor
    if qualified is Qualification.PRIVATE:
        return LegalFloor.PRIVATE
    if qualified is Qualification.AMP:
        return LegalFloor.AMP_EQUITY if variety is None else _AMP_FLOOR.get(variety, LegalFloor.AMP_EQUITY)
    return None


def _missing(product: Product, advice: AdviceRules) -> Iterator[str]:
    """Parts that nobody says, by the names of the record's fields."""
    defaults = _defaults(product, advice)
    found: dict[str, object] = {
        "regime": product.regime,
        "min_first_fen": _either(product.min_first_fen, defaults.min_fen),
        "term_days": months_of(product, advice),
        "variety": _either(product.variety, defaults.variety),
    }
    if product.product_type not in _WEIGHTLESS:
        found |= {
            "step_fen": step_of(product, advice),
            "exposure": exposure_of(product, advice),
            "liquidity": liquidity_of(product, advice),
        }
    return (name for name, value in found.items() if value is None)


def _sale_problem(
    product: Product, on: date, client_type: ClientType | None, channel: SaleChannel | None
) -> str | None:
    """The first thing that keeps it from being sold: a permanent code."""
    problems = {
        "bundle": product.product_type in BUNDLES,
        "not_on_sale": product.shelf_status is not ShelfStatus.ON_SALE,
        "not_yet": product.shelf_from is not None and on < product.shelf_from,
        "ended": product.shelf_to is not None and on > product.shelf_to,
        "not_open_day": bool(product.open_days) and on not in product.open_days,
        "channel": bool(product.channels) and channel is not None and channel not in product.channels,
        "client_type": (
            bool(product.client_types) and client_type is not None and client_type not in product.client_types
        ),
    }
    return next((name for name, is_so in problems.items() if is_so), None)
