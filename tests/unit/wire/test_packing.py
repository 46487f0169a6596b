"""Packed bodies come back; what would become a flood, or ends too soon, is refused."""

import gzip
import random

import pytest

from advisor_desk.wire.packing import TooLarge, Unpackable, packed, unpacked


@pytest.mark.parametrize("size", [0, 1, 70_000, 500_000])
def test_a_body_comes_back(size: int) -> None:
    raw = random.Random(size).randbytes(size)
    assert unpacked(packed(raw)) == raw
    assert packed(raw) == packed(raw)


def test_a_bomb_is_refused_before_it_is_inflated() -> None:
    bomb = packed(bytes(200_000_000), 9)
    with pytest.raises(TooLarge):
        unpacked(bomb)


def test_a_body_above_the_cap_is_refused_and_one_at_it_is_not() -> None:
    raw = random.Random(1).randbytes(100_000)
    assert unpacked(packed(raw), most=100_000) == raw
    with pytest.raises(TooLarge):
        unpacked(packed(raw), most=99_999)


def test_a_small_body_of_blanks_is_no_bomb() -> None:
    assert unpacked(packed(b" " * 60_000)) == b" " * 60_000


@pytest.mark.parametrize("keep", [0, 1, 9, 30, -1])
def test_a_body_that_was_cut_is_refused(keep: int) -> None:
    whole = packed(random.Random(2).randbytes(1000))
    with pytest.raises(Unpackable):
        unpacked(whole[:keep])


def test_what_is_not_gzip_or_goes_on_behind_its_end_is_refused() -> None:
    with pytest.raises(Unpackable):
        unpacked(b"plain text")
    with pytest.raises(Unpackable):
        unpacked(gzip.compress(b"a") + b"b")
    whole = bytearray(packed(b"a" * 100))
    whole[-5] ^= 1
    with pytest.raises(Unpackable):
        unpacked(bytes(whole))
