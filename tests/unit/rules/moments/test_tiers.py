"""Triggers on the tier by rule, with the averages of the domain notes §1."""

from datetime import date, timedelta

import pytest

from advisor_desk.domain.client import ClientType
from advisor_desk.domain.moment import MomentCode
from tests.advice import WAN
from tests.moments import DAY, ON, client, days_of, on_day, only, seen

NEAR, CHANGED = MomentCode.UPGRADE_NEAR, MomentCode.TIER_CHANGED
LONG_AGO = ON - timedelta(days=400)


@pytest.mark.parametrize(
    ("fen", "tier"),
    [
        (90 * WAN - 1, ""),
        (90 * WAN, "HNW"),
        (100 * WAN - 1, "HNW"),
        (100 * WAN, ""),
        (450 * WAN - 1, ""),
        (450 * WAN, "INST"),
        (500 * WAN - 1, "INST"),
        (500 * WAN, ""),
    ],
)
def test_near_is_nine_tenths_of_the_next_threshold(fen: int, tier: str) -> None:
    found = on_day(client(assets=[(LONG_AGO, fen)]), ON, NEAR)
    assert [one.subject for one in found] == [tier] * bool(tier)
    for one in found:
        threshold = seen(one)["threshold_fen"]
        assert seen(one)["gap_fen"] == int(str(threshold)) - fen
        assert (seen(one)["days20"], one.due_on) == (20, ON + DAY * 5)


def test_near_is_told_again_after_thirty_days() -> None:
    facts = client(assets=[(LONG_AGO, 95 * WAN)])
    assert days_of(facts, ON, ON + DAY * 61, NEAR) == [ON, ON + DAY * 30, ON + DAY * 60]


def test_near_looks_at_the_average_and_at_the_tier_that_is_held() -> None:
    risen = client(assets=[(LONG_AGO, 10 * WAN), (ON - DAY, 95 * WAN)])
    assert not on_day(risen, ON, NEAR)
    # Held by the slow way down: HNW at 95 万, so not near HNW.
    held = client(assets=[(LONG_AGO, 120 * WAN), (ON - DAY * 90, 95 * WAN)])
    assert not on_day(held, ON, NEAR)
    firm = client(assets=[(LONG_AGO, 95 * WAN)], client_type=ClientType.ENTERPRISE)
    assert not on_day(firm, ON, NEAR)
    assert not on_day(client(), ON, NEAR)
    assert not on_day(client(assets=[(ON + DAY, 95 * WAN)]), ON, NEAR)
    # Saturday's figure alone gives no average before Monday.
    saturday = date(2026, 7, 4)
    assert not on_day(client(assets=[(saturday, 95 * WAN)]), saturday, NEAR)
    assert on_day(client(assets=[(saturday, 95 * WAN)]), saturday + DAY * 2, NEAR)


def test_a_rise_is_told_once_on_the_day_the_average_reaches_the_threshold() -> None:
    # 50 万, then 150 万: the average of twenty days reaches 100 万 on the tenth.
    facts = client(assets=[(LONG_AGO, 50 * WAN), (ON, 150 * WAN)])
    days = days_of(facts, ON - DAY * 30, ON + DAY * 120, CHANGED)
    assert days == [date(2026, 7, 13)]
    found = only(facts, days[0], CHANGED)
    assert seen(found) == {
        "tier_before": "RETAIL",
        "tier": "HNW",
        "is_up": True,
        "sum20_fen": 2_000 * WAN,
        "days20": 20,
    }
    assert (found.due_on, found.suppressed_by) == (date(2026, 7, 16), "")


def test_a_fall_is_told_after_sixty_days_under_the_floor() -> None:
    facts = client(assets=[(LONG_AGO, 100 * WAN), (ON, 80 * WAN)])
    days = days_of(facts, ON, ON + DAY * 200, CHANGED)
    assert len(days) == 1
    assert seen(only(facts, days[0], CHANGED))["is_up"] is False
    # The average is under 90 万 from the eleventh trading day on; the fall comes on the sixtieth of those.
    assert days[0] == date(2026, 10, 5)


def test_the_first_figures_of_a_client_change_no_tier() -> None:
    assert days_of(client(assets=[(ON, 600 * WAN)]), ON - DAY * 5, ON + DAY * 30, CHANGED) == []
    assert days_of(client(), ON, ON, CHANGED) == []
    firm = client(assets=[(LONG_AGO, 50 * WAN), (ON, 150 * WAN)], client_type=ClientType.GOV)
    assert days_of(firm, ON, ON + DAY * 60, CHANGED) == []


@pytest.mark.parametrize("wan", [50, 89, 95, 120, 440, 460, 700])
def test_assets_that_stand_still_change_no_tier(wan: int) -> None:
    assert days_of(client(assets=[(LONG_AGO, wan * WAN)]), ON, ON + DAY * 20, CHANGED) == []
