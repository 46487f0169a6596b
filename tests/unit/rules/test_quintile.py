"""Quintiles: the checks of the domain notes §2.3 and what must hold for any book."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_desk.domain.standing import ClassicScore
from advisor_desk.rules.quintile import QuintileView, classic_quintiles, quintile_view, quintiles
from advisor_desk.rules.ruleset import RuleSet

books = st.lists(st.none() | st.integers(-50, 50), max_size=60)


@pytest.mark.parametrize(
    ("values", "scores"),
    [
        ([5], [3]),
        ([7, 7], [3, 3]),
        ([1, 2], [2, 4]),
        ([1, 2, 3], [1, 3, 5]),
        ([1, 2, 3, 4], [1, 2, 4, 5]),
        ([1, 2, 3, 4, 5], [1, 2, 3, 4, 5]),
        ([1, 1, 1, 1, 9], [3, 3, 3, 3, 5]),
        (list(range(1, 11)), [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]),
        ([10, 20, 20, 30, 40, 50, 60], [1, 2, 2, 3, 4, 4, 5]),
        ([], []),
        ([None, None], [1, 1]),
        ([None, 5, None], [1, 3, 1]),
    ],
)
def test_check_of_the_domain_notes(values: list[int | None], scores: list[int]) -> None:
    assert quintiles(values) == scores


@given(values=books)
def test_equal_values_get_equal_scores_and_scores_never_fall(values: list[int | None]) -> None:
    pairs = sorted((v, s) for v, s in zip(values, quintiles(values), strict=True) if v is not None)
    for (low, low_score), (high, high_score) in zip(pairs, pairs[1:], strict=False):
        assert low_score <= high_score
        assert low != high or low_score == high_score
    assert all(1 <= score <= 5 for _, score in pairs)


@given(values=books, seed=st.integers(0, 10**6))
def test_row_order_does_not_matter(values: list[int | None], seed: int) -> None:
    order = list(range(len(values)))
    random.Random(seed).shuffle(order)
    scores = quintiles(values)
    assert quintiles([values[i] for i in order]) == [scores[i] for i in order]


@given(values=books)
def test_clients_without_a_purchase_change_nothing(values: list[int | None]) -> None:
    buyers = [value for value in values if value is not None]
    scored = [s for v, s in zip(values, quintiles(values), strict=True) if v is not None]
    assert scored == quintiles(buyers)


def test_the_most_recent_ranks_last_and_each_score_stands_alone() -> None:
    rows = [(None, 0, 0), (400, 0, 0), (5, 2, 100), (90, 9, 50)]
    assert classic_quintiles(rows) == [
        ClassicScore(1, 1, 1),
        ClassicScore(1, 1, 1),
        ClassicScore(5, 2, 4),
        ClassicScore(3, 4, 2),
    ]


@pytest.mark.parametrize(
    ("clients", "view"),
    [
        (0, QuintileView.OFF),
        (29, QuintileView.OFF),
        (30, QuintileView.INDICATIVE),
        (499, QuintileView.INDICATIVE),
        (500, QuintileView.FULL),
    ],
)
def test_view_by_size_of_the_book(rules: RuleSet, clients: int, view: QuintileView) -> None:
    assert quintile_view(clients, rules) is view
