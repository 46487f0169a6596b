"""Which tier a client belongs to (domain notes §1: T1 to T9). Assets and client type only, never risk.

The way up is at once, the way down is slow, for each threshold on its own: a client stands at or
above a tier while, since the last trading day whose average reached the threshold, the average has
not been under the floor for `down_days` trading days in a row. A negative average ends it at once.
"""

from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import NamedTuple

from advisor_desk.domain.client import ClientType, Tier, TierVariant
from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.money import floor_div
from advisor_desk.domain.trading import TradingDays
from advisor_desk.rules.override import TierOverride, is_in_force, override_problem
from advisor_desk.rules.reasons import Reason, reason
from advisor_desk.rules.ruleset import RuleSet, TierRules
from advisor_desk.rules.tier_level import AssetWindow, level_from_window

_RANK = {Tier.RETAIL: 0, Tier.HNW: 1, Tier.INST: 2}


@dataclass(frozen=True, slots=True)
class TierResult:
    """A tier with its variant (INST only) and why."""

    tier: Tier
    variant: TierVariant | None
    reasons: tuple[Reason, ...]


class EffectiveTier(NamedTuple):
    """The official tier on a date. `by_rule` is what it is without an override.

    `sum20_fen` over `days20` trading days is the exact average behind it.
    """

    tier: Tier
    variant: TierVariant | None
    is_provisional: bool
    sum20_fen: int
    days20: int
    by_rule: Tier
    reasons: tuple[Reason, ...]

    @property
    def avg20_fen(self) -> int | None:
        """The average in fen rounded down, None without any day."""
        return floor_div(self.sum20_fen, self.days20) if self.days20 else None


@dataclass(frozen=True, slots=True)
class AssetHistory:
    """Total assets as (day, fen) points, ascending; a value holds until the next, before the first is none.

    `held_before` is the tier that was held before the first point, where one is known.
    """

    points: Sequence[tuple[int, int]]
    trading: TradingDays
    held_before: Tier = Tier.RETAIL

    def known_points(self, day: int) -> int:
        """How many points lie on or before `day`."""
        return bisect_right(self.points, day, key=itemgetter(0))


class Average(NamedTuple):
    """The average of one trading day, as an exact sum over `days` days."""

    day: int
    sum_fen: int
    days: int

    def reaches(self, threshold_fen: int) -> bool:
        """True at or above the threshold."""
        return self.sum_fen >= threshold_fen * self.days

    def is_under(self, threshold_fen: int, percent: int) -> bool:
        """True below `percent` of the threshold."""
        return self.sum_fen * 100 < threshold_fen * percent * self.days


@dataclass(frozen=True, slots=True)
class Hold:
    """How one threshold stands: held or not, when last reached, trading days under the floor up to now."""

    is_held: bool
    reached_on: int | None
    below_days: int


def tier_static(client_type: ClientType, assets_fen: int, rules: RuleSet) -> TierResult:
    """The literal seed rule on one figure of assets (T1, T2, T4, T5)."""
    if not client_type.is_person:
        return TierResult(
            Tier.INST, TierVariant.ORG, (reason("tier.organisation", client_type=client_type.value),)
        )
    notes = (reason("tier.negative_today", assets_fen=assets_fen),) if assets_fen < 0 else ()
    for tier, threshold in rules.tier.levels:
        if assets_fen >= threshold:
            why = reason("tier.assets_reach", tier=tier.value, threshold_fen=threshold, assets_fen=assets_fen)
            return TierResult(tier, _variant(client_type, tier), (why,))
    below = reason(
        "tier.assets_below", tier=Tier.HNW.value, threshold_fen=rules.tier.hnw_fen, assets_fen=assets_fen
    )
    return TierResult(Tier.RETAIL, None, (below, *notes))


def tier_effective(
    client_type: ClientType,
    history: AssetHistory,
    as_of: date,
    rules: RuleSet,
    override: TierOverride | None = None,
) -> EffectiveTier:
    """The official tier on `as_of` by replaying the history as far back as needed (T8, T9).

    An override that is outside its days or breaks the rules is ignored, the latter with a reason.
    """
    today = next(averages_back(history, to_day(as_of), rules.tier.average_days), Average(0, 0, 0))
    if not client_type.is_person:
        by_rule, why = Tier.INST, reason("tier.organisation", client_type=client_type.value)
    elif not today.days:
        by_rule, why = history.held_before, reason("tier.no_assets")
    elif today.sum_fen < 0:
        by_rule, why = Tier.RETAIL, _negative(today)
    else:
        by_rule, why = _held_level(history, as_of, rules, today)
    return _result(_Decided(client_type, by_rule, why, today), as_of, rules, override)


def tier_from_window(
    client_type: ClientType,
    window: AssetWindow,
    as_of: date,
    rules: RuleSet,
    override: TierOverride | None = None,
) -> EffectiveTier | None:
    """The same as `tier_effective` from four figures, or None when only a replay can tell.

    For clients whose history has no `held_before`.
    """
    by_rule = level_from_window(client_type, window, rules)
    if by_rule is None:
        return None
    today = Average(0, window.sum20_fen, window.days20)
    if not client_type.is_person:
        why = reason("tier.organisation", client_type=client_type.value)
    elif not today.days:
        why = reason("tier.no_assets")
    elif today.sum_fen < 0:
        why = _negative(today)
    else:
        why = _reached_or_below(by_rule, today, rules.tier)
    return _result(_Decided(client_type, by_rule, why, today), as_of, rules, override)


