"""What must hold for any client: scores rise with the figures, one group, one state, known reasons."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from advisor_desk.domain.client import ClientType, Group, LifeState, Preset, Tier
from advisor_desk.domain.standing import AssetFacts, PurchaseFacts
from advisor_desk.domain.trading import TradingDays
from advisor_desk.rules.group import Scores, group_of
from advisor_desk.rules.reasons import CODES
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.score import score_client
from advisor_desk.rules.standing import ClientFacts, stand
from advisor_desk.rules.tier import AssetHistory, tier_effective

AS_OF = date(2026, 6, 30)
days_ago = st.integers(0, 4000).map(lambda days: AS_OF - timedelta(days=days))
money = st.integers(-(10**7), 2 * 10**8)


@st.composite
def facts(draw: st.DrawFn) -> PurchaseFacts:
    last = draw(st.none() | days_ago)
    is_inside = last is not None and last > date(2025, 6, 30)
    bought = draw(st.integers(1, 1500)) if is_inside else 0
    return PurchaseFacts(
        opened_on=draw(st.none() | days_ago),
        last_purchase_on=last,
        lifetime_purchases=bought + (draw(st.integers(0, 50)) if last else 0),
        median_gap_x2=draw(st.none() | st.integers(1, 800)) if last else None,
        window_purchases=bought,
        window_amount_fen=draw(st.integers(1, 2 * 10**8)) if bought else 0,
        window_benefit_fen=draw(money),
        benefit_is_estimated=draw(st.booleans()),
    )


@given(one=facts(), more=st.integers(0, 2 * 10**8), tier=st.sampled_from(Tier))
def test_scores_never_fall_as_a_figure_rises(
    rules: RuleSet, one: PurchaseFacts, more: int, tier: Tier
) -> None:
    base = score_client(one, tier, AS_OF, rules)
    richer = score_client(replace(one, window_amount_fen=one.window_amount_fen + more), tier, AS_OF, rules)
    busier = score_client(
        replace(one, window_purchases=one.window_purchases + more % 999), tier, AS_OF, rules
    )
    better = score_client(replace(one, window_benefit_fen=one.window_benefit_fen + more), tier, AS_OF, rules)
    assert richer.a >= base.a
    assert richer.classic.m >= base.classic.m
    assert busier.f >= base.f
    assert busier.classic.f >= base.classic.f
    assert better.b >= base.b


@given(one=facts(), tier=st.sampled_from(Tier))
def test_frequency_score_is_that_of_the_exact_fraction(
    rules: RuleSet, one: PurchaseFacts, tier: Tier
) -> None:
    found = score_client(one, tier, AS_OF, rules)
    monthly = Fraction(one.window_purchases * found.months_den, found.months_num)
    assert found.f == 1 + sum(monthly >= edge for edge in (2, 5, 10, 50, 100))
    assert 1 <= Fraction(found.months_num, found.months_den) <= 12


@given(
    scores=st.builds(Scores, st.integers(1, 6), st.integers(1, 6), st.integers(1, 6), st.booleans()),
    preset=st.sampled_from(Preset),
    is_lifted=st.booleans(),
)
def test_every_client_is_in_exactly_one_group(
    rules: RuleSet, scores: Scores, preset: Preset, is_lifted: bool
) -> None:
    group_rules = replace(rules.group, benefit_lift=is_lifted)
    cuts = group_rules.preset(preset)
    is_key = scores.a >= cuts.high_a or (is_lifted and scores.b >= cuts.high_b)
    is_guide = not is_key and scores.f >= cuts.high_f
    members = {
        Group.KEY_DEVELOP: is_key,
        Group.KEY_GUIDE: is_guide,
        Group.POTENTIAL: not is_key and not is_guide and scores.is_recent,
        Group.LONG_TAIL: not is_key and not is_guide and not scores.is_recent,
    }
    assert [group for group, is_member in members.items() if is_member] == [
        group_of(scores, preset, group_rules)[0]
    ]


@given(
    one=facts(),
    client=st.builds(ClientFacts, st.just(7), st.sampled_from(ClientType), st.none() | days_ago),
    assets=st.integers(-(10**9), 10**9),
    days=st.integers(1, 120),
)
def test_standing_is_repeatable_and_gives_registered_reasons(
    rules: RuleSet,
    one: PurchaseFacts,
    client: ClientFacts,
    assets: int,
    days: int,
) -> None:
    today = AS_OF.toordinal() - date(1970, 1, 1).toordinal()
    history = AssetHistory([(today - days, assets)], TradingDays())
    tier = tier_effective(client.client_type, history, AS_OF, rules)
    asset_facts = AssetFacts(assets, AS_OF, tier.sum20_fen, tier.days20)
    found = stand(client, one, asset_facts, tier, AS_OF, rules)
    assert found == stand(client, one, asset_facts, tier, AS_OF, rules)
    assert (found.rules_version, found.as_of) == (rules.version, AS_OF)
    for code, params in found.reasons:
        assert tuple(name for name, _ in params) == CODES[code]
    areas = [code.partition(".")[0] for code, _ in found.reasons]
    assert areas.count("group") == areas.count("state") == 1
    assert (found.state is LifeState.NEW) <= (one.last_purchase_on is None)
    assert len(set(found.tags)) == len(found.tags)
    assert 3 <= found.composite <= 18
