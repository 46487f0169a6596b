"""Opening a book: each way it can be refused gives its own code and leaves every file as it was."""

import secrets
from pathlib import Path

import pytest

from advisor_desk.errors import DeskBug, DeskError, OutsideFailed, UserCanFix
from advisor_desk.storage import fault_points, rekeying
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.files import BookFiles
from advisor_desk.storage.keys import DataKey
from advisor_desk.storage.tries import Tries, delay_seconds
from tests.storage.books import PASSPHRASE, Clock, add_clients, around, content, copied, digest, make, reopen


def refused(path: Path, passphrase: str = PASSPHRASE) -> str:
    with pytest.raises(DeskError) as caught:
        SqlBook.open(path, passphrase, around())
    return caught.value.code


def test_what_was_saved_is_there_after_opening_again(tmp_path: Path) -> None:
    new = make(tmp_path / "sub" / "a.book", 12)
    saved = content(new.book)
    new.book.close()
    with reopen(tmp_path / "sub" / "a.book") as book:
        assert content(book) == saved
        assert not book.was_unclean


def test_recovery_key_and_raw_key_open_it_too(tmp_path: Path) -> None:
    new = make(tmp_path / "a.book", 3)
    key = new.book.key
    new.book.close()
    with SqlBook.open_by_recovery(tmp_path / "a.book", new.recovery_key.lower(), around()) as book:
        assert book.key == key
    with SqlBook.open_with_key(tmp_path / "a.book", key, around()) as book:
        assert len(content(book)["client"]) == 3


def test_a_raw_key_kept_elsewhere_that_is_not_the_books_is_stale_not_damage(tmp_path: Path) -> None:
    new = make(tmp_path / "a.book")
    new.book.close()
    other = DataKey(new.book.path.name, secrets.token_bytes(32))
    with pytest.raises(UserCanFix) as caught:
        SqlBook.open_with_key(tmp_path / "a.book", other, around())
    assert caught.value.code == "book.key_stale"
    reopen(tmp_path / "a.book").close()


def test_each_refusal_has_its_own_code(tmp_path: Path) -> None:
    path = tmp_path / "a.book"
    assert refused(path) == "book.missing"
    make(path, 2).book.close()
    files = BookFiles(path)
    assert refused(path, "wrong") == "book.wrong_passphrase"
    with reopen(path):
        assert refused(path) == "book.in_use"
    files.key.unlink()
    files.previous_key.unlink()
    assert refused(path) == "book.key_missing"


def test_an_existing_book_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "a.book"
    make(path, 2).book.close()
    before = digest(path), digest(BookFiles(path).key)
    with pytest.raises(UserCanFix) as caught:
        make(path)
    assert caught.value.code == "book.exists"
    assert (digest(path), digest(BookFiles(path).key)) == before


def test_the_key_file_of_a_book_that_was_moved_away_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.book"
    make(path, 2).book.close()
    old = BookFiles(path).key.read_bytes()
    path.rename(tmp_path / "elsewhere.book")
    make(path).book.close()
    kept = [file.read_bytes() for file in tmp_path.glob("a.book.key.orphan-*")]
    assert old in kept


def test_a_clock_set_back_does_not_lock_the_person_out(tmp_path: Path) -> None:
    clock = Clock()
    tries = Tries(tmp_path / "tries", clock)
    for _ in range(5):
        tries.failed()
    clock.now -= 10 * 365 * 86_400
    with pytest.raises(UserCanFix):
        tries.demand_patience()
    clock.now += delay_seconds(5)
    tries.demand_patience()


