"""A first sync: 2,000 clients and 200,000 trades from a hub on PostgreSQL into a new encrypted book.

Hub, database and desk are processes of their own and share the machine. The clock runs over the whole round:
greeting, pages, standings and search, sums, sweep, checkpoint, report; what the day's backup of the whole
book takes, once all that is done, is told beside it. Bytes are counted on the line.
"""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any

from advisor_desk.hub.hub import Hub
from advisor_desk.storage.files import BookFiles
from advisor_desk.storage.sync_backup import folder_of
from advisor_desk.wire.version import FIRM_BRANCH, FIRM_SCOPE, advisor_scope
from tests.bench.byte_counter import ByteCounter
from tests.bench.children import ChildFailed, child, scratch
from tests.bench.figures import Goal, median, spread
from tests.bench.hub_host import BRANCH, Host, hosted
from tests.bench.sync_rows import CLIENTS, TRADES, client_number, clients, products, trades

ADVISOR = "FIRST"
_KILLS = 3
_BACKUP = "round.backed_up"
"""The part of a round that is the day's backup of the whole book, after everything else."""
_CHILD = "tests.bench.first_sync_child"
_PART = 10_000


def fill(hub: Hub) -> None:
    """Shelf, clients and trades of one advisor."""
    hub.add_clients(BRANCH, {client_number(at): ADVISOR for at in range(CLIENTS)})
    hub.put_rows(FIRM_BRANCH, FIRM_SCOPE, list(products()))
    hub.put_rows(BRANCH, advisor_scope(ADVISOR), list(clients()))
    part = []
    for draft in trades():
        part.append(draft)
        if len(part) == _PART:
            hub.put_rows(BRANCH, advisor_scope(ADVISOR), part)
            part = []
    if part:
        hub.put_rows(BRANCH, advisor_scope(ADVISOR), part)


def new_book(name: str) -> Path:
    """The path of a book that is not there yet."""
    files = BookFiles(scratch() / f"{name}.book")
    for old in (files.book, files.wal, files.shared_memory, files.key, files.previous_key, files.lock):
        old.unlink(missing_ok=True)
    shutil.rmtree(folder_of(files.book), ignore_errors=True)
    return files.book


def first_sync(rounds: int) -> list[Goal]:
    """Seconds, bytes, and what three kills at random pages cost."""
    with hosted(fill) as host, host.hub_on(host.database_url) as hub:
        runs = [_whole(host.url, hub) for _ in range(rounds)]
        counter = ByteCounter(host.process.port)
        _whole(counter.url, hub)
        once = counter.down + counter.up
        resumed = _resumed(host, hub, runs[0]["pages"])
        counter.close()
    taken = [run["seconds"] - run["parts"].get(_BACKUP, 0.0) for run in runs]
    page = once * _PART / (TRADES + CLIENTS)
    parts = {name: median([run["parts"].get(name, 0.0) for run in runs]) for name in runs[0]["parts"]}
    told = ", ".join(f"{name} {value:.2f}" for name, value in parts.items() if value >= 0.05)
    what = f"first sync of {CLIENTS:,} clients and {TRADES:,} trades into the encrypted book"
    return [
        Goal(what, spread(taken, "s"), "limit", median(taken), 4, unit=" s", note=told),
        Goal(
            "the same, bytes on the line both ways",
            f"{once / 1e6:.2f} MB",
            "limit",
            once / 1e6,
            3.6,
            unit=" MB",
        ),
        Goal(
            f"the same, killed at {_KILLS} random pages: more bytes than in one go, in pages of 10,000 rows",
            f"{resumed / 1e6:.2f} MB",
            f"in one go {once / 1e6:.2f} MB",
            (resumed - once) / page,
            2 * _KILLS,
            unit=" pages",
        ),
    ]


def _whole(url: str, hub: Hub) -> dict[str, Any]:
    path = new_book("first-sync")
    found = child(_CHILD, path, url, hub.invite(BRANCH, ADVISOR), 0)
    _demand_whole(found)
    return found


def _demand_whole(found: dict[str, Any]) -> None:
    wanted = {"outcome": "DONE", "repairs": 0, "clients": CLIENTS, "trades": TRADES, "counted": CLIENTS}
    assert {name: found[name] for name in wanted} == wanted, found


def _resumed(host: Host, hub: Hub, pages: int) -> int:
    """Bytes of a first sync that is killed at random pages and goes on each time."""
    counter = ByteCounter(host.process.port)
    path, code = new_book("first-sync-killed"), hub.invite(BRANCH, ADVISOR)
    draw = random.Random()  # noqa: S311
    for _ in range(_KILLS):
        _killed(path, counter.url, code, draw.randint(2, pages // _KILLS))
        code = ""
    _demand_whole(child(_CHILD, path, counter.url, "", 0))
    counter.close()
    return counter.up + counter.down


def _killed(path: Path, url: str, code: str, after: int) -> None:
    """A desk that is killed behind so many pages: it leaves no word."""
    try:
        child(_CHILD, path, url, code, after)
    except ChildFailed as failed:
        if failed.args[2]:
            raise
    else:
        raise LookupError(after)
