"""Case tables: all pass, a wrong expectation is shown, a table that cannot be read says where and why."""

from datetime import date
from pathlib import Path

import pytest

from advisor_desk.errors import UserCanFix
from advisor_desk.rules.rulesfile import parse_rules
from advisor_desk.usecases.rules_catalog import shipped_advice, shipped_catalog
from advisor_desk.usecases.verify_rules import Mismatch, RulesInForce, verify_table

ROOT = Path(__file__).parents[3]
CASES = ROOT / "tests" / "cases"
SHARED_RFM = ROOT.parent / "shared" / "cases" / "rfm_cases.csv"

RFM_HEADER = (
    "case_id,as_of,open_date,last_purchase_date,purchases_12m,amount_12m_yuan,benefit_12m_yuan,tier,"
    "lifetime_purchases,median_gap_days,exp_A,exp_tags_wealth"
)
RFM_ROW = (
    "X1,2026-06-30,2020-01-06,2026-06-20,120,600000,12000,RETAIL,120,3,5,"
    "DUAL_HIGH|HIGH_AMOUNT|HIGH_FREQ|RECENT"
)
TIER_HEADER = "case_id,as_of,client_type,assets_yuan,history,previous,exp_static_tier,exp_tier"


@pytest.fixture(scope="module")
def rules() -> RulesInForce:
    day = date(2026, 11, 21)
    return RulesInForce(shipped_catalog().in_force(day), shipped_advice().in_force(day))


def rfm(*rows: str, header: str = RFM_HEADER) -> str:
    return "\n".join((header, *rows)) + "\n"


def rfm_with(column: str, cell: str) -> str:
    cells = dict(zip(RFM_HEADER.split(","), RFM_ROW.split(","), strict=True)) | {column: cell}
    return rfm(",".join(cells.values()))


@pytest.mark.parametrize("kind", ["rfm", "tier", "suitability", "allocation"])
def test_worked_examples_of_the_domain_notes_pass(rules: RulesInForce, kind: str) -> None:
    report = verify_table(kind, (CASES / f"{kind}_cases.csv").read_text(encoding="utf-8"), rules)
    assert report.mismatches == ()
    assert report.failed == 0
    assert report.passed >= 12


@pytest.mark.skipif(not SHARED_RFM.exists(), reason="the shared case table is not beside this checkout")
def test_shared_rfm_table_passes(rules: RulesInForce) -> None:
    report = verify_table("rfm", SHARED_RFM.read_text(encoding="utf-8-sig"), rules)
    assert report.mismatches == ()
    assert (report.passed, report.failed) == (31, 0)


def test_codes_may_stand_in_any_order(rules: RulesInForce) -> None:
    assert verify_table("rfm", rfm(RFM_ROW), rules).passed == 1


def test_mismatch_names_case_column_expected_and_got(rules: RulesInForce) -> None:
    wrong = RFM_ROW.replace("X1", "X2").replace(",5,DUAL_HIGH|", ",4,")
    report = verify_table("rfm", rfm(RFM_ROW, wrong), rules)
    assert (report.passed, report.failed) == (1, 1)
    assert report.mismatches == (
        Mismatch("X2", "exp_A", "4", "5"),
        Mismatch(
            "X2",
            "exp_tags_wealth",
            "HIGH_AMOUNT|HIGH_FREQ|RECENT",
            "HIGH_AMOUNT|HIGH_FREQ|RECENT|DUAL_HIGH",
        ),
    )


def test_changed_threshold_fails_cases(rules: RulesInForce) -> None:
    catalogue = shipped_catalog()
    text = catalogue.text(rules.scores.version).replace("high_f = 2", "high_f = 5")
    changed = rules._replace(scores=parse_rules(text, "changed.toml"))
    assert verify_table("rfm", (CASES / "rfm_cases.csv").read_text(encoding="utf-8"), changed).failed > 0


def test_byte_order_mark_blank_lines_and_quotes_are_fine(rules: RulesInForce) -> None:
    text = "\ufeff" + rfm(RFM_ROW, "", ",,,,,,,,,,,") + RFM_ROW.replace("X1", '"X,2"') + "\r\n"
    assert verify_table("rfm", text, rules).passed == 2


