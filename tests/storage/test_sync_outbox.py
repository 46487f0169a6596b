"""What waits goes up by number, in portions; what head office has lost waits again, and nothing else does."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from advisor_desk.errors import UserCanFix
from advisor_desk.storage import backup, engine, pending, schema
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.events import EventDraft, append_event
from advisor_desk.wire.events import CHAIN_START
from advisor_desk.wire.messages import Status
from tests.storage.books import NOW, PASSPHRASE, Clock, around, make, reopen
from tests.storage.sync_books import (
    LARGE,
    acknowledge,
    applied,
    book_of,
    identity_of,
    receipt_of,
    record,
    refused,
    statuses,
    sync_of,
    waiting,
)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[SqlBook]:
    with book_of(tmp_path / "a.book", 12) as made:
        yield made


def test_what_waits_comes_by_number_and_as_it_was_hashed(book: SqlBook) -> None:
    events = sync_of(book).due(500, LARGE)
    assert [event.device_seq for event in events] == list(range(1, 13))
    assert all(event.is_as_hashed for event in events)
    before = CHAIN_START.hex()
    for event in events:
        assert event.prev_hash == before
        before = event.hash
    assert sync_of(book).outbox_count() == 12


def test_a_clock_that_jumps_back_does_not_change_the_order(book: SqlBook) -> None:
    with book.change() as connection:
        late = append_event(connection, EventDraft("care.x", "a", {}), seconds=NOW - 4e8)
    assert sync_of(book).due(500, LARGE)[-1].id == late.id
    assert waiting(book)[0] == late.id


def test_portions_are_bounded_by_number_and_by_bytes(book: SqlBook) -> None:
    sync = sync_of(book)
    assert [event.device_seq for event in sync.due(3, LARGE)] == [1, 2, 3]
    one = sync.due(1, LARGE)[0]
    weight = pending.ENVELOPE_BYTES + len(f'"{one.body}"'.encode()) + one.body.count('"')
    assert len(sync.due(500, 4 * weight)) == 4
    assert len(sync.due(500, 4 * weight - 1)) == 3


def test_a_single_event_goes_however_large_it_is(book: SqlBook) -> None:
    sync = sync_of(book)
    acknowledge(sync)
    record(book, note="长" * 80_000)
    record(book)
    assert len(sync.due(500, 1)) == 1
    assert len(sync.due(0, 0)) == 1


def test_nothing_leaves_without_an_answer(book: SqlBook) -> None:
    sync = sync_of(book)
    events = sync.due(5, LARGE)
    sync.settle(applied(events[1:3]), receipt_of(events))
    assert [event.device_seq for event in sync.due(500, LARGE)] == [1, *range(4, 13)]
    sync.settle([], receipt_of(events, "b2"))
    assert sync.outbox_count() == 10


def test_what_is_recorded_meanwhile_is_found_after_the_last_portion(book: SqlBook) -> None:
    sync = sync_of(book)
    acknowledge(sync)
    assert not sync.due(500, LARGE)
    new = record(book)
    assert [event.id for event in sync.due(500, LARGE)] == [new]


def test_head_office_that_has_lost_nothing_is_sent_nothing_again(book: SqlBook) -> None:
    sync = sync_of(book)
    acknowledge(sync)
    assert sync.requeue_above(12) == 0
    assert sync.requeue_above(99) == 0
    assert sync.outbox_count() == 0


def test_what_head_office_has_lost_waits_again(book: SqlBook) -> None:
    sync = sync_of(book)
    sent = acknowledge(sync, 10)
    assert sync.requeue_above(6) == 4
    assert sync.requeue_above(6) == 0
    assert [event.device_seq for event in sync.due(500, LARGE)] == [7, 8, 9, 10, 11, 12]
    assert list(sync.due(4, LARGE)) == sent[6:]
    assert set(statuses(book).values()) == {"ACKED", "PENDING"}


def test_a_hub_that_goes_back_to_the_same_number_twice_is_sent_it_twice(book: SqlBook) -> None:
    sync = sync_of(book)
    acknowledge(sync)
    for batch in ("b2", "b3"):
        assert sync.requeue_above(6) == 6
        acknowledge(sync, batch=batch)
    assert sync.requeue_above(12) == 0


def test_a_new_device_of_the_same_hub_is_sent_again_once(book: SqlBook) -> None:
    sync = sync_of(book)
    sync.keep_identity(identity_of())
    acknowledge(sync)
    sync.keep_identity(identity_of(device="B1.d2"))
    assert sync.requeue_above(0) == 0
    events = sync.due(500, LARGE)
    assert len(events) == 12
    sync.settle(applied(events, Status.DUPLICATE), receipt_of([], "b2"))
    # The hub has them under the first device: of the second it still knows nothing.
    assert sync.requeue_above(0) == 0
    assert sync.outbox_count() == 0


def test_what_was_kept_apart_and_is_lost_goes_along(book: SqlBook) -> None:
    sync = sync_of(book)
    events = sync.due(3, LARGE)
    sync.settle([*applied(events[:2]), refused(events[2])], receipt_of(events[:2]))
    assert sync.requeue_above(2) == 0
    assert sync.requeue_above(1) == 2
    assert [event.device_seq for event in sync.due(2, LARGE)] == [2, 3]


def test_a_receipt_that_counts_fewer_than_the_last_tells_of_a_loss_that_no_number_shows(
    book: SqlBook,
) -> None:
    """Something newer has arrived at a hub that went back: its highest number is as it was, or above."""
    sync = sync_of(book)
    sent = acknowledge(sync, 10)
    told = receipt_of(sent)
    assert sync.look_for_loss(replace(told, applied=0, duplicates=2, events_held=12)) == 0
    assert sync.look_for_loss(replace(told, applied=2, events_held=12)) == 0
    late = replace(told, batch="b2", applied=1, events_held=7, last_device_seq=11)
    assert sync.look_for_loss(late) == 10
    assert [event.device_seq for event in sync.due(500, LARGE)] == list(range(1, 13))
    assert sync.look_for_loss(replace(late, applied=0)) == 0


def test_what_came_by_a_late_request_counts_among_what_has_to_be_held(book: SqlBook) -> None:
    """Two wait, and are known already: with the ten before them that would be twelve."""
    sync = sync_of(book)
    told = receipt_of(acknowledge(sync, 10))
    late = replace(told, batch="b2", applied=0, duplicates=2, events_held=11, last_device_seq=12)
    assert sync.look_for_loss(late) == 10


def test_what_is_known_to_be_lost_is_no_news(book: SqlBook) -> None:
    sync = sync_of(book)
    told = receipt_of(acknowledge(sync, 10))
    assert sync.requeue_above(6) == 4
    assert sync.look_for_loss(replace(told, batch="b2", applied=4, events_held=10)) == 0
    assert sync.look_for_loss(replace(told, batch="b2", applied=4, events_held=9)) == 6


def test_another_device_begins_to_count_anew(book: SqlBook) -> None:
    sync = sync_of(book)
    sync.keep_identity(identity_of())
    told = receipt_of(acknowledge(sync, 10))
    sync.keep_identity(identity_of(device="B1.d2"))
    assert sync.look_for_loss(replace(told, applied=0, events_held=0)) == 0


def test_another_epoch_of_the_hub_is_told_from_the_last(book: SqlBook) -> None:
    sync = sync_of(book)
    sync.keep_identity(identity_of())
    events = acknowledge(sync)
    sync.see_epoch("hub-1")
    assert sync.outbox_count() == 0
    sync.see_epoch("hub-2")
    identity = sync.identity()
    assert identity is not None
    assert identity.epoch_seen == "hub-2"
    # What it has kept of them nobody knows: its numbers may have come from a request that was late.
    assert list(sync.due(500, LARGE)) == events
    sync.see_epoch("hub-2")
    sync.settle(applied(events), receipt_of(events, "b2", "hub-2"))
    sync.see_epoch("hub-2")
    assert sync.outbox_count() == 0


def test_since_a_restore_numbers_tell_nothing_so_all_of_it_is_sent_again(tmp_path: Path) -> None:
    path = tmp_path / "a.book"
    with book_of(path, 3) as book:
        sync = sync_of(book)
        sync.keep_identity(identity_of())
        first = acknowledge(sync)
        made = backup.back_up(book, tmp_path / "usb")
        for number in range(9):
            record(book, number=number)
        acknowledge(sync, batch="b2")
    backup.restore(made.path, path, PASSPHRASE, around())
    with reopen(path) as book:
        sync = sync_of(book)
        again = [record(book), record(book)]
        last = acknowledge(sync, batch="b3")
        assert [event.device_seq for event in last] == [4, 5]
        # The hub holds up to 12 of the book's first epoch.
        assert sync.requeue_above(12) == 0
        sync.see_epoch("hub-2")
        assert [event.id for event in sync.due(500, LARGE)] == [*(event.id for event in first), *again]
        sync.see_epoch("hub-2")
        assert sync.outbox_count() == 5


def newer(path: Path, *statements: str) -> None:
    """Make the book one of a newer program."""
    new = make(path, 4)
    key = new.book.key
    sync = sync_of(new.book)
    sync.keep_identity(identity_of())
    acknowledge(sync, 1)
    new.book.close()
    connection = engine.connect(path, key.raw)
    for statement in (*statements, "UPDATE alembic_version SET version_num = '0099'"):
        connection.execute(statement)
    connection.close()


def test_a_book_of_a_newer_program_can_be_emptied(tmp_path: Path) -> None:
    path = tmp_path / "a.book"
    newer(path, "ALTER TABLE event ADD COLUMN mood TEXT", "DROP TABLE standing", "CREATE TABLE dreams (id)")
    with pytest.raises(UserCanFix) as caught:
        reopen(path)
    assert caught.value.code == "book.from_newer_version"
    outbox = pending.open_for_push_only(path, PASSPHRASE, around(Clock()))
    identity = outbox.identity()
    assert identity is not None
    assert identity.device_id == "B1.d1"
    events = outbox.due(500, LARGE)
    assert [event.device_seq for event in events] == [2, 3, 4]
    outbox.settle([*applied(events[:2]), refused(events[2])], receipt_of(events, "b9"))
    outbox.see_epoch("hub-2")
    outbox.note_round("DONE", "2026-09-21T14:13:20.000000+00:00", {"sent": 3})
    outbox.checkpoint()
    assert (outbox.outbox_count(), outbox.requeue_above(2)) == (4, 0)
    assert outbox.book_id()
    outbox.close()
    with pytest.raises(UserCanFix):
        reopen(path)


@pytest.mark.parametrize(
    "change", ["ALTER TABLE event RENAME COLUMN body TO content", "ALTER TABLE outbox RENAME TO postbox"]
)
def test_one_whose_outbox_cannot_be_read_is_refused(tmp_path: Path, change: str) -> None:
    path = tmp_path / "a.book"
    newer(path, change)
    with pytest.raises(UserCanFix) as caught:
        pending.open_for_push_only(path, PASSPHRASE, around())
    assert caught.value.code == "book.from_newer_version"
    assert caught.value.params == {"found": "0099", "known": schema.HEAD}
    with pytest.raises(UserCanFix) as caught:
        pending.open_for_push_only(path, "wrong", around())
    assert caught.value.code == "book.wrong_passphrase"
