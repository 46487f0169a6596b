"""Worked cases of suitability: the shared table passes, a cell that cannot be read says where and why."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from advisor_desk.errors import UserCanFix
from advisor_desk.rules.advicefile import parse_advice
from advisor_desk.usecases.rules_catalog import shipped_advice, shipped_catalog
from advisor_desk.usecases.verify_rules import RulesInForce, verify_table

ROOT = Path(__file__).parents[3]
OURS = ROOT / "tests" / "cases" / "suitability_cases.csv"
SHARED = ROOT.parent / "shared" / "cases" / "suitability_cases.csv"


@pytest.fixture(scope="module")
def rules() -> RulesInForce:
    day = date(2026, 11, 21)
    return RulesInForce(shipped_catalog().in_force(day), shipped_advice().in_force(day))


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with OURS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table(rows: list[dict[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


@pytest.mark.skipif(not SHARED.exists(), reason="the shared case table is not beside this checkout")
def test_shared_table_passes(rules: RulesInForce) -> None:
    report = verify_table("suitability", SHARED.read_text(encoding="utf-8-sig"), rules)
    assert report.mismatches == ()
    assert report.passed >= 40


def test_columns_of_the_shared_table_are_enough(rules: RulesInForce, rows: list[dict[str, str]]) -> None:
    spare = ("avg20_yuan", "insurance_budget_yuan", "min_add_yuan", "premium_years", "sale_problem")
    plain = {column: cell for column, cell in rows[0].items() if column not in spare}
    assert verify_table("suitability", table([plain]), rules).passed == 1


def test_findings_have_an_order_and_duties_have_none(rules: RulesInForce, rows: list[dict[str, str]]) -> None:
    several = next(row for row in rows if row["exp_all_codes"].count("|") > 2)
    turned = several | {"exp_all_codes": "|".join(reversed(several["exp_all_codes"].split("|")))}
    duties = rows[0] | {"exp_duties": "|".join(reversed(rows[0]["exp_duties"].split("|")))}
    report = verify_table("suitability", table([turned, duties]), rules)
    assert (report.passed, [one.column for one in report.mismatches]) == (1, ["exp_all_codes"])


def test_a_branch_is_called_onsite_as_well(rules: RulesInForce, rows: list[dict[str, str]]) -> None:
    assert rows[0]["channel"] == "BRANCH"
    assert verify_table("suitability", table([rows[0] | {"channel": "ONSITE"}]), rules).passed == 1


def test_changed_threshold_fails_cases(rules: RulesInForce) -> None:
    text = shipped_advice().text(rules.advice.version).replace("approval_gap = 3", "approval_gap = 2")
    changed = rules._replace(advice=parse_advice(text, "changed.toml"))
    report = verify_table("suitability", OURS.read_text(encoding="utf-8"), changed)
    assert {one.column for one in report.mismatches} == {"exp_duties"}


def test_version_is_that_of_the_rules_a_table_is_run_against(rules: RulesInForce) -> None:
    text = shipped_advice().text(rules.advice.version)
    later = parse_advice(text.replace('version = "2026-11"', 'version = "2027-01"', 1), "later.toml")
    changed = rules._replace(advice=later)
    assert (changed.version("suitability"), changed.version("rfm")) == ("2027-01", rules.scores.version)


@pytest.mark.parametrize(
    ("column", "cell", "problem"),
    [
        ("info_complete", "yes", "not_a_flag"),
        ("aml_restricted", "", "not_a_flag"),
        ("accepted_varieties", "CASH|GOLD", "unknown_code"),
        ("permissions", "MOON", "unknown_code"),
        ("c_level", "C9", "unknown_code"),
        ("channel", "FAX", "unknown_code"),
        ("amount_yuan", "", "not_a_number"),
        ("fin_assets_yuan", "1.005", "not_money"),
        ("age", "-1", "not_a_count"),
        ("id_expiry", "2026-02-30", "not_a_date"),
        ("regime", "", "unknown_code"),
    ],
)
def test_cell_that_cannot_be_read(
    rules: RulesInForce, rows: list[dict[str, str]], column: str, cell: str, problem: str
) -> None:
    with pytest.raises(UserCanFix) as caught:
        verify_table("suitability", table([rows[0] | {column: cell}]), rules)
    assert caught.value.code == "rules.verify_cell"
    assert (caught.value.params["column"], caught.value.params["problem"]) == (column, problem)
