"""A rules file is taken whole or refused with the key and the line."""

from datetime import date
from fractions import Fraction

import pytest

from advisor_desk.domain.client import Group, LifeState, Tier
from advisor_desk.errors import UserCanFix
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.rulesfile import parse_rules


def test_shipped_file_holds_the_thresholds_of_the_domain_notes(rules: RuleSet) -> None:
    assert rules.version == "2026-11"
    assert rules.effective_from <= date(1993, 1, 1)
    assert (rules.tier.hnw_fen, rules.tier.inst_fen) == (1_000_000_00, 5_000_000_00)
    assert Fraction(rules.window.month_days_num, rules.window.month_days_den) == Fraction("30.4375")
    assert rules.score.amount_fen[0] == 10_000_00
    assert rules.care.by_group[Group.KEY_DEVELOP, Tier.HNW].days == 14
    assert rules.care.by_state[LifeState.AT_RISK, Tier.RETAIL].days == 7
    assert rules.care.by_group[Group.LONG_TAIL, Tier.RETAIL].is_digital_only


def test_every_section_cites_its_source(rules: RuleSet, rules_text: str) -> None:
    sections = {line.strip("[]") for line in rules_text.splitlines() if line.startswith("[")}
    assert set(rules.sources) == sections
    assert all("§" in source for source in rules.sources.values())


@pytest.mark.parametrize(
    ("old", "new", "key", "problem"),
    [
        ("hnw_yuan = 1_000_000", "hnw_yuan = 1_000_000\nhwn_yuan = 1", "tier.hwn_yuan", "unknown_key"),
        ("hnw_yuan = 1_000_000", "", "tier.hnw_yuan", "missing_key"),
        ("hnw_yuan = 1_000_000", 'hnw_yuan = "1万"', "tier.hnw_yuan", "wrong_type"),
        ("hnw_yuan = 1_000_000", "hnw_yuan = 1.5", "tier.hnw_yuan", "wrong_type"),
        ("hnw_yuan = 1_000_000", "hnw_yuan = true", "tier.hnw_yuan", "wrong_type"),
        ("hnw_yuan = 1_000_000", "hnw_yuan = 0", "tier.hnw_yuan", "out_of_range"),
        ("inst_yuan = 5_000_000", "inst_yuan = 1_000_000", "tier.inst_yuan", "not_ascending"),
        ("floor_percent = 90", "floor_percent = 101", "tier.downgrade.floor_percent", "out_of_range"),
        ("max_age = 35", "max_age = 24", "young_potential.max_age", "not_ascending"),
        ("month_days = 30.4375", "month_days = 32.0", "window.month_days", "out_of_range"),
        ("month_days = 30.4375", 'month_days = "30"', "window.month_days", "wrong_type"),
        ("month_days = 30.4375", "month_days = true", "window.month_days", "wrong_type"),
        ("[2, 5, 10, 50, 100]", "[2, 5, 10, 50]", "score.frequency.edges_per_month", "wrong_count"),
        ("[2, 5, 10, 50, 100]", "[2, 5, 5, 50, 100]", "score.frequency.edges_per_month", "not_ascending"),
        ("[2, 5, 10, 50, 100]", "[2, 5, 10, 50, 100.5]", "score.frequency.edges_per_month", "wrong_type"),
        ("[2, 5, 10, 50, 100]", "7", "score.frequency.edges_per_month", "wrong_type"),
        ("benefit_lift = true", "benefit_lift = 1", "group.benefit_lift", "wrong_type"),
        ('tier = "RETAIL"', 'tier = "RICH"', "group.low_yield.tier", "unknown_code"),
        ('tier = "RETAIL"', "tier = 1", "group.low_yield.tier", "wrong_type"),
        ('["HNW", "INST"]', '["HNW", "HNW"]', "label.high_value.tiers", "repeated"),
        ("full_from = 500", "full_from = 30", "classic.quintile.full_from", "not_ascending"),
        ("at_risk_max_days = 365", "at_risk_max_days = 180", "state.at_risk_max_days", "not_ascending"),
        ('version = "2026-11"', 'version = " "', "version", "empty"),
        ('version = "2026-11"', "version = 2026", "version", "wrong_type"),
        ("effective_from = 1990-01-01", 'effective_from = "1990"', "effective_from", "wrong_type"),
        (
            "effective_from = 1990-01-01",
            "effective_from = 1990-01-01T00:00:00",
            "effective_from",
            "wrong_type",
        ),
        ('channels = ["WECOM", "ONLINE"]', 'channels = ["FAX"]', "care.POTENTIAL.channels", "unknown_code"),
        ("valid_months = 12", "valid_months = 12\nvalid_days = 1", "assessment.valid_days", "unknown_key"),
    ],
)
def test_fault_is_named_with_key_and_line(
    rules_text: str, old: str, new: str, key: str, problem: str
) -> None:
    planted = rules_text.replace(old, new, 1)
    line = 1 + rules_text[: rules_text.index(old)].count("\n") + new.count("\n")
    with pytest.raises(UserCanFix) as caught:
        parse_rules(planted, "bad.toml")
    assert caught.value.code == "rules.invalid"
    found = caught.value.params
    assert (found["name"], found["key"], found["problem"]) == ("bad.toml", key, problem)
    if problem != "missing_key":
        assert found["line"] == line


