"""May this client buy this much of this product, and why not: every reason, the worst decides.

Domain notes §3.3. Pure: the day and the facts come in, a verdict goes out. The parts are in
`suitability_product`, `_client`, `_access`, `_match`, `_premium` and `_duties`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from advisor_desk.domain.suitability import (
    InvestorFacts,
    Order,
    SaleTerms,
    SuitabilityOutcome,
    SuitabilityVerdict,
)
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.rules.suitability_access import access_findings, minimum_fen
from advisor_desk.rules.suitability_case import SaleCase
from advisor_desk.rules.suitability_client import client_findings
from advisor_desk.rules.suitability_duties import duties_of
from advisor_desk.rules.suitability_match import match_findings, room_fen
from advisor_desk.rules.suitability_premium import premium_findings
from advisor_desk.rules.suitability_product import product_findings

_BAD_FIRST = (SuitabilityOutcome.FORBID, SuitabilityOutcome.WARN)


def check(
    investor: InvestorFacts, terms: SaleTerms, order: Order, on: date, advice: AdviceRules
) -> SuitabilityVerdict:
    """The verdict on an order: all findings in the order of `CheckCode`, duties where it may be sold."""
    case = SaleCase(investor, terms, order, on, advice)
    findings = (
        *product_findings(case),
        *client_findings(case),
        *access_findings(case),
        *match_findings(case),
        *premium_findings(case),
    )
    outcomes = {found.outcome for found in findings}
    outcome = next((one for one in _BAD_FIRST if one in outcomes), SuitabilityOutcome.ALLOW)
    if outcome is SuitabilityOutcome.FORBID:
        return SuitabilityVerdict(outcome, findings, ())
    return SuitabilityVerdict(outcome, findings, duties_of(case, {found.code for found in findings}))


def check_bundle(
    investor: InvestorFacts, legs: Sequence[tuple[SaleTerms, Order]], on: date, advice: AdviceRules
) -> tuple[SuitabilityVerdict, ...]:
    """A verdict for each leg of a bundle; `domain.suitability.worst` is that of the whole."""
    return tuple(check(*seen, on, advice) for seen in seen_in_turn(investor, legs))


def seen_in_turn(
    investor: InvestorFacts, legs: Sequence[tuple[SaleTerms, Order]]
) -> Iterator[tuple[InvestorFacts, SaleTerms, Order]]:
    """What each leg of a bundle is checked with.

    The legs are paid in their order out of the same cash, and a product that stands in several legs is
    looked at with what the earlier ones take of it.
    """
    spent = 0
    taken: dict[str, int] = {}
    for terms, order in legs:
        before, cash, quota = taken.get(terms.code, 0), investor.available_cash_fen, terms.quota_left_fen
        yield (
            replace(investor, available_cash_fen=None if cash is None else max(0, cash - spent)),
            replace(terms, quota_left_fen=None if quota is None else max(0, quota - before)),
            replace(order, held_fen=order.held_fen + before),
        )
        spent += order.amount_fen
        taken[terms.code] = before + order.amount_fen


def allow_span(
    investor: InvestorFacts, terms: SaleTerms, order: Order, on: date, advice: AdviceRules
) -> tuple[int, int] | SuitabilityVerdict:
    """The smallest and the largest amount (fen) with ALLOW, every amount between included; or the verdict
    on the smallest permitted amount, where that is not ALLOW. The amount of `order` plays no part.
    """

    def verdict(amount_fen: int) -> SuitabilityVerdict:
        return check(investor, terms, replace(order, amount_fen=amount_fen), on, advice)

    case = SaleCase(investor, terms, order, on, advice)
    least = minimum_fen(case)
    first = verdict(least)
    if not first.is_allowed:
        return first
    limits = (investor.available_cash_fen, terms.quota_left_fen, room_fen(case))
    low, high = least, min((limit for limit in limits if limit is not None), default=least)
    # From the minimum on, more money can only add findings: where another limit is nearer than these,
    # the last ALLOW is found by halving.
    if verdict(high).is_allowed:
        return least, high
    while high - low > 1:
        middle = (low + high) // 2
        if verdict(middle).is_allowed:
            low = middle
        else:
            high = middle
    return least, low
