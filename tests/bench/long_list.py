"""The list of 1,000,000 clients in the real window, beside the list of 5,000 and one of a single screen.

The empty view of the goal is the same window with 20 clients: it has loaded the client page and its
charts as the long one has, which a window without any client has not.
"""

from __future__ import annotations

from typing import Any

from tests.bench.books import BenchBook
from tests.bench.children import child
from tests.bench.client_books import clients_book
from tests.bench.figures import Goal, median, percentile

MANY, FEW, SCREEN = 1_000_000, 5_000, 20
_CHILD = "tests.bench.window_child"


def long_list(rounds: int) -> list[Goal]:
    """Open, memory, frames, sorting and filtering; medians over `rounds` processes, taking turns."""
    books = {name: clients_book(count) for name, count in (("many", MANY), ("few", FEW), ("screen", SCREEN))}
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in books}
    for _ in range(rounds):
        for name, book in books.items():
            runs[name].append(_run(book))
    many, few, screen = runs["many"], runs["few"], runs["screen"]

    def middle(of: list[dict[str, Any]], name: str) -> float:
        return median([run[name] for run in of])

    frames = [frame for run in many for frame in run["frames"]]
    goals = [
        Goal(
            f"list of {MANY:,}: open to painted",
            f"{middle(many, 'open'):.0f} ms",
            f"list of {FEW:,}: {middle(few, 'open'):.0f} ms",
            median([a["open"] / b["open"] for a, b in zip(many, few, strict=True)]),
            2.0,
        ),
        Goal(
            f"list of {MANY:,}: memory above a list of one screen, after scrolling",
            f"{middle(many, 'mb'):.0f} MB",
            f"one screen {middle(screen, 'mb'):.0f} MB",
            middle(many, "mb") - middle(screen, "mb"),
            30,
            unit=" MB",
            note=f"after sorting by every column {middle(many, 'mb_end'):.0f} MB",
        ),
        Goal(
            f"list of {MANY:,}: scroll frame p99",
            f"p50 {percentile(frames, 0.5):.1f} ms",
            "one frame",
            percentile(frames, 0.99),
            17,
            unit=" ms",
        ),
    ]
    for deed in ("sort", "filter"):
        every = list(zip(*(run[deed] for run in many), strict=True))
        times = {" ".join(map(str, same[0][:-1])): median([each[-1] for each in same]) for same in every}
        worst = max(times, key=lambda name: times[name])
        goals.append(
            Goal(
                f"list of {MANY:,}: {deed}, worst of {len(times)}",
                f"median {median(list(times.values())):.0f} ms",
                f"worst: {worst}",
                times[worst],
                100,
                unit=" ms",
            )
        )
    return goals


def _run(book: BenchBook) -> dict[str, Any]:
    return child(_CHILD, "list", book.path, book.key_text)
