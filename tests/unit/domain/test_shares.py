"""Shares add up exactly, follow their parts, and favour nobody but by the largest remainder."""

from hypothesis import given
from hypothesis import strategies as st

from advisor_desk.domain.shares import shares

PARTS = st.lists(st.integers(0, 10**18), min_size=1, max_size=12)


@given(PARTS)
def test_shares_add_up_to_the_whole_and_are_off_by_less_than_one(parts: list[int]) -> None:
    found = shares(parts)
    if not sum(parts):
        assert found is None
        return
    assert found is not None
    assert sum(found) == 1_000
    for part, share in zip(parts, found, strict=True):
        assert abs(share * sum(parts) - part * 1_000) < sum(parts)
        assert part or not share


@given(st.lists(st.integers(-(10**15), 10**15), min_size=1, max_size=8))
def test_refunds_are_negative_shares_of_the_same_whole(parts: list[int]) -> None:
    found = shares(parts)
    assert (found is None) == (sum(parts) <= 0)
    assert found is None or sum(found) == 1_000


@given(PARTS)
def test_a_larger_part_never_has_a_smaller_share(parts: list[int]) -> None:
    found = shares(parts)
    if found is not None:
        assert [share for _, share in sorted(zip(parts, found, strict=True))] == sorted(found)


def test_what_is_left_goes_to_the_largest_remainders_and_among_equals_to_the_first() -> None:
    assert shares([1, 1, 1]) == (334, 333, 333)
    assert shares([2, 3, 2], 10) == (3, 4, 3)
    assert shares([5, -1]) == (1_250, -250)
    assert shares([0, 0]) is None
    assert shares([]) is None
    assert shares([7, 0], 100) == (100, 0)