@pytest.mark.parametrize("kind", ["luck", ""])
def test_kind_without_rules_is_said(rules: RulesInForce, kind: str) -> None:
    with pytest.raises(UserCanFix) as caught:
        verify_table(kind, "case_id\n", rules)
    assert caught.value.code == "rules.verify_unsupported"
    assert caught.value.params["kind"] == kind


@pytest.mark.parametrize(
    ("header", "column", "problem"),
    [
        (RFM_HEADER + ",exp_Z", "exp_Z", "unknown"),
        (RFM_HEADER.replace(",tier", ""), "tier", "missing"),
        (RFM_HEADER.replace("case_id,", ""), "case_id", "missing"),
        (RFM_HEADER + ",exp_A", "exp_A", "repeated"),
        ("", "amount_12m_yuan", "missing"),
    ],
)
def test_header_that_does_not_fit(rules: RulesInForce, header: str, column: str, problem: str) -> None:
    with pytest.raises(UserCanFix) as caught:
        verify_table("rfm", rfm(header=header), rules)
    assert caught.value.code == "rules.verify_column"
    assert (caught.value.params["column"], caught.value.params["problem"]) == (column, problem)


@pytest.mark.parametrize(
    ("column", "cell", "problem"),
    [
        ("as_of", "", "not_a_date"),
        ("as_of", "2026-02-30", "not_a_date"),
        ("as_of", "20260630", "not_a_date"),
        ("open_date", "30/06/2026", "not_a_date"),
        ("last_purchase_date", "2026-07-01", "after_as_of"),
        ("purchases_12m", "1.5", "not_a_count"),
        ("purchases_12m", "-1", "not_a_count"),
        ("purchases_12m", "many", "not_a_number"),
        ("amount_12m_yuan", "1e5", "not_a_number"),
        ("amount_12m_yuan", "NaN", "not_a_number"),
        ("amount_12m_yuan", "1.005", "not_money"),
        ("benefit_12m_yuan", "", "not_a_number"),
        ("tier", "retail", "unknown_code"),
        ("median_gap_days", "3.25", "not_a_median"),
        ("median_gap_days", "-3", "not_a_median"),
        ("purchases_12m", "１", "not_a_number"),
    ],
)
def test_cell_that_cannot_be_read(rules: RulesInForce, column: str, cell: str, problem: str) -> None:
    with pytest.raises(UserCanFix) as caught:
        verify_table("rfm", rfm_with(column, cell), rules)
    found = caught.value.params
    assert caught.value.code == "rules.verify_cell"
    assert (found["case_id"], found["line"], found["column"]) == ("X1", 2, column)
    assert (found["value"], found["problem"]) == (cell, problem)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (rfm(RFM_ROW + ",extra"), "wrong_cell_count"),
        (rfm("X1,2026-06-30"), "wrong_cell_count"),
        (rfm(RFM_ROW, RFM_ROW), "repeated_case_id"),
        (rfm(RFM_ROW.replace("X1", "")), "no_case_id"),
        (rfm('"X1" oops,2'), "not_csv"),
        (rfm("X" * 200_000), "not_csv"),
    ],
)
def test_row_that_cannot_be_read(rules: RulesInForce, text: str, problem: str) -> None:
    with pytest.raises(UserCanFix) as caught:
        verify_table("rfm", text, rules)
    assert caught.value.code == "rules.verify_row"
    assert caught.value.params["problem"] == problem


def test_table_without_cases_is_not_a_pass(rules: RulesInForce) -> None:
    with pytest.raises(UserCanFix) as caught:
        verify_table("rfm", rfm(), rules)
    assert caught.value.code == "rules.verify_empty"


def test_tier_table_needs_only_what_a_case_uses(rules: RulesInForce) -> None:
    rows = ["T1,2026-06-30,PERSON,100,,,RETAIL,", "T2,2026-06-30,PERSON,,950000x9,HNW,,HNW"]
    assert verify_table("tier", "\n".join((TIER_HEADER, *rows)), rules).passed == 2


@pytest.mark.parametrize(
    "history", ["950000", "950000x", "x5", "950000x0", "950000x5|", "95万x5", "1.005x3", "950000X5"]
)
def test_history_that_cannot_be_read(rules: RulesInForce, history: str) -> None:
    with pytest.raises(UserCanFix) as caught:
        verify_table("tier", f"{TIER_HEADER}\nT1,2026-06-30,PERSON,,{history},,,HNW", rules)
    assert (caught.value.params["column"], caught.value.params["problem"]) == ("history", "not_a_history")
