"""The days on which a trigger is asked leave out none on which it speaks; averages are those of each day."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from advisor_desk.domain.client import ClientType
from advisor_desk.domain.dates import to_day
from advisor_desk.rules.moments.averages import Averages
from advisor_desk.rules.moments.engine import TRIGGERS, WHEN
from advisor_desk.rules.moments.view import ClientView
from advisor_desk.rules.tier import AssetHistory, tier_effective
from tests.advice import WAN
from tests.moments import DAY, world
from tests.moments_clients import FIRST, invented_client
from tests.service import score_rules, weekdays


def test_every_trigger_has_its_days() -> None:
    assert set(WHEN) == {trigger for _, trigger in TRIGGERS}


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10**9), start=st.integers(0, 1_000), days=st.integers(0, 120))
def test_no_trigger_speaks_on_a_day_on_which_it_is_not_asked(seed: int, start: int, days: int) -> None:
    view = ClientView(invented_client(seed), world())
    span = FIRST + start * DAY, FIRST + (start + days) * DAY
    for code, trigger in TRIGGERS:
        rule = world().service.moments[code]
        asked = set(WHEN[trigger](view, span, rule))
        every = [span[0] + count * DAY for count in range(days + 1)]
        assert [day for day in every if day not in asked and any(trigger(view, day, rule))] == []


LEVELS = st.sampled_from([-90, 0, 50, 85, 90, 100, 120, 440, 450, 500, 510, 700])
POINTS = st.lists(st.tuples(st.integers(0, 40), LEVELS), max_size=9)


@settings(max_examples=40, deadline=None)
@given(POINTS, st.integers(0, 400))
def test_tiers_and_averages_counted_forward_are_those_replayed_from_each_day(
    steps: list[tuple[int, int]], first: int
) -> None:
    """Also below nothing, before the first figure, and far behind the last."""
    day, found = date(2025, 1, 1), {}
    for gap, level in steps:
        day += timedelta(days=gap)
        found[to_day(day)] = level * WAN
    points = sorted(found.items())
    history, averages, rules = AssetHistory(points, weekdays()), Averages(points, weekdays()), score_rules()
    for count in range(first, first + 60):
        on = date(2024, 12, 20) + count * DAY
        replayed = tier_effective(ClientType.PERSON, history, on, rules)
        average = averages.on(to_day(on), rules.tier.average_days)
        tier = averages.tier(to_day(on), rules.tier)
        if replayed.days20:
            assert average is not None
            assert (average.sum_fen, average.days, tier) == (
                replayed.sum20_fen,
                replayed.days20,
                replayed.by_rule,
            )
        else:
            assert (average, tier) == (None, None)
