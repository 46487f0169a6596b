"""Half-open bands: a value on an edge belongs to the higher band (domain notes §2.1)."""

from collections.abc import Sequence


def bounds(edges: Sequence[int], score: int) -> tuple[int | None, int | None]:
    """(first value of the band, first value of the next band); None where the band has no end.

    Score 1 lies below the first edge, each edge opens the next score.
    """
    low = edges[score - 2] if score > 1 else None
    high = edges[score - 1] if score <= len(edges) else None
    return low, high
