"""Rows A_*, R_*, M_* and I_* of the decision table (domain notes §3.3): each at its boundary, both sides."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from advisor_desk.domain.client import ClientType, RiskLevel
from advisor_desk.domain.product import Qualification, Regime, RiskGrade, Variety
from advisor_desk.domain.records import InvestorClass
from advisor_desk.domain.suitability import (
    CheckCode,
    Initiator,
    SuitabilityOutcome,
)
from tests.advice import WAN
from tests.unit.rules.sale_cases import (
    ENTERPRISE,
    INSTITUTION,
    INSURANCE,
    INVESTOR,
    ON,
    ORDER,
    PRIVATE,
    asked,
    client,
    codes,
    figures,
    sold,
    verdict,
)

OWN_WISH = asked(initiator=Initiator.CLIENT)
MILLION = asked(amount_fen=100 * WAN)


def test_a_none_without_level_or_day_or_before_it_was_taken() -> None:
    assert codes(client(assessed_on=None)) == ("A_NONE",)
    assert codes(client(c_level=None)) == ("A_NONE",)
    assert codes(client(assessed_on=date(2026, 11, 21))) == ("A_NONE",)
    assert codes(client(assessed_on=ON)) == ("OK",)


def test_a_none_still_compares_a_level_that_is_given() -> None:
    assert codes(client(assessed_on=None), sold(r_level=RiskGrade.R4)) == ("A_NONE", "R_PUSH_ABOVE")


def test_a_expired_on_the_first_day_that_no_longer_counts() -> None:
    assert codes(client(assessment_until=date(2026, 11, 21))) == ("OK",)
    assert codes(client(assessment_until=ON)) == ("A_EXPIRED",)
    assert figures(CheckCode.A_EXPIRED, client(assessment_until=ON)) == {"until_on": "2026-11-20"}
    assert figures(CheckCode.A_EXPIRED, client(assessment_until=None)) == {"until_on": None}


def test_r_c1_min_even_on_request() -> None:
    lowest = client(c_level=RiskLevel.C1_MIN)
    assert codes(lowest, sold(r_level=RiskGrade.R1)) == ("OK",)
    for order in (ORDER, OWN_WISH):
        assert codes(lowest, sold(r_level=RiskGrade.R2), order) == ("R_C1_MIN",)
    assert figures(CheckCode.R_C1_MIN, lowest) == {"r_level": "R2", "c_level": "C1_MIN", "gap": 1}


def test_r_c1_min_comes_before_the_rules_of_the_nfra() -> None:
    lowest, wealth = client(c_level=RiskLevel.C1_MIN), sold(regime=Regime.NFRA)
    assert codes(lowest, wealth, OWN_WISH) == ("R_C1_MIN",)


def test_r_nfra_above_has_no_exception_on_request() -> None:
    wealth = sold(regime=Regime.NFRA, r_level=RiskGrade.R3)
    assert codes(client(c_level=RiskLevel.C3), wealth) == ("OK",)
    for order in (ORDER, OWN_WISH):
        assert codes(client(c_level=RiskLevel.C2), wealth, order) == ("R_NFRA_ABOVE",)


@pytest.mark.parametrize("level", [RiskLevel.C1, RiskLevel.C2, RiskLevel.C3, RiskLevel.C4, RiskLevel.C5])
@pytest.mark.parametrize("grade", list(RiskGrade))
def test_r_above_for_every_level_and_grade(level: RiskLevel, grade: RiskGrade) -> None:
    """C1→R1, C2→R2, C3→R3, C4→R4, C5→all (AG art. 44): told by the digit."""
    gap = max(0, int(grade[1]) - int(level[1]))
    pushed = codes(client(c_level=level), sold(r_level=grade))
    wished = codes(client(c_level=level), sold(r_level=grade), OWN_WISH)
    assert (pushed, wished) == ((("R_PUSH_ABOVE",), ("R_CLIENT_ABOVE",)) if gap else (("OK",), ("OK",)))
    if gap:
        found = figures(CheckCode.R_CLIENT_ABOVE, client(c_level=level), sold(r_level=grade), OWN_WISH)
        assert found == {"r_level": grade, "c_level": level, "gap": gap}


def test_r_client_above_for_insurance_on_request() -> None:
    careful, cover = client(c_level=RiskLevel.C1), INSURANCE
    assert codes(careful, cover, OWN_WISH) == ("R_CLIENT_ABOVE",)
    assert verdict(careful, cover, OWN_WISH).outcome is SuitabilityOutcome.WARN
    assert codes(careful, cover) == ("R_PUSH_ABOVE",)


def test_m_horizon_at_the_last_month() -> None:
    assert codes(terms=sold(product_months=36)) == ("OK",)
    longer = sold(product_months=37)
    assert codes(terms=longer) == ("M_HORIZON_PUSH",)
    assert verdict(terms=longer, order=OWN_WISH).outcome is SuitabilityOutcome.WARN
    assert figures(CheckCode.M_HORIZON, terms=longer, order=OWN_WISH) == {
        "have_months": 36,
        "need_months": 37,
        "gap_months": 1,
    }


def test_m_horizon_unknown_fits_only_what_binds_nothing() -> None:
    assert codes(client(horizon_months=None), sold(product_months=0)) == ("OK",)
    assert codes(client(horizon_months=None), sold(product_months=1)) == ("M_HORIZON_PUSH",)
    assert figures(CheckCode.M_HORIZON_PUSH, client(horizon_months=None), sold(product_months=1)) == {
        "have_months": None,
        "need_months": 1,
        "gap_months": None,
    }


def test_m_variety_among_those_stated() -> None:
    stated = client(varieties=frozenset({Variety.MIXED, Variety.CASH}))
    assert codes(stated, sold(variety=Variety.CASH)) == ("OK",)
    assert codes(stated) == ("M_VARIETY_PUSH",)
    assert codes(stated, order=OWN_WISH) == ("M_VARIETY",)
    assert figures(CheckCode.M_VARIETY, stated, order=OWN_WISH) == {
        "have_varieties": "CASH|MIXED",
        "need_variety": "BOND",
    }
    assert figures(CheckCode.M_VARIETY_PUSH, client(varieties=None))["have_varieties"] is None


BOLD = client(c_level=RiskLevel.C5, concentration_base_fen=20 * WAN)
RISKY = sold(r_level=RiskGrade.R4)


def test_m_conc_at_exactly_half_and_a_fen_above() -> None:
    assert codes(BOLD, RISKY) == ("OK",)
    assert codes(BOLD, RISKY, asked(amount_fen=10 * WAN + 1)) == ("M_CONC_BLOCK",)
    assert codes(BOLD, RISKY, asked(amount_fen=10 * WAN, held_fen=1)) == ("M_CONC_BLOCK",)
    assert figures(CheckCode.M_CONC_BLOCK, BOLD, RISKY, asked(amount_fen=10 * WAN + 1)) == {
        "have_fen": 10 * WAN + 1,
        "most_fen": 10 * WAN,
        "over_fen": 1,
        "base_fen": 20 * WAN,
        "percent": 50,
    }


def test_m_conc_counts_from_r4() -> None:
    small = client(c_level=RiskLevel.C5, concentration_base_fen=1)
    assert codes(small, sold(r_level=RiskGrade.R3)) == ("OK",)
    assert codes(small, sold(r_level=RiskGrade.R5)) == ("M_CONC_BLOCK",)


def test_m_conc_warns_on_request_but_blocks_under_the_nfra() -> None:
    more = asked(amount_fen=10 * WAN + 1, initiator=Initiator.CLIENT)
    assert codes(BOLD, RISKY, more) == ("M_CONC",)
    assert verdict(BOLD, RISKY, more).outcome is SuitabilityOutcome.WARN
    assert codes(BOLD, replace(RISKY, regime=Regime.NFRA), more) == ("M_CONC_BLOCK",)


def test_m_conc_of_unknown_or_negative_assets_is_too_much() -> None:
    unknown = client(c_level=RiskLevel.C5, concentration_base_fen=None)
    found = figures(CheckCode.M_CONC_BLOCK, unknown, RISKY)
    assert (found["base_fen"], found["most_fen"], found["over_fen"]) == (None, None, None)
    owing = client(c_level=RiskLevel.C5, concentration_base_fen=-WAN)
    assert figures(CheckCode.M_CONC_BLOCK, owing, RISKY)["most_fen"] == 0


@pytest.mark.parametrize(
    ("changes", "params"),
    [
        ({"amount_fen": 120 * WAN}, None),
        ({"amount_fen": 120 * WAN + 1}, {"single_most_fen": 120 * WAN, "times": 4}),
        ({"amount_fen": 6 * WAN, "premium_years": 10}, None),
        (
            {"amount_fen": 6 * WAN + 1, "premium_years": 10},
            {"yearly_most_fen": 6 * WAN, "percent": 20},
        ),
        ({"amount_fen": WAN, "premium_years": 34}, None),
        ({"amount_fen": WAN, "premium_years": 35}, {"age": 40, "years": 35, "age_and_years": 75}),
    ],
)
def test_i_premium_against_income_and_age(changes: dict[str, int], params: dict[str, int] | None) -> None:
    order = asked(**changes)
    if params is None:
        assert codes(terms=INSURANCE, order=order) == ("OK",)
    else:
        found = figures(CheckCode.I_PREMIUM, terms=INSURANCE, order=order)
        assert found == {"premium_fen": order.amount_fen, **params}
        assert verdict(terms=INSURANCE, order=order).outcome is SuitabilityOutcome.WARN


@pytest.mark.parametrize("years", [None, 5])
def test_i_premium_at_150_percent_of_the_budget(years: int | None) -> None:
    planned = client(insurance_budget_fen=2 * WAN)
    below = asked(amount_fen=3 * WAN - 1, premium_years=years)
    assert codes(planned, INSURANCE, below) == ("OK",)
    reached = asked(amount_fen=3 * WAN, premium_years=years)
    assert figures(CheckCode.I_PREMIUM, planned, INSURANCE, reached) == {
        "premium_fen": 3 * WAN,
        "budget_fen": 2 * WAN,
        "budget_percent": 150,
    }


def test_i_premium_is_no_question_for_organisations() -> None:
    assert codes(replace(ENTERPRISE, household_income_fen=0), INSURANCE) == ("OK",)


def test_all_reasons_stand_in_the_fixed_order_and_the_first_worst_is_the_primary() -> None:
    broke = replace(
        INVESTOR,
        c_level=RiskLevel.C2,
        is_aml_restricted=True,
        id_expires_on=date(2026, 1, 1),
        is_info_refused=True,
        financial_assets_fen=0,
        concentration_base_fen=0,
        available_cash_fen=0,
        assessment_until=ON,
        horizon_months=1,
        varieties=frozenset({Variety.CASH}),
    )
    bad = replace(
        PRIVATE,
        sale_problem="ended",
        missing=("issuer",),
        quota_left_fen=0,
        required_permission="STAR",
        r_level=RiskGrade.R5,
    )
    found = verdict(broke, bad, OWN_WISH)
    assert found.codes == (
        CheckCode.P_NOT_ON_SALE,
        CheckCode.P_UNRATED,
        CheckCode.P_QUOTA,
        CheckCode.K_AML,
        CheckCode.K_ID_EXPIRED,
        CheckCode.K_INFO_REFUSED,
        CheckCode.Q_NOT_QUALIFIED,
        CheckCode.Q_PERMISSION,
        CheckCode.Q_MIN_AMOUNT,
        CheckCode.Q_FUNDS,
        CheckCode.A_EXPIRED,
        CheckCode.R_CLIENT_ABOVE,
        CheckCode.M_HORIZON,
        CheckCode.M_VARIETY,
        CheckCode.M_CONC,
    )
    assert (found.outcome, found.primary, found.duties) == (
        SuitabilityOutcome.FORBID,
        CheckCode.P_NOT_ON_SALE,
        (),
    )


def test_the_primary_of_several_warnings_and_one_refusal_is_the_refusal() -> None:
    found = verdict(client(c_level=RiskLevel.C1, available_cash_fen=0), order=OWN_WISH)
    assert (found.primary, found.codes) == (
        CheckCode.Q_FUNDS,
        (CheckCode.Q_FUNDS, CheckCode.R_CLIENT_ABOVE),
    )


NOTHING_MATCHES: dict[str, Any] = {
    "c_level": None,
    "assessed_on": None,
    "assessment_until": None,
    "horizon_months": None,
    "varieties": None,
    "concentration_base_fen": None,
}
HARD = sold(r_level=RiskGrade.R5, product_months=60, variety=Variety.DERIV)


def test_professionals_need_no_match_on_csrc_products() -> None:
    for kind in (InvestorClass.PRO_B, InvestorClass.PRO_C):
        assert codes(client(investor_class=kind, **NOTHING_MATCHES), HARD) == ("OK",)
    assert codes(replace(INSTITUTION, **NOTHING_MATCHES), HARD) == ("OK",)


def test_professionals_but_institutions_are_ordinary_under_the_nfra() -> None:
    wealth = replace(HARD, regime=Regime.NFRA)
    for kind in (InvestorClass.PRO_B, InvestorClass.PRO_C):
        assert codes(client(investor_class=kind, **NOTHING_MATCHES), wealth) == (
            "A_NONE",
            "M_HORIZON_PUSH",
            "M_VARIETY_PUSH",
            "M_CONC_BLOCK",
        )
    assert codes(replace(INSTITUTION, **NOTHING_MATCHES), wealth) == ("OK",)


def test_a_person_is_never_professional_a() -> None:
    claimed = client(investor_class=InvestorClass.PRO_A, financial_assets_fen=0, **NOTHING_MATCHES)
    assert "A_NONE" in codes(claimed, HARD)
    assert "Q_NOT_QUALIFIED" in codes(claimed, PRIVATE, MILLION)


def test_an_ordinary_organisation_is_matched_like_a_person() -> None:
    careful = replace(ENTERPRISE, c_level=RiskLevel.C1, client_type=ClientType.GOV)
    assert codes(careful) == ("R_PUSH_ABOVE",)
    assert codes(careful, replace(PRIVATE, qualified_only=Qualification.NONE), MILLION) == ("R_PUSH_ABOVE",)
