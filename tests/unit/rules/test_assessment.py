"""Validity of a risk assessment (domain notes §3.4)."""

from datetime import date

import pytest

from advisor_desk.rules.assessment import AssessmentState, assessment_state, expires_on
from advisor_desk.rules.ruleset import RuleSet


@pytest.mark.parametrize(
    ("taken_on", "expected"),
    [
        (date(2025, 7, 1), date(2026, 7, 1)),
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2023, 2, 28), date(2024, 2, 28)),
        (date(2025, 12, 31), date(2026, 12, 31)),
    ],
)
def test_expires_on_the_anniversary(rules: RuleSet, taken_on: date, expected: date) -> None:
    assert expires_on(taken_on, rules) == expected


@pytest.mark.parametrize(
    ("as_of", "state"),
    [
        (date(2025, 6, 30), AssessmentState.NONE),
        (date(2025, 7, 1), AssessmentState.VALID),
        (date(2026, 5, 31), AssessmentState.VALID),
        (date(2026, 6, 1), AssessmentState.EXPIRING),
        (date(2026, 6, 30), AssessmentState.EXPIRING),
        (date(2026, 7, 1), AssessmentState.EXPIRED),
    ],
)
def test_state_of_an_assessment_of_1_july_2025(rules: RuleSet, as_of: date, state: AssessmentState) -> None:
    assert assessment_state(date(2025, 7, 1), as_of, rules) is state


def test_no_assessment(rules: RuleSet) -> None:
    assert assessment_state(None, date(2026, 7, 1), rules) is AssessmentState.NONE
