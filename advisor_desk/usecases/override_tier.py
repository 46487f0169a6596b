"""A tier set by hand: with a reason, an approver and an end (domain notes §1.2, T9)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from advisor_desk.domain.client import ClientType, Tier
from advisor_desk.domain.dates import from_day
from advisor_desk.domain.edits import OverrideDraft
from advisor_desk.errors import UserCanFix
from advisor_desk.intake.day_words import day
from advisor_desk.intake.verdict import Bad
from advisor_desk.rules.override import TierOverride, override_problem
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.usecases.ports import EditBook, OverrideBook

USUAL_DAYS: Final = 90
"""How long an override lasts unless the person says otherwise."""


@dataclass(frozen=True, slots=True)
class OverrideCase:
    """For whom, from which day and under which rules an override is asked for."""

    client_id: int
    client_type: ClientType
    from_on: date
    rules: RuleSet


def override_tier(book: EditBook, draft: OverrideDraft) -> None:
    """Record the override; the client's standing follows at once. One still in force gives way to it.

    Raises UserCanFix: `client.unknown`; `tier.override_refused` with problem organisation, no_reason,
    no_approver, ends_before_start, too_long or starts_in_past.
    """
    longest = book.rules.tier.override_max_days
    if draft.from_on < book.as_of:
        # Results of past days are settled: the same date gives the same result for ever.
        raise UserCanFix("tier.override_refused", problem="starts_in_past", max_days=longest)
    book.override_tier(draft)


def end_override(book: OverrideBook, client_id: int) -> bool:
    """From the book's day on the rules decide again; False when nothing was in force."""
    return book.end_override(client_id)


def longest_override(book: EditBook, client_id: int, tier: Tier) -> OverrideDraft:
    """A draft that begins today and ends as late as the rules allow, to be filled in."""
    until = book.as_of + timedelta(days=book.rules.tier.override_max_days)
    return OverrideDraft(client_id, tier, "", "", book.as_of, until)


def problem_of(case: OverrideCase, draft: OverrideDraft) -> str | None:
    """What the rules have against a draft, before it is saved; None when nothing."""
    wanted = TierOverride(draft.tier, draft.reason, draft.approver, draft.from_on, draft.until_on)
    return override_problem(wanted, case.client_type, case.rules)


def read_day(typed: str) -> date | None:
    """A day in any of the forms that files may use; None when it is none."""
    found = day(typed.strip())
    return None if isinstance(found, Bad) else from_day(found)
