"""The rules versions that results in this book rest on, kept word for word."""

from __future__ import annotations

import json
from datetime import date

from advisor_desk.domain.dates import to_day
from advisor_desk.errors import UserCanFix
from advisor_desk.storage.engine import Connection
from advisor_desk.wire.published import PublishedRules


def is_kept(connection: Connection, version: str, sha256: str) -> bool:
    """True when the version is kept. Raises UserCanFix("rules.version_differs") when its text was another."""
    row = connection.execute("SELECT sha256 FROM rules_version WHERE version = ?", (version,)).fetchone()
    if row is not None and row[0] != sha256:
        raise UserCanFix("rules.version_differs", version=version)
    return row is not None


def texts(connection: Connection, prefix: str) -> list[tuple[str, str]]:
    """Name and text of each kept version whose name begins so, in the order in which they came into force."""
    rows = connection.execute(
        "SELECT version, body FROM rules_version WHERE substr(version, 1, ?) = ? "
        "ORDER BY effective_from, version",
        (len(prefix), prefix),
    )
    return rows.fetchall()


def received(connection: Connection) -> list[PublishedRules]:
    """Every version that came from head office, in the order in which they came into force."""
    rows = connection.execute(
        "SELECT version, effective_from, sha256, body, extra FROM rules_version WHERE scope IS NOT NULL "
        "ORDER BY effective_from, version"
    )
    return [
        PublishedRules(name, day, sha256, body, _signature(extra)) for name, day, sha256, body, extra in rows
    ]


def _signature(extra: str | None) -> str:
    """What the table has no column for is kept in `extra` by name."""
    kept = json.loads(extra or "{}")
    signature = kept.get("signature") if isinstance(kept, dict) else None
    return signature if isinstance(signature, str) else ""


def keep(connection: Connection, effective_from: date, text: tuple[str, str, str], recorded_at: str) -> None:
    """Keep a version: `text` is (version, SHA-256, body). Inside the caller's transaction."""
    connection.execute(
        "INSERT INTO rules_version (version, sha256, body, effective_from, recorded_at) "
        "VALUES (?, ?, ?, ?, ?)",
        (*text, to_day(effective_from), recorded_at),
    )
