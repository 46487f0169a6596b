"""Decides every score of one client (domain notes §2.1 to 2.3): what a whole book runs through.

Whole numbers and exact fractions only. The reasons are added by `score_reasons`, for who asks.
"""

from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import NamedTuple

from advisor_desk.domain.classic import ClassicScore
from advisor_desk.domain.client import CareAction, Group, LifeState, Tag, Tier, ValueLabel
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


class Bands(NamedTuple):
    """The figures of a client on their bands: all that group, tags and labels look at beside the tier.

    `r`, `m` and `classic_f` are the classic scores.
    """

    a: int
    f: int
    b: int
    r: int
    classic_f: int
    m: int
    is_recent: bool
    is_negative: bool
    is_idle: bool


class Verdict(NamedTuple):
    """What bands, tier and state lead to. A book of any size holds few different ones."""

    classic: ClassicScore
    group: Group
    group_why: str
    group_paper_mid: Group
    tags: tuple[Tag, ...]
    labels: tuple[ValueLabel, ...]
    action: CareAction


def decide(one: Figures, tier: Tier, days: int, rules: RuleSet) -> Decision:
    """The scores of the figures for a window of `days` (`window.window_days`)."""
    num, den = months_of(one.tenure_days, days, rules.window)
    bands = bands_of(one, num, den, rules)
    state, state_why = state_of(one, rules.state)
    classic, group, group_why, paper_mid, tags, labels, action = verdict_of(bands, tier, state, rules)
    a, f, b, *_ = bands
    return Decision(
        a, f, b, num, den, classic, group, group_why, paper_mid, tags, state, state_why, labels, action
    )


def bands_of(one: Figures, months_num: int, months_den: int, rules: RuleSet) -> Bands:
    """The figures on their bands, for the months observed (`window.months_of`)."""
    _, recency, _, _, purchases, amount, benefit = one
    edges, classic = rules.score, rules.classic
    # Half-open bands: a value on an edge belongs to the higher band. Purchases a month are rounded
    # down, which places the exact fraction rightly among whole edges.
    return Bands(
        bisect_right(edges.amount_fen, amount) + 1,
        bisect_right(edges.per_month, purchases * months_den // months_num) + 1,
        bisect_right(edges.benefit_fen, benefit) + 1,
        1 if recency is None else 5 - bisect_left(classic.recency_days, recency),
        bisect_right(classic.purchases, purchases) + 1,
        bisect_right(classic.amount_fen, amount) + 1,
        recency is not None and recency <= rules.group.recent_days,
        benefit < 0,
        not purchases,
    )


def verdict_of(bands: Bands, tier: Tier, state: LifeState, rules: RuleSet) -> Verdict:
    """Group, tags, labels and action."""
    a, f, b, r, classic_f, m, is_recent, is_negative, is_idle = bands
    classic = _classic(r, classic_f, m)
    scores = Scores(a, f, b, is_recent, is_negative, is_idle)
    group, why, paper_mid, tags = grouping_of(scores, tier, rules.group)
    labels = labels_of(classic, b, tier, rules.label)
    return Verdict(classic, group, why, paper_mid, tags, labels, action_of(state, labels))


@lru_cache(maxsize=128)
def _classic(r: int, f: int, m: int) -> ClassicScore:
    return ClassicScore(r, f, m)
