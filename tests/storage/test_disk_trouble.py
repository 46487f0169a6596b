"""Full disk, read-only folder, failing writes: refused visibly, nothing half-written, well again after."""

import errno
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor_desk.errors import DeskError, OutsideFailed
from advisor_desk.storage import key_file, rekeying
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.files import BookFiles, replace_durably
from advisor_desk.storage.keys import DataKey
from tests.soak.processes import Child, Pipe
from tests.storage.books import PASSPHRASE, add_clients, around, content, make, reopen

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="limits and owners of POSIX systems")


def test_a_full_file_is_refused_whole_and_taken_when_there_is_room_again(tmp_path: Path) -> None:
    book = make(tmp_path / "a.book", 20).book
    before = content(book)
    pages = book.connection.execute("PRAGMA page_count").fetchone()[0]
    for spare in range(12):
        book.connection.execute(f"PRAGMA max_page_count = {pages + spare}")
        with pytest.raises(OutsideFailed) as caught:
            add_clients(book, 100, 400)
        assert caught.value.code == "book.disk_full"
        assert content(book) == before
    book.connection.execute("PRAGMA max_page_count = 1000000")
    add_clients(book, 100, 400)
    assert len(content(book)["client"]) == 320
    book.close()
    reopen(tmp_path / "a.book").close()


def save_under_a_file_limit(pipe: Pipe, path: Path, key: DataKey) -> None:
    """Let the system refuse to write beyond ever larger sizes, until the save goes through."""
    import resource

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    book = SqlBook.open_with_key(path, key, around())
    before = content(book)
    for limit in range(0, 40 * 4096, 700):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, most))
        try:
            add_clients(book, 20, 40)
        except DeskError as error:
            outcome = error.code
        else:
            outcome = "saved"
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        whole = content(book) == before if outcome != "saved" else len(content(book)["event"]) == 40
        pipe.send((limit, outcome, whole))
        if outcome == "saved":
            break
    book.close()


@posix_only
def test_a_write_that_fails_at_any_size_leaves_nothing_and_the_next_save_works(tmp_path: Path) -> None:
    path = tmp_path / "a.book"
    new = make(path, 20)
    key = new.book.key
    new.book.close()
    steps = Child(save_under_a_file_limit, path, key).end()
    assert all(whole for _, _, whole in steps)
    assert {outcome for _, outcome, _ in steps[:-1]} <= {"book.disk_full", "book.unreadable"}
    assert len(steps) > 20
    assert steps[-1][1] == "saved"
    with reopen(path) as book:
        assert len(content(book)["event"]) == 40


@posix_only
def test_a_really_full_disk(tmp_path: Path) -> None:
    """A small disk of its own, where the system lets a test mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    unshare = shutil.which("unshare")
    script = (
        f"mount -t tmpfs -o size=2m none {disk} && exec {sys.executable} -m tests.storage.full_disk {disk}"
    )
    if unshare is None:
        pytest.skip("this system has no unshare")
    done = subprocess.run(
        [unshare, "-m", "sh", "-c", script], capture_output=True, text=True, check=False, cwd=Path.cwd()
    )
    if "mount" in done.stderr or "unshare" in done.stderr:
        pytest.skip("this system does not let a test mount a disk")
    assert done.stderr == ""
    assert done.stdout.split() == ["book.disk_full", "whole", "saved", "whole"]


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user of the machine may reach (pytest's own is closed to others)."""
    folder = Path(tempfile.mkdtemp(prefix="read-only-"))
    folder.chmod(0o755)  # noqa: S103
    yield folder
    folder.chmod(0o700)
    shutil.rmtree(folder)


def open_as_nobody(pipe: Pipe, path: Path, key: DataKey) -> None:
    """Open and save as a user without rights; root may write anywhere."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(65_534)
        os.setuid(65_534)
    try:
        with SqlBook.open_with_key(path, key, around()) as book:
            add_clients(book, 50, 51)
    except DeskError as error:
        pipe.send(error.code)
    else:
        pipe.send("saved")


def create_as_nobody(pipe: Pipe, path: Path) -> None:
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(65_534)
        os.setuid(65_534)
    try:
        make(path)
    except DeskError as error:
        pipe.send(error.code)


def without_lock(folder: Path) -> dict[str, bytes]:
    """All files but the lock, which says who held it last."""
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.suffix != ".lock"}


@posix_only
@pytest.mark.parametrize("closed", ["folder", "book", "both"])
def test_a_read_only_folder_or_book_is_told_and_left_alone(open_folder: Path, closed: str) -> None:
    path = open_folder / "a.book"
    new = make(path, 5)
    key = new.book.key
    new.book.close()
    files = BookFiles(path)
    for file in (path, files.key, files.previous_key, files.lock):
        file.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH if closed != "folder" else 0o666)
    open_folder.chmod(0o777 if closed == "book" else 0o555)  # noqa: S103
    before = without_lock(open_folder)
    assert Child(open_as_nobody, path, key).end() == ["book.read_only"]
    assert without_lock(open_folder) == before
    open_folder.chmod(0o755)  # noqa: S103
    path.chmod(0o644)
    with reopen(path) as book:
        assert len(content(book)["client"]) == 5


@posix_only
def test_no_book_is_made_in_a_read_only_folder(open_folder: Path) -> None:
    open_folder.chmod(0o555)  # noqa: S103
    assert Child(create_as_nobody, open_folder / "a.book").end() == ["book.read_only"]
    assert list(open_folder.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "book.disk_full"),
        (errno.EROFS, "book.read_only"),
        (errno.EACCES, "book.read_only"),
        (errno.EIO, "book.unreadable"),
    ],
)
@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_passphrase_that_cannot_be_written_stays_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str, step: str
) -> None:
    path = tmp_path / "a.book"
    make(path, 1).book.close()

    def refuse(*_: object) -> None:
        raise OSError(number, "refused")

    monkeypatch.setattr(os if step == "fsync" else Path, step, refuse)
    with pytest.raises(OutsideFailed) as caught:
        rekeying.change_passphrase(BookFiles(path), PASSPHRASE, "new", around())
    assert caught.value.code == code
    monkeypatch.undo()
    reopen(path).close()
    assert sorted(file.name for file in tmp_path.glob("*writing*")) == []


def test_a_key_file_that_may_not_be_read_is_no_wrong_passphrase(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.book"
    make(path).book.close()

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "refused")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(OutsideFailed) as caught:
        key_file.load(BookFiles(path))
    assert caught.value.code == "book.unreadable"


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "file"
    replace_durably(path, b"one")
    replace_durably(path, b"two")
    assert path.read_bytes() == b"two"
    assert [file.name for file in tmp_path.iterdir()] == ["file"]
