"""Mistakes planted in the product's own code, each of a kind that real programs have made (sync.md, 5, L10).

A harness that does not notice them would not notice ours.
"""

# ruff: noqa: SLF001 - mistakes are planted where they would be made.

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from advisor_desk.hub import accept, assign, client_rows, feed, push, put
from advisor_desk.hub.refused import Refused
from advisor_desk.storage import (
    backup,
    client_purge,
    desk_sync,
    pending,
    replica_events,
    sync_answers,
    sync_places,
)
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.desk_sync import DeskSync
from advisor_desk.storage.engine import Connection
from advisor_desk.wire.desk import Applied
from advisor_desk.wire.messages import ItemAnswer, Problem, PushAnswer, Receipt, Status
from advisor_desk.wire.pages import Page, PullRequest
from advisor_desk.wire.shapes import PURGE, rank_of
from tests.sim.scenes import (
    BACK_AGAIN,
    BEHIND,
    CLASH,
    EVENT_BEFORE_CLIENT,
    LEAVING,
    LET_IN,
    LOST,
    PAGE_KILLED,
    RESTORED,
    SAVE_KILLED,
    TWO_CLOCKS,
    Scene,
)

Plant = Callable[[], AbstractContextManager[Any]]


@dataclass(frozen=True, slots=True)
class Planted:
    """A mistake.

    With `scenes`, each of them must break the promises of `caught_by` and no others. Without, seeds are
    tried from `seed` on, each with so many `steps`; the first that breaks a promise must break one of these.
    """

    name: str
    plant: Plant
    caught_by: tuple[str, ...]
    seed: int = 0
    steps: int = 40
    scenes: tuple[Scene, ...] = ()


def _no_dedup() -> AbstractContextManager[Any]:
    """The hub does not look whether it has an event."""
    return patch.object(accept.Intake, "_look_up", lambda self, items, *, is_release: None)


@contextmanager
def _second_transaction() -> Iterator[None]:
    """What is to be sent is noted after the change that it tells of."""
    original = SqlBook.change

    @contextmanager
    def change(self: SqlBook, *, is_checkpoint_later: bool = False) -> Iterator[Connection]:
        late: list[tuple[str]] = []
        with original(self, is_checkpoint_later=is_checkpoint_later) as connection:
            before = set(connection.execute("SELECT event_id FROM outbox").fetchall())
            yield connection
            late = [one for one in connection.execute("SELECT event_id FROM outbox") if one not in before]
            connection.executemany("DELETE FROM outbox WHERE event_id = ?", late)
        if late:
            with original(self) as connection:
                connection.executemany("INSERT OR IGNORE INTO outbox (event_id) VALUES (?)", late)

    with patch.object(SqlBook, "change", change):
        yield


@contextmanager
def _gone_before_the_answer() -> Iterator[None]:
    """What is sent leaves the outbox as it is sent."""
    original = pending.Outbox.due

    def due(self: pending.Outbox, most: int, most_bytes: int) -> Sequence[Any]:
        found = original(self, most, most_bytes)
        with self._sql.change() as connection:
            ids = [(event.id,) for event in found]
            connection.executemany("DELETE FROM outbox WHERE event_id = ?", ids)
            connection.executemany("UPDATE event SET status = 'ACKED' WHERE id = ?", ids)
        return found

    with patch.object(pending.Outbox, "due", due):
        yield


@contextmanager
def _poison_blocks() -> Iterator[None]:
    """A batch with one event that is not taken in is not taken in at all."""
    original = push._whole

    def whole(*given: Any) -> PushAnswer:
        answer = original(*given)
        if any(one.status is Status.QUARANTINED for one in answer.answers):
            raise Refused(Problem.FAILED)
        return answer

    with patch.object(push, "_whole", whole):
        yield


@contextmanager
def _no_purge_rows() -> Iterator[None]:
    """The old desk does not hear that a client has gone."""

    def without(connection: Any, branch: str, scope: str, drafts: Sequence[Any], at: str) -> int:
        return put.put_rows(connection, branch, scope, [one for one in drafts if one.kind != PURGE], at)

    with patch.object(assign, "put_rows", without):
        yield


