"""Rows, their hashes and sums, and the keys they are known by."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_desk.wire.rows import Row, ScopeSum, compact, key_parts, key_text, row_hash

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
wholes = st.integers(-(1 << 62), 1 << 62)


@given(st.lists(st.one_of(texts, wholes, st.none()), min_size=1, max_size=4))
def test_a_key_comes_back_from_its_text(parts: list[str | int | None]) -> None:
    assert key_parts(key_text(parts)) == parts


@given(
    st.lists(st.one_of(texts, wholes, st.none()), min_size=1, max_size=4),
    st.lists(st.one_of(texts, wholes, st.none()), min_size=1, max_size=4),
)
def test_two_keys_never_share_a_text(one: list[str | int | None], other: list[str | int | None]) -> None:
    assert (key_text(one) == key_text(other)) is (one == other)


def test_a_key_of_one_text_is_that_text() -> None:
    assert key_text(("C0001",)) == "C0001"
    assert key_text(("[1]",)) == '["[1]"]'
    assert key_text((19000,)) == "[19000]"


def test_a_broken_key_is_told() -> None:
    with pytest.raises(ValueError, match="delimiter"):
        key_parts("[1")


@pytest.mark.parametrize(
    "other",
    [
        ("trade", "C1", "T1", 7, "[2]"),
        ("trade", "C1", "T1", 8, "[1]"),
        ("trade", "C1", "T2", 7, "[1]"),
        ("trade", "C2", "T1", 7, "[1]"),
        ("trade", "C1T", "1", 7, "[1]"),
        ("revenue", "C1", "T1", 7, "[1]"),
    ],
)
def test_every_part_of_a_row_counts_in_its_hash(other: tuple[str, str, str, int, str]) -> None:
    assert row_hash(*other) != row_hash("trade", "C1", "T1", 7, "[1]")


def test_a_hash_is_what_it_has_always_been() -> None:
    # Both ends keep hashes for years: a change of the formula would look like a book gone wrong.
    assert Row("trade", "T1", "C1", 7, False, "[1]").hash == row_hash("trade", "C1", "T1", 7, "[1]")
    assert row_hash("client", "C1", "C1", 1, '["王"]').hex() == "f4c9fbd6975c6f87"


def test_a_sum_does_not_depend_on_the_order_and_forgets_what_is_taken_out() -> None:
    seed = random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}")  # noqa: T201
    chance = random.Random(seed)
    hashes = [chance.randbytes(8) for _ in range(200)]
    total = ScopeSum()
    for one in hashes:
        total = total.plus(one)
    chance.shuffle(hashes)
    again = ScopeSum()
    for one in hashes:
        again = again.plus(one)
    assert again == total
    chance.shuffle(hashes)
    for one in hashes:
        again = again.less(one)
    assert again == ScopeSum()


def test_compact_text_is_one_text_and_takes_no_floats_that_are_none() -> None:
    assert compact(["王 伟", None, 1, {"b": "\n"}]) == '["王 伟",null,1,{"b":"\\n"}]'
    with pytest.raises(ValueError, match="not JSON compliant"):
        compact([float("nan")])
