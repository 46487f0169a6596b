"""Small real books for the tests of the store, and ways to look at them."""

import hashlib
import shutil
from datetime import date
from pathlib import Path

from advisor_desk.storage.book import NewBook, SqlBook, Surroundings
from advisor_desk.storage.events import EventDraft, append_event
from advisor_desk.storage.files import BookFiles
from advisor_desk.storage.keys import CHEAP
from tests.clock import NOW as NOW
from tests.clock import Clock as Clock

PASSPHRASE = "正确的口令 horse battery"
PLENTY = 1 << 40


def around(clock: Clock | None = None, free: int = PLENTY) -> Surroundings:
    """Surroundings with a cheap derivation, a still clock and as much free space as told."""
    return Surroundings(clock=clock or Clock(), free_bytes=lambda _: free, cost=CHEAP, is_cheap_allowed=True)


def make(path: Path, clients: int = 0) -> NewBook:
    """A new open book with so many clients, each with one event, saved in a few changes."""
    new = SqlBook.create(path, PASSPHRASE, around())
    for start in range(0, clients, 50):
        add_clients(new.book, start, min(start + 50, clients))
    return new


def add_clients(book: SqlBook, start: int, stop: int) -> None:
    """Add clients with the numbers `start` to `stop` in one change, each with one event."""
    with book.change() as connection:
        for number in range(start, stop):
            client_id = connection.execute(
                "INSERT INTO client (client_no, name, client_type, phone) VALUES (?, ?, 'PERSON', ?)",
                (f"C{number:06}", f"客户{number}", f"138{number:08}"),
            ).lastrowid
            draft = EventDraft(
                "interaction.recorded", "adv-1", {"note": f"记录 {number} " * 20}, client_id, date(2026, 9, 1)
            )
            append_event(connection, draft, seconds=NOW + number)


def reopen(path: Path) -> SqlBook:
    """Open a book made by `make`."""
    return SqlBook.open(path, PASSPHRASE, around())


def copied(source: Path, folder: Path) -> Path:
    """A copy of a closed (or killed) book and its key files in `folder`; the copy's path."""
    folder.mkdir(parents=True, exist_ok=True)
    files, target = BookFiles(source), BookFiles(folder / source.name)
    pairs = (
        (files.book, target.book),
        (files.wal, target.wal),
        (files.key, target.key),
        (files.previous_key, target.previous_key),
    )
    for old, new in pairs:
        new.unlink(missing_ok=True)
        if old.exists():
            shutil.copyfile(old, new)
    target.shared_memory.unlink(missing_ok=True)
    return target.book


def content(book: SqlBook) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with book.read() as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        return {
            name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
            for (name,) in names
        }


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