def _no_sweep() -> AbstractContextManager[Any]:
    """What was answered after its client had gone stays."""
    return patch.object(client_purge, "sweep", lambda _connection, _at: 0)


@contextmanager
def _cursor_before_rows() -> Iterator[None]:
    """A scope's place is written before the rows that it speaks of, in a transaction of its own."""
    original = DeskSync.apply_page

    def apply_page(self: DeskSync, page: Page, request: PullRequest) -> Applied:
        if request.is_first or not page.rows:
            return original(self, page, request)
        move = "UPDATE sync_scope SET seq = ? WHERE scope = ?"
        with self._sql.change() as connection:
            connection.execute(move, (page.rows[-1].seq if page.more else page.head.seq, page.scope))
        with self._sql.change() as connection:
            connection.execute(move, (request.cursor, page.scope))
        return original(self, page, request)

    with patch.object(DeskSync, "apply_page", apply_page):
        yield


@contextmanager
def _purge_clears_outbox() -> Iterator[None]:
    """A client who goes takes along what was not sent yet."""
    original = client_purge.purge

    def purge(connection: Connection, client_ids: Sequence[int], at: str) -> int:
        for client_id in client_ids:
            connection.execute(
                "DELETE FROM outbox WHERE event_id IN (SELECT id FROM event WHERE client_id = ?)",
                (client_id,),
            )
        return original(connection, client_ids, at)

    with patch.object(client_purge, "purge", purge):
        yield


@contextmanager
def _nothing_sent_again() -> Iterator[None]:
    """A hub that went back to an older copy is sent nothing of what it has lost."""
    with (
        patch.object(pending.Outbox, "requeue_above", lambda _self, _seq, _epoch=0: 0),
        patch.object(pending.Outbox, "look_for_loss", lambda _self, _receipt: 0),
        patch.object(pending, "requeue_missing", lambda _connection: 0),
    ):
        yield


@contextmanager
def _loss_by_numbers_alone() -> Iterator[None]:
    """What a hub has lost is told by its highest number alone, which something newer has raised since."""
    with (
        patch.object(pending.Outbox, "look_for_loss", lambda _self, _receipt: 0),
        patch.object(desk_sync, "offer_after_first_sync", lambda _connection, _unmet, *, was_whole: None),
    ):
        yield


@contextmanager
def _newest_row_missed() -> Iterator[None]:
    """A reader goes on to the head without having seen the row that was put last."""
    original = feed._rows

    def rows(*given: Any) -> tuple[list[Any], bool]:
        found, more = original(*given)
        return (found[:-1] if len(found) > 1 and not more else found), more

    with patch.object(feed, "_rows", rows):
        yield


@contextmanager
def _echo_not_noted() -> Iterator[None]:
    """What comes back of a desk's own is let be."""
    original = replica_events.take

    def take(connection: Connection, scope: str, rows: Sequence[Any], clients: Any) -> Any:
        own = {row[0] for row in connection.execute("SELECT id FROM event WHERE device_seq > 0")}
        return original(connection, scope, [row for row in rows if row.id not in own], clients)

    with patch.object(replica_events, "take", take):
        yield


@contextmanager
def _epoch_stays() -> Iterator[None]:
    """A book that was put back goes on as the one that it was."""
    with patch.object(backup, "_begin_epoch", lambda _fresh, _key, _seconds: None):
        yield


@contextmanager
def _absence_deletes() -> Iterator[None]:
    """Whoever is not in a page is gone."""
    original = sync_places.apply_page

    def apply_page(connection: Connection, page: Page, request: PullRequest, around: Any) -> Applied:
        if request.is_first and not page.more:
            named = {row.client_no for row in page.rows}
            rows = connection.execute("SELECT id, client_no FROM client WHERE scope = ?", (page.scope,))
            client_purge.purge(connection, [one for one, no in rows.fetchall() if no not in named], around.at)
        return original(connection, page, request, around)

    with patch.object(sync_places, "apply_page", apply_page):
        yield


