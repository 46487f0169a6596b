"""What stands against a client on their own: AML, identity, capacity, facts not given (codes K_*)."""

from collections.abc import Iterator

from advisor_desk.domain.dates import days_between
from advisor_desk.domain.suitability import Capacity, CheckCode, Finding
from advisor_desk.rules.suitability_case import SaleCase, finding, listed


def client_findings(case: SaleCase) -> Iterator[Finding]:
    """Findings of the client, in their fixed order."""
    investor = case.investor
    if investor.is_aml_restricted:
        yield finding(CheckCode.K_AML)
    until = investor.id_expires_on
    if until is not None and days_between(until, case.on) > case.rules.id_grace_days:
        yield finding(CheckCode.K_ID_EXPIRED, until_on=until.isoformat())
    if case.capacity is Capacity.NONE:
        yield finding(CheckCode.K_NO_CAPACITY, age=investor.age)
    if case.capacity is Capacity.LIMITED and case.is_above_lowest:
        yield finding(CheckCode.K_LIMITED_CAPACITY, age=investor.age, r_level=case.terms.r_level)
    missing = listed([*investor.missing, *_required(case)])
    if missing or investor.is_info_refused:
        yield finding(CheckCode.K_INFO_REFUSED, missing=missing, is_refused=investor.is_info_refused)


def _required(case: SaleCase) -> Iterator[str]:
    """Facts that this sale cannot do without and nobody recorded."""
    investor, is_insured = case.investor, case.terms.is_insurance and case.is_person
    if investor.id_expires_on is None:
        yield "id_expires_on"
    is_aged = is_insured and case.order.premium_years is not None
    if case.is_person and investor.age is None and (case.capacity is None or is_aged):
        yield "born_on"
    if is_insured and investor.household_income_fen is None:
        yield "household_income_fen"
