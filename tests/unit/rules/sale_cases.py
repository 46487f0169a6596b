"""A client, a product and an order that fit each other, to be changed in one point at a time."""

from dataclasses import replace
from datetime import date
from typing import Any

from advisor_desk.domain.client import ClientType, RiskLevel
from advisor_desk.domain.product import LegalFloor, Qualification, Regime, RiskGrade, SaleChannel, Variety
from advisor_desk.domain.records import InvestorClass
from advisor_desk.domain.suitability import (
    Capacity,
    CheckCode,
    InvestorFacts,
    Order,
    Permission,
    SaleTerms,
    SuitabilityVerdict,
)
from advisor_desk.rules.suitability import check
from tests.advice import WAN, advice_rules

ON = date(2026, 11, 20)

INVESTOR = InvestorFacts(
    client_type=ClientType.PERSON,
    investor_class=InvestorClass.ORD,
    c_level=RiskLevel.C3,
    age=40,
    capacity=Capacity.FULL,
    financial_assets_fen=400 * WAN,
    concentration_base_fen=400 * WAN,
    income_3y_fen=20 * WAN,
    net_assets_fen=None,
    invest_months=36,
    household_net_fen=100 * WAN,
    household_fin_fen=100 * WAN,
    household_income_fen=30 * WAN,
    assessed_on=date(2026, 3, 1),
    assessment_until=date(2027, 3, 1),
    id_expires_on=date(2036, 1, 1),
    is_aml_restricted=False,
    horizon_months=36,
    varieties=frozenset(Variety),
    permissions=frozenset(),
    available_cash_fen=500 * WAN,
)
TERMS = SaleTerms(
    code="P1",
    regime=Regime.CSRC,
    r_level=RiskGrade.R2,
    min_first_fen=10_00,
    product_months=0,
    variety=Variety.BOND,
)
PRIVATE = replace(
    TERMS,
    r_level=RiskGrade.R3,
    qualified_only=Qualification.PRIVATE,
    legal_floor=LegalFloor.PRIVATE,
    min_first_fen=100 * WAN,
    product_months=6,
    variety=Variety.ALT,
)
INSURANCE = replace(TERMS, regime=Regime.NFRA, is_insurance=True, variety=Variety.INS)
ORDER = Order(amount_fen=10 * WAN)
ONLINE = replace(ORDER, channel=SaleChannel.ONLINE)
ENTERPRISE = replace(INVESTOR, client_type=ClientType.ENTERPRISE, age=None, capacity=None)
INSTITUTION = replace(
    ENTERPRISE, client_type=ClientType.FIN_INST, investor_class=InvestorClass.PRO_A, c_level=None
)


def verdict(
    investor: InvestorFacts = INVESTOR, terms: SaleTerms = TERMS, order: Order = ORDER
) -> SuitabilityVerdict:
    """The verdict under the shipped rules on the day of the tests."""
    return check(investor, terms, order, ON, advice_rules())


def codes(
    investor: InvestorFacts = INVESTOR, terms: SaleTerms = TERMS, order: Order = ORDER
) -> tuple[str, ...]:
    """The findings by code, OK for none."""
    return tuple(code.value for code in verdict(investor, terms, order).codes)


def figures(
    code: CheckCode,
    investor: InvestorFacts = INVESTOR,
    terms: SaleTerms = TERMS,
    order: Order = ORDER,
) -> dict[str, Any]:
    """The figures of a finding that must be there."""
    found = {one.code: dict(one.params) for one in verdict(investor, terms, order).findings}
    return found[code]


def client(**values: Any) -> InvestorFacts:
    """The client with other facts."""
    return replace(INVESTOR, **values)


def sold(**values: Any) -> SaleTerms:
    """The product on other terms."""
    return replace(TERMS, **values)


def asked(**values: Any) -> Order:
    """Another order."""
    return replace(ORDER, **values)


def permitted(*permissions: Permission) -> InvestorFacts:
    """The client with opened permissions."""
    return client(permissions=frozenset(permissions))
