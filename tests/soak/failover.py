"""A primary dies, its standby takes over, desks carry on: nothing lost, nothing doubled.

`python -m tests.soak.failover [synchronous] [restored] [silent] [midway] [--seed N]`; without a name, all.

- `synchronous`: the standby has every commit before it is answered; the primary is killed while desks sync.
- `restored`: the standby has not seen what was answered last; head office says so (`db restored`).
- `silent`: the same, and nobody says anything: desks have to notice for themselves.
- `midway`: the same while all desks go on recording and syncing: what is new arrives above what is lost.

The hub is a process of its own with both hosts in its address, and goes on through all of it.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from advisor_desk.hub.hub import Around, Hub
from advisor_desk.hub.keys_file import NAME, kept_keys
from advisor_desk.hub.store import Store
from advisor_desk.usecases import run_sync
from advisor_desk.wire.rows import RowDraft
from advisor_desk.wire.version import advisor_scope
from tests.soak.failover_desks import BRANCH, Count, FailoverDesk, Working, compare
from tests.soak.hub_process import HubProcess
from tests.soak.pg_pair import Pair
from tests.storage.synced import row

ADVISORS = ("ADV1", "ADV2", "ADV3")
CLIENTS = 6
_ROUNDS = 4


@dataclass
class Scene:
    """Everything there is: two servers, the hub over them, and desks."""

    pair: Pair
    hub: HubProcess
    office: Hub
    desks: list[FailoverDesk]
    seed: int

    def until_rounds(self, more: int, is_good: Callable[[str], bool], working: Working) -> None:
        """Wait until each desk has had so many more rounds of a kind."""
        before = [self._ended(desk, is_good) for desk in self.desks]
        working.until(
            lambda: all(
                self._ended(desk, is_good) >= had + more for desk, had in zip(self.desks, before, strict=True)
            )
        )

    def _ended(self, desk: FailoverDesk, is_good: Callable[[str], bool]) -> int:
        return sum(count for outcome, count in dict(desk.outcomes).items() if is_good(outcome))

    def load(self, desk: FailoverDesk, name: str, count: int) -> None:
        """Head office puts trades of a desk's client."""
        client_no = desk.clients[0]
        drafts = [row("trade", client_no, f"{name}-{number}") for number in range(count)]
        self.office.put_rows(BRANCH, advisor_scope(desk.advisor), drafts)

    def cursor(self, desk: FailoverDesk) -> int:
        """How far the desk has come in its clients' scope."""
        return desk.sync.scope_state(advisor_scope(desk.advisor)).seq

    def head(self, desk: FailoverDesk) -> int:
        """The last number of that scope at head office."""
        found = self.pair.sql(f"SELECT seq FROM scope_head WHERE scope = 'adv:{desk.advisor}'")  # noqa: S608
        return int(str(found[0][0]))

    def count(self) -> Count:
        """Everything sent and fetched, both ends compared."""
        for _ in range(2):
            for desk in self.desks:
                desk.settle()
        return compare(self.desks, self.pair.sql)


@contextmanager
def scene(folder: Path, seed: int) -> Iterator[Scene]:
    """A pair, a hub that runs over it, three desks that are enrolled and have their clients."""
    pair = Pair("hub")
    try:
        pair.start()
        hub = HubProcess(folder / "hub", pair.url)
        store = Store.open(pair.url)
        office = Hub(store, kept_keys(folder / "hub" / NAME), Around(time.time))
        hub.start()
        desks: list[FailoverDesk] = []
        try:
            for number, advisor in enumerate(ADVISORS):
                desk = _desk(folder, office, hub, (advisor, number))
                desks.append(desk)
            yield Scene(pair, hub, office, desks, seed)
        finally:
            for desk in desks:
                desk.desk.close()
            store.close()
            hub.stop()
    finally:
        pair.remove()


def _desk(folder: Path, office: Hub, hub: HubProcess, who: tuple[str, int]) -> FailoverDesk:
    advisor, number = who
    clients = [f"C{number}{client:02}" for client in range(CLIENTS)]
    office.add_clients(BRANCH, dict.fromkeys(clients, advisor))
    office.put_rows(BRANCH, advisor_scope(advisor), _rows(clients))
    desk = FailoverDesk.made(folder / f"{advisor}.book", advisor, clients, run_sync.over_http)
    run_sync.enroll(desk.sync, hub.url, office.invite(BRANCH, advisor))
    desk.settle()
    return desk


def _rows(clients: list[str]) -> list[RowDraft]:
    return [row("client", client_no, name=f"客户{client_no}") for client_no in clients]


