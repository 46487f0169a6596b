"""The four target groups and the tags beside them (domain notes §2.2). Exactly one group each."""

from typing import NamedTuple

from advisor_desk.domain.client import Group, Preset, Tag, Tier
from advisor_desk.rules.reasons import Reason
from advisor_desk.rules.ruleset import GroupRules


class Scores(NamedTuple):
    """What the groups look at: the scores A, F, B, and the days since the last purchase ever."""

    a: int
    f: int
    b: int
    recency_days: int | None


def group_of(scores: Scores, preset: Preset, rules: GroupRules) -> tuple[Group, Reason]:
    """The first rule that matches: amount, benefit, frequency, recency, the rest."""
    cuts = rules.preset(preset)
    if scores.a >= cuts.high_a:
        return Group.KEY_DEVELOP, ("group.high_amount", (("a", scores.a), ("cut", cuts.high_a)))
    if rules.benefit_lift and scores.b >= cuts.high_b:
        return Group.KEY_DEVELOP, ("group.benefit_lift", (("b", scores.b), ("cut", cuts.high_b)))
    if scores.f >= cuts.high_f:
        return Group.KEY_GUIDE, ("group.high_freq", (("f", scores.f), ("cut", cuts.high_f)))
    days = (("recency_days", scores.recency_days), ("limit_days", rules.recent_days))
    if is_recent(scores.recency_days, rules):
        return Group.POTENTIAL, ("group.recent", days)
    return Group.LONG_TAIL, ("group.remainder", days)


def is_recent(recency_days: int | None, rules: GroupRules) -> bool:
    """True when the last purchase ever lies within the recent days."""
    return recency_days is not None and recency_days <= rules.recent_days


def tags_of(scores: Scores, preset: Preset, rules: GroupRules) -> tuple[Tag, ...]:
    """All group tags that match, in the order of `Tag`."""
    cuts = rules.preset(preset)
    found: list[Tag] = []
    is_high_a, is_high_f = scores.a >= cuts.high_a, scores.f >= cuts.high_f
    if is_high_a:
        found.append(Tag.HIGH_AMOUNT)
    if is_high_f:
        found.append(Tag.HIGH_FREQ)
    if scores.b >= cuts.high_b:
        found.append(Tag.HIGH_BENEFIT)
    if is_recent(scores.recency_days, rules):
        found.append(Tag.RECENT)
    if is_high_a and is_high_f:
        found.append(Tag.DUAL_HIGH)
    return tuple(found)


def is_low_yield(scores: Scores, tier: Tier, rules: GroupRules, preset: Preset) -> bool:
    """低资产、高频率、低贡献: served by digital channels, never refused (T14)."""
    return (
        tier is rules.low_yield_tier
        and scores.f >= rules.preset(preset).high_f
        and scores.a <= rules.low_yield_max_a
        and scores.b <= rules.low_yield_max_b
    )
