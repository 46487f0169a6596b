"""How much may be bought, and bundles: each leg on its own, paid out of one purse."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.product import RiskGrade
from advisor_desk.domain.suitability import (
    CheckCode,
    InvestorFacts,
    Order,
    SaleTerms,
    SuitabilityOutcome,
    SuitabilityVerdict,
    worst,
)
from advisor_desk.rules.suitability import allow_span, check_bundle
from tests.advice import WAN, advice_rules
from tests.unit.rules.sale_cases import (
    INSURANCE,
    INVESTOR,
    ON,
    ORDER,
    PRIVATE,
    TERMS,
    asked,
    client,
    sold,
    verdict,
)

BOLD = client(c_level=RiskLevel.C5)


def span(
    investor: InvestorFacts = INVESTOR, terms: SaleTerms = TERMS, order: Order = ORDER
) -> tuple[int, int] | SuitabilityVerdict:
    return allow_span(investor, terms, order, ON, advice_rules())


@pytest.mark.parametrize(
    ("investor", "terms", "order", "expected"),
    [
        (INVESTOR, TERMS, ORDER, (10_00, 500 * WAN)),
        (INVESTOR, sold(quota_left_fen=7 * WAN), ORDER, (10_00, 7 * WAN)),
        (BOLD, sold(r_level=RiskGrade.R4), ORDER, (10_00, 200 * WAN)),
        (BOLD, sold(r_level=RiskGrade.R4), asked(held_fen=60 * WAN), (1, 140 * WAN)),
        (INVESTOR, PRIVATE, ORDER, (100 * WAN, 500 * WAN)),
        (INVESTOR, replace(PRIVATE, min_add_fen=WAN), asked(held_fen=100 * WAN), (WAN, 500 * WAN)),
        (client(available_cash_fen=10_00), TERMS, ORDER, (10_00, 10_00)),
        (INVESTOR, INSURANCE, asked(premium_years=5), (10_00, 6 * WAN)),
        (client(insurance_budget_fen=WAN), INSURANCE, asked(premium_years=5), (10_00, WAN * 3 // 2 - 1)),
    ],
)
def test_span_reaches_to_the_nearest_limit(
    investor: InvestorFacts, terms: SaleTerms, order: Order, expected: tuple[int, int]
) -> None:
    assert span(investor, terms, order) == expected


@pytest.mark.parametrize(
    ("investor", "terms", "code"),
    [
        (client(available_cash_fen=10_00 - 1), TERMS, CheckCode.Q_FUNDS),
        (client(available_cash_fen=None), TERMS, CheckCode.Q_FUNDS),
        (INVESTOR, sold(quota_left_fen=0), CheckCode.P_QUOTA),
        (INVESTOR, sold(r_level=RiskGrade.R5), CheckCode.R_PUSH_ABOVE),
        (INVESTOR, sold(r_level=None), CheckCode.P_UNRATED),
        (client(financial_assets_fen=None), PRIVATE, CheckCode.Q_NOT_QUALIFIED),
    ],
)
def test_no_span_is_the_verdict_on_the_smallest_amount(
    investor: InvestorFacts, terms: SaleTerms, code: CheckCode
) -> None:
    found = span(investor, terms)
    assert isinstance(found, SuitabilityVerdict)
    assert (found.outcome, found.primary) == (SuitabilityOutcome.FORBID, code)


def test_a_warning_is_no_span() -> None:
    found = span(client(household_income_fen=0), INSURANCE)
    assert isinstance(found, SuitabilityVerdict)
    assert found.codes == (CheckCode.I_PREMIUM,)


@settings(max_examples=200, deadline=None)
@given(
    cash=st.integers(0, 10**9),
    base=st.integers(0, 10**9),
    held=st.integers(0, 10**8),
    quota=st.none() | st.integers(0, 10**9),
    amount=st.integers(0, 2 * 10**9),
)
def test_an_amount_is_allowed_exactly_when_it_lies_in_the_span(
    cash: int, base: int, held: int, quota: int | None, amount: int
) -> None:
    rich = replace(BOLD, available_cash_fen=cash, concentration_base_fen=base)
    terms, order = sold(r_level=RiskGrade.R4, quota_left_fen=quota), asked(held_fen=held)
    found = span(rich, terms, order)
    is_allowed = verdict(rich, terms, replace(order, amount_fen=amount)).is_allowed
    assert is_allowed is (isinstance(found, tuple) and found[0] <= amount <= found[1])


def bundle(investor: InvestorFacts, *legs: tuple[SaleTerms, Order]) -> list[tuple[CheckCode, ...]]:
    return [one.codes for one in check_bundle(investor, legs, ON, advice_rules())]


OK = (CheckCode.OK,)


def test_each_leg_of_a_bundle_is_checked_and_the_worst_decides() -> None:
    legs = ((TERMS, ORDER), (sold(code="P2", r_level=RiskGrade.R5), ORDER))
    assert bundle(INVESTOR, *legs) == [OK, (CheckCode.R_PUSH_ABOVE,)]
    assert worst(check_bundle(INVESTOR, legs, ON, advice_rules())) is SuitabilityOutcome.FORBID


def test_legs_are_paid_out_of_one_purse() -> None:
    legs = ((TERMS, ORDER), (sold(code="P2"), ORDER))
    assert bundle(client(available_cash_fen=20 * WAN), *legs) == [OK, OK]
    assert bundle(client(available_cash_fen=20 * WAN - 1), *legs) == [OK, (CheckCode.Q_FUNDS,)]
    assert bundle(client(available_cash_fen=None), *legs) == [(CheckCode.Q_FUNDS,)] * 2


def test_two_legs_of_one_product_share_its_quota_and_its_concentration() -> None:
    terms = sold(quota_left_fen=20 * WAN - 1)
    assert bundle(INVESTOR, (terms, ORDER), (terms, ORDER)) == [OK, (CheckCode.P_QUOTA,)]
    risky, few = sold(r_level=RiskGrade.R4), replace(BOLD, concentration_base_fen=40 * WAN - 1)
    assert bundle(few, (risky, ORDER), (risky, ORDER)) == [OK, (CheckCode.M_CONC_BLOCK,)]
    assert bundle(few, (risky, ORDER), (replace(risky, code="P2"), ORDER)) == [OK, OK]
