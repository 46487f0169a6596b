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
    threshold = rules.tier.inst_fen if above is Tier.INST else rules.tier.hnw_fen
    average_up = threshold if not days20 else threshold - sum20_fen // days20
    return NextTier(above, threshold, max(0, average_up))


def is_upgrade_near(found: NextTier, sum20_fen: int, days20: int, rules: RuleSet) -> bool:
    """True from `near_percent` of the threshold up to just below it, by the exact average."""
    scaled = found.threshold_fen * days20
    return scaled * rules.tier.near_percent <= sum20_fen * 100 and sum20_fen < scaled


def is_hnw_plus(sum20_fen: int, days20: int, rules: RuleSet) -> bool:
    """The reporting umbrella: average assets of at least the HNW threshold, whoever the client is."""
    return days20 > 0 and sum20_fen >= rules.tier.hnw_fen * days20
