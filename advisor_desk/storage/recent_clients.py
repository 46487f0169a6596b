"""Who is likely meant: clients of today's meetings and tasks, then those contacted last."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from advisor_desk.domain.dates import to_day
from advisor_desk.storage.engine import Connection

_TODAY = """
SELECT client_id FROM task
WHERE state = 'OPEN' AND due_on <= :day AND ifnull(snoozed_until, 0) <= :day AND client_id IS NOT NULL
ORDER BY due_on < :day, kind <> 'MEETING', minute IS NULL, minute, due_on DESC, id
"""
_LAST = """
SELECT client_id FROM interaction INDEXED BY interaction_day
WHERE on_day <= :day AND is_withdrawn = 0 ORDER BY on_day DESC, rowid DESC
"""


def read(connection: Connection, on: date, limit: int) -> list[int]:
    """Their ids, each once, at most so many."""
    found: dict[int, None] = {}
    for client_id in _likely(connection, {"day": to_day(on)}):
        if len(found) >= limit:
            break
        found[client_id] = None
    return list(found)


def _likely(connection: Connection, given: dict[str, int]) -> Iterator[int]:
    for statement in (_TODAY, _LAST):
        for (client_id,) in connection.execute(statement, given):
            yield client_id
