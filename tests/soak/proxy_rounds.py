"""Desks and hub as processes with a hostile proxy between them, and kill -9 of either.

`python -m tests.soak.proxy_rounds --rounds 300`; the test suite runs a few rounds. Each round records some
contacts, syncs through the proxy, and now and then kills the desk or the hub in the middle. At the end the
line is good again: outboxes must be empty, and the hub must hold what the desks recorded, each once.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from advisor_desk.hub.store import Store
from advisor_desk.storage.book import SqlBook
from tests.cli.calling import PASSPHRASE, call, cheap_book
from tests.soak.hub_process import HubProcess
from tests.soak.line_proxy import LineProxy
from tests.storage.books import around

DESKS = 2
CLIENTS = 12
_DAY = "2026-11-27"
_LONGEST_LIFE = 1.6


@dataclass
class Tally:
    """What a run has seen. `lost`, `doubled` and `waiting` must stay at nought."""

    rounds: int = 0
    recorded: int = 0
    desk_kills: int = 0
    hub_kills: int = 0
    requests: int = 0
    outcomes: Counter[int] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    doubled: int = 0
    strange: int = 0
    waiting: int = 0
    quarantined: int = 0

    @property
    def is_whole(self) -> bool:
        """True when everything arrived once."""
        return not (self.lost or self.doubled or self.strange or self.waiting or self.quarantined)


@dataclass(frozen=True, slots=True)
class DeskPlace:
    """A desk's book and the clients that are its advisor's."""

    advisor: str
    book: Path
    clients: tuple[str, ...]


def run(rounds: int, seed: int, folder: Path, *, share: int = 25, url: str | None = None) -> Tally:
    """So many rounds. `share` is how many requests of a hundred meet a fault; `url` another database."""
    os.environ["ADVISOR_DESK_PASSPHRASE"] = PASSPHRASE
    os.environ["ADVISOR_DESK_DATA"] = str(folder / "desk-data")
    chance = random.Random(seed)
    tally = Tally()
    hub = HubProcess(folder / "hub", url)
    hub.start()
    proxy = LineProxy(hub.port, seed, 0)
    try:
        places = [_enrolled(hub, proxy, folder, number) for number in range(DESKS)]
        proxy.share = share
        for _ in range(rounds):
            _round(chance, hub, proxy, chance.choice(places), tally)
        proxy.share = 0
        for place in places:
            _settle(place, tally)
        tally.requests, tally.faults = proxy.requests, proxy.met
        _compare(places, hub, url, tally)
    finally:
        proxy.close()
        with contextlib.suppress(AssertionError, OSError):
            hub.kill()
    return tally


def _enrolled(hub: HubProcess, proxy: LineProxy, folder: Path, number: int) -> DeskPlace:
    advisor = f"A{number}"
    numbers = tuple(f"K{number}{one:03}" for one in range(CLIENTS))
    file = folder / f"clients-{number}.csv"
    rows = [f"{no},客户{no},个人" for no in numbers]
    file.write_text("\n".join(["客户号,姓名,客户类型", *rows]) + "\n", encoding="utf-8")
    hub.command("load", "clients", file, "--branch", "B1", "--advisor", advisor)
    code = hub.command("invite", "--advisor", advisor, "--branch", "B1")["code"]
    book = folder / f"desk-{number}.book"
    cheap_book(book)
    place = DeskPlace(advisor, book, numbers)
    assert call("--book", book, "enroll", "--hub", proxy.url, "--code", code).status == 0
    assert _sync(place).wait(120) == 0
    return place


def _round(chance: random.Random, hub: HubProcess, proxy: LineProxy, place: DeskPlace, tally: Tally) -> None:
    for _ in range(chance.randint(1, 4)):
        note = f"note {tally.recorded}"
        ran = call("--book", place.book, "--as-of", _DAY, "log", "--client", chance.choice(place.clients),
                   "--channel", "CALL", "--outcome", "REACHED", "--note", note)  # fmt: skip
        assert ran.status == 0, ran.err
        tally.recorded += 1
    process = _sync(place)
    deed = chance.random()
    if deed < 0.2:
        time.sleep(chance.random() * _LONGEST_LIFE)
        process.kill()
        tally.desk_kills += 1
    elif deed < 0.35:
        time.sleep(chance.random() * _LONGEST_LIFE)
        hub.kill()
        tally.hub_kills += 1
    tally.outcomes[process.wait(300)] += 1
    if 0.2 <= deed < 0.35:
        hub.start()
    tally.rounds += 1


def _sync(place: DeskPlace) -> subprocess.Popen[bytes]:
    called = [sys.executable, "-m", "advisor_desk", "--book", str(place.book), "--json", "sync"]
    return subprocess.Popen(called, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _settle(place: DeskPlace, tally: Tally) -> None:
    """Three good rounds at most, and nothing waits any more (I4)."""
    for _ in range(3):
        tally.outcomes[_sync(place).wait(300)] += 1
        with SqlBook.open(place.book, PASSPHRASE, around()) as book, book.read() as connection:
            (waiting,) = connection.execute("SELECT count(*) FROM outbox").fetchone()
        if not waiting:
            return
    tally.waiting += waiting


def _compare(places: list[DeskPlace], hub: HubProcess, url: str | None, tally: Tally) -> None:
    """Events of both ends by id, hash and device, read by SQL."""
    recorded: list[tuple[str, str]] = []
    for place in places:
        with SqlBook.open(place.book, PASSPHRASE, around()) as book, book.read() as connection:
            rows = connection.execute("SELECT id, hash FROM event WHERE device_seq > 0").fetchall()
        recorded += [(event_id, digest.hex()) for event_id, digest in rows]
    store = Store.open(url or f"sqlite:///{hub.folder / 'hub.db'}")
    try:
        held = store.read(
            lambda connection: connection.exec_driver_sql(
                "SELECT id, hash FROM event WHERE branch_id = 'B1'"
            ).fetchall()
        )
        apart = store.read(
            lambda connection: connection.exec_driver_sql(
                "SELECT id, hash FROM quarantine WHERE branch_id = 'B1'"
            ).fetchall()
        )
    finally:
        store.close()
    at_hub = [(row[0], row[1]) for row in held]
    tally.lost = len(set(recorded) - set(at_hub))
    tally.doubled = len(at_hub) - len(set(at_hub))
    tally.strange = len(set(at_hub) - set(recorded))
    tally.quarantined = len(apart)


def main() -> int:
    """Run from the command line; 1 when anything was lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--share", type=int, default=25, help="requests of a hundred that meet a fault")
    parser.add_argument("--db", default=None, help="database of the hub instead of its own SQLite file")
    asked = parser.parse_args()
    print(f"seed {asked.seed}", flush=True)  # noqa: T201
    with tempfile.TemporaryDirectory() as folder:
        tally = run(asked.rounds, asked.seed, Path(folder), share=asked.share, url=asked.db)
    print(tally)  # noqa: T201
    return 0 if tally.is_whole else 1


if __name__ == "__main__":
    sys.exit(main())
