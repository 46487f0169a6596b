"""What is left of the services of a tier, and whether one may be booked or used (domain notes §6).

Quotas run by the calendar: twelve months are a year, six a half. A booking counts in the period it is for,
a use in the period of its day; a use or a cancelling that names its booking settles it. Never tied to a
purchase.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from advisor_desk.domain.entitlement import (
    EntitlementBalance,
    EntitlementCode,
    EntitlementDraft,
    EntitlementEntry,
    EntitlementMove,
)
from advisor_desk.rules.serviceset import EntitlementRule

NOT_OF_TIER = "entitlement.not_of_tier"
NONE_LEFT = "entitlement.none_left"
NO_BOOKING = "record.unknown"


@dataclass(frozen=True, slots=True)
class OpenBooking:
    """A booking and how much of it is still open."""

    entry: EntitlementEntry
    left: int

    @property
    def day(self) -> date:
        """The day it is for: its period is the one that it counts in."""
        return _day_of(self.entry)


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

    What settles a booking of its own period takes nothing more, a cancelling gives back; a grant is a
    person's decision, for services of the tier alone.
    """
    rule = next((one for one in rules if one.code is draft.code), None)
    if draft.booking:
        return _settling_problem(draft, rule, entries)
    if draft.move is EntitlementMove.CANCEL:
        return ""
    if rule is None:
        return NOT_OF_TIER
    if draft.move is EntitlementMove.GRANT:
        return ""
    return _quota_problem(draft, rule, entries)


def _settling_problem(
    draft: EntitlementDraft, rule: EntitlementRule | None, entries: Sequence[EntitlementEntry]
) -> str:
    """A booking is settled once; a use in another period than it was booked for takes of that one's quota."""
    booked = next((one for one in open_bookings(entries, draft.code) if one.entry.id == draft.booking), None)
    if booked is None:
        return NO_BOOKING
    if draft.count > booked.left:
        return NONE_LEFT
    if draft.move is EntitlementMove.CANCEL or rule is None:
        return ""
    is_of_period = period_of(booked.day, rule.months) == period_of(draft.on, rule.months)
    return "" if is_of_period else _quota_problem(draft, rule, entries)


def _quota_problem(
    draft: EntitlementDraft, rule: EntitlementRule, entries: Sequence[EntitlementEntry]
) -> str:
    left = _balance(rule, entries, draft.for_on or draft.on).left
    return NONE_LEFT if left is not None and draft.count > left else ""


def open_bookings(entries: Sequence[EntitlementEntry], code: EntitlementCode) -> list[OpenBooking]:
    """The bookings of a service that are not settled yet, by the day they are for."""
    settled = _settled(entries)
    found = [
        OpenBooking(entry, entry.count - settled.get(entry.id, 0))
        for entry in entries
        if entry.move is EntitlementMove.BOOK and entry.code is code
    ]
    found.sort(key=lambda each: (each.day, each.entry.id))
    return [each for each in found if each.left > 0]


def period_of(on: date, months: int) -> tuple[date, date]:
    """The first and last day of the period that holds a day; periods are counted from the first of a year."""
    index = (on.year * 12 + on.month - 1) // months * months
    return _month_start(index), _month_start(index + months) - timedelta(days=1)


def _month_start(index: int) -> date:
    year, month = divmod(index, 12)
    return date(year, month + 1, 1)


def _day_of(entry: EntitlementEntry) -> date:
    """The day whose period a line counts in."""
    return entry.for_on or entry.on if entry.move is EntitlementMove.BOOK else entry.on


def _settled(entries: Sequence[EntitlementEntry]) -> Mapping[str, int]:
    """How much of each booking was used or cancelled."""
    settled: dict[str, int] = {}
    for entry in entries:
        if entry.booking and entry.move is not EntitlementMove.BOOK:
            settled[entry.booking] = settled.get(entry.booking, 0) + entry.count
    return settled


def _balance(rule: EntitlementRule, entries: Sequence[EntitlementEntry], on: date) -> EntitlementBalance:
    first, last = period_of(on, rule.months)
    mine = [entry for entry in entries if entry.code is rule.code]
    settled = _settled(mine)
    granted = booked = used = 0
    for entry in mine:
        if not first <= _day_of(entry) <= last:
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
