"""What the board is counted from, read in a few passes over the book. Decides nothing.

Every figure is of what the book knows now, but for tier and assets: those are of the kept snapshots.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from advisor_desk.domain.board import BoardFacts, ContactCount, EnquiryFact, PathFacts, Person, Place
from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.standing import Standing
from advisor_desk.storage import board_rhythm
from advisor_desk.storage.board_rhythm import Rhythms
from advisor_desk.storage.collection_pause import no_collection
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.snapshots import first_day, month_ends

MONTHS: Final = 12
"""So many ends of months the board shows."""

_KEPT = "SELECT DISTINCT as_of FROM score_snapshot WHERE as_of IN (SELECT value FROM json_each(?))"
_FORGET = "DELETE FROM score_snapshot WHERE as_of IN (SELECT value FROM json_each(?))"
_SNAPSHOTS = """
SELECT as_of, client_id, tier, tier_variant, group_code, state, aum_fen, avg20_fen
FROM score_snapshot WHERE as_of IN (SELECT value FROM json_each(?)) ORDER BY client_id
"""
_CLIENTS = """
SELECT client.id, client.client_no, client.name, client.opened_on,
    CASE WHEN client.opened_on IS NULL THEN (
        SELECT min(ifnull(event.on_day, unixepoch(event.recorded_at) / 86400))
        FROM event WHERE event.client_id = client.id) END,
    closed.on_day
FROM client LEFT JOIN (
    SELECT client_id, max(closed_on) AS on_day FROM account
    GROUP BY client_id HAVING count(*) = count(closed_on)) AS closed ON closed.client_id = client.id
"""
_REVENUE = """
SELECT client_id, on_day, sum(amount_fen) FROM revenue INDEXED BY revenue_day
WHERE on_day > ? AND on_day <= ? GROUP BY client_id, on_day
"""
_COUNTS = "replaced_by IS NULL AND is_withdrawn = 0"
_LAST_CONTACTS = f"""
SELECT client_id, on_day FROM interaction INDEXED BY interaction_client
WHERE is_effective = 1 AND {_COUNTS} AND on_day <= ? ORDER BY client_id, on_day
"""  # noqa: S608 - constants of this module
_CONTACTS = f"""
SELECT on_day, channel, is_effective, count(*) FROM interaction NOT INDEXED
WHERE on_day > ? AND on_day <= ? AND {_COUNTS} AND kind <> 'ENQUIRY'
GROUP BY on_day, channel, is_effective
"""  # noqa: S608 - constants of this module
_ENQUIRIES = """
SELECT asked.client_id, asked.at, (
    SELECT min(answer.at) FROM interaction AS answer
    WHERE answer.client_id = asked.client_id AND answer.on_day BETWEEN asked.on_day AND :as_of
        AND (answer.on_day > asked.on_day OR answer.at > asked.at)
        AND answer.is_effective = 1 AND answer.replaced_by IS NULL AND answer.is_withdrawn = 0)
FROM interaction AS asked NOT INDEXED
WHERE asked.on_day > :first AND asked.on_day <= :as_of AND asked.kind = 'ENQUIRY'
    AND asked.replaced_by IS NULL AND asked.is_withdrawn = 0
ORDER BY asked.at, asked.client_id
"""
_PATH = """
SELECT count(*) FILTER (WHERE opened_on IS NULL),
    count(*) FILTER (WHERE opened_on > :first AND opened_on <= :as_of),
    count(*) FILTER (WHERE opened_on > :first AND opened_on <= :as_of AND lifetime_purchases > 0)
