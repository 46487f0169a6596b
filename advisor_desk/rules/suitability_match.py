"""Whether the product fits: assessment, risk level, term, variety, concentration (A_*, R_*, M_*).

Skipped for who needs no such protection: PRO_A, and PRO_B and PRO_C on CSRC products.
"""

from collections.abc import Iterator

from advisor_desk.domain.suitability import CheckCode, Finding
from advisor_desk.rules.suitability_case import SaleCase, finding, short_of


def match_findings(case: SaleCase) -> Iterator[Finding]:
    """Findings of the match, in their fixed order."""
    if not case.is_ordinary:
        return
    yield from _assessed(case)
    yield from _risk(case)
    yield from _horizon(case)
    yield from _variety(case)
    yield from _concentration(case)


def _assessed(case: SaleCase) -> Iterator[Finding]:
    investor, until = case.investor, case.investor.assessment_until
    taken = investor.assessed_on
    if investor.c_level is None or taken is None or taken > case.on:
        yield finding(CheckCode.A_NONE)
    elif until is None or until <= case.on:
        yield finding(CheckCode.A_EXPIRED, until_on=None if until is None else until.isoformat())


def _risk(case: SaleCase) -> Iterator[Finding]:
    """One finding at most: the first that fits."""
    code = None
    if case.is_lowest and case.is_above_lowest:
        code = CheckCode.R_C1_MIN
    elif case.gap:
        code = _above(case)
    if code is not None:
        level = case.investor.c_level
        yield finding(code, r_level=case.terms.r_level, c_level=level, gap=case.gap)


def _above(case: SaleCase) -> CheckCode:
    if case.is_nfra and not case.terms.is_insurance:
        return CheckCode.R_NFRA_ABOVE
    return CheckCode.R_PUSH_ABOVE if case.is_pushed else CheckCode.R_CLIENT_ABOVE


def _horizon(case: SaleCase) -> Iterator[Finding]:
    months, stated = case.terms.product_months, case.investor.horizon_months
    if months and (stated is None or stated < months):
        code = CheckCode.M_HORIZON_PUSH if case.is_pushed else CheckCode.M_HORIZON
        yield finding(code, **short_of(stated, months, "months"))


def _variety(case: SaleCase) -> Iterator[Finding]:
    variety, stated = case.terms.variety, case.investor.varieties
    if variety is not None and (stated is None or variety not in stated):
        code = CheckCode.M_VARIETY_PUSH if case.is_pushed else CheckCode.M_VARIETY
        have = None if stated is None else "|".join(sorted(stated))
        yield finding(code, have_varieties=have, need_variety=variety.value)


def room_fen(case: SaleCase) -> int | None:
    """How much may still be ordered before too much lies in one product; None where nothing limits it."""
    base = case.investor.concentration_base_fen
    if base is None or not case.is_ordinary or not case.is_from(case.rules.concentration_from):
        return None
    return case.rules.concentration_percent * base // 100 - case.order.held_fen


def _concentration(case: SaleCase) -> Iterator[Finding]:
    if not case.is_from(case.rules.concentration_from):
        return
    percent, base = case.rules.concentration_percent, case.investor.concentration_base_fen
    have = case.order.amount_fen + case.order.held_fen
    if base is not None and have * 100 <= percent * base:
        return
    most = None if base is None else max(0, percent * base // 100)
    yield finding(
        CheckCode.M_CONC_BLOCK if case.is_pushed or case.is_nfra else CheckCode.M_CONC,
        have_fen=have,
        most_fen=most,
        over_fen=None if most is None else have - most,
        base_fen=base,
        percent=percent,
    )
