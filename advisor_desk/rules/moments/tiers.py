"""Triggers on the tier by rule: near the next one, or another than on the trading day before."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from advisor_desk.domain.client import Tier
from advisor_desk.domain.dates import days_between, from_day, to_day
from advisor_desk.rules.moments.view import ClientView, Span
from advisor_desk.rules.moments.world import Found, figures
from advisor_desk.rules.ruleset import TierRules
from advisor_desk.rules.serviceset import MomentRule
from advisor_desk.rules.tier_level import retail_below
from advisor_desk.rules.upgrade import near_tier

_CALENDAR: Final = 2
"""Calendar days for a trading day: more than weekends and the longest holidays take."""


def upgrade_near(view: ClientView, day: date, rule: MomentRule) -> Iterator[Found]:
    """The average has come close to the threshold of the tier above."""
    rules, found = view.world.rules, view.tier(day)
    if found is None or not view.facts.client_type.is_person:
        return
    tier, sum_fen, days = found
    above = near_tier(view.facts.client_type, tier, sum_fen, days, rules)
    if above is not None:
        yield Found(
            above.tier.value,
            figures(
                tier=tier.value,
                next_tier=above.tier.value,
                threshold_fen=above.threshold_fen,
                gap_fen=above.gap_fen,
                sum20_fen=sum_fen,
                days20=days,
                percent=rules.tier.near_percent,
            ),
        )


def may_be_near(view: ClientView, span: Span) -> bool:
    """False when no average of the totals about some days lies close below a threshold."""
    rules = view.world.rules.tier
    bounds = view.assets.bounds(span[1], days_between(*span) + rules.average_days * _CALENDAR)
    if bounds is None:
        return False
    low, high = bounds
    return any(
        high * 100 >= threshold * rules.near_percent and low < threshold for _, threshold in rules.levels
    )


def tier_changed(view: ClientView, day: date, rule: MomentRule) -> Iterator[Found]:
    """The tier by rule is another than on the trading day before, whichever way."""
    trading = view.world.trading
    if not view.facts.client_type.is_person or not trading.is_trading(to_day(day)):
        return
    before_on = from_day(trading.last(to_day(day) - 1, 1)[0])
    before, now = view.tier(before_on), view.tier(day)
    if before is None or now is None or before[0] is now[0]:
        return
    yield Found(
        "",
        figures(
            tier_before=before[0].value,
            tier=now[0].value,
            is_up=_RANK[now[0]] > _RANK[before[0]],
            sum20_fen=now[1],
            days20=now[2],
        ),
    )


def may_change(view: ClientView, span: Span) -> bool:
    """False when the totals about some days prove one and the same tier on all of them."""
    rules = view.world.rules.tier
    bounds = view.assets.bounds(span[1], days_between(*span) + rules.window_days * _CALENDAR)
    return bounds is not None and not _is_settled(bounds, rules)


_RANK: Final = {tier: rank for rank, tier in enumerate(Tier)}


def _is_settled(bounds: tuple[int, int], rules: TierRules) -> bool:
    """True when figures within the bounds for the whole window prove that the tier stood still."""
    low, high = bounds
    inst, hnw = rules.inst_fen, rules.hnw_fen
    if high < retail_below(rules) or low >= inst:
        return True
    return low >= hnw and high * 100 < inst * rules.floor_percent
