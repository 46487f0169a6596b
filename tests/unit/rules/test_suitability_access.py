"""Rows P_*, K_* and Q_* of the decision table (domain notes §3.3): each at its boundary, both sides."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.product import LegalFloor, RiskGrade
from advisor_desk.domain.records import InvestorClass
from advisor_desk.domain.suitability import (
    Capacity,
    CheckCode,
    Initiator,
    Permission,
    SaleTerms,
    SuitabilityOutcome,
)
from advisor_desk.rules.suitability import check
from tests.advice import WAN, advice_rules
from tests.unit.rules.sale_cases import (
    ENTERPRISE,
    INSTITUTION,
    INSURANCE,
    ON,
    ORDER,
    PRIVATE,
    TERMS,
    asked,
    client,
    codes,
    figures,
    permitted,
    sold,
    verdict,
)

OWN_WISH = asked(initiator=Initiator.CLIENT)
MILLION = asked(amount_fen=100 * WAN)


def test_ok_when_nothing_stands_against_it() -> None:
    found = verdict()
    assert (found.outcome, found.primary, found.findings) == (SuitabilityOutcome.ALLOW, CheckCode.OK, ())


def test_p_not_on_sale_tells_the_problem() -> None:
    assert codes(terms=sold(sale_problem="not_open_day")) == ("P_NOT_ON_SALE",)
    assert figures(CheckCode.P_NOT_ON_SALE, terms=sold(sale_problem="ended")) == {"problem": "ended"}


def test_p_unrated_without_a_grade_and_without_any_comparison_of_levels() -> None:
    assert codes(client(c_level=RiskLevel.C1), sold(r_level=None), OWN_WISH) == ("P_UNRATED",)
    assert codes(client(concentration_base_fen=0), sold(r_level=None)) == ("P_UNRATED",)


@pytest.mark.parametrize(
    ("terms", "missing"),
    [
        (sold(r_level=None), "r_level"),
        (sold(min_first_fen=None), "min_first_fen"),
        (sold(product_months=None), "term_days"),
        (sold(variety=None), "variety"),
        (sold(missing=("regime", "exposure")), "regime|exposure"),
        (sold(r_level=None, missing=("r_level", "regime")), "r_level|regime"),
    ],
)
def test_p_unrated_names_what_the_file_lacks(terms: SaleTerms, missing: str) -> None:
    assert figures(CheckCode.P_UNRATED, terms=terms) == {"missing": missing}


def test_p_quota_at_the_last_fen() -> None:
    assert codes(terms=sold(quota_left_fen=10 * WAN)) == ("OK",)
    short = sold(quota_left_fen=10 * WAN - 1)
    assert codes(terms=short) == ("P_QUOTA",)
    assert figures(CheckCode.P_QUOTA, terms=short) == {
        "have_fen": 10 * WAN - 1,
        "need_fen": 10 * WAN,
        "gap_fen": 1,
    }


def test_k_aml() -> None:
    assert codes(client(is_aml_restricted=True)) == ("K_AML",)


def test_k_id_expired_the_day_after() -> None:
    assert codes(client(id_expires_on=ON)) == ("OK",)
    assert codes(client(id_expires_on=date(2026, 11, 19))) == ("K_ID_EXPIRED",)
    assert codes(client(id_expires_on=date.max)) == ("OK",)
    late = client(id_expires_on=date(2026, 11, 19))
    assert figures(CheckCode.K_ID_EXPIRED, late) == {"until_on": "2026-11-19"}


def test_k_id_expired_after_the_grace_that_the_firm_gives() -> None:
    rules = advice_rules()
    one_day = replace(rules.suitability, id_grace_days=1)
    # AdviceRules is compared by identity; the firm's own file differs in this one value.
    lenient = replace(rules, suitability=one_day)
    for expired, expected in ((date(2026, 11, 19), "OK"), (date(2026, 11, 18), "K_ID_EXPIRED")):
        assert check(client(id_expires_on=expired), TERMS, ORDER, ON, lenient).primary.value == expected


@pytest.mark.parametrize(
    ("age", "recorded", "grade", "expected"),
    [
        (7, None, RiskGrade.R1, ("K_NO_CAPACITY",)),
        (8, None, RiskGrade.R1, ("OK",)),
        (8, None, RiskGrade.R2, ("K_LIMITED_CAPACITY", "R_C1_MIN")),
        (17, None, RiskGrade.R2, ("K_LIMITED_CAPACITY", "R_C1_MIN")),
        (18, None, RiskGrade.R2, ("OK",)),
        (15, Capacity.FULL, RiskGrade.R2, ("K_LIMITED_CAPACITY", "R_C1_MIN")),
        (16, Capacity.FULL, RiskGrade.R2, ("OK",)),
        (40, Capacity.LIMITED, RiskGrade.R1, ("OK",)),
        (40, Capacity.LIMITED, RiskGrade.R2, ("K_LIMITED_CAPACITY", "R_C1_MIN")),
        (40, Capacity.NONE, RiskGrade.R1, ("K_NO_CAPACITY",)),
        (7, Capacity.LIMITED, RiskGrade.R1, ("K_NO_CAPACITY",)),
        (None, Capacity.FULL, RiskGrade.R2, ("OK",)),
        (None, Capacity.NONE, RiskGrade.R2, ("K_NO_CAPACITY", "R_C1_MIN")),
        (None, None, RiskGrade.R1, ("K_INFO_REFUSED",)),
        (None, None, RiskGrade.R2, ("K_INFO_REFUSED", "R_C1_MIN")),
    ],
)
def test_k_capacity_by_age_and_record(
    age: int | None, recorded: Capacity | None, grade: RiskGrade, expected: tuple[str, ...]
) -> None:
    assert codes(client(age=age, capacity=recorded), sold(r_level=grade)) == expected


def test_k_capacity_is_no_question_for_organisations() -> None:
    assert codes(replace(ENTERPRISE, capacity=Capacity.NONE, age=3)) == ("OK",)


def test_k_limited_capacity_does_not_judge_an_ungraded_product() -> None:
    assert codes(client(age=15, capacity=None), sold(r_level=None)) == ("P_UNRATED",)


def test_k_info_refused_names_refusal_and_missing_facts() -> None:
    assert figures(CheckCode.K_INFO_REFUSED, client(is_info_refused=True)) == {
        "missing": "",
        "is_refused": True,
    }
    lost = client(missing=("born_on", "id_expires_on"), id_expires_on=None, age=None, capacity=None)
    assert figures(CheckCode.K_INFO_REFUSED, lost) == {
        "missing": "born_on|id_expires_on",
        "is_refused": False,
    }
    assert codes(client(id_expires_on=None)) == ("K_INFO_REFUSED",)


def test_k_info_refused_asks_for_household_income_where_insurance_is_sold() -> None:
    unknown = client(household_income_fen=None)
    assert codes(unknown) == ("OK",)
    assert codes(unknown, INSURANCE) == ("K_INFO_REFUSED",)
    assert codes(replace(ENTERPRISE, household_income_fen=None), INSURANCE) == ("OK",)


def test_k_info_refused_asks_for_the_age_where_premiums_are_paid_for_years() -> None:
    ageless = client(age=None)
    assert codes(ageless, INSURANCE, asked(amount_fen=WAN)) == ("OK",)
    assert codes(ageless, INSURANCE, asked(amount_fen=WAN, premium_years=10)) == ("K_INFO_REFUSED",)


def test_q_not_qualified_shows_every_way_in() -> None:
    poor = client(financial_assets_fen=299 * WAN)
    assert codes(poor, PRIVATE, MILLION) == ("Q_NOT_QUALIFIED",)
    assert figures(CheckCode.Q_NOT_QUALIFIED, poor, PRIVATE, MILLION) == {
        "qualification": "PRIVATE",
        "have_fen": 299 * WAN,
        "need_fen": 300 * WAN,
        "gap_fen": WAN,
        "have_income_fen": 20 * WAN,
        "need_income_fen": 50 * WAN,
        "gap_income_fen": 30 * WAN,
    }


def test_q_not_qualified_holds_for_professional_persons_but_not_for_institutions() -> None:
    poor: dict[str, Any] = {"financial_assets_fen": 299 * WAN}
    for kind in (InvestorClass.PRO_B, InvestorClass.PRO_C):
        assert codes(client(investor_class=kind, **poor), PRIVATE, MILLION) == ("Q_NOT_QUALIFIED",)
    assert codes(replace(INSTITUTION, **poor), PRIVATE, MILLION) == ("OK",)


def test_q_permission_with_how_far_the_client_is() -> None:
    star = sold(required_permission="STAR")
    near = client(avg20_fen=48 * WAN + 2_000_00, invest_months=24)
    assert codes(permitted(Permission.STAR), star) == ("OK",)
    assert codes(permitted(Permission.GEM), star) == ("Q_PERMISSION",)
    assert figures(CheckCode.Q_PERMISSION, near, star) == {
        "permission": "STAR",
        "have_fen": 48 * WAN + 2_000_00,
        "need_fen": 50 * WAN,
        "gap_fen": WAN + 8_000_00,
    }


def test_q_permission_that_nobody_knows_is_not_opened() -> None:
    moon = sold(required_permission="MOON")
    assert figures(CheckCode.Q_PERMISSION, terms=moon) == {"permission": "MOON"}


def test_q_permission_holds_for_institutions_too() -> None:
    assert codes(INSTITUTION, sold(required_permission="STAR")) == ("Q_PERMISSION",)


@pytest.mark.parametrize(
    ("terms", "least"),
    [
        (sold(min_first_fen=50_000_00), 50_000_00),
        (sold(min_first_fen=50_000_00, legal_floor_fen=60_000_00), 60_000_00),
        (sold(min_first_fen=1_00, legal_floor=LegalFloor.AMP_FIXED), 30 * WAN),
        (sold(min_first_fen=1_00, legal_floor=LegalFloor.AMP_MIXED), 40 * WAN),
        (sold(min_first_fen=1_00, legal_floor=LegalFloor.AMP_EQUITY), 100 * WAN),
        (sold(min_first_fen=1_00, legal_floor=LegalFloor.FAMILY_SERVICE_TRUST), 100 * WAN),
        (sold(min_first_fen=0), 1),
    ],
)
def test_q_min_amount_at_the_last_fen(terms: SaleTerms, least: int) -> None:
    assert codes(terms=terms, order=asked(amount_fen=least)) == ("OK",)
    below = asked(amount_fen=least - 1)
    assert codes(terms=terms, order=below) == ("Q_MIN_AMOUNT",)
    assert figures(CheckCode.Q_MIN_AMOUNT, terms=terms, order=below)["gap_fen"] == 1


def test_q_min_amount_of_a_family_trust_is_1000_wan() -> None:
    trust = sold(min_first_fen=1_00, legal_floor=LegalFloor.FAMILY_TRUST)
    rich = client(available_cash_fen=1_000 * WAN)
    assert codes(rich, trust, asked(amount_fen=1_000 * WAN)) == ("OK",)
    assert codes(rich, trust, asked(amount_fen=1_000 * WAN - 1)) == ("Q_MIN_AMOUNT",)


def test_q_min_amount_lets_a_holder_of_a_whole_ticket_top_up() -> None:
    terms = replace(PRIVATE, min_add_fen=10 * WAN)
    held = 100 * WAN
    assert codes(terms=terms, order=asked(held_fen=held)) == ("OK",)
    assert codes(terms=terms, order=asked(amount_fen=10 * WAN - 1, held_fen=held)) == ("Q_MIN_AMOUNT",)
    assert codes(terms=terms, order=asked(held_fen=held - 1)) == ("Q_MIN_AMOUNT",)
    free = replace(terms, min_add_fen=None)
    assert codes(terms=free, order=asked(amount_fen=1, held_fen=held)) == ("OK",)
    assert codes(terms=free, order=asked(amount_fen=0, held_fen=held)) == ("Q_MIN_AMOUNT",)


def test_q_funds_at_the_last_fen_and_unknown() -> None:
    assert codes(client(available_cash_fen=10 * WAN)) == ("OK",)
    assert codes(client(available_cash_fen=10 * WAN - 1)) == ("Q_FUNDS",)
    assert figures(CheckCode.Q_FUNDS, client(available_cash_fen=None)) == {
        "have_fen": None,
        "need_fen": 10 * WAN,
        "gap_fen": None,
    }
