"""Many writers into a few scopes of one branch, some of them cut off, while readers follow every scope."""

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import sqlalchemy as sa

from advisor_desk.errors import OutsideFailed
from advisor_desk.hub import feed
from advisor_desk.hub.hub import Hub
from advisor_desk.hub.put import lock_heads, put_rows
from advisor_desk.wire.pages import PullRequest
from advisor_desk.wire.rows import MASK, Row, RowDraft
from tests.hubs import deletion, draft
from tests.postgres import cluster

BRANCH = "B1"
SCOPES = tuple(f"adv:{name}" for name in "abcd")
WRITERS = 8
_SHARED_ROWS = 20
_PAGE_ROWS = 50
_ASKED_AGAIN = ("hub.commit_unknown", "hub.database_away", "hub.busy")

Put = Callable[[sa.Connection, str, list[RowDraft]], int]


def put(connection: sa.Connection, scope: str, drafts: list[RowDraft]) -> int:
    """The hub's own way to put rows."""
    return put_rows(connection, BRANCH, scope, drafts, "at")


@dataclass
class Crowd:
    """`commits` writers' transactions in all; one backend is cut off for each `cut_every` of them."""

    hub: Hub
    commits: int
    seed: int
    cut_every: int = 40
    way: Put = put
    done: int = 0
    unknown: int = 0
    cut_off: int = 0
    acknowledged: dict[str, set[str]] = field(default_factory=lambda: {scope: set() for scope in SCOPES})
    failures: list[BaseException] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._begun = 0
        self._is_over = threading.Event()
        self.readers = [Reader(self.hub, scope) for scope in SCOPES]

    def run(self) -> None:
        """Write and read until all is written and read."""
        writers = [self._thread(self._write, number) for number in range(WRITERS)]
        readers = [self._thread(self._read, number) for number in range(len(SCOPES))]
        for thread in writers:
            thread.join()
        self._is_over.set()
        for thread in readers:
            thread.join()
        if self.failures:
            raise self.failures[0]

    def _thread(self, work: Callable[[int], None], number: int) -> threading.Thread:
        def guarded() -> None:
            try:
                work(number)
            except BaseException as error:  # noqa: BLE001 - raised by `run`
                self.failures.append(error)
                self._is_over.set()

        thread = threading.Thread(target=guarded)
        thread.start()
        return thread

    def _next(self) -> int | None:
        with self._lock:
            if self._begun >= self.commits or self.failures:
                return None
            self._begun += 1
            return self._begun

    def _write(self, number: int) -> None:
        chance = random.Random(f"{self.seed} {number}")
        while (commit := self._next()) is not None:
            scopes = chance.sample(SCOPES, chance.choice((1, 1, 1, 2)))
            drafts = {scope: self._drafts(chance, commit) for scope in scopes}
            hold = chance.choice((0, 0, 0, 0, 0.001, 0.004))
            self._until_known(drafts, hold)
            with self._lock:
                self.done += 1
                for scope, rows in drafts.items():
                    self.acknowledged[scope].add(rows[0].id)
            if commit % self.cut_every == 0:
                self._cut_one(chance)

    def _drafts(self, chance: random.Random, commit: int) -> list[RowDraft]:
        """One row of this commit's own, and some that others change or delete too."""
        shared = f"r{chance.randrange(_SHARED_ROWS)}"
        other = deletion("C", shared) if chance.random() < 0.3 else draft("C", shared, commit)
        return [draft("C", f"c{commit}", commit), other]

    def _until_known(self, drafts: dict[str, list[RowDraft]], hold: float) -> None:
        def work(connection: sa.Connection) -> None:
            lock_heads(connection, BRANCH, drafts)
            for scope, rows in sorted(drafts.items()):
                self.way(connection, scope, rows)
            if hold:
                connection.exec_driver_sql("SELECT pg_sleep($1)", (hold,))

        while True:
            try:
                self.hub.store.transact(work)
            except OutsideFailed as error:
                # Whoever asked asks again, as a desk does.
                if error.code not in _ASKED_AGAIN:
                    raise
                with self._lock:
                    self.unknown += 1
            else:
                return

    def _cut_one(self, chance: random.Random) -> None:
        name = self.hub.store.engine.url.database
        found = cluster().execute(
            f"SELECT pid FROM pg_stat_activity WHERE datname = '{name}' ORDER BY pid"  # noqa: S608
        )
        if found:
            cluster().execute(f"SELECT pg_terminate_backend({chance.choice(found)[0]})")
            with self._lock:
                self.cut_off += 1

    def _read(self, number: int) -> None:
        reader = self.readers[number]
        while not self._is_over.is_set():
            # In the middle of commits, whatever their order: a look after each would leave no time to write.
            self._is_over.wait(0.02)
            reader.step()
        while reader.step():
            pass

    def missed(self) -> dict[str, list[str]]:
        """By scope, rows that were acknowledged and that its reader has never seen."""
        return {
            reader.scope: lost
            for reader in self.readers
            if (lost := sorted(self.acknowledged[reader.scope] - reader.ids()))
        }


