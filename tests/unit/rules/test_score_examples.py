"""The worked numbers of the domain notes §2.1 to 2.3: both sides of every edge, groups, tags, states."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from advisor_desk.domain.client import CareAction, Group, LifeState, Preset, Tag, Tier, ValueLabel
from advisor_desk.domain.money import yuan
from advisor_desk.domain.standing import ClassicScore, PurchaseFacts
from advisor_desk.errors import DeskBug
from advisor_desk.rules.group import Scores, group_of
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.score import ClientScore, score_client
from advisor_desk.rules.window import months_of, window_days

AS_OF = date(2026, 6, 30)
BASE = PurchaseFacts(opened_on=date(2020, 1, 6))


def ago(days: int) -> date:
    return AS_OF - timedelta(days=days)


def score(rules: RuleSet, facts: PurchaseFacts, tier: Tier = Tier.RETAIL) -> ClientScore:
    return score_client(facts, tier, AS_OF, rules)


@pytest.mark.parametrize(
    ("below", "edge", "band"),
    [
        ("9999.99", "10000", 2),
        ("49999.99", "50000", 3),
        ("99999.99", "100000", 4),
        ("499999.99", "500000", 5),
        ("999999.99", "1000000", 6),
    ],
)
def test_amount_edge_belongs_to_the_higher_band(rules: RuleSet, below: str, edge: str, band: int) -> None:
    assert score(rules, replace(BASE, window_amount_fen=yuan(below))).a == band - 1
    assert score(rules, replace(BASE, window_amount_fen=yuan(edge))).a == band


@pytest.mark.parametrize(
    ("below", "edge", "band"),
    [(23, 24, 2), (59, 60, 3), (119, 120, 4), (599, 600, 5), (1199, 1200, 6)],
)
def test_frequency_edge_over_twelve_months(rules: RuleSet, below: int, edge: int, band: int) -> None:
    assert score(rules, replace(BASE, window_purchases=below)).f == band - 1
    assert score(rules, replace(BASE, window_purchases=edge)).f == band


@pytest.mark.parametrize(
    ("below", "edge", "band"),
    [
        ("9999.99", "10000", 2),
        ("29999.99", "30000", 3),
        ("99999.99", "100000", 4),
        ("299999.99", "300000", 5),
        ("499999.99", "500000", 6),
    ],
)
def test_benefit_edge_belongs_to_the_higher_band(rules: RuleSet, below: str, edge: str, band: int) -> None:
    assert score(rules, replace(BASE, window_benefit_fen=yuan(below))).b == band - 1
    assert score(rules, replace(BASE, window_benefit_fen=yuan(edge))).b == band


@pytest.mark.parametrize("benefit", [0, -1, -(10**12)])
def test_no_benefit_is_band_1_and_a_negative_one_is_flagged(rules: RuleSet, benefit: int) -> None:
    found = score(rules, replace(BASE, window_benefit_fen=benefit))
    assert found.b == 1
    assert (Tag.NEG_BENEFIT in found.tags) is (benefit < 0)
    assert ("score.benefit_negative" in dict(found.reasons)) is (benefit < 0)


class TestMonthsObserved:
    """§2.1: twelve when opened on or before the window start, else tenure / 30.4375 within 1 to 12."""

    @pytest.mark.parametrize(
        ("opened_on", "months"),
        [
            (date(2020, 1, 6), (12, 1)),
            (date(2025, 6, 30), (12, 1)),
            (date(2025, 7, 1), (364 * 16, 487)),
            (date(2026, 5, 1), (60 * 16, 487)),
            (ago(31), (31 * 16, 487)),
            (ago(30), (1, 1)),
            (AS_OF, (1, 1)),
            (AS_OF + timedelta(days=9), (1, 1)),
            (None, (12, 1)),
        ],
    )
    def test_exact(self, rules: RuleSet, opened_on: date | None, months: tuple[int, int]) -> None:
        tenure = None if opened_on is None else (AS_OF - opened_on).days
        assert months_of(tenure, window_days(AS_OF, 12), rules.window) == months

    def test_never_more_than_the_window(self, rules: RuleSet) -> None:
        short_months = replace(rules.window, month_days_num=28, month_days_den=1)
        assert months_of(364, 365, short_months) == (12, 1)

    def test_unknown_opening_gives_the_lowest_frequency_and_says_so(self, rules: RuleSet) -> None:
        found = score(rules, PurchaseFacts(None, window_purchases=23))
        assert found.f == 1
        assert dict(found.reasons)["score.opened_on_unknown"] == (("months", 12),)

    def test_two_a_month_exactly_after_ten_days(self, rules: RuleSet) -> None:
        assert score(rules, PurchaseFacts(date(2026, 6, 20), window_purchases=2)).f == 2

    def test_four_in_sixty_days_is_just_over_two_a_month(self, rules: RuleSet) -> None:
        assert score(rules, PurchaseFacts(date(2026, 5, 1), window_purchases=4)).f == 2
        assert score(rules, PurchaseFacts(date(2026, 5, 1), window_purchases=3)).f == 1


class TestGroups:
    """§2.2: first match wins, all tags are kept."""

    @pytest.mark.parametrize(
        ("scores", "wealth", "paper_mid", "why"),
        [
            (Scores(4, 1, 1, False), Group.KEY_DEVELOP, Group.KEY_DEVELOP, "group.high_amount"),
            (Scores(3, 1, 4, False), Group.KEY_DEVELOP, Group.KEY_DEVELOP, "group.benefit_lift"),
            (Scores(3, 2, 3, False), Group.KEY_GUIDE, Group.LONG_TAIL, "group.high_freq"),
            (Scores(3, 4, 3, False), Group.KEY_GUIDE, Group.KEY_GUIDE, "group.high_freq"),
            (Scores(3, 1, 3, True), Group.POTENTIAL, Group.POTENTIAL, "group.recent"),
            (Scores(3, 3, 3, True), Group.KEY_GUIDE, Group.POTENTIAL, "group.high_freq"),
            (Scores(3, 1, 3, False), Group.LONG_TAIL, Group.LONG_TAIL, "group.remainder"),
            (Scores(1, 1, 1, False), Group.LONG_TAIL, Group.LONG_TAIL, "group.remainder"),
        ],
    )
    def test_both_presets(
        self, rules: RuleSet, scores: Scores, wealth: Group, paper_mid: Group, why: str
    ) -> None:
        assert group_of(scores, Preset.WEALTH, rules.group) == (wealth, why)
        assert group_of(scores, Preset.PAPER_MID, rules.group)[0] is paper_mid

    def test_benefit_lift_can_be_switched_off(self, rules: RuleSet) -> None:
        off = replace(rules.group, benefit_lift=False)
        assert group_of(Scores(1, 1, 6, False), Preset.WEALTH, off)[0] is Group.LONG_TAIL

    def test_all_tags_that_match_are_kept(self, rules: RuleSet) -> None:
        facts = PurchaseFacts(BASE.opened_on, ago(3), 200, 6, 120, yuan(600_000), yuan(300_000))
        assert score(rules, facts).tags == (
            Tag.HIGH_AMOUNT,
            Tag.HIGH_FREQ,
            Tag.HIGH_BENEFIT,
            Tag.RECENT,
            Tag.DUAL_HIGH,
        )

    @pytest.mark.parametrize(
        ("tier", "figures", "is_tagged"),
        [
            (Tier.RETAIL, (24, "49999.99", "9999.99"), True),
            (Tier.RETAIL, (23, "49999.99", "9999.99"), False),
            (Tier.RETAIL, (24, "50000", "9999.99"), False),
            (Tier.RETAIL, (24, "49999.99", "10000"), False),
            (Tier.HNW, (24, "49999.99", "9999.99"), False),
        ],
    )
    def test_low_yield_high_frequency(
        self, rules: RuleSet, tier: Tier, figures: tuple[int, str, str], is_tagged: bool
    ) -> None:
        purchases, amount, benefit = figures
        facts = replace(
            BASE,
            window_purchases=purchases,
            window_amount_fen=yuan(amount),
            window_benefit_fen=yuan(benefit),
        )
        assert (Tag.LOW_YIELD_HIGH_FREQ in score(rules, facts, tier).tags) is is_tagged

    def test_no_purchase_in_the_window(self, rules: RuleSet) -> None:
        assert Tag.NO_PURCHASE_12M in score(rules, BASE).tags
        assert Tag.NO_PURCHASE_12M not in score(rules, replace(BASE, window_purchases=1)).tags


@pytest.mark.parametrize(("recency", "group"), [(90, Group.POTENTIAL), (91, Group.LONG_TAIL)])
def test_recent_means_at_most_90_days(rules: RuleSet, recency: int, group: Group) -> None:
    assert score(rules, replace(BASE, last_purchase_on=ago(recency))).group is group


class TestClassic:
    """§2.3, the fixed cuts."""

    @pytest.mark.parametrize(
        ("days", "r"),
        [(0, 5), (30, 5), (31, 4), (90, 4), (91, 3), (180, 3), (181, 2), (365, 2), (366, 1), (None, 1)],
    )
    def test_recency(self, rules: RuleSet, days: int | None, r: int) -> None:
        last = None if days is None else ago(days)
        assert score(rules, replace(BASE, last_purchase_on=last)).classic.r == r

    @pytest.mark.parametrize(
        ("purchases", "f"), [(0, 1), (1, 2), (2, 2), (3, 3), (5, 3), (6, 4), (11, 4), (12, 5)]
    )
    def test_frequency(self, rules: RuleSet, purchases: int, f: int) -> None:
        assert score(rules, replace(BASE, window_purchases=purchases)).classic.f == f

    @pytest.mark.parametrize(
        ("amount", "m"),
        [
            ("9999.99", 1),
            ("10000", 2),
            ("99999.99", 2),
            ("100000", 3),
            ("499999.99", 3),
            ("500000", 4),
            ("999999.99", 4),
            ("1000000", 5),
        ],
    )
    def test_monetary(self, rules: RuleSet, amount: str, m: int) -> None:
        assert score(rules, replace(BASE, window_amount_fen=yuan(amount))).classic.m == m


class TestState:
    """§2.3, one state each; who never bought is judged by tenure, everyone else by recency."""

    @pytest.mark.parametrize(
        ("recency", "state", "why"),
        [
            (0, LifeState.ACTIVE, "state.active"),
            (180, LifeState.ACTIVE, "state.active"),
            (181, LifeState.AT_RISK, "state.silent"),
            (365, LifeState.AT_RISK, "state.silent"),
            (366, LifeState.DORMANT, "state.dormant"),
        ],
    )
    def test_by_recency(self, rules: RuleSet, recency: int, state: LifeState, why: str) -> None:
        found = score(rules, replace(BASE, last_purchase_on=ago(recency), lifetime_purchases=1))
        assert found.state is state
        assert why in dict(found.reasons)

    @pytest.mark.parametrize(
        ("opened_on", "state"),
        [
            (ago(0), LifeState.NEW),
            (ago(90), LifeState.NEW),
            (ago(91), LifeState.DORMANT),
            (None, LifeState.DORMANT),
        ],
    )
    def test_never_bought(self, rules: RuleSet, opened_on: date | None, state: LifeState) -> None:
        assert score(rules, PurchaseFacts(opened_on)).state is state

    @pytest.mark.parametrize(
        ("recency", "lifetime", "gap_x2", "state"),
        [
            (90, 3, 20, LifeState.ACTIVE),
            (91, 3, 20, LifeState.AT_RISK),
            (91, 2, 20, LifeState.ACTIVE),
            (91, 3, None, LifeState.ACTIVE),
            (91, 3, 90, LifeState.AT_RISK),
            (91, 3, 91, LifeState.ACTIVE),
            (180, 9, 200, LifeState.ACTIVE),
            (179, 9, 178, LifeState.AT_RISK),
        ],
    )
    def test_by_the_clients_own_cadence(
        self, rules: RuleSet, recency: int, lifetime: int, gap_x2: int | None, state: LifeState
    ) -> None:
        facts = replace(
            BASE, last_purchase_on=ago(recency), lifetime_purchases=lifetime, median_gap_x2=gap_x2
        )
        assert score(rules, facts).state is state

    @pytest.mark.parametrize(
        ("facts", "tier", "labels"),
        [
            (BASE, Tier.RETAIL, ()),
            (replace(BASE, window_amount_fen=yuan(500_000)), Tier.RETAIL, (ValueLabel.HIGH_VALUE,)),
            (replace(BASE, window_benefit_fen=yuan(100_000)), Tier.RETAIL, (ValueLabel.HIGH_VALUE,)),
            (BASE, Tier.HNW, (ValueLabel.HIGH_VALUE,)),
            (BASE, Tier.INST, (ValueLabel.HIGH_VALUE,)),
            (
                replace(BASE, window_purchases=6, last_purchase_on=ago(180)),
                Tier.RETAIL,
                (ValueLabel.LOYAL,),
            ),
            (replace(BASE, window_purchases=6, last_purchase_on=ago(181)), Tier.RETAIL, ()),
            (replace(BASE, window_purchases=5, last_purchase_on=ago(1)), Tier.RETAIL, ()),
            (
                replace(BASE, window_purchases=6, last_purchase_on=ago(1)),
                Tier.HNW,
                (ValueLabel.HIGH_VALUE, ValueLabel.LOYAL),
            ),
        ],
    )
    def test_labels(
        self, rules: RuleSet, facts: PurchaseFacts, tier: Tier, labels: tuple[ValueLabel, ...]
    ) -> None:
        assert score(rules, facts, tier).labels == labels

    @pytest.mark.parametrize(
        ("facts", "tier", "action"),
        [
            (replace(BASE, last_purchase_on=ago(200)), Tier.HNW, CareAction.RETAIN),
            (replace(BASE, last_purchase_on=ago(400)), Tier.HNW, CareAction.REACTIVATE),
            (PurchaseFacts(ago(3)), Tier.HNW, CareAction.ONBOARD),
            (replace(BASE, last_purchase_on=ago(3)), Tier.HNW, CareAction.CROSS_UPSELL),
            (replace(BASE, last_purchase_on=ago(3), window_purchases=6), Tier.RETAIL, CareAction.LOYALTY),
            (replace(BASE, last_purchase_on=ago(3)), Tier.RETAIL, CareAction.REPURCHASE),
        ],
    )
    def test_action(self, rules: RuleSet, facts: PurchaseFacts, tier: Tier, action: CareAction) -> None:
        assert score(rules, facts, tier).action is action


def test_estimated_benefit_is_noted(rules: RuleSet) -> None:
    assert "score.benefit_estimated" in dict(score(rules, replace(BASE, benefit_is_estimated=True)).reasons)


def test_purchase_after_the_date_is_our_mistake(rules: RuleSet) -> None:
    with pytest.raises(DeskBug):
        score(rules, replace(BASE, last_purchase_on=AS_OF + timedelta(days=1)))


def test_reasons_hold_the_figures_of_a_score(rules: RuleSet) -> None:
    found = score(rules, replace(BASE, window_purchases=59, last_purchase_on=ago(5)))
    assert found.classic == ClassicScore(5, 5, 1)
    assert dict(found.reasons)["score.frequency"] == (
        ("purchases", 59),
        ("months_num", 12),
        ("months_den", 1),
        ("score", 2),
        ("from_times", 2),
        ("below_times", 5),
    )
