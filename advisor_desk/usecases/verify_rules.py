"""Runs a table of worked cases against a rules version: how compliance signs off new rules."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from advisor_desk.errors import UserCanFix
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.usecases.case_table import CaseRow, Layout, read_cases
from advisor_desk.usecases.trading_calendar import trading_days
from advisor_desk.usecases.verify_rfm import RFM_LAYOUT, rfm_results
from advisor_desk.usecases.verify_tier import TIER_LAYOUT, tier_results

_SETS = frozenset({"exp_tags_wealth", "exp_labels", "exp_tags", "exp_flags"})
"""Columns that hold codes in any order, separated by |."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One cell where the rules give something else than the table expects."""

    case_id: str
    column: str
    expected: str
    got: str


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """How many cases agree in every expected column, how many do not, and where."""

    passed: int
    failed: int
    mismatches: tuple[Mismatch, ...]


def _tier(row: CaseRow, rules: RuleSet) -> Mapping[str, str]:
    return tier_results(row, rules, trading_days())


_TABLES: Mapping[str, tuple[Layout, Callable[[CaseRow, RuleSet], Mapping[str, str]]]] = {
    "rfm": (RFM_LAYOUT, rfm_results),
    "tier": (TIER_LAYOUT, _tier),
}


def verify_table(kind: str, csv_text: str, rules: RuleSet) -> VerifyReport:
    """Compares every `exp_` cell of every case; an empty cell expects an empty result.

    Raises UserCanFix: `rules.verify_unsupported` (kind) for a kind without rules here,
    `rules.verify_column`, `rules.verify_row`, `rules.verify_cell` and `rules.verify_empty` for a
    table that cannot be read.
    """
    if kind not in _TABLES:
        raise UserCanFix("rules.verify_unsupported", kind=kind, known="|".join(_TABLES))
    layout, results = _TABLES[kind]
    passed, mismatches = 0, []
    cases = read_cases(csv_text, layout)
    for row in cases:
        wrong = _compare(row, results(row, rules))
        passed += not wrong
        mismatches += wrong
    return VerifyReport(passed, len(cases) - passed, tuple(mismatches))


def _compare(row: CaseRow, results: Mapping[str, str]) -> list[Mismatch]:
    return [
        Mismatch(row.case_id, column, row.text(column), got)
        for column, got in results.items()
        if column in row.cells and _key(column, row.text(column)) != _key(column, got)
    ]


def _key(column: str, text: str) -> object:
    return sorted(text.split("|")) if column in _SETS else text
