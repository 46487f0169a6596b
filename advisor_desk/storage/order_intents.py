"""Quota that is held for what a client was offered: told by the event, so that it moves with the client.

An own event's rows are written with it (`advice_records.reserve`, which looks whether the quota suffices).
Those of another desk, and of a client who has come back, follow from the event alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from advisor_desk.domain.dates import to_day
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.recorded_event import RecordedEvent

_HOLDS: Final = "holds"
_UNTIL: Final = "holds_until"
_PUT: Final = """
INSERT INTO order_intent (client_id, product_id, amount_fen, saved_on, until_on, event_id)
SELECT :client, product.id, :fen, :saved_on, :until_on, :event FROM product
WHERE product.code = :code AND NOT EXISTS (
    SELECT 1 FROM order_intent AS known WHERE known.event_id = :event AND known.product_id = product.id)
"""


def told(intents: Sequence[tuple[str, int]], until: date) -> dict[str, object]:
    """What the body of an event says of the quota (product code, fen) that it holds; nothing without any."""
    if not intents:
        return {}
    return {_HOLDS: [[code, fen] for code, fen in intents], _UNTIL: until.isoformat()}


def apply(connection: Connection, event: RecordedEvent) -> None:
    """Hold what an event says, unless it stands already; a product that is not known here is left out."""
    holds = event.body.get(_HOLDS)
    if not holds or event.client_id is None or event.on is None:
        return
    until_on = to_day(date.fromisoformat(event.body[_UNTIL]))
    for code, fen in holds:
        if isinstance(fen, bool) or not isinstance(fen, int) or fen <= 0:
            raise ValueError(_HOLDS)
        given = {"client": event.client_id, "event": event.id, "code": str(code), "fen": fen}
        connection.execute(_PUT, {**given, "saved_on": to_day(event.on), "until_on": until_on})