def synchronous(here: Scene) -> Count:
    """Killed while desks sync; what was answered is on the standby before anybody sends it again."""
    here.pair.be_synchronous()
    with Working(here.desks, here.seed) as working:
        here.until_rounds(_ROUNDS, "DONE".__eq__, working)
        time.sleep(random.Random(here.seed).random())  # noqa: S311
        here.pair.kill_primary()
        here.until_rounds(1, "DONE".__ne__, working)
    here.pair.promote()
    held = {row[0] for row in here.pair.sql("SELECT id FROM event")}
    answered = [event_id for desk in here.desks for event_id in desk.answered()]
    lost = [event_id for event_id in answered if event_id not in held]
    say(f"answered before the end {len(answered)}, of these not on the standby {len(lost)}")
    assert not lost
    with Working(here.desks, here.seed + 1) as working:
        here.until_rounds(_ROUNDS, "DONE".__eq__, working)
    return here.count()


def restored(here: Scene) -> Count:
    """The standby lacks what was answered last, and head office begins a new epoch."""
    return _behind(here, lambda: here.hub.command("db", "restored"))


def silent(here: Scene) -> Count:
    """The standby lacks what was answered last, and nobody says so."""
    count = _behind(here, lambda: None)
    assert here.desks[1].repairs == here.desks[2].repairs == 1, "a sum noticed that the head had overtaken"
    return count


def midway(here: Scene) -> Count:
    """The standby lacks some, nobody says so, and no desk stops for a moment."""
    with Working(here.desks, here.seed) as working:
        here.until_rounds(2, "DONE".__eq__, working)
        here.pair.part()
        here.until_rounds(_ROUNDS, "DONE".__eq__, working)
        had = here.pair.standby.execute("SELECT count(*) FROM event", "hub")[0][0]
        has = here.pair.sql("SELECT count(*) FROM event")[0][0]
        here.pair.kill_primary()
        here.pair.promote()
        here.until_rounds(_ROUNDS, "DONE".__eq__, working)
    say(f"events answered {has}, of which the standby had seen {had}")
    assert int(str(has)) > int(str(had))
    count = here.count()
    for desk in here.desks:
        say(f"{desk.advisor}: queued again {desk.requeued}, repairs {desk.repairs}, {dict(desk.outcomes)}")
    return count


def _behind(here: Scene, told: Callable[[], object]) -> Count:
    chance = random.Random(here.seed)  # noqa: S311
    first, second, third = here.desks
    with Working(here.desks, here.seed) as working:
        here.until_rounds(_ROUNDS, "DONE".__eq__, working)
    assert here.count().is_whole
    here.pair.part()
    had = here.pair.standby.execute("SELECT count(*) FROM event", "hub")[0][0]
    for desk in (first, second):
        desk.record(chance, 40)
    for desk in here.desks:
        here.load(desk, "lost", 25)
        desk.settle()
    has = here.pair.sql("SELECT count(*) FROM event")[0][0]
    say(f"events answered {has}, of which the standby has seen {had}")
    assert has > had
    here.pair.kill_primary()
    here.pair.promote()
    told()
    # The first desk is ahead of the head, the second is overtaken by other rows, the third stands just there.
    here.load(second, "other", here.cursor(second) - here.head(second) + 10)
    here.load(third, "other", here.cursor(third) - here.head(third))
    for desk in here.desks:
        desk.repairs = desk.requeued = 0
        say(f"{desk.advisor}: stands at {here.cursor(desk)}, head {here.head(desk)}")
    count = here.count()
    for desk in here.desks:
        say(f"{desk.advisor}: queued again {desk.requeued}, repairs {desk.repairs}")
        say(f"{desk.advisor}: rounds {dict(desk.outcomes)}")
    assert sum(desk.requeued for desk in here.desks) >= int(str(has)) - int(str(had))
    return count


def say(*words: object) -> None:
    """One line of the record of the run."""
    print(*words, flush=True)  # noqa: T201


CASES: dict[str, Callable[[Scene], Count]] = {
    "synchronous": synchronous,
    "restored": restored,
    "silent": silent,
    "midway": midway,
}


def main() -> int:
    """Run what was asked for; 1 when anything was lost or doubled."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak.failover", description=__doc__)
    parser.add_argument("cases", nargs="*", choices=[*CASES, []], default=[])
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    asked = parser.parse_args()
    say(f"seed {asked.seed}")
    counts = []
    for name in asked.cases or CASES:
        with tempfile.TemporaryDirectory() as folder, scene(Path(folder), asked.seed) as here:
            say(f"== {name}")
            counts.append(CASES[name](here))
            say(counts[-1])
    return 0 if all(count.is_whole for count in counts) else 1


if __name__ == "__main__":
    sys.exit(main())
