"""What SQLite does to its files: every write, flush, truncation and deletion, told in order, or refused.

SQLite reaches files through a table of functions. Its address is the first thing in a connection; the table
is exchanged for one that tells a `Disk` first. In-process, so a test sees each step and may stop at any.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

import sqlcipher3.dbapi2 as driver

FULL: Final = 13
WRITE_FAILED: Final = 10 | 3 << 8
FLUSH_FAILED: Final = 10 | 4 << 8
"""What SQLite calls a disk that is full, and one that fails."""


class Step(StrEnum):
    """What is done to a file."""

    WRITE = "WRITE"
    TRUNCATE = "TRUNCATE"
    FLUSH = "FLUSH"
    DELETE = "DELETE"


@dataclass(frozen=True, slots=True)
class Op:
    """One step: the file's path, where, what is written; `at` of a truncation is the new size."""

    path: str
    step: Step
    at: int = 0
    data: bytes = b""


@dataclass
class Disk:
    """Keeps what is done. `refuse` may answer a step with SQLite's code of an error: it is not done then.

    Of a write that is refused the first half is done, as a full disk does it.
    """

    refuse: Callable[[Op], int] | None = None
    ops: list[Op] = field(default_factory=list)

    def asked(self, op: Op) -> int:
        """Note a step; 0 lets it be done."""
        code = self.refuse(op) if self.refuse is not None else 0
        if code == 0:
            self.ops.append(op)
        return code


@dataclass
class Trouble:
    """Refuses the step number `at` and, unless it `passes`, all that follow, until the trouble is over."""

    at: int
    code: int = FULL
    passes: bool = False
    steps: frozenset[Step] = frozenset(Step) - {Step.DELETE}
    seen: int = 0
    met: int = 0

    def __call__(self, op: Op) -> int:
        """What a step is answered."""
        if op.step not in self.steps:
            return 0
        self.seen += 1
        if self.seen - 1 < self.at or (self.passes and self.met):
            return 0
        self.met += 1
        return self.code


class _Methods(ctypes.Structure):
    """`sqlite3_io_methods`."""


_NAMES: Final = (
    "xClose", "xRead", "xWrite", "xTruncate", "xSync", "xFileSize", "xLock", "xUnlock",
    "xCheckReservedLock", "xFileControl", "xSectorSize", "xDeviceCharacteristics", "xShmMap", "xShmLock",
    "xShmBarrier", "xShmUnmap", "xFetch", "xUnfetch",
)  # fmt: skip
_Methods._fields_ = [("iVersion", ctypes.c_int), *((name, ctypes.c_void_p) for name in _NAMES)]


class _File(ctypes.Structure):
    """`sqlite3_file`."""

    _fields_ = (("methods", ctypes.POINTER(_Methods)),)


class _Vfs(ctypes.Structure):
    """`sqlite3_vfs`, as far as it is needed here."""

    _fields_ = (
        ("iVersion", ctypes.c_int),
        ("szOsFile", ctypes.c_int),
        ("mxPathname", ctypes.c_int),
        ("pNext", ctypes.c_void_p),
        ("zName", ctypes.c_char_p),
        ("pAppData", ctypes.c_void_p),
        ("xOpen", ctypes.c_void_p),
        ("xDelete", ctypes.c_void_p),
    )


# Paths are addresses: SQLite keeps the very pointer that it hands in.
_P, _I, _L = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64
_OPEN = ctypes.CFUNCTYPE(_I, _P, _P, _P, _I, _P)
_DELETE = ctypes.CFUNCTYPE(_I, _P, _P, _I)
_WRITE = ctypes.CFUNCTYPE(_I, _P, _P, _I, _L)
_TRUNCATE = ctypes.CFUNCTYPE(_I, _P, _L)
_SYNC = ctypes.CFUNCTYPE(_I, _P, _I)


