"""From a client and the shelf to the case that the programme works on, or why there is none.

Everything is computed from one reading of the book; nothing is recorded here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from advisor_desk.domain.advice import AdviceClient, AdviceReason, AllocationCase, Position, WhatIf
from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.dates import days_between
from advisor_desk.domain.product import AssetClass, Liquidity, ShelfState
from advisor_desk.domain.records import InvestorClass
from advisor_desk.domain.shelf import Product, ShelfStanding
from advisor_desk.domain.suitability import Capacity, InvestorFacts
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.rules.allocation import classes_served, target_mix
from advisor_desk.rules.allocation_weights import WHOLE_BP, class_sums
from advisor_desk.rules.investor import facts_of
from advisor_desk.rules.reasons import reason
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.shelf import liquidity_of, standing_of
from advisor_desk.rules.suitability_case import capacity_of
from advisor_desk.usecases.advice_ports import AdviceBook
from advisor_desk.usecases.held_mix import exposure_held
from advisor_desk.usecases.suggest_offers import Shop

STOP_CODES: Mapping[str, tuple[str, ...]] = {
    "shelf.empty": (),
    "shelf.unsigned": ("products", "received_on"),
    "shelf.stale": ("received_on", "valid_until_on", "age_days", "max_age_days"),
    "advice.no_assessment": (),
    "advice.assessment_expired": ("taken_on", "until_on"),
    "advice.no_level": (),
    "advice.no_money": ("cash_fen",),
    "advice.nothing_allowed": ("products",),
}
"""Reasons for which nothing can be suggested. After `advice.nothing_allowed` the findings of suitability that
stand against every product follow, by their own codes.
"""

CASH_CODE = "CASH"


class Sheet(Protocol):
    """One client and the shelf as they stand on a day: read once, everything else is computed from it."""

    @property
    def client(self) -> AdviceClient:
        """The client."""

    @property
    def as_of(self) -> date:
        """The day."""

    @property
    def advice(self) -> AdviceRules:
        """The advice rules in force on the day."""

    @property
    def rules(self) -> RuleSet:
        """The rules of tiers and scores in force on the day."""

    @property
    def shelf(self) -> Mapping[str, Product]:
        """Every product by its code."""

    @property
    def standing(self) -> ShelfStanding:
        """How far the shelf may be trusted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceSheet:
    """A `Sheet`."""

    client: AdviceClient
    as_of: date
    advice: AdviceRules
    rules: RuleSet
    shelf: Mapping[str, Product]
    standing: ShelfStanding


@dataclass(frozen=True, slots=True)
class Money:
    """What is to be placed: taken from the account's cash first, the rest is fresh."""

    amount_fen: int
    cash_left_fen: int
    fresh_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a suggestion rests on: the facts of the day with what is tried out in their place."""

    sheet: Sheet
    what_if: WhatIf
    money: Money
    investor: InvestorFacts
    level: RiskLevel | None


def read_sheet(book: AdviceBook, client_id: int) -> AdviceSheet:
    """Read it. Raises UserCanFix("client.unknown")."""
    shelf = book.shelf()
    return AdviceSheet(
        client=book.advice_client(client_id),
        as_of=book.as_of,
        advice=book.advice,
        rules=book.rules,
        shelf={one.code: one for one in shelf},
        standing=standing_of(book.shelf_release(), shelf, book.as_of, book.advice),
    )


def money_of(client: AdviceClient, what_if: WhatIf) -> Money:
    """The money to place: what is tried out, else the account's free cash."""
    cash = max(0, client.cash_fen or 0)
    amount = cash if what_if.amount_fen is None else max(0, what_if.amount_fen)
    own = min(cash, amount)
    return Money(amount, cash - own, amount - own)


def ground_of(sheet: Sheet, what_if: WhatIf) -> Ground:
    """The facts with another level and the money at hand, where these are tried out."""
    money = money_of(sheet.client, what_if)
    investor = facts_of(
        sheet.client,
        sheet.as_of,
        sheet.rules,
        sheet.advice,
        fresh_fen=money.fresh_fen,
        cash_fen=money.amount_fen,
    )
    if what_if.level is not None:
        investor = replace(investor, c_level=what_if.level)
    level = _level(sheet, what_if, investor)
    return Ground(sheet=sheet, what_if=what_if, money=money, investor=investor, level=level)


def stops(ground: Ground) -> tuple[AdviceReason, ...]:
    """Why nothing may be suggested at all, whatever the products are."""
    return (*_shelf_stops(ground.sheet), *_client_stops(ground))


