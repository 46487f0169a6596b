"""Every figure can be redone by hand from its explanation."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from advisor_desk.domain.client import ClientType, Tier
from advisor_desk.domain.dates import to_day
from advisor_desk.domain.money import yuan
from advisor_desk.domain.standing import AssetFacts, PurchaseFacts
from advisor_desk.domain.trading import TradingDays
from advisor_desk.errors import DeskBug
from advisor_desk.rules.explain import explain
from advisor_desk.rules.explanation import STEPS, ExplainCase, Explanation, Subject
from advisor_desk.rules.reasons import CODES
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.standing import ClientFacts, stand
from advisor_desk.rules.tier import AssetHistory, tier_effective

AS_OF = date(2026, 6, 30)
WEEKDAYS = TradingDays()
FACTS = PurchaseFacts(date(2020, 1, 6), date(2026, 6, 25), 59, 12, 59, yuan(60_000), yuan(1_500))


def history_of(*runs: tuple[int, int], before: Tier = Tier.RETAIL) -> AssetHistory:
    values = [yuan(amount) for amount, days in runs for _ in range(days)]
    days = WEEKDAYS.last(to_day(AS_OF), len(values))
    return AssetHistory(list(zip(days, values, strict=True)), WEEKDAYS, before)


def case_of(
    rules: RuleSet,
    facts: PurchaseFacts = FACTS,
    history: AssetHistory | None = None,
    client_type: ClientType = ClientType.PERSON,
) -> ExplainCase:
    assets = history or AssetHistory((), WEEKDAYS)
    tier = tier_effective(client_type, assets, AS_OF, rules)
    client = ClientFacts(1, client_type)
    asset_facts = AssetFacts(None, None, tier.sum20_fen, tier.days20)
    return ExplainCase(client, stand(client, facts, asset_facts, tier, AS_OF, rules), history)


def step(found: Explanation, code: str) -> dict[str, object]:
    return dict(dict(found.steps)[code])


@pytest.mark.parametrize("subject", Subject)
@pytest.mark.parametrize(
    "facts",
    [
        FACTS,
        PurchaseFacts(None),
        PurchaseFacts(date(2026, 5, 1), AS_OF - timedelta(days=95), 20, 60, 4, 10**9, 10**9),
        PurchaseFacts(date(2026, 6, 20), AS_OF, 2, None, 2, 100, -100, True),
    ],
)
@pytest.mark.parametrize("client_type", [ClientType.PERSON, ClientType.ENTERPRISE])
@pytest.mark.parametrize("amount", [None, 95_0000, -5, 900_0000])
def test_every_explanation_has_its_rule_source_date_and_known_steps(
    rules: RuleSet, subject: Subject, facts: PurchaseFacts, client_type: ClientType, amount: int | None
) -> None:
    history = None if amount is None else history_of((amount, 30))
    found = explain(subject, case_of(rules, facts, history, client_type), rules)
    assert found.subject is subject
    assert (found.rules_version, found.effective_from) == (rules.version, rules.effective_from)
    assert found.as_of == AS_OF
    assert "§" in found.source
    for code, params in found.steps:
        assert tuple(name for name, _ in params) == (STEPS.get(code) or CODES[code])


@pytest.mark.parametrize("subject", Subject)
def test_the_rule_is_a_path_in_the_rules_file(rules: RuleSet, rules_text: str, subject: Subject) -> None:
    rule = explain(subject, case_of(rules), rules).rule
    section, _, key = rule.rpartition(".")
    assert f"[{rule}]" in rules_text or (f"[{section}]" in rules_text and f"\n{key} = " in rules_text)


def test_frequency_59_over_12(rules: RuleSet) -> None:
    found = explain(Subject.FREQUENCY, case_of(rules), rules)
    assert found.result == 2
    assert found.source.startswith("domain §2.1")
    assert step(found, "step.months_whole") == {"months": 12}
    assert step(found, "step.per_month") == {
        "purchases": 59,
        "months_num": 12,
        "months_den": 1,
        "times": "4.9167",
    }
    assert step(found, "step.band_times") == {
        "times": "4.9167",
        "from_times": 2,
        "below_times": 5,
        "score": 2,
    }
    assert step(found, "step.next_band_times") == {"score": 3, "purchases": 1}
    assert step(found, "step.window") == {"after_on": "2025-06-30", "until_on": "2026-06-30"}


def test_frequency_of_a_young_account(rules: RuleSet) -> None:
    facts = PurchaseFacts(date(2026, 5, 1), AS_OF, 4, 10, 4, 100, 0)
    found = explain(Subject.FREQUENCY, case_of(rules, facts), rules)
    assert step(found, "step.months") == {"tenure_days": 60, "month_days": "30.4375", "months": "1.9713"}
    assert step(found, "step.per_month")["times"] == "2.0292"


def test_frequency_of_an_account_younger_than_a_month_and_of_unknown_age(rules: RuleSet) -> None:
    young = explain(Subject.FREQUENCY, case_of(rules, PurchaseFacts(AS_OF)), rules)
    assert step(young, "step.months_least")["tenure_days"] == 0
    unknown = explain(Subject.FREQUENCY, case_of(rules, PurchaseFacts(None)), rules)
    assert step(unknown, "step.months_unknown") == {"months": 12}


def test_frequency_of_the_top_band_has_no_next(rules: RuleSet) -> None:
    found = explain(Subject.FREQUENCY, case_of(rules, replace(FACTS, window_purchases=1200)), rules)
    assert found.result == 6
    assert "step.next_band_times" not in dict(found.steps)


def test_amount_and_benefit_show_the_way_to_the_next_band(rules: RuleSet) -> None:
    amount = explain(Subject.AMOUNT, case_of(rules), rules)
    assert step(amount, "step.band_fen") == {
        "value_fen": yuan(60_000),
        "from_fen": yuan(50_000),
        "below_fen": yuan(100_000),
        "score": 3,
    }
    assert step(amount, "step.next_band_fen") == {"score": 4, "gap_fen": yuan(40_000)}
    top = explain(Subject.AMOUNT, case_of(rules, replace(FACTS, window_amount_fen=10**9)), rules)
    assert "step.next_band_fen" not in dict(top.steps)
    refund = explain(Subject.BENEFIT, case_of(rules, replace(FACTS, window_benefit_fen=-5)), rules)
    assert step(refund, "score.benefit_negative") == {"benefit_fen": -5}


def test_group_shows_every_condition_and_the_decisive_one(rules: RuleSet) -> None:
    found = explain(Subject.GROUP, case_of(rules), rules)
    tried = [dict(params) for code, params in found.steps if code == "step.group_rule"]
    assert [(one["rule"], one["is_met"]) for one in tried] == [
        ("high_amount", False),
        ("benefit_lift", False),
        ("high_freq", True),
        ("recent", True),
        ("remainder", True),
    ]
    assert [one["rule"] for one in tried if one["is_decisive"]] == ["high_freq"]
    assert found.result == "KEY_GUIDE"
    assert step(found, "step.other_preset") == {"preset": "PAPER_MID", "group": "POTENTIAL"}


def test_average_lists_each_day_and_divides(rules: RuleSet) -> None:
    found = explain(Subject.AVG20, case_of(rules, history=history_of((90, 30), (100, 5))), rules)
    assert len(found.inputs) == 20
    assert found.inputs[0] == ("2026-06-30", yuan(100))
    assert sum(int(str(fen)) for _, fen in found.inputs) == step(found, "step.average")["sum_fen"]
    assert step(found, "step.average") == {"sum_fen": 185000, "days": 20, "average_fen": 9250}
    assert found.result == 9250


def test_average_of_nothing_is_nothing(rules: RuleSet) -> None:
    found = explain(Subject.AVG20, case_of(rules), rules)
    assert found.result is None
    assert "tier.no_assets" in dict(found.steps)


def test_held_tier_shows_how_far_the_fall_has_gone(rules: RuleSet) -> None:
    case = case_of(rules, history=history_of((1_000_000, 20), (800_000, 40)))
    found = explain(Subject.TIER, case, rules)
    holds = [dict(params) for code, params in found.steps if code == "step.hold"]
    assert [one["is_held"] for one in holds] == [False, True]
    assert holds[1]["reached_on"] == "2026-05-05"
    assert (holds[1]["below_days"], holds[1]["down_days"]) == (30, 60)
    assert step(found, "step.next_tier") == {
        "tier": "INST",
        "threshold_fen": yuan(5_000_000),
        "gap_fen": yuan(4_200_000),
    }
    assert found.result == "HNW"


def test_organisation_has_no_thresholds(rules: RuleSet) -> None:
    found = explain(Subject.TIER, case_of(rules, client_type=ClientType.GOV), rules)
    assert [code for code, _ in found.steps] == ["tier.organisation"]


def test_state_by_cadence_cites_the_cadence(rules: RuleSet) -> None:
    facts = PurchaseFacts(date(2020, 1, 6), date(2026, 3, 27), 20, 60, 6, yuan(60_000), 0)
    found = explain(Subject.STATE, case_of(rules, facts), rules)
    assert (found.rule, found.result) == ("state.cadence", "AT_RISK")
    assert step(found, "state.off_cadence")["recency_days"] == 95


def test_action_follows_state_and_labels(rules: RuleSet) -> None:
    found = explain(Subject.ACTION, case_of(rules), rules)
    assert step(found, "step.action") == {"state": "ACTIVE", "labels": "LOYAL", "action": "LOYALTY"}


def test_next_due_counts_from_the_contact_then_opening_then_nothing(rules: RuleSet) -> None:
    case = case_of(rules)
    contacted = explain(Subject.NEXT_DUE, replace(case, last_contact_on=date(2026, 6, 1)), rules)
    assert (contacted.rule, contacted.result) == ("care.KEY_GUIDE.RETAIL", "2026-07-16")
    assert step(contacted, "step.add_days")["basis"] == "last_contact"
    assert step(explain(Subject.NEXT_DUE, case, rules), "step.add_days")["basis"] == "opened"
    unknown = explain(Subject.NEXT_DUE, case_of(rules, PurchaseFacts(None)), rules)
    assert (unknown.result, "step.no_basis" in dict(unknown.steps)) == (None, True)


def test_a_rhythm_of_ones_own_stands_beside_that_of_the_rules(rules: RuleSet) -> None:
    case = replace(case_of(rules), last_contact_on=date(2026, 6, 1), own_days=7)
    found = explain(Subject.NEXT_DUE, case, rules)
    assert found.result == "2026-06-08"
    assert step(found, "step.own_rhythm") == {"days": 7, "rule_days": 45}
    assert step(found, "step.add_days")["days"] == 7


def test_digital_only_service_is_said(rules: RuleSet) -> None:
    facts = PurchaseFacts(date(2020, 1, 6), date(2026, 3, 1), 1, None, 1, 100, 0)
    found = explain(Subject.NEXT_DUE, case_of(rules, facts), rules)
    assert found.rule == "care.LONG_TAIL.RETAIL"
    assert ("step.digital_only", ()) in found.steps


def test_c_level_expiry(rules: RuleSet) -> None:
    found = explain(Subject.C_LEVEL, replace(case_of(rules), assessed_on=date(2025, 7, 10)), rules)
    assert found.result == "2026-07-10"
    assert step(found, "step.days_left") == {"days": 10, "expiring_days": 30, "state": "EXPIRING"}
    assert explain(Subject.C_LEVEL, case_of(rules), rules).result is None


def test_other_rules_than_those_of_the_result_are_refused(rules: RuleSet) -> None:
    with pytest.raises(DeskBug):
        explain(Subject.TIER, case_of(rules), replace(rules, version="2027-01"))
