"""What people did: an append-only, hash-chained table, each event with its outbox row.

Written in the transaction of the change it tells of; nothing here begins or ends one. What the events
mean is the repositories' matter.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from advisor_desk.domain.dates import to_day
from advisor_desk.errors import UserCanFix
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.uuid7 import uuid7

MAX_BODY_BYTES = 256 * 1024
"""Refused when saved, so that no event can exist that a push cannot carry."""

CHAIN_START = bytes(32)
"""What the first event of an epoch has for its predecessor's hash."""

NewId = Callable[[float], UUID]


@dataclass(frozen=True, slots=True)
class EventDraft:
    """An event to be: `type` and `v` name the form of `body`; `on` is the day it happened."""

    type: str
    author: str
    body: Mapping[str, object]
    client_id: int | None = None
    on: date | None = None
    v: int = 1


@dataclass(frozen=True, slots=True)
class Event:
    """An event as recorded."""

    id: str
    device_seq: int
    recorded_at: str
    hash: bytes


@dataclass(frozen=True, slots=True)
class ChainReport:
    """Result of walking the chain: `first_bad` is the number of the first event that does not fit."""

    events: int
    first_bad: int | None
    head: bytes

    @property
    def ok(self) -> bool:
        """True when every event is as it was recorded and none is missing between two others."""
        return self.first_bad is None


def append_event(
    connection: Connection, draft: EventDraft, *, seconds: float, new_id: NewId = uuid7
) -> Event:
    """Record `draft` and queue it for head office, inside the caller's transaction.

    `seconds` is the time of recording since 1970 in UTC. The body also carries `at` (that time) and
    `on` (the day), so that the chain covers them. Raises UserCanFix("event.too_large", limit=),
    UserCanFix("client.unknown", client_id=).
    """
    recorded_at = datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")
    body = _body_text(draft, recorded_at)
    client_no = _client_no(connection, draft.client_id)
    epoch, device_seq, prev = _chain_end(connection)
    event_id = str(new_id(seconds))
    linked = Link(event_id, device_seq, draft.author, client_no, draft.type, draft.v, body)
    digest = linked.hash(prev)
    connection.execute(
        "INSERT INTO event (id, device_seq, epoch, branch_id, author, client_id, client_no, type, v, on_day, "
        "body, recorded_at, prev_hash, hash) "
        "VALUES (?, ?, ?, coalesce((SELECT value FROM book_meta WHERE key = 'branch_id'), ''), "
        "?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            event_id,
            device_seq,
            epoch,
            draft.author,
            draft.client_id,
            client_no,
            draft.type,
            draft.v,
            None if draft.on is None else to_day(draft.on),
            body,
            recorded_at,
            prev,
            digest,
        ),
    )
    connection.execute("INSERT INTO outbox (event_id) VALUES (?)", (event_id,))
    return Event(event_id, device_seq, recorded_at, digest)


@dataclass(frozen=True, slots=True)
class Link:
    """What the chain's hash covers of one event."""

    id: str
    device_seq: int
    author: str
    client_no: str | None
    type: str
    v: int
    body: str

    def hash(self, prev: bytes) -> bytes:
        """SHA-256 over the previous hash and this event, as one JSON list: no two events share a text."""
        parts = [
            prev.hex(),
            self.id,
            self.device_seq,
            self.author,
            self.client_no,
            self.type,
            self.v,
            self.body,
        ]
        return hashlib.sha256(json.dumps(parts, ensure_ascii=True, separators=(",", ":")).encode()).digest()


def verify_chain(connection: Connection) -> ChainReport:
    """Walk every event in the order of recording and recompute each hash.

    An event that was altered, removed from between others, or whose day or time no longer agrees with
    its body, breaks the chain at its number.
    """
    rows = connection.execute(
        "SELECT id, device_seq, author, client_no, type, v, body, "
        "epoch, on_day, recorded_at, prev_hash, hash "
        "FROM event ORDER BY device_seq"
    )
    count, prev, last_epoch, last_seq = 0, CHAIN_START, None, 0
    first_bad: int | None = None
    for *linked, epoch, on_day, recorded_at, prev_hash, digest in rows:
        count += 1
        link = Link(*linked)
        if epoch != last_epoch:
            prev = CHAIN_START
        whole = (
            link.device_seq == last_seq + 1
            and prev_hash == prev
            and link.hash(prev) == digest
            and _agrees(link.body, on_day, recorded_at)
        )
        if not whole and first_bad is None:
            first_bad = link.device_seq
        prev, last_epoch, last_seq = digest, epoch, link.device_seq
    return ChainReport(count, first_bad, prev)


def _body_text(draft: EventDraft, recorded_at: str) -> str:
    body = {**draft.body, "at": recorded_at}
    if draft.on is not None:
        body["on"] = draft.on.isoformat()
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BODY_BYTES:
        raise UserCanFix("event.too_large", limit=MAX_BODY_BYTES)
    return text


def _agrees(body: str, on_day: int | None, recorded_at: str) -> bool:
    try:
        said = json.loads(body)
        on = said.get("on")
        return said["at"] == recorded_at and on_day == (
            None if on is None else to_day(date.fromisoformat(on))
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return False


def _client_no(connection: Connection, client_id: int | None) -> str | None:
    if client_id is None:
        return None
    row = connection.execute("SELECT client_no FROM client WHERE id = ?", (client_id,)).fetchone()
    if row is None:
        raise UserCanFix("client.unknown", client_id=client_id)
    return str(row[0])


def _chain_end(connection: Connection) -> tuple[int, int, bytes]:
    """The epoch, the next number and the hash to build on; a new epoch starts a new chain."""
    row = connection.execute("SELECT value FROM book_meta WHERE key = 'epoch'").fetchone()
    epoch = int(row[0]) if row else 1
    last = connection.execute(
        "SELECT device_seq, epoch, hash FROM event ORDER BY device_seq DESC LIMIT 1"
    ).fetchone()
    if last is None:
        return epoch, 1, CHAIN_START
    return epoch, last[0] + 1, last[2] if last[1] == epoch else CHAIN_START
