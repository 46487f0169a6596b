"""Distances: what is missing to the next edge reaches it, one less does not."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_desk.domain.client import ClientType, Tier
from advisor_desk.domain.standing import AssetFacts, PurchaseFacts, Standing
from advisor_desk.rules.distance import band_distances, tier_distance, what_if
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.standing import ClientFacts, stand
from advisor_desk.rules.tier import EffectiveTier

AS_OF = date(2026, 6, 30)
PERSON = ClientType.PERSON
WAN = 1_000_000


def effective(sum20: int, days: int = 20, tier: Tier = Tier.RETAIL) -> EffectiveTier:
    return EffectiveTier(tier, None, False, sum20, days, tier, ())


def standing_of(rules: RuleSet, facts: PurchaseFacts) -> Standing:
    return stand(ClientFacts(1, PERSON), facts, AssetFacts(), effective(0), AS_OF, rules)


def test_59_purchases_are_one_short_of_five_a_month(rules: RuleSet) -> None:
    facts = PurchaseFacts(date(2020, 1, 6), AS_OF, 59, 12, 59, 60_000_00, 1_500_00)
    found = band_distances(standing_of(rules, facts), rules)
    frequency = found.frequency
    assert (frequency.low, frequency.high, frequency.gap, frequency.slack) == (2, 5, 1, 35)
    assert (found.amount.gap, found.amount.slack) == (40_000_00, 10_000_00)
    assert (found.benefit.low, found.benefit.gap, found.benefit.slack) == (None, 8_500_00, None)


def test_top_band_has_no_next_edge(rules: RuleSet) -> None:
    facts = PurchaseFacts(date(2020, 1, 6), AS_OF, 2000, 1, 1200, 10**9, 10**9)
    found = band_distances(standing_of(rules, facts), rules)
    assert (found.amount.high, found.amount.gap) == (None, None)
    assert (found.frequency.high, found.frequency.gap, found.frequency.slack) == (None, None, 0)
    assert found.benefit.gap is None


@given(
    opened=st.integers(0, 500),
    purchases=st.integers(0, 1500),
    amount=st.integers(0, 2 * 10**8),
    benefit=st.integers(-(10**6), 10**8),
)
def test_the_gap_reaches_the_next_score_and_one_less_does_not(
    rules: RuleSet, opened: int, purchases: int, amount: int, benefit: int
) -> None:
    facts = PurchaseFacts(
        date.fromordinal(AS_OF.toordinal() - opened), AS_OF, 1, None, purchases, amount, benefit
    )
    base = standing_of(rules, facts)
    found = band_distances(base, rules)
    for name, letter, distance in (
        ("window_amount_fen", "a", found.amount),
        ("window_purchases", "f", found.frequency),
        ("window_benefit_fen", "b", found.benefit),
    ):
        value, score = getattr(facts, name), getattr(base, letter)
        for gap, reached in ((distance.gap, score + 1), (0, score)):
            if gap is not None:
                grown = standing_of(rules, replace(facts, **{name: value + gap}))
                assert getattr(grown, letter) == reached
        if distance.gap is not None:
            shy = standing_of(rules, replace(facts, **{name: value + distance.gap - 1}))
            assert getattr(shy, letter) == score
        if distance.slack is not None:
            lowest = standing_of(rules, replace(facts, **{name: value - distance.slack}))
            beyond = standing_of(rules, replace(facts, **{name: value - distance.slack - 1}))
            assert (getattr(lowest, letter), getattr(beyond, letter)) == (score, score - 1)


class TestTierPath:
    """ "再增加 X 元": the gap of the average, and the slider beside it."""

    @pytest.mark.parametrize(
        ("held", "next_tier", "gap"),
        [
            (effective(20 * 90 * WAN), Tier.HNW, 10 * WAN),
            (effective(20 * 90 * WAN + 1), Tier.HNW, 10 * WAN),
            (effective(0, 0), Tier.HNW, 100 * WAN),
            (effective(3 * 200 * WAN, 3, Tier.HNW), Tier.INST, 300 * WAN),
            (effective(20 * 120 * WAN), Tier.HNW, 0),
        ],
    )
    def test_gap(self, rules: RuleSet, held: EffectiveTier, next_tier: Tier, gap: int) -> None:
        found = tier_distance(PERSON, held, rules)
        assert found is not None
        assert (found.tier, found.gap_fen) == (next_tier, gap)

    def test_none_at_the_top_and_for_organisations(self, rules: RuleSet) -> None:
        assert tier_distance(PERSON, effective(10**12, 20, Tier.INST), rules) is None
        assert tier_distance(ClientType.GOV, effective(0, 20, Tier.INST), rules) is None

    @pytest.mark.parametrize(
        ("tier", "average", "extra", "expected"),
        [
            (Tier.RETAIL, 90, 10, Tier.HNW),
            (Tier.RETAIL, 90, 9, Tier.RETAIL),
            (Tier.RETAIL, 90, 410, Tier.INST),
            (Tier.HNW, 100, -10, Tier.HNW),
            (Tier.HNW, 100, -11, Tier.RETAIL),
            (Tier.INST, 500, -50, Tier.INST),
            (Tier.INST, 500, -51, Tier.HNW),
            (Tier.INST, 500, -420, Tier.RETAIL),
            (Tier.HNW, 450, 0, Tier.HNW),
        ],
    )
    def test_what_if(self, rules: RuleSet, tier: Tier, average: int, extra: int, expected: Tier) -> None:
        assert what_if(PERSON, effective(20 * average * WAN, 20, tier), extra * WAN, rules) is expected

    def test_what_if_of_an_organisation_and_of_a_client_without_assets(self, rules: RuleSet) -> None:
        assert what_if(ClientType.GOV, effective(0, 20, Tier.INST), 0, rules) is Tier.INST
        assert what_if(PERSON, effective(0, 0), 100 * WAN, rules) is Tier.HNW
