"""The page of one client in a book of 1,000,000 trades: statements, data, and asking to painted."""

from __future__ import annotations

from tests.bench.books import trades_book
from tests.bench.children import child
from tests.bench.figures import Goal, median, percentile

CLIENTS = 5_000


def client_page(rounds: int) -> list[Goal]:
    """Random clients, each asked for once: 200 trades a client on the average."""
    book = trades_book(CLIENTS, 1_000_000)
    found = child("tests.bench.window_child", "client", book.path, book.key_text, rounds)
    painted, data = found["painted"], found["data"]
    return [
        Goal(
            "client page: statements for the data",
            f"{found['statements']}",
            "limit",
            found["statements"],
            6,
            unit="",
            note=f"data p50 {percentile(data, 0.5):.1f} ms, p99 {percentile(data, 0.99):.1f}",
        ),
        Goal(
            "client page: first page of a session, asked to painted",
            f"{painted[0]:.0f} ms",
            "limit",
            painted[0],
            100,
            unit=" ms",
        ),
        Goal(
            "client page: every further client, asked to painted",
            f"median {median(painted[1:]):.0f} ms, p99 {percentile(painted[1:], 0.99):.0f}",
            "limit",
            median(painted[1:]),
            100,
            unit=" ms",
        ),
    ]
