"""A tier set by hand: with a reason, an approver and an end (domain notes §1.2, T9)."""

from datetime import timedelta

from advisor_desk.domain.client import Tier
from advisor_desk.domain.edits import OverrideDraft
from advisor_desk.errors import UserCanFix
from advisor_desk.usecases.ports import EditBook


def override_tier(book: EditBook, draft: OverrideDraft) -> None:
    """Record the override; the client's standing follows at once.

    Raises UserCanFix: `client.unknown`; `tier.override_refused` with problem organisation, no_reason,
    no_approver, ends_before_start, too_long or starts_in_past.
    """
    longest = book.rules.tier.override_max_days
    if draft.from_on < book.as_of:
        # Results of past days are settled: the same date gives the same result for ever.
        raise UserCanFix("tier.override_refused", problem="starts_in_past", max_days=longest)
    book.override_tier(draft)


def longest_override(book: EditBook, client_id: int, tier: Tier) -> OverrideDraft:
    """A draft that begins today and ends as late as the rules allow, to be filled in."""
    until = book.as_of + timedelta(days=book.rules.tier.override_max_days)
    return OverrideDraft(client_id, tier, "", "", book.as_of, until)
