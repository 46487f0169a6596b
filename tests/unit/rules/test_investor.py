"""What may be believed of a client (domain notes §1.2 T7, §3.1): proof and its age, classes, varieties."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from advisor_desk.domain.advice import AdviceClient
from advisor_desk.domain.client import ClientType, RiskLevel
from advisor_desk.domain.product import Variety
from advisor_desk.domain.records import InvestorClass
from advisor_desk.domain.suitability import Capacity, InvestorFacts, Permission
from advisor_desk.rules.investor import effective_class, facts_of, is_proven, varieties_of
from advisor_desk.rules.ruleset import RuleSet
from tests.advice import WAN, advice_client, advice_rules

ADVICE = advice_rules()
ON = date(2026, 6, 30)


def with_kyc(client: AdviceClient, **values: Any) -> AdviceClient:
    return replace(client, kyc=replace(client.kyc, **values))


def with_profile(client: AdviceClient, **values: Any) -> AdviceClient:
    return replace(client, profile=replace(client.profile, **values))


def facts(rules: RuleSet, client: AdviceClient, on: date = ON) -> InvestorFacts:
    return facts_of(client, on, rules, ADVICE)


def class_of(client: AdviceClient) -> tuple[str, list[str]]:
    found, reasons = effective_class(client, ON, ADVICE)
    return found.value, [code.removeprefix("class.") for code, _ in reasons]


def test_facts_of_a_person_as_recorded(rules: RuleSet) -> None:
    client = with_kyc(
        advice_client(), permissions=frozenset({Permission.STAR}), insurance_budget_fen=5, net_assets_fen=7
    )
    found = facts(rules, client)
    assert found == InvestorFacts(
        client_type=ClientType.PERSON,
        investor_class=InvestorClass.ORD,
        c_level=RiskLevel.C3,
        age=40,
        capacity=Capacity.FULL,
        financial_assets_fen=80 * WAN,
        concentration_base_fen=80 * WAN,
        income_3y_fen=20 * WAN,
        net_assets_fen=7,
        invest_months=101,
        household_net_fen=None,
        household_fin_fen=None,
        household_income_fen=30 * WAN,
        insurance_budget_fen=5,
        assessed_on=date(2026, 1, 10),
        assessment_until=date(2027, 1, 10),
        id_expires_on=date(2036, 1, 1),
        is_aml_restricted=False,
        horizon_months=36,
        varieties=frozenset({Variety.CASH, Variety.BOND, Variety.MIXED, Variety.EQUITY, Variety.ALT}),
        permissions=frozenset({Permission.STAR}),
        available_cash_fen=20 * WAN,
        avg20_fen=80 * WAN,
    )


def test_fresh_money_adds_to_base_and_assets_and_cash_is_taken_as_given(rules: RuleSet) -> None:
    found = facts_of(advice_client(), ON, rules, ADVICE, fresh_fen=WAN, cash_fen=0)
    assert (found.financial_assets_fen, found.concentration_base_fen) == (81 * WAN, 81 * WAN)
    assert found.available_cash_fen == 0


def test_a_client_without_assets_has_what_is_fresh_or_nothing_known(rules: RuleSet) -> None:
    new = replace(advice_client(), aum_fen=None, cash_fen=None)
    assert facts(rules, new).concentration_base_fen is None
    assert facts(rules, new).financial_assets_fen is None
    assert facts(rules, new).available_cash_fen is None
    assert facts_of(new, ON, rules, ADVICE, fresh_fen=WAN).concentration_base_fen == WAN


def test_nothing_is_made_up_where_there_is_no_assessment(rules: RuleSet) -> None:
    found = facts(rules, replace(advice_client(), assessment=None))
    assert (found.c_level, found.assessed_on, found.assessment_until) == (None, None, None)
    assert (found.horizon_months, found.varieties) == (None, None)


def test_no_record_makes_an_assessment_last_longer_than_twelve_months(rules: RuleSet) -> None:
    client = advice_client()
    assert client.assessment is not None
    for written, counts in ((date(2029, 1, 10), date(2027, 1, 10)), (date(2026, 7, 1), date(2026, 7, 1))):
        longer = replace(client, assessment=replace(client.assessment, expires_on=written))
        assert facts(rules, longer).assessment_until == counts


def test_missing_facts_are_named(rules: RuleSet) -> None:
    bare = with_profile(advice_client(), born_on=None, id_expires_on=None)
    found = facts(rules, bare)
    assert (found.missing, found.age) == (("born_on", "id_expires_on"), None)
    firm = with_profile(bare, client_type=ClientType.ENTERPRISE)
    assert facts(rules, firm).missing == ("id_expires_on",)


def test_an_organisation_has_neither_age_nor_capacity(rules: RuleSet) -> None:
    found = facts(rules, with_profile(advice_client(), client_type=ClientType.ENTERPRISE))
    assert (found.age, found.capacity) == (None, None)


@pytest.mark.parametrize(
    ("proof", "proof_on", "expected"),
    [
        ("资产证明", date(2025, 6, 30), True),
        ("资产证明", date(2025, 6, 29), False),
        ("资产证明", ON, True),
        ("资产证明", date(2026, 7, 1), False),
        ("资产证明", None, False),
        (None, ON, False),
        ("  ", ON, False),
    ],
)
def test_proof_counts_for_twelve_months(
    rules: RuleSet, proof: str | None, proof_on: date | None, expected: bool
) -> None:
    client = with_profile(advice_client(), declared_assets_fen=300 * WAN)
    client = with_kyc(
        client,
        proof=proof,
        proof_on=proof_on,
        net_assets_fen=1,
        household_net_fen=2,
        household_fin_fen=3,
    )
    found = facts(rules, client)
    assert is_proven(client, ON, ADVICE) is expected
    assert found.financial_assets_fen == (380 if expected else 80) * WAN
    assert found.concentration_base_fen == 80 * WAN
    declared = (found.income_3y_fen, found.net_assets_fen, found.household_net_fen)
    assert declared == ((20 * WAN, 1, 2) if expected else (None, None, None))
    family = (found.household_fin_fen, found.household_income_fen)
    assert family == ((3, 30 * WAN) if expected else (None, None))


@pytest.mark.parametrize(
    ("since", "months"),
    [
        (date(2024, 6, 30), 24),
        (date(2024, 7, 1), 23),
        (date(2026, 6, 30), 0),
        (date(2026, 8, 1), 0),
        (None, None),
    ],
)
def test_months_of_investing_are_complete(rules: RuleSet, since: date | None, months: int | None) -> None:
    assert facts(rules, with_kyc(advice_client(), invest_since=since)).invest_months == months


def person(kind: InvestorClass, assets_wan: int, income_wan: int, **values: Any) -> AdviceClient:
    known: dict[str, Any] = {"invest_since": date(2024, 6, 30), "class_evidence": "认定表", **values}
    client = replace(advice_client(), aum_fen=assets_wan * WAN)
    return with_kyc(client, investor_class=kind, income_3y_fen=income_wan * WAN, **known)


def test_pro_b_person_by_assets_or_income_and_two_years() -> None:
    assert class_of(person(InvestorClass.PRO_B, 500, 0)) == ("PRO_B", [])
    assert class_of(person(InvestorClass.PRO_B, 0, 50)) == ("PRO_B", [])
    assert class_of(person(InvestorClass.PRO_B, 499, 49)) == ("ORD", ["figures"])
    fresh = {"invest_since": date(2024, 7, 1)}
    assert class_of(person(InvestorClass.PRO_B, 500, 0, **fresh)) == ("ORD", ["experience"])
    for known in (
        {"related_work_since": date(2024, 6, 30)},
        {"is_senior_manager": True},
        {"is_certified": True},
    ):
        assert class_of(person(InvestorClass.PRO_B, 500, 0, **fresh, **known)) == ("PRO_B", [])
    late = {"related_work_since": date(2024, 7, 1)}
    assert class_of(person(InvestorClass.PRO_B, 500, 0, **fresh, **late)) == ("ORD", ["experience"])


def test_pro_c_person_by_assets_or_income_and_one_year_of_investing() -> None:
    since = {"invest_since": date(2025, 6, 30)}
    assert class_of(person(InvestorClass.PRO_C, 300, 0, **since)) == ("PRO_C", [])
    assert class_of(person(InvestorClass.PRO_C, 0, 30, **since)) == ("PRO_C", [])
    assert class_of(person(InvestorClass.PRO_C, 299, 29, **since)) == ("ORD", ["figures"])
    late = {"invest_since": date(2025, 7, 1), "is_certified": True}
    assert class_of(person(InvestorClass.PRO_C, 300, 0, **late)) == ("ORD", ["experience"])


def test_income_and_outside_assets_need_proof_for_a_class_too() -> None:
    assert class_of(person(InvestorClass.PRO_B, 0, 50, proof=None)) == ("ORD", ["figures"])
    outside = with_profile(person(InvestorClass.PRO_B, 100, 0), declared_assets_fen=400 * WAN)
    assert class_of(outside) == ("PRO_B", [])
    assert class_of(with_kyc(outside, proof_on=date(2025, 6, 29))) == ("ORD", ["figures"])


@pytest.mark.parametrize(
    ("kind", "net_wan", "assets_wan", "since"),
    [
        (InvestorClass.PRO_B, 2_000, 1_000, date(2024, 6, 30)),
        (InvestorClass.PRO_C, 1_000, 500, date(2025, 6, 30)),
    ],
)
def test_organisation_by_net_assets_and_financial_assets_and_experience(
    kind: InvestorClass, net_wan: int, assets_wan: int, since: date
) -> None:
    def firm(net_fen: int, assets_fen: int, start: date) -> tuple[str, list[str]]:
        client = with_profile(person(kind, 0, 0), client_type=ClientType.ENTERPRISE)
        client = with_kyc(client, net_assets_fen=net_fen, invest_since=start, is_certified=True)
        return class_of(replace(client, aum_fen=assets_fen))

    net, assets = net_wan * WAN, assets_wan * WAN
    assert firm(net, assets, since) == (kind, [])
    assert firm(net - 1, assets, since) == ("ORD", ["figures_org"])
    assert firm(net, assets - 1, since) == ("ORD", ["figures_org"])
    assert firm(net, assets, date(since.year, 7, 1)) == ("ORD", ["experience"])


def test_a_class_holds_with_evidence_and_between_its_days() -> None:
    pro = person(InvestorClass.PRO_B, 500, 0)
    assert class_of(with_kyc(pro, class_evidence=None)) == ("ORD", ["no_evidence"])
    assert class_of(with_kyc(pro, class_evidence=" ")) == ("ORD", ["no_evidence"])
    assert class_of(with_kyc(pro, class_from=ON, class_until=ON)) == ("PRO_B", [])
    assert class_of(with_kyc(pro, class_from=date(2026, 7, 1))) == ("ORD", ["not_yet"])
    assert class_of(with_kyc(pro, class_until=date(2026, 6, 29))) == ("ORD", ["ended"])


def test_every_reason_is_told_with_its_figures() -> None:
    weak = person(InvestorClass.PRO_B, 100, 10, invest_since=None, class_evidence=None)
    found, reasons = effective_class(weak, ON, ADVICE)
    assert found is InvestorClass.ORD
    assert [(code, dict(params)) for code, params in reasons] == [
        ("class.no_evidence", {"recorded": "PRO_B"}),
        (
            "class.figures",
            {
                "have_fen": 100 * WAN,
                "need_fen": 500 * WAN,
                "have_income_fen": 10 * WAN,
                "need_income_fen": 50 * WAN,
            },
        ),
        ("class.experience", {"have_months": None, "need_months": 24}),
    ]


@pytest.mark.parametrize("kind", [ClientType.FIN_INST, ClientType.PRODUCT])
def test_pro_a_is_for_institutions_and_products(kind: ClientType) -> None:
    recorded = with_kyc(advice_client(), investor_class=InvestorClass.PRO_A, class_evidence="许可证")
    assert class_of(with_profile(recorded, client_type=kind)) == ("PRO_A", [])
    for other in (ClientType.PERSON, ClientType.ENTERPRISE, ClientType.GOV):
        assert class_of(with_profile(recorded, client_type=other)) == ("ORD", ["not_institution"])


@pytest.mark.parametrize(
    ("stated", "client_type", "expected"),
    [
        ("PRO_A", ClientType.FIN_INST, ("PRO_A", [])),
        ("PRO_A", ClientType.PERSON, ("ORD", ["not_institution"])),
        ("PRO_B", ClientType.PERSON, ("ORD", [])),
        ("ORD", ClientType.FIN_INST, ("ORD", [])),
        (None, ClientType.FIN_INST, ("ORD", [])),
    ],
)
def test_the_assessment_may_name_professional_a_and_nothing_else(
    stated: str | None, client_type: ClientType, expected: tuple[str, list[str]]
) -> None:
    client = advice_client()
    assert client.assessment is not None
    client = replace(client, assessment=replace(client.assessment, investor_class=stated))
    assert class_of(with_profile(client, client_type=client_type)) == expected
    assert class_of(replace(client, assessment=None)) == ("ORD", [])


def test_a_client_who_chose_to_stay_ordinary_is_ordinary() -> None:
    own_choice = with_kyc(advice_client(), investor_class=InvestorClass.ORD)
    assert class_of(own_choice) == ("ORD", [])
    assert own_choice.assessment is not None
    imported = replace(own_choice.assessment, investor_class="PRO_A")
    assert class_of(replace(own_choice, assessment=imported)) == ("ORD", [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("现金", "CASH"),
        ("货币", "CASH"),
        ("固定收益", "BOND CASH"),
        ("债券", "BOND"),
        ("混合", "MIXED"),
        ("权益", "EQUITY MIXED"),
        ("股票", "EQUITY"),
        ("另类、私募、黄金、商品", "ALT"),
        ("衍生品；保险", "DERIV INS"),
        ("CASH|BOND", "BOND CASH"),
        ("cash; Equity ,ins", "CASH EQUITY INS"),
        ("债券，股票 保险\u3000混合", "BOND EQUITY INS MIXED"),
        ("债券、比特币", "BOND"),
    ],
)
def test_varieties_by_word_and_by_code(text: str, expected: str) -> None:
    found = varieties_of(text)
    assert found is not None
    assert " ".join(sorted(found)) == expected


@pytest.mark.parametrize("text", [None, "", " 、", "比特币", "债券型"])
def test_varieties_that_nobody_knows_are_unknown(text: str | None) -> None:
    assert varieties_of(text) is None
