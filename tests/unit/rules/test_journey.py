"""The journey: every stage on both sides of its condition, events that follow from birth dates."""

from dataclasses import replace
from datetime import date

import pytest

from advisor_desk.domain.advice import LifeStage, NeedKind
from advisor_desk.domain.client import ClientType, Group, Tier, ValueLabel
from advisor_desk.domain.journey import LifeEvent, LifeEventLine, RelationPhase, Stage4R
from advisor_desk.rules.journey import (
    JOURNEY_CODES,
    JourneyCase,
    expected_events,
    journey_of,
    life_events,
    relation_phase,
    stage_4r,
)
from advisor_desk.rules.needs import stage_of_age
from tests.advice import advice_rules
from tests.service import service_rules

ON = date(2026, 6, 30)
RULES = service_rules().journey
CASE = JourneyCase(client_type=ClientType.PERSON, tier=Tier.RETAIL, group=Group.LONG_TAIL)


@pytest.mark.parametrize(
    ("facts", "stage", "why"),
    [
        ({}, Stage4R.RELEVANCE, ["journey.nothing_yet"]),
        ({"contacts": 5}, Stage4R.RELEVANCE, ["journey.nothing_yet"]),
        ({"answered": 1}, Stage4R.REACTION, ["journey.answered_enquiry"]),
        ({"purchases": 1}, Stage4R.REACTION, ["journey.first_purchase"]),
        (
            {"purchases": 1, "answered": 2},
            Stage4R.REACTION,
            ["journey.first_purchase", "journey.answered_enquiry"],
        ),
        ({"purchases": 2}, Stage4R.RELATIONSHIP, ["journey.purchases"]),
        ({"contacts": 6}, Stage4R.RELATIONSHIP, ["journey.contacts"]),
        ({"contacts": 6, "purchases": 2}, Stage4R.RELATIONSHIP, ["journey.purchases", "journey.contacts"]),
        ({"group": Group.KEY_DEVELOP}, Stage4R.REWARD, ["journey.key_develop"]),
        ({"labels": [ValueLabel.LOYAL]}, Stage4R.REWARD, ["journey.loyal"]),
        ({"labels": [ValueLabel.HIGH_VALUE]}, Stage4R.RELEVANCE, ["journey.nothing_yet"]),
    ],
)
def test_the_highest_stage_that_holds_with_its_reasons(
    facts: dict[str, object], stage: Stage4R, why: list[str]
) -> None:
    found, reasons = stage_4r(replace(CASE, **facts), RULES)  # type: ignore[arg-type]
    assert (found, [code for code, _ in reasons]) == (stage, why)
    assert all(tuple(name for name, _ in figures) == JOURNEY_CODES[code] for code, figures in reasons)


@pytest.mark.parametrize(
    ("purchases", "opened", "phase"),
    [
        (1, date(2010, 1, 1), RelationPhase.INITIAL),
        (2, date(2021, 7, 1), RelationPhase.MATURE),
        (2, date(2021, 6, 30), RelationPhase.LATE),
        (2, None, RelationPhase.MATURE),
    ],
)
def test_phase_by_purchases_and_years(purchases: int, opened: date | None, phase: RelationPhase) -> None:
    found, reasons = relation_phase(replace(CASE, purchases=purchases, opened_on=opened), ON, RULES)
    assert found is phase
    assert all(tuple(name for name, _ in figures) == JOURNEY_CODES[code] for code, figures in reasons)


@pytest.mark.parametrize(
    ("born", "stage"),
    [
        (date(2001, 7, 1), None),
        (date(2001, 6, 30), LifeStage.STARTER),
        (date(1990, 6, 30), LifeStage.FAMILY),
        (date(1961, 6, 30), LifeStage.RETIRED),
        (None, None),
    ],
)
def test_life_stage_by_complete_years(born: date | None, stage: LifeStage | None) -> None:
    assert stage_of_age(ClientType.PERSON, born, ON, advice_rules()) is stage
    assert stage_of_age(ClientType.GOV, born, ON, advice_rules()) is None


def test_needs_are_the_cell_of_stage_and_tier_and_a_stage_set_by_hand_counts() -> None:
    case = replace(CASE, born_on=date(1984, 1, 1))
    found = journey_of(case, ON, RULES, advice_rules())
    assert (found.life_stage, found.is_life_stage_set) == (LifeStage.FAMILY, False)
    assert found.needs == (NeedKind.EDUCATION, NeedKind.RESERVE)
    by_hand = replace(case, stage_set=LifeStage.RETIRED, stage_reason="已退休")
    told = journey_of(by_hand, ON, RULES, advice_rules())
    assert (told.life_stage, told.is_life_stage_set, told.life_stage_reason) == (
        LifeStage.RETIRED,
        True,
        "已退休",
    )
    assert told.needs == (NeedKind.INCOME, NeedKind.RESERVE)
    assert journey_of(CASE, ON, RULES, advice_rules()).needs == ()


@pytest.mark.parametrize(
    ("born", "school"),
    [
        (date(2020, 8, 31), date(2026, 9, 1)),
        (date(2020, 9, 1), date(2027, 9, 1)),
        (date(2020, 2, 29), date(2026, 9, 1)),
    ],
)
def test_children_go_to_school_on_the_first_of_september(born: date, school: date) -> None:
    found = {event.code: event for event in expected_events(None, [born], (), RULES)}
    assert found[LifeEvent.SCHOOL].on == school
    assert found[LifeEvent.UNIVERSITY].on == school.replace(year=school.year + 12)
    assert found[LifeEvent.JOB].on == (
        born.replace(year=born.year + 22) if born.day != 29 else date(2042, 3, 1)
    )


def test_what_was_told_takes_the_place_of_what_was_counted_nearby() -> None:
    own = date(1966, 7, 30)
    counted = expected_events(own, (), (), RULES)
    assert [(event.code, event.on, event.basis) for event in counted] == [
        (LifeEvent.RETIREMENT, date(2026, 7, 30), "OWN")
    ]
    near = [(LifeEvent.RETIREMENT.value, date(2027, 7, 31))]
    assert [event.basis for event in expected_events(own, (), near, RULES)] == ["TOLD"]
    far = [(LifeEvent.RETIREMENT.value, date(2027, 8, 1)), (LifeEvent.HOME.value, date(2026, 7, 30))]
    assert [event.basis for event in expected_events(own, (), far, RULES)] == ["TOLD", "OWN", "TOLD"]


def test_the_strip_shows_what_was_told_and_the_years_ahead() -> None:
    told = (LifeEventLine(LifeEvent.HOME, date(2015, 1, 1), "", "id"),)
    case = replace(
        CASE, born_on=date(1971, 6, 30), told=told, children_born=[date(2013, 1, 1), date(2000, 1, 1)]
    )
    found = life_events(case, ON, RULES)
    assert [(line.code, line.on.year, line.id) for line in found] == [
        (LifeEvent.HOME, 2015, "id"),
        (LifeEvent.RETIREMENT, 2031, ""),
    ]
    assert found[0].why is None
    assert {line.why[0] for line in found if line.why} <= set(JOURNEY_CODES)
    firm = replace(case, client_type=ClientType.ENTERPRISE)
    assert LifeEvent.RETIREMENT not in {line.code for line in life_events(firm, ON, RULES)}
