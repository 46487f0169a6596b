"""Who is owed a contact and when (domain notes §6): days between meaningful contacts.

The state's rhythm takes the place of the group's for clients at risk and dormant ones: the table gives
them a row of their own.
"""

from datetime import date, timedelta
from fractions import Fraction

from advisor_desk.domain.client import Group, LifeState, Tier
from advisor_desk.domain.dates import days_between
from advisor_desk.rules.ruleset import Cadence, RuleSet


def cadence_of(tier: Tier, group: Group, state: LifeState, rules: RuleSet) -> Cadence:
    """The rhythm that binds a client."""
    by_state = rules.care.by_state.get((state, tier))
    return by_state or rules.care.by_group[group, tier]


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
