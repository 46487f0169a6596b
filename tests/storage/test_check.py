"""`book check`: what is whole, and what each kind of fault looks like."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor_desk.storage import schema
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.check import CheckReport, check, check_pages_if_due
from tests.storage.books import PASSPHRASE, Clock, around, make, reopen


@pytest.fixture
def book(tmp_path: Path) -> Iterator[SqlBook]:
    new = make(tmp_path / "a.book", 10)
    yield new.book
    new.book.close()


def test_a_sound_book(book: SqlBook) -> None:
    assert check(book) == CheckReport(True, int(schema.HEAD), 10, 0, 10, 10, True, ())


def test_a_row_without_its_client_is_named_by_table(book: SqlBook) -> None:
    book.connection.execute("PRAGMA foreign_keys = OFF")
    book.connection.execute("INSERT INTO account (account_no, client_id) VALUES ('a', 77), ('b', 78)")
    report = check(book)
    assert not report.ok
    assert [(fault.code, dict(fault.params)) for fault in report.faults] == [
        ("check.links", {"table": "account", "rows": 2})
    ]


def test_a_broken_chain_and_a_lost_outbox_row(book: SqlBook) -> None:
    book.connection.execute("DROP TRIGGER event_is_unchanged")
    book.connection.execute("UPDATE event SET author = 'x' WHERE device_seq = 6")
    book.connection.execute("DELETE FROM outbox WHERE event_id = (SELECT id FROM event WHERE device_seq = 2)")
    report = check(book)
    assert (report.ok, report.chain_ok, report.events, report.outbox) == (False, False, 10, 9)
    assert [(fault.code, dict(fault.params)) for fault in report.faults] == [
        ("check.chain", {"first_bad": 6}),
        ("check.outbox", {"rows": 1}),
    ]


def test_an_answered_event_needs_no_outbox_row(book: SqlBook) -> None:
    book.connection.execute("DELETE FROM outbox")
    book.connection.execute("UPDATE event SET status = 'APPLIED'")
    assert check(book).ok


def test_a_damaged_page_is_counted_and_the_check_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "a.book"
    make(path, 200).book.close()
    raw = bytearray(path.read_bytes())
    for page in (len(raw) // 4096 - 2, len(raw) // 4096 - 1):
        raw[page * 4096 + 99] ^= 1
    path.write_bytes(raw)
    with reopen(path) as book:
        report = check(book)
    assert not report.ok
    assert ("check.pages_damaged", (("pages", 2),)) in [(fault.code, fault.params) for fault in report.faults]


def test_pages_are_checked_once_a_week(tmp_path: Path) -> None:
    clock = Clock()
    path = tmp_path / "a.book"
    make(path, 200).book.close()
    with SqlBook.open(path, PASSPHRASE, around(clock)) as book:
        assert check_pages_if_due(book) == ()
    raw = bytearray(path.read_bytes())
    raw[-3000] ^= 1
    path.write_bytes(raw)
    with SqlBook.open(path, PASSPHRASE, around(clock)) as book:
        clock.now += 6 * 86_400
        assert check_pages_if_due(book) == ()
        clock.now += 86_400
        assert [fault.code for fault in check_pages_if_due(book)] == ["check.pages_damaged"]
        assert [fault.code for fault in check_pages_if_due(book)] == ["check.pages_damaged"]
