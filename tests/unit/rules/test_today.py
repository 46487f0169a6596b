"""The score of a line of 今日 is a sum that anybody can add up, and nothing but it orders the list."""

from datetime import date
from random import Random

import pytest

from advisor_desk.domain.client import Tier
from advisor_desk.domain.today import ScorePart, TodayItem, TodayKind
from advisor_desk.rules.serviceset import TodayRules
from advisor_desk.rules.today import ScoreFacts, in_order, score_parts, scored

RULES = TodayRules(
    base={kind.value: points for kind, points in zip(TodayKind, range(100, 10, -10), strict=True)},
    tier={Tier.HNW: 10, Tier.INST: 12},
    day_late=3,
    late_most=30,
    priority=5,
    ratio_percent=10,
    own_promise=10,
    most={},
    quiet=5,
    first_run_priority=4,
)
BASE = ScorePart("base", 90)


def parts(**facts: object) -> tuple[ScorePart, ...]:
    return score_parts(ScoreFacts(kind=TodayKind.TASK, **facts), RULES)  # type: ignore[arg-type]


def test_meetings_of_today_stand_by_their_hour_whoever_they_are_with() -> None:
    facts = ScoreFacts(kind=TodayKind.MEETING, tier=Tier.INST)
    assert [part.code for part in score_parts(facts, RULES)] == ["base"]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, ()),
        ({"tier": Tier.HNW}, (ScorePart("tier", 10),)),
        ({"tier": Tier.RETAIL}, ()),
        ({"days_late": -4}, ()),
        ({"days_late": 1}, (ScorePart("late", 3),)),
        ({"days_late": 10}, (ScorePart("late", 30),)),
        ({"days_late": 400}, (ScorePart("late", 30),)),
        ({"priority": 4}, (ScorePart("priority", 20),)),
        ({"waited_days": 89, "rhythm_days": 45}, (ScorePart("ratio", 19),)),
        ({"waited_days": 90, "rhythm_days": 45}, (ScorePart("ratio", 20),)),
        ({"waited_days": 9_000, "rhythm_days": 45}, (ScorePart("ratio", 30),)),
        ({"waited_days": 90}, ()),
        ({"is_own_promise": True}, (ScorePart("own_promise", 10),)),
    ],
)
def test_each_part_gives_the_points_of_the_rules(
    facts: dict[str, object], expected: tuple[ScorePart, ...]
) -> None:
    assert parts(**facts) == (BASE, *expected)


def test_the_score_is_the_sum_of_its_parts_in_a_fixed_order() -> None:
    item = TodayItem(kind=TodayKind.TASK, key="1", code="PROMISE")
    facts = ScoreFacts(kind=TodayKind.TASK, tier=Tier.INST, days_late=2, is_own_promise=True)
    done = scored(item, facts, RULES)
    assert [part.code for part in done.parts] == ["base", "tier", "late", "own_promise"]
    assert done.score == 90 + 12 + 6 + 10


def item(points: int, due: int | None, minute: int | None, number: str) -> TodayItem:
    return TodayItem(
        kind=TodayKind.TASK,
        key=number,
        code="TODO",
        client_no=number,
        due_on=None if due is None else date(2026, 11, due),
        minute=minute,
        parts=(ScorePart("base", points),),
    )


def test_ties_go_by_due_day_time_and_client_whatever_order_they_came_in() -> None:
    wanted = [
        item(50, None, None, "Z"),
        item(40, 3, 540, "C"),
        item(40, 3, 600, "A"),
        item(40, 3, None, "A"),
        item(40, 3, None, "B"),
        item(40, 5, 540, "A"),
        item(40, None, None, "A"),
    ]
    for seed in range(20):
        shuffled = list(wanted)
        Random(seed).shuffle(shuffled)
        assert in_order(shuffled) == wanted
