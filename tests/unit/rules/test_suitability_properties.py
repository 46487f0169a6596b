"""What must hold for any client, product and order: stricter never allows more, richer never less."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from advisor_desk.domain.client import ClientType, RiskLevel
from advisor_desk.domain.product import LegalFloor, Qualification, Regime, RiskGrade, SaleChannel, Variety
from advisor_desk.domain.records import InvestorClass
from advisor_desk.domain.suitability import (
    Capacity,
    CheckCode,
    Duty,
    Initiator,
    InvestorFacts,
    Order,
    Permission,
    SaleTerms,
    SuitabilityOutcome,
)
from tests.advice import WAN
from tests.unit.rules.sale_cases import INVESTOR, ON, ORDER, TERMS, verdict

RANK = {outcome: place for place, outcome in enumerate(SuitabilityOutcome)}
LEVELS = list(RiskLevel)
GRADES = list(RiskGrade)
EDGES = (0, 1, 10_00, 30 * WAN, 50 * WAN, 100 * WAN, 300 * WAN, 500 * WAN, 1_000 * WAN)
money = st.sampled_from(EDGES) | st.integers(0, 1_200 * WAN)
maybe_money = money | st.none()
day = st.integers(-400, 400).map(lambda days: ON + timedelta(days=days))
CLIENT_FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "client_type": st.sampled_from(ClientType),
    "investor_class": st.sampled_from(InvestorClass),
    "c_level": st.sampled_from(LEVELS) | st.none(),
    "age": st.integers(0, 100) | st.none(),
    "capacity": st.sampled_from(Capacity) | st.none(),
    "financial_assets_fen": maybe_money,
    "concentration_base_fen": maybe_money,
    "income_3y_fen": maybe_money,
    "net_assets_fen": maybe_money,
    "invest_months": st.integers(0, 60) | st.none(),
    "household_net_fen": maybe_money,
    "household_fin_fen": maybe_money,
    "household_income_fen": maybe_money,
    "insurance_budget_fen": maybe_money,
    "assessed_on": day | st.none(),
    "assessment_until": day | st.none(),
    "is_info_refused": st.booleans(),
    "id_expires_on": day | st.none(),
    "is_aml_restricted": st.booleans(),
    "horizon_months": st.integers(0, 120) | st.none(),
    "varieties": st.frozensets(st.sampled_from(Variety)) | st.none(),
    "permissions": st.just(frozenset(Permission)),
    "available_cash_fen": maybe_money,
}
PRODUCT_FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "regime": st.sampled_from(Regime),
    "r_level": st.sampled_from(GRADES),
    "is_insurance": st.booleans(),
    "qualified_only": st.sampled_from(Qualification),
    "legal_floor": st.none() | st.sampled_from(LegalFloor),
    "min_first_fen": money,
    "min_add_fen": maybe_money,
    "required_permission": st.just("STAR"),
    "product_months": st.sampled_from((0, 1, 12, 36, 60)),
    "variety": st.sampled_from(Variety),
    "sale_problem": st.just("ended"),
    "quota_left_fen": maybe_money,
}


@st.composite
def changed(draw: st.DrawFn, fields: dict[str, st.SearchStrategy[Any]]) -> dict[str, Any]:
    """Other values for a few fields: a case that differs everywhere is refused for a dozen reasons."""
    names = draw(st.lists(st.sampled_from(sorted(fields)), max_size=5, unique=True))
    return {name: draw(fields[name]) for name in names}


investors = changed(CLIENT_FIELDS).map(lambda values: replace(INVESTOR, **values))
products = changed(PRODUCT_FIELDS).map(lambda values: replace(TERMS, **values))
orders = st.builds(
    Order,
    amount_fen=st.just(ORDER.amount_fen) | money,
    held_fen=st.just(0) | money,
    initiator=st.sampled_from(Initiator),
    channel=st.sampled_from(SaleChannel),
    premium_years=st.none() | st.integers(1, 40),
)
SOME = settings(max_examples=300, deadline=None)
"""Each example is looked at in dozens of variants: thousands of verdicts in a second or two."""


def worse(left: SuitabilityOutcome, right: SuitabilityOutcome) -> bool:
    return RANK[left] > RANK[right]


@SOME
@given(client=investors, product=products, order=orders)
def test_a_higher_grade_or_a_lower_level_never_allows_more(
    client: InvestorFacts, product: SaleTerms, order: Order
) -> None:
    outcome = {
        (level, grade): verdict(
            replace(client, c_level=level), replace(product, r_level=grade), order
        ).outcome
        for level in LEVELS
        for grade in GRADES
    }
    for level in LEVELS:
        for low, high in pairwise(GRADES):
            assert not worse(outcome[level, low], outcome[level, high])
    for grade in GRADES:
        for lower, upper in pairwise(LEVELS):
            assert not worse(outcome[upper, grade], outcome[lower, grade])


RICHER = (
    "financial_assets_fen",
    "concentration_base_fen",
    "income_3y_fen",
    "net_assets_fen",
    "household_net_fen",
    "household_fin_fen",
    "household_income_fen",
    "available_cash_fen",
)


@SOME
@given(
    client=investors,
    product=products,
    order=orders,
    more=st.lists(money, min_size=len(RICHER), max_size=len(RICHER)),
)
def test_more_money_never_takes_eligibility_away(
    client: InvestorFacts, product: SaleTerms, order: Order, more: list[int]
) -> None:
    before, richer = verdict(client, product, order), client
    for name, gain in zip(RICHER, more, strict=True):
        if getattr(richer, name) is None:
            continue
        gained: dict[str, Any] = {name: getattr(richer, name) + gain}
        richer = replace(richer, **gained)
        after = verdict(richer, product, order)
        assert not worse(after.outcome, before.outcome)
        assert set(after.codes) <= set(before.codes) | {CheckCode.OK}
        before = after


STRICTER: tuple[dict[str, Any], ...] = (
    {"is_aml_restricted": True},
    {"is_info_refused": True},
    {"missing": ("born_on",)},
    {"id_expires_on": None},
    {"id_expires_on": date(2020, 1, 1)},
    {"c_level": None},
    {"assessed_on": None},
    {"assessment_until": None},
    {"horizon_months": None},
    {"horizon_months": 0},
    {"varieties": None},
    {"varieties": frozenset()},
    {"permissions": frozenset()},
    {"invest_months": None},
    {"capacity": Capacity.LIMITED},
    {"capacity": Capacity.NONE},
    *({name: None} for name in RICHER),
)


@SOME
@given(client=investors, product=products, order=orders)
def test_a_fact_lost_or_turned_bad_never_allows_more(
    client: InvestorFacts, product: SaleTerms, order: Order
) -> None:
    before = verdict(client, product, order)
    for change in STRICTER:
        after = verdict(replace(client, **change), product, order)
        assert not worse(before.outcome, after.outcome), change


@SOME
@given(client=investors, product=products, order=orders)
def test_a_push_is_never_easier_than_a_request(
    client: InvestorFacts, product: SaleTerms, order: Order
) -> None:
    pushed = verdict(client, product, replace(order, initiator=Initiator.ADVISOR))
    wished = verdict(client, product, replace(order, initiator=Initiator.CLIENT))
    assert not worse(wished.outcome, pushed.outcome)
    assert pushed.outcome is not SuitabilityOutcome.WARN or pushed.codes == (CheckCode.I_PREMIUM,)


@SOME
@given(client=investors, product=products, order=orders)
def test_a_verdict_is_whole_ordered_and_repeatable(
    client: InvestorFacts, product: SaleTerms, order: Order
) -> None:
    found = verdict(client, product, order)
    assert found == verdict(client, product, order)
    places = [list(CheckCode).index(code) for code in found.codes]
    assert places == sorted(set(places))
    assert sum(code.startswith("R_") for code in found.codes) <= 1
    assert found.outcome is max(
        (one.outcome for one in found.findings), key=RANK.__getitem__, default=SuitabilityOutcome.ALLOW
    )
    assert list(found.duties) == [duty for duty in Duty if duty in found.duties]
    assert bool(found.duties) is (found.outcome is not SuitabilityOutcome.FORBID)
