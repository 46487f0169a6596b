"""Own rhythms and what suspended them, on any day: read once, asked for each client and month-end."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from advisor_desk.storage.care import RHYTHM_SET
from advisor_desk.storage.complaints import CLOSED
from advisor_desk.storage.engine import Connection

_RHYTHMS = """
SELECT event.client_id, ifnull(event.on_day, unixepoch(event.recorded_at) / 86400), event.body
FROM client_care CROSS JOIN event INDEXED BY event_client ON event.client_id = client_care.client_id
WHERE event.type = ? ORDER BY event.place
"""
# A complaint put right keeps the place of the record that told it first.
_COMPLAINTS = """
SELECT told.client_id, told.on_day, 0, ifnull(
    (SELECT first.place FROM event AS first WHERE first.id = json_extract(event.body, '$.corrects')),
    event.place) AS seq
FROM client_care CROSS JOIN interaction AS told INDEXED BY interaction_client
    ON told.client_id = client_care.client_id JOIN event ON event.id = told.event_id
WHERE told.purpose = 'COMPLAINT' AND told.replaced_by IS NULL AND told.is_withdrawn = 0
UNION ALL
SELECT event.client_id, ifnull(event.on_day, unixepoch(event.recorded_at) / 86400), 1, event.place
FROM client_care CROSS JOIN event INDEXED BY event_client ON event.client_id = client_care.client_id
WHERE event.type = ?
ORDER BY seq
"""
_CONSENTS = """
SELECT client_id, given_on, withdrawn_on FROM consent WHERE purpose = 'MARKETING' AND client_id IN (
    SELECT client_id FROM consent WHERE purpose = 'MARKETING' AND withdrawn_on IS NOT NULL)
"""

_Spans = Sequence[tuple[int, int | None]]


@dataclass(frozen=True)
class Rhythms:
    """By client: rhythms set by hand, complaints and marketing consents, each since when and until when."""

    own: Mapping[int, Sequence[tuple[int, int | None]]]
    complaints: Mapping[int, _Spans]
    consents: Mapping[int, _Spans]

    @cached_property
    def known(self) -> frozenset[int]:
        """The clients of whom there is anything to ask: few of a book."""
        return frozenset((*self.own, *self.complaints, *self.consents))

    def own_days(self, client_id: int, day: int) -> int | None:
        """The client's own rhythm on a day, None for that of the rules."""
        days = None
        for set_on, chosen in self.own.get(client_id, ()):
            if set_on <= day:
                days = chosen
        return days

    def is_paused(self, client_id: int, day: int) -> bool:
        """True while a complaint was open, or every marketing consent had been withdrawn."""
        if any(_holds(span, day) for span in self.complaints.get(client_id, ())):
            return True
        given = [span for span in self.consents.get(client_id, ()) if span[0] <= day]
        return bool(given) and not any(_holds(span, day) for span in given)


def read(connection: Connection) -> Rhythms:
    """All that a book holds of them: few rows."""
    own: defaultdict[int, list[tuple[int, int | None]]] = defaultdict(list)
    for client_id, day, body in connection.execute(_RHYTHMS, (RHYTHM_SET,)):
        own[client_id].append((day, json.loads(body)["days"]))
    consents: defaultdict[int, list[tuple[int, int | None]]] = defaultdict(list)
    for client_id, given_on, withdrawn_on in connection.execute(_CONSENTS):
        consents[client_id].append((given_on, withdrawn_on))
    return Rhythms(dict(own), _complaints(connection), dict(consents))


def _complaints(connection: Connection) -> dict[int, list[tuple[int, int | None]]]:
    """From the oldest record that was open to its settling."""
    found: defaultdict[int, list[tuple[int, int | None]]] = defaultdict(list)
    for client_id, day, is_settled, _ in connection.execute(_COMPLAINTS, (CLOSED,)):
        spans = found[client_id]
        is_open = bool(spans) and spans[-1][1] is None
        if is_settled and is_open:
            spans[-1] = (spans[-1][0], day)
        elif not is_settled and not is_open:
            spans.append((day, None))
    return dict(found)


def _holds(span: tuple[int, int | None], day: int) -> bool:
    start, end = span
    return start <= day and (end is None or day < end)