@pytest.mark.parametrize("damage", [b"", b"x", b"{}", b'{"wrong": "many", "last": []}'])
def test_a_damaged_count_of_tries_never_bars_the_way(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "a.book"
    make(path).book.close()
    BookFiles(path).tries.write_bytes(damage)
    reopen(path).close()


def test_a_damaged_first_key_file_is_replaced_from_its_copy(tmp_path: Path) -> None:
    path = tmp_path / "a.book"
    make(path, 2).book.close()
    files = BookFiles(path)
    sound = files.key.read_bytes()
    files.key.write_bytes(sound[:100])
    with reopen(path) as book:
        assert book.is_key_file_repaired
    assert files.key.read_bytes() == sound
    with reopen(path) as book:
        assert not book.is_key_file_repaired


def test_both_key_files_damaged_is_damage_not_a_wrong_passphrase(tmp_path: Path) -> None:
    path = tmp_path / "a.book"
    make(path, 2).book.close()
    files = BookFiles(path)
    for file in (files.key, files.previous_key):
        file.write_bytes(file.read_bytes().replace(b'"argon2id"', b'"argon2i?"'))
    assert refused(path) == "book.key_damaged"


def test_a_change_of_passphrase_touches_only_the_key_file(tmp_path: Path) -> None:
    path = tmp_path / "a.book"
    new = make(path, 3)
    new.book.close()
    before = digest(path)
    rekeying.change_passphrase(BookFiles(path), PASSPHRASE, "新的口令", around())
    assert digest(path) == before
    assert refused(path) == "book.wrong_passphrase"
    SqlBook.open(path, "新的口令", around()).close()
    rekeying.reset_passphrase(BookFiles(path), new.recovery_key, "third", around())
    SqlBook.open(path, "third", around()).close()
    assert digest(path) == before


def test_a_passphrase_given_up_opens_no_copy_of_the_key_file(tmp_path: Path) -> None:
    path = tmp_path / "a.book"
    make(path).book.close()
    rekeying.change_passphrase(BookFiles(path), PASSPHRASE, "new", around())
    BookFiles(path).key.unlink()
    assert refused(path) == "book.wrong_passphrase"
    SqlBook.open(path, "new", around()).close()


def test_a_new_recovery_key_replaces_the_old(tmp_path: Path) -> None:
    path = tmp_path / "a.book"
    new = make(path)
    new.book.close()
    fresh = rekeying.renew_recovery_key(BookFiles(path), PASSPHRASE, around())
    SqlBook.open_by_recovery(path, fresh, around()).close()
    with pytest.raises(UserCanFix) as caught:
        SqlBook.open_by_recovery(path, new.recovery_key, around())
    assert caught.value.code == "recovery.wrong"


def test_an_error_inside_a_change_leaves_nothing_of_it(tmp_path: Path) -> None:
    book = make(tmp_path / "a.book", 2).book
    before = content(book)

    def stumble() -> None:
        with book.change() as connection:
            connection.execute("DELETE FROM outbox")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        stumble()
    assert content(book) == before
    add_clients(book, 2, 3)
    assert len(content(book)["event"]) == 3
    book.close()


def test_reading_sees_one_state_and_never_writes(tmp_path: Path) -> None:
    book = make(tmp_path / "a.book", 2).book
    with book.read() as connection:
        connection.execute("DELETE FROM outbox")
    assert len(content(book)["outbox"]) == 2
    with book.change() as connection, book.read() as inner:
        assert inner is connection
    with pytest.raises(DeskBug), book.change(), book.change():
        pass
    book.close()


def test_each_change_is_moved_out_of_the_log(tmp_path: Path) -> None:
    book = make(tmp_path / "a.book").book
    add_clients(book, 0, 5)
    assert book.files.wal.stat().st_size == 0
    assert not book.is_checkpoint_due
    book.close()
    assert not book.files.wal.exists()


def test_a_checkpoint_put_off_is_made_when_asked_for_or_at_the_end(tmp_path: Path) -> None:
    book = make(tmp_path / "a.book").book
    for key in ("a", "b"):
        with book.change(is_checkpoint_later=True) as connection:
            connection.execute("INSERT INTO setting (key, value) VALUES (?, '1')", (key,))
        assert book.is_checkpoint_due
        assert book.files.wal.stat().st_size > 0
        if key == "a":
            book.checkpoint()
            assert book.files.wal.stat().st_size == 0
    book.close()
    assert not book.files.wal.exists()
    with reopen(tmp_path / "a.book") as again:
        assert len(content(again)["setting"]) == 2


def test_a_closed_book_has_no_key_and_no_connection(tmp_path: Path) -> None:
    book = make(tmp_path / "a.book").book
    book.close()
    book.close()
    with pytest.raises(DeskBug):
        _ = book.key
    with pytest.raises(DeskBug), book.read():
        pass
    reopen(tmp_path / "a.book").close()


def test_little_space_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    make(tmp_path / "a.book", 1).book.close()
    almost = 50 * 1024 * 1024 - 1
    with SqlBook.open(tmp_path / "a.book", PASSPHRASE, around(free=almost)) as book:
        with pytest.raises(OutsideFailed) as caught:
            add_clients(book, 1, 2)
        assert (caught.value.code, caught.value.params["free_mb"]) == ("book.disk_full", 49)
        assert book.is_space_low
        assert len(content(book)["client"]) == 1
    with SqlBook.open(tmp_path / "a.book", PASSPHRASE, around(free=almost + 1)) as book:
        add_clients(book, 1, 2)
        assert book.is_space_low
    with SqlBook.open(tmp_path / "a.book", PASSPHRASE, around(free=500 * 1024 * 1024)) as book:
        assert not book.is_space_low


def test_a_book_that_was_not_closed_is_checked(tmp_path: Path) -> None:
    new = make(tmp_path / "a.book", 5)
    path = copied(tmp_path / "a.book", tmp_path / "killed")
    new.book.close()
    with reopen(path) as book:
        assert book.was_unclean
        assert not book.is_save_lost
        assert len(content(book)["client"]) == 5


def test_every_change_passes_its_fault_points(tmp_path: Path) -> None:
    book = make(tmp_path / "a.book").book
    seen: list[str] = []
    with fault_points.watching(seen.append):
        add_clients(book, 0, 1)
    assert seen == ["book.before_commit", "book.after_commit", "book.after_checkpoint"]
    book.close()


def break_off(book: SqlBook) -> None:
    with book.change() as connection:
        connection.execute("DELETE FROM outbox")
        raise UserCanFix("x")


def try_and_break_off(book: SqlBook) -> None:
    with book.trial():
        add_clients(book, 3, 5)
        break_off(book)


def test_a_trial_is_seen_inside_alone(tmp_path: Path) -> None:
    with make(tmp_path / "a.book", 3).book as book:
        before = content(book)
        with book.trial():
            add_clients(book, 3, 5)
            with pytest.raises(UserCanFix):
                break_off(book)
            assert len(content(book)["outbox"]) == 5
        assert content(book) == before
        with pytest.raises(UserCanFix):
            try_and_break_off(book)
        assert content(book) == before
        add_clients(book, 3, 5)
        assert len(content(book)["client"]) == 5
