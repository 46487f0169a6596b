"""Where a book's files lie, and how a small file is replaced so that a crash leaves the old or the new.

Nothing here knows what the files hold.
"""

import contextlib
import os
from pathlib import Path
from typing import NamedTuple

from advisor_desk.storage.fault_points import reached


class BookFiles(NamedTuple):
    """The files of one book; all lie beside the book itself."""

    book: Path

    @property
    def wal(self) -> Path:
        """SQLite's write-ahead log: there while the book is open, and after a crash."""
        return self._beside("-wal")

    @property
    def shared_memory(self) -> Path:
        """SQLite's index of the write-ahead log; rebuilt when it is missing."""
        return self._beside("-shm")

    @property
    def key(self) -> Path:
        """The key file. Without it the book can never be opened again."""
        return self._beside(".key")

    @property
    def previous_key(self) -> Path:
        """A second copy of the key file, for when the first is damaged."""
        return self._beside(".key.previous")

    @property
    def lock(self) -> Path:
        """Held by the process that has the book open."""
        return self._beside(".lock")

    @property
    def tries(self) -> Path:
        """How many wrong passphrases were tried, and when."""
        return self._beside(".tries")

    @property
    def unfinished(self) -> Path:
        """A book in the making; it becomes the book by being renamed."""
        return self._beside(".new")

    def _beside(self, ending: str) -> Path:
        return self.book.with_name(self.book.name + ending)


def replace_durably(path: Path, content: bytes) -> None:
    """Replace `path` by `content`: temp file, flush to disk, rename, flush the folder.

    Raises OSError, leaving the old file as it was.
    """
    temporary = path.with_name(f"{path.name}.writing")
    try:
        with temporary.open("wb") as out:
            keep_private(temporary)
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        reached("files.before_rename")
        temporary.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    flush_folder(path.parent)
    reached("files.after_rename")


def keep_private(path: Path) -> None:
    """Let only the owner read and write `path`, where the system knows such rights."""
    with contextlib.suppress(OSError):
        path.chmod(0o600)


def flush_file(path: Path) -> None:
    """Make the content of `path` durable."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Make renames in `folder` durable, where the system can (Windows flushes them by itself)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
