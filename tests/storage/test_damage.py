"""Flipped bits and cut files: always told as damage, never as a wrong passphrase, never as fewer rows."""

import random
from pathlib import Path

import pytest

from advisor_desk.errors import DeskError
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.check import check
from advisor_desk.storage.files import BookFiles
from advisor_desk.storage.keys import DataKey
from tests.soak.kill_saves import save_one
from tests.soak.processes import Child, Pipe
from tests.storage.books import PASSPHRASE, around, content, copied, make
from tests.storage.test_kills import save_once_dying

FLIPS = 500
CLIENTS = 120
Rows = dict[str, list[tuple[object, ...]]]


def found_in(path: Path) -> Rows | str:
    """All rows of the book, or the code of the refusal; "checked" when only `check` finds the damage."""
    BookFiles(path).tries.unlink(missing_ok=True)
    try:
        with SqlBook.open(path, PASSPHRASE, around()) as book:
            rows = content(book)
            if check(book).ok:
                return rows
            return "checked" if len(rows["client"]) == len(rows["event"]) == CLIENTS else "fewer rows"
    except DeskError as error:
        return error.code


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Rows]:
    path = tmp_path_factory.mktemp("sound") / "a.book"
    new = make(path, CLIENTS)
    rows = content(new.book)
    new.book.close()
    return path, rows


def flipped(raw: bytes, dice: random.Random) -> bytes:
    changed = bytearray(raw)
    changed[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def test_any_flipped_bit_of_the_book_is_found(tmp_path: Path, sound: tuple[Path, Rows]) -> None:
    source, rows = sound
    raw = source.read_bytes()
    seed = random.SystemRandom().getrandbits(32)
    dice = random.Random(seed)
    for _ in range(FLIPS):
        path = copied(source, tmp_path)
        path.write_bytes(flipped(raw, dice))
        # Where nobody has read the damaged page yet, every row is there and the check finds it.
        assert found_in(path) in ("book.damaged", "checked"), f"seed {seed}"
    assert found_in(source) == rows


def test_a_book_cut_anywhere_is_damage(tmp_path: Path, sound: tuple[Path, Rows]) -> None:
    source, _ = sound
    raw = source.read_bytes()
    for kept in [0, 1, 15, 16, 100, 4095, 4096, 4097, *range(8192, len(raw), 12_288), len(raw) - 1]:
        path = copied(source, tmp_path)
        path.write_bytes(raw[:kept])
        assert found_in(path) == "book.damaged", kept


def test_a_book_replaced_by_something_else_is_damage(tmp_path: Path, sound: tuple[Path, Rows]) -> None:
    for other in (b"SQLite format 3\0" + bytes(8176), b"PK\x03\x04" * 4096, bytes(65_536)):
        path = copied(sound[0], tmp_path)
        path.write_bytes(other)
        assert found_in(path) == "book.damaged"


def test_any_flipped_bit_of_the_key_file_still_opens_by_its_copy(
    tmp_path: Path, sound: tuple[Path, Rows]
) -> None:
    source, rows = sound
    seed = random.SystemRandom().getrandbits(32)
    dice = random.Random(seed)
    for number in range(200):
        path = copied(source, tmp_path)
        files = BookFiles(path)
        files.key.write_bytes(flipped(files.key.read_bytes(), dice))
        assert found_in(path) == rows, f"seed {seed}"
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
    for _ in range(300):
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
    assert told > 200, f"seed {seed}"


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
