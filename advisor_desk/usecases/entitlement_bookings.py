"""Bookings of services that are not settled yet: what a use or a cancelling may name."""

from collections.abc import Sequence
from dataclasses import dataclass

from advisor_desk.domain.entitlement import EntitlementCode, EntitlementEntry, EntitlementMove


@dataclass(frozen=True, slots=True)
class OpenBooking:
    """A booking and how much of it is still open."""

    entry: EntitlementEntry
    left: int


def open_bookings(entries: Sequence[EntitlementEntry], code: EntitlementCode) -> list[OpenBooking]:
    """The open bookings of a service, by the day they are for."""
    settled: dict[str, int] = {}
    for entry in entries:
        if entry.booking and entry.move is not EntitlementMove.BOOK:
            settled[entry.booking] = settled.get(entry.booking, 0) + entry.count
    found = [
        OpenBooking(entry, entry.count - settled.get(entry.id, 0))
        for entry in entries
        if entry.move is EntitlementMove.BOOK and entry.code is code
    ]
    found.sort(key=lambda each: (each.entry.for_on or each.entry.on, each.entry.id))
    return [each for each in found if each.left > 0]
