"""Each event leaves the outbox by its own answer; what head office keeps apart stays to be read."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from advisor_desk.domain.sync_view import OutboxLine
from advisor_desk.errors import UserCanFix
from advisor_desk.storage import sync_answers
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.check import check
from advisor_desk.storage.desk_sync import DeskSync
from advisor_desk.storage.events import EventDraft, append_event
from advisor_desk.wire.messages import ItemAnswer, Status
from tests.storage.books import NOW, Clock, reopen
from tests.storage.cut_short import cut_short
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

DAY = 86_400


@pytest.fixture
def book(tmp_path: Path) -> Iterator[SqlBook]:
    with book_of(tmp_path / "a.book", 6) as made:
        yield made


@pytest.fixture
def sync(book: SqlBook) -> DeskSync:
    return sync_of(book)


def refuse_first(sync: DeskSync, code: str = "CLIENT_UNKNOWN", **params: object) -> str:
    """Let the hub keep the first event apart and take the others; the refused one's id."""
    events = sync.due(500, LARGE)
    sync.settle([refused(events[0], code, **params), *applied(events[1:])], receipt_of(events))
    return events[0].id


def test_each_answer_settles_its_own_event(book: SqlBook, sync: DeskSync) -> None:
    events = sync.due(500, LARGE)
    answers = [
        *applied(events[:2]),
        *applied(events[2:3], Status.DUPLICATE),
        refused(events[3], "CLIENT_UNKNOWN", client_no="C000003"),
        ItemAnswer("nobody's", Status.APPLIED),
        ItemAnswer("nobody's either", Status.QUARANTINED, "SHAPE"),
    ]
    sync.settle(answers, receipt_of(events))
    assert list(statuses(book).values()) == ["ACKED", "ACKED", "ACKED", "REFUSED", "PENDING", "PENDING"]
    assert waiting(book) == [event.id for event in events[4:]]
    (seen,) = sync.view().refusals
    assert (seen.event_id, seen.type, seen.code, seen.params) == (
        events[3].id,
        "interaction.recorded",
        "CLIENT_UNKNOWN",
        {"client_no": "C000003"},
    )
    assert (seen.client_no, seen.client_name, seen.on) == ("C000003", "客户3", date(2026, 9, 1))
    assert check(book).ok


def test_an_answer_twice_does_nothing_more(book: SqlBook, sync: DeskSync) -> None:
    events = sync.due(500, LARGE)
    answers = [*applied(events[:5]), refused(events[5], "SHAPE", field="on")]
    for _ in range(2):
        sync.settle(answers, receipt_of(events))
    with book.read() as connection:
        counts = connection.execute(
            "SELECT (SELECT count(*) FROM sync_receipt), (SELECT count(*) FROM sync_refusal)"
        ).fetchone()
    assert counts == (1, 1)


def test_a_refusal_that_comes_late_does_not_undo_what_was_taken(book: SqlBook, sync: DeskSync) -> None:
    first = sync.due(1, LARGE)
    sync.settle(applied(first), receipt_of(first, "b2"))
    sync.settle([refused(first[0])], receipt_of(first, "b1"))
    assert statuses(book)[first[0].id] == "ACKED"
    assert sync.view().refusals == ()


def test_a_refused_event_that_is_taken_after_all_is_no_refusal_any_more(
    book: SqlBook, sync: DeskSync
) -> None:
    refused_id = refuse_first(sync)
    sync.settle([ItemAnswer(refused_id, Status.APPLIED)], receipt_of([], "b2"))
    assert sync.view().refusals == ()
    assert statuses(book)[refused_id] == "ACKED"


def test_its_echo_releases_a_refused_event(book: SqlBook, sync: DeskSync) -> None:
    refused_id = refuse_first(sync)
    with book.change() as connection:
        sync_answers.release_echoed(connection, "2026-09-22")
        assert len(sync.view().refusals) == 1
        connection.execute(
            "INSERT INTO event_echo (event_id, scope, seq, row_hash) VALUES (?, 'adv:A7', 9, x'00')",
            (refused_id,),
        )
        sync_answers.release_echoed(connection, "2026-09-22")
    assert sync.view().refusals == ()
    assert statuses(book)[refused_id] == "ACKED"


