"""A simulated desk: the real book in its real file, killed, reopened, backed up and restored."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

from advisor_desk.domain.trading import TradingDays
from advisor_desk.storage import backup, replica_apply, replica_parked
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.desk import Circumstances, DeskBook
from advisor_desk.storage.desk_sync import DeskSync
from advisor_desk.storage.files import BookFiles
from advisor_desk.storage.keys import CHEAP, DataKey
from advisor_desk.storage.opening import Surroundings
from advisor_desk.sync.figures import Memory
from advisor_desk.usecases.rules_catalog import shipped_advice, shipped_catalog, shipped_service
from advisor_desk.wire.desk import Identity
from advisor_desk.wire.shapes import SHAPES

TODAY = date(2026, 9, 21)
NOW = 1_790_000_000.0
PASSPHRASE = "正确的口令 horse battery"
PLENTY = 1 << 40
NEW_KIND = "signal"
"""A kind of row that a desk of an older version does not know."""
_WEEKDAYS = TradingDays()


class Times:
    """The time as it is, and this machine's clock, which may be wrong by years."""

    def __init__(self, now: float = NOW) -> None:
        self.now = now

    def clock(self, off: Callable[[], float] = lambda: 0.0) -> Callable[[], float]:
        """A clock that is off by so many seconds."""
        return lambda: self.now + off()


def surroundings(clock: Callable[[], float]) -> Surroundings:
    """A cheap derivation of keys, and room enough."""
    return Surroundings(clock=clock, free_bytes=lambda _: PLENTY, cost=CHEAP, is_cheap_allowed=True)


def desk_book(book: SqlBook, clock: Callable[[], float], author: str) -> DeskBook:
    """The open book on the one day of the simulation."""
    around = Circumstances(
        rules_on=shipped_catalog().in_force,
        trading=_WEEKDAYS,
        clock=clock,
        author=author,
        advice_on=shipped_advice().in_force,
        service_on=shipped_service().in_force,
    )
    return DeskBook(book, TODAY, around)


class SimDesk:
    """One desk with its book, its clock and what its program remembers while it runs."""

    def __init__(self, path: Path, key: DataKey, times: Times, first_copy: Path) -> None:
        self.name = path.stem
        self.path = path
        self.key = key
        self.off = 0.0
        self.is_old = False
        self.backups = [first_copy]
        self.clock = times.clock(lambda: self.off)
        self.memory = Memory()
        self._usb = path.parent / "usb"
        self.book: DeskBook
        self.sync: DeskSync
        self.identity: Identity
        self.open()

    @property
    def advisor(self) -> str:
        """Whose desk it is."""
        return self.identity.advisor

    @property
    def branch(self) -> str:
        """Where the advisor works."""
        return self.identity.branch

    @property
    def device(self) -> str:
        """Its id at the hub."""
        return self.identity.device_id

    def open(self) -> None:
        """Start the program."""
        book = SqlBook.open_with_key(self.path, self.key, surroundings(self.clock))
        self.book = desk_book(book, self.clock, "")
        self.sync = DeskSync(self.book)
        identity = self.sync.identity()
        assert identity is not None
        self.identity = identity
        self.book.work_as(identity.advisor)
        self.book.roll()
        self.memory = Memory()

    def close(self) -> None:
        """End the program in good order."""
        self.book.close()

    def die(self) -> None:
        """End the program without ceremony: the files stay as they are at this moment."""
        files = BookFiles(self.path)
        aside = self.path.with_name("dying")
        kept = [
            (file, aside.with_name(f"dying{place}")) for place, file in enumerate((files.book, files.wal))
        ]
        for file, copy in kept:
            if file.exists():
                shutil.copyfile(file, copy)
        self.book.close()
        files.shared_memory.unlink(missing_ok=True)
        for file, copy in kept:
            if copy.exists():
                copy.replace(file)

    def back_up(self) -> None:
        """The person keeps a copy on a stick."""
        self.backups.append(backup.back_up(self.book.sql, self._usb).path)

    def restore(self, copy: Path) -> None:
        """The person goes back to a copy."""
        self.close()
        backup.restore(copy, self.path, PASSPHRASE, surroundings(self.clock))
        self.open()

    @contextmanager
    def version(self) -> Iterator[None]:
        """This desk's version of the program."""
        with ExitStack() as stack:
            if self.is_old:
                shapes = {kind: shape for kind, shape in SHAPES.items() if kind != NEW_KIND}
                stack.enter_context(patch.object(replica_apply, "SHAPES", shapes))
                known = replica_parked.KNOWN_KINDS - {NEW_KIND}
                stack.enter_context(patch.object(replica_parked, "KNOWN_KINDS", known))
            yield

    def rows(self, statement: str, given: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """What a statement finds in the book."""
        with self.book.sql.read() as connection:
            return list(connection.execute(statement, given).fetchall())
