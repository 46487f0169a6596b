"""Full-text search of what was said, by characters, syllables and initials. Brought up to date when searched.

A save writes nothing here: readings take a dictionary that is slow to import. `catch_up` takes in the records
since the last one, a portion a transaction. A row's number holds the day and the place in the record, so that
the index itself gives the newest first.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final

from advisor_desk.domain.dates import to_day
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.note_text import expression, pieces

PORTION: Final = 2_000
_MARK: Final = "note_index"
_DAY_BITS: Final = 32
_TYPES: Final = "('interaction.recorded', 'interaction.corrected')"

_BEHIND: Final = f"""
SELECT 1 FROM event WHERE place > ? AND type IN {_TYPES} LIMIT 1
"""  # noqa: S608 - constants
_NEXT: Final = f"""
SELECT place, id, client_id, on_day, body FROM event
WHERE place > ? AND type IN {_TYPES} ORDER BY place LIMIT ?
"""  # noqa: S608 - constants
_PAGES: Final = "SELECT id FROM note_page WHERE event_id IN (SELECT value FROM json_each(?))"
_FIND: Final = """
SELECT note_page.event_id FROM (
    SELECT rowid FROM note_search WHERE note_search MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?
) AS hit CROSS JOIN note_page ON note_page.id = hit.rowid ORDER BY hit.rowid DESC
"""


def is_behind(connection: Connection) -> bool:
    """True when there are records that the index does not know."""
    return connection.execute(_BEHIND, (_mark(connection),)).fetchone() is not None


def catch_up(connection: Connection, portion: int = PORTION) -> bool:
    """Take in the next records, inside the caller's transaction; True when there are more."""
    rows = connection.execute(_NEXT, (_mark(connection), portion)).fetchall()
    if not rows:
        return False
    found = sorted(
        (on_day << _DAY_BITS | place, event_id, client_id, words)
        for place, event_id, client_id, on_day, body in rows
        if on_day is not None and client_id is not None and (words := said(json.loads(body)))
    )
    connection.executemany(
        "INSERT INTO note_page (id, event_id, client_id) VALUES (?, ?, ?)", [row[:3] for row in found]
    )
    connection.executemany(
        "INSERT INTO note_search (rowid, words, syllables, initials, client) VALUES (?, ?, ?, ?, ?)",
        [(number, *pieces(words), _client(client_id)) for number, _, client_id, words in found],
    )
    connection.execute(
        "INSERT INTO book_meta (key, value) VALUES (?, ?) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (_MARK, str(rows[-1][0])),
    )
    return len(rows) == portion


def forget(connection: Connection, event_ids: Collection[str]) -> bool:
    """Take events out of the index, inside the caller's transaction; True when any was in it.

    Those that are still in the book and get another place are taken in again. Words remain in the index's own
    tables until `scour`.
    """
    asked = json.dumps(list(event_ids))
    pages = connection.execute(_PAGES, (asked,)).fetchall()
    connection.executemany("DELETE FROM note_search WHERE rowid = ?", pages)
    connection.executemany("DELETE FROM note_page WHERE id = ?", pages)
    return bool(pages)


def scour(connection: Connection) -> None:
    """Write the index anew without the words of what was taken out, inside the caller's transaction."""
    connection.execute("INSERT INTO note_search (note_search) VALUES ('optimize')")


def find(connection: Connection, typed: str, on: date, limit: int, client_id: int | None = None) -> list[str]:
    """Ids of the events whose words fit, up to a day, the newest first."""
    asked = expression(typed)
    if not asked:
        return []
    if client_id is not None:
        asked = f"client : {_client(client_id)} AND {asked}"
    before = (to_day(on) + 1) << _DAY_BITS
    return [event_id for (event_id,) in connection.execute(_FIND, (asked, before, limit))]


def said(body: Mapping[str, Any]) -> str:
    """All that people wrote in a record, a line each."""
    step = body.get("next") or {}
    texts = [body.get(name) for name in ("note", "words", "judgement", "line")]
    texts += [one.get("what") for one in body.get("promises") or ()]
    texts += [one.get("code") for one in body.get("products") or ()]
    return "\n".join(text for text in (*texts, step.get("what")) if text)


def _client(client_id: int) -> str:
    return f"c{client_id}"


def _mark(connection: Connection) -> int:
    row = connection.execute("SELECT value FROM book_meta WHERE key = ?", (_MARK,)).fetchone()
    return 0 if row is None else int(row[0])
