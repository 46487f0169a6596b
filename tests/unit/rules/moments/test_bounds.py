"""The bounds that save the counting leave nothing out: the same as counting every day."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from advisor_desk.domain.client import ClientType
from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.moment import MomentCode
from advisor_desk.rules.moments.engine import moments_of
from advisor_desk.rules.tier import AssetHistory, tier_effective
from advisor_desk.rules.upgrade import near_tier
from tests.advice import WAN
from tests.moments import DAY, client, world
from tests.service import score_rules, weekdays

FIRST = date(2025, 1, 1)
LEVELS = st.sampled_from([0, 50, 85, 89, 90, 95, 99, 100, 101, 120, 440, 449, 450, 480, 499, 500, 510, 700])
POINTS = st.lists(st.tuples(st.integers(0, 40), LEVELS), min_size=1, max_size=9)


def points_of(steps: list[tuple[int, int]]) -> list[tuple[date, int]]:
    day, found = FIRST, {}
    for gap, level in steps:
        day += timedelta(days=gap)
        found[day] = level * WAN
    return sorted(found.items())


@settings(max_examples=25, deadline=None)
@given(POINTS)
def test_tiers_are_those_of_every_day(steps: list[tuple[int, int]]) -> None:
    points = points_of(steps)
    history = AssetHistory([(to_day(day), fen) for day, fen in points], weekdays())
    last = points[-1][0] + timedelta(days=130)
    changed, near, before, told = [], [], None, None
    day = FIRST
    while day <= last:
        if weekdays().is_trading(to_day(day)):
            now = tier_effective(ClientType.PERSON, history, day, score_rules())
            if before is not None and before.days20 and before.by_rule is not now.by_rule:
                changed.append(day)
            before = now
        found = tier_effective(ClientType.PERSON, history, day, score_rules())
        above = near_tier(ClientType.PERSON, found.by_rule, found.sum20_fen, found.days20, score_rules())
        is_silent = told is not None and above is not None and told.get(above.tier, date.min) > day - 30 * DAY
        if above is not None and not is_silent:
            told = {**(told or {}), above.tier: day}
            near.append((day, above.tier.value))
        day += DAY
    made = moments_of(client(assets=points), FIRST, last, world())
    assert [one.event_on for one in made if one.code is MomentCode.TIER_CHANGED] == changed
    assert [(one.event_on, one.subject) for one in made if one.code is MomentCode.UPGRADE_NEAR] == near


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 9), st.integers(-12, 12)), min_size=2, max_size=25))
def test_account_losses_are_those_of_every_day(steps: list[tuple[int, int]]) -> None:
    day, fen, points = FIRST, 10 * WAN, [(FIRST, 10 * WAN)]
    for gap, percent in steps:
        day, fen = day + timedelta(days=gap), fen * (100 + percent) // 100
        points.append((day, fen))
    for back in range(30):
        today = day - timedelta(days=back)
        first = from_day(weekdays().last(to_day(today), 21)[0])
        held = [one for on, one in points if on <= first]
        now = [one for on, one in points if on <= today]
        moved = sum(
            after - before
            for (_, before), (on, after) in pairwise(points)
            if first < on <= today and abs(after - before) * 10 >= before
        )
        loss = held[-1] + moved - now[-1] if held and now else 0
        is_lost = bool(held) and loss * 10 >= held[-1] and loss >= 1_000_00
        made = moments_of(client(assets=points), today, today, world())
        assert bool([one for one in made if one.subject == "ACCOUNT"]) is is_lost
