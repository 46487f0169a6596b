"""What head office answered: an event leaves the outbox by its own answer and by nothing else.

sync.md, sections 3.1 and 3.4. Runs inside the caller's transaction. Applying an answer twice does nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from typing import Final

from advisor_desk.storage import sync_facts, sync_identity
from advisor_desk.storage.engine import Connection
from advisor_desk.wire.messages import ItemAnswer, Receipt, Status
from advisor_desk.wire.rows import compact

KEPT_RECEIPTS: Final = 1_000
"""Receipts are small, but a book lives for years."""


class EventStatus(StrEnum):
    """Where an event stands: `event.status`."""

    PENDING = "PENDING"
    """Waits in the outbox."""
    ACKED = "ACKED"
    """Head office has it."""
    REFUSED = "REFUSED"
    """Head office keeps it apart."""
    FOREIGN = "FOREIGN"
    """Recorded by another desk."""


class Settled(StrEnum):
    """What became of a refusal: `sync_refusal.settled`."""

    RELEASED = "RELEASED"
    SEEN = "SEEN"


_OWN: Final = """
SELECT EXISTS (SELECT 1 FROM outbox WHERE event_id = event.id) FROM event WHERE id = ? AND device_seq > 0
"""
_REFUSE: Final = """
INSERT INTO sync_refusal (event_id, code, params, told_at) VALUES (?, ?, ?, ?)
ON CONFLICT (event_id) DO UPDATE SET
    code = excluded.code, params = excluded.params, told_at = excluded.told_at,
    settled = CASE WHEN code = excluded.code AND settled = 'SEEN' THEN settled END,
    settled_at = CASE WHEN code = excluded.code AND settled = 'SEEN' THEN settled_at END
"""
_RELEASE: Final = (
    "UPDATE sync_refusal SET settled = 'RELEASED', settled_at = ? WHERE settled IS NOT 'RELEASED' AND "
)
_HELD: Final = "events_held"
_TAKEN: Final = "events_taken"
"""How many events left the outbox as taken in since any of them last waited again."""
_IS_OTHERS: Final = "known_as_another"
"""This book was another device before: head office counts what it knows from then under that one."""
_ECHOED: Final = "event_id IN (SELECT event_id FROM event_echo)"


def take(connection: Connection, answers: Sequence[ItemAnswer], receipt: Receipt, told_at: str) -> int:
    """Settle each answered event and keep the receipt; returns how many left the outbox.

    An answer for an event that is not this book's is let be, and so is everything that an earlier epoch of
    the hub said: that may be lost.
    """
    if sync_identity.is_past(connection, receipt.hub_epoch):
        return 0
    left = taken = 0
    for answer in answers:
        row = connection.execute(_OWN, (answer.id,)).fetchone()
        if row is None:
            continue
        is_waiting = bool(row[0])
        left += is_waiting
        if answer.status is not Status.QUARANTINED:
            taken += is_waiting
            _leave(connection, answer.id, EventStatus.ACKED)
            connection.execute(f"{_RELEASE} event_id = ?", (told_at, answer.id))
        elif is_waiting:
            # Once it is settled, a refusal that comes late no longer says how it stands.
            _leave(connection, answer.id, EventStatus.REFUSED)
            connection.execute(_REFUSE, (answer.id, answer.code, compact(dict(answer.params)), told_at))
    _keep_receipt(connection, receipt, told_at)
    keep_held(connection, receipt.events_held)
    if taken:
        sync_facts.keep(connection, _TAKEN, str(sync_facts.count(connection, _TAKEN) + taken))
    return left


def tells_of_loss(connection: Connection, receipt: Receipt) -> bool:
    """True when head office holds fewer events of this device than it has confirmed, new ones included.

    To be asked before the answer is taken in. What it knows already counts too: whatever left the outbox here
    was taken in once, by whichever request.
    """
    if sync_identity.is_past(connection, receipt.hub_epoch):
        return False
    least = sync_facts.count(connection, _HELD) + receipt.applied
    if not sync_facts.read(connection, _IS_OTHERS):
        (waiting,) = connection.execute("SELECT count(*) FROM outbox").fetchone()
        fresh = min(receipt.applied + receipt.duplicates, waiting)
        least = max(least, sync_facts.count(connection, _TAKEN) + fresh)
    return receipt.events_held < least


def count_anew(connection: Connection) -> None:
    """Events wait again that had left the outbox."""
    sync_facts.forget(connection, _TAKEN)


def known_as_another(connection: Connection) -> None:
    """From now on this book is another device than it was."""
    sync_facts.keep(connection, _IS_OTHERS, "1")


def keep_held(connection: Connection, held: int) -> None:
    """Note how many events of this device head office holds."""
    sync_facts.keep(connection, _HELD, str(held))


def expect_fewer(connection: Connection, fewer: int) -> None:
    """So many are known to be lost and wait again: that they are missing is no news."""
    keep_held(connection, max(0, sync_facts.count(connection, _HELD) - fewer))


def release_echoed(connection: Connection, at: str) -> None:
    """Whatever head office sends back as its own it has taken in: refusals of it are over."""
    rows = connection.execute(
        f"SELECT event_id FROM sync_refusal WHERE settled IS NOT 'RELEASED' AND {_ECHOED}"  # noqa: S608
    ).fetchall()
    for (event_id,) in rows:
        connection.execute(f"{_RELEASE} event_id = ?", (at, event_id))
        connection.execute(
            "UPDATE event SET status = 'ACKED' WHERE id = ? AND status = 'REFUSED'", (event_id,)
        )


def mark_seen(connection: Connection, event_ids: Sequence[str], at: str) -> bool:
    """The advisor has read why these are kept apart; False when none of them is open."""
    seen = connection.executemany(
        "UPDATE sync_refusal SET settled = 'SEEN', settled_at = ? WHERE event_id = ? AND settled IS NULL",
        [(at, event_id) for event_id in event_ids],
    )
    return seen.rowcount > 0


def _leave(connection: Connection, event_id: str, status: EventStatus) -> None:
    connection.execute("DELETE FROM outbox WHERE event_id = ?", (event_id,))
    connection.execute("UPDATE event SET status = ? WHERE id = ?", (status.value, event_id))


def _keep_receipt(connection: Connection, receipt: Receipt, at: str) -> None:
    body = asdict(receipt)
    signature = body.pop("signature")
    connection.execute(
        "INSERT INTO sync_receipt (at, batch, body, signature) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (batch) DO NOTHING",
        (at, receipt.batch, compact(body), signature),
    )
    connection.execute(
        "DELETE FROM sync_receipt WHERE id <= (SELECT max(id) FROM sync_receipt) - ?", (KEPT_RECEIPTS,)
    )
