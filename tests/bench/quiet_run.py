"""The page of one client while the rules of moments run behind the window, on the first day of a book.

The demo book of 5,000 clients and a million trades, its moments taken away: the run goes back 120 days.
"""

from __future__ import annotations

from tests.bench.children import child
from tests.bench.figures import Goal, median, percentile
from tests.bench.today import day_book

PAGE_MS = 100


def quiet_run(rounds: int) -> list[Goal]:
    """Asked to painted, at random moments of the run; what the run costs meanwhile and by itself."""
    book = day_book().copy("quiet-run")
    found = child("tests.bench.quiet_child", book.path, book.key_text, rounds)
    pages = found["pages"]
    return [
        Goal(
            "client page while the first run of the rules goes on (99th percentile)",
            f"median {median(pages):.0f} ms, p99 {percentile(pages, 0.99):.0f}",
            "limit",
            percentile(pages, 0.99),
            PAGE_MS,
            " ms",
            note=f"{len(pages)} pages, steps p50 {found['step_p50']:.0f} ms, p99 {found['step_p99']:.0f}, "
            f"{found['cpu']:.1f} s of processor for {found['done']:,} clients",
        )
    ]