@contextmanager
def _answered_is_taken() -> Iterator[None]:
    """Whatever was answered was taken in."""
    original = pending.Outbox.settle

    def settle(self: pending.Outbox, answers: Sequence[ItemAnswer], receipt: Receipt) -> None:
        original(self, [ItemAnswer(one.id, Status.APPLIED) for one in answers], receipt)

    with patch.object(pending.Outbox, "settle", settle):
        yield


def _late_work_refused() -> AbstractContextManager[Any]:
    """What an advisor recorded before a client went to another is kept apart when it comes after."""
    return patch.object(accept, "ever_held", lambda *_given: set())


def _conflict_not_shown() -> AbstractContextManager[Any]:
    """A desk whose edit did not fit keeps its own value."""
    return patch.object(client_rows.ClientRows, "put_again", lambda *_given: None)


def _order_by_clock() -> AbstractContextManager[Any]:
    """Events of several desks stand as their ids say, which tell the desks' clocks."""

    def place(draft: Any) -> tuple[Any, ...]:
        return draft.client_no, rank_of(draft.kind), draft.id, draft.kind

    return patch.object(put, "_place", place)


def _waiting_not_attached() -> AbstractContextManager[Any]:
    """What waits for its client is forgotten when the client comes."""
    return patch.object(replica_events, "attach", lambda _connection, _arrived: None)


def _refusals_stay() -> AbstractContextManager[Any]:
    """What head office lets in after all is shown as refused for ever."""
    return patch.object(sync_answers, "release_echoed", lambda _connection, _at: None)


PLANTED: Sequence[Planted] = (
    Planted("no dedup at the hub", _no_dedup, ("I3", "I0"), seed=1),
    Planted("outbox row in a second transaction", _second_transaction, ("I3",), scenes=(SAVE_KILLED,)),
    Planted("outbox row gone before the answer", _gone_before_the_answer, ("I3", "I11"), seed=2),
    Planted("poison blocks a batch", _poison_blocks, ("I4",), seed=2),
    Planted("no purge rows", _no_purge_rows, ("I5", "I7", "I4"), seed=1),
    Planted("no sweep", _no_sweep, ("I7",), scenes=(LEAVING,)),
    Planted("cursor before rows", _cursor_before_rows, ("I5",), scenes=(PAGE_KILLED,)),
    Planted("purge clears the outbox", _purge_clears_outbox, ("I3",), scenes=(LEAVING,)),
    Planted("nothing sent again after a rollback", _nothing_sent_again, ("I3",), scenes=(LOST,)),
    Planted("loss told by numbers alone", _loss_by_numbers_alone, ("I3",), scenes=(BEHIND,)),
    Planted("newest row missed by a reader", _newest_row_missed, ("I5", "I4")),
    Planted("echo not noted", _echo_not_noted, ("I5", "I4")),
    Planted("epoch stays after a restore", _epoch_stays, ("I18",), scenes=(RESTORED,)),
    Planted("absence deletes", _absence_deletes, ("I21", "I8")),
    Planted("answered is taken", _answered_is_taken, ("I11",), seed=2),
    Planted("late work refused", _late_work_refused, ("I8",), seed=5),
    Planted("conflict not shown", _conflict_not_shown, ("I4",), scenes=(CLASH,)),
    Planted("order by clock", _order_by_clock, ("I9",), scenes=(TWO_CLOCKS,)),
    Planted(
        "what waits is not attached",
        _waiting_not_attached,
        ("I8",),
        scenes=(EVENT_BEFORE_CLIENT, BACK_AGAIN),
    ),
    Planted("refusals stay", _refusals_stay, ("I8",), scenes=(LET_IN,)),
)

SCENES: Sequence[Scene] = tuple({scene: None for planted in PLANTED for scene in planted.scenes})
"""Every scene that a mistake is told by."""
