"""Triggers on what runs out: risk assessments, identity documents, agreements."""

from collections.abc import Iterator
from datetime import date

from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.dates import days_between
from advisor_desk.rules.assessment import expires_on
from advisor_desk.rules.moments.view import ClientView
from advisor_desk.rules.moments.world import Found, figures, step_of
from advisor_desk.rules.serviceset import MomentRule


def kyc_expiring(view: ClientView, day: date, rule: MomentRule) -> Iterator[Found]:
    """The newest assessment runs out within days, once for each step."""
    for taken_on, level in view.levels.newest(day):
        ends = expires_on(taken_on, view.world.rules)
        left = days_between(day, ends)
        step = step_of(left, rule.days)
        if step is not None and left > 0:
            yield Found(str(step), (*_assessed(taken_on, level, ends), ("days_left", left)))


def kyc_expired(view: ClientView, day: date, rule: MomentRule) -> Iterator[Found]:
    """The newest assessment no longer counts."""
    for taken_on, level in view.levels.newest(day):
        ends = expires_on(taken_on, view.world.rules)
        if ends <= day:
            yield Found("", _assessed(taken_on, level, ends))


def _assessed(
    taken_on: date, level: RiskLevel, ends: date
) -> tuple[tuple[str, str | int | bool | None], ...]:
    return figures(taken_on=taken_on, c_level=level.value, expires_on=ends)


def id_expiring(view: ClientView, day: date, rule: MomentRule) -> Iterator[Found]:
    """The identity document runs out within days, once for each step; its last day still counts."""
    ends = view.facts.id_expires_on
    if ends is None:
        return
    left = days_between(day, ends)
    step = step_of(left, rule.days)
    if step is not None:
        yield Found(str(step), figures(expires_on=ends, days_left=left))


def agreement_renewal(view: ClientView, day: date, rule: MomentRule) -> Iterator[Found]:
    """An agreement is to be renewed within days, once for each step."""
    for ends, name in sorted(set(view.facts.agreements)):
        left = days_between(day, ends)
        step = step_of(left, rule.days)
        if step is not None:
            yield Found(f"{name}:{step}", figures(agreement=name, renewal_on=ends, days_left=left))
