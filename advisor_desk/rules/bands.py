"""Half-open bands: a value on an edge belongs to the higher band (domain notes §2.1). Whole numbers only."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence


def band(edges: Sequence[int], value: int) -> int:
    """Score 1 below the first edge, one more for each edge that the value reaches."""
    return bisect_right(edges, value) + 1


def bounds(edges: Sequence[int], score: int) -> tuple[int | None, int | None]:
    """(first value of the band, first value of the next band); None where the band has no end."""
    low = edges[score - 2] if score > 1 else None
    high = edges[score - 1] if score <= len(edges) else None
    return low, high


def per_month(purchases: int, months_num: int, months_den: int) -> int:
    """Purchases per month rounded down: enough to place the exact fraction among whole edges."""
    return purchases * months_den // months_num


def falling(limits: Sequence[int], value: int) -> int:
    """The best score, one more than there are limits, up to the first limit; one less past each limit."""
    return len(limits) + 1 - bisect_left(limits, value)
