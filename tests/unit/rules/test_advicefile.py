"""A file of advice rules is taken whole or refused with the key and the line."""

from datetime import date
from decimal import Decimal

import pytest

from advisor_desk.domain.advice import LifeStage, NeedKind
from advisor_desk.domain.client import RiskLevel, Tier
from advisor_desk.domain.product import AssetClass, LegalFloor, Liquidity, ProductType, RiskGrade, Variety
from advisor_desk.domain.suitability import Permission
from advisor_desk.errors import UserCanFix
from advisor_desk.rules.advicefile import parse_advice
from advisor_desk.rules.adviceset import AdviceRules
from tests.advice import ADVICE_FILE, WAN

TEXT = ADVICE_FILE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def advice() -> AdviceRules:
    return parse_advice(TEXT, ADVICE_FILE.name)


def test_shipped_file_holds_the_thresholds_of_the_domain_notes(advice: AdviceRules) -> None:
    asked = advice.suitability
    assert (advice.version, advice.effective_from) == ("2026-11", date(1990, 1, 1))
    assert [asked.highest_grade[level] for level in RiskLevel] == ["R1", "R1", "R2", "R3", "R4", "R5"]
    assert {floor: fen // WAN for floor, fen in asked.floor_fen.items()} == {
        LegalFloor.PRIVATE: 100,
        LegalFloor.AMP_FIXED: 30,
        LegalFloor.AMP_MIXED: 40,
        LegalFloor.AMP_EQUITY: 100,
        LegalFloor.FAMILY_TRUST: 1_000,
        LegalFloor.FAMILY_SERVICE_TRUST: 100,
    }
    assert (asked.concentration_from, asked.concentration_percent) == (RiskGrade.R4, 50)
    assert (asked.elder_age, asked.elder_from, asked.approval_gap) == (65, RiskGrade.R4, 3)
    assert (asked.limited_from_age, asked.self_supporting_from_age, asked.full_from_age) == (8, 16, 18)
    assert set(asked.permissions) == set(Permission)
    assert (asked.id_grace_days, asked.proof_months) == (0, 12)
    assert (asked.id_watch_days, asked.id_urgent_days) == (90, 30)
    assert advice.questionnaire.bands == (20, 40, 60, 80)
    assert (advice.questionnaire.most_a_day, advice.questionnaire.most_in_12_months) == (2, 8)
    assert (advice.shelf.max_age_days, advice.shelf.intent_days) == (30, 3)
    assert "保本" in advice.forbidden_words


def test_types_stand_for_what_the_notes_say(advice: AdviceRules) -> None:
    money = advice.shelf.by_type[ProductType.MONEY_FUND]
    assert (money.variety, money.liquidity, money.months) == (Variety.CASH, Liquidity.T0, 0)
    assert (money.exposure_bp, money.min_fen, money.step_fen) == ({AssetClass.CASH: 10_000}, 1_00, 1_00)
    plan = advice.shelf.by_type[ProductType.AMP_FIXED]
    assert (plan.floor, plan.exposure_bp, plan.min_fen) == (LegalFloor.AMP_FIXED, None, None)
    assert ProductType.FUND_OTHER not in advice.shelf.by_type


