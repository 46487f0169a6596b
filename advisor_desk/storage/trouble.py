"""What a refusal of the database or the system means for the person at the desk.

Codes only. An error that is our own mistake (a constraint, a misspelt statement) passes through as it is.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from advisor_desk.errors import DeskError, OutsideFailed, UserCanFix
from advisor_desk.storage.engine import DatabaseError

_BUSY, _LOCKED, _READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _NOTADB = 5, 6, 8, 10, 11, 13, 14, 26

_BY_SYSTEM = {
    errno.ENOSPC: "book.disk_full",
    getattr(errno, "EDQUOT", errno.ENOSPC): "book.disk_full",
    errno.EFBIG: "book.disk_full",
    errno.EROFS: "book.read_only",
    errno.EACCES: "book.read_only",
    errno.EPERM: "book.read_only",
}


def outside(error: OSError) -> OutsideFailed:
    """What the system's refusal of a file means: the disk is full, the folder read-only, or unreadable."""
    return OutsideFailed(_BY_SYSTEM.get(error.errno or 0, "book.unreadable"))


def of_database(error: DatabaseError) -> DeskError | None:
    """What the database's error means; None when it is our own mistake.

    `book.damaged` is only said of a file whose key is known to be right, so it is never a wrong
    passphrase.
    """
    code = (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
    if code in (_CORRUPT, _NOTADB):
        return UserCanFix("book.damaged")
    if code in (_BUSY, _LOCKED):
        return UserCanFix("book.in_use", pid=None)
    outer = {
        _FULL: "book.disk_full",
        _READONLY: "book.read_only",
        _CANTOPEN: "book.read_only",
        _IOERR: "book.unreadable",
    }.get(code)
    return OutsideFailed(outer) if outer else None


@contextmanager
def translated() -> Iterator[None]:
    """Raise our own errors in place of the database's and the system's inside the block."""
    try:
        yield
    except DatabaseError as error:
        meant = of_database(error)
        if meant is None:
            raise
        raise meant from error
    except OSError as error:
        raise outside(error) from error
