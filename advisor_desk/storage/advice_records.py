"""Checks and suggestions as events, and the order intents that hold a quota. Inside the caller's transaction.

Every body names the versions of the rules it rests on; their texts are kept in the same book.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from advisor_desk.domain.advice import GivenSuggestion, RecordedCheck
from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.errors import UserCanFix
from advisor_desk.storage.edits import Hand
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.events import EventDraft, append_event

CHECKED: Final = "suitability.checked"
GIVEN: Final = "suggestion.given"

_RECORDED: Final = (
    "SELECT id, on_day, author, body FROM event WHERE client_id = ? AND type = ? AND on_day <= ? "
    "ORDER BY place DESC"
)
_QUOTA: Final = (
    "SELECT product.id, product.quota_left_fen, "
    "ifnull((SELECT sum(amount_fen) FROM order_intent WHERE order_intent.product_id = product.id "
    "AND status = 'OPEN' AND until_on >= :on), 0) FROM product WHERE code = :code"
)

Body = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Case:
    """Whose record it is, on which day, by whose hand, under which rules (named in every body)."""

    client_id: int
    on: date
    hand: Hand
    versions: Mapping[str, str]


def check(connection: Connection, case: Case, product_code: str, body: Body) -> str:
    """Record a suitability check; returns the event's id. Raises as `append_event`."""
    return _append(connection, case, CHECKED, {**body, "product_code": product_code})


def suggestion(connection: Connection, case: Case, body: Body, checks: Sequence[tuple[str, Body]]) -> str:
    """Record a suggestion as given, and its checks; returns the event's id. Raises as `append_event`."""
    event_id = _append(connection, case, GIVEN, body)
    for code, one in checks:
        check(connection, case, code, {**one, "suggestion": event_id})
    return event_id


def reserve(
    connection: Connection, case: Case, event_id: str, intents: Sequence[tuple[str, int]], until: date
) -> None:
    """Hold quota (product code, fen) to a day, for the suggestion of an event.

    Raises UserCanFix: `product.unknown`, `suggestion.quota_gone`.
    """
    for code, fen in intents:
        row = connection.execute(_QUOTA, {"code": code, "on": to_day(case.on)}).fetchone()
        if row is None:
            raise UserCanFix("product.unknown", product=code)
        product_id, left, held = row
        if left is not None and left - held < fen:
            raise UserCanFix("suggestion.quota_gone", product=code)
        connection.execute(
            "INSERT INTO order_intent (client_id, product_id, amount_fen, saved_on, until_on, event_id) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (case.client_id, product_id, fen, to_day(case.on), to_day(until), event_id),
        )


def checks_of(connection: Connection, client_id: int, on: date) -> list[RecordedCheck]:
    """The checks of a client up to a day, newest first."""
    return [
        RecordedCheck(
            event_id=event_id,
            on=from_day(day),
            author=author,
            product_code=str(body["product_code"]),
            body=body,
        )
        for event_id, day, author, body in _recorded(connection, client_id, CHECKED, on)
    ]


def suggestions_of(connection: Connection, client_id: int, on: date) -> list[GivenSuggestion]:
    """What was suggested to a client up to a day, newest first."""
    return [
        GivenSuggestion(
            event_id=event_id,
            on=from_day(day),
            author=author,
            comment=str(body.get("comment", "")),
            body=body,
        )
        for event_id, day, author, body in _recorded(connection, client_id, GIVEN, on)
    ]


def _append(connection: Connection, case: Case, kind: str, body: Body) -> str:
    draft = EventDraft(
        kind, case.hand.author, {**case.versions, **body}, client_id=case.client_id, on=case.on
    )
    return append_event(connection, draft, seconds=case.hand.seconds).id


def _recorded(
    connection: Connection, client_id: int, kind: str, on: date
) -> Iterable[tuple[str, int, str, dict[str, Any]]]:
    for event_id, day, author, text in connection.execute(_RECORDED, (client_id, kind, to_day(on))):
        yield event_id, day, author, json.loads(text)