def case_of(ground: Ground, level: RiskLevel, shop: Shop) -> AllocationCase:
    """The case for what the shop offers."""
    sheet, money = ground.sheet, ground.money
    advice = sheet.advice
    positions = tuple(_positions(sheet, money))
    base = money.amount_fen + sum(one.value_fen for one in positions)
    case = AllocationCase(
        as_of=sheet.as_of,
        level=level,
        target=target_mix(level, ground.investor.age, frozenset(AssetClass), advice),
        new_money_fen=money.amount_fen,
        positions=positions,
        offers=shop.offers,
        reserve_fen=_reserve(sheet, base),
        horizon_months=ground.investor.horizon_months,
    )
    served = classes_served((*shop.offers, *shop.near), case, advice) | _filled_by_holdings(case, advice)
    return replace(case, target=target_mix(level, ground.investor.age, served, advice))


def _level(sheet: Sheet, what_if: WhatIf, investor: InvestorFacts) -> RiskLevel | None:
    """The level that counts: a person without full capacity has the lowest."""
    level = what_if.level or (investor.c_level if _is_assessed(investor, sheet.as_of) else None)
    capacity = capacity_of(investor.capacity, investor.age, sheet.advice.suitability)
    if level is not None and investor.client_type.is_person and capacity is not Capacity.FULL:
        return RiskLevel.C1_MIN
    return level


def _is_assessed(investor: InvestorFacts, on: date) -> bool:
    return investor.assessment_until is not None and on < investor.assessment_until


def _shelf_stops(sheet: Sheet) -> Iterator[AdviceReason]:
    standing = sheet.standing
    release = standing.release
    received = None if release is None else _iso(release.received_on)
    if standing.state is ShelfState.EMPTY:
        yield reason("shelf.empty")
    if standing.state is ShelfState.UNSIGNED:
        yield reason("shelf.unsigned", products=standing.products, received_on=received)
    if standing.state is ShelfState.STALE and release is not None and standing.valid_until is not None:
        yield reason(
            "shelf.stale",
            received_on=received,
            valid_until_on=standing.valid_until.isoformat(),
            age_days=days_between(release.received_on, sheet.as_of),
            max_age_days=sheet.advice.shelf.max_age_days,
        )


def _client_stops(ground: Ground) -> Iterator[AdviceReason]:
    investor, sheet = ground.investor, ground.sheet
    is_ordinary = investor.investor_class is InvestorClass.ORD
    if is_ordinary and investor.assessed_on is None:
        yield reason("advice.no_assessment")
    elif is_ordinary and not _is_assessed(investor, sheet.as_of):
        yield reason(
            "advice.assessment_expired",
            taken_on=_iso(investor.assessed_on),
            until_on=_iso(investor.assessment_until),
        )
    elif ground.level is None:
        yield reason("advice.no_level")
    if ground.money.amount_fen <= 0:
        yield reason("advice.no_money", cash_fen=sheet.client.cash_fen)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _positions(sheet: Sheet, money: Money) -> Iterator[Position]:
    if money.cash_left_fen:
        yield Position(
            code=CASH_CODE,
            name=CASH_CODE,
            value_fen=money.cash_left_fen,
            exposure_bp={AssetClass.CASH: WHOLE_BP},
            liquidity=Liquidity.T0,
        )
    for line in sorted(
        sheet.client.holdings, key=lambda one: (one.product_code, one.locked_until or date.min)
    ):
        if line.value_fen > 0:
            product = sheet.shelf.get(line.product_code)
            yield Position(
                code=line.product_code,
                name=line.product_name,
                value_fen=line.value_fen,
                exposure_bp=dict(exposure_held(line, sheet.shelf, sheet.advice)),
                manager=None if product is None else product.manager,
                liquidity=None if product is None else liquidity_of(product, sheet.advice),
                locked_until=line.locked_until,
            )


def _reserve(sheet: Sheet, base_fen: int) -> int:
    """Six months' spending or the stated need, whichever is more; without both a share of the base."""
    kyc, limits = sheet.client.kyc, sheet.advice.allocation.limits
    spending = None if kyc.spending_month_fen is None else kyc.spending_month_fen * limits.reserve_months
    known = [one for one in (spending, kyc.liquidity_need_fen) if one is not None]
    return max(known, default=base_fen * limits.reserve_bp // WHOLE_BP)


def _filled_by_holdings(case: AllocationCase, advice: AdviceRules) -> frozenset[AssetClass]:
    """Classes that holdings fill as the level wants: they need no product to keep their weight."""
    held = class_sums((one.value_fen, one.exposure_bp) for one in case.positions)
    rules = advice.allocation
    model = rules.model(case.level)
    return frozenset(
        klass for klass, bp in model.items() if bp and held[klass] >= (bp - rules.band(bp)) * case.base_fen
    )
