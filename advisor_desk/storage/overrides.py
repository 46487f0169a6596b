"""Tiers set by hand: the row that the count reads, and the event that head office is told."""

from __future__ import annotations

from datetime import date, timedelta

from advisor_desk.domain.client import ClientType
from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.edits import OverrideDraft
from advisor_desk.errors import UserCanFix
from advisor_desk.rules.override import TierOverride, check_override
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.events import Event, EventDraft, append_event

EVENT_TYPE = "tier.overridden"
ENDED_EVENT_TYPE = "tier.override_ended"


def put(
    connection: Connection, draft: OverrideDraft, rules: RuleSet, *, author: str, seconds: float
) -> Event:
    """Record an override with its event, inside the caller's transaction.

    Raises UserCanFix("client.unknown"), UserCanFix("tier.override_refused", problem, max_days).
    """
    row = connection.execute("SELECT client_type FROM client WHERE id = ?", (draft.client_id,)).fetchone()
    if row is None:
        raise UserCanFix("client.unknown", client_id=draft.client_id)
    wanted = TierOverride(draft.tier, draft.reason, draft.approver, draft.from_on, draft.until_on)
    check_override(wanted, ClientType(row[0]), rules)
    body = {
        "tier": draft.tier.value,
        "reason": draft.reason,
        "approver": draft.approver,
        "from": draft.from_on.isoformat(),
        "until": draft.until_on.isoformat(),
        "rules_version": rules.version,
    }
    event = append_event(
        connection,
        EventDraft(EVENT_TYPE, author, body, client_id=draft.client_id, on=draft.from_on),
        seconds=seconds,
    )
    connection.execute(
        "INSERT INTO tier_override (client_id, tier, reason, approver, from_day, until_day, event_id) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            draft.client_id,
            draft.tier.value,
            draft.reason,
            draft.approver,
            to_day(draft.from_on),
            to_day(draft.until_on),
            event.id,
        ),
    )
    return event


def end(connection: Connection, client_id: int, on: date, *, author: str, seconds: float) -> int:
    """End what is in force on a day with the day before, each with its event; returns how many.

    What an override did on its earlier days stays as it was.
    """
    day, last = to_day(on), on - timedelta(days=1)
    running = connection.execute(
        "SELECT id, event_id, until_day FROM tier_override "
        "WHERE client_id = ? AND from_day <= ? AND until_day >= ? ORDER BY id",
        (client_id, day, day),
    ).fetchall()
    for override_id, event_id, until_day in running:
        body = {
            "override": event_id,
            "until_before": from_day(until_day).isoformat(),
            "until": last.isoformat(),
        }
        append_event(
            connection,
            EventDraft(ENDED_EVENT_TYPE, author, body, client_id=client_id, on=on),
            seconds=seconds,
        )
        connection.execute("UPDATE tier_override SET until_day = ? WHERE id = ?", (to_day(last), override_id))
    return len(running)
