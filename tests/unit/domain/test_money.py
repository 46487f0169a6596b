"""Money is exact or refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_desk.domain.money import FractionOfFenError, floor_div, yuan


@pytest.mark.parametrize(
    ("amount", "fen"),
    [
        (1_000_000, 100_000_000),
        ("99.99", 9_999),
        ("0.1", 10),
        (Decimal("1234.5"), 123_450),
        ("-0.01", -1),
        ("12345678901234567.89", 1_234_567_890_123_456_789),
    ],
)
def test_yuan_become_fen_exactly(amount: int | str | Decimal, fen: int) -> None:
    assert yuan(amount) == fen


@pytest.mark.parametrize("amount", ["0.001", "99.999", Decimal("1e-3")])
def test_a_fraction_of_a_fen_is_refused(amount: str | Decimal) -> None:
    with pytest.raises(FractionOfFenError):
        yuan(amount)


@given(st.integers(-(10**15), 10**15), st.integers(1, 400))
def test_an_average_never_reaches_an_edge_early(total: int, parts: int) -> None:
    average = floor_div(total, parts)
    assert average * parts <= total < (average + 1) * parts
