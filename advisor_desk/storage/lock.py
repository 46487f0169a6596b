"""One process per book: a lock that the system lets go of when the process ends, however it ends.

The window adds raising the first window; this module knows no window.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import IO

from advisor_desk.errors import OutsideFailed, UserCanFix
from advisor_desk.storage.trouble import outside


class BookLock:
    """The lock of one book, held from `acquire` to `release`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None

    @property
    def is_held(self) -> bool:
        """True while this object holds the lock."""
        return self._file is not None

    def acquire(self) -> None:
        """Take the lock, or raise at once.

        Raises UserCanFix("book.in_use", pid=) when another process (or another book object of this
        one) has it, OutsideFailed("book.read_only") when the lock file cannot be made.
        """
        if self._file is not None:
            return
        try:
            file = self._path.open("a+b")
        except OSError as error:
            raise outside(error) from error
        if not _take(file):
            file.close()
            raise UserCanFix("book.in_use", pid=self.holder())
        self._file = file
        # The number only helps a person to find the other window; the lock itself does not need it.
        with contextlib.suppress(OSError):
            file.truncate(0)
            file.write(f"{os.getpid()}\n".encode("ascii"))
            file.flush()

    def release(self) -> None:
        """Let go. The file stays: deleting it would let two processes lock two different files."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def holder(self) -> int | None:
        """The process that took the lock last, where the system lets it be read."""
        try:
            return int(self._path.read_bytes().split()[0])
        except (OSError, ValueError, IndexError):
            return None


if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30
    """A byte far beyond the content: Windows forbids others to read a locked one."""

    def _take(file: IO[bytes]) -> bool:
        try:
            file.seek(_FAR)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        file.seek(0)
        return True

else:
    import fcntl

    def _take(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            raise OutsideFailed("book.unreadable") from error
        return True
