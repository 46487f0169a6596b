"""Who is owed a contact on the day of the kept standings: rhythm, last contact, what pauses it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Final

from advisor_desk.domain.client import Group, LifeState, Tier
from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.today import DueContact, DueMark
from advisor_desk.rules.contact_caps import ContactState, cooling_until, private_types
from advisor_desk.rules.rhythm import ideal_days, pause_of
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.service_due import cadence_of
from advisor_desk.rules.serviceset import ServiceRules
from advisor_desk.storage.effective_contacts import IS_REFUSED
from advisor_desk.storage.engine import Connection

if TYPE_CHECKING:
    from advisor_desk.rules.adviceset import AdviceRules

_READ = """
SELECT standing.client_id, standing.client_no, standing.name, standing.tier, standing.group_code,
    standing.state, standing.last_contact_on, standing.opened_on, standing.last_purchase_on,
    client_care.cadence_days, client_care.complaint_on
FROM standing LEFT JOIN client_care ON client_care.client_id = standing.client_id
"""
_OPTED_OUT = f"""
SELECT client_id FROM consent WHERE purpose = 'MARKETING' AND given_on <= :as_of
GROUP BY client_id HAVING {IS_REFUSED}
"""  # noqa: S608 - a constant
_OPTED_OUT_OF = f"""
SELECT client_id FROM consent WHERE purpose = 'MARKETING' AND given_on <= :as_of
    AND client_id IN (SELECT value FROM json_each(:ids))
GROUP BY client_id HAVING {IS_REFUSED}
"""  # noqa: S608 - a constant
_COOLING = """
SELECT product.product_type, trade.on_day
FROM trade INDEXED BY trade_purchase JOIN product ON product.id = trade.product_id
WHERE trade.is_purchase = 1 AND trade.client_id = :client AND trade.on_day BETWEEN :since AND :on
"""
_LONGEST = " ORDER BY standing.last_contact_on, standing.client_no LIMIT ?"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What the count rests on: the day and the rules of that day, those of advice only when asked for."""

    as_of: date
    rules: RuleSet
    service: ServiceRules
    advice: Callable[[], AdviceRules]


def all_due(connection: Connection, rhythm: Rhythm) -> list[DueContact]:
    """Every client whose ideal day has come, the latest day first; who was never known comes first."""
    count = _Count(connection, rhythm, _opted_out(connection, rhythm.as_of))
    found = [count.due(row) for row in connection.execute(_READ).fetchall() if count.is_due(row)]
    found.sort(key=lambda each: (each.latest_on or date.min, each.client_no))
    return found


def marks(connection: Connection, rhythm: Rhythm) -> list[DueMark]:
    """The same in few words, without those whose rhythm is suspended, by client."""
    count = _Count(connection, rhythm, _opted_out(connection, rhythm.as_of))
    rows = connection.execute(_READ).fetchall()
    return [count.mark(row) for row in rows if count.is_due(row) and not count.paused(row)]


def one(connection: Connection, client_id: int, rhythm: Rhythm) -> DueContact | None:
    """What a client is owed; None when there is no such client."""
    return of_clients(connection, (client_id,), rhythm).get(client_id)


def longest(connection: Connection, limit: int, rhythm: Rhythm) -> list[DueContact]:
    """Those whose last effective contact is the longest ago; never contacted comes first."""
    rows = connection.execute(_READ + _LONGEST, (limit,)).fetchall()
    count = _Count(connection, rhythm, _opted_out(connection, rhythm.as_of))
    return [count.due(row) for row in rows]


def of_clients(connection: Connection, client_ids: Collection[int], rhythm: Rhythm) -> dict[int, DueContact]:
    """What each of the clients named is owed."""
    ids = json.dumps(list(client_ids))
    given = {"as_of": to_day(rhythm.as_of), "ids": ids}
    opted_out = frozenset(row[0] for row in connection.execute(_OPTED_OUT_OF, given))
    count = _Count(connection, rhythm, opted_out)
    rows = connection.execute(
        f"{_READ} WHERE standing.client_id IN (SELECT value FROM json_each(?))",  # noqa: S608 - a constant
        (ids,),
    ).fetchall()
    return {row[0]: count.due(row) for row in rows}


