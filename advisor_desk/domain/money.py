"""Money is a whole number of fen. Conversions that cannot be exact raise."""

from decimal import Decimal

FEN_PER_YUAN = 100


def yuan(amount: int | str | Decimal) -> int:
    """Fen of an amount in yuan.

    Raises ValueError when the amount has a fraction of a fen.
    """
    fen = Decimal(amount) * FEN_PER_YUAN
    whole = int(fen)
    if whole != fen:
        raise ValueError("an amount has at most two decimals")
    return whole


def floor_div(total_fen: int, parts: int) -> int:
    """Fen per part, rounded down, so that a figure never shows at an edge it has not reached."""
    return total_fen // parts
