"""Counts of one branch, for the console. Sums over branches are made by whoever asks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa

from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.storage.interactions import RECORDED

_RECEIVED: Final = sa.text(
    "SELECT substr(received_at, 1, 13) AS hour, count(*) AS n FROM event "
    "WHERE branch_id = :b AND received_at >= :since GROUP BY substr(received_at, 1, 13)"
)
_HELD: Final = sa.text(
    "SELECT reason, count(*) AS n FROM quarantine WHERE branch_id = :b AND state = 'HELD' GROUP BY reason"
)
_CONFLICTS: Final = sa.text("SELECT count(*) FROM conflict WHERE branch_id = :b AND state = 'OPEN'")
_CONTACTS: Final = sa.text(
    "SELECT on_day, count(*) AS n FROM event WHERE branch_id = :b AND type = :type "
    "AND on_day >= :since AND on_day <= :until GROUP BY on_day"
)
_TIERS: Final = sa.text(
    "SELECT month, tier, sum(clients) AS n FROM tier_month "
    "WHERE branch_id = :b AND month >= :since AND month <= :until GROUP BY month, tier"
)
_REPORTED: Final = sa.text(
    "SELECT month, count(DISTINCT advisor_id) AS n FROM tier_month "
    "WHERE branch_id = :b AND month >= :since AND month <= :until GROUP BY month"
)


@dataclass(frozen=True, slots=True)
class TierMonths:
    """Clients by month (`2026-06`) and tier; by month, how many advisors' desks have told theirs."""

    clients: Counter[tuple[str, str]]
    advisors: Counter[str]


def received(connection: sa.Connection, branch: str, since: str) -> Counter[str]:
    """Events by the hour of UTC (`2026-09-21T12`) in which they arrived, from `since` (UTC text) on."""
    found = connection.execute(_RECEIVED, {"b": branch, "since": since})
    return Counter({row.hour: int(row.n) for row in found})


def held(connection: sa.Connection, branch: str) -> Counter[str]:
    """What is kept apart and not settled, by reason."""
    return Counter({row.reason: int(row.n) for row in connection.execute(_HELD, {"b": branch})})


def open_conflicts(connection: sa.Connection, branch: str) -> int:
    """Conflicts that nobody has settled."""
    return int(connection.execute(_CONFLICTS, {"b": branch}).scalar_one())


def contacts(connection: sa.Connection, branch: str, since: date, until: date) -> Counter[date]:
    """Interactions by the day on which they took place, both ends included.

    Each counts once, as it was first recorded: a correction or a withdrawal changes nothing here.
    """
    given = {"b": branch, "type": RECORDED, "since": to_day(since), "until": to_day(until)}
    return Counter({from_day(row.on_day): int(row.n) for row in connection.execute(_CONTACTS, given)})


def tier_months(connection: sa.Connection, branch: str, since: str, until: str) -> TierMonths:
    """Clients by tier in the months from `since` to `until` (`2026-06`), as desks have told them."""
    given = {"b": branch, "since": since, "until": until}
    clients = Counter({(row.month, row.tier): int(row.n) for row in connection.execute(_TIERS, given)})
    return TierMonths(
        clients, Counter({row.month: int(row.n) for row in connection.execute(_REPORTED, given)})
    )
