"""What an ALLOW or WARN obliges the firm to do (domain notes §3.4)."""

from collections.abc import Collection

from advisor_desk.domain.product import Qualification, RiskGrade, SaleChannel
from advisor_desk.domain.suitability import Capacity, CheckCode, Duty
from advisor_desk.rules.suitability_case import SaleCase

_WARNED = frozenset({CheckCode.R_CLIENT_ABOVE, CheckCode.M_HORIZON, CheckCode.M_VARIETY, CheckCode.M_CONC})


def duties_of(case: SaleCase, codes: Collection[CheckCode]) -> tuple[Duty, ...]:
    """The duties of a sale with these findings, in the order of `Duty`."""
    asked = _by_client(case) | _by_findings(case, codes)
    return tuple(duty for duty in Duty if duty in asked)


def _by_client(case: SaleCase) -> set[Duty]:
    rules, is_ordinary = case.rules, case.is_ordinary
    age, is_online = case.investor.age, case.order.channel is SaleChannel.ONLINE
    is_elder = case.is_person and age is not None and age >= rules.elder_age
    is_private = case.terms.qualified_only is Qualification.PRIVATE and not case.investor.is_institution
    when = {
        Duty.D_DISCLOSE: is_ordinary,
        Duty.D_R5_SPECIAL: is_ordinary and case.terms.r_level is RiskGrade.R5,
        Duty.D_AGE65: is_elder and case.is_from(rules.elder_from),
        Duty.D_AV: is_ordinary and not is_online,
        Duty.D_ECONFIRM: is_ordinary and is_online,
        Duty.D_COOLING_24H: is_private,
        Duty.D_RETURN_VISIT: is_private,
        Duty.D_GUARDIAN: case.capacity is Capacity.LIMITED,
        Duty.D_PRO_DISCLOSE: not is_ordinary,
    }
    return {duty for duty, is_due in when.items() if is_due}


def _by_findings(case: SaleCase, codes: Collection[CheckCode]) -> set[Duty]:
    is_above = CheckCode.R_CLIENT_ABOVE in codes
    when = {
        Duty.D_CLIENT_APPLICATION: is_above,
        Duty.D_SPECIAL_WARNING: not _WARNED.isdisjoint(codes),
        Duty.D_COMPLIANCE_APPROVAL: is_above and case.gap >= case.rules.approval_gap,
        Duty.D_INSURANCE_DECLARATION: CheckCode.I_PREMIUM in codes,
    }
    return {duty for duty, is_due in when.items() if is_due}
