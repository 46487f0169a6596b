"""Backups of a book and their way back: encrypted copies, verified by opening them.

A backup is the book's file and its key file; it opens with the passphrase of the day it was made.
"""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from advisor_desk.errors import UserCanFix
from advisor_desk.storage import engine, key_file, keys, upgrade
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.fault_points import reached
from advisor_desk.storage.files import BookFiles, flush_file, flush_folder, replace_durably
from advisor_desk.storage.lock import BookLock
from advisor_desk.storage.opening import Surroundings, examine
from advisor_desk.storage.trouble import translated
from advisor_desk.storage.uuid7 import uuid7

KEPT_DAYS = 3
_EPOCHS_SINCE = 1_577_836_800
"""2020-01-01: an epoch that begins with a restore goes by its seconds since then."""
_CHANCE = 0xFFFF
"""How much chance adds to the number of an epoch."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A verified backup: where it is and how many clients, trades and events it holds."""

    path: Path
    clients: int
    trades: int
    events: int


def back_up(book: SqlBook, folder: Path, source: Connection | None = None) -> Backup:
    """Copy the open book and its key file to `folder`; the copy gets its name once it is verified.

    `source` reads the book in place of its own connection, which others may use meanwhile.
    Raises UserCanFix("book.copy_failed"), OutsideFailed as `SqlBook.change`.
    """
    with translated():
        folder.mkdir(parents=True, exist_ok=True)
        target = BookFiles(_free(folder / book.path.stem, book.around.clock(), book.path.suffix or ".book"))
        content = key_file.to_bytes(key_file.load(book.files).content)
        upgrade.copy_verified(source or book.connection, book.key, target.book)
        reached("backup.copied")
        # The key file last: a copy without one is plainly unfinished.
        replace_durably(target.key, content)
    return _counted(target.book, book.key)


def rotate(folder: Path, stem: str, kept_days: int = KEPT_DAYS) -> Sequence[Path]:
    """Delete all but the newest backup of each of the newest `kept_days` days; the files deleted.

    Only files that `back_up` names (`stem`-YYYYMMDD-HHMMSS) are looked at.
    """
    found = sorted((path for path in folder.iterdir() if _day_of(path, stem)), reverse=True)
    kept: dict[str, Path] = {}
    for path in found:
        kept.setdefault(_day_of(path, stem), path)
    spared = set(list(kept.values())[:kept_days])
    gone = [path for path in found if path not in spared]
    for path in gone:
        path.unlink(missing_ok=True)
        BookFiles(path).key.unlink(missing_ok=True)
    return gone


def restore(source: Path, target: Path, passphrase: str, around: Surroundings | None = None) -> Path | None:
    """Put the backup `source` in the place of the book `target`; the old book's new path, or None.

    The backup is unlocked and checked first. The old book is kept aside under another name with
    everything that belongs to it. The restored book starts a new epoch, so its next events cannot be
    confused with those recorded after the backup was made. Raises as `SqlBook.open`.
    """
    around = around or Surroundings()
    origin, files = BookFiles(source), BookFiles(target)
    if not source.exists():
        raise UserCanFix("book.missing")
    content = key_file.load(origin).content
    key = keys.unlock(content, passphrase).data_keys[0]
    with translated():
        target.parent.mkdir(parents=True, exist_ok=True)
    lock = BookLock(files.lock)
    lock.acquire()
    try:
        with translated():
            fresh = _fresh_copy(origin, files, (key, around.clock()))
            aside = _set_aside(files, around.clock())
            reached("restore.aside")
            key_file.store(files, content)
            fresh.replace(target)
            flush_folder(target.parent)
    finally:
        lock.release()
    return aside


def _fresh_copy(origin: BookFiles, files: BookFiles, by: tuple[keys.DataKey, float]) -> Path:
    """A checked copy of the backup beside the target, in a new epoch; the backup is only read."""
    fresh = BookFiles(files.book.with_name(f"{files.book.name}.restoring"))
    fresh.shared_memory.unlink(missing_ok=True)
    fresh.wal.unlink(missing_ok=True)
    shutil.copyfile(origin.book, fresh.book)
    if origin.wal.exists():
        shutil.copyfile(origin.wal, fresh.wal)
    try:
        _begin_epoch(fresh, *by)
    except BaseException:
        for leftover in (fresh.book, fresh.wal, fresh.shared_memory):
            leftover.unlink(missing_ok=True)
        raise
    flush_file(fresh.book)
    return fresh.book


def _begin_epoch(fresh: BookFiles, key: keys.DataKey, seconds: float) -> None:
    with contextlib.closing(engine.connect(fresh.book, key.raw)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        examine(connection, was_unclean=True)
        if connection.execute("PRAGMA cipher_integrity_check").fetchone() is not None:
            raise UserCanFix("book.damaged")
        # One backup may be restored twice: counted on from it, both would go by the same number. A clock that
        # is wrong would lead to one number too, so chance has its part.
        connection.execute(
            "UPDATE book_meta SET value = max(CAST(value AS INTEGER) + 1, ?) + ? WHERE key = 'epoch'",
            (int(seconds) - _EPOCHS_SINCE, uuid7(seconds).int & _CHANCE),
        )


def _set_aside(files: BookFiles, seconds: float) -> Path | None:
    """Rename the book that is there, and its log and keys, to a name of their own."""
    if not files.book.exists():
        return None
    kept = BookFiles(_free(files.book.with_name(f"{files.book.name}.before-restore"), seconds))
    files.shared_memory.unlink(missing_ok=True)
    for old, new in ((files.wal, kept.wal), (files.key, kept.key), (files.previous_key, kept.previous_key)):
        if old.exists():
            old.replace(new)
    files.book.replace(kept.book)
    return kept.book


def _counted(path: Path, key: keys.DataKey) -> Backup:
    with translated(), contextlib.closing(engine.connect(path, key.raw)) as connection:
        clients, trades, events = connection.execute(
            "SELECT (SELECT count(*) FROM client), (SELECT count(*) FROM trade), (SELECT count(*) FROM event)"
        ).fetchone()
    return Backup(path, clients, trades, events)


def _free(begin: Path, seconds: float, suffix: str = "") -> Path:
    """A name that tells the time in UTC; a second that is taken is left to the copy that has it."""
    while True:
        stamp = datetime.fromtimestamp(seconds, UTC).strftime("%Y%m%d-%H%M%S")
        path = begin.with_name(f"{begin.name}-{stamp}{suffix}")
        if not path.exists():
            return path
        seconds += 1


def _day_of(path: Path, stem: str) -> str:
    """The YYYYMMDD of a backup's name; empty for any other file."""
    found = re.fullmatch(rf"{re.escape(stem)}-(\d{{8}})-\d{{6}}(\.\w+)", path.name)
    return found[1] if found and found[2] != ".key" else ""
