"""Attachments on their own way: which head office does not have yet, which are named here and missing.

Which events name one is read from their bodies once, in the order of the book; what was found stands under
`sync.attachments`. Runs inside the caller's transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

from advisor_desk.errors import OutsideFailed
from advisor_desk.sqltypes import utc_text
from advisor_desk.storage import attachments, sync_facts
from advisor_desk.storage.engine import Connection
from advisor_desk.wire.desk import AttachmentHead

_KEY: Final = "attachments"
_DIGEST: Final = 64
_NAMING: Final = """
SELECT device_seq > 0, body FROM event WHERE place > ? AND instr(body, '"attachments":["') ORDER BY place
"""
_NEWEST: Final = "SELECT ifnull(max(place), 0) FROM event"
# `is_sent` stands behind the content: it is asked for in its index alone.
_UNSENT: Final = "SELECT sha256 FROM attachment WHERE is_sent = 0"
_SENT: Final = f"SELECT sha256 FROM attachment WHERE sha256 NOT IN ({_UNSENT})"  # noqa: S608 - a constant
_HEAD: Final = "SELECT sha256, name, media_type, size FROM attachment WHERE sha256 = ?"
_PUT: Final = """
INSERT INTO attachment (sha256, name, media_type, size, added_at, content, is_sent)
VALUES (?, ?, ?, ?, ?, ?, 1)
ON CONFLICT (sha256) DO UPDATE SET is_sent = 1
"""


@dataclass(slots=True)
class _Named:
    """What was read up to a place: digests that own events name, and those that events of other desks name.

    `again` were sent to a hub that may have lost them since.
    """

    place: int = 0
    own: dict[str, None] = field(default_factory=dict)
    wanted: dict[str, None] = field(default_factory=dict)
    again: dict[str, None] = field(default_factory=dict)


def is_behind(connection: Connection) -> bool:
    """True when there are events that were not looked at."""
    (newest,) = connection.execute(_NEWEST).fetchone()
    return bool(newest > _read(connection).place)


def catch_up(connection: Connection) -> None:
    """Look at the events that came since."""
    named = _read(connection)
    for is_own, body in connection.execute(_NAMING, (named.place,)):
        for digest in _digests(body):
            (named.own if is_own else named.wanted)[digest] = None
    named.place = connection.execute(_NEWEST).fetchone()[0]
    _keep(connection, named)


def look_anew(connection: Connection) -> None:
    """Events have gone: what they named is read again from the beginning."""
    _keep(connection, _Named(again=_read(connection).again))


def send_all(connection: Connection) -> None:
    """Another epoch of the hub: it may have lost what it had."""
    _keep(connection, _Named(again={digest: None for (digest,) in connection.execute(_SENT)}))


def due(connection: Connection) -> list[AttachmentHead]:
    """Attachments that own events name and that head office does not have yet."""
    named = _read(connection)
    if not named.own:
        return []
    open_ones = {digest for (digest,) in connection.execute(_UNSENT)} | named.again.keys()
    rows = (connection.execute(_HEAD, (digest,)).fetchone() for digest in named.own if digest in open_ones)
    return [AttachmentHead(*row) for row in rows if row is not None]


def sent(connection: Connection, digest: str) -> None:
    """Head office has it."""
    connection.execute("UPDATE attachment SET is_sent = 1 WHERE sha256 = ?", (digest,))
    forget(connection, digest)


def missing(connection: Connection) -> list[str]:
    """Attachments that events here name and that are not here."""
    named = _read(connection)
    return [
        digest
        for digest in {**named.wanted, **named.own}
        if connection.execute("SELECT 1 FROM attachment WHERE sha256 = ?", (digest,)).fetchone() is None
    ]


def take(connection: Connection, head: AttachmentHead, content: bytes, seconds: float) -> None:
    """Keep one that the hub sent. What is neither picture nor PDF is not kept, nor asked for again.

    Raises OutsideFailed("sync.garbled") when its digest is another.
    """
    if sha256(content).hexdigest() != head.sha256:
        raise OutsideFailed("sync.garbled")
    kind = attachments.media_type(content)
    if kind is not None:
        name = attachments.plain_name(head.name)
        added_at = utc_text(datetime.fromtimestamp(seconds, UTC))
        connection.execute(_PUT, (head.sha256, name, kind, len(content), added_at, content))
    forget(connection, head.sha256)


def _digests(body: str) -> Iterable[str]:
    given = json.loads(body).get("attachments")
    return (one for one in given if isinstance(one, str) and len(one) == _DIGEST) if given else ()


def _read(connection: Connection) -> _Named:
    kept: dict[str, Any] = json.loads(sync_facts.read(connection, _KEY) or "{}")
    if not kept:
        return _Named()
    own, wanted, again = (dict.fromkeys(kept[name]) for name in ("own", "wanted", "again"))
    return _Named(kept["place"], own, wanted, again)


def _keep(connection: Connection, named: _Named) -> None:
    lists = {"own": list(named.own), "wanted": list(named.wanted), "again": list(named.again)}
    sync_facts.keep(connection, _KEY, json.dumps({"place": named.place, **lists}))


def forget(connection: Connection, digest: str) -> None:
    """Nothing is to be done about one any more."""
    named = _read(connection)
    for digests in (named.own, named.wanted, named.again):
        digests.pop(digest, None)
    _keep(connection, named)
