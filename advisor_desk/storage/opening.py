"""The steps of making and opening a book, and what a book takes from the machine.

Each step raises our own errors; `book` puts them in order.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from advisor_desk.errors import UserCanFix
from advisor_desk.storage import engine, key_file, keys, schema
from advisor_desk.storage.engine import Connection, DatabaseError
from advisor_desk.storage.files import BookFiles, flush_folder, keep_private
from advisor_desk.storage.key_file import KdfCost
from advisor_desk.storage.keys import DataKey, Unlocked
from advisor_desk.storage.lock import BookLock
from advisor_desk.storage.tries import Clock, Tries

REFUSE_BELOW_BYTES = 50 * 1024 * 1024
"""Nothing is recorded with less free space: the log and its checkpoint need room to finish."""
WARN_BELOW_BYTES = 500 * 1024 * 1024


def free_bytes(folder: Path) -> int:
    """Free space where `folder` lies."""
    import shutil

    return shutil.disk_usage(folder).free


class Surroundings(NamedTuple):
    """What a book takes from the machine; tests hand in their own."""

    clock: Clock = time.time
    free_bytes: Callable[[Path], int] = free_bytes
    cost: KdfCost | None = None
    """What a new passphrase costs to try; None measures this machine (0.5 to 1 second)."""
    is_cheap_allowed: bool = False
    """True only in tests and for demo books of invented people."""

    def chosen_cost(self) -> KdfCost:
        """The cost handed in, or the one that suits this machine."""
        return self.cost or keys.calibrate()


def read_keys(
    files: BookFiles, clock: Clock, unlock: Callable[[key_file.KeyFile], Unlocked]
) -> tuple[key_file.Loaded, Unlocked]:
    """The key file and what it unlocks, wrong tries counted and delayed.

    Raises UserCanFix(`book.wrong_passphrase` | `recovery.wrong`, wrong=, is_spare=): `is_spare` says that
    the first copy of the key file is damaged, so the passphrase was held against the second.
    """
    tries = Tries(files.tries, clock)
    tries.demand_patience()
    loaded = key_file.load(files)
    try:
        unlocked = unlock(loaded.content)
    except UserCanFix as error:
        if error.code not in ("book.wrong_passphrase", "recovery.wrong"):
            raise
        wrong = tries.failed()
        raise UserCanFix(error.code, wrong=wrong, is_spare=loaded.is_spare) from error
    tries.succeeded()
    return loaded, unlocked


def demand_absent(path: Path) -> None:
    """Raises UserCanFix("book.exists") rather than write over anything."""
    if path.exists():
        raise UserCanFix("book.exists")


def demand_current(files: BookFiles, key: DataKey) -> None:
    """A raw key kept elsewhere may be older than the book's; that must not look like damage."""
    try:
        known = key_file.load(files).content.fingerprints
    except UserCanFix:
        return
    if key.fingerprint not in known:
        raise UserCanFix("book.key_stale")


def locked(files: BookFiles) -> BookLock:
    """The lock of a book that is there. Raises UserCanFix(`book.missing` | `book.in_use`)."""
    if not files.book.is_file():
        raise UserCanFix("book.missing")
    lock = BookLock(files.lock)
    lock.acquire()
    return lock


def first_that_opens(path: Path, candidates: tuple[DataKey, ...]) -> tuple[Connection, DataKey]:
    """The connection, and the key that fits: two are tried after a change of key was cut short."""
    for key in candidates[:-1]:
        with suppress(DatabaseError):
            return engine.connect(path, key.raw), key
    return engine.connect(path, candidates[-1].raw), candidates[-1]


def examine(connection: Connection, was_unclean: bool) -> None:
    """Refuse what cannot be used: from the future, damaged, or not writable."""
    found = schema.version(connection)
    if not found:
        raise UserCanFix("book.damaged")
    if schema.is_newer(found):
        raise UserCanFix("book.from_newer_version", found=found, known=schema.HEAD)
    if was_unclean and connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise UserCanFix("book.damaged")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("ROLLBACK")


def look_for_lost_save(connection: Connection, files: BookFiles, now: float) -> bool:
    """Whether SQLite dropped a finished save from a damaged log; the log is kept aside then.

    The log holds at most the last save, since each save is followed by a checkpoint.
    """
    from advisor_desk.storage.wal_log import has_lost_commit

    _, accepted, _ = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    lost = has_lost_commit(files.wal, max(int(accepted), 0))
    if lost:
        import shutil

        shutil.copyfile(files.wal, files.wal.with_name(f"{files.wal.name}.damaged-{int(now)}"))
    return lost


def write_empty_book(files: BookFiles, key: DataKey) -> None:
    """Make the book under another name, whole, then rename it."""
    for leftover in (
        files.unfinished,
        BookFiles(files.unfinished).wal,
        BookFiles(files.unfinished).shared_memory,
    ):
        leftover.unlink(missing_ok=True)
    connection = engine.connect(files.unfinished, key.raw, must_exist=False)
    keep_private(files.unfinished)
    try:
        connection.execute("BEGIN IMMEDIATE")
        schema.create_newest(connection)
        connection.executemany(
            "INSERT INTO book_meta (key, value) VALUES (?, ?)", [("book_id", key.book_id), ("epoch", "1")]
        )
        connection.execute("COMMIT")
    finally:
        connection.close()
    files.unfinished.replace(files.book)
    flush_folder(files.book.parent)


def set_aside(path: Path, now: float) -> None:
    """Keep a key file whose book is not here: it may belong to a book that was moved."""
    if path.exists():
        path.replace(path.with_name(f"{path.name}.orphan-{int(now)}-{os.urandom(2).hex()}"))
