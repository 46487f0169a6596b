"""All scores of one client: A/F/B, classic R/F/M, groups, state, labels, action (domain notes §2.1 to 2.3).

Whole numbers and exact fractions only. A book is scored client by client, so nothing here is built
that the result does not need.
"""

from dataclasses import dataclass
from datetime import date

from advisor_desk.domain.client import CareAction, Group, LifeState, Preset, Tag, Tier, ValueLabel
from advisor_desk.domain.standing import ClassicScore, PurchaseFacts
from advisor_desk.errors import DeskBug
from advisor_desk.rules.bands import band, bounds, falling, per_month
from advisor_desk.rules.group import Scores, group_of, is_low_yield, tags_of
from advisor_desk.rules.reasons import Reason
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.state import action_of, labels_of, state_of
from advisor_desk.rules.window import Observed, observed

PRESET = Preset.WEALTH
"""The preset whose group and tags are the official ones."""


@dataclass(frozen=True, slots=True)
class ClientScore:
    """The scores of one client. `tags` are those of the scores alone, in the order of `Tag`."""

    a: int
    f: int
    b: int
    months_num: int
    months_den: int
    recency_days: int | None
    group: Group
    group_paper_mid: Group
    classic: ClassicScore
    state: LifeState
    labels: tuple[ValueLabel, ...]
    action: CareAction
    tags: tuple[Tag, ...]
    reasons: tuple[Reason, ...]


def score_client(facts: PurchaseFacts, tier: Tier, as_of: date, rules: RuleSet) -> ClientScore:
    """Scores of the facts as of a date.

    The facts must be counted up to `as_of`: a later purchase raises DeskBug.
    """
    seen = observed(facts.opened_on, as_of, rules)
    recency = _recency(facts, as_of)
    scores = Scores(
        band(rules.score.amount_fen, facts.window_amount_fen),
        band(rules.score.per_month, per_month(facts.window_purchases, seen.num, seen.den)),
        band(rules.score.benefit_fen, facts.window_benefit_fen),
        recency,
    )
    classic = classic_score(facts, recency, rules)
    group, group_reason = group_of(scores, PRESET, rules.group)
    paper_mid, _ = group_of(scores, Preset.PAPER_MID, rules.group)
    state, state_reason = state_of(facts, recency, seen.tenure_days, rules.state)
    labels = labels_of(classic, scores.b, tier, rules.label)
    tags, tag_reasons = _tags(facts, scores, tier, rules)
    return ClientScore(
        scores.a,
        scores.f,
        scores.b,
        seen.num,
        seen.den,
        recency,
        group,
        paper_mid,
        classic,
        state,
        labels,
        action_of(state, labels),
        tags,
        (
            *_score_reasons(facts, scores, seen, rules),
            group_reason,
            *_classic_reasons(facts, classic, recency),
            state_reason,
            *_label_reasons(labels, classic, scores.b, tier),
            *tag_reasons,
        ),
    )


def classic_score(facts: PurchaseFacts, recency_days: int | None, rules: RuleSet) -> ClassicScore:
    """Classic R, F, M by fixed cuts; who never bought has R = 1."""
    classic = rules.classic
    return ClassicScore(
        1 if recency_days is None else falling(classic.recency_days, recency_days),
        band(classic.purchases, facts.window_purchases),
        band(classic.amount_fen, facts.window_amount_fen),
    )


def _recency(facts: PurchaseFacts, as_of: date) -> int | None:
    if facts.last_purchase_on is None:
        return None
    days = as_of.toordinal() - facts.last_purchase_on.toordinal()
    if days < 0:
        raise DeskBug("rules.purchase_after_as_of")
    return days


def _tags(
    facts: PurchaseFacts, scores: Scores, tier: Tier, rules: RuleSet
) -> tuple[tuple[Tag, ...], tuple[Reason, ...]]:
    tags = tags_of(scores, PRESET, rules.group)
    reasons: tuple[Reason, ...] = ()
    if facts.window_benefit_fen < 0:
        tags += (Tag.NEG_BENEFIT,)
    if is_low_yield(scores, tier, rules.group, PRESET):
        tags += (Tag.LOW_YIELD_HIGH_FREQ,)
        params = (("tier", tier.value), ("a", scores.a), ("f", scores.f), ("b", scores.b))
        reasons = (("tag.low_yield_high_freq", params),)
    if not facts.window_purchases:
        tags += (Tag.NO_PURCHASE_12M,)
    return tags, reasons


def _score_reasons(facts: PurchaseFacts, scores: Scores, seen: Observed, rules: RuleSet) -> list[Reason]:
    edges = rules.score
    low, high = bounds(edges.amount_fen, scores.a)
    amount: Reason = (
        "score.amount",
        (
            ("amount_fen", facts.window_amount_fen),
            ("score", scores.a),
            ("from_fen", low),
            ("below_fen", high),
        ),
    )
    low, high = bounds(edges.per_month, scores.f)
    frequency: Reason = (
        "score.frequency",
        (
            ("purchases", facts.window_purchases),
            ("months_num", seen.num),
            ("months_den", seen.den),
            ("score", scores.f),
            ("from_times", low),
            ("below_times", high),
        ),
    )
    low, high = bounds(edges.benefit_fen, scores.b)
    benefit: Reason = (
        "score.benefit",
        (
            ("benefit_fen", facts.window_benefit_fen),
            ("score", scores.b),
            ("from_fen", low),
            ("below_fen", high),
        ),
    )
    reasons = [amount, frequency, benefit]
    if facts.window_benefit_fen < 0:
        reasons.append(("score.benefit_negative", (("benefit_fen", facts.window_benefit_fen),)))
    if facts.benefit_is_estimated:
        reasons.append(("score.benefit_estimated", ()))
    if seen.tenure_days is None:
        reasons.append(("score.opened_on_unknown", (("months", seen.num),)))
    return reasons


def _classic_reasons(facts: PurchaseFacts, classic: ClassicScore, recency: int | None) -> tuple[Reason, ...]:
    return (
        ("classic.r", (("recency_days", recency), ("score", classic.r))),
        ("classic.f", (("purchases", facts.window_purchases), ("score", classic.f))),
        ("classic.m", (("amount_fen", facts.window_amount_fen), ("score", classic.m))),
    )


def _label_reasons(
    labels: tuple[ValueLabel, ...], classic: ClassicScore, b: int, tier: Tier
) -> tuple[Reason, ...]:
    if not labels:
        return ()
    reasons: tuple[Reason, ...] = ()
    if ValueLabel.HIGH_VALUE in labels:
        reasons = (("label.high_value", (("m", classic.m), ("b", b), ("tier", tier.value))),)
    if ValueLabel.LOYAL in labels:
        reasons += (("label.loyal", (("f", classic.f), ("r", classic.r))),)
    return reasons
