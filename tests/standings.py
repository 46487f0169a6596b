"""Standings for tests of what is made from them: a plain client, to be changed with `dataclasses.replace`."""

from advisor_desk.domain.client import CareAction, Group, LifeState, Tier
from advisor_desk.domain.standing import AssetFacts, ClassicScore, PurchaseFacts, Standing
from tests.builders import TODAY


def standing(client_id: int = 1) -> Standing:
    """A plain active client."""
    return Standing(
        client_id=client_id,
        as_of=TODAY,
        rules_version="2026-11",
        purchases=PurchaseFacts(None),
        assets=AssetFacts(),
        tier=Tier.RETAIL,
        tier_variant=None,
        is_provisional=False,
        avg20_fen=None,
        a=1,
        f=1,
        b=1,
        group=Group.LONG_TAIL,
        group_paper_mid=Group.LONG_TAIL,
        classic=ClassicScore(1, 1, 1),
        state=LifeState.ACTIVE,
        labels=(),
        action=CareAction.REPURCHASE,
        tags=(),
        recency_days=None,
        months_num=12,
        months_den=1,
    )
