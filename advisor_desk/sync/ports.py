"""What a round needs: the book's side (`SyncBook`, kept by storage) and the hub's side (`HubLine`).

Every method of `SyncBook` is one transaction of the book, so a round may stop between any two of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from advisor_desk.wire.desk import Applied, AttachmentHead, Identity, ScopeState
from advisor_desk.wire.events import WireEvent
from advisor_desk.wire.messages import (
    EnrollAnswer,
    EnrollRequest,
    Hello,
    ItemAnswer,
    PushAnswer,
    PushBatch,
    Receipt,
)
from advisor_desk.wire.pages import Page, PullRequest
from advisor_desk.wire.report import Report
from advisor_desk.wire.rows import ScopeSum
from advisor_desk.wire.seal import KeyPair


class OutboxBook(Protocol):
    """What waits in a book: all that is needed of one that a newer program has written (sync.md, 3.9)."""

    def identity(self) -> Identity | None:
        """None before enrolment."""

    def see_epoch(self, hub_epoch: str) -> None:
        """Note the hub's epoch. One that differs from the last makes every scope start anew."""

    def outbox_count(self) -> int:
        """Events that wait."""

    def due(self, most: int, most_bytes: int) -> Sequence[WireEvent]:
        """The next events that wait, by number; at least one when any waits, however large."""

    def settle(self, answers: Sequence[ItemAnswer], receipt: Receipt) -> None:
        """Take what the hub answered out of the outbox, keep refusals and the receipt."""

    def requeue_above(self, device_seq: int, epoch: int = 0) -> int:
        """Queue again what the hub has lost: its newest epoch of this book, 0 when not told, and its highest
        number there; returns how many.
        """

    def look_for_loss(self, receipt: Receipt) -> int:
        """Queue again all own events when a receipt that has just come tells of a loss; how many."""

    def checkpoint(self) -> None:
        """Move the log into the book."""

    def note_round(self, outcome: str, at: str, figures: Mapping[str, int]) -> None:
        """When the last round ended and how: `DONE`, `CANCELLED` or the code of what stopped it.

        `figures` are those of `Figures.counts`; empty when nothing was done.
        """


class SyncBook(OutboxBook, Protocol):
    """The book as a round sees it."""

    def book_id(self) -> str:
        """The book's own identifier."""

    def former_authors(self) -> tuple[str, ...]:
        """Names that stand as author of events so far."""

    def new_keys(self) -> KeyPair:
        """The device's keys: made and kept once, the same when an enrolment is tried again."""

    def keep_identity(self, identity: Identity) -> None:
        """Keep who this book is from now on; another device id starts every scope anew."""

    def scope_state(self, scope: str) -> ScopeState:
        """How far a scope has come; a new one stands at its beginning (`is_first`)."""

    def start_first(self, scope: str, hub_epoch: str, head_seq: int) -> None:
        """Begin a scope's first sync: what stood of it stays until `drop_unmet`, uncounted till it is met."""

    def apply_page(self, page: Page, request: PullRequest) -> Applied:
        """Take in a page and move the scope's place, all or nothing; older rows are let be."""

    def finish_first(self, scope: str) -> None:
        """The pages of a first sync are through; what was not met again stays until `drop_unmet`."""

    def drop_unmet(self, scope: str) -> int:
        """What a first sync has not met again goes, once the sum of what was met is the hub's (I21).

        Returns how many clients went; 0 when there is nothing to drop.
        """

    def scope_sum(self, scope: str) -> ScopeSum:
        """Count and sum over the rows that stand here, recomputed from what is stored."""

    def mark_complete(self, scope: str, as_of: str) -> None:
        """The scope is as the hub had it at `as_of`."""

    def note_repair(self, scope: str) -> None:
        """A sum did not fit: count it, for head office to hear of; the scope starts anew."""

    def repairs(self) -> int:
        """How often a sum did not fit since the book exists."""

    def follow(self, scopes: Sequence[str]) -> int:
        """The scopes that are followed from now on; rows of others go. Returns how many clients went."""

    def sweep(self) -> int:
        """Take out acknowledged events of clients that are no longer held; returns how many clients went."""

    def backup_if_due(self) -> bool:
        """A verified backup when one is due; after a purge, older ones go."""

    def conflicts_open(self) -> int:
        """Conflicts that nobody has settled."""

    def tier_months(self) -> Mapping[str, Mapping[str, int]]:
        """By month (`2026-06`), how many clients of each tier: month-end snapshots and the current month."""

    def attachments_due(self) -> Sequence[AttachmentHead]:
        """Attachments that the hub does not have yet."""

    def attachment_content(self, sha256: str) -> bytes:
        """The content of one that is here."""

    def attachment_sent(self, sha256: str) -> None:
        """The hub has it."""

    def attachments_missing(self) -> Sequence[str]:
        """Attachments that events here name and that are not here."""

    def take_attachment(self, head: AttachmentHead, content: bytes) -> None:
        """Keep one that the hub sent. Raises OutsideFailed("sync.garbled") when its digest is another."""


class HubLine(Protocol):
    """The way to the hub.

    Raises OutsideFailed (`sync.unreachable`, `sync.busy` and `sync.hub_away` with `retry_after`,
    `sync.timeout`, `sync.garbled`, `sync.hub_failed`), UserCanFix (`sync.revoked`, `sync.code_wrong`,
    `sync.not_enrolled`, `sync.upgrade_needed`, `sync.wrong_hub`), and the signals of `sync.refused`: TooMuch
    (halve), Resync (the scope starts anew), Absent (an attachment that is not there).
    """

    def enroll(self, request: EnrollRequest) -> EnrollAnswer:
        """Be taken in with a one-time code."""

    def hello(self) -> Hello:
        """What the hub has."""

    def push(self, batch: PushBatch) -> PushAnswer:
        """Send events."""

    def pull(self, request: PullRequest) -> Page:
        """Fetch a page."""

    def send_attachment(self, head: AttachmentHead, content: bytes) -> None:
        """Send one; sending it again does nothing."""

    def fetch_attachment(self, sha256: str) -> tuple[AttachmentHead, bytes]:
        """Fetch one that an event of a client in a followed scope names."""

    def report(self, report: Report) -> None:
        """Figures for head office, no client data."""


@runtime_checkable
class ForesightLine(Protocol):
    """A line that can use the time in which a page is taken in."""

    def expect(self, request: PullRequest) -> None:
        """This is what `pull` will be asked for next; nothing is promised, and nothing raised."""
