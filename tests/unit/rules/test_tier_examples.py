"""The worked examples of the domain notes §1.3 and the rulings T1 to T14, one test each."""

from datetime import date, timedelta

import pytest

from advisor_desk.domain.client import ClientType, Tag, Tier, TierVariant
from advisor_desk.domain.dates import to_day
from advisor_desk.domain.money import yuan
from advisor_desk.domain.standing import AssetFacts, PurchaseFacts
from advisor_desk.domain.trading import TradingDays
from advisor_desk.errors import UserCanFix
from advisor_desk.rules.override import TierOverride, check_override, is_in_force
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.standing import ClientFacts, stand
from advisor_desk.rules.tier import (
    AssetHistory,
    EffectiveTier,
    hold,
    tier_effective,
    tier_from_window,
    tier_static,
    window_of,
)
from advisor_desk.rules.tier_level import AssetWindow
from advisor_desk.rules.young import young_age

AS_OF = date(2026, 6, 30)
WEEKDAYS = TradingDays()
PERSON = ClientType.PERSON


def history(*runs: tuple[str, int], before: Tier = Tier.RETAIL, until: date = AS_OF) -> AssetHistory:
    """Runs of trading days (yuan, days), oldest first, the last one ending on `until`."""
    values = [yuan(amount) for amount, days in runs for _ in range(days)]
    days = WEEKDAYS.last(to_day(until), len(values))
    return AssetHistory(list(zip(days, values, strict=True)), WEEKDAYS, before)


def effective(rules: RuleSet, *runs: tuple[str, int], before: Tier = Tier.RETAIL) -> EffectiveTier:
    return tier_effective(PERSON, history(*runs, before=before), AS_OF, rules)


@pytest.mark.parametrize(
    ("client_type", "assets", "tier", "variant"),
    [
        (PERSON, "0", Tier.RETAIL, None),
        (PERSON, "999999.99", Tier.RETAIL, None),
        (PERSON, "1000000", Tier.HNW, None),
        (PERSON, "4999999.99", Tier.HNW, None),
        (PERSON, "5000000", Tier.INST, TierVariant.PERSON_TOP),
        (ClientType.ENTERPRISE, "0", Tier.INST, TierVariant.ORG),
        (ClientType.ENTERPRISE, "3000000", Tier.INST, TierVariant.ORG),
        (ClientType.FIN_INST, "0", Tier.INST, TierVariant.ORG),
        (ClientType.PRODUCT, "0", Tier.INST, TierVariant.ORG),
        (ClientType.GOV, "0", Tier.INST, TierVariant.ORG),
    ],
)
def test_static_tier(
    rules: RuleSet, client_type: ClientType, assets: str, tier: Tier, variant: TierVariant | None
) -> None:
    found = tier_static(client_type, yuan(assets), rules)
    assert (found.tier, found.variant) == (tier, variant)


def test_negative_assets_are_retail_with_a_flag(rules: RuleSet) -> None:
    found = tier_static(PERSON, -1, rules)
    assert found.tier is Tier.RETAIL
    assert "tier.negative_today" in [code for code, _ in found.reasons]


def test_hnw_held_at_95_wan_for_200_days(rules: RuleSet) -> None:
    assert effective(rules, ("950000", 200), before=Tier.HNW).tier is Tier.HNW


def test_hnw_held_for_59_days_at_899_thousand(rules: RuleSet) -> None:
    found = effective(rules, ("899000", 59), before=Tier.HNW)
    assert found.tier is Tier.HNW
    assert found.reasons[0] == (
        "tier.held",
        (
            ("tier", "HNW"),
            ("threshold_fen", 100_000_000),
            ("floor_fen", 90_000_000),
            ("reached_on", None),
            ("below_days", 59),
            ("down_days", 60),
        ),
    )


def test_hnw_lost_on_the_60th_day_at_899_thousand(rules: RuleSet) -> None:
    assert effective(rules, ("899000", 60), before=Tier.HNW).tier is Tier.RETAIL


def test_the_average_decides_not_today(rules: RuleSet) -> None:
    found = effective(rules, ("500000", 100), ("1020000", 10), ("1000000", 9), ("800000", 1))
    assert found.tier is Tier.HNW
    assert found.avg20_fen == yuan("1000000")


