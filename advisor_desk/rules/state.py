"""State, labels and the action they ask for (domain notes §2.3)."""

from advisor_desk.domain.client import CareAction, LifeState, Tier, ValueLabel
from advisor_desk.domain.standing import ClassicScore, PurchaseFacts
from advisor_desk.rules.reasons import Reason
from advisor_desk.rules.ruleset import LabelRules, StateRules


def state_of(
    facts: PurchaseFacts, recency_days: int | None, tenure_days: int | None, rules: StateRules
) -> tuple[LifeState, Reason]:
    """The one state, and why. A client of unknown tenure who never bought is not called new."""
    if recency_days is None:
        days = (("tenure_days", tenure_days), ("limit_days", rules.new_max_tenure_days))
        if tenure_days is not None and tenure_days <= rules.new_max_tenure_days:
            return LifeState.NEW, ("state.never_bought_new", days)
        return LifeState.DORMANT, ("state.never_bought", days)
    recency = ("recency_days", recency_days)
    if recency_days > rules.at_risk_max_days:
        return LifeState.DORMANT, ("state.dormant", (recency, ("limit_days", rules.at_risk_max_days)))
    if recency_days > rules.active_max_days:
        span = (("from_days", rules.active_max_days + 1), ("to_days", rules.at_risk_max_days))
        return LifeState.AT_RISK, ("state.silent", (recency, *span))
    if is_off_cadence(facts, recency_days, rules):
        cadence = (
            ("min_days", rules.cadence_min_days),
            ("median_gap_x2", facts.median_gap_x2),
            ("gap_factor", rules.cadence_gap_factor),
        )
        return LifeState.AT_RISK, ("state.off_cadence", (recency, *cadence))
    return LifeState.ACTIVE, ("state.active", (recency, ("limit_days", rules.active_max_days)))


def is_off_cadence(facts: PurchaseFacts, recency_days: int, rules: StateRules) -> bool:
    """Silent for longer than the client's own rhythm allows; without a known rhythm never."""
    return (
        recency_days > rules.cadence_min_days
        and facts.lifetime_purchases >= rules.cadence_min_purchases
        and facts.median_gap_x2 is not None
        and 2 * recency_days > rules.cadence_gap_factor * facts.median_gap_x2
    )


def labels_of(classic: ClassicScore, b: int, tier: Tier, rules: LabelRules) -> tuple[ValueLabel, ...]:
    """Every label that fits, whatever the state."""
    is_high = (
        classic.m >= rules.high_value_min_m or b >= rules.high_value_min_b or tier in rules.high_value_tiers
    )
    is_loyal = classic.f >= rules.loyal_min_f and classic.r >= rules.loyal_min_r
    return _LABELS[is_high, is_loyal]


_LABELS = {
    (False, False): (),
    (True, False): (ValueLabel.HIGH_VALUE,),
    (False, True): (ValueLabel.LOYAL,),
    (True, True): (ValueLabel.HIGH_VALUE, ValueLabel.LOYAL),
}
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
    return CareAction.LOYALTY if ValueLabel.LOYAL in labels else CareAction.REPURCHASE