FROM standing
"""

WindowStart = Callable[[date], date]
"""The last day before the observation window of a date."""


@dataclass(frozen=True, slots=True)
class _Past:
    """What is known of every client on each of the days asked for."""

    revenue: Mapping[int, Sequence[int]]
    contacts: Mapping[int, Sequence[int | None]]
    rhythms: Rhythms

    def of(self, client_id: int, at: int, day: int) -> tuple[int | None, int | None, bool]:
        """Last contact, own rhythm, paused: on the day that stands at place `at`."""
        contacts = self.contacts.get(client_id)
        last = contacts[at] if contacts else None
        if client_id not in self.rhythms.known:
            return last, None, False
        return last, self.rhythms.own_days(client_id, day), self.rhythms.is_paused(client_id, day)


def kept_ends(connection: Connection, as_of: date) -> list[date]:
    """The ends of the last months of which snapshots are kept, oldest first."""
    wanted = json.dumps([to_day(end) for end in month_ends(as_of, MONTHS)])
    return sorted(from_day(row[0]) for row in connection.execute(_KEPT, (wanted,)))


def missing_ends(connection: Connection, as_of: date) -> list[date]:
    """The ends of months that could be kept and are not, oldest first: none before the first record."""
    kept = set(kept_ends(connection, as_of))
    missing = [end for end in month_ends(as_of, MONTHS) if end not in kept]
    first = first_day(connection) if missing else None
    return [end for end in missing if first is not None and to_day(end) >= first]


def forget_ends(connection: Connection, as_of: date) -> None:
    """Drop the snapshots of the last ends of months."""
    wanted = json.dumps([to_day(end) for end in month_ends(as_of, MONTHS)])
    connection.execute(_FORGET, (wanted,))


@dataclass(frozen=True, slots=True)
class Today:
    """What is known of the book's day already: everybody's standing, since when questions wait."""

    as_of: date
    standings: Sequence[Standing]
    waiting: Sequence[datetime]


def read(connection: Connection, today: Today, window_start: WindowStart) -> BoardFacts:
    """All that the board is counted from."""
    as_of = today.as_of
    ends = kept_ends(connection, as_of)
    first = month_ends(as_of, MONTHS + 1)[0]
    days = [*(to_day(end) for end in ends), to_day(as_of)]
    with no_collection():
        people = dict(_people(connection))
        past = _Past(
            _revenue(connection, [(to_day(window_start(end)), to_day(end)) for end in ends]),
            _last_contacts(connection, days),
            board_rhythm.read(connection),
        )
        return BoardFacts(
            as_of=as_of,
            places=_places(connection, ends, people, past),
            today=[
                _today(each, past, people, days)
                for each in today.standings
                if _is_there(people[each.client_id][0], days[-1])
            ],
            people={client_id: person for client_id, (person, _) in people.items()},
            contacts=_contacts(connection, first, as_of),
            enquiries=_enquiries(connection, first, as_of),
            waiting=today.waiting,
            path=_path(connection, window_start(as_of), as_of),
        )


_People = Mapping[int, tuple[Person, int | None]]


def _people(connection: Connection) -> Iterator[tuple[int, tuple[Person, int | None]]]:
    """Each client with the day of opening; who has none is known since the first record of them."""
    for client_id, client_no, name, opened, first_seen, closed in connection.execute(_CLIENTS):
        since = opened if opened is not None else first_seen
        yield client_id, (Person(client_no, name, since, closed), opened)


def _places(
    connection: Connection, ends: Sequence[date], people: _People, past: _Past
) -> dict[date, list[Place]]:
    """The clients of each end of a month: with us by then, and not yet gone."""
    at = {to_day(end): place for place, end in enumerate(ends)}
    found: dict[int, list[Place]] = {day: [] for day in at}
    nothing = [0] * len(ends)
    for day, client_id, *known in connection.execute(_SNAPSHOTS, (json.dumps(list(at)),)):
        person, opened = people[client_id]
        if not _is_there(person, day):
            continue
        place = at[day]
        revenue = past.revenue.get(client_id, nothing)[place]
        rest = past.of(client_id, place, day)
        found[day].append(Place._make((client_id, *known, revenue, opened, *rest)))
    return {from_day(day): places for day, places in found.items()}


def _is_there(person: Person, day: int) -> bool:
    """With us by then, and not yet gone."""
    return (person.since is None or person.since <= day) and (person.until is None or day < person.until)


def _today(standing: Standing, past: _Past, people: _People, days: Sequence[int]) -> Place:
    client_id = standing.client_id
    return Place(
        client_id,
        standing.tier.value,
        standing.tier_variant and standing.tier_variant.value,
        standing.group.value,
        standing.state.value,
        standing.assets.aum_fen,
        standing.avg20_fen,
        standing.purchases.window_benefit_fen,
        people[client_id][1],
        *past.of(client_id, len(days) - 1, days[-1]),
    )


def _revenue(connection: Connection, spans: Sequence[tuple[int, int]]) -> dict[int, list[int]]:
    """By client: the revenue within each span (after its first day, up to its last)."""
    if not spans:
        return {}
    cuts = sorted({day for span in spans for day in span})
    parts: defaultdict[int, list[int]] = defaultdict(lambda: [0] * (len(cuts) + 1))
    for client_id, day, fen in connection.execute(_REVENUE, (cuts[0], cuts[-1])):
        parts[client_id][bisect_left(cuts, day)] += fen
    places = [(cuts.index(start) + 1, cuts.index(end) + 1) for start, end in spans]
    return {
        client_id: [sum(earned[start:end]) for start, end in places] for client_id, earned in parts.items()
    }


def _last_contacts(connection: Connection, days: Sequence[int]) -> dict[int, list[int | None]]:
    """By client: the last effective contact up to each of the days, which are in order."""
    found: defaultdict[int, list[int | None]] = defaultdict(lambda: [None] * len(days))
    for client_id, day in connection.execute(_LAST_CONTACTS, (days[-1],)):
        found[client_id][bisect_left(days, day)] = day
    for last in found.values():
        for at in range(1, len(last)):
            if last[at] is None:
                last[at] = last[at - 1]
    return dict(found)


def _contacts(connection: Connection, first: date, as_of: date) -> list[ContactCount]:
    counted: defaultdict[tuple[date, str, bool], int] = defaultdict(int)
    for day, channel, effective, count in connection.execute(_CONTACTS, (to_day(first), to_day(as_of))):
        counted[from_day(day).replace(day=1), channel, bool(effective)] += count
    return [ContactCount(*key, count) for key, count in sorted(counted.items())]


def _enquiries(connection: Connection, first: date, as_of: date) -> list[EnquiryFact]:
    given = {"first": to_day(first), "as_of": to_day(as_of)}
    return [
        EnquiryFact(client_id, _instant(at), None if answered is None else _instant(answered))
        for client_id, at, answered in connection.execute(_ENQUIRIES, given)
    ]


def _instant(text: Any) -> datetime:
    return datetime.fromisoformat(text)


def _path(connection: Connection, first: date, as_of: date) -> PathFacts:
    given = {"first": to_day(first), "as_of": to_day(as_of)}
    return PathFacts(*connection.execute(_PATH, given).fetchone())
