"""The open book as a round of the sync sees it, whole. Satisfies `sync.ports.SyncBook`.

Every method is one transaction, so that a round may stop between any two of them. What pages bring is shown
at once: standings and search follow in the same transaction. One thread at a time uses it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from advisor_desk.errors import UserCanFix
from advisor_desk.storage import (
    attachments,
    client_purge,
    scope_sum,
    sync_answers,
    sync_attachments,
    sync_backup,
    sync_conflicts,
    sync_facts,
    sync_identity,
    sync_places,
    sync_reading,
)
from advisor_desk.storage.desk import DeskBook
from advisor_desk.storage.edits import Hand
from advisor_desk.storage.engine import Connection, connect
from advisor_desk.storage.fault_points import reached
from advisor_desk.storage.pending import Outbox, offer_after_first_sync, offer_all
from advisor_desk.storage.trouble import translated
from advisor_desk.wire.desk import Applied, AttachmentHead, Identity, ScopeState
from advisor_desk.wire.pages import Page, PullRequest
from advisor_desk.wire.rows import ScopeSum
from advisor_desk.wire.seal import KeyPair
from advisor_desk.wire.version import advisor_scope

if TYPE_CHECKING:
    from advisor_desk.domain.sync_view import Side, SyncView

_REPAIRS = "repairs"


class DeskSync(Outbox):
    """An open desk's book in a round. `clock` gives seconds since 1970 in UTC; without one, the desk's."""

    def __init__(self, desk: DeskBook, clock: Callable[[], float] | None = None) -> None:
        super().__init__(desk.sql, clock or desk.around.clock)
        self._desk = desk

    # Who this book is.

    def former_authors(self) -> tuple[str, ...]:
        """Names that stand as author of events so far."""
        with self._sql.read() as connection:
            return sync_identity.former_authors(connection)

    def new_keys(self) -> KeyPair:
        """The device's keys: made and kept once, the same when an enrolment is tried again."""
        with self._sql.change() as connection:
            return sync_identity.new_keys(connection)

    def keep_identity(self, identity: Identity) -> None:
        """Keep who this book is from now on; another device starts every scope anew and offers all again.

        Whatever is recorded from now on has the advisor for its author.
        """
        with self._sql.change() as connection:
            if sync_identity.keep(connection, identity):
                sync_answers.known_as_another(connection)
                # Of this round, which ends with the enrolment, and of the first that follows.
                offer_all(connection, rounds=2)
        self._desk.work_as(identity.advisor)
        reached("sync.identity_kept")

    # Scopes.

    def scope_state(self, scope: str) -> ScopeState:
        """How far a scope has come; a new one stands at its beginning (`is_first`)."""
        with self._sql.read() as connection:
            return sync_places.state(connection, scope)

    def start_first(self, scope: str, hub_epoch: str, head_seq: int) -> None:
        """Begin a scope's first sync: what stood of it stays until `drop_unmet`."""
        with self._sql.change(is_checkpoint_later=True) as connection:
            sync_places.start_first(connection, scope, hub_epoch, head_seq)

    def apply_page(self, page: Page, request: PullRequest) -> Applied:
        """Take in a page and move the scope's place, all or nothing; older rows are let be.

        Refusals of events that head office sends back are over. Raises OutsideFailed("sync.garbled").
        """
        with self._sql.change(is_checkpoint_later=True) as connection:
            applied = sync_places.apply_page(connection, page, request, self._around())
            sync_answers.release_echoed(connection, self._at())
            _note_purge(connection, applied.purged_clients)
        reached("sync.page_applied")
        return applied

    def finish_first(self, scope: str) -> None:
        """The pages of the first sync are through; what was not met again stays until `drop_unmet`."""
        with self._sql.change(is_checkpoint_later=True) as connection:
            sync_places.finish_first(connection, scope, self._around())
        reached("sync.first_finished")

    def drop_unmet(self, scope: str) -> int:
        """What the hub no longer has goes, except what is only this desk's; returns how many clients went.

        To be called once the sum of what a first sync has met is the hub's; nothing happens after that. What
        this desk has recorded waits again as `offer_after_first_sync` says.
        """
        with self._sql.read() as connection:
            if not sync_places.has_unmet(connection, scope):
                return 0
        with self._sql.change(is_checkpoint_later=True) as connection:
            was_whole = bool(sync_places.state(connection, scope).as_of)
            if scope == advisor_scope(sync_facts.advisor(connection)):
                # Before anything goes: with a client whom the hub has lost too would go what nobody else has.
                unmet = sync_places.unmet_clients(connection, scope)
                offer_after_first_sync(connection, unmet, was_whole=was_whole)
            gone = _note_purge(connection, sync_places.drop_unmet(connection, scope, self._around()))
        self._least = None
        return gone

    def scope_sum(self, scope: str) -> ScopeSum:
        """Count and sum over the rows that stand here, recomputed from what is stored."""
        with self._sql.read() as connection:
            return scope_sum.read(connection, scope)

    def scope_sum_beside(self, scope: str) -> ScopeSum:
        """As `scope_sum`; any thread may ask, and the book goes on meanwhile."""
        with self._read_beside() as connection:
            return scope_sum.read(connection, scope)

    def mark_complete(self, scope: str, as_of: str) -> None:
        """The scope is as the hub had it at `as_of`."""
        with self._sql.change(is_checkpoint_later=True) as connection:
            sync_places.mark_complete(connection, scope, as_of)

    def note_repair(self, scope: str) -> None:
        """A sum did not fit: count it, for head office to hear of; the scope starts anew."""
        with self._sql.change() as connection:
            sync_facts.keep(connection, _REPAIRS, str(sync_facts.count(connection, _REPAIRS) + 1))
            sync_facts.start_anew(connection, scope)

    def repairs(self) -> int:
        """How often a sum did not fit since the book exists."""
        with self._sql.read() as connection:
            return sync_facts.count(connection, _REPAIRS)

    def follow(self, scopes: Sequence[str]) -> int:
        """The scopes that are followed from now on; rows of others go. Returns how many clients went."""
        with self._sql.change() as connection:
            return _note_purge(connection, sync_places.follow(connection, scopes, self._around()))

    def sweep(self) -> int:
        """Take out acknowledged events of clients that are no longer held; returns how many clients went."""
        with self._sql.change(is_checkpoint_later=True) as connection:
            gone = _note_purge(connection, client_purge.sweep(connection, self._at()))
        reached("sync.swept")
        return gone

    def _around(self) -> sync_places.Around:
        return sync_places.Around(self._at(), self._desk.refresh)

    # Conflicts and refusals.

    def conflicts_open(self) -> int:
        """Conflicts that nobody has settled."""
        with self._sql.read() as connection:
            return sync_conflicts.open_count(connection)

    def settle_conflict(self, event_id: str, field: str, chosen: Side) -> None:
        """Let one value of a conflict stand and tell head office; the others stay readable.

        Raises as `sync_conflicts.settle`.
        """
        hand = Hand(self._desk.around.author, self._clock())
        with self._sql.change() as connection:
            choice = sync_conflicts.Choice(event_id, field, chosen)
            client_id = sync_conflicts.settle(connection, choice, hand)
            self._desk.refresh(connection, [client_id])

    def see_refusals(self, event_ids: Sequence[str]) -> None:
        """The advisor has read why head office keeps events apart.

        Raises UserCanFix("record.unknown") when none of them is open.
        """
        with self._sql.change() as connection:
            if not sync_answers.mark_seen(connection, event_ids, self._at()):
                raise UserCanFix("record.unknown")

    # Attachments.

    def attachments_due(self) -> Sequence[AttachmentHead]:
        """Attachments that the hub does not have yet."""
        self._look_for_attachments()
        with self._sql.read() as connection:
            return sync_attachments.due(connection)

    def attachment_content(self, sha256: str) -> bytes:
        """The content of one that is here. Raises UserCanFix("record.unknown")."""
        with self._sql.read() as connection:
            return attachments.content(connection, sha256)

    def attachment_sent(self, sha256: str) -> None:
        """The hub has it."""
        with self._sql.change(is_checkpoint_later=True) as connection:
            sync_attachments.sent(connection, sha256)

    def attachments_missing(self) -> Sequence[str]:
        """Attachments that events here name and that are not here."""
        self._look_for_attachments()
        with self._sql.read() as connection:
            return sync_attachments.missing(connection)

    def take_attachment(self, head: AttachmentHead, content: bytes) -> None:
        """Keep one that the hub sent. Raises OutsideFailed("sync.garbled") when its digest is another."""
        with self._sql.change(is_checkpoint_later=True) as connection:
            sync_attachments.take(connection, head, content, self._clock())

    def _start_over(self, connection: Connection) -> None:
        super()._start_over(connection)
        sync_attachments.send_all(connection)

    def _look_for_attachments(self) -> None:
        with self._sql.read() as connection:
            if not sync_attachments.is_behind(connection):
                return
        with self._sql.change(is_checkpoint_later=True) as connection:
            sync_attachments.catch_up(connection)

    # The end of a round.

    def backup_if_due(self) -> bool:
        """A verified backup when one is due; after a purge, older ones go."""
        return sync_backup.back_up_if_due(self._sql, self._clock())

    def is_backup_urgent(self) -> bool:
        """True after a purge: the backup and the end of older copies belong together."""
        with self._sql.read() as connection:
            return sync_backup.is_purged(connection)

    def backup_beside(self) -> bool:
        """As `backup_if_due` when no client has left; any thread may ask, and the book goes on meanwhile."""
        with self._read_beside() as connection:
            return sync_backup.back_up_today(self._sql, self._clock(), connection)

    @contextmanager
    def _read_beside(self) -> Iterator[Connection]:
        """The book as it is now, on a connection of its own."""
        with translated(), closing(connect(self._sql.path, self._sql.key.raw, read_only=True)) as connection:
            connection.execute("BEGIN")
            connection.execute("SELECT 1 FROM book_meta LIMIT 1").fetchone()
            yield connection

    def tier_months(self) -> Mapping[str, Mapping[str, int]]:
        """By month (`2026-06`), how many clients of each tier: month-end snapshots and the current month."""
        on = self._desk.as_of
        with self._sql.read() as connection:
            known = sync_reading.tier_months(connection, on)
        if known is not None:
            return known
        with self._sql.change(is_checkpoint_later=True) as connection:
            sync_reading.count_tiers(connection, on)
            return sync_reading.tier_months(connection, on) or {}

    def view(self) -> SyncView:
        """Everything that the screen of the sync shows."""
        with self._sql.read() as connection:
            return sync_reading.read(connection, datetime.fromtimestamp(self._clock(), UTC))


def _note_purge(connection: Connection, clients: int) -> int:
    """Clients have gone: older copies of the book go too once there is a fresh one, and kept counts."""
    if clients:
        sync_backup.note_purge(connection)
        sync_reading.forget_tiers(connection)
    return clients
