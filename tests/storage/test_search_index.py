"""Search as you type: every way in which a person looks for a client, largest assets first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_desk.domain.client_query import ClientQuery
from advisor_desk.storage import standings
from advisor_desk.storage.pinyin import search_forms
from advisor_desk.storage.search_index import Entry, SearchIndex
from tests.builders import TODAY, WEEKDAYS, Builder, raw_book, rules

PEOPLE = {
    1: ("李明亮", "C000101", "13812345678"),
    2: ("单雄信", "C000202", "13900001111"),
    3: ("欧阳雨桐", "C000303", None),
    4: ("远航贸易有限公司", "E900001", "021-55556666"),
    5: ("Smith John", "C000505", "15011112222"),
    6: ("李雨", "C000606", "18688885678"),
    7: ("曾国强", "C000707", None),
    8: ("吕方", "C000808", None),
    9: ("张敏", "C000909", None),
}


@pytest.fixture(scope="module")
def index() -> SearchIndex:
    return SearchIndex(
        Entry(number, client_no, name, search_forms(name), phone, number * 1_000)
        for number, (name, client_no, phone) in PEOPLE.items()
    )


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("李明亮", [1]),
        ("明亮", [1]),
        ("李", [6, 1]),
        ("limingliang", [1]),
        ("li ming liang", [1]),
        ("LiMing", [1]),
        ("mingl", [1]),
        ("lml", [1]),
        ("ml", [1]),
        ("liml", [1]),
        ("lmliang", [1]),
        ("limliang", [1]),
        ("李ml", [1]),
        ("李m亮", [1]),
        ("l明", [1]),
        ("li明l", [1]),
        ("shanxiongxin", [2]),
        ("danxiong", [2]),
        ("sxx", [2]),
        ("dxx", [2]),
        ("d雄", [2]),
        ("zengguoqiang", [7]),
        ("ceng", [7]),
        ("ouyang", [3]),
        ("oyyt", [3]),
        ("ouyangyt", [3]),
        ("lvfang", [8]),
        ("lüfang", [8]),
        ("lufang", [8]),
        ("smith", [5]),
        ("john", [5]),
        ("sj", [5]),
        ("远航", [4]),
        ("yhmy", [4]),
        ("000101", [1]),
        ("c000101", [1]),
        ("E900001", [4]),
        ("5678", [6, 1]),
        ("6666", [4]),
        ("６６６６", [4]),
    ],
)
def test_finds(index: SearchIndex, typed: str, found: list[int]) -> None:
    assert list(index.find(typed).ids) == found


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "李李", "iming", "gliang", "lmm", "lmz", "李l亮", "明李", "1381", "9999", "*", "%", "\n"],
)
def test_finds_nobody(index: SearchIndex, typed: str) -> None:
    """No match within a syllable, across clients, of a phone number's beginning, or of pattern signs."""
    assert index.find(typed).ids == ()


def test_more_hits_than_wanted_are_told(index: SearchIndex) -> None:
    hits = index.find("c0", limit=3)
    assert list(hits.ids) == [9, 8, 7]
    assert not hits.is_complete


@given(st.text(max_size=12))
def test_nothing_typed_can_break_it(index: SearchIndex, typed: str) -> None:
    assert set(index.find(typed).ids) <= set(PEOPLE)


@given(st.sampled_from([name for name, _, _ in PEOPLE.values()]), st.data())
def test_any_way_to_shorten_a_reading_finds_its_client(
    index: SearchIndex, name: str, data: st.DataObject
) -> None:
    form = data.draw(st.sampled_from(search_forms(name).split("|")))
    words = form.split()
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    parts = [word[: data.draw(st.integers(1, len(word)))] for word in words[first : last + 1]]
    wanted = next(number for number, (known, _, _) in PEOPLE.items() if known == name)
    assert wanted in index.find("".join(parts)).ids


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Builder]:
    with raw_book(tmp_path) as builder:
        yield builder


def test_the_largest_assets_come_first_and_changes_are_taken_in(book: Builder) -> None:
    first, second = book.client("王小明", phone="13512341234"), book.client("王大明")
    book.assets(first, TODAY, 100)
    book.assets(second, TODAY, 200)
    standings.roll(book.connection, TODAY, rules(), WEEKDAYS)
    index = SearchIndex.load(book.connection)
    assert list(index.find("wang").ids) == [second, first]

    book.assets(first, TODAY, 300)
    book.connection.execute(
        "UPDATE client SET name = ?, pinyin = ? WHERE id = ?", ("汪小明", search_forms("汪小明"), second)
    )
    third = book.client("王三")
    standings.roll(book.connection, TODAY, rules(), WEEKDAYS)
    index = index.update(book.connection, [first, second, third])
    assert list(index.find("wang").ids) == [first, second, third]
    assert list(index.find("王").ids) == [first, third]
    assert list(index.find("1234").ids) == [first]

    standings.forget(book.connection, [third])
    book.connection.execute("DELETE FROM client WHERE id = ?", (third,))
    index = index.update(book.connection, [third])
    assert list(index.find("王").ids) == [first]


def test_after_many_changes_the_index_is_read_anew_with_the_same_answers(book: Builder) -> None:
    clients = [book.client(f"王{number}") for number in range(600)]
    standings.roll(book.connection, TODAY, rules(), WEEKDAYS)
    index = SearchIndex.load(book.connection)
    renewed = index.update(book.connection, clients)
    assert renewed is not index
    assert renewed.find("王").ids == index.find("王").ids
    assert ClientQuery(hits=renewed.find("王17").ids).hits == index.find("王17").ids