def test_missing_key_points_at_its_table(rules_text: str) -> None:
    planted = rules_text.replace("days = 20\n", "", 1)
    with pytest.raises(UserCanFix) as caught:
        parse_rules(planted, "bad.toml")
    assert caught.value.params["key"] == "tier.average.days"
    assert planted.splitlines()[int(str(caught.value.params["line"])) - 1] == "[tier.average]"


def test_missing_table_points_at_the_start_of_the_file(rules_text: str) -> None:
    planted = rules_text[: rules_text.index("[assessment]")]
    with pytest.raises(UserCanFix) as caught:
        parse_rules(planted, "bad.toml")
    assert (caught.value.params["key"], caught.value.params["line"]) == ("assessment", 1)
    assert caught.value.params["problem"] == "missing_key"


def test_unknown_table_is_refused_at_its_line(rules_text: str) -> None:
    planted = rules_text + "\n[bonus]\nlottery = true\n"
    with pytest.raises(UserCanFix) as caught:
        parse_rules(planted, "bad.toml")
    assert (caught.value.params["key"], caught.value.params["problem"]) == ("bonus", "unknown_key")
    assert planted.splitlines()[int(str(caught.value.params["line"])) - 1] == "[bonus]"


def test_value_in_the_place_of_a_table_is_refused(rules_text: str) -> None:
    planted = "window = 12\n" + rules_text.replace("[window]", "[windows]", 1)
    with pytest.raises(UserCanFix) as caught:
        parse_rules(planted, "bad.toml")
    assert (caught.value.params["key"], caught.value.params["problem"]) == ("window", "wrong_type")


def test_section_without_a_source_is_refused(rules_text: str) -> None:
    planted = rules_text.replace('source = "domain §3.4', 'sauce = "domain §3.4', 1)
    with pytest.raises(UserCanFix) as caught:
        parse_rules(planted, "bad.toml")
    assert caught.value.params["key"] == "assessment.source"


@pytest.mark.parametrize(
    ("text", "line"),
    [("version = \n", 1), ("a = 1\nb = = 2\n", 2), ("a = 1\na = 2\n", 2), ('\n\nx = """', 3), ("", 1)],
)
def test_text_that_is_not_toml_or_empty_names_a_line(text: str, line: int) -> None:
    with pytest.raises(UserCanFix) as caught:
        parse_rules(text, "bad.toml")
    assert caught.value.params["line"] == line
    assert caught.value.params["problem"] == ("not_toml" if text else "missing_key")
