"""One contact saved as the desk saves it, beside one bare durable insert of the same event.

Ours writes the event with its hash, its outbox row, the end of the chain, the row that counts, two tasks, the
client's last contact and next due day, and drops the draft; durable, the log emptied, as with every save. The
bare side inserts one row into `event` of a copy of the book, durable, the log emptied too. They take turns.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from advisor_desk.assembly.desk import around
from advisor_desk.domain.interaction import NextStep, Promise
from advisor_desk.storage import engine
from tests.bench.books import AS_OF
from tests.bench.contact_books import CLIENTS, CONTACTS, contact, contacts_book
from tests.bench.figures import Goal, percentile

_INSERT = (
    "INSERT INTO event (id, device_seq, place, epoch, author, client_id, client_no, type, v, on_day, body, "
    "recorded_at, prev_hash, hash) "
    "VALUES (?1, ?2, ?2, 1, 'bench', ?3, ?4, 'interaction.recorded', 2, 20000, ?5, '2026-06-30', ?6, ?7)"
)
_CHECKPOINT = "PRAGMA wal_checkpoint(TRUNCATE)"
_UNTIMED = 10


def log_saves(rounds: int) -> list[Goal]:
    """p50 of ours over p50 of the bare insert, and the slowest save but one in a hundred."""
    book = contacts_book()
    mine, theirs = book.copy("log-ours"), book.copy("log-bare")
    desk = around(mine.open(), AS_OF, "bench").book
    bare = engine.connect(theirs.path, theirs.key.raw)
    numbers = [(number, row) for row, (number, _) in sorted(desk.client_names().items())]
    draw = random.Random(3)  # noqa: S311

    def ours(turn: int) -> float:
        number, _ = numbers[draw.randrange(CLIENTS)]
        made = replace(
            contact(number, draw),
            on=AS_OF,
            promises=(Promise("寄送资料", AS_OF + timedelta(days=3)),),
            next_step=NextStep("回电", AS_OF + timedelta(days=5), 600),
        )
        desk.keep_typed("quick_log", {"note": made.note})
        started = time.perf_counter()
        desk.record(made, draft="quick_log")
        return time.perf_counter() - started

    def plain(turn: int) -> float:
        number, row = numbers[draw.randrange(CLIENTS)]
        body = json.dumps({"note": contact(number, draw).note * 2, "turn": turn}, ensure_ascii=False)
        values = (f"bare-{turn}", CONTACTS + 1 + turn, row, number, body, bytes(32), turn.to_bytes(32, "big"))
        started = time.perf_counter()
        bare.execute("BEGIN IMMEDIATE")
        bare.execute(_INSERT, values)
        bare.execute("COMMIT")
        bare.execute(_CHECKPOINT).fetchone()
        return time.perf_counter() - started

    sides: list[tuple[list[float], Callable[[int], float]]] = [([], ours), ([], plain)]
    for turn in range(rounds + _UNTIMED):
        for taken, deed in draw.sample(sides, 2):
            taken.append(deed(turn) * 1000)
    desk.close()
    bare.close()
    first, second = (taken[_UNTIMED:] for taken, _ in sides)
    what = f"contact saved among {CONTACTS:,}: event, outbox, two tasks, rhythm, draft dropped, checkpoint"
    return [
        Goal(
            what,
            f"p50 {percentile(first, 0.5):.2f} ms, p99 {percentile(first, 0.99):.2f}",
            f"bare insert p50 {percentile(second, 0.5):.2f} ms, p99 {percentile(second, 0.99):.2f}",
            percentile(first, 0.5) / percentile(second, 0.5),
            3,
        ),
        Goal(
            "the same, 99th percentile",
            f"{percentile(first, 0.99):.2f} ms",
            "limit",
            percentile(first, 0.99),
            20,
            unit=" ms",
        ),
    ]
