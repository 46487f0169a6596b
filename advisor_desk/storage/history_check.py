"""Is the record of events as it was written? Walks the chain and names the first link that does not hold.

Reads only. What the hash does not cover (the day, the time, whose row it is) is held against what it covers.
Events of other desks are no links of this chain. Of an own event that went with its client there is the link
alone: its content can no longer be held against it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from advisor_desk.domain.dates import to_day
from advisor_desk.errors import UserCanFix
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.events import chain_head
from advisor_desk.storage.projection_check import records_astray
from advisor_desk.wire.events import CHAIN_START, Link

_FAR: Final = 1_000
"""How far from its place an event is looked for before it counts as altered."""

_EVENTS: Final = """
SELECT event.id, device_seq, author, event.client_no, type, v, body,
    epoch, on_day, recorded_at, prev_hash, hash,
    CASE WHEN event.client_id IS NULL THEN event.client_no IS NULL
            OR NOT EXISTS (SELECT 1 FROM client AS here WHERE here.client_no = event.client_no)
        ELSE ifnull(client.client_no = event.client_no, 0) END
FROM event LEFT JOIN client ON client.id = event.client_id WHERE device_seq > 0
UNION ALL
SELECT event_id, device_seq, '', NULL, '', 0, NULL, epoch, NULL, '', prev_hash, hash, 1 FROM purged_event
ORDER BY device_seq
"""


class Fault(StrEnum):
    """What is wrong with a link."""

    ALTERED = "ALTERED"
    """Its content or its own hash is not as it was written."""
    MISSING = "MISSING"
    """One or more events before this one are gone."""
    CUT = "CUT"
    """From this number on the events are gone: the end of the record is not where it was last written to."""
    ORDER = "ORDER"
    """It was written under another number: events have changed places."""
    DAY = "DAY"
    """Its day or time is not that of its body."""
    CLIENT = "CLIENT"
    """It hangs on another client than the one it names."""
    FORK = "FORK"
    """It does not build on the event before it: that one was exchanged for another."""
    EPOCH = "EPOCH"
    """A chain begins where none was begun, or goes on where one ended."""
    EXTRA = "EXTRA"
    """There are more events than were written."""


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """The first link that does not hold. `event_id` is empty when it is not there any more.

    `missing` counts the events gone before it; `place` is the number an exchanged event was written under.
    """

    device_seq: int
    event_id: str
    fault: Fault
    missing: int = 0
    place: int = 0


@dataclass(frozen=True, slots=True)
class ChainReport:
    """Result of walking the chain: how many events, the first broken link, the hash at the end."""

    events: int
    broken: BrokenLink | None
    head: bytes

    @property
    def ok(self) -> bool:
        """True when every event is as it was recorded and none is missing."""
        return self.broken is None

    @property
    def first_bad(self) -> int | None:
        """The number of the first event that does not fit."""
        return None if self.broken is None else self.broken.device_seq


@dataclass(frozen=True, slots=True)
class HistoryReport:
    """What a check of the record tells: the chain (None: it cannot be read) and pages that are damaged.

    `records_astray` counts rows of contacts that do not say what their events say.
    """

    chain: ChainReport | None
    pages_damaged: int
    records_astray: int = 0

    @property
    def ok(self) -> bool:
        """True when nothing is wrong."""
        whole = self.chain is not None and self.chain.ok
        return whole and not self.pages_damaged and not self.records_astray


@dataclass(slots=True)
class _Walk:
    """Where the walk stands: the hash to build on, its epoch and number."""

    prev: bytes = CHAIN_START
    epoch: int | None = None
    seq: int = 0
    event_id: str = ""


def check(book: SqlBook) -> HistoryReport:
    """Check every page of the open book, then walk the chain."""
    connection = book.connection
    pages = damaged_pages(connection)
    try:
        with book.read():
            chain = walk(connection)
            # What follows from events is held against them only where they can be trusted.
            return HistoryReport(chain, pages, records_astray(connection) if chain.ok else 0)
    except UserCanFix as error:
        if error.code != "book.damaged":
            raise
        return HistoryReport(None, pages)


def damaged_pages(connection: Connection) -> int:
    """Pages of the file whose authentication code does not fit; the log is moved into the file first."""
    if not connection.in_transaction:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return len(connection.execute("PRAGMA cipher_integrity_check").fetchall())


def walk(connection: Connection) -> ChainReport:
    """Walk every event in the order of recording and hold each against the one before it."""
    at = _Walk()
    count = 0
    broken: BrokenLink | None = None
    for *linked, epoch, on_day, recorded_at, prev_hash, digest, is_of_client in connection.execute(_EVENTS):
        count += 1
        link = Link(*linked)
        if broken is None:
            fault = _fault(link, at, _Kept(epoch, on_day, recorded_at, prev_hash, digest, is_of_client))
            broken = None if fault is None else _named(link, at, fault, prev_hash, digest)
        at.prev, at.epoch, at.seq, at.event_id = digest, epoch, link.device_seq, link.id
    return ChainReport(count, broken or _end(connection, at, count), at.prev)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What stands beside an event's link."""

    epoch: int
    on_day: int | None
    recorded_at: str
    prev_hash: bytes
    hash: bytes
    is_of_client: int


