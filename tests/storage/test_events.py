"""Events: chained, queued with the change they tell of, and every alteration seen."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_desk.errors import UserCanFix
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.events import EventDraft, append_event, verify_chain
from advisor_desk.storage.uuid7 import uuid7
from advisor_desk.wire.events import CHAIN_START, Link
from tests.storage.books import NOW, content, make


@pytest.fixture
def book(tmp_path: Path) -> Iterator[SqlBook]:
    new = make(tmp_path / "a.book", 10)
    yield new.book
    new.book.close()


def unguarded(connection: Connection) -> Connection:
    """As someone with the key and another program could write: without the append-only triggers."""
    for name in ("event_is_kept", "event_is_unchanged", "event_is_of_its_client", "event_is_new"):
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("PRAGMA foreign_keys = OFF")
    return connection


def test_each_event_waits_for_head_office_and_the_chain_holds(book: SqlBook) -> None:
    rows = content(book)
    assert {row[0] for row in rows["outbox"]} == {row[0] for row in rows["event"]}
    with book.read() as connection:
        report = verify_chain(connection)
        last = connection.execute("SELECT hash FROM event WHERE device_seq = 10").fetchone()
    assert (report.ok, report.events, report.head) == (True, 10, last[0])


def test_an_event_says_who_what_when_and_of_whom(book: SqlBook) -> None:
    draft = EventDraft("interaction.recorded", "adv-7", {"note": "家访"}, 3, date(2026, 9, 2), v=2)
    with book.change() as connection:
        made = append_event(connection, draft, seconds=NOW)
        row = connection.execute(
            "SELECT id, device_seq, epoch, author, client_id, client_no, type, v, on_day, body, "
            "recorded_at, status FROM event ORDER BY device_seq DESC LIMIT 1"
        ).fetchone()
    assert row[:2] == (made.id, 11)
    assert row[2:9] == (1, "adv-7", 3, "C000002", "interaction.recorded", 2, 20_698)
    assert json.loads(row[9]) == {"at": made.recorded_at, "note": "家访", "on": "2026-09-02"}
    assert row[10:] == ("2026-09-21T14:13:20.000000+00:00", "PENDING")


@pytest.mark.parametrize(
    ("statement", "first_bad"),
    [
        ("UPDATE event SET body = replace(body, '记录', '篡改') WHERE device_seq = 4", 4),
        ("UPDATE event SET author = 'adv-2' WHERE device_seq = 1", 1),
        ("UPDATE event SET type = 'audit.exported' WHERE device_seq = 10", 10),
        ("UPDATE event SET client_no = 'C000009' WHERE device_seq = 5", 5),
        ("UPDATE event SET on_day = on_day + 1 WHERE device_seq = 6", 6),
        ("UPDATE event SET on_day = NULL WHERE device_seq = 6", 6),
        ("UPDATE event SET recorded_at = '2020-01-01' WHERE device_seq = 6", 6),
        ("UPDATE event SET v = 3 WHERE device_seq = 7", 7),
        ("UPDATE event SET hash = zeroblob(32) WHERE device_seq = 8", 8),
        ("DELETE FROM event WHERE device_seq = 3", 4),
        ("DELETE FROM event WHERE device_seq = 1", 2),
        ("UPDATE event SET device_seq = 50 WHERE device_seq = 10", 50),
        ("UPDATE event SET body = 'no json' WHERE device_seq = 2", 2),
    ],
)
def test_every_alteration_breaks_the_chain_at_its_place(
    book: SqlBook, statement: str, first_bad: int
) -> None:
    unguarded(book.connection).execute(statement)
    report = verify_chain(book.connection)
    assert (report.ok, report.first_bad) == (False, first_bad)


def test_a_forged_event_with_a_hash_of_its_own_breaks_the_next_one(book: SqlBook) -> None:
    connection = unguarded(book.connection)
    event_id, client_no, body, prev = connection.execute(
        "SELECT id, client_no, body, prev_hash FROM event WHERE device_seq = 5"
    ).fetchone()
    forged = Link(event_id, 5, "someone", client_no, "interaction.recorded", 1, body)
    connection.execute(
        "UPDATE event SET author = 'someone', hash = ? WHERE device_seq = 5", (forged.hash(prev),)
    )
    assert verify_chain(connection).first_bad == 6


def test_a_new_epoch_starts_a_new_chain(book: SqlBook) -> None:
    with book.change() as connection:
        connection.execute("UPDATE book_meta SET value = '2' WHERE key = 'epoch'")
        append_event(connection, EventDraft("x", "a", {}), seconds=NOW)
        append_event(connection, EventDraft("x", "a", {}), seconds=NOW)
        rows = connection.execute("SELECT epoch, prev_hash FROM event ORDER BY device_seq").fetchall()
        assert [row[0] for row in rows[9:]] == [1, 2, 2]
        assert rows[10][1] == CHAIN_START
        assert verify_chain(connection).ok


def test_an_event_that_could_never_be_sent_is_not_saved(book: SqlBook) -> None:
    def note(length: int) -> EventDraft:
        return EventDraft("x", "a", {"note": "客" * length})

    with book.change() as connection:
        append_event(connection, note(87_000), seconds=NOW)
    with pytest.raises(UserCanFix) as caught, book.change() as connection:
        append_event(connection, note(88_000), seconds=NOW)
    assert caught.value.code == "event.too_large"
    assert len(content(book)["event"]) == 11


def test_an_event_of_nobody_known_is_not_saved(book: SqlBook) -> None:
    with pytest.raises(UserCanFix) as caught, book.change() as connection:
        append_event(connection, EventDraft("x", "a", {}, client_id=999), seconds=NOW)
    assert caught.value.code == "client.unknown"


def test_the_hash_is_that_of_the_written_rule() -> None:
    """Head office computes the same: a change of this value is a change of the protocol."""
    link = Link(
        "0199f000-0000-7000-8000-000000000000", 1, "adv-1", "C1", "interaction.recorded", 1, '{"note":"访"}'
    )
    assert link.hash(CHAIN_START).hex() == (
        "e6cc65c60cad9e62a8ac795292f7611725f365735873c5d47c0c28f27445c3f5"
    )


@given(a=st.tuples(st.text(), st.text()), b=st.tuples(st.text(), st.text()))
def test_no_two_events_share_a_text_to_hash(a: tuple[str, str], b: tuple[str, str]) -> None:
    first, second = (
        Link("i", 1, author, client, "t", 1, "{}").hash(CHAIN_START) for author, client in (a, b)
    )
    assert (first == second) == (a == b)


@given(st.floats(0, 4e9), st.floats(0, 4e9))
def test_identifiers_are_ordered_by_time(first: float, second: float) -> None:
    early, late = sorted((first, second))
    one, two = uuid7(early), uuid7(late)
    assert (one.version, one.variant) == (7, UUID(int=0x8000 << 48).variant)
    assert one.int >> 80 == int(early * 1000 + 1e-6) or abs((one.int >> 80) - early * 1000) < 1
    if late - early > 1e-5:
        assert one < two


def test_identifiers_of_one_instant_differ() -> None:
    assert len({uuid7(NOW) for _ in range(1000)}) == 1000
    assert uuid7(NOW, lambda count: bytes(count)) == uuid7(NOW, lambda count: bytes(count))
