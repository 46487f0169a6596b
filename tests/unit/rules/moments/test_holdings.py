"""Triggers on what a client holds, each on both sides of its threshold."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from advisor_desk.domain.moment import HeldFact, MomentCode
from tests.advice import WAN
from tests.moments import DAY, ON, client, days_of, on_day, only, seen

YUAN = 100
HELD = HeldFact(ON - DAY * 10, "P1", "BOND_FUND", 10 * WAN, 10 * WAN, None, "R2", None)
MATURITY, LOSS, CHANGED = MomentCode.MATURITY, MomentCode.LARGE_LOSS, MomentCode.R_CHANGED


def ending(left: int, **other: object) -> HeldFact:
    return replace(HELD, ends_on=ON + DAY * left, **other)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("left", "subject"),
    [
        (31, ""),
        (30, "P1:30"),
        (8, "P1:30"),
        (7, "P1:7"),
        (2, "P1:7"),
        (1, "P1:1"),
        (0, "P1:1"),
        (-1, ""),
    ],
)
def test_a_product_is_told_from_each_step_before_its_end(left: int, subject: str) -> None:
    found = on_day(client(holdings=[ending(left)]), ON, MATURITY)
    assert [one.subject for one in found] == [subject] * bool(subject)
    for one in found:
        assert (seen(one)["days_left"], one.due_on) == (left, ON)


def test_each_step_is_told_once_on_its_own_day() -> None:
    facts = client(holdings=[replace(HELD, ends_on=ON)])
    days = days_of(facts, ON - DAY * 90, ON + DAY * 90, MATURITY)
    assert days == [HELD.on, ON - DAY * 7, ON - DAY]
    long_held = client(holdings=[replace(HELD, on=ON - DAY * 90, ends_on=ON)])
    assert days_of(long_held, ON - DAY * 90, ON, MATURITY) == [ON - DAY * back for back in (30, 7, 1)]


def test_lines_of_a_product_are_told_as_one_and_only_the_newest_snapshot_counts() -> None:
    lines = [ending(7), ending(7, value_fen=5 * WAN), ending(7, product_code="P2", value_fen=0)]
    assert seen(only(client(holdings=lines), ON, MATURITY))["value_fen"] == 15 * WAN
    gone = replace(HELD, on=ON - DAY, product_code="P9")
    assert not on_day(client(holdings=[ending(7), gone]), ON, MATURITY)
    assert on_day(client(holdings=[ending(7), replace(gone, on=ON + DAY)]), ON, MATURITY)


@pytest.mark.parametrize(
    ("cost", "value", "is_found"),
    [
        (100_000, 85_000, True),
        (100_000, 85_001, False),
        (6_000, 5_000, True),
        (6_000, 5_001, False),
        (5_000, 3_000, True),
        (100_000, 120_000, False),
    ],
)
def test_a_holding_is_at_a_loss_from_fifteen_percent_and_an_amount_on(
    cost: int, value: int, is_found: bool
) -> None:
    held = replace(HELD, cost_fen=cost * YUAN, value_fen=value * YUAN)
    assert bool(on_day(client(holdings=[held]), ON, LOSS)) is is_found


def test_loss_adds_up_what_a_product_cost_and_says_so() -> None:
    lines = [
        replace(HELD, cost_fen=5 * WAN, value_fen=3 * WAN),
        replace(HELD, cost_fen=5 * WAN, value_fen=5 * WAN),
        replace(HELD, cost_fen=None, value_fen=1),
        replace(HELD, product_code="P2", cost_fen=5 * WAN, value_fen=5 * WAN),
    ]
    found = only(client(holdings=lines), ON, LOSS)
    assert (found.subject, found.suppressed_by) == ("P1", "")
    assert seen(found) == {
        "cause": "HOLDING",
        "product_code": "P1",
        "loss_fen": 2 * WAN,
        "cost_fen": 10 * WAN,
        "value_fen": 8 * WAN,
        "percent": 15,
        "snapshot_on": HELD.on.isoformat(),
    }


def test_a_loss_that_lasts_is_told_again_after_its_cool_down() -> None:
    held = replace(HELD, cost_fen=10 * WAN, value_fen=8 * WAN)
    days = days_of(client(holdings=[held]), HELD.on, HELD.on + DAY * 200, LOSS)
    assert days == [HELD.on, HELD.on + DAY * 90, HELD.on + DAY * 180]


R3 = replace(HELD, r_level="R3")


@pytest.mark.parametrize(
    ("assessments", "cause"),
    [
        ([(ON, "C2")], "C_LEVEL"),
        ([(ON - DAY * 300, "C3"), (ON, "C2")], "C_LEVEL"),
        ([(ON - DAY * 300, "C2"), (ON, "C2")], ""),
        ([(ON - DAY * 300, "C2"), (ON, "C1")], ""),
        ([(ON - DAY * 300, "C4"), (ON, "C3")], ""),
        ([(ON - DAY * 300, "C3")], ""),
        ([], ""),
        ([(ON, "C3"), (ON, "C2")], "C_LEVEL"),
        ([(ON, "C2"), (ON, "C3")], "C_LEVEL"),
    ],
)
def test_a_level_that_falls_below_a_holding_is_told(assessments: list[tuple[date, str]], cause: str) -> None:
    found = on_day(client(holdings=[R3], assessments=assessments), ON, CHANGED)
    assert [seen(one)["cause"] for one in found] == [cause] * bool(cause)


def test_a_grade_that_rises_above_the_level_is_told_to_the_holder() -> None:
    level = [(ON - DAY * 100, "C2")]
    rated = replace(R3, r_rated_on=ON)
    found = only(client(holdings=[rated], assessments=level), ON, CHANGED)
    assert seen(found) == {
        "cause": "R_LEVEL",
        "product_code": "P1",
        "r_level": "R3",
        "c_level": "C2",
        "c_level_before": "C2",
        "value_fen": 10 * WAN,
    }
    assert (found.subject, found.due_on, found.suppressed_by) == ("P1", ON + DAY, "")
    for other in (
        replace(rated, r_rated_on=ON - DAY),
        replace(rated, r_level="R2"),
        replace(rated, r_level=None),
    ):
        assert not on_day(client(holdings=[other], assessments=level), ON, CHANGED)
    assert not on_day(client(holdings=[], assessments=[(ON, "C1")]), ON, CHANGED)


def test_the_strictest_grade_of_a_product_counts() -> None:
    lines = [
        replace(HELD, r_level="R2"),
        replace(HELD, r_level="R5", r_rated_on=ON),
        replace(HELD, r_level=""),
    ]
    found = only(client(holdings=lines, assessments=[(ON - timedelta(days=9), "C4")]), ON, CHANGED)
    assert (seen(found)["r_level"], seen(found)["value_fen"]) == ("R5", 30 * WAN)
