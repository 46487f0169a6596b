"""Desks that record and sync all the time, each on a thread of its own, and the counts of both ends."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from advisor_desk.assembly.desk import Desk
from advisor_desk.assembly.desk import around as desk_around
from advisor_desk.domain.interaction import Attendee, Interaction, Outcome, Purpose
from advisor_desk.domain.records import ContactChannel
from advisor_desk.errors import DeskError
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.desk_sync import DeskSync
from advisor_desk.storage.events import verify_chain
from advisor_desk.storage.uuid7 import uuid7
from advisor_desk.sync.figures import Memory, RoundResult, Wishes
from advisor_desk.sync.ports import SyncBook
from advisor_desk.sync.underway import Around
from advisor_desk.usecases import run_sync
from advisor_desk.usecases.run_sync import OpenLine, over_http
from tests.storage.books import PASSPHRASE, around
from tests.storage.sync_books import TODAY

BRANCH = "B1"
Sql = Callable[[str], list[tuple[object, ...]]]


@dataclass
class FailoverDesk:
    """An advisor's desk. `outcomes` counts how its rounds ended."""

    advisor: str
    clients: Sequence[str]
    desk: Desk
    sync: DeskSync
    open_line: OpenLine = over_http
    outcomes: Counter[str] = field(default_factory=Counter)
    memory: Memory = field(default_factory=Memory)
    repairs: int = 0
    requeued: int = 0

    @classmethod
    def made(cls, path: Path, advisor: str, clients: Sequence[str], open_line: OpenLine) -> FailoverDesk:
        """A new book on the machine's clock."""
        here = around()
        book = SqlBook.create(path, PASSPHRASE, here).book
        desk = desk_around(book, TODAY, "adv-1")
        return cls(advisor, clients, desk, DeskSync(desk.book, time.time), open_line)

    def record(self, chance: random.Random, count: int) -> None:
        """Log so many calls."""
        for _ in range(count):
            self.desk.book.record(
                Interaction(
                    attendees=(Attendee(chance.choice(self.clients)),),
                    on=TODAY,
                    channel=ContactChannel.CALL,
                    outcome=Outcome.REACHED,
                    purpose=Purpose.CARE,
                    note=f"{self.advisor} {chance.random()}",
                )
            )

    def round(self) -> RoundResult:
        """One round. Raises DeskError."""
        wishes = Wishes(memory=self.memory)
        result = run_sync.sync(_whole(self.sync), surroundings(), wishes, self.open_line)
        self.repairs += result.repairs
        self.requeued += result.requeued
        return result

    def try_round(self) -> bool:
        """One round; False when it did not end well, which is counted."""
        try:
            outcome = self.round().outcome
        except DeskError as error:
            outcome = error.code
        self.outcomes[outcome] += 1
        return outcome == "DONE"

    def settle(self) -> int:
        """Rounds until one ends well and nothing waits, at most five; how many it took."""
        for number in range(1, 6):
            if self.try_round() and not self.sync.outbox_count():
                return number
        raise AssertionError(self.advisor, self.outcomes)

    def events(self) -> list[tuple[str, str]]:
        """Id and hash of every event that was recorded here."""
        with self.sync_book.read() as connection:
            rows = connection.execute("SELECT id, hash FROM event WHERE device_seq > 0").fetchall()
        return [(event_id, digest.hex()) for event_id, digest in rows]

    def answered(self) -> list[str]:
        """Ids of the events that head office has taken, as far as this desk was told."""
        with self.sync_book.read() as connection:
            rows = connection.execute(
                "SELECT id FROM event WHERE device_seq > 0 AND id NOT IN (SELECT event_id FROM outbox)"
            )
            return [event_id for (event_id,) in rows]

    @property
    def sync_book(self) -> SqlBook:
        """The book itself."""
        return self.desk.book.sql


class Working:
    """Desks that record and sync on threads of their own until the block ends."""

    def __init__(self, desks: Sequence[FailoverDesk], seed: int) -> None:
        self._desks = desks
        self._seed = seed
        self._is_over = threading.Event()
        self._threads = [threading.Thread(target=self._work, args=(desk,)) for desk in desks]
        self.failures: list[BaseException] = []

    def __enter__(self) -> Working:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        for thread in self._threads:
            thread.join()
        if self.failures:
            raise self.failures[0]

    def until(self, is_so: Callable[[], bool], seconds: float = 120) -> None:
        """Wait while they work."""
        until = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < until, [desk.outcomes for desk in self._desks]
            assert not self.failures, self.failures
            time.sleep(0.05)

    def _work(self, desk: FailoverDesk) -> None:
        chance = random.Random(f"{self._seed} {desk.advisor}")  # noqa: S311
        try:
            while not self._is_over.is_set():
                desk.record(chance, chance.randint(1, 12))
                desk.try_round()
        except BaseException as error:  # noqa: BLE001 - raised where the block ends
            self.failures.append(error)


@dataclass(frozen=True, slots=True)
class Count:
    """Both ends compared by SQL. `lost`, `doubled` and `strange` must be nought, `differs` empty."""

    recorded: int
    lost: int
    doubled: int
    strange: int
    apart: int
    differs: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """True when every event arrived once and every scope is the same at both ends."""
        return not (self.lost or self.doubled or self.strange or self.apart or self.differs)


def compare(desks: Sequence[FailoverDesk], sql: Sql) -> Count:
    """Events of both ends by id and hash; the event's row of each in its scope; sums of scopes."""
    recorded = [event for desk in desks for event in desk.events()]
    held = [(str(row[0]), str(row[1])) for row in sql("SELECT id, hash FROM event")]
    told = Counter(
        str(row[0]) for row in sql("SELECT id FROM scope_row WHERE kind = 'event' AND deleted = 0")
    )
    contacts = {
        str(row[0]) for row in sql("SELECT id FROM event WHERE type NOT LIKE 'audit.%' AND client_no <> ''")
    }
    heads = {str(row[0]): row[1:] for row in sql("SELECT scope, seq, n FROM scope_head")}
    differs = [f"told {event_id}" for event_id in contacts if told[event_id] != 1]
    for desk in desks:
        scope = f"adv:{desk.advisor}"
        if (desk.sync.scope_state(scope).seq, desk.sync.scope_sum(scope).n) != heads[scope]:
            differs.append(scope)
        with desk.sync_book.read() as connection:
            if not verify_chain(connection).ok:
                differs.append(f"chain of {desk.advisor}")
    return Count(
        recorded=len(recorded),
        lost=len(set(recorded) - set(held)),
        doubled=len(held) - len(set(held)),
        strange=len(set(held) - set(recorded)),
        apart=len(sql("SELECT 1 FROM quarantine")),
        differs=tuple(differs),
    )


def surroundings() -> Around:
    """Those of the program, with a short pause in place of a long one."""
    return Around(
        time.time, time.monotonic, uuid7, random.random, lambda seconds: time.sleep(min(seconds, 0.2)), "soak"
    )


def _whole(sync: DeskSync) -> SyncBook:
    return sync
