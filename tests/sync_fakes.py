"""A book in memory for the tests of a round: every method is one step that happens or does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import sha256
from itertools import count
from uuid import UUID

from advisor_desk.sync.underway import Around
from advisor_desk.wire.desk import Applied, AttachmentHead, Identity, ScopeState
from advisor_desk.wire.events import CHAIN_START, Link, WireEvent
from advisor_desk.wire.messages import (
    ItemAnswer,
    Receipt,
)
from advisor_desk.wire.pages import KeyPlace, Page, PullRequest
from advisor_desk.wire.rows import MASK, Row, ScopeSum
from advisor_desk.wire.seal import KeyPair
from advisor_desk.wire.shapes import CONFLICT, PURGE
from tests.clock import NOW as NOW

HUB_URL = "http://127.0.0.1:8765"
TIME = "2026-09-21T14:13:20.000000+00:00"
RowKey = tuple[str, str, str]


def key_of(row: Row) -> RowKey:
    """What tells a row of a scope from the others."""
    return row.kind, row.client_no, row.id


def sum_of(rows: Sequence[Row]) -> ScopeSum:
    """The sum over live rows."""
    hashes = [_hash(row) for row in rows if not row.is_deleted]
    return ScopeSum(len(hashes), sum(hashes) & MASK)


@lru_cache(maxsize=100_000)
def _hash(row: Row) -> int:
    return int.from_bytes(row.hash, "big")


@dataclass
class Ticking:
    """A clock that moves only when it is paused, and ids that count."""

    now: float = NOW
    ids: count[int] = field(default_factory=lambda: count(1))
    pauses: list[float] = field(default_factory=list)

    def around(self) -> Around:
        """Surroundings of a round."""
        return Around(
            clock=lambda: self.now,
            ticks=lambda: self.now,
            new_id=lambda _seconds: UUID(int=next(self.ids)),
            chance=lambda: 0.5,
            pause=self._pause,
            program="test",
        )

    def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds


@dataclass
class Scope:
    """One scope as a book holds it."""

    seq: int = 0
    hub_epoch: str = ""
    is_first: bool = True
    after: KeyPlace | None = None
    as_of: str = ""
    rows: dict[RowKey, Row] = field(default_factory=dict)
    unmet: set[RowKey] = field(default_factory=set)


class FakeBook:
    """A `SyncBook` in memory."""

    def __init__(self) -> None:
        self.kept: Identity | None = None
        self.keys = KeyPair.new()
        self.events: dict[str, WireEvent] = {}
        self.outbox: list[str] = []
        self.answers: dict[str, ItemAnswer] = {}
        self.receipts: list[Receipt] = []
        self.scopes: dict[str, Scope] = {}
        self.files: dict[str, tuple[AttachmentHead, bytes]] = {}
        self.files_due: list[str] = []
        self.files_missing: list[str] = []
        self.rounds: list[str] = []
        self.figures: Mapping[str, int] = {}
        self.repaired = 0
        self.followed: list[str] = []
        self._head = CHAIN_START

    def record(self, client_no: str | None = "C1", event_type: str = "interaction.recorded") -> WireEvent:
        """What the person does: an event and its place in the outbox."""
        number = len(self.events) + 1
        author = "" if self.kept is None else self.kept.advisor
        link = Link(str(UUID(int=number << 64)), number, author, client_no, event_type, 1, "{}")
        digest = link.hash(self._head)
        event = WireEvent(
            link.id, 1, number, author, client_no, event_type, 1, "{}", TIME, self._head.hex(), digest.hex()
        )
        self._head = digest
        self.events[event.id] = event
        self.outbox.append(event.id)
        return event

    def attach(self, content: bytes) -> AttachmentHead:
        """A file that is to be sent."""
        head = AttachmentHead(sha256(content).hexdigest(), "a.pdf", "application/pdf", len(content))
        self.files[head.sha256] = (head, content)
        self.files_due.append(head.sha256)
        return head

    def rows(self, scope: str) -> list[Row]:
        """Rows of a scope that stand here."""
        return list(self.scopes[scope].rows.values())

    def book_id(self) -> str:
        return "book"

    def former_authors(self) -> tuple[str, ...]:
        return tuple(sorted({event.author for event in self.events.values()}))

    def new_keys(self) -> KeyPair:
        return self.keys

    def identity(self) -> Identity | None:
        return self.kept

    def keep_identity(self, identity: Identity) -> None:
        self.kept = identity

    def see_epoch(self, hub_epoch: str) -> None:
        assert self.kept is not None
        if self.kept.epoch_seen != hub_epoch:
            self.kept = replace(self.kept, epoch_seen=hub_epoch)
            for scope in self.scopes.values():
                scope.seq, scope.is_first, scope.after, scope.hub_epoch = 0, True, None, ""

    def outbox_count(self) -> int:
        return len(self.outbox)

    def due(self, most: int, most_bytes: int) -> Sequence[WireEvent]:
        return [self.events[one] for one in self.outbox[: max(1, min(most, most_bytes // 300))]]

    def settle(self, answers: Sequence[ItemAnswer], receipt: Receipt) -> None:
        for answer in answers:
            if answer.id in self.outbox:
                self.outbox.remove(answer.id)
            self.answers[answer.id] = answer
        self.receipts.append(receipt)

    def requeue_above(self, device_seq: int, epoch: int = 0) -> int:
        lost = [
            one.id
            for one in self.events.values()
            if one.device_seq > device_seq and one.id not in self.outbox
        ]
        self.outbox = sorted([*self.outbox, *lost], key=lambda one: self.events[one].device_seq)
        return len(lost)

    def look_for_loss(self, receipt: Receipt) -> int:
        return 0

    def scope_state(self, scope: str) -> ScopeState:
        found = self.scopes.setdefault(scope, Scope())
        return ScopeState(scope, found.seq, found.hub_epoch, found.is_first, found.after, found.as_of)

    def start_first(self, scope: str, hub_epoch: str, head_seq: int) -> None:
        found = self.scopes.setdefault(scope, Scope())
        found.seq, found.hub_epoch, found.is_first, found.after = head_seq, hub_epoch, True, None
        found.unmet = set(found.rows)

    def apply_page(self, page: Page, request: PullRequest) -> Applied:
        found, taken, purged, conflicts = self.scopes[page.scope], 0, 0, 0
        for row in page.rows:
            found.unmet.discard(key_of(row))
            known = found.rows.get(key_of(row))
            # Of a first sync an equal number too: it may be there to mend what does not fit.
            if known is not None and known.seq >= row.seq + request.is_first:
                continue
            taken += 1
            conflicts += row.kind == CONFLICT and not row.is_deleted
            if row.kind == PURGE:
                purged += self._purge(found, row)
            found.rows[key_of(row)] = row
        if request.is_first:
            found.after = page.after
        else:
            found.seq = page.rows[-1].seq if page.more else page.head.seq
        return Applied(taken, purged, conflicts)

    def finish_first(self, scope: str) -> None:
        found = self.scopes[scope]
        found.is_first, found.after = False, None

    def drop_unmet(self, scope: str) -> int:
        found = self.scopes[scope]
        found.rows = {key: row for key, row in found.rows.items() if key not in found.unmet}
        found.unmet = set()
        return 0

    def scope_sum(self, scope: str) -> ScopeSum:
        found = self.scopes[scope]
        return sum_of([row for key, row in found.rows.items() if key not in found.unmet])

    def mark_complete(self, scope: str, as_of: str) -> None:
        self.scopes[scope].as_of = as_of

    def note_repair(self, scope: str) -> None:
        self.repaired += 1
        self.scopes[scope].is_first, self.scopes[scope].after = True, None

    def repairs(self) -> int:
        return self.repaired

    def follow(self, scopes: Sequence[str]) -> int:
        gone = [one for one in self.scopes if one not in scopes]
        for one in gone:
            del self.scopes[one]
        self.followed = list(scopes)
        return len(gone)

    def sweep(self) -> int:
        return 0

    def checkpoint(self) -> None:
        return None

    def backup_if_due(self) -> bool:
        return False

    def conflicts_open(self) -> int:
        return 0

    def tier_months(self) -> Mapping[str, Mapping[str, int]]:
        return {"2026-09": {"GOLD": 3}}

    def attachments_due(self) -> Sequence[AttachmentHead]:
        return [self.files[one][0] for one in self.files_due]

    def attachment_content(self, sha256: str) -> bytes:
        return self.files[sha256][1]

    def attachment_sent(self, sha256: str) -> None:
        self.files_due.remove(sha256)

    def attachments_missing(self) -> Sequence[str]:
        return [one for one in self.files_missing if one not in self.files]

    def take_attachment(self, head: AttachmentHead, content: bytes) -> None:
        self.files[head.sha256] = (head, content)

    def note_round(self, outcome: str, at: str, figures: Mapping[str, int]) -> None:
        assert at
        self.rounds.append(outcome)
        self.figures = figures

    def _purge(self, scope: Scope, purge: Row) -> int:
        doomed = [
            key
            for key, row in scope.rows.items()
            if row.client_no == purge.client_no and row.kind != PURGE and row.seq < purge.seq
        ]
        for key in doomed:
            del scope.rows[key]
        return 1 if doomed else 0
