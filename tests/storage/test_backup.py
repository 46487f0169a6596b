"""Backups are verified by opening them; a restore never loses the book that was there."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from advisor_desk.errors import DeskError, UserCanFix
from advisor_desk.storage import backup, rekeying, upgrade
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.events import EventDraft, append_event
from advisor_desk.storage.files import BookFiles
from tests.storage.books import NOW, PASSPHRASE, Clock, add_clients, around, content, digest, make, reopen
from tests.storage.cut_short import cut_short


def test_a_backup_holds_what_the_book_holds_and_opens_by_itself(tmp_path: Path) -> None:
    book = make(tmp_path / "a.book", 30).book
    saved = content(book)
    made = backup.back_up(book, tmp_path / "usb")
    assert sorted(file.name for file in (tmp_path / "usb").iterdir()) == [
        "a-20260921-141320.book",
        "a-20260921-141320.book.key",
    ]
    assert (made.clients, made.trades, made.events) == (30, 0, 30)
    book.close()
    with reopen(made.path) as copy:
        assert content(copy) == saved


def test_a_backup_is_encrypted_and_has_no_name_until_verified(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = make(tmp_path / "a.book", 3).book
    monkeypatch.setattr(upgrade, "is_whole", lambda *_: False)
    with pytest.raises(UserCanFix) as caught:
        backup.back_up(book, tmp_path / "usb")
    assert caught.value.code == "book.copy_failed"
    assert [file for file in (tmp_path / "usb").iterdir() if file.is_file()] == []
    monkeypatch.undo()
    made = backup.back_up(book, tmp_path / "usb")
    assert not made.path.read_bytes().startswith(b"SQLite")
    book.close()


def test_two_backups_in_one_second_do_not_overwrite_each_other(tmp_path: Path) -> None:
    book = make(tmp_path / "a.book", 3).book
    first, second = (backup.back_up(book, tmp_path / "usb").path for _ in range(2))
    assert first.name < second.name
    assert first.exists()
    book.close()
    restored = tmp_path / "other" / "a.book"
    aside = [backup.restore(first, restored, PASSPHRASE, around()) for _ in range(3)]
    assert aside[0] is None
    assert len({path for path in aside[1:] if path is not None and path.exists()}) == 2


def test_rotation_keeps_the_newest_of_each_of_three_days_and_nothing_else_goes(tmp_path: Path) -> None:
    folder = tmp_path / "usb"
    clock = Clock()
    new = make(tmp_path / "a.book", 1)
    key = new.book.key
    new.book.close()
    with SqlBook.open_with_key(tmp_path / "a.book", key, around(clock)) as book:
        for _ in range(5):
            for _ in range(2):
                backup.back_up(book, folder)
                clock.now += 60
            clock.now += 86_400 - 120
    (folder / "a-notes.txt").write_text("mine")
    (folder / "a-2026-plan.book").write_text("mine")
    gone = backup.rotate(folder, "a")
    assert len(gone) == 7
    books = sorted(file.name for file in folder.glob("a-2026092*.book"))
    assert [name[2:10] for name in books] == ["20260923", "20260924", "20260925"]
    assert all(name.endswith("1420.book") for name in books)
    assert len(list(folder.glob("*.key"))) == 3
    assert {"a-notes.txt", "a-2026-plan.book"} <= {file.name for file in folder.iterdir()}


def test_restore_brings_back_the_backup_and_keeps_the_book_that_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a.book"
    book = make(path, 10).book
    saved = content(book)
    made = backup.back_up(book, tmp_path / "usb")
    before = digest(made.path)
    add_clients(book, 10, 15)
    later = content(book)
    book.close()
    aside = backup.restore(made.path, path, PASSPHRASE, around())
    assert aside is not None
    with reopen(path) as restored:
        rows = content(restored)
    assert rows["client"] == saved["client"]
    assert rows["event"] == saved["event"]
    with reopen(aside) as old:
        assert content(old) == later
    assert digest(made.path) == before


def test_events_after_a_restore_belong_to_a_new_epoch(tmp_path: Path) -> None:
    path = tmp_path / "a.book"
    book = make(path, 2).book
    made = backup.back_up(book, tmp_path / "usb")
    add_clients(book, 2, 3)
    book.close()
    backup.restore(made.path, path, PASSPHRASE, around())
    with reopen(path) as restored, restored.change() as connection:
        append_event(connection, EventDraft("x", "a", {}, on=date(2026, 9, 3)), seconds=NOW)
        *before, last = connection.execute(
            "SELECT epoch, device_seq FROM event ORDER BY device_seq"
        ).fetchall()
    assert before == [(1, 1), (1, 2)]
    assert last[1] == 3
    assert 0 <= last[0] - (int(NOW) - 1_577_836_800) < 1 << 16


def test_restore_to_a_place_without_a_book_and_after_a_new_passphrase(tmp_path: Path) -> None:
    book = make(tmp_path / "a.book", 4).book
    made = backup.back_up(book, tmp_path / "usb")
    book.close()
    rekeying.change_passphrase(BookFiles(tmp_path / "a.book"), PASSPHRASE, "later", around())
    assert backup.restore(made.path, tmp_path / "new" / "b.book", PASSPHRASE, around()) is None
    with reopen(tmp_path / "new" / "b.book") as restored:
        assert len(content(restored)["client"]) == 4


@pytest.mark.parametrize("trouble", ["missing", "no key", "wrong passphrase", "cut", "flipped", "in use"])
def test_a_restore_that_cannot_succeed_leaves_the_book_as_it_is(tmp_path: Path, trouble: str) -> None:
    path = tmp_path / "a.book"
    book = make(path, 4).book
    made = backup.back_up(book, tmp_path / "usb")
    if trouble != "in use":
        book.close()
    if trouble == "missing":
        made.path.unlink()
    if trouble == "no key":
        BookFiles(made.path).key.unlink()
    raw = made.path.read_bytes() if made.path.exists() else b""
    if trouble == "cut":
        made.path.write_bytes(raw[: len(raw) // 2])
    if trouble == "flipped":
        made.path.write_bytes(raw[:50_000] + bytes([raw[50_000] ^ 1]) + raw[50_001:])
    before = digest(path), digest(BookFiles(path).key)
    passphrase = "wrong" if trouble == "wrong passphrase" else PASSPHRASE
    with pytest.raises(DeskError) as caught:
        backup.restore(made.path, path, passphrase, around())
    assert (
        caught.value.code
        == {
            "missing": "book.missing",
            "no key": "book.key_missing",
            "wrong passphrase": "book.wrong_passphrase",
            "cut": "book.damaged",
            "flipped": "book.damaged",
            "in use": "book.in_use",
        }[trouble]
    )
    assert (digest(path), digest(BookFiles(path).key)) == before
    book.close()
    with reopen(path) as same:
        assert len(content(same)["client"]) == 4


@pytest.mark.parametrize("point", ["restore.aside", "backup.copied"])
def test_a_backup_or_restore_cut_short_loses_no_book(tmp_path: Path, point: str) -> None:
    path = tmp_path / "a.book"
    book = make(path, 4).book
    made = backup.back_up(book, tmp_path / "usb")
    shutil.copytree(tmp_path / "usb", tmp_path / "kept")

    if point == "backup.copied":
        with cut_short(point):
            backup.back_up(book, tmp_path / "other")
        book.close()
        reopen(path).close()
        return
    book.close()
    with cut_short(point):
        backup.restore(made.path, path, PASSPHRASE, around())
    (aside,) = (file for file in tmp_path.glob("a.book.before-restore-*") if file.name[-1].isdigit())
    with reopen(aside) as old:
        assert len(content(old)["client"]) == 4
    backup.restore(made.path, path, PASSPHRASE, around())
    with reopen(path) as restored:
        assert len(content(restored)["client"]) == 4
