"""The tier against a plain day-by-day simulation, the quick path against the replay, and order."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from hypothesis import assume, given
from hypothesis import strategies as st

from advisor_desk.domain.client import ClientType, Tier
from advisor_desk.domain.dates import from_day
from advisor_desk.domain.trading import TradingDays
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.tier import (
    AssetHistory,
    tier_effective,
    tier_from_window,
    tier_static,
    window_of,
)
from advisor_desk.rules.tier_level import level_from_window, retail_below

FIRST_DAY = 20_000
RANK = {Tier.RETAIL: 0, Tier.HNW: 1, Tier.INST: 2}
WAN = 1_000_000

amounts = st.one_of(
    st.sampled_from([0, 80, 89, 90, 91, 99, 100, 101, 449, 450, 451, 499, 500, 501, 900, -50, -900]).map(
        lambda wan: wan * WAN
    ),
    st.integers(-200 * WAN, 900 * WAN),
)
steps = st.lists(st.tuples(st.integers(1, 40), amounts), max_size=12)
closed_days = st.sets(st.integers(FIRST_DAY, FIRST_DAY + 60), max_size=15)


def short(rules: RuleSet) -> RuleSet:
    """The same rules with a short memory, so that every turn of the rule comes up often."""
    return replace(rules, tier=replace(rules.tier, average_days=3, down_days=4))


def build(
    steps: list[tuple[int, int]], closed: set[int], before: Tier = Tier.RETAIL
) -> tuple[AssetHistory, date]:
    day, points = FIRST_DAY, []
    for gap, fen in steps:
        points.append((day, fen))
        day += gap
    return AssetHistory(points, TradingDays(closed), before), from_day(day)


def values_by_day(history: AssetHistory, last: int) -> Iterator[int]:
    known = dict(history.points)
    value: int | None = None
    for day in range(FIRST_DAY, last + 1):
        value = known.get(day, value)
        if value is not None and history.trading.is_trading(day):
            yield value


def simulate(history: AssetHistory, as_of: date, rules: RuleSet) -> Tier:
    """Forward, one trading day after the other, each threshold on its own."""
    values = list(values_by_day(history, (as_of - date(1970, 1, 1)).days))
    best = Tier.RETAIL
    for tier, threshold in ((Tier.HNW, rules.tier.hnw_fen), (Tier.INST, rules.tier.inst_fen)):
        is_held = RANK[history.held_before] >= RANK[tier]
        run = 0
        for index in range(len(values)):
            window = values[max(0, index + 1 - rules.tier.average_days) : index + 1]
            average_x100 = sum(window) * 100
            if average_x100 < 0:
                is_held = False
            elif average_x100 >= threshold * 100 * len(window):
                is_held = True
            run = run + 1 if average_x100 < threshold * rules.tier.floor_percent * len(window) else 0
            if run == rules.tier.down_days:
                is_held = False
        if is_held:
            best = tier
    return best


@given(steps=steps, closed=closed_days, before=st.sampled_from(Tier))
def test_replay_equals_a_day_by_day_simulation_with_a_short_memory(
    rules: RuleSet, steps: list[tuple[int, int]], closed: set[int], before: Tier
) -> None:
    history, as_of = build(steps, closed, before)
    brief = short(rules)
    assert tier_effective(ClientType.PERSON, history, as_of, brief).tier is simulate(history, as_of, brief)


@given(
    steps=st.lists(st.tuples(st.integers(1, 100), amounts), max_size=8),
    closed=closed_days,
    before=st.sampled_from(Tier),
)
def test_replay_equals_a_day_by_day_simulation(
    rules: RuleSet, steps: list[tuple[int, int]], closed: set[int], before: Tier
) -> None:
    history, as_of = build(steps, closed, before)
    assert tier_effective(ClientType.PERSON, history, as_of, rules).tier is simulate(history, as_of, rules)


@given(steps=steps, closed=closed_days, is_short=st.booleans(), client_type=st.sampled_from(ClientType))
def test_quick_path_says_the_same_or_nothing(
    rules: RuleSet, steps: list[tuple[int, int]], closed: set[int], is_short: bool, client_type: ClientType
) -> None:
    used = short(rules) if is_short else rules
    history, as_of = build(steps, closed)
    quick = tier_from_window(client_type, window_of(history, as_of, used), as_of, used)
    assume(quick is not None)
    replayed = tier_effective(client_type, history, as_of, used)
    assert quick == replayed
    assert level_from_window(client_type, window_of(history, as_of, used), used) is replayed.by_rule
    if client_type.is_person and window_of(history, as_of, used).peak_fen < retail_below(used.tier):
        assert replayed.by_rule is Tier.RETAIL


@given(assets=st.integers(0, 95 * WAN), days=st.integers(1, 400))
def test_quick_path_decides_an_ordinary_client(rules: RuleSet, assets: int, days: int) -> None:
    history, as_of = build([(days, assets)], set())
    assume(days < 100 or assets < 90 * WAN)
    assert tier_from_window(ClientType.PERSON, window_of(history, as_of, rules), as_of, rules) is not None


@given(steps=steps, extra=st.integers(0, 900 * WAN), client_type=st.sampled_from(ClientType))
def test_more_assets_never_lower_the_tier(
    rules: RuleSet, steps: list[tuple[int, int]], extra: int, client_type: ClientType
) -> None:
    poor, as_of = build(steps, set())
    rich, _ = build([(gap, fen + extra) for gap, fen in steps], set())
    tiers = [tier_effective(client_type, one, as_of, short(rules)).tier for one in (poor, rich)]
    assert RANK[tiers[0]] <= RANK[tiers[1]]


@given(assets=amounts, extra=st.integers(0, 900 * WAN), client_type=st.sampled_from(ClientType))
def test_static_tier_is_monotone(rules: RuleSet, assets: int, extra: int, client_type: ClientType) -> None:
    low, high = (tier_static(client_type, fen, rules).tier for fen in (assets, assets + extra))
    assert RANK[low] <= RANK[high]
