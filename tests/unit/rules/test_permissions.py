"""Trading permissions (domain notes §3.6): average, experience and papers, at the threshold and below."""

from dataclasses import replace
from typing import Any

import pytest

from advisor_desk.domain.client import ClientType
from advisor_desk.domain.records import InvestorClass
from advisor_desk.domain.suitability import Permission
from advisor_desk.rules.permissions import PermissionFacts, permission_gaps
from tests.advice import WAN, advice_rules

RULES = advice_rules()
PAPERS = frozenset(paper for one in RULES.suitability.permissions.values() for paper in one.needs)
READY = PermissionFacts(
    client_type=ClientType.PERSON,
    investor_class=InvestorClass.ORD,
    avg20_fen=10_000 * WAN,
    invest_months=600,
    papers=PAPERS,
)


def lacking(permission: Permission, **values: Any) -> list[str]:
    facts = replace(READY, **values)
    return [code.removeprefix("permission.") for code, _ in permission_gaps(permission, facts, RULES)]


@pytest.mark.parametrize(
    ("permission", "average_wan", "months"),
    [
        (Permission.STAR, 50, 24),
        (Permission.GEM, 10, 24),
        (Permission.BSE, 50, 24),
        (Permission.HK_CONNECT, 50, 0),
        (Permission.MARGIN, 50, 6),
        (Permission.OPTION, 50, 6),
        (Permission.NEEQ_INNOVATION, 100, 24),
        (Permission.NEEQ_BASE, 200, 24),
    ],
)
def test_average_and_experience(permission: Permission, average_wan: int, months: int) -> None:
    exact = {"avg20_fen": average_wan * WAN, "invest_months": months}
    assert lacking(permission, **exact) == []
    assert lacking(permission, **{**exact, "avg20_fen": average_wan * WAN - 1}) == ["average"]
    assert lacking(permission, **{**exact, "avg20_fen": None}) == ["average"]
    if months:
        assert lacking(permission, **{**exact, "invest_months": months - 1}) == ["experience"]
        assert lacking(permission, **{**exact, "invest_months": None}) == ["experience"]


@pytest.mark.parametrize(
    ("permission", "papers"),
    [
        (Permission.STAR, ["TEST", "RISK_STATEMENT"]),
        (Permission.GEM, ["TEST"]),
        (Permission.BSE, []),
        (Permission.HK_CONNECT, ["TEST"]),
        (Permission.MARGIN, ["CREDIT_REVIEW"]),
        (Permission.OPTION, ["MARGIN_OR_FUTURES", "EXAM", "SIMULATED_TRADING"]),
    ],
)
def test_papers_on_file(permission: Permission, papers: list[str]) -> None:
    found = permission_gaps(permission, replace(READY, papers=frozenset()), RULES)
    assert found == tuple(("permission.paper", (("paper", paper),)) for paper in papers)


def test_option_of_an_ordinary_organisation_asks_for_100_wan_twice() -> None:
    org = {"client_type": ClientType.ENTERPRISE, "avg20_fen": 100 * WAN, "net_assets_fen": 100 * WAN}
    assert lacking(Permission.OPTION, **org) == []
    assert lacking(Permission.OPTION, **{**org, "avg20_fen": 100 * WAN - 1}) == ["average"]
    assert lacking(Permission.OPTION, **{**org, "net_assets_fen": 100 * WAN - 1}) == ["net_assets"]
    assert lacking(Permission.OPTION, **{**org, "net_assets_fen": None}) == ["net_assets"]


def test_other_permissions_of_an_organisation_ask_for_the_same_average() -> None:
    org = {"client_type": ClientType.ENTERPRISE, "avg20_fen": 50 * WAN}
    assert lacking(Permission.STAR, **org) == []
    assert lacking(Permission.STAR, **{**org, "avg20_fen": 50 * WAN - 1}) == ["average"]


def test_professionals_of_article_8_need_papers_only() -> None:
    new = {"avg20_fen": 0, "invest_months": 0, "papers": frozenset()}
    for kind in (InvestorClass.PRO_A, InvestorClass.PRO_B):
        assert lacking(Permission.GEM, investor_class=kind, **new) == ["paper"]
    assert lacking(Permission.GEM, investor_class=InvestorClass.PRO_C, **new) == [
        "average",
        "experience",
        "paper",
    ]


def test_figures_of_what_is_lacking() -> None:
    found = permission_gaps(Permission.STAR, replace(READY, avg20_fen=49 * WAN, invest_months=20), RULES)
    assert found == (
        ("permission.average", (("have_fen", 49 * WAN), ("need_fen", 50 * WAN), ("gap_fen", WAN))),
        ("permission.experience", (("have_months", 20), ("need_months", 24), ("gap_months", 4))),
    )
