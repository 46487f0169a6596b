"""The clients of a search in memory: every view, filter and order gives what the book itself gives."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from advisor_desk.domain.client import Tier
from advisor_desk.domain.client_query import ClientQuery, Filters, SortKey, View
from advisor_desk.storage import client_list, hit_order, standings
from advisor_desk.storage.hit_order import HitOrder
from tests.builders import TODAY, WEEKDAYS, Builder, raw_book, rules
from tests.storage.test_client_list import SEED, back, make

EVERYBODY = tuple(range(120, 0, -1))
FEW = (119, 7, 8, 55, 60, 65, 11, 5_000)
"""The last one is nobody."""


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Builder]:
    with raw_book(tmp_path) as builder:
        draw = Random(SEED)
        for number in range(120):
            make(builder, draw, number)
        standings.roll(builder.connection, TODAY, rules(), WEEKDAYS)
        yield builder


def queries(hits: tuple[int, ...]) -> Iterator[ClientQuery]:
    for sort in SortKey:
        for is_descending in (False, True):
            yield ClientQuery(sort=sort, is_descending=is_descending, hits=hits)
    for view in View:
        yield ClientQuery(view, hits=hits)
    for filters in (
        Filters(tiers=frozenset({Tier.HNW, Tier.INST})),
        Filters(is_overdue=True),
        Filters(aum_from_fen=5_000_000),
        Filters(aum_from_fen=1, aum_below_fen=92_000_000),
    ):
        yield ClientQuery(filters=filters, hits=hits)


@pytest.mark.parametrize("hits", [EVERYBODY, FEW, ()])
def test_memory_and_book_give_the_same_clients_in_the_same_order(
    book: Builder, hits: tuple[int, ...]
) -> None:
    order = HitOrder()
    for query in queries(hits):
        found = client_list.ids(book.connection, query, 0, 1_000)
        assert order.ids(book.connection, query) == found, query
        total = client_list.total_aum_fen(book.connection, query)
        assert order.total_aum_fen(book.connection, query) == total, query


def test_what_was_read_is_dropped_when_the_book_changes(book: Builder) -> None:
    order = HitOrder()
    query = ClientQuery(sort=SortKey.AUM, hits=EVERYBODY)
    first = order.ids(book.connection, query)
    assert first is not None
    last = first[-1]
    book.assets(last, back(0), 10**15)
    standings.refresh(book.connection, (last,), TODAY, rules(), WEEKDAYS)
    again = order.ids(book.connection, query)
    assert again is not None
    assert again[0] == last
    assert order.total_aum_fen(book.connection, query) == client_list.total_aum_fen(book.connection, query)


def test_a_list_without_a_search_and_a_book_too_large_are_left_to_the_book(
    book: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert HitOrder().ids(book.connection, ClientQuery()) is None
    monkeypatch.setattr(hit_order, "UP_TO_CLIENTS", 119)
    assert HitOrder().ids(book.connection, ClientQuery(hits=FEW)) is None
