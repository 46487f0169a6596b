"""Who is owed a contact on the day of the kept standings: rhythm, last contact, what pauses it."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from advisor_desk.domain.client import Group, LifeState, Tier
from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.today import DueContact
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.service_due import cadence_of
from advisor_desk.rules.serviceset import ServiceRules
from advisor_desk.storage.engine import Connection

COMPLAINT: Final = "COMPLAINT"
OPT_OUT: Final = "OPT_OUT"
COOLING_OFF: Final = "COOLING_OFF"

_HOURS = 24
_READ = """
SELECT standing.client_id, standing.client_no, standing.name, standing.tier, standing.group_code,
    standing.state, standing.last_contact_on, standing.opened_on, standing.last_purchase_on,
    client_care.cadence_days, client_care.complaint_on
FROM standing LEFT JOIN client_care ON client_care.client_id = standing.client_id
"""
_OPTED_OUT = """
SELECT client_id FROM consent WHERE purpose = 'MARKETING' AND given_on <= :on
GROUP BY client_id HAVING min(withdrawn_on IS NOT NULL AND withdrawn_on <= :on) = 1
"""
_OPTED_OUT_OF = """
SELECT client_id FROM consent WHERE purpose = 'MARKETING' AND given_on <= :on
    AND client_id IN (SELECT value FROM json_each(:ids))
GROUP BY client_id HAVING min(withdrawn_on IS NOT NULL AND withdrawn_on <= :on) = 1
"""
_COOLING = """
SELECT 1 FROM trade INDEXED BY trade_purchase JOIN product ON product.id = trade.product_id
WHERE trade.is_purchase = 1 AND trade.client_id = :client AND trade.on_day BETWEEN :since AND :on
    AND (product.regime = 'PRIVATE' OR product.product_type IN ('PRIVATE_SECURITIES', 'PRIVATE_EQUITY'))
LIMIT 1
"""
_LONGEST = " ORDER BY standing.last_contact_on, standing.client_no LIMIT ?"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What the count rests on: the day and the rules of that day."""

    as_of: date
    rules: RuleSet
    service: ServiceRules


def all_due(connection: Connection, rhythm: Rhythm) -> list[DueContact]:
    """Every client whose ideal day has come, the latest day first; who was never known comes first."""
    opted_out = _opted_out(connection, rhythm.as_of)
    found = []
    for row in connection.execute(_READ).fetchall():
        due = _due(connection, row, rhythm, opted_out)
        if due.ideal_on is None or due.ideal_on <= rhythm.as_of:
            found.append(due)
    found.sort(key=lambda each: (each.latest_on or date.min, each.client_no))
    return found


def one(connection: Connection, client_id: int, rhythm: Rhythm) -> DueContact | None:
    """What a client is owed; None when there is no such client."""
    row = connection.execute(_READ + " WHERE standing.client_id = ?", (client_id,)).fetchone()
    return None if row is None else _due(connection, row, rhythm, _opted_out(connection, rhythm.as_of))


def longest(connection: Connection, limit: int, rhythm: Rhythm) -> list[DueContact]:
    """Those whose last effective contact is the longest ago; never contacted comes first."""
    opted_out = _opted_out(connection, rhythm.as_of)
    rows = connection.execute(_READ + _LONGEST, (limit,)).fetchall()
    return [_due(connection, row, rhythm, opted_out) for row in rows]


def of_clients(connection: Connection, client_ids: Collection[int], rhythm: Rhythm) -> dict[int, DueContact]:
    """What each of the clients named is owed."""
    ids = json.dumps(list(client_ids))
    given = {"on": to_day(rhythm.as_of), "ids": ids}
    opted_out = frozenset(row[0] for row in connection.execute(_OPTED_OUT_OF, given))
    rows = connection.execute(
        f"{_READ} WHERE standing.client_id IN (SELECT value FROM json_each(?))",  # noqa: S608 - a constant
        (ids,),
    ).fetchall()
    return {row[0]: _due(connection, row, rhythm, opted_out) for row in rows}


def _opted_out(connection: Connection, on: date) -> frozenset[int]:
    return frozenset(row[0] for row in connection.execute(_OPTED_OUT, {"on": to_day(on)}))


def _due(
    connection: Connection, row: tuple[Any, ...], rhythm: Rhythm, opted_out: Collection[int]
) -> DueContact:
    client_id, client_no, name, tier, group, state, contacted, opened, bought, own, complaint = row
    known = contacted if contacted is not None else opened
    since = None if known is None else from_day(known)
    days = own or cadence_of(Tier(tier), Group(group), LifeState(state), rhythm.rules).days
    ideal = days * rhythm.service.contact.ideal_percent // 100
    paused = ""
    if complaint is not None:
        paused = COMPLAINT
    elif client_id in opted_out:
        paused = OPT_OUT
    elif _is_cooling_off(connection, client_id, bought, rhythm):
        paused = COOLING_OFF
    return DueContact(
        client_id=client_id,
        client_no=client_no,
        name=name,
        tier=Tier(tier),
        group=group,
        state=state,
        last_contact_on=None if contacted is None else from_day(contacted),
        since=since,
        days=days,
        ideal_on=None if since is None else since + timedelta(days=ideal),
        latest_on=None if since is None else since + timedelta(days=days),
        paused_by=paused,
        is_own_rhythm=own is not None,
    )


def _is_cooling_off(connection: Connection, client_id: int, bought: int | None, rhythm: Rhythm) -> bool:
    """True within the hours after a private fund was bought; of a trade only its day is known."""
    today = to_day(rhythm.as_of)
    since = today - -(-rhythm.service.contact.cooling_hours // _HOURS)
    if bought is None or bought < since:
        return False
    given = {"client": client_id, "since": since, "on": today}
    return connection.execute(_COOLING, given).fetchone() is not None