def window_of(history: AssetHistory, as_of: date, rules: RuleSet) -> AssetWindow:
    """The four figures of `tier_from_window`, from a history."""
    recent: list[int] = []
    for _, fen in _values_back(history, to_day(as_of)):
        recent.append(fen)
        if len(recent) == rules.tier.window_days:
            break
    last = recent[: rules.tier.average_days]
    return AssetWindow(sum(last), len(last), max(recent, default=0), len(recent))


def hold(history: AssetHistory, as_of: date, tier: Tier, rules: RuleSet) -> Hold:
    """Whether the threshold of `tier` (HNW or INST) is held on `as_of`, replayed from the history."""
    threshold = rules.tier.threshold(tier)
    reached_on, below, run, is_unbroken = None, 0, 0, True
    for average in averages_back(history, to_day(as_of), rules.tier.average_days):
        if average.reaches(threshold):
            return Hold(True, average.day, below)
        if average.sum_fen < 0:
            return Hold(False, reached_on, below)
        run = run + 1 if average.is_under(threshold, rules.tier.floor_percent) else 0
        is_unbroken = is_unbroken and run > 0
        below += is_unbroken
        if run == rules.tier.down_days:
            return Hold(False, reached_on, below)
    return Hold(_RANK[history.held_before] >= _RANK[tier], reached_on, below)


def averages_back(history: AssetHistory, as_of_day: int, days: int) -> Iterator[Average]:
    """The average of every trading day that has a value, newest first."""
    values = _values_back(history, as_of_day)
    window: deque[tuple[int, int]] = deque()
    total = 0
    for value in values:
        window.append(value)
        total += value[1]
        if len(window) == days:
            break
    while window:
        yield Average(window[0][0], total, len(window))
        total -= window.popleft()[1]
        following = next(values, None)
        if following is not None:
            window.append(following)
            total += following[1]


def _values_back(history: AssetHistory, as_of_day: int) -> Iterator[tuple[int, int]]:
    """(trading day, fen) newest first, down to the first trading day that has a value."""
    points, trading = history.points, history.trading
    index = history.known_points(as_of_day) - 1
    day = as_of_day
    while index >= 0:
        since, fen = points[index]
        while day >= since:
            if trading.is_trading(day):
                yield day, fen
            day -= 1
        index -= 1


def _held_level(history: AssetHistory, as_of: date, rules: RuleSet, today: Average) -> tuple[Tier, Reason]:
    for tier, threshold in rules.tier.levels:
        state = hold(history, as_of, tier, rules)
        if not state.is_held:
            continue
        if today.reaches(threshold):
            break
        return tier, reason(
            "tier.held",
            tier=tier.value,
            threshold_fen=threshold,
            floor_fen=threshold * rules.tier.floor_percent // 100,
            reached_on=None if state.reached_on is None else from_day(state.reached_on).isoformat(),
            below_days=state.below_days,
            down_days=rules.tier.down_days,
        )
    else:
        tier = Tier.RETAIL
    return tier, _reached_or_below(tier, today, rules.tier)


def _reached_or_below(tier: Tier, today: Average, rules: TierRules) -> Reason:
    average = (("sum20_fen", today.sum_fen), ("days20", today.days))
    if tier is Tier.RETAIL:
        return "tier.below", (("tier", Tier.HNW.value), ("threshold_fen", rules.hnw_fen), *average)
    return "tier.reached", (("tier", tier.value), ("threshold_fen", rules.threshold(tier)), *average)


def _negative(today: Average) -> Reason:
    return reason("tier.negative_assets", sum20_fen=today.sum_fen, days20=today.days)


def _variant(client_type: ClientType, tier: Tier) -> TierVariant | None:
    if tier is not Tier.INST:
        return None
    return TierVariant.PERSON_TOP if client_type.is_person else TierVariant.ORG


class _Decided(NamedTuple):
    client_type: ClientType
    by_rule: Tier
    why: Reason
    today: Average


def _result(decided: _Decided, as_of: date, rules: RuleSet, override: TierOverride | None) -> EffectiveTier:
    tier = decided.by_rule
    reasons: tuple[Reason, ...] = (decided.why,)
    days = decided.today.days
    is_provisional = decided.client_type.is_person and days < rules.tier.average_days
    if is_provisional:
        reasons += (reason("tier.provisional", days20=days, needed_days=rules.tier.average_days),)
    if override is not None and is_in_force(override, as_of):
        problem = override_problem(override, decided.client_type, rules)
        if problem:
            reasons += (reason("tier.override_refused", problem=problem),)
        else:
            tier = override.tier
            reasons += (
                reason(
                    "tier.overridden",
                    tier=tier.value,
                    by_rule=decided.by_rule.value,
                    approver=override.approver,
                    until_on=override.until_on.isoformat(),
                ),
            )
    return EffectiveTier(
        tier=tier,
        variant=_variant(decided.client_type, tier),
        is_provisional=is_provisional,
        sum20_fen=decided.today.sum_fen,
        days20=days,
        by_rule=decided.by_rule,
        reasons=reasons,
    )
