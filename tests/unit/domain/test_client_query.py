"""Filters of a saved view survive being kept, also when another version of the program kept them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_desk.domain.client import (
    CareAction,
    ClientType,
    Group,
    LifeState,
    RiskLevel,
    Tag,
    Tier,
    ValueLabel,
)
from advisor_desk.domain.client_query import Filters, filters_from_plain, filters_to_plain

any_filters = st.builds(
    Filters,
    tiers=st.frozensets(st.sampled_from(Tier)),
    kinds=st.frozensets(st.sampled_from(ClientType)),
    groups=st.frozensets(st.sampled_from(Group)),
    states=st.frozensets(st.sampled_from(LifeState)),
    c_levels=st.frozensets(st.sampled_from(RiskLevel)),
    labels=st.frozensets(st.sampled_from(ValueLabel)),
    actions=st.frozensets(st.sampled_from(CareAction)),
    tags=st.frozensets(st.sampled_from(Tag)),
    is_overdue=st.booleans(),
    aum_from_fen=st.none() | st.integers(0, 10**15),
    aum_below_fen=st.none() | st.integers(0, 10**15),
)


@given(any_filters)
def test_what_is_kept_comes_back(filters: Filters) -> None:
    kept = json.dumps(filters_to_plain(filters))
    assert filters_from_plain(json.loads(kept)) == filters


@given(any_filters)
def test_only_sets_that_hold_something_narrow_a_list(filters: Filters) -> None:
    assert all(filters.code_sets)
    assert len(filters.code_sets) == sum(
        isinstance(value, list) for value in filters_to_plain(filters).values()
    )


def test_no_filter_keeps_nothing() -> None:
    assert filters_to_plain(Filters()) == {}
    assert filters_from_plain({}) == Filters()


@pytest.mark.parametrize(
    "plain",
    [
        {"tiers": ["HNW", "FROM_THE_FUTURE", 3, [], None], "colour": "red"},
        {
            "tiers": ["HNW"],
            "groups": "KEY_GUIDE",
            "aum_from_fen": "100",
            "aum_below_fen": True,
            "is_overdue": 1,
        },
    ],
)
def test_what_is_not_understood_is_left_out(plain: dict[str, object]) -> None:
    assert filters_from_plain(plain) == Filters(tiers=frozenset({Tier.HNW}))
