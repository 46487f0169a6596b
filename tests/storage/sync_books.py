"""Books with events that wait, the desk around them, and answers as head office gives them."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from advisor_desk.assembly.desk import Desk
from advisor_desk.assembly.desk import around as desk_around
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.desk_sync import DeskSync
from advisor_desk.storage.events import EventDraft, append_event
from advisor_desk.wire.desk import Identity
from advisor_desk.wire.events import WireEvent
from advisor_desk.wire.messages import ItemAnswer, Receipt, Status
from advisor_desk.wire.seal import KeyPair
from tests.storage.books import NOW, Clock, make

TODAY = date(2026, 9, 21)
EPOCH = "hub-1"
LARGE = 1 << 20


def sync_of(book: SqlBook, clock: Clock | None = None) -> DeskSync:
    """The book as a round sees it."""
    return DeskSync(desk_around(book, TODAY, "adv-1").book, clock or Clock())


def book_of(path: Path, clients: int) -> SqlBook:
    """An open book with so many clients, one event that waits of each."""
    return make(path, clients).book


@contextmanager
def desk_of(path: Path, clients: int) -> Iterator[Desk]:
    """As `book_of`, with the desk around it, its figures counted; closed at the end."""
    with book_of(path, clients) as book:
        made = desk_around(book, TODAY, "adv-1")
        made.roll()
        yield made


def identity_of(advisor: str = "A7", device: str = "B1.d1", epoch: str = EPOCH) -> Identity:
    """A desk of branch B1."""
    return Identity(
        hub_url="https://hub.example",
        device_id=device,
        advisor=advisor,
        branch="B1",
        keys=KeyPair(b"s" * 32, b"t" * 32),
        hub_keys=KeyPair(b"h" * 32, b"i" * 32).public,
        epoch_seen=epoch,
    )


def record(book: SqlBook, kind: str = "care.rhythm_set", client_id: int | None = None, **body: object) -> str:
    """One more event; its id."""
    with book.change() as connection:
        draft = EventDraft(kind, "adv-1", body, client_id, TODAY)
        return append_event(connection, draft, seconds=NOW).id


def receipt_of(events: Sequence[WireEvent], batch: str = "b1", epoch: str = EPOCH) -> Receipt:
    """What the hub confirms after a push of these."""
    last = events[-1] if events else None
    return Receipt(
        device_id="B1.d1",
        batch=batch,
        applied=len(events),
        duplicates=0,
        quarantined=0,
        events_held=len(events),
        last_device_seq=0 if last is None else last.device_seq,
        hash="" if last is None else last.hash,
        hub_seq=len(events),
        hub_epoch=epoch,
        at="2026-09-21T14:13:20.000000+00:00",
        signature="5e",
    )


def applied(events: Iterable[WireEvent], status: Status = Status.APPLIED) -> list[ItemAnswer]:
    """Each of them with one status."""
    return [ItemAnswer(event.id, status) for event in events]


def refused(event: WireEvent, code: str = "CLIENT_UNKNOWN", **params: object) -> ItemAnswer:
    """Kept apart by the hub."""
    return ItemAnswer(event.id, Status.QUARANTINED, code, params)


def acknowledge(sync: DeskSync, most: int = 500, batch: str = "b1") -> list[WireEvent]:
    """Let the hub take the next events; these."""
    events = list(sync.due(most, LARGE))
    sync.settle(applied(events), receipt_of(events, batch))
    return events


def statuses(book: SqlBook) -> dict[str, str]:
    """Where each event stands, by its id."""
    with book.read() as connection:
        return dict(connection.execute("SELECT id, status FROM event ORDER BY device_seq"))


def waiting(book: SqlBook) -> list[str]:
    """Ids in the outbox."""
    with book.read() as connection:
        return [row[0] for row in connection.execute("SELECT event_id FROM outbox ORDER BY event_id")]
