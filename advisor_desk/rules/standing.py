"""Where a client stands on a date: tier, scores and overlays in one record with all reasons.

The record is `domain.standing.Standing`; the decisions are made by the modules named after them.
"""

from dataclasses import dataclass
from datetime import date

from advisor_desk.domain.client import ClientType, Tag
from advisor_desk.domain.standing import AssetFacts, PurchaseFacts, Standing
from advisor_desk.rules.reasons import Reason
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.score import score_client
from advisor_desk.rules.tier import EffectiveTier
from advisor_desk.rules.upgrade import is_hnw_plus, near_tier
from advisor_desk.rules.young import young_age


@dataclass(frozen=True, slots=True)
class ClientFacts:
    """What the rules need to know of the client itself."""

    client_id: int
    client_type: ClientType
    born_on: date | None = None


def stand(  # noqa: PLR0913 - six plain facts; a carrier would be built for each client of a book
    client: ClientFacts,
    facts: PurchaseFacts,
    assets: AssetFacts,
    tier_result: EffectiveTier,
    as_of: date,
    rules: RuleSet,
) -> Standing:
    """Everything about one client as of a date. Facts, assets and tier must be of the same date."""
    score = score_client(facts, tier_result.tier, as_of, rules)
    tags, tag_reasons = _overlays(client, tier_result, as_of, rules)
    asset_reasons: tuple[Reason, ...] = ()
    if assets.aum_fen is not None and assets.aum_fen < 0:
        asset_reasons = (("tier.negative_today", (("assets_fen", assets.aum_fen),)),)
    return Standing(
        client_id=client.client_id,
        as_of=as_of,
        rules_version=rules.version,
        purchases=facts,
        assets=assets,
        tier=tier_result.tier,
        tier_variant=tier_result.variant,
        is_provisional=tier_result.is_provisional,
        avg20_fen=tier_result.avg20_fen,
        a=score.a,
        f=score.f,
        b=score.b,
        group=score.group,
        group_paper_mid=score.group_paper_mid,
        classic=score.classic,
        state=score.state,
        labels=score.labels,
        action=score.action,
        tags=score.tags + tags,
        recency_days=score.recency_days,
        months_num=score.months_num,
        months_den=score.months_den,
        reasons=tier_result.reasons + asset_reasons + score.reasons + tag_reasons,
    )


def _overlays(
    client: ClientFacts, tier: EffectiveTier, as_of: date, rules: RuleSet
) -> tuple[tuple[Tag, ...], tuple[Reason, ...]]:
    tags: tuple[Tag, ...] = ()
    reasons: tuple[Reason, ...] = ()
    age = young_age(client.client_type, client.born_on, as_of, rules)
    if age is not None:
        tags = (Tag.YOUNG_POTENTIAL,)
        span = (("min_age", rules.young.min_age), ("max_age", rules.young.max_age))
        reasons = (("tag.young_potential", (("age", age), *span)),)
    above = near_tier(client.client_type, tier.tier, tier.sum20_fen, tier.days20, rules)
    if above is not None:
        tags += (Tag.UPGRADE_NEAR,)
        gap = (("threshold_fen", above.threshold_fen), ("gap_fen", above.gap_fen))
        reasons += (("tag.upgrade_near", (("tier", above.tier.value), *gap)),)
    if is_hnw_plus(tier.sum20_fen, tier.days20, rules):
        tags += (Tag.HNW_PLUS,)
        reasons += (("tag.hnw_plus", (("threshold_fen", rules.tier.hnw_fen),)),)
    return tags, reasons
