"""A hub in memory for the tests of a round, for one device: it counts what it is asked and makes trouble."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import UUID

from advisor_desk.errors import OutsideFailed
from advisor_desk.sync.figures import RoundResult, Wishes
from advisor_desk.sync.refused import Absent, Resync
from advisor_desk.sync.round import run_round
from advisor_desk.wire.desk import AttachmentHead, Identity
from advisor_desk.wire.events import WireEvent
from advisor_desk.wire.messages import (
    EnrollAnswer,
    EnrollRequest,
    HeldScope,
    Hello,
    ItemAnswer,
    PushAnswer,
    PushBatch,
    Receipt,
    Status,
    receipt_bytes,
)
from advisor_desk.wire.pages import Head, KeyPlace, Page, PullRequest
from advisor_desk.wire.report import Report
from advisor_desk.wire.rows import Row, compact
from advisor_desk.wire.seal import KeyPair
from advisor_desk.wire.shapes import EVENT, rank_of
from tests.sync_fakes import HUB_URL, TIME, FakeBook, RowKey, Ticking, key_of, sum_of


class FakeHub:
    """A `HubLine` and the hub behind it, for one device. `trouble` may raise before and after each deed."""

    def __init__(self, branch: str = "B1", advisor: str = "A1") -> None:
        self.keys = KeyPair.new()
        self.branch, self.advisor = branch, advisor
        self.device_id = f"{branch}.{UUID(int=7)}"
        self.epoch = "e1"
        self.protocols = (1, 1)
        self.events: dict[str, WireEvent] = {}
        self.order: list[str] = []
        self.poison: set[str] = set()
        self.rows: dict[str, dict[RowKey, Row]] = {"firm": {}, "br": {}, f"adv:{advisor}": {}}
        self.seqs = dict.fromkeys(self.rows, 0)
        self.files: dict[str, tuple[AttachmentHead, bytes]] = {}
        self.reports: list[Report] = []
        self.asked: list[str] = []
        self.pushes: list[PushBatch] = []
        self.pulls: list[PullRequest] = []
        self.forgotten = 0
        self.trouble: Callable[[str], None] = lambda _point: None

    @property
    def own(self) -> str:
        """The scope of the device's advisor."""
        return f"adv:{self.advisor}"

    def put(self, scope: str, kind: str, row_id: str, client_no: str = "", body: str = "[]") -> Row:
        """Put a row; it moves to a new number."""
        self.seqs[scope] += 1
        row = Row(kind, row_id, client_no, self.seqs[scope], False, body)
        self.rows[scope][key_of(row)] = row
        return row

    def delete(self, scope: str, kind: str, row_id: str, client_no: str = "") -> None:
        """Leave a tombstone."""
        row = self.put(scope, kind, row_id, client_no)
        self.rows[scope][key_of(row)] = row._replace(is_deleted=True, body="")

    def head(self, scope: str) -> Head:
        """What a scope holds."""
        return Head(self.seqs[scope], sum_of(list(self.rows[scope].values())))

    def enroll(self, request: EnrollRequest) -> EnrollAnswer:
        with _Between(self, "enroll"):
            public = self.keys.public
            return EnrollAnswer(
                self.device_id,
                self.advisor,
                self.branch,
                public.signing.hex(),
                public.sealing.hex(),
                self.epoch,
            )

    def hello(self) -> Hello:
        with _Between(self, "hello"):
            last = max((event.device_seq for event in self.events.values()), default=0)
            held = tuple(HeldScope(one, self.branch, self.head(one)) for one in reversed(list(self.rows)))
            return Hello(self.epoch, TIME, *self.protocols, last, self.advisor, self.branch, held)

    def push(self, batch: PushBatch) -> PushAnswer:
        self.pushes.append(batch)
        with _Between(self, "push"):
            answers = tuple(self._accepted(event) for event in batch.events)
            return PushAnswer(answers, self.receipt(batch, answers))

    def receipt(self, batch: PushBatch, answers: Sequence[ItemAnswer]) -> Receipt:
        """A signed receipt."""
        statuses = [one.status for one in answers]
        receipt = Receipt(
            device_id=self.device_id,
            batch=batch.batch,
            applied=statuses.count(Status.APPLIED),
            duplicates=statuses.count(Status.DUPLICATE),
            quarantined=statuses.count(Status.QUARANTINED),
            events_held=len(self.events),
            last_device_seq=max((event.device_seq for event in self.events.values()), default=0),
            hash="",
            hub_seq=self.seqs[self.own],
            hub_epoch=self.epoch,
            at=TIME,
        )
        return replace(receipt, signature=self.keys.signature(receipt_bytes(receipt)).hex())

    def pull(self, request: PullRequest) -> Page:
        self.pulls.append(request)
        with _Between(self, "pull"):
            return self._page(request)

    def send_attachment(self, head: AttachmentHead, content: bytes) -> None:
        with _Between(self, "send"):
            self.files[head.sha256] = (head, base64.b64decode(base64.b64encode(content)))

    def fetch_attachment(self, sha256: str) -> tuple[AttachmentHead, bytes]:
        with _Between(self, "fetch"):
            if sha256 not in self.files:
                raise Absent
            return self.files[sha256]

    def report(self, report: Report) -> None:
        with _Between(self, "report"):
            self.reports.append(report)

    def _accepted(self, event: WireEvent) -> ItemAnswer:
        if event.type in self.poison:
            return ItemAnswer(event.id, Status.QUARANTINED, "CLIENT_UNKNOWN")
        known = event.id in self.events
        if not known:
            self.events[event.id] = event
            self.order.append(event.id)
            body = compact({"device": self.device_id, "event": event.as_json()})
            self.put(self.own, EVENT, event.id, event.client_no or "", body)
        return ItemAnswer(event.id, Status.DUPLICATE if known else Status.APPLIED)

    def _page(self, request: PullRequest) -> Page:
        stored = self.rows[request.scope].values()
        if request.is_first:
            places = {_place(row): row for row in stored if not row.is_deleted}
            after = None if request.after is None else _tuple(request.after)
            found = [places[one] for one in sorted(places) if after is None or one > after]
        else:
            if request.cursor < self.forgotten or request.cursor > self.seqs[request.scope]:
                raise Resync
            found = sorted((row for row in stored if row.seq > request.cursor), key=lambda row: row.seq)
        rows = found[: request.limit]
        last = KeyPlace(*_place(rows[-1])) if rows else request.after
        return Page(
            request.scope,
            self.epoch,
            self.head(request.scope),
            rows,
            {row.kind: ("value",) for row in rows},
            len(found) > len(rows),
            last if request.is_first else None,
        )


