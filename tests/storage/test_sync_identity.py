"""Who a book is to head office: kept inside the encrypted book alone, the same keys until it was taken in."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor_desk.assembly.desk import around as desk_around
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.desk_sync import DeskSync
from advisor_desk.storage.events import EventDraft, append_event
from advisor_desk.storage.sync_identity import MOST_FORMER
from advisor_desk.wire.seal import KeyPair
from tests.storage.books import NOW, Clock, reopen
from tests.storage.cut_short import cut_short
from tests.storage.sync_books import TODAY, book_of, identity_of, record, sync_of


@pytest.fixture
def book(tmp_path: Path) -> Iterator[SqlBook]:
    with book_of(tmp_path / "a.book", 2) as made:
        yield made


def test_a_book_is_nobodys_until_it_was_taken_in(book: SqlBook) -> None:
    sync = sync_of(book)
    assert sync.identity() is None
    sync.keep_identity(identity_of())
    assert sync.identity() == identity_of()
    assert sync.view().identity is not None


def test_identity_outlives_closing_and_is_nowhere_but_in_the_book(tmp_path: Path) -> None:
    path = tmp_path / "a.book"
    keys = KeyPair.new()
    with book_of(path, 1) as book:
        sync = sync_of(book)
        made = sync.new_keys()
        sync.keep_identity(identity_of())
        shown = repr((sync.identity(), made, keys, sync))
    for secret in (b"s" * 32, b"t" * 32, made.signing, made.sealing):
        assert secret.hex() not in shown
        assert repr(secret)[2:-1] not in shown
        for file in tmp_path.iterdir():
            raw = file.read_bytes()
            assert secret not in raw
            assert secret.hex().encode() not in raw
    with reopen(path) as book:
        assert sync_of(book).identity() == identity_of()


def test_keys_are_the_same_until_an_enrolment_has_succeeded(tmp_path: Path) -> None:
    path = tmp_path / "a.book"
    with book_of(path, 1) as book:
        first = sync_of(book).new_keys()
    with reopen(path) as book:
        sync = sync_of(book)
        assert sync.new_keys() == first
        sync.keep_identity(identity_of())
        second = sync.new_keys()
        assert second != first
        assert sync.new_keys() == second
        assert sync.identity() == identity_of()


def test_from_now_on_the_advisor_is_the_author_and_the_branch_is_told(book: SqlBook) -> None:
    desk = desk_around(book, TODAY, "cli")
    desk.book.record_fact("audit.viewed", None, {})
    sync = DeskSync(desk.book, Clock())
    sync.keep_identity(identity_of("A7"))
    desk.book.record_fact("audit.viewed", None, {})
    desk_around(book, TODAY, "cli").book.record_fact("audit.viewed", None, {})
    with book.read() as connection:
        rows = connection.execute("SELECT author, branch_id FROM event ORDER BY device_seq").fetchall()
    assert rows == [("adv-1", ""), ("adv-1", ""), ("cli", ""), ("A7", "B1"), ("A7", "B1")]


def test_former_authors_are_told_the_most_frequent_first(book: SqlBook) -> None:
    assert sync_of(book).former_authors() == ("adv-1",)
    with book.change() as connection:
        for number in range(30):
            for _ in range(3 if number == 7 else 1):
                append_event(connection, EventDraft("care.x", f"w{number:02}", {}), seconds=NOW)
    names = sync_of(book).former_authors()
    assert (names[0], len(names)) == ("w07", MOST_FORMER)
    assert "adv-1" in names


def test_another_device_starts_every_scope_anew_and_the_same_one_does_not(book: SqlBook) -> None:
    sync = sync_of(book)
    sync.keep_identity(identity_of())
    stand(book)
    sync.keep_identity(identity_of())
    assert places(book) == [("adv:A7", 40, 0, "hub-1"), ("firm", 9, 0, "hub-1")]
    sync.keep_identity(identity_of(device="B1.d2"))
    assert places(book) == [("adv:A7", 0, 1, ""), ("firm", 0, 1, "")]


def test_another_epoch_of_the_hub_starts_every_scope_anew(book: SqlBook) -> None:
    sync = sync_of(book)
    sync.keep_identity(identity_of())
    stand(book)
    sync.see_epoch("hub-1")
    assert places(book)[0][1] == 40
    sync.see_epoch("hub-2")
    assert places(book) == [("adv:A7", 0, 1, ""), ("firm", 0, 1, "")]
    with book.read() as connection:
        past = connection.execute("SELECT value FROM book_meta WHERE key = 'sync.past_epochs'").fetchone()
    assert json.loads(past[0]) == ["hub-1"]


def test_an_epoch_that_comes_back_is_not_past(book: SqlBook) -> None:
    sync = sync_of(book)
    sync.keep_identity(identity_of())
    for epoch in ("hub-2", "hub-1", "hub-1"):
        sync.see_epoch(epoch)
    with book.read() as connection:
        past = connection.execute("SELECT value FROM book_meta WHERE key = 'sync.past_epochs'").fetchone()
    assert json.loads(past[0]) == ["hub-2"]


def test_an_identity_kept_halfway_is_none(tmp_path: Path) -> None:
    path = tmp_path / "a.book"
    book = book_of(path, 1)
    sync = sync_of(book)
    keys = sync.new_keys()
    with cut_short("book.before_commit"):
        sync.keep_identity(identity_of())
    assert sync.identity() is None
    assert sync.new_keys() == keys
    book.close()


def test_repairs_are_counted_and_start_one_scope_anew(book: SqlBook) -> None:
    sync = sync_of(book)
    stand(book)
    assert sync.repairs() == 0
    sync.note_repair("firm")
    sync.note_repair("firm")
    assert sync.repairs() == 2
    assert places(book) == [("adv:A7", 40, 0, "hub-1"), ("firm", 0, 1, "")]
    assert [(one.scope, one.as_of) for one in sync.view().scopes] == [("firm", "y"), ("adv:A7", "x")]
    record(book)


def stand(book: SqlBook) -> None:
    """Two scopes that have come somewhere."""
    with book.change() as connection:
        connection.executemany(
            "INSERT INTO sync_scope (scope, seq, hub_epoch, is_first, after, as_of) "
            "VALUES (?, ?, 'hub-1', 0, NULL, ?)",
            [("adv:A7", 40, "x"), ("firm", 9, "y")],
        )


def places(book: SqlBook) -> list[tuple[object, ...]]:
    with book.read() as connection:
        return connection.execute(
            "SELECT scope, seq, is_first, hub_epoch FROM sync_scope ORDER BY scope"
        ).fetchall()
