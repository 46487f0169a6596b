"""Questions of clients that nobody has answered: records of kind ENQUIRY and signals of online platforms.

Answered is a question once the client was really spoken with after it; of a signal only the day is known,
so a contact on that day answers it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from advisor_desk.domain.client import Tier
from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.today import WaitingEnquiry
from advisor_desk.rules.working_time import instant
from advisor_desk.storage.engine import Connection

_ASKED = """
SELECT asked.event_id, asked.client_id, standing.client_no, standing.name, standing.tier, asked.channel, '',
    asked.on_day, asked.at
FROM interaction AS asked JOIN standing ON standing.client_id = asked.client_id
WHERE asked.kind = 'ENQUIRY' AND asked.on_day > :since AND asked.on_day <= :on
    AND asked.replaced_by IS NULL AND asked.is_withdrawn = 0
    AND NOT EXISTS (SELECT 1 FROM interaction AS said
        WHERE said.client_id = asked.client_id AND said.is_effective = 1
            AND said.on_day >= asked.on_day AND said.on_day <= :on
            AND (said.on_day > asked.on_day OR said.at > asked.at)
            AND said.replaced_by IS NULL AND said.is_withdrawn = 0)
"""
_SIGNALLED = """
SELECT 'signal|' || standing.client_no || '|' || signal.on_day || '|' || signal.topic, signal.client_id,
    standing.client_no, standing.name, standing.tier, ifnull(signal.source, 'ONLINE'), signal.topic,
    signal.on_day, NULL
FROM signal JOIN standing ON standing.client_id = signal.client_id
WHERE signal.signal_kind = 'ENQUIRY' AND signal.on_day > :since AND signal.on_day <= :on
    AND NOT EXISTS (SELECT 1 FROM interaction AS said
        WHERE said.client_id = signal.client_id AND said.is_effective = 1
            AND said.on_day >= signal.on_day AND said.on_day <= :on
            AND said.replaced_by IS NULL AND said.is_withdrawn = 0)
"""


@dataclass(frozen=True, slots=True)
class Window:
    """Which questions are still asked: those of so many days up to a day. Work begins at a minute of it."""

    on: date
    days: int
    work_from: int


def waiting(connection: Connection, window: Window) -> list[WaitingEnquiry]:
    """Questions without an answer, the oldest first."""
    given = {"on": to_day(window.on), "since": to_day(window.on) - window.days}
    rows = [*connection.execute(_ASKED, given), *connection.execute(_SIGNALLED, given)]
    found = [_enquiry(row, window) for row in rows]
    return sorted(found, key=lambda each: (each.since, each.key))


def _enquiry(row: tuple[Any, ...], window: Window) -> WaitingEnquiry:
    key, client_id, client_no, name, tier, channel, topic, on_day, at = row
    on = from_day(on_day)
    since = datetime.fromisoformat(at) if at else instant(on, window.work_from)
    return WaitingEnquiry(
        key=key,
        client_id=client_id,
        client_no=client_no,
        name=name,
        tier=Tier(tier),
        channel=channel,
        topic=topic,
        on=on,
        since=since,
    )
