"""Decides every score of one client (domain notes §2.1 to 2.3): what a whole book runs through.

Whole numbers and exact fractions only. The reasons are added by `score_reasons`, for who asks.
"""

from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import NamedTuple

from advisor_desk.domain.client import CareAction, Group, LifeState, Tag, Tier, ValueLabel
from advisor_desk.domain.standing import ClassicScore
from advisor_desk.rules.figures import Figures
from advisor_desk.rules.group import Scores, grouping_of
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.state import action_of, labels_of, state_of
from advisor_desk.rules.window import months_of


class Decision(NamedTuple):
    """Every score of a client, with the codes of the reasons for group and state.

    `tags` are those of the scores alone, in the order of `Tag`.
    """

    a: int
    f: int
    b: int
    months_num: int
    months_den: int
    classic: ClassicScore
    group: Group
    group_why: str
    group_paper_mid: Group
    tags: tuple[Tag, ...]
    state: LifeState
    state_why: str
    labels: tuple[ValueLabel, ...]
    action: CareAction


def decide(one: Figures, tier: Tier, days: int, rules: RuleSet) -> Decision:
    """The scores of the figures for a window of `days` (`window.window_days`)."""
    tenure, recency, _, _, purchases, amount, benefit = one
    edges, classic = rules.score, rules.classic
    num, den = months_of(tenure, days, rules.window)
    # Half-open bands: a value on an edge belongs to the higher band. Purchases a month are rounded
    # down, which places the exact fraction rightly among whole edges.
    a = bisect_right(edges.amount_fen, amount) + 1
    f = bisect_right(edges.per_month, purchases * den // num) + 1
    b = bisect_right(edges.benefit_fen, benefit) + 1
    rfm = _classic(
        1 if recency is None else 5 - bisect_left(classic.recency_days, recency),
        bisect_right(classic.purchases, purchases) + 1,
        bisect_right(classic.amount_fen, amount) + 1,
    )
    is_recent = recency is not None and recency <= rules.group.recent_days
    scores = Scores(a, f, b, is_recent, benefit < 0, not purchases)
    group, group_why, paper_mid, tags = grouping_of(scores, tier, rules.group)
    state, state_why = state_of(one, rules.state)
    labels = labels_of(rfm, b, tier, rules.label)
    action = action_of(state, labels)
    return Decision(
        a, f, b, num, den, rfm, group, group_why, paper_mid, tags, state, state_why, labels, action
    )


@lru_cache(maxsize=128)
def _classic(r: int, f: int, m: int) -> ClassicScore:
    return ClassicScore(r, f, m)
