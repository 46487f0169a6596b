"""Shares of a whole that add up to it exactly. Whole numbers only."""

from collections.abc import Sequence
from typing import Final

PER_MILLE: Final = 1_000


def shares(parts: Sequence[int], whole: int = PER_MILLE) -> tuple[int, ...] | None:
    """`whole` shared out by `parts`, in their order; the shares always add up to `whole`.

    Largest remainders (Hamilton): each part is cut to a whole share and what is left goes, one each, to the
    largest remainders; of equal ones the first comes first. A negative part gets a negative share. None
    when the parts do not add up to something positive: there is then nothing to share.
    """
    total = sum(parts)
    if total <= 0:
        return None
    cut = [divmod(part * whole, total) for part in parts]
    left = whole - sum(share for share, _ in cut)
    largest = sorted(range(len(cut)), key=lambda place: -cut[place][1])
    lifted = set(largest[:left])
    return tuple(share + (place in lifted) for place, (share, _) in enumerate(cut))
