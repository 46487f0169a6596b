"""A backup a day after a sync; after a purge a fresh one at once, and no older one that has the client."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from advisor_desk.storage import backup, client_purge, engine, sync_backup, upgrade
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.files import BookFiles
from advisor_desk.storage.sync_backup import folder_of
from advisor_desk.wire.rows import Row
from tests.storage.books import PASSPHRASE, Clock, around, make, reopen
from tests.storage.cut_short import cut_short
from tests.storage.sync_books import acknowledge, record, sync_of

DAY = 86_400


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def book(tmp_path: Path, clock: Clock) -> Iterator[SqlBook]:
    path = tmp_path / "a.book"
    make(path, 3).book.close()
    with SqlBook.open(path, PASSPHRASE, around(clock)) as opened:
        yield opened


def kept(book: SqlBook) -> list[str]:
    """Stamps of the backups there are."""
    return sorted(path.stem[2:] for path in folder_of(book.path).glob("*.book"))


def purge(book: SqlBook) -> None:
    with book.change() as connection:
        sync_backup.note_purge(connection)


def holds(path: Path, book: SqlBook, client_no: str) -> bool:
    with closing(engine.connect(path, book.key.raw)) as connection:
        rows = connection.execute("SELECT 1 FROM client WHERE client_no = ?", (client_no,))
        return rows.fetchone() is not None


def test_one_a_day_is_kept_of_the_last_three(book: SqlBook, clock: Clock) -> None:
    sync = sync_of(book, clock)
    for _ in range(5):
        assert sync.backup_if_due()
        clock.now += 3600
        assert not sync.backup_if_due()
        clock.now += DAY - 3600
    assert kept(book) == ["20260923-141320", "20260924-141320", "20260925-141320"]
    assert len(list(folder_of(book.path).glob("*.key"))) == 3
    with reopen(next(folder_of(book.path).glob("*.book"))) as copy, copy.read() as connection:
        assert connection.execute("SELECT count(*) FROM client").fetchone() == (3,)


def test_a_backup_beside_holds_up_no_save_and_holds_the_book_as_it_was(
    book: SqlBook, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync = sync_of(book, clock)
    counted = upgrade.count_rows
    due: list[bool] = []

    def count_and_save(connection: engine.Connection) -> dict[str, int]:
        record(book)
        due.append(book.is_checkpoint_due)
        return counted(connection)

    monkeypatch.setattr(upgrade, "count_rows", count_and_save)
    assert not sync.is_backup_urgent()
    assert sync.backup_beside()
    assert due == [True, True], "the log is emptied later, nobody waits for the reader"
    sync.checkpoint()
    assert not book.is_checkpoint_due
    with reopen(next(folder_of(book.path).glob("*.book"))) as copy, copy.read() as connection:
        assert connection.execute("SELECT count(*) FROM event").fetchone() == (3,)
    assert not sync.backup_beside()
    assert not sync.backup_if_due()
    purge(book)
    assert sync.is_backup_urgent()
    assert sync.scope_sum_beside("firm") == sync.scope_sum("firm")


def test_a_clock_that_goes_back_does_not_cost_the_fresh_one(book: SqlBook, clock: Clock) -> None:
    sync = sync_of(book, clock)
    for _ in range(4):
        clock.now += DAY
        sync.backup_if_due()
    clock.now -= 400 * DAY
    assert sync.backup_if_due()
    assert len(kept(book)) == 3
    assert kept(book)[0].startswith("2025")


def test_after_a_purge_the_older_copies_go(book: SqlBook, clock: Clock, tmp_path: Path) -> None:
    sync = sync_of(book, clock)
    for _ in range(2):
        sync.backup_if_due()
        clock.now += DAY
    backup.back_up(book, tmp_path / "usb")
    before = tmp_path / "a.book.before-0004"
    before.write_bytes(next(folder_of(book.path).glob("*.book")).read_bytes())
    (tmp_path / "a.book.before-noon").write_text("mine")
    sync.backup_if_due()
    clock.now += 60
    with book.change() as connection:
        connection.execute("UPDATE client SET client_no = 'gone' WHERE client_no = 'C000001'")
    purge(book)
    assert sync.backup_if_due()
    assert kept(book) == ["20260923-141420"]
    assert not before.exists()
    assert not holds(next(folder_of(book.path).glob("*.book")), book, "C000001")
    # What the person took elsewhere, or did not get from this program, is theirs.
    assert (tmp_path / "a.book.before-noon").exists()
    assert len(list((tmp_path / "usb").glob("*.book"))) == 1
    clock.now += 60
    assert not sync.backup_if_due()


def test_copies_go_too_when_an_older_book_hears_of_a_client_it_never_had(book: SqlBook, clock: Clock) -> None:
    """It may have been put in their place: the copies know the client, whom the book does not."""
    sync = sync_of(book, clock)
    assert sync.backup_if_due()
    with book.change() as connection:
        row = Row("purge", "C9", "C9", 7, is_deleted=False, body="{}")
        assert client_purge.not_held(connection, "adv:A7", [row], "") == 0
    clock.now += 60
    assert sync.is_backup_urgent()
    assert sync.backup_if_due()
    assert kept(book) == ["20260921-141420"]
    clock.now += 60
    assert not sync.backup_if_due()


def test_a_copy_with_work_that_nobody_else_has_is_left(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "a.book"
    with make(path, 2).book as book:
        made = backup.back_up(book, tmp_path / "usb")
        lost = record(book)
    aside = backup.restore(made.path, path, PASSPHRASE, around(clock))
    assert aside is not None
    with SqlBook.open(path, PASSPHRASE, around(clock)) as book:
        sync = sync_of(book, clock)
        acknowledge(sync)
        purge(book)
        assert sync.backup_if_due()
        assert aside.exists()
        with book.change() as connection:
            # It came back from head office as an echo: another desk had sent it.
            connection.execute(
                "INSERT INTO event_echo (event_id, scope, seq, row_hash) VALUES (?, 'adv:A7', 9, x'00')",
                (lost,),
            )
        clock.now += 60
        purge(book)
        assert sync.backup_if_due()
        assert not aside.exists()
        assert not BookFiles(aside).key.exists()


def test_a_copy_under_another_key_is_left(book: SqlBook, clock: Clock, tmp_path: Path) -> None:
    make(tmp_path / "b.book", 1).book.close()
    strange = tmp_path / "a.book.before-restore-20260101-000000"
    strange.write_bytes((tmp_path / "b.book").read_bytes())
    purge(book)
    assert sync_of(book, clock).backup_if_due()
    assert strange.exists()


def test_a_disk_that_fails_is_no_error_and_the_backup_stays_due(
    book: SqlBook, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync = sync_of(book, clock)
    assert sync.backup_if_due()
    clock.now += 60
    purge(book)

    def fail(*_: object) -> None:
        raise OSError(28, "full")

    with monkeypatch.context() as broken:
        broken.setattr(sync_backup, "_delete", fail)
        assert not sync.backup_if_due()
    with monkeypatch.context() as broken:
        broken.setattr(upgrade, "copy_verified", fail)
        clock.now += 60
        assert not sync.backup_if_due()
    clock.now += 60
    assert sync.backup_if_due()
    assert kept(book) == ["20260921-141620"]


def test_a_kill_before_the_copies_are_known_to_be_gone_does_it_again(book: SqlBook, clock: Clock) -> None:
    sync = sync_of(book, clock)
    purge(book)
    with cut_short("sync.copies_gone"):
        sync.backup_if_due()
    clock.now += 60
    assert sync.backup_if_due()
    assert not sync.backup_if_due()
