"""Explains the tier and the 20-day average behind it. Words are made elsewhere."""

from itertools import islice

from advisor_desk.domain.client import Tier
from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.money import floor_div
from advisor_desk.errors import Param
from advisor_desk.rules.explanation import ExplainCase, Finding, reasons_of
from advisor_desk.rules.reasons import Reason, reason
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.tier import AssetHistory, averages_back, hold
from advisor_desk.rules.upgrade import next_tier


def explain_tier(case: ExplainCase, rules: RuleSet) -> Finding:
    """Each threshold against the exact average, how it is held, what the next one lacks."""
    standing, assets = case.standing, case.standing.assets
    steps: list[Reason] = []
    if case.client.client_type.is_person:
        for tier, threshold in rules.tier.levels:
            steps.append(
                reason(
                    "step.threshold",
                    tier=tier.value,
                    threshold_fen=threshold,
                    sum20_fen=assets.sum20_fen,
                    days20=assets.days20,
                    is_reached=assets.days20 > 0 and assets.sum20_fen >= threshold * assets.days20,
                )
            )
            if case.history is not None:
                steps.append(_hold_step(case, case.history, tier, rules))
    steps += reasons_of(standing, "tier")
    above = next_tier(case.client.client_type, standing.tier, assets.sum20_fen, assets.days20, rules)
    if above is not None:
        steps.append(
            reason(
                "step.next_tier",
                tier=above.tier.value,
                threshold_fen=above.threshold_fen,
                gap_fen=above.gap_fen,
            )
        )
    inputs: tuple[tuple[str, Param], ...] = (
        ("client_type", case.client.client_type.value),
        ("sum20_fen", assets.sum20_fen),
        ("days20", assets.days20),
        ("avg20_fen", standing.avg20_fen),
        ("aum_fen", assets.aum_fen),
    )
    return Finding("tier", inputs, tuple(steps), standing.tier.value)


def _hold_step(case: ExplainCase, history: AssetHistory, tier: Tier, rules: RuleSet) -> Reason:
    state = hold(history, case.standing.as_of, tier, rules)
    return reason(
        "step.hold",
        tier=tier.value,
        floor_fen=rules.tier.threshold(tier) * rules.tier.floor_percent // 100,
        reached_on=None if state.reached_on is None else from_day(state.reached_on).isoformat(),
        below_days=state.below_days,
        down_days=rules.tier.down_days,
        is_held=state.is_held,
    )


def explain_average(case: ExplainCase, rules: RuleSet) -> Finding:
    """The value of each trading day where the history is at hand, their sum, the division."""
    assets = case.standing.assets
    days: tuple[tuple[str, Param], ...] = ()
    if case.history is not None:
        latest = averages_back(case.history, to_day(case.standing.as_of), 1)
        days = tuple(
            (from_day(one.day).isoformat(), one.sum_fen) for one in islice(latest, rules.tier.average_days)
        )
    steps: tuple[Reason, ...] = reasons_of(case.standing, "tier")
    steps = tuple(one for one in steps if one[0] in {"tier.provisional", "tier.no_assets"})
    if assets.days20:
        average = reason(
            "step.average",
            sum_fen=assets.sum20_fen,
            days=assets.days20,
            average_fen=floor_div(assets.sum20_fen, assets.days20),
        )
        steps = (average, *steps)
    return Finding("tier.average.days", days, steps, case.standing.avg20_fen)
