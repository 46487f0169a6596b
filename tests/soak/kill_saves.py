"""Kill -9 during saves: no acknowledged save may be lost, none may be there by half.

Run long with `python -m tests.soak.kill_saves --kills 20000`; the test suite runs 1,000 kills.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.events import EventDraft, append_event, verify_chain
from advisor_desk.storage.keys import DataKey
from tests.soak.processes import Child, Pipe
from tests.storage.books import NOW, around, make

_NEW_BOOK_EVERY = 100
_MOST_SAVES = 5
_LONGEST_WAIT = 0.01


@dataclass
class Tally:
    """What a run has seen. `lost` and `torn` must stay at nought."""

    kills: int = 0
    acknowledged: int = 0
    kept_unacknowledged: int = 0
    lost: int = 0
    torn: int = 0
    unclean_opens: int = 0

    @property
    def is_whole(self) -> bool:
        """True when nothing was lost or torn."""
        return self.lost == 0 and self.torn == 0


def save_until_killed(pipe: Pipe, path: Path, key: DataKey, seed: int) -> None:
    """The child: one save after another, each told to the parent only once it has returned."""
    dice = random.Random(seed)
    book = SqlBook.open_with_key(path, key, around())
    pipe.send(0)
    while True:
        with book.change() as connection:
            number = save_one(connection, dice.randrange(1, 6))
        pipe.send(number)


def save_one(connection, rows: int) -> int:  # type: ignore[no-untyped-def]
    """One save: a client with `rows` contacts, and the event that tells of it; the event's number."""
    seq = connection.execute("SELECT coalesce(max(device_seq), 0) + 1 FROM event").fetchone()[0]
    client_id = connection.execute(
        "INSERT INTO client (client_no, name, client_type) VALUES (?, ?, 'PERSON')", (f"K{seq}", f"客户{seq}")
    ).lastrowid
    connection.executemany(
        "INSERT INTO contact (client_id, kind, value) VALUES (?, 'PHONE', ?)",
        [(client_id, f"{seq}-{row}" * 40) for row in range(rows)],
    )
    draft = EventDraft("interaction.recorded", "adv-1", {"contacts": rows, "note": "回访" * 50}, client_id)
    return append_event(connection, draft, seconds=NOW + seq).device_seq


def look(path: Path, key: DataKey, acknowledged: set[int], tally: Tally) -> None:
    """Open the book after a kill and count what is missing or there by half."""
    with SqlBook.open_with_key(path, key, around()) as book, book.read() as connection:
        tally.unclean_opens += book.was_unclean
        rows = connection.execute(
            "SELECT e.device_seq, o.event_id IS NOT NULL, c.client_no = 'K' || e.device_seq, "
            "json_extract(e.body, '$.contacts') = (SELECT count(*) FROM contact t WHERE t.client_id = c.id) "
            "FROM event e LEFT JOIN outbox o ON o.event_id = e.id LEFT JOIN client c ON c.id = e.client_id"
        ).fetchall()
        clients, contacts_astray = connection.execute(
            "SELECT (SELECT count(*) FROM client), "
            "(SELECT count(*) FROM contact WHERE client_id NOT IN (SELECT client_id FROM event))"
        ).fetchone()
        chain = verify_chain(connection)
        tally.lost += book.is_save_lost
    present = {row[0] for row in rows}
    tally.lost += len(acknowledged - present)
    tally.kept_unacknowledged += len(present - acknowledged)
    tally.torn += sum(not all(row[1:]) for row in rows) + abs(clients - len(rows)) + contacts_astray
    tally.torn += not chain.ok
    # Saved but not yet told when the child died: from now on it must stay.
    acknowledged |= present


def run(kills: int, seed: int, folder: Path) -> Tally:
    """Kill so many children at random instants; what was found."""
    dice = random.Random(seed)
    tally = Tally()
    acknowledged: set[int] = set()
    path, key = Path(), DataKey("", b"")
    for number in range(kills):
        if number % _NEW_BOOK_EVERY == 0:
            path = folder / f"{number}.book"
            new = make(path)
            key = new.book.key
            new.book.close()
            acknowledged = set()
        child = Child(save_until_killed, path, key, dice.getrandbits(32))
        # Counted in saves, not in time: a busy machine must not turn the run into one that kills nobody.
        with suppress(EOFError):
            child.wait_for(1 + dice.randrange(_MOST_SAVES))
        child.linger(dice.uniform(0, _LONGEST_WAIT))
        told = {seq for seq in child.kill() if seq}
        tally.kills += 1
        tally.acknowledged += len(told)
        acknowledged |= told
        look(path, key, acknowledged, tally)
    return tally


def main() -> int:
    """The command: prints the tally; 1 when anything was lost or torn."""
    parser = argparse.ArgumentParser(description="kill -9 during saves")
    parser.add_argument("--kills", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    asked = parser.parse_args()
    print(f"seed {asked.seed}")  # noqa: T201
    with tempfile.TemporaryDirectory(prefix="kill-saves-") as folder:
        started = time.monotonic()
        tally = run(asked.kills, asked.seed, Path(folder))
        print(f"{tally} in {time.monotonic() - started:.0f} s")  # noqa: T201
    return 0 if tally.is_whole else 1


if __name__ == "__main__":
    sys.exit(main())
