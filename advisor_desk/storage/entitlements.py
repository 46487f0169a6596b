"""The ledger of services in kind, as it follows from events: each line once, none ever changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from advisor_desk.domain.client import Tier
from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.entitlement import (
    EntitlementCode,
    EntitlementDraft,
    EntitlementEntry,
    EntitlementMove,
)
from advisor_desk.errors import UserCanFix
from advisor_desk.rules.entitlements import draft_problem
from advisor_desk.rules.serviceset import ServiceRules
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.recorded_event import RecordedEvent

MOVED: Final = "entitlement.moved"

_READ = """
SELECT line.id, line.client_id, code, move, count, line.on_day, for_day, note, booking, line.author
FROM entitlement_entry AS line JOIN event ON event.id = line.id
WHERE line.client_id = ? AND line.on_day <= ? ORDER BY line.on_day, event.place
"""


def moved_body(draft: EntitlementDraft) -> dict[str, object]:
    """The body of `entitlement.moved`."""
    return {
        "code": draft.code.value,
        "move": draft.move.value,
        "count": draft.count,
        "for_on": draft.for_on and draft.for_on.isoformat(),
        "note": draft.note,
        "booking": draft.booking,
    }


def demand_allowed(
    draft: EntitlementDraft, entries: Sequence[EntitlementEntry], tier: str | None, service: ServiceRules
) -> None:
    """Refuse a booking or use that the tier does not have or that the year's quota no longer holds.

    Raises UserCanFix: `entitlement.not_of_tier`, `entitlement.none_left`, `record.unknown` for a booking that
    the ledger does not have or that is settled.
    """
    rules = () if tier is None else service.entitlements.get(Tier(tier), ())
    problem = draft_problem(draft, rules, entries)
    if problem:
        raise UserCanFix(problem)


def apply(connection: Connection, event: RecordedEvent) -> None:
    """Write the line that an event tells of."""
    if event.type != MOVED or event.on is None:
        return
    body = event.body
    for_on = body.get("for_on")
    connection.execute(
        "INSERT INTO entitlement_entry "
        "(id, client_id, code, move, count, on_day, for_day, note, booking, author) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        (
            event.id,
            event.client_id,
            body["code"],
            body["move"],
            body["count"],
            to_day(event.on),
            None if for_on is None else to_day(date.fromisoformat(for_on)),
            body.get("note") or "",
            body.get("booking") or "",
            event.author,
        ),
    )


def read(connection: Connection, client_id: int, on: date) -> list[EntitlementEntry]:
    """The ledger of a client up to a day, oldest first."""
    return [_entry(row) for row in connection.execute(_READ, (client_id, to_day(on)))]


def _entry(row: tuple[Any, ...]) -> EntitlementEntry:
    entry_id, client_id, code, move, count, on_day, for_day, note, booking, author = row
    return EntitlementEntry(
        id=entry_id,
        client_id=client_id,
        code=EntitlementCode(code),
        move=EntitlementMove(move),
        count=count,
        on=from_day(on_day),
        for_on=None if for_day is None else from_day(for_day),
        note=note,
        booking=booking,
        author=author,
    )
