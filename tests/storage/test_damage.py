"""Flipped bits and cut files: always told as damage, never as a wrong passphrase, never as fewer rows."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor_desk.errors import DeskError
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.check import check
from advisor_desk.storage.files import BookFiles
from advisor_desk.storage.keys import DataKey
from advisor_desk.wire.pages import PullRequest
from tests.hubs import memory_hub
from tests.quick_disk import quick_folder
from tests.soak.kill_saves import save_one
from tests.soak.processes import Child, Pipe
from tests.storage.books import PASSPHRASE, around, content, copied, make
from tests.storage.disk import Disk
from tests.storage.power import Record, held, recorded
from tests.storage.sync_books import LARGE
from tests.storage.synced import SyncedDesk, enrolled_desk, load, opened, portfolio, row
from tests.storage.test_kills import save_once_dying
from tests.times import TIMES

FLIPS = 3_900 * TIMES
LOG_FLIPS = 400 * TIMES
Rows = dict[str, list[tuple[object, ...]]]


def found_in(path: Path, key: DataKey | None = None) -> Rows | str:
    """All rows of the book, or the code of the refusal; "checked" when only `check` finds the damage."""
    BookFiles(path).tries.unlink(missing_ok=True)
    try:
        with (
            SqlBook.open(path, PASSPHRASE, around())
            if key is None
            else SqlBook.open_with_key(path, key, around())
        ) as book:
            rows = content(book)
            if check(book).ok:
                return rows
            return "checked" if rows == SOUND else "fewer rows"
    except DeskError as error:
        return error.code


SOUND: Rows = {}
"""What the sound book holds."""


def a_synced_day(desk: SyncedDesk) -> None:
    """Something in every table of the sync: what came, what was refused, what went, what waits."""
    hub = desk.hub
    load(hub, "A1", portfolio(0, 8))
    hub.put_rows("B1", "adv:A1", [row("trade", "C001", "T9", product_code="P9")])
    hub.add_advisor("B1", "A2")
    desk.round()
    with desk.book.change() as connection:
        connection.execute(
            "INSERT INTO client (client_no, name, client_type) VALUES ('L1', '本机的客户', 'PERSON')"
        )
    desk.desk.book.refresh(desk.book.connection, None)
    for client_no in ("C001", "C002", "C003", "L1"):
        desk.talk(client_no, f"{client_no} 说的" * 20)
    desk.round()
    hub.assign("C003", "A2")
    desk.desk.book.edit_client(desk.desk.book.client_id("C001"), {"employer": "甲厂"})
    hub.put_rows("B1", "adv:A1", [row("client", "C001", employer="乙厂")])
    desk.round()
    for number in range(20):
        desk.talk("C004", f"还没有发送的 {number}" * 30)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with quick_folder() as made:
        yield made


@pytest.fixture(scope="module")
def sound(folder: Path) -> tuple[Path, DataKey]:
    hub = memory_hub()
    desk = enrolled_desk(folder / "a.book", hub)
    a_synced_day(desk)
    key = desk.book.key
    SOUND.update(content(desk.book))
    desk.close()
    hub.store.close()
    of_the_line = ("outbox", "event_echo", "parked_row", "purged_event", "sync_conflict", "sync_refusal")
    assert all(SOUND[table] for table in (*of_the_line, "sync_scope", "sync_receipt", "sync_round"))
    return folder / "a.book", key


def flipped(raw: bytes, dice: random.Random) -> bytes:
    changed = bytearray(raw)
    changed[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
    return bytes(changed)


@pytest.mark.parametrize("part", range(3))
def test_any_flipped_bit_of_the_book_is_found(tmp_path: Path, sound: tuple[Path, DataKey], part: int) -> None:
    source, key = sound
    raw = source.read_bytes()
    seed = random.SystemRandom().getrandbits(32)
    dice = random.Random(seed)
    with quick_folder() as folder:
        path = copied(source, folder)
        for number in range(FLIPS // 3):
            path.write_bytes(flipped(raw, dice))
            # Where nobody has read the damaged page yet, every row is there and the check finds it.
            found = found_in(path, None if number % 10 == 0 else key)
            assert found in ("book.damaged", "checked"), f"seed {seed}, part {part}: flip {number}"
    assert found_in(source) == SOUND


def test_what_waits_goes_out_of_a_damaged_book_whole_or_not_at_all(
    tmp_path: Path, sound: tuple[Path, DataKey]
) -> None:
    """One page after the other is damaged; only few are needed to read what waits."""
    source, key = sound
    raw = source.read_bytes()
    path = copied(source, tmp_path)
    hub = memory_hub()
    waiting = [str(row[0]) for row in SOUND["outbox"]]
    sent = 0
    for page in range(len(raw) // 4096):
        broken = bytearray(raw)
        broken[page * 4096 + 1000] ^= 4
        path.write_bytes(broken)
        try:
            with SqlBook.open_with_key(path, key, around()) as book:
                due = opened(book, hub).sync.due(500, LARGE)
        except DeskError as error:
            assert error.code == "book.damaged"  # noqa: PT017 - whether it is raised is what is looked at
            continue
        assert sorted(event.id for event in due) == sorted(waiting)
        assert all(event.is_as_hashed for event in due)
        sent += 1
    hub.store.close()
    assert sent > len(raw) // 4096 // 2


def test_a_book_cut_anywhere_is_damage(tmp_path: Path, sound: tuple[Path, DataKey]) -> None:
    source, _ = sound
    raw = source.read_bytes()
    for kept in [0, 1, 15, 16, 100, 4095, 4096, 4097, *range(8192, len(raw), 12_288), len(raw) - 1]:
        path = copied(source, tmp_path)
        path.write_bytes(raw[:kept])
        assert found_in(path) == "book.damaged", kept


def test_a_book_replaced_by_something_else_is_damage(tmp_path: Path, sound: tuple[Path, DataKey]) -> None:
    for other in (b"SQLite format 3\0" + bytes(8176), b"PK\x03\x04" * 4096, bytes(65_536)):
        path = copied(sound[0], tmp_path)
        path.write_bytes(other)
        assert found_in(path) == "book.damaged"


def test_any_flipped_bit_of_the_key_file_still_opens_by_its_copy(
    tmp_path: Path, sound: tuple[Path, DataKey]
) -> None:
    source, _ = sound
    seed = random.SystemRandom().getrandbits(32)
    dice = random.Random(seed)
    for number in range(200 * TIMES):
        path = copied(source, tmp_path)
        files = BookFiles(path)
        files.key.write_bytes(flipped(files.key.read_bytes(), dice))
        assert found_in(path) == SOUND, f"seed {seed}"
        if number % 2:
            files = BookFiles(copied(source, tmp_path))
            for file in (files.key, files.previous_key):
                file.write_bytes(flipped(file.read_bytes(), dice))
            assert found_in(path) == "book.key_damaged", f"seed {seed}"


def save_thrice_dying(pipe: Pipe, path: Path, key: DataKey) -> None:
    """Two saves that are moved out of the log, and one that the kill leaves in it."""
    book = SqlBook.open_with_key(path, key, around())
    for _ in range(2):
        with book.change() as connection:
            save_one(connection, 3)
    book.close()
    save_once_dying(pipe, path, key, "book.after_commit")


def test_a_damaged_log_is_told_and_costs_at_most_the_save_that_was_in_it(tmp_path: Path) -> None:
    path = tmp_path / "a.book"
    new = make(path)
    key = new.book.key
    new.book.close()
    Child(save_thrice_dying, path, key).end()
    raw = BookFiles(path).wal.read_bytes()
    seed = random.SystemRandom().getrandbits(32)
    dice = random.Random(seed)
    told = 0
    for _ in range(300 * TIMES):
        copy = copied(path, tmp_path / "flipped")
        BookFiles(copy).wal.write_bytes(flipped(raw, dice))
        with SqlBook.open(copy, PASSPHRASE, around()) as book:
            kept = len(content(book)["event"])
            assert kept == 3 - book.is_save_lost, f"seed {seed}: a save went silently"
            assert kept >= 2, f"seed {seed}"
            told += book.is_save_lost
        for leftover in (tmp_path / "flipped").glob("*.damaged-*"):
            assert book.is_save_lost
            leftover.unlink()
    assert told > 200 * TIMES, f"seed {seed}"


def test_a_damaged_log_of_a_sync_gives_what_was_before_and_says_so(folder: Path) -> None:
    """Pages wait in the log for the checkpoint at the end of a round: several changes stand in it."""
    hub = memory_hub()
    desk = enrolled_desk(folder / "log.book", hub)
    record = Record(desk.book.path, desk.book.key)
    files = desk.book.files
    with recorded(record, Disk(), desk.book):
        load(hub, "A1", portfolio(0, 8))
        for held_scope in desk.line.hello().scopes:
            desk.sync.start_first(held_scope.scope, hub.epoch(), held_scope.head.seq)
        desk.rows = 8
        pull_only(desk)
    raw = files.wal.read_bytes()
    killed = copied(files.book, folder / "killed")
    desk.close()
    hub.store.close()
    states = [state for _, state in record.states]
    seed = random.SystemRandom().getrandbits(32)
    dice = random.Random(seed)
    told = 0
    for _ in range(LOG_FLIPS):
        copy = copied(killed, folder / "flipped")
        BookFiles(copy).wal.write_bytes(flipped(raw, dice))
        with SqlBook.open_with_key(copy, record.key, around()) as book:
            found = held(book)
            assert found in states, f"seed {seed}: something by half"
            assert book.is_save_lost or found == states[-1], f"seed {seed}: changes went silently"
            told += book.is_save_lost
        for leftover in (folder / "flipped").glob("*.damaged-*"):
            leftover.unlink()
    assert told > LOG_FLIPS // 2, f"seed {seed}"


def pull_only(desk: SyncedDesk) -> None:
    """Take in the pages of the advisor's scope; no checkpoint follows."""
    while True:
        stands = desk.sync.scope_state("adv:A1")
        request = PullRequest("adv:A1", 8, stands.seq, True, stands.after)
        page = desk.line.pull(request)
        desk.sync.apply_page(page, request)
        if not page.more:
            return


def test_a_log_torn_by_the_kill_itself_is_no_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.book"
    new = make(path)
    key = new.book.key
    new.book.close()
    Child(save_thrice_dying, path, key).end()
    raw = BookFiles(path).wal.read_bytes()
    for kept in (*range(0, len(raw) - 4120, 1000), len(raw) - 4120, len(raw) - 1):
        copy = copied(path, tmp_path / "torn")
        BookFiles(copy).wal.write_bytes(raw[:kept])
        with SqlBook.open(copy, PASSPHRASE, around()) as book:
            assert (len(content(book)["event"]), book.is_save_lost) == (2, False)
