"""Process start to the first paint: unlock screen and 今日, beside a bare PySide6 window."""

from __future__ import annotations

import random
import time
from typing import Any

from tests.bench.children import child
from tests.bench.client_books import clients_book
from tests.bench.figures import Goal, median, spread

CLIENTS = 5_000
_CHILD = "tests.bench.window_child"


def start(rounds: int) -> list[Goal]:
    """From the start of the process to the end of the first paint; the modules loaded by then."""
    book = clients_book(CLIENTS)
    ways: dict[str, tuple[object, ...]] = {
        "bare": (),
        "start-gate": (book.path,),
        "start-today": (book.path, book.key_text),
    }
    taken: dict[str, list[float]] = {way: [] for way in ways}
    last: dict[str, dict[str, Any]] = {}
    draw = random.Random(4)  # noqa: S311
    for turn in range(rounds + 1):
        for way in draw.sample(sorted(ways), len(ways)):
            begun = time.clock_gettime(time.CLOCK_MONOTONIC)
            last[way] = child(_CHILD, way, *ways[way])
            if turn:
                taken[way].append((last[way]["at"] - begun) * 1000)
    peer = f"bare window {spread(taken['bare'])}"
    goals = []
    for way, what, target in (
        ("start-gate", "start to painted unlock screen", 1.35),
        ("start-today", f"start to painted 今日 of {CLIENTS:,} clients (raw key)", 2.0),
    ):
        ratio = median([mine / bare for mine, bare in zip(taken[way], taken["bare"], strict=True)])
        note = f"peak {last[way]['mb']:.0f} MB, bare {last['bare']['mb']:.0f}"
        goals.append(Goal(what, spread(taken[way]), peer, ratio, target, note=note))
    heavy = sorted({*last["start-gate"]["heavy"], *last["start-today"]["heavy"]})
    named = ", ".join(heavy) or "none"
    goals.append(Goal("heavy modules at first paint", named, "none allowed", len(heavy), 0, unit=""))
    return goals