@pytest.mark.parametrize(
    ("average", "tier"), [("4490000", Tier.HNW), ("950000", Tier.HNW), ("800000", Tier.RETAIL)]
)
def test_inst_person_drops_to_the_highest_tier_whose_floor_holds(
    rules: RuleSet, average: str, tier: Tier
) -> None:
    assert effective(rules, (average, 60), before=Tier.INST).tier is tier


def test_inst_person_at_449_wan_for_59_days_is_still_inst(rules: RuleSet) -> None:
    found = effective(rules, ("4490000", 59), before=Tier.INST)
    assert (found.tier, found.variant) == (Tier.INST, TierVariant.PERSON_TOP)


def test_exactly_the_floor_is_not_under_it(rules: RuleSet) -> None:
    assert effective(rules, ("900000", 300), before=Tier.HNW).tier is Tier.HNW


def test_a_day_at_the_floor_starts_the_count_again(rules: RuleSet) -> None:
    runs = (("899000", 59), ("919000", 1), ("899000", 59))
    assert effective(rules, *runs, before=Tier.HNW).tier is Tier.HNW


def test_after_the_fall_only_the_threshold_itself_lifts_again(rules: RuleSet) -> None:
    assert effective(rules, ("800000", 60), ("999000", 60), before=Tier.HNW).tier is Tier.RETAIL
    assert effective(rules, ("800000", 60), ("1000000", 20), before=Tier.HNW).tier is Tier.HNW


def test_negative_average_ends_a_held_tier_at_once(rules: RuleSet) -> None:
    fell = effective(rules, ("1000000", 20), ("-3000000", 8))
    assert fell.tier is Tier.RETAIL
    assert fell.reasons[0][0] == "tier.negative_assets"
    assert effective(rules, ("1000000", 20), ("-3000000", 8), ("980000", 40)).tier is Tier.RETAIL


def test_a_negative_average_is_told_from_four_figures_as_from_the_whole_history(rules: RuleSet) -> None:
    below = history(("-5", 30))
    quick = tier_from_window(PERSON, window_of(below, AS_OF, rules), AS_OF, rules)
    assert quick == tier_effective(PERSON, below, AS_OF, rules)
    assert quick is not None
    assert quick.reasons[0][0] == "tier.negative_assets"


def test_organisation_keeps_its_tier_below_zero(rules: RuleSet) -> None:
    found = tier_effective(ClientType.ENTERPRISE, history(("-5", 20)), AS_OF, rules)
    assert (found.tier, found.variant, found.is_provisional) == (Tier.INST, TierVariant.ORG, False)


def test_fewer_than_20_days_average_what_there_is_and_say_so(rules: RuleSet) -> None:
    found = effective(rules, ("1000000", 1), ("1200000", 1))
    assert found.is_provisional
    assert (found.sum20_fen, found.days20, found.avg20_fen) == (yuan(2_200_000), 2, yuan(1_100_000))
    assert found.reasons[1] == ("tier.provisional", (("days20", 2), ("needed_days", 20)))
    assert not effective(rules, ("1000000", 20)).is_provisional


def test_no_assets_at_all_is_retail_and_provisional(rules: RuleSet) -> None:
    found = tier_effective(PERSON, AssetHistory((), WEEKDAYS), AS_OF, rules)
    assert (found.tier, found.is_provisional, found.avg20_fen) == (Tier.RETAIL, True, None)
    assert found.reasons[0] == ("tier.no_assets", ())
    window = AssetWindow(sum20_fen=0, days20=0, peak_fen=0, days_known=0)
    assert tier_from_window(PERSON, window, AS_OF, rules) == found


def test_a_height_of_long_ago_is_left_to_the_replay(rules: RuleSet) -> None:
    was_rich = history(("1000000", 20), ("950000", 40))
    assert tier_from_window(PERSON, window_of(was_rich, AS_OF, rules), AS_OF, rules) is None
    assert tier_effective(PERSON, was_rich, AS_OF, rules).tier is Tier.HNW


