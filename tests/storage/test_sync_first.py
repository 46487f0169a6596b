"""A first sync: in pages, over restarts of the program, while head office goes on changing things.

What is not met again goes at the end, and only then; absence deletes nothing before.
"""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from advisor_desk.storage import replica_rows, scope_sum, standings
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.check import check
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.events import verify_chain
from advisor_desk.wire.desk import Applied
from advisor_desk.wire.pages import PullRequest, page_json, page_of
from advisor_desk.wire.rows import ScopeSum
from advisor_desk.wire.shapes import SHAPES
from tests.builders import WEEKDAYS, rules
from tests.storage.books import make, reopen
from tests.storage.pull_books import AT, SCOPE, HeadOffice, OtherDesk, Puller
from tests.storage.sync_books import (
    EPOCH,
    LARGE,
    TODAY,
    acknowledge,
    applied,
    identity_of,
    receipt_of,
    record,
    refused,
    sync_of,
    waiting,
)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[SqlBook]:
    with make(tmp_path / "a.book").book as made:
        yield made


def filled(clients: int = 12) -> HeadOffice:
    """A scope with clients, trades and records of another desk."""
    office = HeadOffice()
    office.put("product", key=("P1",))
    other = OtherDesk()
    for number in range(clients):
        client_no = f"C{number:03}"
        office.put("client", client_no, name=f"客户{number}")
        for turn in range(5):
            office.put("trade", client_no, (f"T{number}-{turn}",), product_code="P1")
        office.put("daily_asset", client_no, (20_000,))
        office.event(other.contact(client_no, f"记录 {number}"), other.device)
    return office


def drafts(book: SqlBook) -> set[tuple[str, str, str, str]]:
    with book.read() as connection:
        return {
            (draft.kind, draft.client_no, draft.id, draft.body)
            for kind in SHAPES
            for draft in replica_rows.drafts(connection, kind)
        }


def test_any_page_size_and_a_stop_at_any_page_give_the_same_book(tmp_path: Path) -> None:
    seed = random.SystemRandom().getrandbits(32)
    dice = random.Random(seed)
    path = tmp_path / "a.book"
    make(path).book.close()
    office = filled()
    puller = Puller(reopen(path), dice.choice([1, 7, 20, 1000]))
    puller.start(office)
    more = True
    while more:
        if dice.random() < 0.2:
            puller.book.close()
            puller = Puller(reopen(path), dice.choice([5, 7, 20]))
        before = puller.state(office)
        assert before.is_first, seed
        assert before.seq == office.seq, seed
        more = puller.step(office)
    assert puller.finish(office) == 0
    assert puller.sum(office) == office.head.sum, seed
    stands = puller.state(office)
    assert (stands.seq, stands.is_first, stands.after) == (office.seq, False, None)
    with puller.book as book:
        wanted = {(*place, row.body) for place, row in office.rows.items() if place[0] in SHAPES}
        assert drafts(book) == wanted, seed
        assert check(book).ok


def test_what_head_office_changes_meanwhile_comes_afterwards(book: SqlBook) -> None:
    office, puller = filled(), Puller(book, 20)
    puller.start(office)
    puller.step(office)
    office.put("client", "C000", name="改名")
    office.delete("trade", "C001", ("T1-0",))
    office.purge("C002")
    office.put("client", "C999", name="新来")
    while puller.step(office):
        pass
    puller.finish(office)
    puller.pull(office)
    assert puller.rows("SELECT name FROM client WHERE client_no IN ('C000', 'C002', 'C999')") == [
        ("改名",),
        ("新来",),
    ]
    assert puller.rows("SELECT count(*) FROM trade WHERE trade_no = 'T1-0'") == [(0,)]


def test_what_is_not_met_again_goes_at_the_end_and_not_before(book: SqlBook) -> None:
    office, puller = filled(), Puller(book, 20)
    puller.pull(office)
    sync = sync_of(book)
    waits = record(book, client_id=2)
    record(book, client_id=3)
    acknowledge(sync, most=1)
    with book.change() as connection:
        connection.execute(
            "INSERT INTO client (client_no, name, client_type) VALUES ('OWN', '自建', 'PERSON')"
        )
    restored = HeadOffice(epoch="hub-2")
    for place, row in office.rows.items():
        if place[1] in ("", "C000", "C003"):
            restored.put_body(row.kind, row.client_no, row.id, row.body)
    restored.delete("trade", "C003", ("T3-1",))
    restored.conflict("e", "email", "C000", base=1, mine=2, theirs=3)
    before = drafts(book)
    puller.start(restored)
    assert drafts(book) == before
    while puller.step(restored):
        pass
    assert drafts(book) == before
    assert puller.finish(restored) == 10
    assert {row[0] for row in puller.rows("SELECT client_no FROM client")} == {"C000", "C003", "OWN"}
    assert puller.rows("SELECT count(*) FROM trade WHERE trade_no = 'T3-1'") == [(0,)]
    assert puller.sum(restored) == restored.head.sum
    assert sync.outbox_count() == 1
    with book.read() as connection:
        assert verify_chain(connection).ok
        assert connection.execute("SELECT count(*) FROM event WHERE device_seq < 0").fetchone() == (2,)
    assert waits not in [event.id for event in sync.due(9, 1 << 20)]


