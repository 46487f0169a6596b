"""The four target groups and the tags beside them (domain notes §2.2). Exactly one group each."""

from functools import lru_cache
from typing import NamedTuple

from advisor_desk.domain.client import Group, Preset, Tag, Tier
from advisor_desk.rules.ruleset import GroupRules

PRESET = Preset.WEALTH
"""The preset whose group and tags are the official ones."""


class Scores(NamedTuple):
    """What the groups look at: the scores, whether the last purchase ever is recent, and two flags."""

    a: int
    f: int
    b: int
    is_recent: bool
    is_negative: bool = False
    is_idle: bool = False


class Grouping(NamedTuple):
    """The official group and the reason's code, the other preset's group, all tags in the order of `Tag`."""

    group: Group
    why: str
    paper_mid: Group
    tags: tuple[Tag, ...]


@lru_cache(maxsize=32_768)
def grouping_of(scores: Scores, tier: Tier, rules: GroupRules) -> Grouping:
    """Group and tags. There are few different scores in a book of any size: each is decided once."""
    group, why = group_of(scores, PRESET, rules)
    paper_mid, _ = group_of(scores, Preset.PAPER_MID, rules)
    return Grouping(group, why, paper_mid, _tags(scores, tier, rules))


def group_of(scores: Scores, preset: Preset, rules: GroupRules) -> tuple[Group, str]:
    """The first rule that matches, with its reason's code: amount, benefit, frequency, recency, the rest."""
    cuts = rules.preset(preset)
    if scores.a >= cuts.high_a:
        return Group.KEY_DEVELOP, "group.high_amount"
    if rules.benefit_lift and scores.b >= cuts.high_b:
        return Group.KEY_DEVELOP, "group.benefit_lift"
    if scores.f >= cuts.high_f:
        return Group.KEY_GUIDE, "group.high_freq"
    if scores.is_recent:
        return Group.POTENTIAL, "group.recent"
    return Group.LONG_TAIL, "group.remainder"


def _tags(scores: Scores, tier: Tier, rules: GroupRules) -> tuple[Tag, ...]:
    cuts = rules.preset(PRESET)
    is_high_a, is_high_f = scores.a >= cuts.high_a, scores.f >= cuts.high_f
    # 低资产、高频率、低贡献 (T14): served by digital channels, never refused.
    is_low_yield = (
        tier is rules.low_yield_tier
        and is_high_f
        and scores.a <= rules.low_yield_max_a
        and scores.b <= rules.low_yield_max_b
    )
    matches = (
        (Tag.HIGH_AMOUNT, is_high_a),
        (Tag.HIGH_FREQ, is_high_f),
        (Tag.HIGH_BENEFIT, scores.b >= cuts.high_b),
        (Tag.RECENT, scores.is_recent),
        (Tag.DUAL_HIGH, is_high_a and is_high_f),
        (Tag.NEG_BENEFIT, scores.is_negative),
        (Tag.LOW_YIELD_HIGH_FREQ, is_low_yield),
        (Tag.NO_PURCHASE_12M, scores.is_idle),
    )
    return tuple(tag for tag, is_match in matches if is_match)