class Reader:
    """Follows one scope by its number, as a desk does, and compares sums whenever it has come to the head."""

    def __init__(self, hub: Hub, scope: str) -> None:
        self.scope = scope
        self.rows: dict[str, Row] = {}
        self.cursor = 0
        self.compared = 0
        self.differed = 0
        self._hub = hub
        self._digest = 0
        self._live = 0

    def ids(self) -> set[str]:
        """Ids of all rows that were seen."""
        return set(self.rows)

    def step(self) -> bool:
        """One page; True when another may follow."""
        request = PullRequest(self.scope, _PAGE_ROWS, cursor=self.cursor)
        try:
            page = self._hub.store.read(lambda connection: feed.page(connection, BRANCH, request, "e"))
        except OutsideFailed:
            return True
        for row in page.rows:
            assert row.seq > self.cursor, "a page is in the order of its numbers"
            self.cursor = row.seq
            self._take(row)
        if self.cursor == page.head.seq:
            self.compared += 1
            self.differed += (self._live, self._digest & MASK) != (page.head.sum.n, page.head.sum.digest)
        return bool(page.rows)

    def _take(self, row: Row) -> None:
        before = self.rows.get(row.id)
        if before is not None and not before.is_deleted:
            self._count(before, -1)
        if not row.is_deleted:
            self._count(row, 1)
        self.rows[row.id] = row

    def _count(self, row: Row, times: int) -> None:
        self._live += times
        self._digest += times * int.from_bytes(row.hash, "big")


@contextmanager
def numbered_outside(hub: Hub) -> Iterator[Put]:
    """A planted mistake: the number is taken in a transaction of its own, so its lock is gone at once."""
    take = sa.text(
        "UPDATE scope_head SET seq = seq + :more WHERE branch_id = :b AND scope = :scope RETURNING seq"
    )
    write = sa.text(
        "INSERT INTO scope_row (branch_id, scope, kind, client_no, id, seq) "
        "VALUES (:b, :scope, 'trade', 'C', :id, :seq) ON CONFLICT DO NOTHING"
    )
    for scope in SCOPES:
        hub.put_rows(BRANCH, scope, [])

    def wrong(connection: sa.Connection, scope: str, drafts: list[RowDraft]) -> int:
        # The heads that the harness has locked are let go first.
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("BEGIN")
        given = {"b": BRANCH, "scope": scope}
        seq = int(connection.execute(take, {**given, "more": 1}).scalar_one())
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("BEGIN")
        connection.execute(write, {**given, "id": drafts[0].id, "seq": seq})
        # Every second one commits late, after others that have taken higher numbers.
        connection.exec_driver_sql("SELECT pg_sleep($1)", (0.03 * (int(drafts[0].id[1:]) % 2),))
        return seq

    yield wrong
