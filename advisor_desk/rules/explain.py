"""Explains any figure of a client page: rule, version, source, inputs, arithmetic, result, date.

Each subject's steps come from a function of its own; here they get their header.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta

from advisor_desk.errors import DeskBug, Param
from advisor_desk.rules.assessment import assessment_state, expires_on
from advisor_desk.rules.explain_score import (
    explain_amount,
    explain_benefit,
    explain_classic_f,
    explain_classic_m,
    explain_classic_r,
    explain_frequency,
    explain_group,
)
from advisor_desk.rules.explain_tier import explain_average, explain_tier
from advisor_desk.rules.explanation import ExplainCase, Explanation, Finding, Subject, reasons_of, with_header
from advisor_desk.rules.reasons import Reason, reason
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.service_due import cadence_of


def explain(subject: Subject, case: ExplainCase, rules: RuleSet) -> Explanation:
    """The explanation of one figure.

    Raises DeskBug when the rules are not of the version that the standing was made with.
    """
    if case.standing.rules_version != rules.version:
        raise DeskBug("rules.version_differs", standing=case.standing.rules_version, rules=rules.version)
    return with_header(subject, _FINDERS[subject](case, rules), case.standing.as_of, rules)


def explain_state(case: ExplainCase, rules: RuleSet) -> Finding:
    """The state with the condition that decided it."""
    standing, facts = case.standing, case.standing.purchases
    inputs: tuple[tuple[str, Param], ...] = (
        ("last_purchase_on", None if facts.last_purchase_on is None else facts.last_purchase_on.isoformat()),
        ("opened_on", None if facts.opened_on is None else facts.opened_on.isoformat()),
        ("recency_days", standing.recency_days),
        ("lifetime_purchases", facts.lifetime_purchases),
        ("median_gap_x2", facts.median_gap_x2),
    )
    steps = reasons_of(standing, "state")
    is_cadence = any(code == "state.off_cadence" for code, _ in steps)
    return Finding("state.cadence" if is_cadence else "state", inputs, steps, standing.state.value)


def explain_action(case: ExplainCase, rules: RuleSet) -> Finding:
    """State and labels, and the first action that fits them."""
    standing = case.standing
    labels = "|".join(label.value for label in standing.labels)
    step = reason("step.action", state=standing.state.value, labels=labels, action=standing.action.value)
    steps = (*reasons_of(standing, "state", "label"), step)
    inputs = (("state", standing.state.value), ("labels", labels))
    return Finding("state", inputs, steps, standing.action.value)


def explain_next_due(case: ExplainCase, rules: RuleSet) -> Finding:
    """The rhythm that binds and the day it leads to."""
    standing, opened_on = case.standing, case.standing.purchases.opened_on
    cadence = cadence_of(standing.tier, standing.group, standing.state, rules)
    days = case.own_days or cadence.days
    since = case.last_contact_on or opened_on
    result = None if since is None else (since + timedelta(days=days)).isoformat()
    if since is None:
        steps: tuple[Reason, ...] = (reason("step.no_basis", days=days),)
    else:
        basis = "last_contact" if case.last_contact_on else "opened"
        step = reason("step.add_days", basis=basis, from_on=since.isoformat(), days=days, result_on=result)
        steps = (step,)
    if case.own_days is not None:
        steps = (reason("step.own_rhythm", days=days, rule_days=cadence.days), *steps)
    if cadence.is_digital_only:
        steps += (reason("step.digital_only"),)
    inputs: tuple[tuple[str, Param], ...] = (
        ("last_contact_on", None if case.last_contact_on is None else case.last_contact_on.isoformat()),
        ("tier", standing.tier.value),
        ("group", standing.group.value),
        ("state", standing.state.value),
    )
    return Finding(cadence.rule, inputs, steps, result)


def explain_c_level(case: ExplainCase, rules: RuleSet) -> Finding:
    """The day the assessment expires, and its state today."""
    taken_on, as_of = case.assessed_on, case.standing.as_of
    state = assessment_state(taken_on, as_of, rules)
    inputs = (("taken_on", None if taken_on is None else taken_on.isoformat()),)
    if taken_on is None:
        return Finding("assessment.valid_months", inputs, (), None)
    expires = expires_on(taken_on, rules)
    steps = (
        reason(
            "step.add_months",
            from_on=taken_on.isoformat(),
            months=rules.assessment.valid_months,
            result_on=expires.isoformat(),
        ),
        reason(
            "step.days_left",
            days=expires.toordinal() - as_of.toordinal(),
            expiring_days=rules.assessment.expiring_days,
            state=state.value,
        ),
    )
    return Finding("assessment.valid_months", inputs, steps, expires.isoformat())


_FINDERS: Mapping[Subject, Callable[[ExplainCase, RuleSet], Finding]] = {
    Subject.TIER: explain_tier,
    Subject.AVG20: explain_average,
    Subject.AMOUNT: explain_amount,
    Subject.FREQUENCY: explain_frequency,
    Subject.BENEFIT: explain_benefit,
    Subject.GROUP: explain_group,
    Subject.CLASSIC_R: explain_classic_r,
    Subject.CLASSIC_F: explain_classic_f,
    Subject.CLASSIC_M: explain_classic_m,
    Subject.STATE: explain_state,
    Subject.ACTION: explain_action,
    Subject.NEXT_DUE: explain_next_due,
    Subject.C_LEVEL: explain_c_level,
}