@pytest.mark.parametrize(
    ("client_type", "runs", "tier"),
    [
        (ClientType.ENTERPRISE, (("10", 60),), Tier.INST),
        (PERSON, (("5000000", 60),), Tier.INST),
        (PERSON, (("1000000", 30),), Tier.HNW),
        (PERSON, (("999999.99", 30),), Tier.RETAIL),
        (PERSON, (("899999", 90),), Tier.RETAIL),
    ],
)
def test_what_four_figures_prove_is_what_the_replay_says(
    rules: RuleSet, client_type: ClientType, runs: tuple[tuple[str, int], ...], tier: Tier
) -> None:
    known = history(*runs)
    quick = tier_from_window(client_type, window_of(known, AS_OF, rules), AS_OF, rules)
    assert quick == tier_effective(client_type, known, AS_OF, rules)
    assert quick is not None
    assert quick.tier is tier


def test_points_after_the_date_do_not_count(rules: RuleSet) -> None:
    points = [(to_day(AS_OF) - 40, yuan(10)), (to_day(AS_OF) + 1, yuan(9_000_000))]
    found = tier_effective(PERSON, AssetHistory(points, WEEKDAYS), AS_OF, rules)
    assert (found.tier, found.avg20_fen) == (Tier.RETAIL, yuan(10))


def test_a_value_holds_over_weekends_and_holidays(rules: RuleSet) -> None:
    monday = date(2026, 6, 29)
    closed = TradingDays([to_day(monday)])
    saturday = to_day(date(2026, 6, 27))
    found = tier_effective(PERSON, AssetHistory([(saturday, yuan(100))], closed), AS_OF, rules)
    assert (found.days20, found.sum20_fen) == (1, yuan(100))


def test_hold_tells_when_the_threshold_was_last_reached(rules: RuleSet) -> None:
    state = hold(history(("1000000", 20), ("950000", 5)), AS_OF, Tier.HNW, rules)
    assert state.is_held
    assert state.reached_on == to_day(AS_OF - timedelta(days=7))
    assert state.below_days == 0


class TestUpgradeNear:
    """§1.3: RETAIL [90万, 100万) and HNW persons [450万, 500万) by the average."""

    @pytest.mark.parametrize(
        ("average", "is_near"),
        [
            ("899999", False),
            ("899999.99", False),
            ("900000", True),
            ("999999.99", True),
            ("1000000", False),
            ("4499999.99", False),
            ("4500000", True),
            ("4999999.99", True),
            ("5000000", False),
        ],
    )
    def test_by_average(self, rules: RuleSet, average: str, is_near: bool) -> None:
        found = effective(rules, (average, 20))
        standing = stand(ClientFacts(1, PERSON), PurchaseFacts(None), AssetFacts(), found, AS_OF, rules)
        assert (Tag.UPGRADE_NEAR in standing.tags) is is_near

    def test_gap_is_shown_in_fen(self, rules: RuleSet) -> None:
        found = effective(rules, ("900000", 19), ("900000.01", 1))
        standing = stand(ClientFacts(1, PERSON), PurchaseFacts(None), AssetFacts(), found, AS_OF, rules)
        reasons = dict(standing.reasons)
        assert dict(reasons["tag.upgrade_near"])["gap_fen"] == yuan("100000")

    def test_never_for_an_organisation(self, rules: RuleSet) -> None:
        found = tier_effective(ClientType.ENTERPRISE, history(("900000", 20)), AS_OF, rules)
        client = ClientFacts(1, ClientType.ENTERPRISE)
        standing = stand(client, PurchaseFacts(None), AssetFacts(), found, AS_OF, rules)
        assert Tag.UPGRADE_NEAR not in standing.tags


class TestYoung:
    """T11 and the last row of §1.3."""

    @pytest.mark.parametrize(
        ("born_on", "age"),
        [
            (date(2001, 6, 30), 25),
            (date(2001, 7, 1), None),
            (date(1991, 6, 30), 35),
            (date(1990, 7, 1), 35),
            (date(1990, 6, 30), None),
            (None, None),
        ],
    )
    def test_age_on_the_date(self, rules: RuleSet, born_on: date | None, age: int | None) -> None:
        assert young_age(PERSON, born_on, AS_OF, rules) == age

    @pytest.mark.parametrize(("on", "age"), [(date(2025, 2, 28), None), (date(2025, 3, 1), 25)])
    def test_born_on_29_february(self, rules: RuleSet, on: date, age: int | None) -> None:
        assert young_age(PERSON, date(2000, 2, 29), on, rules) == age

    def test_persons_only(self, rules: RuleSet) -> None:
        assert young_age(ClientType.ENTERPRISE, date(2001, 6, 30), AS_OF, rules) is None

    def test_tag_sits_on_any_tier(self, rules: RuleSet) -> None:
        client = ClientFacts(1, PERSON, date(1999, 1, 1))
        for average in ("0", "2000000", "8000000"):
            found = effective(rules, (average, 20))
            standing = stand(client, PurchaseFacts(None), AssetFacts(), found, AS_OF, rules)
            assert Tag.YOUNG_POTENTIAL in standing.tags


