"""Kill -9 in the midst of saves and rounds: nothing that was saved is lost or doubled (sync.md, I1, I3, I10).

Run long with `python -m tests.soak.kill_syncs --kills 2000`; the test suite runs some. A process that is warm
forks a child for each kill. The child is desk and hub at once, each on its own file, so a kill meets both in
whatever they were doing. In the end three rounds must bring them together.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from advisor_desk.hub.hub import Hub
from advisor_desk.hub.store import Store
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.check import check
from advisor_desk.storage.keys import DataKey
from tests.hubs import hub_on, sqlite_hub
from tests.intakes import events
from tests.storage.books import around
from tests.storage.synced import SyncedDesk, enrolled_desk, load, opened, portfolio, row

CLIENTS = 6
_LONGEST_WAIT = 0.02
_NEW_PLACE_EVERY = 50


@dataclass
class Tally:
    """What a run has seen. `lost`, `doubled` and `wrong` must stay at nought."""

    kills: int = 0
    saved: int = 0
    rounds: int = 0
    lost: int = 0
    doubled: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """True when both ends have everything once."""
        return not (self.lost or self.doubled or self.wrong)


@dataclass(frozen=True)
class Place:
    """Where a desk and its hub lie."""

    folder: Path
    key: DataKey

    def hub(self) -> Hub:
        """The hub, opened."""
        return hub_on(Store.open(f"sqlite:///{self.folder / 'hub.db'}"))

    def desk(self, hub: Hub) -> SyncedDesk:
        """The desk, opened."""
        return opened(SqlBook.open_with_key(self.folder / "a.book", self.key, around()), hub)


def new_place(folder: Path) -> Place:
    """A desk that is enrolled and has not synced yet."""
    folder.mkdir()
    hub = sqlite_hub(folder)
    load(hub, "A1", portfolio(0, CLIENTS))
    desk = enrolled_desk(folder / "a.book", hub)
    place = Place(folder, desk.book.key)
    desk.close()
    hub.store.close()
    return place


# In the nursery and its children.


def work_until_killed(pipe: Connection, place: Place, seed: int) -> None:
    """Save and sync, others changing things meanwhile; each save is told once it has returned."""
    dice = random.Random(seed)
    hub = place.hub()
    desk = place.desk(hub)
    desk.rows = 7
    pipe.send("open")
    parent = os.getppid()
    while os.getppid() == parent:
        if desk.sync.scope_state("adv:A1").as_of:
            for _ in range(dice.randrange(1, 4)):
                pipe.send(desk.talk(f"C{dice.randrange(CLIENTS):03}", "说了" * 20))
        changed = row("trade", f"C{dice.randrange(CLIENTS):03}", f"N{dice.randrange(9)}", amount_fen=seed)
        hub.put_rows("B1", "adv:A1", [changed])
        desk.round()
        pipe.send("round")


def nursery(pipe: Connection) -> None:
    """Work once, to be warm; then fork a child for each order, telling its number."""
    with tempfile.TemporaryDirectory(prefix="warm-") as folder:
        place = new_place(Path(folder) / "place")
        with closing(place.hub().store) as store, closing(place.desk(hub_on(store))) as desk:
            desk.round()
            desk.talk("C001", "x")
            desk.round()
    pipe.send("warm")
    while (order := pipe.recv()) is not None:
        child = os.fork()
        if child == 0:
            try:
                work_until_killed(pipe, *order)
            finally:
                os._exit(0)
        pipe.send(("pid", child))
        os.waitpid(child, 0)
        pipe.send(("dead", child))


# In the parent.


class Nursery:
    """The process that forks children, and the one that lives at present."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(target=nursery, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        assert self._next() == "warm"

    def kill_after(self, place: Place, seed: int, told: int, linger: float) -> list[str]:
        """Kill a child so long after it has told `told` things; all that it told."""
        self.pipe.send((place, seed))
        found: list[str] = []
        child = 0
        while len(found) <= told or not child:
            message = self._next()
            if isinstance(message, tuple):
                assert message[0] == "pid", message
                child = message[1]
            else:
                found.append(message)
        time.sleep(linger)
        os.kill(child, signal.SIGKILL)
        while not isinstance(message := self._next(), tuple):
            found.append(message)
        return found

    def close(self) -> None:
        """End the process."""
        self.pipe.send(None)
        self._process.join(30)
        self._process.kill()
        self.pipe.close()

    def _next(self) -> Any:
        if not self.pipe.poll(120):
            raise TimeoutError
        return self.pipe.recv()


def look(place: Place, saved: set[str], tally: Tally) -> None:
    """What the next start finds: every save that was told."""
    with SqlBook.open_with_key(place.folder / "a.book", place.key, around()) as book, book.read() as read:
        tally.lost += len(saved - {event_id for (event_id,) in read.execute("SELECT id FROM event")})


def settle(place: Place, saved: set[str], tally: Tally) -> None:
    """Three rounds without trouble, and both ends have the same, each once (I4, I5)."""
    with closing(place.hub().store) as store, closing(place.desk(hub_on(store))) as desk:
        for _ in range(3):
            desk.round()
        with desk.book.read() as read:
            own = [one for (one,) in read.execute("SELECT id FROM event WHERE device_seq > 0")]
            scopes = [one for (one,) in read.execute("SELECT scope FROM sync_scope")]
        held = events(desk.hub)
        tally.lost += len(saved - set(held))
        tally.doubled += len(held) - len(set(held))
        sums = {one.scope: one.head.sum for one in desk.line.hello().scopes}
        if sorted(own) != sorted(held) or desk.sync.outbox_count() or desk.sync.repairs():
            tally.wrong.append(f"{place.folder.name}: the ends differ")
        if any(desk.sync.scope_sum(scope) != sums[scope] for scope in scopes) or not check(desk.book).ok:
            tally.wrong.append(f"{place.folder.name}: rows differ")


def run(kills: int, seed: int, folder: Path) -> Tally:
    """Kill so many children at random instants; what was found."""
    dice = random.Random(seed)
    tally = Tally()
    home = Nursery()
    try:
        while tally.kills < kills:
            place, saved = new_place(folder / str(tally.kills)), set[str]()
            for _ in range(min(_NEW_PLACE_EVERY, kills - tally.kills)):
                told = home.kill_after(
                    place, dice.getrandbits(30), dice.randrange(7), dice.uniform(0, _LONGEST_WAIT)
                )
                tally.kills += 1
                tally.rounds += told.count("round")
                fresh = {one for one in told if one not in ("open", "round")}
                tally.saved += len(fresh)
                saved |= fresh
                look(place, saved, tally)
            settle(place, saved, tally)
    finally:
        home.close()
    return tally


def main() -> int:
    """The command: prints the tally; 1 when anything was lost, doubled or wrong."""
    parser = argparse.ArgumentParser(description="kill -9 in the midst of rounds")
    parser.add_argument("--kills", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    asked = parser.parse_args()
    print(f"seed {asked.seed}", flush=True)  # noqa: T201
    with tempfile.TemporaryDirectory(prefix="kill-syncs-") as folder:
        started = time.monotonic()
        tally = run(asked.kills, asked.seed, Path(folder))
        print(f"{tally} in {time.monotonic() - started:.0f} s")  # noqa: T201
    return 0 if tally.is_whole else 1


if __name__ == "__main__":
    sys.exit(main())
