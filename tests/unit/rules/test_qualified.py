"""Qualified investors (domain notes §3.5): each figure at its threshold and one fen or month below."""

from dataclasses import replace
from typing import Any

import pytest

from advisor_desk.domain.product import Qualification
from advisor_desk.domain.records import InvestorClass
from advisor_desk.rules.qualified import qualification_gaps
from tests.advice import WAN, advice_rules
from tests.unit.rules.sale_cases import ENTERPRISE, INVESTOR

RULES = advice_rules().suitability
POOR: dict[str, Any] = {
    "financial_assets_fen": None,
    "income_3y_fen": None,
    "household_net_fen": None,
    "household_fin_fen": None,
    "invest_months": 24,
}


def lacking(kind: Qualification, **values: Any) -> list[str]:
    person = replace(INVESTOR, **{**POOR, **values})
    return [name for name, _, _ in qualification_gaps(kind, person, RULES)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"financial_assets_fen": 300 * WAN}, []),
        ({"financial_assets_fen": 300 * WAN - 1}, ["fen", "income_fen"]),
        ({"income_3y_fen": 50 * WAN}, []),
        ({"income_3y_fen": 50 * WAN - 1}, ["fen", "income_fen"]),
        ({}, ["fen", "income_fen"]),
        ({"household_fin_fen": 900 * WAN}, ["fen", "income_fen"]),
    ],
)
def test_private_fund_person(values: dict[str, int], expected: list[str]) -> None:
    assert lacking(Qualification.PRIVATE, **values) == expected


WEALTH = ["household_net_fen", "household_fin_fen", "income_fen"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"household_net_fen": 300 * WAN}, []),
        ({"household_net_fen": 300 * WAN - 1}, WEALTH),
        ({"household_fin_fen": 500 * WAN}, []),
        ({"household_fin_fen": 500 * WAN - 1}, WEALTH),
        ({"income_3y_fen": 40 * WAN}, []),
        ({"income_3y_fen": 40 * WAN - 1}, WEALTH),
        ({"financial_assets_fen": 900 * WAN}, WEALTH),
        ({"income_3y_fen": 40 * WAN, "invest_months": 23}, ["months"]),
        ({"income_3y_fen": 40 * WAN, "invest_months": None}, ["months"]),
        ({"invest_months": 23}, ["months", *WEALTH]),
    ],
)
def test_asset_management_plan_person(values: dict[str, Any], expected: list[str]) -> None:
    assert lacking(Qualification.AMP, **values) == expected


@pytest.mark.parametrize("kind", [Qualification.PRIVATE, Qualification.AMP])
def test_organisation_with_net_assets_of_1000_wan(kind: Qualification) -> None:
    need = 1_000 * WAN
    for have, expected in ((need, ()), (need - 1, (("net_fen", need - 1, need),))):
        assert qualification_gaps(kind, replace(ENTERPRISE, net_assets_fen=have), RULES) == expected
    unknown = replace(ENTERPRISE, net_assets_fen=None, financial_assets_fen=9_000 * WAN)
    assert qualification_gaps(kind, unknown, RULES) == (("net_fen", None, need),)


def test_a_product_for_everyone_asks_for_nothing() -> None:
    assert lacking(Qualification.NONE) == []


def test_an_institution_is_qualified_without_a_test_and_a_person_is_no_institution() -> None:
    pro_a: Any = {"investor_class": InvestorClass.PRO_A}
    fund = replace(ENTERPRISE, net_assets_fen=None, **pro_a)
    assert qualification_gaps(Qualification.PRIVATE, fund, RULES) == ()
    assert lacking(Qualification.PRIVATE, **pro_a) == ["fen", "income_fen"]
