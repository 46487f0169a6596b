"""`demo --clients 5000 --trades 1000000`: the command in a fresh process, to its end."""

from __future__ import annotations

import subprocess
import sys
import time

from tests.bench.children import ROOT, environment, scratch
from tests.bench.figures import Goal, median

LIMIT_SECONDS = 60


def demo_book(rounds: int) -> list[Goal]:
    """Seconds from start to exit."""
    path = scratch() / "demo-large.book"
    taken = []
    for _ in range(rounds):
        for old in scratch().glob("demo-large.book*"):
            old.unlink()
        command = ["--book", str(path), "demo", "--clients", "5000", "--trades", "1000000", "--no-window"]
        started = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "advisor_desk", *command],
            env=environment(),
            cwd=ROOT,
            check=True,
            capture_output=True,
        )
        taken.append(time.perf_counter() - started)
    seconds = median(taken)
    return [
        Goal(
            "demo with 5,000 clients and 1,000,000 trades",
            f"{seconds:.0f} s",
            "limit",
            seconds,
            LIMIT_SECONDS,
            unit=" s",
            note=f"{path.stat().st_size / 1e6:.0f} MB",
        )
    ]