def test_an_interrupted_first_sync_that_is_begun_again_keeps_what_was_met(book: SqlBook) -> None:
    office, puller = filled(), Puller(book, 20)
    puller.pull(office)
    before = drafts(book)
    for _ in range(3):
        puller.start(office)
        puller.step(office)
        assert drafts(book) == before
    while puller.step(office):
        pass
    assert puller.finish(office) == 0
    assert drafts(book) == before
    assert puller.sum(office) == office.head.sum


def test_empty_cut_and_foreign_replies_delete_nothing(book: SqlBook) -> None:
    seed = random.SystemRandom().getrandbits(32)
    dice = random.Random(seed)
    office, puller = filled(6), Puller(book, 10)
    puller.pull(office)
    before = drafts(book)
    for turn in range(60):
        if turn % 20 == 0:
            puller.start(office)
        request = puller.request(office)
        page = office.page(request)
        raw = page_json(page)
        cut = raw[: dice.randrange(len(raw) - 1)]
        with pytest.raises(ValueError):  # noqa: PT011 - Shapeless
            page_of(cut)
        foreign = replace(page, hub_epoch="other", rows=(), more=False)
        assert puller.take(foreign, request) == Applied(0, 0, 0), seed
        elsewhere = PullRequest(SCOPE, 10, request.cursor, is_first=True, after=None)
        if request.after is not None:
            assert puller.take(office.page(elsewhere), elsewhere) == Applied(0, 0, 0), seed
        empty = replace(page, rows=(), more=True, after=request.after)
        if request.after is not None:
            puller.take(empty, request)
        assert drafts(book) == before, seed
        if page.more:
            puller.take(page, request)
    while puller.step(office):
        pass
    puller.finish(office)
    assert drafts(book) == before, seed


@pytest.mark.parametrize("limit", [1, 2, 7, 20, 1_000])
def test_each_client_is_counted_once_when_it_has_come_whole(book: SqlBook, limit: int) -> None:
    office, puller = filled(), Puller(book, limit)
    firm = HeadOffice("firm")
    firm.put("product", key=("P9",))
    puller.pull(firm)
    assert puller.refreshed == []
    puller.start(office)
    left = {
        number: sum(place[1] == number for place in office.rows) for _, number, _ in office.rows if number
    }
    more = True
    while more:
        request = puller.request(office)
        page = office.page(request)
        for row in page.rows:
            if row.client_no:
                left[row.client_no] -= 1
        more = puller.step(office)
        counted = {client_id for ids in puller.refreshed for client_id in ids or ()}
        numbers = dict(puller.rows("SELECT client_no, id FROM client"))
        whole = {numbers[number] for number, rows in left.items() if rows == 0}
        assert counted <= whole
        assert len(whole - counted) <= (1 if more else 0), "the last of the page may go on in the next"
    assert sum(len(ids or ()) for ids in puller.refreshed) == len(left) == 12
    puller.finish(office)
    assert None not in puller.refreshed


def test_standings_after_a_first_sync_are_those_of_the_rows(book: SqlBook) -> None:
    office, puller = filled(), Puller(book, 20)

    def refresh(connection: Connection, client_ids: object) -> None:
        ids = client_ids if isinstance(client_ids, list) else None
        standings.refresh(connection, ids, TODAY, rules(), WEEKDAYS)

    puller.around = replace(puller.around, refresh=refresh)
    puller.pull(office)
    with book.read() as connection:
        kept = standings.current(connection)
        counted = standings.as_of(connection, TODAY, rules(), WEEKDAYS)
    assert kept == counted
    assert len(kept) == 12
    office.put("daily_asset", "C003", (20_600,), aum_fen=9_000_000_00)
    puller.pull(office)
    with book.read() as connection:
        assert standings.current(connection) == standings.as_of(connection, TODAY, rules(), WEEKDAYS)


