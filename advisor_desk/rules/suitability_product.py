"""What stands against a product on its own: not on sale, not graded, no quota (codes P_*)."""

from collections.abc import Iterator

from advisor_desk.domain.suitability import CheckCode, Finding, SaleTerms
from advisor_desk.rules.suitability_case import SaleCase, finding, listed, short_of


def product_findings(case: SaleCase) -> Iterator[Finding]:
    """Findings of the product, in their fixed order."""
    terms = case.terms
    if terms.sale_problem is not None:
        yield finding(CheckCode.P_NOT_ON_SALE, problem=terms.sale_problem)
    missing = (*_gaps(terms), *terms.missing)
    if missing:
        yield finding(CheckCode.P_UNRATED, missing=listed(missing))
    left = terms.quota_left_fen
    if left is not None and case.order.amount_fen > left:
        yield finding(CheckCode.P_QUOTA, **short_of(left, case.order.amount_fen, "fen"))


def _gaps(terms: SaleTerms) -> Iterator[str]:
    """Parts without which no check is complete, whoever built the terms."""
    needed = {
        "r_level": terms.r_level,
        "min_first_fen": terms.min_first_fen,
        "term_days": terms.product_months,
        "variety": terms.variety,
    }
    return (name for name, value in needed.items() if value is None)
