"""What is left of the services of a tier, and whether one may be booked or used (domain notes §6).

Quotas run by the calendar: twelve months are a year, six a half. A booking counts in the period it is for,
a use in the period of its day; a use or a cancelling that names its booking settles it. Never tied to a
purchase.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from advisor_desk.domain.entitlement import (
    EntitlementBalance,
    EntitlementDraft,
    EntitlementEntry,
    EntitlementMove,
)
from advisor_desk.rules.serviceset import EntitlementRule

NOT_OF_TIER = "entitlement.not_of_tier"
NONE_LEFT = "entitlement.none_left"


def balances(
    rules: Iterable[EntitlementRule], entries: Sequence[EntitlementEntry], on: date
) -> list[EntitlementBalance]:
    """Each service of the tier in the period that holds the day, by what was written up to that day."""
    known = [entry for entry in entries if entry.on <= on]
    return [_balance(rule, known, on) for rule in rules]


def draft_problem(
    draft: EntitlementDraft, rules: Iterable[EntitlementRule], entries: Sequence[EntitlementEntry]
) -> str:
    """Why a line may not be written, as an error's code; empty when it may.

    What settles a booking takes nothing more, a cancelling gives back; a grant is a person's decision, for
    services of the tier alone.
    """
    if draft.booking or draft.move is EntitlementMove.CANCEL:
        return ""
    rule = next((one for one in rules if one.code is draft.code), None)
    if rule is None:
        return NOT_OF_TIER
    if draft.move is EntitlementMove.GRANT:
        return ""
    left = _balance(rule, entries, draft.for_on or draft.on).left
    return NONE_LEFT if left is not None and draft.count > left else ""


def period_of(on: date, months: int) -> tuple[date, date]:
    """The first and last day of the period that holds a day; periods are counted from the first of a year."""
    index = (on.year * 12 + on.month - 1) // months * months
    return _month_start(index), _month_start(index + months) - timedelta(days=1)


def _month_start(index: int) -> date:
    year, month = divmod(index, 12)
    return date(year, month + 1, 1)


def _balance(rule: EntitlementRule, entries: Sequence[EntitlementEntry], on: date) -> EntitlementBalance:
    first, last = period_of(on, rule.months)
    mine = [entry for entry in entries if entry.code is rule.code]
    settled: dict[str, int] = {}
    for entry in mine:
        if entry.booking and entry.move is not EntitlementMove.BOOK:
            settled[entry.booking] = settled.get(entry.booking, 0) + entry.count
    granted = booked = used = 0
    for entry in mine:
        day = entry.for_on or entry.on if entry.move is EntitlementMove.BOOK else entry.on
        if not first <= day <= last:
            continue
        if entry.move is EntitlementMove.GRANT:
            granted += entry.count
        elif entry.move is EntitlementMove.BOOK:
            booked += max(0, entry.count - settled.get(entry.id, 0))
        elif entry.move is EntitlementMove.USE:
            used += entry.count
    uses = (entry.on for entry in mine if entry.move is EntitlementMove.USE)
    return EntitlementBalance(
        code=rule.code,
        quota=rule.quota,
        granted=granted,
        booked=booked,
        used=used,
        expires_on=last,
        last_used_on=max(uses, default=None),
    )
