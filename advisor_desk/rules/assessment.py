"""How long a risk assessment holds (domain notes §3.4): twelve months, for every client and product."""

from datetime import date
from enum import StrEnum

from advisor_desk.domain.dates import days_between, months_before
from advisor_desk.rules.ruleset import RuleSet


class AssessmentState(StrEnum):
    """测评状态: 有效, 即将到期, 已过期, 未测评."""

    VALID = "VALID"
    EXPIRING = "EXPIRING"
    EXPIRED = "EXPIRED"
    NONE = "NONE"


def expires_on(taken_on: date, rules: RuleSet) -> date:
    """The first day on which the assessment no longer counts: its anniversary; 29 Feb becomes 28 Feb."""
    return months_before(taken_on, -rules.assessment.valid_months)


def assessment_state(taken_on: date | None, as_of: date, rules: RuleSet) -> AssessmentState:
    """The state on a date. An assessment taken after `as_of` does not exist yet."""
    if taken_on is None or taken_on > as_of:
        return AssessmentState.NONE
    left = days_between(as_of, expires_on(taken_on, rules))
    if left <= 0:
        return AssessmentState.EXPIRED
    return AssessmentState.EXPIRING if left <= rules.assessment.expiring_days else AssessmentState.VALID
