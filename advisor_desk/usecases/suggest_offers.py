"""The shelf as one client meets it: what may be offered and at which amounts, what is blocked and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from advisor_desk.domain.advice import AdviceClient, BlockedProduct, Offer
from advisor_desk.domain.product import ProductType
from advisor_desk.domain.shelf import Product
from advisor_desk.domain.suitability import (
    CheckCode,
    InvestorFacts,
    Order,
    SaleTerms,
    SuitabilityVerdict,
)
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.rules.allocation_weights import WHOLE_BP
from advisor_desk.rules.shelf import exposure_of, grade_of, liquidity_of, step_of, terms_of
from advisor_desk.rules.suitability import allow_span
from advisor_desk.rules.suitability_access import minimum_fen
from advisor_desk.rules.suitability_case import SaleCase
from advisor_desk.usecases.check_suitability import held_fen
from advisor_desk.usecases.product_facts import first_year_bp


@dataclass(frozen=True, slots=True)
class Shop:
    """The shelf, sorted for a client. `near` are blocked by nothing but the money at hand: with more of it
    they would be offered, so that the strategy may count on them. `foreign` are not in yuan.
    """

    offers: tuple[Offer, ...]
    near: tuple[Offer, ...]
    blocked: tuple[BlockedProduct, ...]
    foreign: tuple[str, ...] = ()

    def without(self, codes: frozenset[str]) -> "Shop":
        """The same without some offers."""
        offers = tuple(one for one in self.offers if one.code not in codes)
        return Shop(offers, self.near, self.blocked, self.foreign)


@dataclass(frozen=True, slots=True)
class Visit:
    """A client with money, on a day, under one version of the rules."""

    client: AdviceClient
    investor: InvestorFacts
    on: date
    advice: AdviceRules

    def terms(self, product: Product) -> SaleTerms:
        """The product's terms for this client."""
        return terms_of(product, self.on, self.advice, client_type=self.client.profile.client_type)

    def order(self, code: str, amount_fen: int = 0) -> Order:
        """An order that the advisor starts, with what the client holds already."""
        return Order(amount_fen=amount_fen, held_fen=held_fen(self.client, code))


def shop_of(visit: Visit, products: Iterable[Product]) -> Shop:
    """Sort the products. What has no place in a portfolio (insurance, services) is left out."""
    offers: list[Offer] = []
    near: list[Offer] = []
    blocked: list[BlockedProduct] = []
    foreign: list[str] = []
    for product in sorted(products, key=lambda one: one.code):
        terms, order = visit.terms(product), visit.order(product.code)
        span = allow_span(visit.investor, terms, order, visit.on, visit.advice)
        if not isinstance(span, SuitabilityVerdict) and not product.is_in_yuan:
            foreign.append(product.code)
            continue
        if isinstance(span, SuitabilityVerdict):
            blocked.append(BlockedProduct(product.code, product.name, span))
            if span.codes != (CheckCode.Q_FUNDS,):
                continue
            least = minimum_fen(SaleCase(visit.investor, terms, order, visit.on, visit.advice))
            offer, pile = _offer(visit, product, (least, least)), near
        else:
            offer, pile = _offer(visit, product, span), offers
        if offer is not None:
            pile.append(offer)
    return Shop(tuple(offers), tuple(near), tuple(blocked), tuple(foreign))


def _offer(visit: Visit, product: Product, span: tuple[int, int]) -> Offer | None:
    """The product as the programme sees it; None where it has no weight in a portfolio."""
    advice = visit.advice
    exposure, liquidity = exposure_of(product, advice), liquidity_of(product, advice)
    grade, step = grade_of(product), step_of(product, advice)
    if not exposure or liquidity is None or grade is None or not step:
        return None
    return Offer(
        code=product.code,
        name=product.name,
        product_type=product.product_type,
        r_level=grade,
        exposure_bp=dict(exposure),
        # A holder may add any amount where the record names no minimum: then a step is the least.
        min_fen=max(span[0], min(step, span[1])),
        step_fen=step,
        max_fen=span[1],
        cap_bp=_cap_bp(product, advice),
        held_fen=held_fen(visit.client, product.code),
        manager=product.manager,
        liquidity=liquidity,
        term_days=max(product.lockup_days or 0, product.term_days or 0),
        fee_bp=first_year_bp(product) or 0,
    )


def _cap_bp(product: Product, advice: AdviceRules) -> int:
    """The most of the base for one product: money funds are free, broad indexes wider, contracts stricter."""
    limits = advice.allocation.limits
    cap = limits.product_bp
    if product.product_type is ProductType.MONEY_FUND:
        cap = WHOLE_BP
    elif product.product_type is ProductType.INDEX_ETF and product.is_broad_index:
        cap = limits.broad_index_bp
    return cap if product.max_client_bp is None else min(cap, product.max_client_bp)
