"""How often the hot paths ask the book. Their plans are held by `test_query_plans`."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from advisor_desk.domain.client_query import ClientQuery
from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.storage import client_list, standings
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.recount import Recount
from tests.builders import TODAY, WEEKDAYS, Builder, raw_book, rules


def asked(connection: Connection, deed: Callable[[], object]) -> list[str]:
    """Every statement that `deed` runs; parts that the engine reports by itself are left out."""
    seen: list[str] = []
    connection.set_trace_callback(seen.append)
    try:
        deed()
    finally:
        connection.set_trace_callback(None)
    return [sql for sql in seen if not sql.startswith("--")]


def _clients(book: Builder, count: int, trades: int) -> None:
    for _ in range(count):
        client = book.client()
        for back in range(trades):
            book.trade(client, TODAY - timedelta(days=7 * back))
        for day in WEEKDAYS.last(to_day(TODAY), 25):
            book.assets(client, from_day(day), 30_000_000)
        book.revenue(client, TODAY, 100_000)
        book.assessment(client, TODAY)


def test_a_whole_book_is_scored_by_as_many_statements_as_a_small_one(tmp_path: Path) -> None:
    with raw_book(tmp_path) as book:
        recount = Recount(book.connection, TODAY, rules(), WEEKDAYS)
        _clients(book, 2, 5)
        few = asked(book.connection, recount.scores)
        _clients(book, 40, 5)
        assert len(recount.scores()) == 42
        assert len(asked(book.connection, recount.scores)) == len(few)


def test_what_a_search_found_is_not_counted_again(tmp_path: Path) -> None:
    with raw_book(tmp_path) as book:
        _clients(book, 4, 1)
        standings.roll(book.connection, TODAY, rules(), WEEKDAYS)
        query = ClientQuery(hits=(3, 1, 4))
        assert asked(book.connection, lambda: client_list.count(book.connection, query)) == []
        assert client_list.count(book.connection, query) == 3
        assert len(client_list.page(book.connection, query, 0, 10)) == 3
