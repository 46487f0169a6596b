"""Power cuts: what may lie on a disk after one, out of the steps that SQLite took until then (sync.md, I2).

Whatever was flushed is there. Of what was not, anything may be: a part of it, cut at any byte; single sectors
in any order, the others as they were or filled with anything; all; nothing. Each file fares by itself.
"""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

from advisor_desk.storage import fault_points
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.check import check
from advisor_desk.storage.files import BookFiles
from advisor_desk.storage.keys import DataKey
from tests.storage.books import around
from tests.storage.disk import Disk, Op, Step

SECTOR: Final = 512
_LOOK_CLOSELY_EVERY: Final = 25
_TABLES: Final = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
)


class Platter:
    """One file: what is safely on the disk, and what was done since the last flush."""

    def __init__(self, raw: bytes | None) -> None:
        self.safe = None if raw is None else bytearray(raw)
        self.since: list[Op] = []

    def do(self, op: Op) -> None:
        """One step."""
        if op.step is not Step.FLUSH:
            self.since.append(op)
            return
        for one in self.since:
            self.safe = _done(self.safe, one)
        self.since.clear()

    def after_a_cut(self, chance: Random) -> tuple[str, bytes | None]:
        """How the power cut met the file, and what is in it; None for no file."""
        way = chance.choice(("cut", "cut", "sectors", "sectors", "all", "nothing"))
        raw = None if self.safe is None else bytearray(self.safe)
        if way == "cut":
            whole = chance.randrange(len(self.since) + 1)
            for op in self.since[:whole]:
                raw = _done(raw, op)
            for op in self.since[whole : whole + 1]:
                raw = _done(raw, _shortened(op, chance))
        elif way == "sectors":
            share = chance.choice((0.1, 0.5, 0.9))
            for op in self.since:
                raw = _scattered(raw, op, share, chance)
        elif way == "all":
            for op in self.since:
                raw = _done(raw, op)
        return way, None if raw is None else bytes(raw)


def _done(raw: bytearray | None, op: Op) -> bytearray | None:
    if op.step is Step.DELETE:
        return None
    if raw is None:
        raw = bytearray()
    if op.step is Step.WRITE:
        if op.at > len(raw):
            raw.extend(bytes(op.at - len(raw)))
        raw[op.at : op.at + len(op.data)] = op.data
    elif op.step is Step.TRUNCATE:
        del raw[op.at :]
    return raw


def _shortened(op: Op, chance: Random) -> Op:
    """A step that the cut interrupts: a part of the bytes, or it is not done."""
    if op.step is Step.WRITE:
        return Op(op.path, op.step, op.at, op.data[: chance.randrange(len(op.data) + 1)])
    return Op(op.path, Step.FLUSH)


def _scattered(raw: bytearray | None, op: Op, share: float, chance: Random) -> bytearray | None:
    """Every sector of a write by itself: there, or as before, or, where nothing was, anything."""
    if op.step is not Step.WRITE:
        return _done(raw, op) if chance.random() < share else raw
    raw = bytearray() if raw is None else raw
    end = op.at + len(op.data)
    at = op.at
    while at < end:
        stop = min(end, (at // SECTOR + 1) * SECTOR)
        if chance.random() < share:
            raw = _done(raw, Op(op.path, Step.WRITE, at, op.data[at - op.at : stop - op.at])) or raw
        elif stop > len(raw) and chance.random() < 0.5:
            raw = _done(raw, Op(op.path, Step.WRITE, at, chance.randbytes(stop - at))) or raw
        at = stop
    return raw


@dataclass
class Record:
    """All that was done to a book, and after which step each change of it had returned.

    `states` holds how many steps had been taken then, and what the book held; `key` opens it. `begun` is what
    lay on the disk before the first of `ops`.
    """

    path: Path
    key: DataKey
    ops: Sequence[Op] = ()
    states: list[tuple[int, str]] = field(default_factory=list)
    begun: dict[Path, bytes | None] = field(default_factory=dict)

    def possible(self, steps: int) -> set[str]:
        """What a book may hold when the power goes after so many: what the last change that returned left,
        or the one that was under way."""
        done = sum(at <= steps for at, _ in self.states)
        return {state for _, state in self.states[max(done - 1, 0) : done + 1]}


def held(book: SqlBook) -> str:
    """Everything in a book, in short: every row of every table, in the order in which they lie."""
    seen = hashlib.sha256()
    with book.read() as connection:
        for (name,) in connection.execute(_TABLES).fetchall():
            rows = connection.execute(f'SELECT * FROM "{name}"').fetchall()
            if rows:
                seen.update(repr((name, rows)).encode())
    return seen.hexdigest()


@contextmanager
def recorded(record: Record, disk: Disk, book: SqlBook) -> Iterator[None]:
    """Note what the open book holds whenever a change of it has returned."""

    def watch(point: str) -> None:
        if point == "book.after_commit":
            with fault_points.watching(lambda _point: None):
                record.states.append((len(disk.ops), held(book)))

    book.checkpoint()
    disk.ops.clear()
    for file in (book.files.book, book.files.wal):
        record.begun[file] = file.read_bytes() if file.exists() else None
    record.states.append((0, held(book)))
    with fault_points.watching(watch):
        yield


@dataclass
class Tally:
    """What was seen. `wrong` must stay empty; `false_alarms` are saves told as lost that nobody had made."""

    images: int = 0
    wrong: list[str] = field(default_factory=list)
    ways: Counter[str] = field(default_factory=Counter)
    older: int = 0
    newer: int = 0
    false_alarms: int = 0


def cut_everywhere(record: Record, folder: Path, images: int, seed: int) -> Tally:
    """Cut the power at so many instants, drawn at random, and open what is left."""
    chance = Random(seed)
    instants = sorted(chance.randrange(len(record.ops) + 1) for _ in range(images))
    files = BookFiles(record.path)
    platters = {str(file): Platter(record.begun[file]) for file in (files.book, files.wal)}
    image = BookFiles(folder / "image.book")
    shutil.copyfile(files.key, image.key)
    tally, done = Tally(), 0
    for instant in instants:
        for op in record.ops[done:instant]:
            if op.path in platters:
                platters[op.path].do(op)
        done = max(done, instant)
        ways = []
        for target, platter in zip((image.book, image.wal), platters.values(), strict=True):
            way, raw = platter.after_a_cut(chance)
            ways.append(way)
            target.unlink(missing_ok=True)
            if raw is not None:
                target.write_bytes(raw)
        image.shared_memory.unlink(missing_ok=True)
        _look(record, instant, image.book, tally, "/".join(ways))
    return tally


def _look(record: Record, instant: int, path: Path, tally: Tally, ways: str) -> None:
    tally.images += 1
    tally.ways[ways] += 1
    possible = record.possible(instant)
    try:
        with SqlBook.open_with_key(path, record.key, around()) as book:
            found = held(book)
            tally.false_alarms += book.is_save_lost
            is_sound = tally.images % _LOOK_CLOSELY_EVERY != 0 or check(book).ok
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told with the instant
        tally.wrong.append(f"step {instant} {ways}: {error!r}")
        return
    if found not in possible or not is_sound:
        tally.wrong.append(f"step {instant} {ways}: {'not what was saved' if is_sound else 'not sound'}")
    if len(possible) > 1:
        is_newer = found != max((at, state) for at, state in record.states if at <= instant)[1]
        tally.newer += is_newer
        tally.older += not is_newer
    for leftover in path.parent.glob("*.damaged-*"):
        leftover.unlink()
