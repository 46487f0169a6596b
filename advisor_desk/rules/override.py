"""A tier set by hand: only with a reason, an approver and an end (T9). Never for organisations (T5)."""

from dataclasses import dataclass
from datetime import date

from advisor_desk.domain.client import ClientType, Tier
from advisor_desk.domain.dates import days_between
from advisor_desk.errors import UserCanFix
from advisor_desk.rules.ruleset import RuleSet


@dataclass(frozen=True, slots=True)
class TierOverride:
    """In force from `from_on` to `until_on`, both included."""

    tier: Tier
    reason: str
    approver: str
    from_on: date
    until_on: date


def is_in_force(override: TierOverride, as_of: date) -> bool:
    """True on the override's days."""
    return override.from_on <= as_of <= override.until_on


def override_problem(override: TierOverride, client_type: ClientType, rules: RuleSet) -> str | None:
    """Why the override may not stand: organisation, no_reason, no_approver, ends_before_start, too_long."""
    if not client_type.is_person:
        return "organisation"
    if not override.reason.strip():
        return "no_reason"
    if not override.approver.strip():
        return "no_approver"
    length = days_between(override.from_on, override.until_on)
    if length < 0:
        return "ends_before_start"
    return "too_long" if length > rules.tier.override_max_days else None


def check_override(override: TierOverride, client_type: ClientType, rules: RuleSet) -> None:
    """Raises UserCanFix("tier.override_refused", problem, max_days) for an override that may not stand."""
    problem = override_problem(override, client_type, rules)
    if problem:
        raise UserCanFix("tier.override_refused", problem=problem, max_days=rules.tier.override_max_days)
