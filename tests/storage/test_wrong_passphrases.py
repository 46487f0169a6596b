"""A thousand wrong passphrases: none opens, nothing of the book is touched, waits grow, no wipe (I14)."""

import random
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor_desk.errors import UserCanFix
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.files import BookFiles
from advisor_desk.storage.tries import FREE_TRIES, LONGEST_SECONDS
from tests.quick_disk import quick_folder
from tests.storage.books import PASSPHRASE, Clock, around, content, make
from tests.times import TIMES

TRIES = 1_000 * TIMES


@pytest.fixture
def folder() -> Iterator[Path]:
    with quick_folder() as made:
        yield made


def wrong_ones(recovery_key: str, dice: random.Random) -> Iterator[str]:
    """What people type, what machines try, and what is nearly right."""
    yield from ("\0", "密码", "password", recovery_key, PASSPHRASE * 200, "\ud800", "🙂" * 50)
    letters = [chr(one) for one in (*range(32, 127), *range(0x4E00, 0x4E40))]
    while True:
        way, at = dice.randrange(4), dice.randrange(len(PASSPHRASE))
        if way == 0:
            typed = PASSPHRASE[:at] + PASSPHRASE[at + 1 :]
        elif way == 1:
            typed = PASSPHRASE[:at] + dice.choice(letters) + PASSPHRASE[at + 1 :]
        elif way == 2:
            typed = PASSPHRASE[:at].swapcase() + PASSPHRASE[at:]
        else:
            typed = "".join(dice.choices(letters, k=dice.randrange(1, 40)))
        is_right = unicodedata.normalize("NFKC", typed) == unicodedata.normalize("NFKC", PASSPHRASE)
        # Spaces alone are no passphrase, which is said in other words.
        if typed.strip() and not is_right:
            yield typed


def lying(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file but the count of tries and the lock: what is in it and when it was changed."""
    beside = (".tries", ".lock")
    found = [file for file in folder.iterdir() if file.suffix not in beside]
    return {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in found}


def test_of_a_thousand_wrong_passphrases_none_opens_and_nothing_is_touched(folder: Path) -> None:
    seed = random.SystemRandom().getrandbits(32)
    print(f"\nwrong passphrases: seed {seed}")  # noqa: T201
    clock, path = Clock(), folder / "a.book"
    new = make(path, 5)
    rows = content(new.book)
    new.book.close()
    before, names = lying(folder), {file.name for file in folder.iterdir()}
    tries = wrong_ones(new.recovery_key, random.Random(seed))
    waits: list[int] = []
    for number in range(TRIES):
        typed = next(tries)
        with pytest.raises(UserCanFix) as caught:
            SqlBook.open(path, typed, around(clock))
        assert caught.value.code == "book.wrong_passphrase", f"seed {seed}: try {number}"
        assert caught.value.params["wrong"] == number + 1
        waits.append(waiting(path, clock) if number + 1 >= FREE_TRIES else 0)
        clock.now += waits[-1]
    assert lying(folder) == before
    assert {file.name for file in folder.iterdir()} == names | {BookFiles(path).tries.name}
    assert waits[:7] == [0, 0, 2, 4, 8, 16, 32]
    assert waits == sorted(waits)
    assert set(waits[20:]) == {LONGEST_SECONDS}
    with SqlBook.open(path, PASSPHRASE, around(clock)) as book:
        assert content(book) == rows
    assert not BookFiles(path).tries.exists()


def waiting(path: Path, clock: Clock) -> int:
    """For how long even the right passphrase has to wait; so long is it refused."""
    with pytest.raises(UserCanFix) as caught:
        SqlBook.open(path, PASSPHRASE, around(clock))
    assert caught.value.code == "book.wait_after_wrong_passphrase"
    return int(str(caught.value.params["seconds"]))
