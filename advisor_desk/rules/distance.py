"""How far it is to the next edge: for the score card's bands, the tier path and the what-if slider."""

from dataclasses import dataclass

from advisor_desk.domain.client import ClientType, Tier
from advisor_desk.domain.standing import Standing
from advisor_desk.rules.bands import bounds
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.tier import EffectiveTier
from advisor_desk.rules.upgrade import NextTier, next_tier


@dataclass(frozen=True, slots=True)
class BandDistance:
    """A value on its band. `low` and `high` are the band's edges, None where it has no end.

    `gap` is the smallest addition that reaches `high`; `slack` the largest loss that keeps the score
    (None in the lowest band). Amount and benefit are in fen. For frequency the edges are times per
    month, the value is value/value_den times per month, and gap and slack are whole purchases.
    """

    score: int
    value: int
    value_den: int
    low: int | None
    high: int | None
    gap: int | None
    slack: int | None


@dataclass(frozen=True, slots=True)
class BandDistances:
    """The three scores on their bands."""

    amount: BandDistance
    frequency: BandDistance
    benefit: BandDistance


def band_distances(standing: Standing, rules: RuleSet) -> BandDistances:
    """The distances of A, F and B to the edges around them."""
    facts = standing.purchases
    return BandDistances(
        _money(rules.score.amount_fen, standing.a, facts.window_amount_fen),
        _times(rules.score.per_month, standing),
        _money(rules.score.benefit_fen, standing.b, facts.window_benefit_fen),
    )


def _money(edges: tuple[int, ...], score: int, fen: int) -> BandDistance:
    low, high = bounds(edges, score)
    gap = None if high is None else high - fen
    slack = None if low is None else fen - low
    return BandDistance(score, fen, 1, low, high, gap, slack)


def _times(edges: tuple[int, ...], standing: Standing) -> BandDistance:
    low, high = bounds(edges, standing.f)
    bought, num, den = standing.purchases.window_purchases, standing.months_num, standing.months_den
    gap = None if high is None else purchases_for(high, num, den) - bought
    slack = None if low is None else bought - purchases_for(low, num, den)
    return BandDistance(standing.f, bought * den, num, low, high, gap, slack)


def purchases_for(per_month: int, months_num: int, months_den: int) -> int:
    """The fewest purchases that make `per_month` over the months observed."""
    return -(-per_month * months_num // months_den)


def tier_distance(client_type: ClientType, effective: EffectiveTier, rules: RuleSet) -> NextTier | None:
    """What the average still lacks to the next tier, None for organisations and at the top."""
    return next_tier(client_type, effective.tier, effective.sum20_fen, effective.days20, rules)


def what_if(client_type: ClientType, effective: EffectiveTier, extra_fen: int, rules: RuleSet) -> Tier:
    """The tier if the average were `extra_fen` higher (or lower) and stayed there.

    A rise counts once the average shows it; a fall once it lasted the whole down time. Overrides are
    left out. Organisations stay what they are.
    """
    if not client_type.is_person:
        return Tier.INST
    days = max(1, effective.days20)
    total = effective.sum20_fen + extra_fen * days
    held = {Tier.INST: (Tier.INST, Tier.HNW), Tier.HNW: (Tier.HNW,), Tier.RETAIL: ()}[effective.by_rule]
    for tier, threshold in rules.tier.levels:
        percent = rules.tier.floor_percent if tier in held else 100
        if total * 100 >= threshold * days * percent:
            return tier
    return Tier.RETAIL
