"""Who is owed a contact and when (domain notes §6): days between meaningful contacts.

The state's rhythm takes the place of the group's for clients at risk and dormant ones: the table gives
them a row of their own. A rhythm set by hand takes the place of both. An open complaint, a refusal of
marketing and a cooling-off suspend it: the days are told, and nobody is late.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from advisor_desk.domain.client import Group, LifeState, Tier
from advisor_desk.domain.dates import days_between
from advisor_desk.rules.contact_caps import ContactState, grave_hindrances
from advisor_desk.rules.reasons import Reason, reason
from advisor_desk.rules.ruleset import Cadence, RuleSet
from advisor_desk.rules.service_reasons import Hindrance
from advisor_desk.rules.serviceset import ContactRules

PAUSES = {
    Hindrance.COMPLAINT_OPEN.value: "COMPLAINT",
    Hindrance.OPT_OUT.value: "OPT_OUT",
    Hindrance.COOLING_OFF.value: "COOLING_OFF",
}
"""What a suspended rhythm is called (`DueContact.paused_by`), by the hindrance."""


@dataclass(frozen=True, slots=True)
class Due:
    """The days of a rhythm: from the ideal day on a contact is welcome, after the latest it is late.

    None for both when nobody knows since when. `paused_by` is empty while the rhythm runs.
    """

    days: int
    ideal_on: date | None
    latest_on: date | None
    paused_by: str
    why: tuple[Reason, ...]


def cadence_of(tier: Tier, group: Group, state: LifeState, rules: RuleSet) -> Cadence:
    """The rhythm that binds a client."""
    by_state = rules.care.by_state.get((state, tier))
    return by_state or rules.care.by_group[group, tier]


def ideal_days(days: int, rules: ContactRules) -> int:
    """After how many of the days allowed a contact is ideal: rounded down, at least one."""
    return max(1, days * rules.ideal_percent // 100)


def own_days_problem(days: int, rules: ContactRules) -> str:
    """Why a rhythm may not be set by hand, as an error's code; empty when it may."""
    return "" if rules.own_days_least <= days <= rules.own_days_most else "care.days_out_of_range"


def pause_of(state: ContactState, on: date, rules: ContactRules) -> str:
    """What suspends the rhythm on a day, the gravest reason; empty when nothing does."""
    for code, _ in grave_hindrances(state, on, rules):
        return PAUSES[code]
    return ""


def due_of(
    since: date | None,
    cadence: Cadence,
    rules: ContactRules,
    own_days: int | None = None,
    paused_by: str = "",
) -> Due:
    """Ideal and latest day counted from the last effective contact, else from opening, with the reasons."""
    days = own_days or cadence.days
    ideal = ideal_days(days, rules)
    why = (
        reason("due.own_rhythm", days=days)
        if own_days
        else reason("due.rhythm", rule=cadence.rule, days=days)
    )
    reasons = [why, reason("due.ideal", percent=rules.ideal_percent, days=ideal)]
    if since is None:
        reasons.append(reason("due.never"))
    if paused_by:
        reasons.append(reason("due.paused", paused_by=paused_by))
    return Due(
        days=days,
        ideal_on=None if since is None else since + timedelta(days=ideal),
        latest_on=None if since is None else since + timedelta(days=days),
        paused_by=paused_by,
        why=tuple(reasons),
    )


def next_due(  # noqa: PLR0913 - the facts of a list row, asked for row by row
    last_effective_contact: date | None,
    opened_on: date | None,
    tier: Tier,
    group: Group,
    state: LifeState,
    rules: RuleSet,
) -> date | None:
    """The last day on which a contact is in time, counted from the last effective one, else from opening.

    None when neither is known: show such a client as never contacted, not as in time.
    """
    since = last_effective_contact or opened_on
    return None if since is None else since + timedelta(days=cadence_of(tier, group, state, rules).days)


def is_overdue(due_on: date | None, as_of: date) -> bool:
    """True after the due day; a client of whom nothing is known is overdue."""
    return due_on is None or as_of > due_on


def overdue_ratio(since: date | None, cadence: Cadence, as_of: date) -> Fraction | None:
    """Days since the last contact over the days allowed, for sorting; None when nothing is known."""
    return None if since is None else Fraction(days_between(since, as_of), cadence.days)


DUE_CODES = {
    "due.rhythm": ("rule", "days"),
    "due.own_rhythm": ("days",),
    "due.ideal": ("percent", "days"),
    "due.never": (),
    "due.paused": ("paused_by",),
}
"""Every code given here with the names of its figures, for the labels."""
