"""Money is a whole number of fen. Conversions that cannot be exact raise."""

from decimal import Decimal

FEN_PER_YUAN = 100


class FractionOfFenError(ValueError):
    """An amount in yuan with more than two decimals."""


def yuan(amount: int | str | Decimal) -> int:
    """Fen of an amount in yuan.

    Raises FractionOfFenError when the amount has a fraction of a fen.
    """
    fen = Decimal(amount) * FEN_PER_YUAN
    whole = int(fen)
    if whole != fen:
        raise FractionOfFenError(amount)
    return whole


def floor_div(total_fen: int, parts: int) -> int:
    """Fen per part, rounded down, so that a figure never shows at an edge it has not reached."""
    return total_fen // parts
