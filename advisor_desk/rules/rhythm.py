"""The rhythm of a client's contacts as days (domain notes §6): ideal, latest, own rhythm, what suspends it.

An open complaint, a refusal of marketing and a cooling-off suspend a rhythm: its days are told, and nobody is
late. How long it is by tier, group and state is `rules.service_due`'s matter.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from advisor_desk.rules.contact_caps import ContactState, grave_hindrances
from advisor_desk.rules.reasons import Reason, reason
from advisor_desk.rules.ruleset import Cadence
from advisor_desk.rules.service_reasons import Hindrance
from advisor_desk.rules.serviceset import ContactRules

PAUSES: Final = {
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


DUE_CODES: Final = {
    "due.rhythm": ("rule", "days"),
    "due.own_rhythm": ("days",),
    "due.ideal": ("percent", "days"),
    "due.never": (),
    "due.paused": ("paused_by",),
}
"""Every code given here with the names of its figures, for the labels."""
