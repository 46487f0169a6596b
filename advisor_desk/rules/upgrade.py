"""Who is close to the next tier, and who counts as 高净值及以上 in reports (domain notes §1.2 T3, §1.3)."""

from dataclasses import dataclass

from advisor_desk.domain.client import ClientType, Tier
from advisor_desk.rules.ruleset import RuleSet

_NEXT = {Tier.RETAIL: Tier.HNW, Tier.HNW: Tier.INST}


@dataclass(frozen=True, slots=True)
class NextTier:
    """The tier above, its threshold, and what the 20-day average lacks, rounded up to whole fen."""

    tier: Tier
    threshold_fen: int
    gap_fen: int


def next_tier(
    client_type: ClientType, tier: Tier, sum20_fen: int, days20: int, rules: RuleSet
) -> NextTier | None:
    """What a person's average lacks to the tier above, None at the top and for organisations.

    Without any day of assets everything is lacking. The gap is 0 when only an override holds the tier down.
    """
    above = _NEXT.get(tier)
    if above is None or not client_type.is_person:
        return None
    threshold = rules.tier.threshold(above)
    average_up = threshold if not days20 else threshold - sum20_fen // days20
    return NextTier(above, threshold, max(0, average_up))


def near_tier(
    client_type: ClientType, tier: Tier, sum20_fen: int, days20: int, rules: RuleSet
) -> NextTier | None:
    """The tier above when the exact average has reached `near_percent` of its threshold, else None."""
    if tier is Tier.INST or not days20:
        return None
    scaled = (rules.tier.hnw_fen if tier is Tier.RETAIL else rules.tier.inst_fen) * days20
    is_near = sum20_fen < scaled and sum20_fen * 100 >= scaled * rules.tier.near_percent
    return next_tier(client_type, tier, sum20_fen, days20, rules) if is_near else None


def is_hnw_plus(sum20_fen: int, days20: int, rules: RuleSet) -> bool:
    """The reporting umbrella: average assets of at least the HNW threshold, whoever the client is."""
    return days20 > 0 and sum20_fen >= rules.tier.hnw_fen * days20