def test_hnw_plus_is_an_umbrella_over_assets_not_over_tiers(rules: RuleSet) -> None:
    held = effective(rules, ("950000", 60), before=Tier.HNW)
    standing = stand(ClientFacts(1, PERSON), PurchaseFacts(None), AssetFacts(), held, AS_OF, rules)
    assert held.tier is Tier.HNW
    assert Tag.HNW_PLUS not in standing.tags


def test_negative_figure_of_today_is_noted_beside_the_average(rules: RuleSet) -> None:
    found = effective(rules, ("2000000", 20))
    standing = stand(ClientFacts(1, PERSON), PurchaseFacts(None), AssetFacts(aum_fen=-5), found, AS_OF, rules)
    assert standing.tier is Tier.HNW
    assert ("tier.negative_today", (("assets_fen", -5),)) in standing.reasons


def override(
    days: int, reason: str = "family of a key client", approver: str = "Chen", start: date = date(2026, 1, 1)
) -> TierOverride:
    return TierOverride(Tier.HNW, reason, approver, start, start + timedelta(days=days))


class TestOverride:
    """T9: approver, reason, at most 180 days."""

    def test_on_its_last_day(self, rules: RuleSet) -> None:
        found = tier_effective(PERSON, history(("0", 20)), AS_OF, rules, override(180))
        assert (found.tier, found.by_rule) == (Tier.HNW, Tier.RETAIL)
        assert found.reasons[-1] == (
            "tier.overridden",
            (("tier", "HNW"), ("by_rule", "RETAIL"), ("approver", "Chen"), ("until_on", "2026-06-30")),
        )

    def test_the_day_after_and_the_day_before(self) -> None:
        one = override(3)
        assert not is_in_force(one, date(2025, 12, 31))
        assert is_in_force(one, date(2026, 1, 1))
        assert is_in_force(one, date(2026, 1, 4))
        assert not is_in_force(one, date(2026, 1, 5))

    def test_outside_its_days_it_leaves_no_trace(self, rules: RuleSet) -> None:
        plain = tier_effective(PERSON, history(("0", 20)), AS_OF, rules)
        assert tier_effective(PERSON, history(("0", 20)), AS_OF, rules, override(3)) == plain

    def test_person_lifted_to_inst_is_person_top(self, rules: RuleSet) -> None:
        one = TierOverride(Tier.INST, "x", "Chen", AS_OF, AS_OF)
        assert tier_effective(PERSON, history(("0", 20)), AS_OF, rules, one).variant is TierVariant.PERSON_TOP

    @pytest.mark.parametrize(
        ("one", "client_type", "problem"),
        [
            (override(181), PERSON, "too_long"),
            (override(-1), PERSON, "ends_before_start"),
            (override(5, reason="  "), PERSON, "no_reason"),
            (override(5, approver=""), PERSON, "no_approver"),
            (override(5), ClientType.ENTERPRISE, "organisation"),
        ],
    )
    def test_what_may_not_stand_is_refused(
        self, rules: RuleSet, one: TierOverride, client_type: ClientType, problem: str
    ) -> None:
        with pytest.raises(UserCanFix) as caught:
            check_override(one, client_type, rules)
        assert caught.value.params["problem"] == problem

    def test_one_that_may_stand_is_let_through(self, rules: RuleSet) -> None:
        check_override(override(180), PERSON, rules)

    def test_faulty_one_in_the_book_is_ignored_with_a_reason(self, rules: RuleSet) -> None:
        found = tier_effective(PERSON, history(("0", 20)), AS_OF, rules, override(181))
        assert found.tier is Tier.RETAIL
        assert found.reasons[-1] == ("tier.override_refused", (("problem", "too_long"),))