def _fault(link: Link, at: _Walk, kept: _Kept) -> Fault | None:
    is_purged = link.body is None
    is_whole = is_purged or link.hash(kept.prev_hash) == kept.hash
    begins = kept.epoch != at.epoch
    if not is_whole:
        return Fault.ALTERED
    if link.device_seq != at.seq + 1:
        return Fault.MISSING
    if begins and at.epoch is not None and kept.epoch < at.epoch:
        return Fault.EPOCH
    if kept.prev_hash != (CHAIN_START if begins else at.prev):
        return Fault.EPOCH if begins or kept.prev_hash == CHAIN_START else Fault.FORK
    if not is_purged and not _agrees(link.body, kept.on_day, kept.recorded_at):
        return Fault.DAY
    return None if kept.is_of_client else Fault.CLIENT


def _named(link: Link, at: _Walk, fault: Fault, prev_hash: bytes, digest: bytes) -> BrokenLink:
    """The fault with its figures. An event whose hash fits under another number has changed places."""
    if fault is Fault.MISSING:
        return BrokenLink(link.device_seq, link.id, fault, missing=link.device_seq - at.seq - 1)
    if fault is Fault.ALTERED:
        for place in _near(link.device_seq):
            if link.under(place).hash(prev_hash) == digest:
                return BrokenLink(link.device_seq, link.id, Fault.ORDER, place=place)
    return BrokenLink(link.device_seq, link.id, fault)


def _near(seq: int) -> Iterator[int]:
    for far in range(1, _FAR + 1):
        yield seq + far
        if seq > far:
            yield seq - far


def _end(connection: Connection, at: _Walk, count: int) -> BrokenLink | None:
    """Whether the record ends where it was last written to: a row gone from the end breaks no link."""
    kept = chain_head(connection)
    if kept is None:
        return None if count == 0 else BrokenLink(at.seq + 1, "", Fault.CUT)
    if (kept.count, kept.seq, kept.hash, kept.epoch) == (count, at.seq, at.prev, at.epoch):
        return None
    if kept.seq > at.seq or kept.count > count:
        return BrokenLink(at.seq + 1, "", Fault.CUT, missing=max(kept.seq - at.seq, kept.count - count))
    if kept.seq == at.seq and kept.count == count:
        return BrokenLink(at.seq, at.event_id, Fault.ALTERED)
    return BrokenLink(min(kept.seq + 1, at.seq), at.event_id, Fault.EXTRA)


def _agrees(body: str, on_day: int | None, recorded_at: str) -> bool:
    try:
        said: Any = json.loads(body)
        on = said.get("on")
        return said["at"] == recorded_at and on_day == (
            None if on is None else to_day(date.fromisoformat(on))
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
