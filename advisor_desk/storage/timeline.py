"""One client's timeline: every kind of event in one list, the newest first, in pages.

A page is found over days and keys alone; what an entry says is read for the page's entries only. Within a day
what people did comes before what was booked.
"""

# ruff: noqa: S608 - the statements are put together from constants of this module, values are bound.

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.review import TimelineEntry
from advisor_desk.storage.engine import Connection

PAGE: Final = 200

_CHINA: Final = 8 * 3600
"""An edit has no day of its own: it gets that of its time in China."""
_EDITED_ON: Final = f"ifnull(on_day, (unixepoch(recorded_at) + {_CHINA}) / 86400)"
ADVICE: Final = ("suggestion.given", "suitability.checked", "allocation.overridden")
PROFILE: Final = (
    *("client.edited", "tier.overridden", "tier.override_ended", "complaint.closed"),
    *("care.rhythm_set", "care.life_stage_set", "care.lunar_birthday_set"),
)
"""The types of events that are one kind of the timeline together."""
_BODY_TEXT: Final = (
    "coalesce(body ->> '$.comment', body ->> '$.reason', body ->> '$.note', body ->> '$.product_code', '')"
)
_IS_STRICT: Final = "body ->> '$.confidentiality' = 'STRICT'"


_IS_WITHDRAWN: Final = 7
"""The place of the flag in what an entry says."""


@dataclass(frozen=True, slots=True)
class _Source:
    """A kind of entry: its days and keys, and what one says, as JSON in the order of `TimelineEntry`."""

    keys: str
    says: str


