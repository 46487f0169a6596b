"""One flipped bit, one row gone, two rows exchanged in a copied book: the first broken link is named."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from advisor_desk.errors import UserCanFix
from advisor_desk.storage import check as checking
from advisor_desk.storage import engine
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.events import EventDraft, append_event, chain_head, verify_chain
from advisor_desk.storage.history_check import BrokenLink, Fault, HistoryReport, check
from advisor_desk.storage.keys import DataKey
from advisor_desk.wire.events import CHAIN_START, Link
from tests.storage.books import NOW, around, copied, make

EVENTS = 30
MUTATIONS = 220
FLIPS = 80
Mutation = Callable[[Connection], object]


@dataclass(frozen=True)
class Source:
    """A closed book with so many events, and its raw key."""

    path: Path
    key: DataKey

    def copy(self, folder: Path) -> Path:
        return copied(self.path, folder)

    def altered(self, folder: Path, mutate: Mutation) -> HistoryReport:
        """What is found in a copy that somebody with the key has altered behind the program."""
        path = self.copy(folder)
        connection = engine.connect(path, self.key.raw)
        try:
            connection.execute("PRAGMA synchronous = OFF")  # Whether the forgery lasts is not the question.
            for name in ("event_is_kept", "event_is_unchanged", "event_is_of_its_client", "event_is_new"):
                connection.execute(f"DROP TRIGGER {name}")
            connection.execute("PRAGMA foreign_keys = OFF")
            mutate(connection)
        finally:
            connection.close()
        with SqlBook.open_with_key(path, self.key, around()) as book:
            report = check(book)
            assert checking.check(book).chain_ok is report.ok
            return report


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    path = tmp_path_factory.mktemp("source") / "a.book"
    made = make(path, EVENTS).book
    key = made.key
    made.close()
    return Source(path, key)


def event_id(connection: Connection, seq: int) -> str:
    row = connection.execute("SELECT id FROM event WHERE device_seq = ?", (seq,)).fetchone()
    return str(row[0])


def exchange(connection: Connection, one: int, other: int) -> None:
    for old, new in ((one, -1), (other, one), (-1, other)):
        connection.execute("UPDATE event SET device_seq = ? WHERE device_seq = ?", (new, old))


def forge(connection: Connection, seq: int) -> None:
    """Another content with a hash of its own, built on the right predecessor."""
    row = connection.execute(
        "SELECT id, device_seq, author, client_no, type, v, body, prev_hash FROM event WHERE device_seq = ?",
        (seq,),
    ).fetchone()
    *linked, prev = row
    linked[2] = "forger"
    digest = Link(*linked).hash(prev)
    connection.execute("UPDATE event SET author = 'forger', hash = ? WHERE device_seq = ?", (digest, seq))


def mutation(dice: random.Random) -> tuple[str, Mutation, BrokenLink]:
    """A way to alter the record, and what must be named; the id is filled in by the test."""
    seq = dice.randint(1, EVENTS)
    inner = dice.randint(1, EVENTS - 1)
    other = dice.choice([place for place in range(1, EVENTS + 1) if place != seq])
    low, high = sorted((seq, other))
    later = f"WHERE device_seq = {seq}"

    def run(statement: str) -> Mutation:
        return lambda connection: connection.execute(statement)

    def flip(connection: Connection) -> None:
        (body,) = connection.execute(f"SELECT body FROM event {later}").fetchone()
        at = dice.randrange(len(body))
        text = body[:at] + chr(ord(body[at]) ^ 1) + body[at + 1 :]
        connection.execute(f"UPDATE event SET body = ? {later}", (text,))

    altered = BrokenLink(seq, "", Fault.ALTERED)
    day = BrokenLink(seq, "", Fault.DAY)
    astray = BrokenLink(seq, "", Fault.CLIENT)
    epoch_at = 2 if seq == 1 else seq
    ways = [
        ("flip", flip, altered),
        ("author", run(f"UPDATE event SET author = 'x' {later}"), altered),
        ("type", run(f"UPDATE event SET type = 'x' {later}"), altered),
        ("id", run(f"UPDATE event SET id = 'x' {later}"), altered),
        ("hash", run(f"UPDATE event SET hash = zeroblob(32) {later}"), altered),
        ("prev", run(f"UPDATE event SET prev_hash = x'01' {later}"), altered),
        ("number", run(f"UPDATE event SET client_no = client_no || '1' {later}"), altered),
        ("day", run(f"UPDATE event SET on_day = on_day + 1 {later}"), day),
        ("no day", run(f"UPDATE event SET on_day = NULL {later}"), day),
        ("time", run(f"UPDATE event SET recorded_at = '2020-01-01' {later}"), day),
        ("client", run(f"UPDATE event SET client_id = (client_id % {EVENTS}) + 1 {later}"), astray),
        ("let go", run(f"UPDATE event SET client_id = NULL {later}"), astray),
        (
            "gone",
            run(f"DELETE FROM event WHERE device_seq = {inner}"),
            BrokenLink(inner + 1, "", Fault.MISSING, missing=1),
        ),
        (
            "end gone",
            run(f"DELETE FROM event WHERE device_seq >= {seq}"),
            BrokenLink(seq, "", Fault.CUT, missing=EVENTS - seq + 1),
        ),
        (
            "exchanged",
            lambda connection: exchange(connection, low, high),
            BrokenLink(low, "", Fault.ORDER, place=high),
        ),
        ("forged", lambda connection: forge(connection, inner), BrokenLink(inner + 1, "", Fault.FORK)),
        (
            "last forged",
            lambda connection: forge(connection, EVENTS),
            BrokenLink(EVENTS, "", Fault.ALTERED),
        ),
        ("epoch", run(f"UPDATE event SET epoch = 2 {later}"), BrokenLink(epoch_at, "", Fault.EPOCH)),
    ]
    return dice.choice(ways)


def test_every_alteration_is_named(source: Source, tmp_path: Path) -> None:
    seed = random.SystemRandom().getrandbits(32)
    dice = random.Random(seed)
    seen = set()
    for turn in range(MUTATIONS):
        name, mutate, wanted = mutation(dice)
        report = source.altered(tmp_path, mutate)
        found = None if report.chain is None else report.chain.broken
        assert found is not None, f"seed {seed} turn {turn} {name}: not noticed"
        told = (found.device_seq, found.fault, found.missing, found.place)
        asked = (wanted.device_seq, wanted.fault, wanted.missing, wanted.place)
        assert told == asked, f"seed {seed} turn {turn} {name}"
        assert found.event_id or found.fault is Fault.CUT, f"seed {seed} turn {turn} {name}"
        seen.add(name)
    assert len(seen) > 10, f"seed {seed}"


def test_one_flipped_bit_of_the_file_is_noticed(source: Source, tmp_path: Path) -> None:
    seed = random.SystemRandom().getrandbits(32)
    dice = random.Random(seed)
    for turn in range(FLIPS):
        path = source.copy(tmp_path)
        content = bytearray(path.read_bytes())
        at = dice.randrange(len(content))
        content[at] ^= 1 << dice.randrange(8)
        path.write_bytes(content)
        assert told(path, source.key) in ("book.damaged", 1), f"seed {seed} turn {turn} byte {at}"


def told(path: Path, key: DataKey) -> str | int:
    """How a damaged file shows: it does not open, or so many of its pages are named."""
    try:
        with SqlBook.open_with_key(path, key, around()) as book:
            report = check(book)
    except UserCanFix as error:
        return error.code
    return report.pages_damaged


def test_a_whole_book_is_found_whole(source: Source, tmp_path: Path) -> None:
    report = source.altered(tmp_path, lambda _: None)
    assert report.ok
    assert report.chain is not None
    assert report.chain.events == EVENTS


def test_the_named_event_is_the_one_that_was_altered(source: Source, tmp_path: Path) -> None:
    path = source.copy(tmp_path / "asked")
    connection = engine.connect(path, source.key.raw)
    wanted = event_id(connection, 7)
    connection.close()
    report = source.altered(
        tmp_path, lambda altering: altering.execute("UPDATE event SET v = 9 WHERE device_seq = 7")
    )
    assert report.chain is not None
    assert report.chain.broken == BrokenLink(7, wanted, Fault.ALTERED)


def test_an_event_slipped_in_at_the_end_is_one_too_many(source: Source, tmp_path: Path) -> None:
    def slip(connection: Connection) -> None:
        kept = connection.execute("SELECT value FROM book_meta WHERE key = 'chain_head'").fetchone()
        append_event(connection, EventDraft("x", "forger", {}), seconds=NOW)
        connection.execute("UPDATE book_meta SET value = ? WHERE key = 'chain_head'", kept)

    report = source.altered(tmp_path, slip)
    assert report.chain is not None
    assert report.chain.broken is not None
    assert (report.chain.broken.device_seq, report.chain.broken.fault) == (EVENTS + 1, Fault.EXTRA)


def test_recording_goes_on_after_the_end_was_cut_off_and_the_gap_stays_to_be_seen(
    source: Source, tmp_path: Path
) -> None:
    def cut_and_go_on(connection: Connection) -> None:
        connection.execute(f"DELETE FROM event WHERE device_seq = {EVENTS}")
        append_event(connection, EventDraft("x", "a", {}), seconds=NOW)

    report = source.altered(tmp_path, cut_and_go_on)
    assert report.chain is not None
    assert report.chain.broken is not None
    assert (report.chain.broken.device_seq, report.chain.broken.fault) == (EVENTS + 1, Fault.MISSING)


@pytest.mark.parametrize("value", ["", "no head", "1 2 3 zz", "30 1 29 00"])
def test_a_note_of_the_end_that_does_not_fit_is_told_and_does_not_stop_recording(
    source: Source, tmp_path: Path, value: str
) -> None:
    def blur(connection: Connection) -> None:
        connection.execute("UPDATE book_meta SET value = ? WHERE key = 'chain_head'", (value,))

    assert not source.altered(tmp_path, blur).ok

    def blur_and_go_on(connection: Connection) -> None:
        blur(connection)
        append_event(connection, EventDraft("x", "a", {}), seconds=NOW)

    assert source.altered(tmp_path, blur_and_go_on).ok


def test_the_end_is_noted_with_each_event_and_goes_back_with_it(tmp_path: Path) -> None:
    book = make(tmp_path / "a.book", 3).book
    before = chain_head(book.connection)
    with suppress(RuntimeError), book.change() as connection:
        append_event(connection, EventDraft("x", "a", {}), seconds=NOW)
        assert chain_head(connection) != before
        raise RuntimeError
    assert chain_head(book.connection) == before
    with book.change() as connection:
        connection.execute("UPDATE book_meta SET value = '2' WHERE key = 'epoch'")
        append_event(connection, EventDraft("x", "a", {}), seconds=NOW)
        rows = connection.execute("SELECT prev_hash FROM event ORDER BY device_seq").fetchall()
        assert rows[-1] == (CHAIN_START,)
        assert verify_chain(connection).ok
    book.close()