@pytest.mark.parametrize(
    ("level", "percent"),
    [
        (RiskLevel.C1_MIN, (60, 40, 0, 0, 0, 0, 0)),
        (RiskLevel.C1, (60, 40, 0, 0, 0, 0, 0)),
        (RiskLevel.C2, (25, 70, 5, 0, 0, 0, 0)),
        (RiskLevel.C3, (10, 52, 22, 8, 8, 0, 0)),
        (RiskLevel.C4, (5, 32, 36, 12, 7, 8, 0)),
        (RiskLevel.C5, (5, 15, 45, 15, 7, 8, 5)),
    ],
)
def test_model_portfolios_are_those_of_the_notes_and_add_up(
    advice: AdviceRules, level: RiskLevel, percent: tuple[int, ...]
) -> None:
    model = advice.allocation.model(level)
    assert tuple(model[klass] // 100 for klass in AssetClass) == percent
    assert sum(model.values()) == 10_000


def test_a_class_without_products_hands_its_weight_on_until_it_is_cash(advice: AdviceRules) -> None:
    for klass in AssetClass:
        seen = [klass]
        while seen[-1] is not AssetClass.CASH:
            seen.append(advice.allocation.moves[seen[-1]])
            assert len(seen) <= len(AssetClass)


def test_bands_and_costs_of_overshoot(advice: AdviceRules) -> None:
    rules = advice.allocation
    assert [rules.band(bp) for bp in (0, 999, 1_000, 5_200)] == [200, 200, 500, 500]
    over = rules.objective.over
    assert over(AssetClass.CASH) < over(AssetClass.CN_BOND) < over(AssetClass.CN_EQUITY)
    assert over(AssetClass.PRIVATE_EQUITY) == over(AssetClass.CN_EQUITY)
    assert rules.limits.illiquid_bp == {RiskLevel.C4: 2_000, RiskLevel.C5: 3_000}


def test_correlations_read_both_ways(advice: AdviceRules) -> None:
    rho = advice.allocation.correlation
    assert rho(AssetClass.CASH, AssetClass.CASH) == 1
    pair = AssetClass.CN_EQUITY, AssetClass.GLOBAL_EQUITY
    assert rho(*pair) == rho(*reversed(pair)) == Decimal("0.45")
    assert rho(AssetClass.CASH, AssetClass.CN_EQUITY) == 0


def test_needs_are_read(advice: AdviceRules) -> None:
    needs = advice.needs
    assert list(needs.stage_from.values()) == [25, 36, 46, 56, 65]
    assert set(needs.matrix) == {(stage, tier) for stage in LifeStage for tier in Tier}
    assert NeedKind.SHORTFALL not in needs.answers


def test_every_section_cites_its_source(advice: AdviceRules) -> None:
    sections = {line.strip("[]") for line in TEXT.splitlines() if line.startswith("[")}
    assert set(advice.sources) == sections
    assert all(any(mark in source for mark in ("§", "S0")) for source in advice.sources.values())
    assert "AG art. 44" in advice.source("suitability.match")
    with pytest.raises(KeyError):
        advice.source("suitability.luck")


def planted(old: str, new: str) -> tuple[dict[str, object], int]:
    """The fault of the shipped file with one change, and the line of the change."""
    assert old in TEXT
    with pytest.raises(UserCanFix) as caught:
        parse_advice(TEXT.replace(old, new, 1), "bad.toml")
    assert (caught.value.code, caught.value.params["name"]) == ("rules.invalid", "bad.toml")
    return dict(caught.value.params), 1 + TEXT[: TEXT.index(old)].count("\n") + new.count("\n")


@pytest.mark.parametrize(
    ("old", "new", "key", "problem"),
    [
        ("intent_days = 3", "intent_days = 3\nextra = 1", "shelf.extra", "unknown_key"),
        ("max_age_days = 30", "max_age_days = 0", "shelf.max_age_days", "out_of_range"),
        ("max_age_days = 30", 'max_age_days = "30"', "shelf.max_age_days", "wrong_type"),
        ("exposure = { CASH = 100 }", "exposure = 100", "shelf.type.MONEY_FUND.exposure", "wrong_type"),
        (
            "exposure = { CASH = 100 }",
            "exposure = { CASH = 99 }",
            "shelf.type.MONEY_FUND.exposure",
            "wrong_sum",
        ),
        ('variety = "CASH"', 'variety = "GOLD"', "shelf.type.MONEY_FUND.variety", "unknown_code"),
        ('liquidity = "T0"', 'liquidity = "T9"', "shelf.type.MONEY_FUND.liquidity", "unknown_code"),
        ('floor = "AMP_FIXED"', 'floor = "LOW"', "shelf.type.AMP_FIXED.floor", "unknown_code"),
        ("min_yuan = 1\n", "min_yuan = 0.5\n", "shelf.type.MONEY_FUND.min_yuan", "wrong_type"),
        ('C1 = "R1"', 'C1 = "R6"', "suitability.match.C1", "unknown_code"),
        ("percent = 50", "percent = 101", "suitability.concentration.percent", "out_of_range"),
        (
            "self_supporting_from_age = 16",
            "self_supporting_from_age = 8",
            "suitability.capacity.self_supporting_from_age",
            "not_ascending",
        ),
        ("full_from_age = 18", "full_from_age = 16", "suitability.capacity.full_from_age", "not_ascending"),
        ("grace_days = 0", "grace_days = true", "suitability.identity.grace_days", "wrong_type"),
        (
            'needs = ["TEST", "RISK_STATEMENT"]',
            'needs = ["TEST", "TEST"]',
            "suitability.permission.STAR.needs",
            "repeated",
        ),
        (
            'needs = ["TEST", "RISK_STATEMENT"]',
            'needs = ["TEST", " "]',
            "suitability.permission.STAR.needs",
            "empty",
        ),
        (
            'needs = ["TEST", "RISK_STATEMENT"]',
            "needs = [1]",
            "suitability.permission.STAR.needs",
            "wrong_type",
        ),
        ('form = "2026-A"', 'form = ""', "questionnaire.form", "empty"),
        ("bands = [20, 40, 60, 80]", "bands = [20, 40, 60]", "questionnaire.bands", "wrong_count"),
        ("bands = [20, 40, 60, 80]", "bands = [20, 40, 40, 80]", "questionnaire.bands", "not_ascending"),
        ("CN_BOND = 40", "CN_BOND = 41", "allocation.model.C1", "wrong_sum"),
        (
            'CN_BOND = "CASH"',
            'CN_BOND = "GOLD"',
            "allocation.moves.CN_BOND",
            "unknown_code",
        ),
        ("most_percent = 90", "most_percent = 20", "allocation.age.most_percent", "not_ascending"),
        ("fee = 0.05", 'fee = "0.05"', "allocation.objective.fee", "wrong_type"),
        ("fee = 0.05", "fee = 101", "allocation.objective.fee", "out_of_range"),
        (
            '["CASH", "CN_BOND", 0.10]',
            '["CASH", "CASH", 0.10]',
            "allocation.correlation.pairs",
            "unknown_code",
        ),
        (
            '["CASH", "CN_BOND", 0.10]',
            '["CASH", "GOLD", 0.10]',
            "allocation.correlation.pairs",
            "unknown_code",
        ),
        (
            '["CASH", "CN_BOND", 0.10]',
            '["GOLD", "CASH", 0.10]',
            "allocation.correlation.pairs",
            "unknown_code",
        ),
        (
            '["CASH", "CN_BOND", 0.10]',
            '["CASH", "CN_BOND", 1.0]',
            "allocation.correlation.pairs",
            "wrong_type",
        ),
        ('["CASH", "CN_BOND", 0.10]', '["CASH", 0.10]', "allocation.correlation.pairs", "wrong_type"),
        ("effective_from = 1990-01-01", "effective_from = 1990", "effective_from", "wrong_type"),
    ],
)
def test_fault_is_named_with_its_key(old: str, new: str, key: str, problem: str) -> None:
    found, _ = planted(old, new)
    assert (found["key"], found["problem"]) == (key, problem)


def test_fault_points_at_its_line() -> None:
    found, line = planted("elder_age = 65", "elder_age = 650")
    assert (found["key"], found["line"]) == ("suitability.duty.elder_age", line)


@pytest.mark.parametrize(
    "key", ["intent_days = 3", "percent = 50", "valid_months = 12", "most_lines = 8", "grace_days = 0"]
)
def test_a_key_that_is_missing_is_named(key: str) -> None:
    found, _ = planted(f"{key}\n", "\n")
    assert (str(found["key"]).rpartition(".")[2], found["problem"]) == (key.split(" ")[0], "missing_key")


def test_a_section_without_a_source_is_refused() -> None:
    found, _ = planted('source = "domain §3.2 (AG art. 44)"\n', "\n")
    assert (found["key"], found["problem"]) == ("suitability.match.source", "missing_key")


def test_a_topic_that_stands_for_two_needs_and_a_stage_that_points_at_a_shortfall_are_refused() -> None:
    topics = TEXT[TEXT.index("[needs.topic]") :].splitlines()
    first = next(line for line in topics if " = [" in line)
    later = next(line for line in topics[topics.index(first) + 1 :] if " = [" in line)
    word = first[first.index('"') : first.index('"', first.index('"') + 1) + 1]
    found, _ = planted(later, later.replace("[", f"[{word}, ", 1))
    assert found["problem"] == "repeated"
    row = TEXT[TEXT.index("[needs.matrix.STARTER]") :].splitlines()
    cell = next(line for line in row if line.startswith("RETAIL = "))
    found, _ = planted(cell, 'RETAIL = ["SHORTFALL"]')
    assert (found["key"], found["problem"]) == ("needs.matrix.STARTER.RETAIL", "unknown_code")


@pytest.mark.parametrize(("text", "line"), [("version = \n", 1), ("a = 1\nb = = 2\n", 2)])
def test_text_that_is_not_toml_names_a_line(text: str, line: int) -> None:
    with pytest.raises(UserCanFix) as caught:
        parse_advice(text, "bad.toml")
    assert (caught.value.params["line"], caught.value.params["problem"]) == (line, "not_toml")
