"""Whether the client may enter at all: qualified, permitted, enough for a ticket and to pay it (codes Q_*).

Access failures are never cured by a warning (AG art. 46), and they hold for professionals too.
"""

from collections.abc import Iterator

from advisor_desk.domain.suitability import CheckCode, Finding, Param, Permission, SaleTerms
from advisor_desk.rules.adviceset import SuitabilityRules
from advisor_desk.rules.permissions import PermissionFacts, permission_gaps
from advisor_desk.rules.qualified import qualification_gaps
from advisor_desk.rules.suitability_case import SaleCase, finding, short_of

_LEAST_FEN = 1
"""An order of nothing is below every minimum."""


def access_findings(case: SaleCase) -> Iterator[Finding]:
    """Findings of access, in their fixed order."""
    yield from _qualified(case)
    yield from _permitted(case)
    have, need = case.order.amount_fen, minimum_fen(case)
    if have < need:
        yield finding(CheckCode.Q_MIN_AMOUNT, **short_of(have, need, "fen"))
    cash = case.investor.available_cash_fen
    if cash is None or cash < have:
        yield finding(CheckCode.Q_FUNDS, **short_of(cash, have, "fen"))


def minimum_fen(case: SaleCase) -> int:
    """The smallest amount that may be bought: the ticket, or what a holder of a whole ticket may add."""
    ticket = ticket_fen(case.terms, case.rules) or _LEAST_FEN
    if case.order.held_fen >= ticket:
        return max(case.terms.min_add_fen or 0, _LEAST_FEN)
    return ticket


def ticket_fen(terms: SaleTerms, rules: SuitabilityRules) -> int | None:
    """The smallest first amount: the product's own or the law's, whichever is larger; None for neither."""
    known = (terms.min_first_fen, terms.legal_floor_fen, law_fen(terms, rules))
    return max((fen for fen in known if fen is not None), default=None)


def law_fen(terms: SaleTerms, rules: SuitabilityRules) -> int | None:
    """The ticket that the law asks for; None where it asks for none."""
    return None if terms.legal_floor is None else rules.floor_fen[terms.legal_floor]


def _qualified(case: SaleCase) -> Iterator[Finding]:
    kind = case.terms.qualified_only
    gaps = qualification_gaps(kind, case.investor, case.rules)
    if gaps:
        params: dict[str, Param] = {"qualification": kind.value}
        for suffix, have, need in gaps:
            params |= short_of(have, need, suffix)
        yield finding(CheckCode.Q_NOT_QUALIFIED, **params)


def _permitted(case: SaleCase) -> Iterator[Finding]:
    needed, investor = case.terms.required_permission, case.investor
    if needed is None or needed in investor.permissions:
        return
    params: dict[str, Param] = {"permission": needed}
    if needed in set(Permission):
        facts = PermissionFacts(
            client_type=investor.client_type,
            investor_class=investor.investor_class,
            avg20_fen=investor.avg20_fen,
            invest_months=investor.invest_months,
            net_assets_fen=investor.net_assets_fen,
        )
        for code, figures in permission_gaps(Permission(needed), facts, case.advice):
            params |= {} if code == "permission.paper" else dict(figures)
    yield finding(CheckCode.Q_PERMISSION, **params)
