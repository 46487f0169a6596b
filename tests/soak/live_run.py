"""A live run on PostgreSQL: three desks, the clients of PKDD'99 split by district, 1,000 contacts offline.

`python -m tests.soak.live_run` prints each step and the count of both ends by SQL; the folder of the data is
`../shared/data/pkdd99` beside the checkout. Every step is a command of the product; SQL only counts.
"""

from __future__ import annotations

import csv
import os
import random
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from advisor_desk.hub.store import Store
from advisor_desk.storage.book import SqlBook
from tests.cli.calling import PASSPHRASE, call, cheap_book
from tests.postgres import Cluster
from tests.soak.hub_process import HubProcess
from tests.storage.books import around

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data" / "pkdd99"
PROFILES = ROOT / "tests" / "profiles"
ADVISORS = ("ADV1", "ADV2", "ADV3")
BRANCH = "PRAHA"
CONTACTS = 1_000
AS_OF = "1998-12-31"
_SIDE_FILES = ("disp.csv", "district.csv", "account.csv", "trans.csv")
_LATER = (
    ("accounts", "account.csv"),
    ("relations", "disp.csv"),
    ("assets", "trans.csv"),
    ("trades", "trans.csv"),
    ("revenue", "trans.csv"),
)
TABLES = ("client", "account", "relation", "daily_asset", "trade", "revenue")


@dataclass(frozen=True, slots=True)
class Place:
    """One desk."""

    advisor: str
    book: Path

    def call(self, *arguments: object, status: int = 0) -> Any:
        """A command of this desk."""
        ran = call("--json", "--book", self.book, "--as-of", AS_OF, *arguments)
        assert ran.status == status, (arguments, ran.status, ran.out[-800:], ran.err[-800:])
        return ran.json if ran.out.strip() else None

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        """What a statement finds in the book."""
        with SqlBook.open(self.book, PASSPHRASE, around()) as book, book.read() as connection:
            return connection.execute(statement).fetchall()