_SOURCES: Final[Mapping[str, _Source]] = {
    "INTERACTION": _Source(
        "SELECT on_day, 'INTERACTION', 12, rowid, rowid FROM interaction "
        "WHERE client_id = :client_id AND on_day <= :as_of",
        f"SELECT json_array(channel, iif({_IS_STRICT}, '', coalesce(nullif(body ->> '$.note', ''), "
        "nullif(body ->> '$.line', ''), body ->> '$.words', '')), NULL, outcome, event_id, "
        "ifnull(body ->> '$.corrects', ''), ifnull(replaced_by, ''), is_withdrawn, "
        "ifnull(nullif(body ->> '$.confidentiality', 'NORMAL'), '')) "
        "FROM interaction AS kept CROSS JOIN event ON event.id = event_id WHERE kept.rowid = ref",
    ),
    "MOMENT": _Source(
        "SELECT on_day, 'MOMENT', 11, place, id FROM event "
        "WHERE client_id = :client_id AND type = 'moment.closed' AND on_day <= :as_of AND EXISTS (SELECT 1 "
        "FROM moment WHERE key = body ->> '$.key' AND state = body ->> '$.state' AND closed_on = on_day)",
        "SELECT json_array(body ->> '$.code', ifnull(body ->> '$.reason', ''), NULL, body ->> '$.state', id) "
        "FROM event WHERE id = ref",
    ),
    "TASK": _Source(
        "SELECT closed_on, 'TASK', 10, id, id FROM task "
        "WHERE client_id = :client_id AND state <> 'OPEN' AND closed_on <= :as_of "
        "AND (state = 'DONE' OR NOT EXISTS (SELECT 1 FROM interaction WHERE event_id = origin "
        "AND (is_withdrawn = 1 OR replaced_by IS NOT NULL)))",
        "SELECT json_array(kind, title, NULL, state, id) FROM task WHERE id = ref",
    ),
    "ADVICE": _Source(
        "SELECT on_day, 'ADVICE', 9, place, id FROM event "
        f"WHERE client_id = :client_id AND type IN {ADVICE} AND on_day <= :as_of",
        f"SELECT json_array(type, {_BODY_TEXT}, NULL, ifnull(body ->> '$.verdict.outcome', ''), id) "
        "FROM event WHERE id = ref",
    ),
    "LIFE_EVENT": _Source(
        "SELECT on_day, 'LIFE_EVENT', 8, id, id FROM life_event "
        "WHERE client_id = :client_id AND on_day <= :as_of AND known_day <= :as_of",
        "SELECT json_array(code, note, NULL, '', id, '', '', is_withdrawn) FROM life_event WHERE id = ref",
    ),
    "ENTITLEMENT": _Source(
        "SELECT on_day, 'ENTITLEMENT', 7, id, id FROM entitlement_entry "
        "WHERE client_id = :client_id AND on_day <= :as_of",
        "SELECT json_array(code, note, NULL, move, id) FROM entitlement_entry WHERE id = ref",
    ),
    "PROFILE": _Source(
        f"SELECT {_EDITED_ON}, 'PROFILE', 6, place, id FROM event "
        f"WHERE client_id = :client_id AND type IN {PROFILE} AND {_EDITED_ON} <= :as_of",
        f"SELECT json_array(type, {_BODY_TEXT}, NULL, ifnull((SELECT group_concat(key, ' ') "
        "FROM json_each(body, '$.fields')), ''), id) FROM event WHERE id = ref",
    ),
    "ASSESSMENT": _Source(
        "SELECT taken_on, 'ASSESSMENT', 5, id, id FROM assessment "
        "WHERE client_id = :client_id AND taken_on <= :as_of",
        "SELECT json_array(c_level, ifnull(investor_class, '')) FROM assessment WHERE id = ref",
    ),
    "TRADE": _Source(
        "SELECT on_day, 'TRADE', 4, trade_no, trade_no FROM trade "
        "WHERE client_id = :client_id AND on_day <= :as_of AND status = 'CONFIRMED'",
        "SELECT json_array(trade_kind, ifnull((SELECT name FROM product WHERE id = product_id), ''), "
        "amount_fen) FROM trade WHERE client_id = :client_id AND trade_no = ref",
    ),
    "CONSENT": _Source(
        "SELECT given_on, 'CONSENT', 3, id * 2, id FROM consent "
        "WHERE client_id = :client_id AND given_on <= :as_of "
        "UNION ALL SELECT withdrawn_on, 'CONSENT', 3, id * 2 + 1, -id FROM consent "
        "WHERE client_id = :client_id AND withdrawn_on <= :as_of",
        "SELECT json_array(purpose, '', NULL, iif(ref > 0, 'GIVEN', 'WITHDRAWN')) "
        "FROM consent WHERE id = abs(ref)",
    ),
    "SIGNAL": _Source(
        "SELECT on_day, 'SIGNAL', 2, id, id FROM signal WHERE client_id = :client_id AND on_day <= :as_of",
        "SELECT json_array(signal_kind, topic) FROM signal WHERE id = ref",
    ),
    "REVENUE": _Source(
        "SELECT on_day, 'REVENUE', 1, entry_no, entry_no FROM revenue "
        "WHERE client_id = :client_id AND on_day <= :as_of",
        "SELECT json_array(revenue_kind, '', amount_fen) FROM revenue "
        "WHERE client_id = :client_id AND entry_no = ref",
    ),
}
KINDS: Final = frozenset(_SOURCES)
"""Every kind of entry."""


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a timeline is wanted: from which entry, how many (-1: all), which kinds (None: all)."""

    offset: int = 0
    limit: int = PAGE
    kinds: frozenset[str] | None = None


def read(
    connection: Connection, client_id: int, as_of: date, part: Part | None = None
) -> list[TimelineEntry]:
    """What happened with the client up to a day, the newest first."""
    wanted = part or Part()
    kinds = KINDS if wanted.kinds is None else wanted.kinds & KINDS
    if not kinds:
        return []
    given = {
        "client_id": client_id,
        "as_of": to_day(as_of),
        "offset": wanted.offset,
        "limit": wanted.limit,
    }
    return [_entry(*row) for row in connection.execute(_statement(kinds), given)]


def months(connection: Connection, client_id: int, as_of: date) -> dict[date, Counter[str]]:
    """How many entries of each kind a month has, by its first day, the newest month first."""
    given = {"client_id": client_id, "as_of": to_day(as_of)}
    rows = connection.execute(
        f"SELECT day, kind, count(*) FROM (SELECT 0 AS day, '' AS kind, 0, 0, 0 WHERE 0 "
        f"UNION ALL {_keys(KINDS)}) GROUP BY day, kind ORDER BY day DESC",
        given,
    )
    found: dict[date, Counter[str]] = {}
    for day, kind, count in rows:
        found.setdefault(from_day(day).replace(day=1), Counter())[kind] += count
    return found


def interactions(connection: Connection, client_id: int, event_ids: Collection[str]) -> list[TimelineEntry]:
    """The entries of the records named, of one client, the newest first."""
    says = _SOURCES["INTERACTION"].says
    rows = connection.execute(
        "SELECT on_day, 'INTERACTION', said FROM (SELECT on_day, ref, "
        f"({says}) AS said FROM (SELECT on_day, rowid AS ref FROM interaction WHERE client_id = ? "
        "AND event_id IN (SELECT value FROM json_each(?)))) ORDER BY on_day DESC, ref DESC",
        (client_id, json.dumps(list(event_ids))),
    )
    return [_entry(*row) for row in rows]


def _keys(kinds: Collection[str]) -> str:
    return " UNION ALL ".join(source.keys for kind, source in _SOURCES.items() if kind in kinds)


@lru_cache(maxsize=64)
def _statement(kinds: frozenset[str]) -> str:
    says = " ".join(
        f"WHEN '{kind}' THEN ({source.says})" for kind, source in _SOURCES.items() if kind in kinds
    )
    return (
        f"SELECT day, kind, CASE kind {says} END FROM ("
        "SELECT 0 AS day, '' AS kind, 0 AS rank, 0 AS place, 0 AS ref WHERE 0 "
        f"UNION ALL {_keys(kinds)} ORDER BY 1 DESC, 3 DESC, 4 DESC LIMIT :limit OFFSET :offset)"
    )


def _entry(day: int, kind: str, said: str) -> TimelineEntry:
    values: list[Any] = json.loads(said)
    if len(values) > _IS_WITHDRAWN:
        values[_IS_WITHDRAWN] = values[_IS_WITHDRAWN] == 1
    return TimelineEntry(from_day(day), kind, *values)
