"""State, labels and the action they ask for (domain notes §2.3)."""

from advisor_desk.domain.classic import ClassicScore
from advisor_desk.domain.client import CareAction, LifeState, Tier, ValueLabel
from advisor_desk.rules.figures import Figures
from advisor_desk.rules.reasons import Reason
from advisor_desk.rules.ruleset import LabelRules, StateRules


def state_of(one: Figures, rules: StateRules) -> tuple[LifeState, str]:
    """The one state and its reason's code. A client of unknown tenure who never bought is not called new."""
    recency = one.recency_days
    if recency is None:
        if one.tenure_days is not None and one.tenure_days <= rules.new_max_tenure_days:
            return LifeState.NEW, "state.never_bought_new"
        return LifeState.DORMANT, "state.never_bought"
    if recency > rules.at_risk_max_days:
        return LifeState.DORMANT, "state.dormant"
    if recency > rules.active_max_days:
        return LifeState.AT_RISK, "state.silent"
    if recency > rules.cadence_min_days and _is_off_cadence(one, recency, rules):
        return LifeState.AT_RISK, "state.off_cadence"
    return LifeState.ACTIVE, "state.active"


def _is_off_cadence(one: Figures, recency_days: int, rules: StateRules) -> bool:
    """Silent for longer than the client's own rhythm allows; without a known rhythm never."""
    return (
        one.lifetime_purchases >= rules.cadence_min_purchases
        and one.median_gap_x2 is not None
        and 2 * recency_days > rules.cadence_gap_factor * one.median_gap_x2
    )


def state_reason(code: str, one: Figures, rules: StateRules) -> Reason:
    """The reason of a state with the figures that its condition looked at."""
    recency = ("recency_days", one.recency_days)
    if code == "state.active":
        return code, (recency, ("limit_days", rules.active_max_days))
    if code == "state.dormant":
        return code, (recency, ("limit_days", rules.at_risk_max_days))
    if code == "state.silent":
        return code, (recency, ("from_days", rules.active_max_days + 1), ("to_days", rules.at_risk_max_days))
    if code == "state.off_cadence":
        gap = (("median_gap_x2", one.median_gap_x2), ("gap_factor", rules.cadence_gap_factor))
        return code, (recency, ("min_days", rules.cadence_min_days), *gap)
    return code, (("tenure_days", one.tenure_days), ("limit_days", rules.new_max_tenure_days))


_LABELS = {
    (False, False): (),
    (True, False): (ValueLabel.HIGH_VALUE,),
    (False, True): (ValueLabel.LOYAL,),
    (True, True): (ValueLabel.HIGH_VALUE, ValueLabel.LOYAL),
}


def labels_of(classic: ClassicScore, b: int, tier: Tier, rules: LabelRules) -> tuple[ValueLabel, ...]:
    """Every label that fits, whatever the state."""
    is_high = (
        classic.m >= rules.high_value_min_m or b >= rules.high_value_min_b or tier in rules.high_value_tiers
    )
    is_loyal = classic.f >= rules.loyal_min_f and classic.r >= rules.loyal_min_r
    return _LABELS[is_high, is_loyal]


_BY_STATE = {
    LifeState.AT_RISK: CareAction.RETAIN,
    LifeState.DORMANT: CareAction.REACTIVATE,
    LifeState.NEW: CareAction.ONBOARD,
}


def action_of(state: LifeState, labels: tuple[ValueLabel, ...]) -> CareAction:
    """The first action that fits, from the top of the table."""
    if state is not LifeState.ACTIVE:
        return _BY_STATE[state]
    if ValueLabel.HIGH_VALUE in labels:
        return CareAction.CROSS_UPSELL
    return CareAction.LOYALTY if labels else CareAction.REPURCHASE