def tiers(connection: Connection) -> dict[int, Tier]:
    """The tier of every client, by id, read from an index."""
    rows = connection.execute("SELECT client_id, tier FROM standing INDEXED BY standing_scores")
    return {client_id: _TIERS[tier] for client_id, tier in rows}


def _opted_out(connection: Connection, on: date) -> frozenset[int]:
    return frozenset(row[0] for row in connection.execute(_OPTED_OUT, {"as_of": to_day(on)}))


class _Count:
    """Counts one row after the other; a book has few rhythms and few days, so both are worked out once."""

    def __init__(self, connection: Connection, rhythm: Rhythm, opted_out: Collection[int]) -> None:
        self._connection = connection
        self._rhythm = rhythm
        self._today = to_day(rhythm.as_of)
        self._opted_out = opted_out
        self._days: dict[tuple[str, str, str], int] = {}
        self._ideals: dict[int, int] = {}
        until = to_day(cooling_until(rhythm.as_of, rhythm.service.contact))
        self._cooling_from = 2 * self._today - until

    def is_due(self, row: tuple[Any, ...]) -> bool:
        """True from the ideal day on, and for a client of whom no day is known."""
        since = row[6] if row[6] is not None else row[7]
        return since is None or bool(since + self._ideal(self._allowed(row)) <= self._today)

    def mark(self, row: tuple[Any, ...]) -> DueMark:
        """A row in few words."""
        since = row[6] if row[6] is not None else row[7]
        return DueMark(row[0], row[1], _TIERS[row[3]], self._allowed(row), since)

    def due(self, row: tuple[Any, ...]) -> DueContact:
        """What a row is owed."""
        client_id, client_no, name, tier, group, state, contacted, opened, _, own, _ = row
        days = self._allowed(row)
        since = contacted if contacted is not None else opened
        return DueContact(
            client_id=client_id,
            client_no=client_no,
            name=name,
            tier=_TIERS[tier],
            group=group,
            state=state,
            last_contact_on=_day(contacted),
            since=_day(since),
            days=days,
            ideal_on=None if since is None else _day(since + self._ideal(days)),
            latest_on=None if since is None else _day(since + days),
            paused_by=self.paused(row),
            is_own_rhythm=own is not None,
        )

    def _allowed(self, row: tuple[Any, ...]) -> int:
        if row[9] is not None:
            return int(row[9])
        codes = row[3:6]
        if codes not in self._days:
            tier, group, state = Tier(row[3]), Group(row[4]), LifeState(row[5])
            self._days[codes] = cadence_of(tier, group, state, self._rhythm.rules).days
        return self._days[codes]

    def _ideal(self, days: int) -> int:
        if days not in self._ideals:
            self._ideals[days] = ideal_days(days, self._rhythm.service.contact)
        return self._ideals[days]

    def paused(self, row: tuple[Any, ...]) -> str:
        """What suspends the rhythm, empty when nothing does."""
        client_id, bought, complaint = row[0], row[8], row[10]
        is_refused = client_id in self._opted_out
        is_recent = bought is not None and bought >= self._cooling_from
        if complaint is None and not is_refused and not is_recent:
            return ""
        on = self._rhythm.as_of
        state = ContactState(
            complaint_on=_day(complaint) if complaint is not None and complaint <= self._today else None,
            # Since when is of no account here: it stands on this day.
            opted_out_on=on if is_refused else None,
            private_bought_on=self._private_bought(client_id) if is_recent else None,
        )
        return pause_of(state, on, self._rhythm.service.contact)

    @cached_property
    def _private(self) -> frozenset[str]:
        """Types of private funds; while nobody has bought anything the rules of advice stay unread."""
        return frozenset(private_types(self._rhythm.advice()))

    def _private_bought(self, client_id: int) -> date | None:
        """When a private fund was bought within a cooling-off; of a trade only its day is known."""
        given = {"client": client_id, "since": self._cooling_from, "on": self._today}
        rows = self._connection.execute(_COOLING, given).fetchall()
        return max((from_day(day) for kind, day in rows if kind in self._private), default=None)


_TIERS: Final = {tier.value: tier for tier in Tier}


@lru_cache(maxsize=16_384)
def _day(day: int | None) -> date | None:
    return None if day is None else from_day(day)
