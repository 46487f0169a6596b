"""What is half typed, kept durably under the form's name: the newest alone. No event, never sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from advisor_desk.sqltypes import utc_text
from advisor_desk.storage.engine import Connection

_KEEP = """
INSERT INTO draft (key, body, saved_at) VALUES (?, ?, ?)
ON CONFLICT (key) DO UPDATE SET body = excluded.body, saved_at = excluded.saved_at
"""


def keep(connection: Connection, key: str, body: Mapping[str, object], seconds: float) -> None:
    """Keep a draft in place of the one before; `seconds` is the time."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    connection.execute(_KEEP, (key, text, utc_text(datetime.fromtimestamp(seconds, UTC))))


def read(connection: Connection, key: str) -> Mapping[str, object] | None:
    """The draft of a form, None when there is none."""
    row = connection.execute("SELECT body FROM draft WHERE key = ?", (key,)).fetchone()
    if row is None:
        return None
    body: Mapping[str, object] = json.loads(row[0])
    return body


def drop(connection: Connection, key: str) -> None:
    """Forget a draft, if there is one."""
    connection.execute("DELETE FROM draft WHERE key = ?", (key,))
