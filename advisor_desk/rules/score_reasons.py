"""The reasons of a client's scores: the figures each decision looked at. Nothing is decided here."""

from advisor_desk.domain.client import Tag, Tier, ValueLabel
from advisor_desk.rules.bands import bounds
from advisor_desk.rules.decision import Decision
from advisor_desk.rules.figures import Figures
from advisor_desk.rules.group import PRESET
from advisor_desk.rules.reasons import Reason
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.state import state_reason


def score_reasons(
    one: Figures, found: Decision, tier: Tier, is_estimated: bool, rules: RuleSet
) -> tuple[Reason, ...]:
    """All reasons, in the order of the score card."""
    reasons = _bands(one, found, rules)
    if one.benefit_fen < 0:
        reasons.append(("score.benefit_negative", (("benefit_fen", one.benefit_fen),)))
    if is_estimated:
        reasons.append(("score.benefit_estimated", ()))
    if one.tenure_days is None:
        reasons.append(("score.opened_on_unknown", (("months", found.months_num),)))
    classic = found.classic
    reasons += (
        _group(one, found, rules),
        ("classic.r", (("recency_days", one.recency_days), ("score", classic.r))),
        ("classic.f", (("purchases", one.purchases), ("score", classic.f))),
        ("classic.m", (("amount_fen", one.amount_fen), ("score", classic.m))),
        state_reason(found.state_why, one, rules.state),
    )
    if ValueLabel.HIGH_VALUE in found.labels:
        reasons.append(("label.high_value", (("m", classic.m), ("b", found.b), ("tier", tier.value))))
    if ValueLabel.LOYAL in found.labels:
        reasons.append(("label.loyal", (("f", classic.f), ("r", classic.r))))
    if Tag.LOW_YIELD_HIGH_FREQ in found.tags:
        scores = (("a", found.a), ("f", found.f), ("b", found.b))
        reasons.append(("tag.low_yield_high_freq", (("tier", tier.value), *scores)))
    return tuple(reasons)


def _bands(one: Figures, found: Decision, rules: RuleSet) -> list[Reason]:
    a, f, b = found.a, found.f, found.b
    low_a, high_a = bounds(rules.score.amount_fen, a)
    low_f, high_f = bounds(rules.score.per_month, f)
    low_b, high_b = bounds(rules.score.benefit_fen, b)
    return [
        (
            "score.amount",
            (("amount_fen", one.amount_fen), ("score", a), ("from_fen", low_a), ("below_fen", high_a)),
        ),
        (
            "score.frequency",
            (
                ("purchases", one.purchases),
                ("months_num", found.months_num),
                ("months_den", found.months_den),
                ("score", f),
                ("from_times", low_f),
                ("below_times", high_f),
            ),
        ),
        (
            "score.benefit",
            (("benefit_fen", one.benefit_fen), ("score", b), ("from_fen", low_b), ("below_fen", high_b)),
        ),
    ]


def _group(one: Figures, found: Decision, rules: RuleSet) -> Reason:
    code, cuts = found.group_why, rules.group.preset(PRESET)
    if code == "group.high_amount":
        return code, (("a", found.a), ("cut", cuts.high_a))
    if code == "group.benefit_lift":
        return code, (("b", found.b), ("cut", cuts.high_b))
    if code == "group.high_freq":
        return code, (("f", found.f), ("cut", cuts.high_f))
    return code, (("recency_days", one.recency_days), ("limit_days", rules.group.recent_days))
