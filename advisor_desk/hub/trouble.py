"""What an error of the database means for the work that met it: run it again, tell, or it is our mistake."""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

from sqlalchemy.exc import DBAPIError


class Trouble(Enum):
    """What an error of the database means."""

    AGAIN = auto()
    """Others were in the way; nothing is kept of this transaction."""
    AWAY = auto()
    """The connection, or the server, is gone, or no longer takes writes."""
    FAILED = auto()
    """Disk full, file damaged or not readable: somebody has to look after it."""
    OURS = auto()
    """A constraint, a misspelt statement, a value that does not fit."""


_AGAIN_STATES: Final = {"40001", "40P01", "55P03"}
# 25006: the server that took writes has become a standby. 57014 is a statement that was cancelled.
_AWAY_STATES: Final = {"25006", "57P01", "57P02", "57P03", "57P05", "53300"}
_FAILED_CLASSES: Final = {"53", "58", "XX"}

_BUSY, _LOCKED = 5, 6
_READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _NOTADB = 8, 10, 11, 13, 14, 26
_FAILED_CODES: Final = {_READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _NOTADB}


def meaning(error: DBAPIError) -> Trouble:
    """What `error` means."""
    cause = error.orig
    sqlite_code = getattr(cause, "sqlite_errorcode", None)
    if sqlite_code is not None:
        return _of_sqlite(sqlite_code & 0xFF)
    state = getattr(cause, "sqlstate", None) or ""
    if state in _AGAIN_STATES:
        return Trouble.AGAIN
    if state in _AWAY_STATES or state.startswith("08") or error.connection_invalidated:
        return Trouble.AWAY
    if state[:2] in _FAILED_CLASSES:
        return Trouble.FAILED
    # Without a state no server has answered: no connection came about, or it broke in the middle.
    return Trouble.AWAY if not state and type(cause).__name__ == "OperationalError" else Trouble.OURS


def is_full(error: DBAPIError) -> bool:
    """True when SQLite could not write for want of room: what was to be committed is not."""
    return getattr(error.orig, "sqlite_errorcode", None) == _FULL


def _of_sqlite(code: int) -> Trouble:
    if code in (_BUSY, _LOCKED):
        return Trouble.AGAIN
    return Trouble.FAILED if code in _FAILED_CODES else Trouble.OURS
