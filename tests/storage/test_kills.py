"""Killed at any instant: saves, a change of passphrase, a change of key, an upgrade of the log."""

import os
import random
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from advisor_desk.errors import UserCanFix
from advisor_desk.storage import fault_points, rekeying
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.files import BookFiles
from advisor_desk.storage.keys import DataKey
from tests.quick_disk import quick_folder
from tests.soak.kill_saves import Tally, look, run, save_one
from tests.soak.processes import Child, Pipe
from tests.storage.books import PASSPHRASE, add_clients, around, content, make, reopen
from tests.storage.disk import Disk, Op, under
from tests.times import TIMES

KILLS = 1_000 * TIMES
ROTATION_KILLS = 500 * TIMES
SOAK_ROTATION_KILLS = int(os.environ.get("ADVISOR_ROTATION_KILLS", "5000"))


def die() -> None:
    """End at once, as a kill -9 or a power cut of the process would."""
    if sys.platform == "win32":
        os._exit(9)
    os.kill(os.getpid(), signal.SIGKILL)


def dying_at(point: str) -> Callable[[str], None]:
    def watch(reached: str) -> None:
        if reached == point:
            die()

    return watch


@pytest.mark.parametrize("part", range(4))
def test_no_acknowledged_save_is_lost_in_1000_kills(part: int) -> None:
    seed = random.SystemRandom().getrandbits(32)
    with quick_folder() as folder:
        tally = run(KILLS // 4, seed, folder)
    assert tally.is_whole, f"part {part}, seed {seed}: {tally}"
    assert tally.kills == KILLS // 4
    assert tally.acknowledged > KILLS // 4
    assert tally.unclean_opens > KILLS // 5


def save_once_dying(pipe: Pipe, path: Path, key: DataKey, point: str) -> None:
    book = SqlBook.open_with_key(path, key, around())
    with fault_points.watching(dying_at(point)), book.change() as connection:
        save_one(connection, 3)


@pytest.mark.parametrize(
    ("point", "kept"), [("book.before_commit", 0), ("book.after_commit", 1), ("book.after_checkpoint", 1)]
)
def test_a_save_is_there_from_its_commit_on(tmp_path: Path, point: str, kept: int) -> None:
    path = tmp_path / "a.book"
    new = make(path)
    key = new.book.key
    new.book.close()
    Child(save_once_dying, path, key, point).end()
    tally = Tally()
    seen: set[int] = set()
    look(path, key, seen, tally)
    assert tally.is_whole
    assert len(seen) == kept


def change_passphrase_dying(pipe: Pipe, path: Path, point: str) -> None:
    with fault_points.watching(dying_at(point)):
        rekeying.change_passphrase(BookFiles(path), PASSPHRASE, "new", around())


def opens(path: Path, passphrase: str) -> bool:
    BookFiles(path).tries.unlink(missing_ok=True)
    try:
        SqlBook.open(path, passphrase, around()).close()
    except UserCanFix as error:
        if error.code != "book.wrong_passphrase":
            raise
        return False
    return True


@pytest.mark.parametrize(
    "point", ["passphrase.previous_kept", "files.before_rename", "files.after_rename", "passphrase.written"]
)
def test_a_change_of_passphrase_cut_short_leaves_the_old_or_the_new(tmp_path: Path, point: str) -> None:
    path = tmp_path / "a.book"
    make(path, 3).book.close()
    child = Child(change_passphrase_dying, path, point)
    child.end()
    assert child.exit_code not in (0, None)
    assert opens(path, PASSPHRASE) != opens(path, "new")
    assert opens(path, "new") is (point == "passphrase.written")


def rotate_dying(pipe: Pipe, path: Path, point: str) -> None:
    book = reopen(path)
    pipe.send("open")
    with fault_points.watching(dying_at(point)):
        rekeying.rotate_key(book, PASSPHRASE)
    pipe.send("rotated")
    book.close()


def rotation_survives(path: Path, before: object) -> None:
    BookFiles(path).tries.unlink(missing_ok=True)
    with reopen(path) as book:
        assert content(book) == before
        key = book.key
    # Opening has settled the matter: exactly one key is left, and it is the one that fits.
    with SqlBook.open_with_key(path, key, around()) as book:
        assert content(book) == before


@pytest.mark.parametrize(
    "point",
    [
        "rotation.keys_written",
        "rotation.rekeyed",
        "rotation.verified",
        "files.before_rename",
        "files.after_rename",
        "passphrase.previous_kept",
        "passphrase.written",
    ],
)
def test_a_change_of_key_cut_short_leaves_a_book_that_opens(tmp_path: Path, point: str) -> None:
    path = tmp_path / "a.book"
    new = make(path, 40)
    before = content(new.book)
    new.book.close()
    child = Child(rotate_dying, path, point)
    assert "rotated" not in child.end()
    rotation_survives(path, before)


def rotate_dying_at_step(pipe: Pipe, path: Path, number: int) -> None:
    """Die in the midst of a step of SQLite's: of a write, half is done."""

    def refuse(_op: Op) -> int:
        taken.append(1)
        if len(taken) > number:
            die()
        return 0

    taken: list[int] = []
    disk = Disk()
    with under(disk):
        book = reopen(path)
        disk.refuse = refuse
        rekeying.rotate_key(book, PASSPHRASE)
    pipe.send(len(taken))
    book.close()


@pytest.mark.skipif(sys.platform == "win32", reason="files of SQLite are looked at as POSIX has them")
@pytest.mark.parametrize("part", range(4))
def test_a_change_of_key_killed_at_any_of_500_steps_leaves_a_book_that_opens(part: int) -> None:
    with quick_folder() as folder:
        path = folder / "a.book"
        new = make(path, 40)
        before = content(new.book)
        new.book.close()
        (steps,) = Child(rotate_dying_at_step, path, 1 << 30).end()
        assert steps > 350
        for kill in range(part, ROTATION_KILLS, 4):
            assert Child(rotate_dying_at_step, path, kill * steps // ROTATION_KILLS).end() == [], kill
            rotation_survives(path, before)


@pytest.mark.soak
@pytest.mark.timeout(7_200)
def test_a_change_of_key_killed_at_random_leaves_a_book_that_opens(tmp_path: Path) -> None:
    seed = random.SystemRandom().getrandbits(32)
    print(f"\nkills of a change of key: seed {seed}, {SOAK_ROTATION_KILLS} kills")  # noqa: T201
    dice = random.Random(seed)
    path = tmp_path / "a.book"
    new = make(path, 400)
    before = content(new.book)
    new.book.close()
    finished = 0
    for _ in range(SOAK_ROTATION_KILLS):
        child = Child(rotate_dying, path, "never")
        child.wait_for(1)
        child.linger(dice.uniform(0, 0.08))
        finished += "rotated" in child.kill()
        rotation_survives(path, before)
    assert finished < SOAK_ROTATION_KILLS, f"seed {seed}: no kill came in time"


def test_rotation_gives_a_new_key_and_the_old_one_opens_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.book"
    new = make(path, 5)
    old = new.book.key
    fresh = rekeying.rotate_key(new.book, PASSPHRASE)
    assert fresh != old
    add_clients(new.book, 5, 6)
    new.book.close()
    with pytest.raises(Exception, match=r"book\.key_stale"):
        SqlBook.open_with_key(path, old, around())
    with SqlBook.open_by_recovery(path, new.recovery_key, around()) as book:
        assert (book.key, len(content(book)["client"])) == (fresh, 6)
