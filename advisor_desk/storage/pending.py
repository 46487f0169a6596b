"""The outbox as a round sees it: what waits, in the order of recording, and how it leaves.

sync.md, sections 3.1 and 3.4. It rests on a few tables alone, so that what waits in a book of a newer
program can be sent too (3.9): `open_for_push_only`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from advisor_desk.errors import UserCanFix
from advisor_desk.sqltypes import utc_text
from advisor_desk.storage import schema, sync_answers, sync_facts, sync_identity
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.engine import Connection, OperationalError
from advisor_desk.storage.fault_points import reached
from advisor_desk.storage.keys import DataKey
from advisor_desk.storage.opening import Surroundings, first_that_opens
from advisor_desk.storage.trouble import translated
from advisor_desk.wire.desk import Identity
from advisor_desk.wire.events import WireEvent
from advisor_desk.wire.messages import ItemAnswer, Receipt
from advisor_desk.wire.rows import compact

ENVELOPE_BYTES: Final = 640
"""What an event weighs on the wire beside its body: ids, hashes, names of fields."""
KEPT_ROUNDS: Final = 200
_REQUEUED: Final = "requeued"
_OFFERED: Final = "all_offered"
"""Everything has waited again: in so many rounds a scope that starts anew is no reason to offer all again."""

_FIRST: Final = "SELECT min(device_seq) FROM outbox CROSS JOIN event ON event.id = outbox.event_id"
_FIELDS: Final = "id, epoch, device_seq, author, client_no, type, v, body, recorded_at, prev_hash, hash"
_DUE: Final = f"""
SELECT {_FIELDS} FROM event
WHERE device_seq >= ? AND EXISTS (SELECT 1 FROM outbox WHERE event_id = event.id)
ORDER BY device_seq LIMIT ?
"""  # noqa: S608 - a constant
_TOLD: Final = """
SELECT body ->> '$.last_device_seq', body ->> '$.hash' FROM sync_receipt
WHERE ? IN ('', body ->> '$.device_id') ORDER BY id DESC LIMIT 1
"""
_EPOCH_OF: Final = """
SELECT epoch FROM event WHERE device_seq = :seq AND hex(hash) = upper(:hash)
UNION ALL SELECT epoch FROM purged_event WHERE device_seq = :seq AND hex(hash) = upper(:hash)
"""
_ANY_ABOVE: Final = "SELECT EXISTS (SELECT 1 FROM event WHERE device_seq > ? AND status = 'ACKED')"
_ANSWERED: Final = """
SELECT id FROM event WHERE status IN ('ACKED', 'REFUSED')
AND NOT EXISTS (SELECT 1 FROM outbox WHERE event_id = event.id) AND
"""
_LOST: Final = f"{_ANSWERED} (device_seq > ? OR epoch > 1)"
_OF_CLIENTS: Final = f"{_ANSWERED} device_seq > 0 AND client_id IN (SELECT value FROM json_each(?))"  # noqa: S608
_NEEDED: Final = (
    "SELECT key, value FROM book_meta",
    "SELECT event_id FROM outbox",
    f"SELECT {_FIELDS}, status FROM event",  # noqa: S608 - a constant
    "SELECT event_id, code, params, told_at, settled, settled_at FROM sync_refusal",
    "SELECT id, at, batch, body, signature FROM sync_receipt",
    "SELECT id, at, outcome, figures FROM sync_round",
    "SELECT seq, is_first, after, hub_epoch FROM sync_scope",
)
"""What must be readable of a newer book."""


def first_waiting(connection: Connection) -> int | None:
    """The lowest number that waits; None when nothing does."""
    found: int | None = connection.execute(_FIRST).fetchone()[0]
    return found


def due(connection: Connection, least: int, most: int, most_bytes: int) -> list[WireEvent]:
    """Events that wait, from number `least` on, by number; at least one when any waits, however large."""
    found: list[WireEvent] = []
    weight = 0
    for *fields, prev_hash, digest in connection.execute(_DUE, (least, max(most, 1))):
        event = _event((*fields, prev_hash.hex(), digest.hex()))
        text = json.dumps(event.body, ensure_ascii=False)
        weight += ENVELOPE_BYTES + len(text.encode("utf-8", "surrogatepass"))
        if found and weight > most_bytes:
            break
        found.append(event)
    return found


def _event(values: tuple[Any, ...]) -> WireEvent:
    return WireEvent(*values)


def requeue_above(connection: Connection, device_seq: int, epoch: int = 0) -> int:
    """Queue again what head office has lost: acknowledged own events above the highest number it has left.

    That number is of the newest `epoch` that it knows of this book, 0 where it does not tell. What it kept
    apart goes along when anything was lost at all. Numbers of a book that was restored were used twice, so
    whatever was recorded since its restore is sent again (I18, I19).
    """
    if not has_lost(connection, device_seq, epoch):
        return 0
    sync_facts.keep(connection, _REQUEUED, _mark(connection, device_seq))
    kept = _requeue(connection, device_seq)
    sync_answers.expect_fewer(connection, kept)
    return kept


def requeue_missing(connection: Connection) -> int:
    """Queue again everything: head office has lost of what it has confirmed, and nobody knows which."""
    return _requeue(connection, 0)


def offer_all(connection: Connection, rounds: int = 1) -> None:
    """Queue again everything for a head office that is another, or another state of it, than before.

    Its numbers do not tell what it lacks: a request that was long on its way may have arrived since. What it
    has it knows again. Its scopes start anew for the same reason; in so many `rounds`, the one under way
    included, that is no second one.
    """
    requeue_missing(connection)
    sync_facts.keep(connection, _OFFERED, str(rounds))
    sync_answers.keep_held(connection, 0)
    sync_facts.keep(connection, _REQUEUED, _mark(connection, 0))


def offer_after_first_sync(connection: Connection, unmet: Collection[int], *, was_whole: bool) -> None:
    """The advisor's own scope had to start anew: queue again everything if it was whole before.

    Why it had to, nothing tells: a standby may have taken over without a word. A round that has offered all
    already offers again what is known of the clients not met again, who are about to go: nobody could do so
    afterwards.
    """
    if was_whole and not sync_facts.count(connection, _OFFERED):
        requeue_missing(connection)
        return
    if unmet:
        of_unmet = connection.execute(_OF_CLIENTS, (json.dumps(list(unmet)),)).fetchall()
        _wait_again(connection, of_unmet)


def has_lost(connection: Connection, device_seq: int, epoch: int = 0) -> bool:
    """True when head office has less than its last receipt to this device says, or than it has confirmed.

    Less is also a number of an earlier epoch: of the book as it was before a restore. The second holds once:
    after a new enrolment it knows all events under another device, confirms them again, and its number stays
    where it is.
    """
    told = connection.execute(_TOLD, (sync_facts.read(connection, "device_id"),)).fetchone()
    if told is not None and (device_seq < told[0] or _is_of_earlier(connection, epoch, *told)):
        return True
    (is_any_above,) = connection.execute(_ANY_ABOVE, (device_seq,)).fetchone()
    return bool(is_any_above) and sync_facts.read(connection, _REQUEUED) != _mark(connection, device_seq)


def _is_of_earlier(connection: Connection, epoch: int, told_seq: int, told_hash: str) -> bool:
    """True when an epoch is earlier than that of the event at which the chain ended in a receipt."""
    if not epoch:
        return False
    found = connection.execute(_EPOCH_OF, {"seq": told_seq, "hash": told_hash}).fetchone()
    return found is not None and epoch < found[0]


def _mark(connection: Connection, device_seq: int) -> str:
    device_id, hub_epoch = (sync_facts.read(connection, key) for key in ("device_id", "hub_epoch"))
    return f"{device_id} {hub_epoch} {device_seq}"


def _requeue(connection: Connection, device_seq: int) -> int:
    return _wait_again(connection, connection.execute(_LOST, (device_seq,)).fetchall())


def _wait_again(connection: Connection, lost: Sequence[tuple[str]]) -> int:
    sync_answers.count_anew(connection)
    connection.executemany("INSERT INTO outbox (event_id) VALUES (?)", lost)
    connection.executemany("UPDATE event SET status = 'PENDING' WHERE id = ?", lost)
    return len(lost)


def note_round(connection: Connection, outcome: str, at: str, figures: Mapping[str, int]) -> None:
    """When a round ended, how (`DONE`, `CANCELLED` or the code of what stopped it), and what it did."""
    connection.execute(
        "INSERT INTO sync_round (at, outcome, figures) VALUES (?, ?, ?)",
        (at, outcome, compact(dict(figures))),
    )
    connection.execute(
        "DELETE FROM sync_round WHERE id <= (SELECT max(id) FROM sync_round) - ?", (KEPT_ROUNDS,)
    )


class Outbox:
    """The push side of an open book: all that `advisor_desk.sync` needs of one that it may not read."""

    def __init__(self, book: SqlBook, clock: Callable[[], float]) -> None:
        """`clock` gives seconds since 1970 in UTC."""
        self._sql = book
        self._clock = clock
        self._least: int | None = None

    def book_id(self) -> str:
        """The book's own identifier."""
        return self._sql.key.book_id

    def identity(self) -> Identity | None:
        """None before enrolment."""
        with self._sql.read() as connection:
            return sync_identity.read(connection)

    def see_epoch(self, hub_epoch: str) -> None:
        """Note the hub's epoch. One that differs from the last makes every scope start anew."""
        with self._sql.read() as connection:
            offered = sync_facts.count(connection, _OFFERED)
            if not (offered or sync_identity.is_news(connection, hub_epoch)):
                return
        with self._sql.change() as connection:
            sync_facts.keep(connection, _OFFERED, str(max(0, offered - 1)))
            if sync_identity.see_epoch(connection, hub_epoch):
                self._start_over(connection)
        self._least = None

    def outbox_count(self) -> int:
        """Events that wait."""
        with self._sql.read() as connection:
            return int(connection.execute("SELECT count(*) FROM outbox").fetchone()[0])

    def due(self, most: int, most_bytes: int) -> Sequence[WireEvent]:
        """The next events that wait, by number; at least one when any waits, however large."""
        with self._sql.read() as connection:
            if self._least is None:
                self._least = first_waiting(connection)
            if self._least is None:
                return ()
            found = due(connection, self._least, most, most_bytes)
        # Whatever is recorded from now on has a higher number: the next look begins here.
        self._least = found[0].device_seq if found else None
        return found

    def settle(self, answers: Sequence[ItemAnswer], receipt: Receipt) -> None:
        """Take what the hub answered out of the outbox, keep refusals and the receipt."""
        reached("sync.before_settle")
        with self._sql.change(is_checkpoint_later=True) as connection:
            sync_answers.take(connection, answers, receipt, self._at())
        reached("sync.settled")

    def requeue_above(self, device_seq: int, epoch: int = 0) -> int:
        """Queue again what the hub has lost above this number of its newest epoch; returns how many."""
        with self._sql.read() as connection:
            if not has_lost(connection, device_seq, epoch):
                return 0
        with self._sql.change() as connection:
            queued = requeue_above(connection, device_seq, epoch)
        self._least = None
        reached("sync.requeued")
        return queued

    def look_for_loss(self, receipt: Receipt) -> int:
        """Queue again all own events when a receipt that has just come tells of a loss; how many.

        Numbers alone do not: when something newer has arrived since the loss, the highest number says nothing
        of those below it.
        """
        with self._sql.read() as connection:
            if not sync_answers.tells_of_loss(connection, receipt):
                return 0
        with self._sql.change() as connection:
            queued = requeue_missing(connection)
            sync_answers.keep_held(connection, receipt.events_held)
        self._least = None
        reached("sync.requeued")
        return queued

    def note_round(self, outcome: str, at: str, figures: Mapping[str, int]) -> None:
        """When the last round ended, how, and what it did."""
        with self._sql.change() as connection:
            note_round(connection, outcome, at, figures)

    def checkpoint(self) -> None:
        """Move the log into the book."""
        self._sql.checkpoint()

    def close(self) -> None:
        """Close the book and drop its key."""
        self._sql.close()

    def _start_over(self, connection: Connection) -> None:
        """Another hub than before, or an older state of it: everything that is still here waits again."""
        offer_all(connection)

    def _at(self) -> str:
        return utc_text(datetime.fromtimestamp(self._clock(), UTC))


class _AsItIs(SqlBook):
    """A book of a newer program: opened without examining what this one does not know, never migrated."""

    def _attach(self, candidates: tuple[DataKey, ...]) -> None:
        with translated():
            connection, self._key = first_that_opens(self._files.book, candidates)
            try:
                _demand_outbox(connection)
            except BaseException:
                connection.close()
                raise
        self._connection = connection


def open_for_push_only(path: Path, passphrase: str, around: Surroundings | None = None) -> Outbox:
    """The outbox of a book that a newer program has written: what waits can be sent, nothing else is touched.

    Raises as `SqlBook.open`, and UserCanFix("book.from_newer_version") when even that cannot be read.
    """
    book = _AsItIs.open(path, passphrase, around)
    return Outbox(book, book.around.clock)


def _demand_outbox(connection: Connection) -> None:
    try:
        for statement in _NEEDED:
            connection.execute(f"{statement} LIMIT 0")
    except OperationalError as error:
        found = schema.version(connection)
        raise UserCanFix("book.from_newer_version", found=found, known=schema.HEAD) from error
