"""Hot statements read indexes: no walk over a whole table, no sorting aside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from advisor_desk.domain.client import Tier
from advisor_desk.domain.client_query import ClientQuery, Filters, SortKey, View
from advisor_desk.storage import client_list, kept_scores, review, standings
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.recount import Recount
from advisor_desk.storage.standings_trades import refresh_after_trades
from tests.builders import TODAY, WEEKDAYS, Builder, raw_book, rules


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Builder]:
    with raw_book(tmp_path) as builder:
        client = builder.client()
        builder.trade(client, TODAY)
        builder.assets(client, TODAY, 100)
        standings.roll(builder.connection, TODAY, rules(), WEEKDAYS)
        builder.connection.execute("COMMIT")
        yield builder


def plans(connection: Connection, deed: Callable[[], object]) -> dict[str, list[str]]:
    """The plan of every statement that `deed` runs."""
    seen: list[str] = []
    connection.set_trace_callback(seen.append)
    try:
        deed()
    finally:
        connection.set_trace_callback(None)
    selects = [sql for sql in seen if sql.lstrip().upper().startswith("SELECT")]
    assert selects
    return {sql: [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")] for sql in selects}


def faults(steps: list[str], *, walks_clients: bool = False) -> list[str]:
    """Steps that walk a whole table or sort aside. To walk an index in its order is what is wanted."""
    bad = []
    for step in steps:
        is_walk = step.startswith("SCAN") and "USING" not in step and "VIRTUAL TABLE" not in step
        # A sum over one client's rows is a table of one row.
        is_constant = step.startswith(("SCAN CONSTANT ROW", "SCAN (")) or step == "SCAN bought"
        is_client = walks_clients and step == "SCAN client"
        if ("TEMP B-TREE" in step and "count(DISTINCT)" not in step) or (
            is_walk and not is_constant and not is_client
        ):
            bad.append(step)
    return bad


@pytest.mark.parametrize("sort", list(SortKey))
@pytest.mark.parametrize("is_descending", [False, True])
def test_a_page_of_the_list(book: Builder, sort: SortKey, is_descending: bool) -> None:
    query = ClientQuery(View.HNW, Filters(tiers=frozenset({Tier.HNW})), sort, is_descending)
    for sql, steps in plans(book.connection, lambda: client_list.page(book.connection, query, 0, 50)).items():
        assert faults(steps) == [], sql
    for sql, steps in plans(
        book.connection, lambda: client_list.neighbours(book.connection, query, 1)
    ).items():
        assert faults(steps) == [], sql


def test_counts_of_the_list(book: Builder) -> None:
    connection, query = book.connection, ClientQuery(View.KEY_DEVELOP)
    for deed in (
        lambda: client_list.count(connection, query),
        lambda: client_list.total_aum_fen(connection, query),
        lambda: client_list.view_counts(connection),
    ):
        for sql, steps in plans(connection, deed).items():
            assert faults(steps) == [], sql


def test_counting_one_client_seeks_in_every_table(book: Builder) -> None:
    connection = book.connection
    book.trade(1, TODAY, 7)
    for deed in (
        lambda: refresh_after_trades(connection, [1], TODAY, rules(), WEEKDAYS),
        lambda: standings.refresh(connection, [1], TODAY, rules(), WEEKDAYS),
    ):
        for sql, steps in plans(connection, deed).items():
            assert faults(steps) == [], sql


def test_counting_the_book_goes_through_covering_indexes(book: Builder) -> None:
    recount = Recount(book.connection, TODAY, rules(), WEEKDAYS)
    found = plans(book.connection, recount.scores)
    for sql, steps in found.items():
        assert faults(steps, walks_clients=True) == [], sql
    text = "\n".join(step for steps in found.values() for step in steps)
    assert "USING COVERING INDEX trade_purchase" in text
    assert "USING COVERING INDEX revenue_day" in text


def test_one_clients_page_takes_six_statements_and_seeks_in_every_table(book: Builder) -> None:
    connection = book.connection
    found = plans(connection, lambda: review.read(connection, 1, lambda _: rules(), WEEKDAYS))
    assert len(found) <= 6
    for sql, steps in found.items():
        # One client's own lists are short, so sorting them aside is no matter.
        assert [step for step in faults(steps) if "TEMP B-TREE" not in step] == [], sql


def test_kept_scores_are_read_from_their_index_alone(book: Builder) -> None:
    for sql, steps in plans(book.connection, lambda: kept_scores.scores(book.connection)).items():
        assert steps == ["SCAN standing USING COVERING INDEX standing_scores"], sql