def test_the_sum_covers_every_table_and_its_scope_alone(book: SqlBook) -> None:
    office, puller = filled(3), Puller(book)
    office.conflict("e", "email", "C000", base=1, mine=2, theirs=3)
    office.put_body("hologram", "C000", "h", "[1]")
    office.purge("C001")
    puller.pull(office)
    assert puller.sum(HeadOffice("firm")) == ScopeSum()
    total = puller.sum(office)
    assert total == office.head.sum
    for table in scope_sum.TABLES:
        for (key,) in puller.rows(f"SELECT row_hash FROM {table} WHERE scope = ? LIMIT 1", SCOPE):
            with book.change() as connection:
                connection.execute(
                    f"UPDATE {table} SET row_hash = x'0000000000000000' WHERE row_hash = ?", (key,)
                )
            assert puller.sum(office) != total, table
            with book.change() as connection:
                connection.execute(
                    f"UPDATE {table} SET row_hash = ? WHERE row_hash = x'0000000000000000'", (key,)
                )
    assert puller.sum(office) == total


@pytest.mark.soak
def test_a_large_first_sync_is_quick(book: SqlBook) -> None:
    office, puller = HeadOffice(), Puller(book, 10_000)
    for number in range(2_000):
        office.put("client", f"C{number:05}")
        for turn in range(100):
            office.put("trade", f"C{number:05}", (f"T{number:05}{turn:03}",))
    puller.pull(office)
    assert puller.rows("SELECT count(*) FROM trade") == [(200_000,)]


def test_what_head_office_confirmed_and_does_not_send_back_waits_again(book: SqlBook) -> None:
    """A hub that was restored has lost it, and neither its numbers nor its counts need to show that."""
    sync, puller, office = sync_of(book), Puller(book), filled(2)
    sync.keep_identity(identity_of("A1"))
    puller.pull(office)
    ids = [
        record(book, "relation.noted", client_id=1),
        record(book, "relation.noted", client_id=2),
        record(book, "relation.noted", client_id=1),
        record(book, "audit.viewed", client_id=1),
        record(book),
    ]
    events = list(sync.due(500, LARGE))
    sync.settle([*applied(events[:2]), refused(events[2]), *applied(events[3:])], receipt_of(events))
    sync.mark_complete(SCOPE, AT)
    sync.start_first(SCOPE, EPOCH, office.seq)
    office.event(events[0], "B1.d1")
    while puller.step(office):
        pass
    sync.finish_first(SCOPE)
    while puller.step(office):
        pass
    assert waiting(book) == []
    assert sync.drop_unmet(SCOPE) == 0
    # What is kept apart is never sent back, nor what is of no client: all of it has to be offered.
    assert waiting(book) == sorted(ids)
    assert [event.id for event in sync.due(500, LARGE)] == ids
    assert sync.drop_unmet(SCOPE) == 0
    acknowledge(sync, batch="b2")
    assert waiting(book) == []
    assert sync.drop_unmet(SCOPE) == 0
    assert waiting(book) == []


def test_what_was_confirmed_of_a_client_whom_head_office_has_lost_too_waits_again(book: SqlBook) -> None:
    """With the client goes what is known of them, but not what nobody else has any more."""
    sync, puller, office = sync_of(book), Puller(book), filled(2)
    sync.keep_identity(identity_of("A1"))
    puller.pull(office)
    talk = record(book, "relation.noted", client_id=2)
    acknowledge(sync)
    sync.mark_complete(SCOPE, AT)
    restored = filled(1)
    sync.start_first(SCOPE, EPOCH, restored.seq)
    while puller.step(restored):
        pass
    sync.finish_first(SCOPE)
    assert sync.drop_unmet(SCOPE) == 1
    assert puller.rows("SELECT client_no FROM client") == [("C000",)]
    assert waiting(book) == [talk]
    assert [event.id for event in sync.due(500, LARGE)] == [talk]
    acknowledge(sync, batch="b2")
    assert sync.sweep() == 1
    assert puller.rows("SELECT event_id FROM purged_event") == [(talk,)]


def test_a_second_loss_in_a_round_that_has_offered_all_takes_along_nothing_that_went_with_a_client(
    book: SqlBook,
) -> None:
    """Head office says that it went back, gets everything, and a standby without it takes over silently."""
    sync, puller, office = sync_of(book), Puller(book), filled(2)
    sync.keep_identity(identity_of("A1"))
    puller.pull(office)
    stays, goes = (record(book, "relation.noted", client_id=client) for client in (1, 2))
    acknowledge(sync)
    sync.mark_complete(SCOPE, AT)
    sync.see_epoch("hub-2")
    assert set(waiting(book)) == {stays, goes}
    events = list(sync.due(500, LARGE))
    sync.settle(applied(events), receipt_of(events, "b2", "hub-2"))
    standby = filled(1)
    standby.epoch = "hub-2"
    sync.start_first(SCOPE, "hub-2", standby.seq)
    while puller.step(standby):
        pass
    sync.finish_first(SCOPE)
    assert sync.drop_unmet(SCOPE) == 1
    assert waiting(book) == [goes], "what is still here is found by its number, or by the next receipt"
