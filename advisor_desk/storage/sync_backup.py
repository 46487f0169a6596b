"""Backups that follow a sync: daily and verified, beside the book; after a purge the older copies go (I7).

A disk that fails is no failure of the round: the backup stays due.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from advisor_desk.errors import DeskError
from advisor_desk.storage import backup, client_purge, engine, sync_facts
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.engine import Connection, DatabaseError
from advisor_desk.storage.fault_points import reached
from advisor_desk.storage.files import BookFiles

KEPT: Final = 3
_WAITING: Final = "SELECT event_id FROM outbox"


def folder_of(book: Path) -> Path:
    """Where the backups of a book lie."""
    return book.with_name(f"{book.name}.backups")


def note_purge(connection: Connection) -> None:
    """Client data has left the book, in the transaction in which it does: older copies must go too."""
    sync_facts.keep(connection, client_purge.COPIES, client_purge.PURGED)


def is_purged(connection: Connection) -> bool:
    """True from a purge until the copies from before it are gone."""
    return bool(sync_facts.read(connection, client_purge.COPIES))


def back_up_if_due(book: SqlBook, seconds: float) -> bool:
    """Back the book up when today (UTC) has no backup yet, or at once after a purge; True when it was.

    Of daily backups the newest `KEPT` stay.
    """
    with book.read() as connection:
        must_go = sync_facts.read(connection, client_purge.COPIES)
    if not must_go:
        return back_up_today(book, seconds, book.connection)
    try:
        if must_go == client_purge.PURGED:
            # Before the copy is made: it would carry along what lies between the rows.
            client_purge.scour(book)
        _forget_older(book, backup.back_up(book, folder_of(book.path)).path)
    except (DeskError, OSError):
        return False
    return True


def back_up_today(book: SqlBook, seconds: float, source: Connection) -> bool:
    """Back the book up when today (UTC) has no backup yet; `source` reads it. True when it was."""
    folder = folder_of(book.path)
    today = datetime.fromtimestamp(seconds, UTC).strftime("%Y%m%d")
    if any(f"-{today}-" in path.name for path in _backups(folder, book.path)):
        return False
    try:
        _rotate(folder, book.path, backup.back_up(book, folder, source).path)
    except (DeskError, OSError):
        return False
    return True


def _rotate(folder: Path, book: Path, fresh: Path) -> None:
    older = sorted((path for path in _backups(folder, book) if path != fresh), reverse=True)
    for path in older[KEPT - 1 :]:
        _delete(path)


def _forget_older(book: SqlBook, fresh: Path) -> None:
    """Delete every copy that this program has made of the book, but the fresh one."""
    for path in _backups(fresh.parent, book.path):
        if path != fresh:
            _delete(path)
    for path in _set_aside(book.path):
        if not _holds_unsent(path, book):
            _delete(path)
    reached("sync.copies_gone")
    with book.change() as connection:
        sync_facts.forget(connection, client_purge.COPIES)


def _backups(folder: Path, book: Path) -> list[Path]:
    """Backups of the book by name; none where there is no folder."""
    named = re.compile(rf"{re.escape(book.stem)}-\d{{8}}-\d{{6}}{re.escape(book.suffix or '.book')}")
    if not folder.is_dir():
        return []
    return [path for path in folder.iterdir() if named.fullmatch(path.name)]


def _set_aside(book: Path) -> Iterator[Path]:
    """Copies from before an upgrade or a restore."""
    named = re.compile(rf"{re.escape(book.name)}\.before-(\d+|restore-\d{{8}}-\d{{6}})")
    return (path for path in book.parent.iterdir() if named.fullmatch(path.name))


def _holds_unsent(path: Path, book: SqlBook) -> bool:
    """Whether a copy holds an event that waits there and that the book has never seen: nobody else has it.

    One that does not open with the book's key may; it is left alone.
    """
    try:
        with contextlib.closing(engine.connect(path, book.key.raw)) as connection:
            waiting = [event_id for (event_id,) in connection.execute(_WAITING)]
    except DatabaseError:
        return True
    with book.read() as connection:
        return any(not _is_known(connection, event_id) for event_id in waiting)


def _is_known(connection: Connection, event_id: str) -> bool:
    row = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM event WHERE id = :id) "
        "OR EXISTS (SELECT 1 FROM purged_event WHERE event_id = :id) "
        "OR EXISTS (SELECT 1 FROM event_echo WHERE event_id = :id)",
        {"id": event_id},
    ).fetchone()
    return bool(row[0])


def _delete(path: Path) -> None:
    files = BookFiles(path)
    # The key first: without it nothing of the rest can be read.
    for part in (files.key, files.previous_key, files.wal, files.shared_memory, files.book):
        part.unlink(missing_ok=True)
