"""Whole-book scoring from the raw rows and from the kept standings, beside DuckDB and PyPI `rfm`."""

from __future__ import annotations

import csv
import os
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.bench import duck
from tests.bench.books import AS_OF, BenchBook, trades_book
from tests.bench.children import child, evict, scratch
from tests.bench.figures import Goal, median, spread

TRADES = 1_000_000
CLIENTS = (5_000, 20_000)
_CHILD = "tests.bench.score_child"


def score(rounds: int) -> list[Goal]:
    """The whole book, cold: ours and from the kept standings, each over DuckDB of the same round."""
    goals: list[Goal] = []
    for clients in CLIENTS:
        goals += _beside_duckdb(clients, rounds)
    return goals + _beside_rfm(trades_book(CLIENTS[-1], TRADES), max(1, rounds // 4))


def _beside_duckdb(clients: int, rounds: int) -> list[Goal]:
    book = trades_book(clients, TRADES)
    peer = duck.duck_file(book)
    statement = scratch() / "score.sql"
    statement.write_text(duck.statement(AS_OF), "utf-8")
    ways: dict[str, tuple[Path, tuple[object, ...]]] = {
        "ours": (book.path, (book.path, book.key_text)),
        "kept": (book.path, (book.path, book.key_text)),
        "duckdb": (peer, (peer, statement)),
    }
    taken: dict[str, list[float]] = {way: [] for way in ways}
    draw = random.Random(4)  # noqa: S311
    found: dict[str, Mapping[str, Any]] = {}
    for turn in range(rounds + 1):
        for way in draw.sample(sorted(ways), len(ways)):
            file, given = ways[way]
            evict(file)
            found[way] = child(_CHILD, way, *given)
            if turn:
                taken[way].append(found[way]["ms"])
    digests = {each["digest"] for each in found.values()}
    if len(digests) != 1:
        raise RuntimeError(found)
    size = f"{TRADES:,} trades, {clients:,} clients"
    note = f"peak {found['ours']['mb']:.0f} / {found['kept']['mb']:.0f} / {found['duckdb']['mb']:.0f} MB"
    goals = []
    for way, what, target in (("ours", "from raw rows", 1.0), ("kept", "from kept standings", 0.25)):
        ratio = median([mine / theirs for mine, theirs in zip(taken[way], taken["duckdb"], strict=True)])
        goals.append(
            Goal(
                f"score, {what}, {size}",
                spread(taken[way]),
                f"DuckDB {spread(taken['duckdb'])}",
                ratio,
                target,
                note=note,
            )
        )
    return goals


def _beside_rfm(book: BenchBook, rounds: int) -> list[Goal]:
    python = os.environ.get("RFM_PYTHON", "/tmp/rfm-venv/bin/python")  # noqa: S108
    if not Path(python).exists():
        print("skipped: PyPI rfm (python -m venv /tmp/rfm-venv; pip install rfm 'pandas<3'; or RFM_PYTHON)")
        return []
    frame = scratch() / f"{book.path.stem}.rfm.csv"
    if not frame.exists():
        opened = book.open()
        with opened.read() as connection, frame.open("w", encoding="ascii", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("client", "day", "fen"))
            writer.writerows(connection.execute("SELECT client_id, on_day, amount_fen FROM trade"))
        opened.close()
    mine, theirs = [], []
    for _ in range(rounds):
        evict(book.path)
        mine.append(child(_CHILD, "ours", book.path, book.key_text)["ms"])
        theirs.append(child(_CHILD, "rfm", frame, python=python)["ms"])
    return [
        Goal(
            f"score, from raw rows, {TRADES:,} trades, {CLIENTS[-1]:,} clients",
            spread(mine),
            f"rfm 1.0.9, frame in memory, {spread(theirs)}",
            median([slow / quick for slow, quick in zip(theirs, mine, strict=True)]),
            30,
            is_at_least=True,
        )
    ]
