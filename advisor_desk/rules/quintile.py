"""Quintile scores of a whole book: a view beside the fixed scores (domain notes §2.3). Whole numbers only."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from enum import StrEnum

from advisor_desk.domain.standing import ClassicScore
from advisor_desk.rules.ruleset import RuleSet


class QuintileView(StrEnum):
    """Whether quintiles say something about a book of this size."""

    OFF = "OFF"
    INDICATIVE = "INDICATIVE"
    FULL = "FULL"


def quintile_view(clients: int, rules: RuleSet) -> QuintileView:
    """OFF for a small book, INDICATIVE (仅供参考) for a middling one, FULL for a large one."""
    if clients >= rules.classic.quintile_full_from:
        return QuintileView.FULL
    if clients >= rules.classic.quintile_indicative_from:
        return QuintileView.INDICATIVE
    return QuintileView.OFF


def quintiles(values: Sequence[int | None]) -> list[int]:
    """Scores 1 to 5 in the order of `values`; None (no purchase) scores 1 and is not ranked.

    With the first and last rank of all equal values: min(5, 1 + 5·(first + last − 1) // (2n)).
    """
    ranked = sorted(value for value in values if value is not None)
    count = len(ranked)
    score_of: dict[int, int] = {}
    for value in set(ranked):
        first, last = bisect_left(ranked, value) + 1, bisect_right(ranked, value)
        score_of[value] = min(5, 1 + 5 * (first + last - 1) // (2 * count))
    return [1 if value is None else score_of[value] for value in values]


def classic_quintiles(rows: Sequence[tuple[int | None, int, int]]) -> list[ClassicScore]:
    """Classic R, F, M by quintiles of (recency_days, purchases, amount_fen), each on its own.

    R ranks who ever bought, the most recent last; F and M rank who bought within the window.
    """
    r = quintiles([None if recency is None else -recency for recency, _, _ in rows])
    f = quintiles([purchases or None for _, purchases, _ in rows])
    m = quintiles([amount if purchases else None for _, purchases, amount in rows])
    return [ClassicScore(*scores) for scores in zip(r, f, m, strict=True)]
