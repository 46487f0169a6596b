"""Runs a table of worked cases against a rules version: how compliance signs off new rules."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from advisor_desk.errors import UserCanFix
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.usecases.case_table import CaseRow, Layout, read_cases
from advisor_desk.usecases.trading_calendar import trading_days
from advisor_desk.usecases.verify_allocation import ALLOCATION_LAYOUT, ALLOCATION_SETS, allocation_results
from advisor_desk.usecases.verify_rfm import RFM_LAYOUT, rfm_results
from advisor_desk.usecases.verify_suitability import (
    SUITABILITY_LAYOUT,
    SUITABILITY_SETS,
    suitability_results,
)
from advisor_desk.usecases.verify_tier import TIER_LAYOUT, tier_results


class RulesInForce(NamedTuple):
    """The two files of rules of one day: tiers and scores, and advice."""

    scores: RuleSet
    advice: AdviceRules

    def version(self, kind: str) -> str:
        """The version that a table of this kind is run against."""
        return (self.advice if _TABLES[kind].is_advice else self.scores).version


class _Table(NamedTuple):
    """A kind of table: its columns, what the rules make of a row, columns whose codes stand in any order."""

    layout: Layout
    results: Callable[[CaseRow, RulesInForce], Mapping[str, str]]
    sets: frozenset[str] = frozenset()
    is_advice: bool = False


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


def _rfm(row: CaseRow, rules: RulesInForce) -> Mapping[str, str]:
    return rfm_results(row, rules.scores)


def _tier(row: CaseRow, rules: RulesInForce) -> Mapping[str, str]:
    return tier_results(row, rules.scores, trading_days())


def _suitability(row: CaseRow, rules: RulesInForce) -> Mapping[str, str]:
    return suitability_results(row, rules.scores, rules.advice)


def _allocation(row: CaseRow, rules: RulesInForce) -> Mapping[str, str]:
    return allocation_results(row, rules.advice)


_TABLES: Mapping[str, _Table] = {
    "rfm": _Table(RFM_LAYOUT, _rfm, frozenset({"exp_tags_wealth", "exp_labels"})),
    "tier": _Table(TIER_LAYOUT, _tier, frozenset({"exp_tags", "exp_flags"})),
    "suitability": _Table(SUITABILITY_LAYOUT, _suitability, SUITABILITY_SETS, is_advice=True),
    "allocation": _Table(ALLOCATION_LAYOUT, _allocation, ALLOCATION_SETS, is_advice=True),
}


def verify_table(kind: str, csv_text: str, rules: RulesInForce) -> VerifyReport:
    """Compares every `exp_` cell of every case; an empty cell expects an empty result.

    Raises UserCanFix: `rules.verify_unsupported` (kind) for a kind without rules here,
    `rules.verify_column`, `rules.verify_row`, `rules.verify_cell` and `rules.verify_empty` for a
    table that cannot be read.
    """
    if kind not in _TABLES:
        raise UserCanFix("rules.verify_unsupported", kind=kind, known="|".join(_TABLES))
    table = _TABLES[kind]
    passed, mismatches = 0, []
    cases = read_cases(csv_text, table.layout)
    for row in cases:
        wrong = _compare(row, table.results(row, rules), table.sets)
        passed += not wrong
        mismatches += wrong
    return VerifyReport(passed, len(cases) - passed, tuple(mismatches))


def _compare(row: CaseRow, results: Mapping[str, str], sets: frozenset[str]) -> list[Mismatch]:
    return [
        Mismatch(row.case_id, column, row.text(column), got)
        for column, got in results.items()
        if column in row.cells and not _same(row.text(column), got, column in sets)
    ]


def _same(expected: str, got: str, is_set: bool) -> bool:
    if is_set:
        return sorted(expected.split("|")) == sorted(got.split("|"))
    return expected == got
