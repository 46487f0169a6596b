"""Each duty (domain notes §3.4): when it is due and when not, in its fixed order."""

from dataclasses import replace

import pytest

from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.product import Qualification, Regime, RiskGrade, Variety
from advisor_desk.domain.records import InvestorClass
from advisor_desk.domain.suitability import Capacity, Duty, Initiator, InvestorFacts, Order, SaleTerms
from tests.advice import WAN
from tests.unit.rules.sale_cases import (
    INSTITUTION,
    INSURANCE,
    INVESTOR,
    ONLINE,
    ORDER,
    PRIVATE,
    TERMS,
    asked,
    client,
    sold,
    verdict,
)

OWN_WISH = asked(initiator=Initiator.CLIENT)
MILLION = asked(amount_fen=100 * WAN)
R5 = sold(r_level=RiskGrade.R5)
R4 = sold(r_level=RiskGrade.R4)
BOLD = client(c_level=RiskLevel.C5)


def due(
    duty: Duty, investor: InvestorFacts = INVESTOR, terms: SaleTerms = TERMS, order: Order = ORDER
) -> bool:
    found = verdict(investor, terms, order)
    assert found.outcome.value != "FORBID", found.codes
    return duty in found.duties


def pro(kind: InvestorClass) -> InvestorFacts:
    return client(investor_class=kind, c_level=RiskLevel.C5)


def test_no_duty_where_nothing_may_be_sold() -> None:
    assert verdict(client(is_aml_restricted=True)).duties == ()


def test_disclosure_is_one_of_two() -> None:
    for investor, is_ordinary in (
        (INVESTOR, True),
        (pro(InvestorClass.PRO_B), False),
        (pro(InvestorClass.PRO_C), False),
        (INSTITUTION, False),
    ):
        assert due(Duty.D_DISCLOSE, investor) is is_ordinary
        assert due(Duty.D_PRO_DISCLOSE, investor) is not is_ordinary


def test_under_the_nfra_professional_persons_have_the_duties_of_ordinary_ones() -> None:
    wealth = sold(regime=Regime.NFRA)
    assert verdict(pro(InvestorClass.PRO_B), wealth).duties == (Duty.D_DISCLOSE, Duty.D_AV)
    assert verdict(INSTITUTION, wealth).duties == (Duty.D_PRO_DISCLOSE,)


def test_recording_at_a_branch_and_a_trace_online() -> None:
    assert verdict().duties == (Duty.D_DISCLOSE, Duty.D_AV)
    assert verdict(order=ONLINE).duties == (Duty.D_DISCLOSE, Duty.D_ECONFIRM)
    assert verdict(INSTITUTION, order=ONLINE).duties == (Duty.D_PRO_DISCLOSE,)


def test_client_application_for_a_request_above_the_level_alone() -> None:
    assert due(Duty.D_CLIENT_APPLICATION, client(c_level=RiskLevel.C1), order=OWN_WISH)
    assert not due(Duty.D_CLIENT_APPLICATION, order=OWN_WISH)
    assert not due(Duty.D_CLIENT_APPLICATION, client(horizon_months=1), sold(product_months=2), OWN_WISH)


@pytest.mark.parametrize(
    ("investor", "terms"),
    [
        (client(c_level=RiskLevel.C1), TERMS),
        (client(horizon_months=1), sold(product_months=2)),
        (client(varieties=frozenset({Variety.CASH})), TERMS),
        (client(c_level=RiskLevel.C5, concentration_base_fen=WAN), R4),
    ],
)
def test_special_warning_for_each_mismatch(investor: InvestorFacts, terms: SaleTerms) -> None:
    assert due(Duty.D_SPECIAL_WARNING, investor, terms, OWN_WISH)


def test_special_warning_is_not_for_a_premium_and_not_for_a_match() -> None:
    assert not due(Duty.D_SPECIAL_WARNING, order=OWN_WISH)
    dear = asked(amount_fen=200 * WAN)
    assert due(Duty.D_INSURANCE_DECLARATION, terms=INSURANCE, order=dear)
    assert not due(Duty.D_SPECIAL_WARNING, terms=INSURANCE, order=dear)
    assert not due(Duty.D_INSURANCE_DECLARATION, terms=INSURANCE)


def test_compliance_approval_from_three_grades_on() -> None:
    for level, is_due in ((RiskLevel.C1, True), (RiskLevel.C2, False)):
        assert due(Duty.D_COMPLIANCE_APPROVAL, client(c_level=level), R4, OWN_WISH) is is_due


def test_special_care_for_r5_and_ordinary_clients() -> None:
    assert due(Duty.D_R5_SPECIAL, BOLD, R5)
    assert not due(Duty.D_R5_SPECIAL, BOLD, R4)
    assert not due(Duty.D_R5_SPECIAL, pro(InvestorClass.PRO_B), R5)


def test_elder_care_from_65_and_r4() -> None:
    old = replace(BOLD, age=65)
    assert due(Duty.D_AGE65, old, R4)
    assert due(Duty.D_AGE65, replace(old, investor_class=InvestorClass.PRO_B), R5)
    assert not due(Duty.D_AGE65, replace(old, age=64), R4)
    assert not due(Duty.D_AGE65, old, sold(r_level=RiskGrade.R3))
    assert not due(Duty.D_AGE65, replace(old, age=None), R4)
    assert not due(Duty.D_AGE65, replace(INSTITUTION, age=70), R4)


def test_cooling_off_and_return_visit_for_private_funds_but_institutions() -> None:
    for duty in (Duty.D_COOLING_24H, Duty.D_RETURN_VISIT):
        assert due(duty, terms=PRIVATE, order=MILLION)
        assert due(duty, pro(InvestorClass.PRO_B), PRIVATE, MILLION)
        assert not due(duty, INSTITUTION, PRIVATE, MILLION)
        plan = replace(PRIVATE, qualified_only=Qualification.AMP)
        assert not due(duty, client(household_fin_fen=500 * WAN), plan, MILLION)
        assert not due(duty)


def test_guardian_for_limited_capacity() -> None:
    child = client(age=12, capacity=Capacity.LIMITED)
    assert due(Duty.D_GUARDIAN, child, sold(r_level=RiskGrade.R1))
    assert not due(Duty.D_GUARDIAN, terms=sold(r_level=RiskGrade.R1))


def test_duties_stand_in_the_order_of_their_list() -> None:
    found = verdict(client(c_level=RiskLevel.C1, age=70), R5, OWN_WISH).duties
    assert found == tuple(duty for duty in Duty if duty in found)
    assert len(found) == 7
