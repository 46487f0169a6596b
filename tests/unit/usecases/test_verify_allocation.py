"""How compliance signs off model portfolios, moves and the age cap."""

from datetime import date
from pathlib import Path

import pytest

from advisor_desk.errors import UserCanFix
from advisor_desk.usecases.rules_catalog import shipped_advice, shipped_catalog
from advisor_desk.usecases.verify_rules import RulesInForce, verify_table

CASES = Path(__file__).parents[2] / "cases"
HEADER = "case_id,c_level,age,classes,exp_target,exp_moves"


@pytest.fixture(scope="module")
def rules() -> RulesInForce:
    day = date(2026, 11, 21)
    return RulesInForce(shipped_catalog().in_force(day), shipped_advice().in_force(day))


def test_the_assumptions_give_the_figures_of_the_domain_notes(rules: RulesInForce) -> None:
    text = (CASES / "allocation_assumptions.csv").read_text(encoding="utf-8")
    report = verify_table("allocation", text, rules)
    assert report.mismatches == ()
    assert report.passed == 6


def test_a_wrong_weight_is_named(rules: RulesInForce) -> None:
    report = verify_table("allocation", f"{HEADER}\nX,C1,40,ALL,CASH=50|CN_BOND=50,\n", rules)
    (wrong,) = report.mismatches
    assert (wrong.case_id, wrong.column, wrong.got) == ("X", "exp_target", "CASH=60|CN_BOND=40")


@pytest.mark.parametrize(
    ("row", "column"),
    [("X,C9,40,ALL,,", "c_level"), ("X,C1,old,ALL,,", "age"), ("X,C1,40,CASH|HOUSES,,", "classes")],
)
def test_a_cell_that_cannot_be_read_is_named(rules: RulesInForce, row: str, column: str) -> None:
    with pytest.raises(UserCanFix) as caught:
        verify_table("allocation", f"{HEADER}\n{row}\n", rules)
    assert (caught.value.code, caught.value.params["column"]) == ("rules.verify_cell", column)