class _Shim:
    """The exchanged table. Made once a process: files that are still open go on using it."""

    def __init__(self) -> None:
        self.disk: Disk | None = None
        self._vfs = _default_vfs()
        self._open = _OPEN(self._vfs.xOpen)
        self._delete = _DELETE(self._vfs.xDelete)
        self._paths: dict[int, str] = {}
        self._tables: dict[int, _Methods] = {}
        self._real: dict[int, tuple[Any, Any, Any]] = {}
        self._mine = (
            _OPEN(self._on_open),
            _DELETE(self._on_delete),
            _WRITE(self._on_write),
            _TRUNCATE(self._on_truncate),
            _SYNC(self._on_flush),
        )

    def put_in(self) -> None:
        """From now on files are opened here."""
        self._vfs.xOpen, self._vfs.xDelete = (_address(one) for one in self._mine[:2])

    def take_out(self) -> None:
        """And no longer."""
        self._vfs.xOpen, self._vfs.xDelete = _address(self._open), _address(self._delete)

    def _on_open(self, vfs: int, name: int | None, file: int, flags: int, out: int) -> int:
        code: int = self._open(vfs, name, file, flags, out)
        if code == 0 and name is not None:
            seen = ctypes.cast(file, ctypes.POINTER(_File)).contents
            table = seen.methods.contents
            address = ctypes.addressof(table)
            if address not in self._tables:
                self._tables[address] = self._exchanged(table)
            self._paths[file] = ctypes.string_at(name).decode()
            self._real[file] = (_WRITE(table.xWrite), _TRUNCATE(table.xTruncate), _SYNC(table.xSync))
            seen.methods = ctypes.pointer(self._tables[address])
        return code

    def _exchanged(self, table: _Methods) -> _Methods:
        made = _Methods.from_buffer_copy(table)
        made.xWrite, made.xTruncate, made.xSync = (_address(one) for one in self._mine[2:])
        return made

    def _on_delete(self, vfs: int, name: int, is_flushed: int) -> int:
        code = self._ask(Op(ctypes.string_at(name).decode(), Step.DELETE))
        return code or int(self._delete(vfs, name, is_flushed))

    def _on_write(self, file: int, data: int, size: int, at: int) -> int:
        code = self._ask(Op(self._paths[file], Step.WRITE, at, ctypes.string_at(data, size)))
        done = int(self._real[file][0](file, data, size // 2 if code else size, at))
        return code or done

    def _on_truncate(self, file: int, size: int) -> int:
        code = self._ask(Op(self._paths[file], Step.TRUNCATE, size))
        return code or int(self._real[file][1](file, size))

    def _on_flush(self, file: int, flags: int) -> int:
        code = self._ask(Op(self._paths[file], Step.FLUSH))
        return code or int(self._real[file][2](file, flags))

    def _ask(self, op: Op) -> int:
        return 0 if self.disk is None else self.disk.asked(op)


_shim: _Shim | None = None


@contextmanager
def under(disk: Disk) -> Iterator[Disk]:
    """Tell `disk` of everything that books which are opened in the block do to their files."""
    global _shim  # noqa: PLW0603
    _shim = _shim or _Shim()
    _shim.disk = disk
    _shim.put_in()
    try:
        yield disk
    finally:
        _shim.take_out()
        _shim.disk = None


def _default_vfs() -> _Vfs:
    """The table of this process: the first word of a connection points at it."""
    connection = driver.connect(":memory:")
    try:
        database = ctypes.c_void_p.from_address(id(connection) + object.__basicsize__).value
        assert database is not None
        found = ctypes.cast(ctypes.c_void_p.from_address(database).value or 0, ctypes.POINTER(_Vfs)).contents
    finally:
        connection.close()
    assert found.zName in (b"unix", b"win32"), "another SQLite than these tests know"
    return found


def _address(function: Any) -> int:
    return ctypes.cast(function, ctypes.c_void_p).value or 0
