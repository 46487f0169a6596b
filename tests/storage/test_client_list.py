"""The list in pages: every view, sort and filter gives what a plain look at all rows gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from advisor_desk.domain.client import ClientType, Group, LifeState, RiskLevel, Tag, Tier
from advisor_desk.domain.client_query import ClientQuery, Filters, SortKey, View
from advisor_desk.domain.standing import ClientRow
from advisor_desk.storage import client_list, standings
from advisor_desk.storage.standing_facets import FACETS, TIER_RANK
from tests.builders import TODAY, WEEKDAYS, Builder, raw_book, rules

NAMES = ("李明亮", "单雄信", "王芳", "欧阳雨桐", "张伟", "曾国强", "Smith John", "远航贸易有限公司")
SEED = 20_261_121


def back(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Builder]:
    """120 clients of every kind, a fifth of them without assets, contacts or assessment."""
    with raw_book(tmp_path_factory.mktemp("list")) as builder:
        draw = Random(SEED)
        for number in range(120):
            make(builder, draw, number)
        standings.roll(builder.connection, TODAY, rules(), WEEKDAYS)
        yield builder


def make(book: Builder, draw: Random, number: int) -> None:
    kind = "ENTERPRISE" if number % 11 == 0 else "PERSON"
    client = book.client(
        draw.choice(NAMES),
        client_no=f"K{draw.randrange(10**6):06d}{number}",
        client_type=kind,
        born_on=back(365 * draw.randrange(20, 70)),
        opened_on=None if number % 13 == 0 else back(draw.randrange(10, 2_000)),
    )
    if number % 5:
        for _ in range(3):
            level = draw.choice([0, 5_000_000, 92_000_000, 100_000_000, 600_000_000])
            book.assets(client, back(draw.randrange(60)), level)
        book.assessment(client, back(draw.choice([20, 340, 350, 400])), draw.choice(list(RiskLevel)).value)
        book.interaction(client, back(draw.randrange(200)))
    for _ in range(draw.randrange(4)):
        book.trade(client, back(draw.randrange(500)), draw.choice([100_000, 60_000_000]))


def all_rows(book: Builder) -> list[ClientRow]:
    return client_list.rows(book.connection, range(1, 121))


def found(book: Builder, query: ClientQuery) -> list[int]:
    return [row.client_id for row in client_list.page(book.connection, query, 0, 1_000)]


VALUES: dict[SortKey, Callable[[ClientRow], Any]] = {
    SortKey.CLIENT_NO: lambda row: row.client_no,
    SortKey.TIER: lambda row: TIER_RANK[row.tier],
    SortKey.AUM: lambda row: row.aum_fen,
    SortKey.AVG20: lambda row: row.avg20_fen,
    SortKey.CHANGE30: lambda row: row.change30_bp,
    SortKey.AUM_ON: lambda row: row.aum_on,
    SortKey.SCORE: lambda row: row.a + row.f + row.b,
    SortKey.CLASSIC: lambda row: (row.classic.r, row.classic.f, row.classic.m),
    SortKey.RISK: lambda row: None if row.c_level is None else list(RiskLevel).index(row.c_level),
    SortKey.LAST_CONTACT: lambda row: row.last_contact_on,
    SortKey.NEXT_DUE: lambda row: row.next_due_on,
}


def expected(rows: list[ClientRow], query: ClientQuery) -> list[int]:
    """Plain sorting: by value, then number, both turned round when descending, without a value last."""
    value = VALUES[query.sort]
    known = sorted(
        (row for row in rows if value(row) is not None),
        key=lambda row: (value(row), row.client_no),
        reverse=query.is_descending,
    )
    unknown = sorted(
        (row for row in rows if value(row) is None),
        key=lambda row: row.client_no,
        reverse=query.is_descending,
    )
    return [row.client_id for row in (*known, *unknown)]


@pytest.mark.parametrize("is_descending", [False, True])
@pytest.mark.parametrize("sort", list(VALUES))
def test_sorts_by_value_with_the_unknown_last(book: Builder, sort: SortKey, is_descending: bool) -> None:
    query = ClientQuery(sort=sort, is_descending=is_descending)
    assert found(book, query) == expected(all_rows(book), query)


def test_names_sort_by_their_reading(book: Builder) -> None:
    names = [
        row.name
        for row in client_list.page(
            book.connection, ClientQuery(sort=SortKey.NAME, is_descending=False), 0, 200
        )
    ]
    order = [name for name, before in zip(names, ["", *names], strict=False) if name != before]
    assert order == [
        "李明亮",
        "欧阳雨桐",
        "单雄信",
        "Smith John",
        "王芳",
        "远航贸易有限公司",
        "曾国强",
        "张伟",
    ]


VIEWS: dict[View, Callable[[ClientRow], bool]] = {
    View.ALL: lambda row: True,
    View.HNW: lambda row: row.tier is Tier.HNW,
    View.INST: lambda row: row.tier is Tier.INST,
    View.YOUNG: lambda row: Tag.YOUNG_POTENTIAL in row.tags,
    View.KEY_DEVELOP: lambda row: row.group is Group.KEY_DEVELOP,
    View.KEY_GUIDE: lambda row: row.group is Group.KEY_GUIDE,
    View.POTENTIAL: lambda row: row.group is Group.POTENTIAL,
    View.LONG_TAIL: lambda row: row.group is Group.LONG_TAIL,
    View.DORMANT: lambda row: row.state is LifeState.DORMANT,
    View.UPGRADE_NEAR: lambda row: Tag.UPGRADE_NEAR in row.tags,
    View.ASSESSMENT_DUE: lambda row: (
        row.c_level_expires_on is not None and row.c_level_expires_on <= TODAY + timedelta(days=30)
    ),
}


@pytest.mark.parametrize("view", list(View))
def test_a_view_holds_exactly_its_clients(book: Builder, view: View) -> None:
    query = ClientQuery(view, sort=SortKey.AUM)
    rows = [row for row in all_rows(book) if VIEWS[view](row)]
    assert rows or view is View.KEY_GUIDE
    assert found(book, query) == expected(rows, query)
    assert client_list.count(book.connection, query) == len(rows)
    assert client_list.view_counts(book.connection)[view] == len(rows)
    assert client_list.total_aum_fen(book.connection, query) == sum(row.aum_fen or 0 for row in rows)


def test_the_four_groups_share_out_the_book(book: Builder) -> None:
    counts = client_list.view_counts(book.connection)
    groups = (View.KEY_DEVELOP, View.KEY_GUIDE, View.POTENTIAL, View.LONG_TAIL)
    assert sum(counts[group] for group in groups) == counts[View.ALL] == 120


@pytest.mark.parametrize(
    ("filters", "holds"),
    [
        (Filters(tiers=frozenset({Tier.HNW, Tier.INST})), lambda row: row.tier is not Tier.RETAIL),
        (
            Filters(kinds=frozenset({ClientType.PERSON}), tiers=frozenset({Tier.INST})),
            lambda row: row.client_type is ClientType.PERSON and row.tier is Tier.INST,
        ),
        (Filters(c_levels=frozenset({RiskLevel.C1_MIN})), lambda row: row.c_level is RiskLevel.C1_MIN),
        (
            Filters(aum_from_fen=92_000_000, aum_below_fen=600_000_000),
            lambda row: row.aum_fen is not None and 92_000_000 <= row.aum_fen < 600_000_000,
        ),
        (Filters(is_overdue=True), lambda row: row.next_due_on is not None and row.next_due_on < TODAY),
        (
            Filters(tags=frozenset({Tag.HNW_PLUS}), states=frozenset({LifeState.ACTIVE, LifeState.AT_RISK})),
            lambda row: Tag.HNW_PLUS in row.tags and row.state in (LifeState.ACTIVE, LifeState.AT_RISK),
        ),
    ],
)
def test_filters_combine(book: Builder, filters: Filters, holds: Callable[[ClientRow], bool]) -> None:
    query = ClientQuery(filters=filters, sort=SortKey.NEXT_DUE, is_descending=False)
    rows = [row for row in all_rows(book) if holds(row)]
    assert rows
    assert found(book, query) == expected(rows, query)
    assert client_list.count(book.connection, query) == len(rows)


QUERIES = [
    ClientQuery(sort=SortKey.LAST_CONTACT, is_descending=False),
    ClientQuery(sort=SortKey.LAST_CONTACT, is_descending=True),
    ClientQuery(View.LONG_TAIL, sort=SortKey.AUM, is_descending=False),
    ClientQuery(sort=SortKey.CLIENT_NO, is_descending=True),
    ClientQuery(sort=SortKey.AUM, hits=tuple(range(3, 90, 2))),
    ClientQuery(View.HNW, sort=SortKey.RISK, is_descending=False, hits=tuple(range(1, 100))),
]


@pytest.mark.parametrize("query", QUERIES)
def test_pages_join_without_gap_or_repeat(book: Builder, query: ClientQuery) -> None:
    whole = found(book, query)
    assert len(whole) > 10
    for size in (1, 7, 40):
        pages = [
            client_list.ids(book.connection, query, at, size) for at in range(0, len(whole) + size, size)
        ]
        assert [client for page in pages for client in page] == whole
    assert client_list.ids(book.connection, query, len(whole) + 5, 10) == []


@pytest.mark.parametrize("query", QUERIES)
def test_walking_and_places_agree_with_the_list(book: Builder, query: ClientQuery) -> None:
    whole = found(book, query)
    for place, client in enumerate(whole):
        before = whole[place - 1] if place else None
        after = whole[place + 1] if place + 1 < len(whole) else None
        assert client_list.position(book.connection, query, client) == place
        assert client_list.neighbours(book.connection, query, client) == (before, after)


def test_a_client_outside_of_the_view_has_no_place(book: Builder) -> None:
    outside = next(row.client_id for row in all_rows(book) if row.tier is not Tier.HNW)
    query = ClientQuery(View.HNW)
    assert client_list.position(book.connection, query, outside) is None
    assert client_list.neighbours(book.connection, query, outside) == (None, None)


def test_hits_are_narrowed_by_the_view(book: Builder) -> None:
    hits = tuple(row.client_id for row in all_rows(book) if row.client_id % 3 == 0)
    query = ClientQuery(View.INST, sort=SortKey.AUM, hits=hits)
    rows = [row for row in all_rows(book) if row.client_id in hits and row.tier is Tier.INST]
    assert rows
    assert found(book, query) == expected(rows, query)
    assert client_list.count(book.connection, query) == len(rows)
    assert found(book, ClientQuery(hits=())) == []


def test_facet_bits_are_settled() -> None:
    """Books keep these numbers: a new code goes to the end of its family and moves no other."""
    assert len(set(FACETS.values())) == len(FACETS)
    assert {
        code.value: bits.bit_length() - 1 for code, bits in FACETS.items() if bits.bit_length() <= 15
    } == {
        "RETAIL": 0,
        "HNW": 1,
        "INST": 2,
        "PERSON_TOP": 3,
        "ORG": 4,
        "PERSON": 5,
        "ENTERPRISE": 6,
        "FIN_INST": 7,
        "PRODUCT": 8,
        "GOV": 9,
        "KEY_DEVELOP": 10,
        "KEY_GUIDE": 11,
        "POTENTIAL": 12,
        "LONG_TAIL": 13,
        "ACTIVE": 14,
    }
    assert FACETS[RiskLevel.C1_MIN] == 1 << 18
    assert FACETS[Tag.YOUNG_POTENTIAL] == 1 << 32
    assert max(FACETS.values()) < 1 << 60