def test_a_refusal_that_was_read_is_out_of_sight_until_the_reason_is_another(
    book: SqlBook, sync: DeskSync
) -> None:
    refused_id = refuse_first(sync)
    sync.see_refusals([refused_id])
    assert sync.view().refusals == ()
    for unknown in (refused_id, "nobody's"):
        with pytest.raises(UserCanFix) as caught:
            sync.see_refusals([unknown])
        assert caught.value.code == "record.unknown"
    assert sync.requeue_above(0) == 6
    events = sync.due(500, LARGE)
    sync.settle([refused(events[0])], receipt_of(events, "b2"))
    assert sync.view().refusals == ()
    assert sync.requeue_above(0) == 1
    sync.settle([refused(events[0], "SHAPE")], receipt_of(events, "b3"))
    assert [one.code for one in sync.view().refusals] == ["SHAPE"]


def test_what_an_earlier_epoch_of_the_hub_said_takes_nothing_out(book: SqlBook, sync: DeskSync) -> None:
    sync.keep_identity(identity_of())
    events = acknowledge(sync)
    sync.see_epoch("hub-2")
    sync.settle(applied(events), receipt_of(events, "b0", "hub-1"))
    assert sync.outbox_count() == len(events)
    sync.settle(applied(events), receipt_of(events, "b4", "hub-2"))
    assert sync.outbox_count() == 0


def test_the_last_receipt_is_kept_as_it_was_signed(book: SqlBook, sync: DeskSync) -> None:
    events = acknowledge(sync, 3)
    acknowledge(sync, batch="b2")
    shown = sync.view().receipt
    assert shown is not None
    assert (shown.applied, shown.last_device_seq, shown.hub_epoch) == (3, 6, "hub-1")
    first = receipt_of(events)
    with book.read() as connection:
        body, signature = connection.execute("SELECT body, signature FROM sync_receipt").fetchone()
    assert {**asdict(first), "signature": signature} == {**asdict(first)}
    assert first.hash in body


def test_old_receipts_go(book: SqlBook, sync: DeskSync, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync_answers, "KEPT_RECEIPTS", 3)
    for number in range(5):
        sync.settle([], receipt_of([], f"b{number}"))
    with book.read() as connection:
        kept = connection.execute("SELECT batch FROM sync_receipt ORDER BY id").fetchall()
    assert kept == [("b2",), ("b3",), ("b4",)]


@pytest.mark.parametrize("point", ["sync.before_settle", "book.before_commit", "sync.settled"])
def test_a_settlement_cut_short_is_all_or_nothing(tmp_path: Path, point: str) -> None:
    path = tmp_path / "a.book"
    book = book_of(path, 4)
    sync = sync_of(book)
    events = sync.due(500, LARGE)
    with cut_short(point):
        sync.settle(applied(events), receipt_of(events))
    book.close()
    with reopen(path) as again:
        sync = sync_of(again)
        assert sync.outbox_count() == (0 if point == "sync.settled" else 4)
        assert (sync.view().receipt is None) == (point != "sync.settled")
        sync.settle(applied(events), receipt_of(events))
        assert (sync.outbox_count(), check(again).ok) == (0, True)


def test_what_waits_is_told_by_family_and_age(book: SqlBook) -> None:
    with book.change() as connection:
        for days, kind in ((0, "task.added"), (1, "task.closed"), (7, "task.moved"), (8, "task.added")):
            draft = EventDraft(kind, "a", {})
            append_event(connection, draft, seconds=NOW - days * DAY)
        append_event(connection, EventDraft("audit.viewed", "a", {}), seconds=NOW + 40 * DAY)
    lines = sync_of(book).view().outbox
    assert lines == (
        OutboxLine("interaction", 6, 0, 0),
        OutboxLine("task", 1, 2, 1),
        OutboxLine("audit", 1, 0, 0),
    )
    assert sync_of(book).view().waiting == 11


def test_rounds_are_told_newest_first(book: SqlBook, sync: DeskSync) -> None:
    figures = {"sent": 3, "received": 1_204, "purged": 0}
    sync.note_round("sync.unreachable", "2026-09-20T01:00:00.000000+00:00", {})
    sync.note_round("DONE", "2026-09-21T01:00:00.000000+00:00", figures)
    assert [(one.outcome, one.at[:10], one.figures) for one in sync.view().rounds] == [
        ("DONE", "2026-09-21", figures),
        ("sync.unreachable", "2026-09-20", {}),
    ]


def test_an_empty_view_of_a_book_that_is_nobodys(tmp_path: Path) -> None:
    with book_of(tmp_path / "b.book", 0) as book:
        view = sync_of(book, Clock()).view()
        assert (view.identity, view.outbox, view.receipt, view.scopes, view.rounds) == (
            None,
            (),
            None,
            (),
            (),
        )
        record(book)
        assert sync_of(book).view().waiting == 1
