"""What people did: an append-only, hash-chained table, each event with its outbox row.

Written in the transaction of the change it tells of; nothing here begins or ends one. What the events
mean is the repositories' matter.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from advisor_desk.domain.dates import to_day
from advisor_desk.errors import UserCanFix
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.uuid7 import uuid7
from advisor_desk.wire.events import CHAIN_START, Link
from advisor_desk.wire.version import MOST_EVENT_BYTES

MAX_BODY_BYTES = MOST_EVENT_BYTES
"""Refused when saved, so that no event can exist that a push cannot carry."""

if TYPE_CHECKING:
    from advisor_desk.storage.history_check import ChainReport

_HEAD = "chain_head"
_LAST_PLACE = "last_place"
_NEXT_PLACE = """
SELECT 1 + max(ifnull((SELECT max(place) FROM event), 0),
    ifnull((SELECT CAST(value AS INTEGER) FROM book_meta WHERE key = ?), 0))
"""
_NEWEST = """
SELECT max(ifnull((SELECT max(device_seq) FROM event), 0),
    ifnull((SELECT max(device_seq) FROM purged_event), 0))
"""
_LAST = """
SELECT (SELECT count(*) FROM event WHERE device_seq > 0) + (SELECT count(*) FROM purged_event),
    epoch, device_seq, hash
FROM (SELECT epoch, device_seq, hash FROM event WHERE device_seq > 0
    UNION ALL SELECT epoch, device_seq, hash FROM purged_event)
ORDER BY device_seq DESC LIMIT 1
"""

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
    """An event as recorded. `place` orders it among all of the book, those of other desks too."""

    id: str
    device_seq: int
    place: int
    recorded_at: str
    hash: bytes


@dataclass(frozen=True, slots=True)
class ChainHead:
    """Where the record ended when it was last written to: so that a row gone from its end is noticed."""

    count: int
    epoch: int
    seq: int
    hash: bytes


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
    end = _chain_end(connection)
    epoch, device_seq, prev = end.next_link()
    event_id = str(new_id(seconds))
    linked = Link(event_id, device_seq, draft.author, client_no, draft.type, draft.v, body)
    digest = linked.hash(prev)
    place = next_place(connection)
    connection.execute(
        "INSERT INTO event (id, device_seq, place, epoch, branch_id, author, client_id, client_no, type, v, "
        "on_day, body, recorded_at, prev_hash, hash) "
        "VALUES (?, ?, ?, ?, coalesce((SELECT value FROM book_meta WHERE key = 'branch_id'), ''), "
        "?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            event_id,
            device_seq,
            place,
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
    keep_head(connection, ChainHead(end.count + 1, epoch, device_seq, digest))
    return Event(event_id, device_seq, place, recorded_at, digest)


def next_place(connection: Connection) -> int:
    """The place of the next event of the book. None is given twice, not even after events have gone."""
    row = connection.execute(_NEXT_PLACE, (_LAST_PLACE,)).fetchone()
    return int(row[0])


def keep_last_place(connection: Connection) -> None:
    """Note the last place that was given, before events go."""
    connection.execute(
        "INSERT INTO book_meta (key, value) VALUES (?, ?) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (_LAST_PLACE, str(next_place(connection) - 1)),
    )


def verify_chain(connection: Connection) -> ChainReport:
    """Walk every event in the order of recording. See `history_check`."""
    from advisor_desk.storage.history_check import walk

    return walk(connection)


def chain_head(connection: Connection) -> ChainHead | None:
    """Where the record ended when it was last written to; None when nobody has noted it legibly."""
    row = connection.execute("SELECT value FROM book_meta WHERE key = ?", (_HEAD,)).fetchone()
    if row is None:
        return None
    try:
        count, epoch, seq, digest = row[0].split()
        return ChainHead(int(count), int(epoch), int(seq), bytes.fromhex(digest))
    except ValueError:
        return None


def keep_head(connection: Connection, head: ChainHead) -> None:
    """Note where the record ends, in the transaction that writes to it."""
    connection.execute(
        "INSERT INTO book_meta (key, value) VALUES (?, ?) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (_HEAD, f"{head.count} {head.epoch} {head.seq} {head.hash.hex()}"),
    )


def note_head(connection: Connection) -> None:
    """Note where the record of an older book ends, once."""
    if chain_head(connection) is None:
        last = _last_event(connection)
        if last is not None:
            keep_head(connection, last)


def _body_text(draft: EventDraft, recorded_at: str) -> str:
    body = {**draft.body, "at": recorded_at}
    if draft.on is not None:
        body["on"] = draft.on.isoformat()
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BODY_BYTES:
        raise UserCanFix("event.too_large", limit=MAX_BODY_BYTES)
    return text


def _client_no(connection: Connection, client_id: int | None) -> str | None:
    if client_id is None:
        return None
    row = connection.execute("SELECT client_no FROM client WHERE id = ?", (client_id,)).fetchone()
    if row is None:
        raise UserCanFix("client.unknown", client_id=client_id)
    return str(row[0])


@dataclass(frozen=True, slots=True)
class _ChainEnd:
    """What the next event builds on: the book's epoch, and where the record ends."""

    epoch: int
    last: ChainHead | None

    @property
    def count(self) -> int:
        return 0 if self.last is None else self.last.count

    def next_link(self) -> tuple[int, int, bytes]:
        """The epoch, the next number and the hash to build on; a new epoch starts a new chain."""
        if self.last is None:
            return self.epoch, 1, CHAIN_START
        prev = self.last.hash if self.last.epoch == self.epoch else CHAIN_START
        return self.epoch, self.last.seq + 1, prev


def _chain_end(connection: Connection) -> _ChainEnd:
    """Built on what was noted: where the last event is gone, the gap stays for ever to be seen."""
    row = connection.execute("SELECT value FROM book_meta WHERE key = 'epoch'").fetchone()
    noted = chain_head(connection)
    (newest,) = connection.execute(_NEWEST).fetchone()
    if noted is None or noted.seq < newest:
        noted = _last_event(connection)
    return _ChainEnd(int(row[0]) if row else 1, noted)


def _last_event(connection: Connection) -> ChainHead | None:
    row = connection.execute(_LAST).fetchone()
    return None if row is None else ChainHead(*row)
