"""One process per book; and if a second is forced, nothing breaks."""

from collections import Counter
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from advisor_desk.errors import UserCanFix
from advisor_desk.storage import engine
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.check import check
from advisor_desk.storage.files import BookFiles
from advisor_desk.storage.keys import DataKey
from advisor_desk.storage.lock import BookLock
from tests.quick_disk import quick_folder
from tests.soak.kill_saves import save_one
from tests.soak.processes import Child, Pipe, context
from tests.storage.books import around, content, make, reopen
from tests.times import TIMES

SAVES = 60
RACES = 500 * TIMES
RACES_A_PAIR = 10


def hold(pipe: Pipe, path: Path, key: DataKey) -> None:
    book = SqlBook.open_with_key(path, key, around())
    import os
    import time

    pipe.send(os.getpid())
    time.sleep(600)
    book.close()


def test_a_second_process_is_told_who_has_the_book_until_that_one_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.book"
    new = make(path, 3)
    key = new.book.key
    new.book.close()
    first = Child(hold, path, key)
    first.wait_for(1)
    with pytest.raises(UserCanFix) as caught:
        reopen(path)
    assert caught.value.code == "book.in_use"
    assert caught.value.params["pid"] == first.told[0]
    first.kill()
    with reopen(path) as book:
        assert len(content(book)["client"]) == 3


def save_without_a_lock(pipe: Pipe, path: Path, key: DataKey) -> None:
    connection = engine.connect(path, key.raw)
    pipe.send(0)
    for _ in range(SAVES):
        connection.execute("BEGIN IMMEDIATE")
        number = save_one(connection, 2)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        pipe.send(number)
    connection.close()


def test_two_writers_that_ignore_the_lock_never_share_a_number(tmp_path: Path) -> None:
    path = tmp_path / "a.book"
    new = make(path)
    key = new.book.key
    new.book.close()
    writers = [Child(save_without_a_lock, path, key) for _ in range(2)]
    told = [number for writer in writers for number in writer.end() if number]
    assert sorted(told) == list(range(1, 2 * SAVES + 1))
    with reopen(path) as book:
        report = check(book)
    assert (report.ok, report.events, report.outbox) == (True, 2 * SAVES, 2 * SAVES)


def race(pipe: Pipe, path: Path, key: DataKey, start: Barrier) -> None:
    """Ten times at once with another process: in turn open it as one should, and force the way in."""
    for turn in range(RACES_A_PAIR):
        start.wait(60)
        if turn % 2:
            pipe.send(("forced", *forced_saves(path, key)))
            continue
        try:
            with SqlBook.open_with_key(path, key, around()) as book, book.change() as connection:
                number = save_one(connection, 2)
        except UserCanFix as error:
            pipe.send((error.code,))
        else:
            pipe.send(("saved", number))


def forced_saves(path: Path, key: DataKey) -> list[int]:
    connection = engine.connect(path, key.raw)
    numbers = []
    for _ in range(2):
        connection.execute("BEGIN IMMEDIATE")
        numbers.append(save_one(connection, 2))
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    connection.close()
    return numbers


@pytest.mark.parametrize("part", range(2))
def test_of_500_races_of_two_processes_none_shares_a_number_or_harms_the_book(part: int) -> None:
    outcomes: Counter[str] = Counter()
    with quick_folder() as folder:
        for pair in range(RACES // RACES_A_PAIR // 2):
            path = folder / f"{pair // 5}.book"
            if pair % 5 == 0:
                new = make(path)
                key, numbers = new.book.key, list[int]()
                new.book.close()
            start = context().Barrier(2)
            racers = [Child(race, path, key, start) for _ in range(2)]
            for outcome, *saved in (told for racer in racers for told in racer.end()):
                outcomes[outcome] += 1
                numbers += saved
            with SqlBook.open_with_key(path, key, around()) as book:
                report = check(book)
            assert (report.ok, report.events, report.outbox) == (True, len(numbers), len(numbers)), part
            assert sorted(numbers) == list(range(1, len(numbers) + 1)), part
    assert set(outcomes) == {"saved", "forced", "book.in_use"}
    assert outcomes.total() == RACES
    # Somebody gets in each time.
    assert outcomes["saved"] >= RACES // 4


def test_a_lock_is_held_once_and_let_go(tmp_path: Path) -> None:
    first, second = BookLock(tmp_path / "a.lock"), BookLock(tmp_path / "a.lock")
    first.acquire()
    first.acquire()
    assert first.is_held
    with pytest.raises(UserCanFix):
        second.acquire()
    assert not second.is_held
    first.release()
    second.acquire()
    second.release()


def test_a_lock_left_behind_by_a_crash_does_not_bar_the_way(tmp_path: Path) -> None:
    path = tmp_path / "a.book"
    make(path).book.close()
    BookFiles(path).lock.write_bytes(b"999999\n")
    reopen(path).close()
    BookFiles(path).lock.write_bytes(b"\xff not a number")
    reopen(path).close()


def test_a_failed_opening_lets_go_of_the_book(tmp_path: Path) -> None:
    path = tmp_path / "a.book"
    make(path).book.close()
    for _ in range(2):
        with pytest.raises(UserCanFix) as caught:
            SqlBook.open(path, "wrong", around())
        assert caught.value.code == "book.wrong_passphrase"