class _Between:
    """Counts a deed and lets trouble come before and after it."""

    def __init__(self, hub: FakeHub, deed: str) -> None:
        self._hub, self._deed = hub, deed

    def __enter__(self) -> None:
        self._hub.asked.append(self._deed)
        self._hub.trouble(f"{self._deed}.before")

    def __exit__(self, kind: object, *_rest: object) -> None:
        if kind is None:
            self._hub.trouble(f"{self._deed}.after")


def enrolled(hub: FakeHub) -> FakeBook:
    """A book that the hub knows."""
    book = FakeBook()
    book.kept = Identity(
        HUB_URL, hub.device_id, hub.advisor, hub.branch, book.keys, hub.keys.public, hub.epoch
    )
    return book


def unreachable() -> OutsideFailed:
    """What a line that is down raises."""
    return OutsideFailed("sync.unreachable")


def run(book: FakeBook, hub: FakeHub, wishes: Wishes | None = None) -> RoundResult:
    """One round between the two."""
    return run_round(book, hub, Ticking().around(), wishes)


def stands_equal(book: FakeBook, hub: FakeHub) -> None:
    """Both ends have the same, and nothing waits."""
    for scope, rows in hub.rows.items():
        live = {key: row for key, row in rows.items() if not row.is_deleted}
        here = {key: row for key, row in book.scopes[scope].rows.items() if not row.is_deleted}
        assert here == live, scope
    assert book.outbox == []


def _place(row: Row) -> tuple[str, int, str]:
    return row.client_no, rank_of(row.kind), row.id


def _tuple(place: KeyPlace) -> tuple[str, int, str]:
    return place.client_no, place.rank, place.id