def split_by_district(folder: Path) -> list[Path]:
    """Three files of clients, by number of district modulo three, each beside the files that it leans on."""
    with (DATA / "client.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = list(csv.reader(file, delimiter=";"))
    at = head.index("district_id")
    files = []
    for number in range(len(ADVISORS)):
        place = folder / f"part-{number}"
        place.mkdir()
        for name in _SIDE_FILES:
            (place / name).symlink_to(DATA / name)
        part = [row for row in rows if int(row[at]) % len(ADVISORS) == number]
        with (place / "client.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL)
            writer.writerows([head, *part])
        files.append(place / "client.csv")
    return files


def say(*words: object) -> None:
    """One line of the record of the run."""
    print(*words, flush=True)  # noqa: T201


def main() -> int:
    """Run it all; every count that does not fit ends it."""
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 19981231
    say(f"seed {seed}")
    chance = random.Random(seed)
    os.environ["ADVISOR_DESK_PASSPHRASE"] = PASSPHRASE
    cluster = Cluster({"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"})
    cluster.make()
    cluster.start()
    try:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            os.environ["ADVISOR_DESK_DATA"] = str(folder / "data")
            cluster.execute("CREATE DATABASE live")
            _run(folder, cluster.url("live"), chance)
    finally:
        cluster.remove()
    return 0


def _run(folder: Path, url: str, chance: random.Random) -> None:
    hub = HubProcess(folder / "hub", url)
    for advisor, file in zip(ADVISORS, split_by_district(folder), strict=True):
        report = hub.command(
            "load", "clients", file, "--profile", PROFILES / "pkdd99-clients.toml",
            "--branch", BRANCH, "--advisor", advisor,
        )  # fmt: skip
        say(f"load clients --advisor {advisor}: added {report['added']}")
    for kind, file_name in _LATER:
        profile = PROFILES / f"pkdd99-{kind}.toml"
        report = hub.command("load", kind, DATA / file_name, "--profile", profile, "--branch", BRANCH)
        say(f"load {kind}: added {report['added']}, rejected {report['rejected']}")
    hub.start()
    places = []
    for number, advisor in enumerate(ADVISORS):
        code = hub.command("invite", "--advisor", advisor, "--branch", BRANCH)["code"]
        book = folder / f"desk{number}.book"
        cheap_book(book)
        place = Place(advisor, book)
        place.call("enroll", "--hub", hub.url, "--code", code)
        say(f"{advisor}: enroll, sync {place.call('sync')}")
        places.append(place)
    hub.stop()
    say("hub down")
    _log_offline(places, chance)
    for place in places:
        assert place.call("sync", status=4)
    say("sync with the hub down: exit 4 at each desk; outboxes", [_one(p.sql(OUTBOX)) for p in places])
    hub.start()
    say("hub up")
    moved, to = _one(places[0].sql("SELECT client_no FROM event WHERE type = 'interaction.recorded' "
                                   "ORDER BY id LIMIT 1")), ADVISORS[1]  # fmt: skip
    say(f"{places[0].advisor}: {places[0].call('sync')}")
    say(f"assign --client {moved} --to {to}:", hub.command("assign", "--client", moved, "--to", to))
    _log(places[0], moved, "CALL", "recorded after the move, before this desk has heard of it")
    for _ in range(2):
        for place in (places[1], places[2], places[0]):
            say(f"{place.advisor}: {place.call('sync')}")
    _reconcile(places, url, str(moved))
    assert hub.stop() == 0
    say("hub stopped by SIGTERM: exit 0")


OUTBOX = "SELECT count(*) FROM outbox"


def _one(rows: Sequence[Sequence[Any]]) -> Any:
    return rows[0][0]


def _log(place: Place, client: object, channel: str, note: str) -> None:
    place.call("log", "--client", client, "--channel", channel, "--outcome", "REACHED",
               "--note", note, "--on", AS_OF)  # fmt: skip


def _log_offline(places: list[Place], chance: random.Random) -> None:
    for number in range(CONTACTS):
        place = places[number % len(places)]
        clients = [row[0] for row in place.sql("SELECT client_no FROM client ORDER BY client_no")]
        _log(place, chance.choice(clients), chance.choice(("CALL", "VISIT", "WECOM")), f"offline {number}")
    say(f"{CONTACTS} contacts logged offline")


def _reconcile(places: list[Place], url: str, moved: str) -> None:
    """Both ends by SQL."""
    store = Store.open(url)

    def at_hub(statement: str, **values: object) -> list[tuple[Any, ...]]:
        def work(connection: sa.Connection) -> list[tuple[Any, ...]]:
            found = connection.execute(sa.text(statement), {"b": BRANCH, **values})
            return [tuple(row) for row in found]

        return store.read(work)

    try:
        _events_fit(places, at_hub)
        _rows_fit(places, at_hub)
        _move_fits(places, at_hub, moved)
    finally:
        store.close()


At = Callable[..., "list[tuple[Any, ...]]"]


def _events_fit(places: list[Place], at_hub: At) -> None:
    held = set(at_hub("SELECT id, hash FROM event WHERE branch_id = :b"))
    mine: set[tuple[Any, ...]] = set()
    for place in places:
        own = {(i, bytes(h).hex()) for i, h in place.sql("SELECT id, hash FROM event WHERE device_seq > 0")}
        own |= {(i, bytes(h).hex()) for i, h in place.sql("SELECT event_id, hash FROM purged_event")}
        mine |= own
        say(f"{place.advisor}: events recorded {len(own)}, outbox {_one(place.sql(OUTBOX))}, "
            f"{place.call('history', 'verify')}")  # fmt: skip
        assert _one(place.sql(OUTBOX)) == 0
    contacts = "SELECT count(*) FROM event WHERE branch_id = :b AND type = 'interaction.recorded'"
    say(f"events: desks {len(mine)}, hub {len(held)}; contacts at the hub {_one(at_hub(contacts))}")
    say("quarantine", _one(at_hub("SELECT count(*) FROM quarantine WHERE branch_id = :b")))
    assert mine == held
    assert _one(at_hub(contacts)) == CONTACTS + 1


def _rows_fit(places: list[Place], at_hub: At) -> None:
    statement = (
        "SELECT count(*) FROM scope_row WHERE branch_id = :b AND scope = :s AND kind = :k AND deleted = 0"
    )
    for table in TABLES:
        desk = [_one(place.sql(f"SELECT count(*) FROM {table}")) for place in places]  # noqa: S608 - a constant
        hub = [_one(at_hub(statement, s=f"adv:{place.advisor}", k=table)) for place in places]
        say(f"{table}: desks {desk}, hub {hub}, together {sum(desk)}")
        assert desk == hub


def _move_fits(places: list[Place], at_hub: At, moved: str) -> None:
    holder = at_hub("SELECT advisor_id FROM client WHERE branch_id = :b AND client_no = :c", c=moved)
    here = [_one(p.sql(f"SELECT count(*) FROM event WHERE client_no = '{moved}'")) for p in places]  # noqa: S608
    rows = [_one(p.sql(f"SELECT count(*) FROM client WHERE client_no = '{moved}'")) for p in places]  # noqa: S608
    say(f"{moved}: held by {holder}, client rows {rows}, events {here}")
    assert holder == [(ADVISORS[1],)]
    assert rows == [0, 1, 0]
    assert here[0] == here[2] == 0
    assert here[1] > 0


if __name__ == "__main__":
    sys.exit(main())
