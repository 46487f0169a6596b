"""The tier that four figures of the last trading days prove, without reasons: what a whole book runs through.

Where they prove nothing, `rules.tier` replays the history.
"""

from __future__ import annotations

from typing import NamedTuple

from advisor_desk.domain.client import ClientType, Tier
from advisor_desk.rules.ruleset import RuleSet, TierRules


class AssetWindow(NamedTuple):
    """The last `TierRules.window_days` trading days in four figures.

    `days_known` counts those that have a value, `peak_fen` is the largest of them (or larger).
    """

    sum20_fen: int
    days20: int
    peak_fen: int
    days_known: int


def retail_below(rules: TierRules) -> int:
    """A person whose peak of the window is below so many fen is RETAIL, whatever the other figures."""
    lowest = min(threshold for _, threshold in rules.levels)
    return -(-lowest * rules.floor_percent // 100)


def level_from_window(client_type: ClientType, window: AssetWindow, rules: RuleSet) -> Tier | None:
    """The tier by rule alone, without reasons: what a whole book runs through. None asks for a replay."""
    if not client_type.is_person:
        return Tier.INST
    if window.sum20_fen < 0 or not window.days20:
        return Tier.RETAIL
    return _window_level(window, rules.tier)


def _window_level(window: AssetWindow, rules: TierRules) -> Tier | None:
    """The level that the window proves, None when a threshold stays open."""
    is_whole_history = window.days_known < rules.window_days
    for tier, threshold in rules.levels:
        if window.sum20_fen >= threshold * window.days20:
            return tier
        was_never_reached = is_whole_history and window.peak_fen < threshold
        was_long_under = not is_whole_history and window.peak_fen * 100 < threshold * rules.floor_percent
        if not (was_never_reached or was_long_under):
            return None
    return Tier.RETAIL
