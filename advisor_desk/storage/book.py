"""The encrypted book: create, unlock, read, change, close. One thread at a time uses it.

No table is named here beyond the book's own facts; what is read and written is the repositories' matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from advisor_desk.errors import DeskBug, OutsideFailed, UserCanFix
from advisor_desk.storage import key_file, keys, upgrade
from advisor_desk.storage.engine import BUSY_MS, Connection, DatabaseError
from advisor_desk.storage.fault_points import reached
from advisor_desk.storage.files import BookFiles
from advisor_desk.storage.keys import DataKey, Unlocked
from advisor_desk.storage.lock import BookLock
from advisor_desk.storage.opening import (
    REFUSE_BELOW_BYTES,
    WARN_BELOW_BYTES,
    Surroundings,
    demand_absent,
    demand_current,
    examine,
    first_that_opens,
    locked,
    look_for_lost_save,
    read_keys,
    set_aside,
    write_empty_book,
)
from advisor_desk.storage.trouble import translated
from advisor_desk.storage.uuid7 import uuid7

__all__ = ["NewBook", "SqlBook", "Surroundings"]


class NewBook(NamedTuple):
    """A book just made, open, and its recovery key, which is shown once and kept nowhere."""

    book: SqlBook
    recovery_key: str

    def __repr__(self) -> str:
        return f"NewBook(book={self.book!r})"


class SqlBook:
    """One open book. Made by `create`, `open` or `open_with_key`; ended by `close`.

    `was_unclean` says that the book was not closed last time (it has been checked since);
    `is_key_file_repaired` that the first copy of the key file was damaged and has been replaced;
    `is_save_lost` that a damaged write-ahead log has taken the last finished save with it.
    """

    def __init__(self, files: BookFiles, key: DataKey, lock: BookLock, around: Surroundings) -> None:
        self._files = files
        self._lock = lock
        self._around = around
        self._key: DataKey | None = key
        self._connection: Connection | None = None
        self.was_unclean = False
        self.is_key_file_repaired = False
        self.is_checkpoint_due = False
        self.is_save_lost = False
        self._is_trial = False

    @classmethod
    def create(cls, path: Path, passphrase: str, around: Surroundings | None = None) -> NewBook:
        """Make a new book and its key file, and open it.

        Raises UserCanFix(`book.exists` | `book.passphrase_empty` | `book.in_use`),
        OutsideFailed(`book.read_only` | `book.disk_full`).
        """
        around = around or Surroundings()
        files = BookFiles(path)
        with translated():
            path.parent.mkdir(parents=True, exist_ok=True)
        lock = BookLock(files.lock)
        lock.acquire()
        try:
            demand_absent(path)
            new = keys.create(
                str(uuid7(around.clock())),
                passphrase,
                around.chosen_cost(),
                is_cheap_allowed=around.is_cheap_allowed,
            )
            with translated():
                set_aside(files.key, around.clock())
                set_aside(files.previous_key, around.clock())
            key_file.store(files, new.content)
            with translated():
                write_empty_book(files, new.unlocked.data_keys[0])
            book = cls(files, new.unlocked.data_keys[0], lock, around)
            book._attach((book.key,))
        except BaseException:
            lock.release()
            raise
        return NewBook(book, new.recovery_text)

    @classmethod
    def open(cls, path: Path, passphrase: str, around: Surroundings | None = None) -> SqlBook:
        """Open a book with its passphrase, bringing an older one up to date.

        Raises UserCanFix: `book.missing`, `book.in_use`, `book.key_missing`, `book.key_damaged`,
        `book.wrong_passphrase`, `book.wait_after_wrong_passphrase`, `book.damaged`,
        `book.from_newer_version`; OutsideFailed: `book.read_only`, `book.disk_full`, `book.unreadable`.
        """
        return cls._unlock(path, around or Surroundings(), lambda content: keys.unlock(content, passphrase))

    @classmethod
    def open_by_recovery(cls, path: Path, text: str, around: Surroundings | None = None) -> SqlBook:
        """Open a book with its recovery key. Raises as `open`, and `recovery.*` for a mistyped key."""
        return cls._unlock(
            path, around or Surroundings(), lambda content: keys.unlock_by_recovery(content, text)
        )

    @classmethod
    def open_with_key(cls, path: Path, key: DataKey, around: Surroundings | None = None) -> SqlBook:
        """Open a book with its raw key, without any stretching.

        Raises as `open`, and UserCanFix("book.key_stale") when the key has been changed since.
        """
        around = around or Surroundings()
        files = BookFiles(path)
        lock = locked(files)
        try:
            demand_current(files, key)
            book = cls(files, key, lock, around)
            book._attach((key,))
        except BaseException:
            lock.release()
            raise
        return book

    @classmethod
    def _unlock(
        cls, path: Path, around: Surroundings, unlock: Callable[[key_file.KeyFile], Unlocked]
    ) -> SqlBook:
        files = BookFiles(path)
        lock = locked(files)
        try:
            loaded, unlocked = read_keys(files, around.clock, unlock)
            book = cls(files, unlocked.data_keys[0], lock, around)
            book._attach(unlocked.data_keys)
            book._settle_key_file(loaded, unlocked)
        except BaseException:
            lock.release()
            raise
        return book

    @property
    def path(self) -> Path:
        """The book's file."""
        return self._files.book

    @property
    def files(self) -> BookFiles:
        """The book's file and what lies beside it."""
        return self._files

    @property
    def key(self) -> DataKey:
        """The raw key. Raises DeskBug("storage.book_closed") after `close`."""
        if self._key is None:
            raise DeskBug("storage.book_closed")
        return self._key

    @property
    def around(self) -> Surroundings:
        """What the book takes from the machine."""
        return self._around

    @property
    def connection(self) -> Connection:
        """The one connection. Raises DeskBug("storage.book_closed") after `close`."""
        if self._connection is None:
            raise DeskBug("storage.book_closed")
        return self._connection

    @property
    def is_space_low(self) -> bool:
        """True below 500 MB of free space: time to warn, while records are still taken."""
        return self._around.free_bytes(self.path.parent) < WARN_BELOW_BYTES

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Read a state of the book that does not change meanwhile. Inside `change` it sees the change."""
        connection = self.connection
        with translated():
            if connection.in_transaction:
                yield connection
                return
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("ROLLBACK")

    @contextmanager
    def change(self, *, is_checkpoint_later: bool = False) -> Iterator[Connection]:
        """Change the book: all of the block or nothing, durable when it returns.

        With `is_checkpoint_later` the caller undertakes to call `checkpoint` as soon as the person has
        seen the answer: the save is durable either way, in the log until then.

        Raises OutsideFailed("book.disk_full") before anything is written when less than 50 MB are
        free, and OutsideFailed(`book.disk_full` | `book.read_only` | `book.unreadable`) when the disk
        refuses; nothing is kept then.
        """
        connection = self.connection
        if self._is_trial:
            with _part_of(connection):
                yield connection
            return
        if connection.in_transaction:
            raise DeskBug("storage.nested_change")
        self._demand_space()
        with translated():
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                reached("book.before_commit")
                connection.execute("COMMIT")
            except BaseException:
                # A full disk has already rolled back by itself.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        reached("book.after_commit")
        self.is_checkpoint_due = True
        if not is_checkpoint_later:
            self.checkpoint()
        reached("book.after_checkpoint")

    @contextmanager
    def trial(self) -> Iterator[None]:
        """Whatever is changed inside is seen inside alone: at its end the book is as it was before."""
        connection = self.connection
        with translated():
            connection.execute("BEGIN IMMEDIATE")
            self._is_trial = True
            try:
                yield
            finally:
                self._is_trial = False
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def close(self) -> None:
        """Close the connection, drop the key, let go of the lock. May be called twice."""
        connection, self._connection, self._key = self._connection, None, None
        try:
            if connection is not None:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                connection.close()
        except DatabaseError:
            # What was committed is in the log and is found again at the next open.
            self.was_unclean = True
        finally:
            self._lock.release()

    def __enter__(self) -> SqlBook:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def replace_key(self, key: DataKey) -> None:
        """Take `key` for the book's raw key from now on (after its file was encrypted anew)."""
        self._key = key

    def attach_anew(self, candidates: tuple[DataKey, ...]) -> None:
        """Drop the connection and open another, with whichever key fits the file.

        Raises as `open`: the book is closed then.
        """
        connection, self._connection = self.connection, None
        try:
            connection.close()
            self._attach(candidates)
        except BaseException:
            self.close()
            raise

    def _attach(self, candidates: tuple[DataKey, ...]) -> None:
        self.was_unclean = self._files.wal.exists()
        with translated():
            if self._files.book.stat().st_size == 0:
                raise UserCanFix("book.damaged")
            connection, self._key = first_that_opens(self._files.book, candidates)
        try:
            with translated():
                examine(connection, self.was_unclean)
                if self.was_unclean:
                    self.is_save_lost = look_for_lost_save(connection, self._files, self._around.clock())
            with translated():
                upgrade.bring_up_to_date(connection, self._files, self.key)
        except BaseException:
            connection.close()
            raise
        self._connection = connection

    def _settle_key_file(self, loaded: key_file.Loaded, unlocked: Unlocked) -> None:
        """Finish a change of key that was cut short, and replace a damaged first copy."""
        content = loaded.content
        if len(unlocked.data_keys) > 1:
            content = keys.with_data_keys(content, unlocked, (self.key,))
        if content is not loaded.content or loaded.is_spare:
            key_file.store(self._files, content)
            self.is_key_file_repaired = loaded.is_spare

    def _demand_space(self) -> None:
        free = self._around.free_bytes(self.path.parent)
        if free < REFUSE_BELOW_BYTES:
            raise OutsideFailed("book.disk_full", free_mb=free >> 20)

    def checkpoint(self) -> None:
        """Move the log into the book: a damaged log loses its tail silently, a damaged page is noticed.

        The change is already durable, so a checkpoint that fails is not an error: `is_checkpoint_due`
        says so, and the next change tries again. Nobody waits for one who reads the book meanwhile, such as
        a backup: the person has saved something and waits for the answer.
        """
        connection = self.connection
        try:
            connection.execute("PRAGMA busy_timeout = 0")
            busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            self.is_checkpoint_due = bool(busy)
        except DatabaseError:
            self.is_checkpoint_due = True
        finally:
            connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")


@contextmanager
def _part_of(connection: Connection) -> Iterator[Connection]:
    """A change inside a trial: all of the block or nothing."""
    connection.execute("SAVEPOINT part")
    try:
        yield connection
    except BaseException:
        connection.execute("ROLLBACK TO part")
        raise
    finally:
        connection.execute("RELEASE part")
