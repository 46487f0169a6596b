"""Triggers on the calendar of a client."""

from dataclasses import replace
from datetime import date

import pytest

from advisor_desk.domain.client import ClientType
from advisor_desk.domain.moment import ConsentFact, LifeEventFact, MomentCode, MomentFacts
from advisor_desk.rules.moments.engine import moments_of
from tests.moments import DAY, ON, client, days_of, on_day, only, seen, world

WISHED = (ConsentFact("BIRTHDAY_GREETING", date(2020, 1, 1), None),)
BIRTHDAY = MomentCode.BIRTHDAY


def born(on: date, **facts: object) -> MomentFacts:
    return client(born_on=on, consents=WISHED, **facts)


@pytest.mark.parametrize(("left", "is_found"), [(4, False), (3, True), (1, True), (0, True), (-1, False)])
def test_birthday_is_told_three_days_before_and_due_on_the_day(left: int, is_found: bool) -> None:
    birthday = ON + DAY * left
    found = on_day(born(birthday.replace(year=1980)), ON, BIRTHDAY)
    assert bool(found) is is_found
    for one in found:
        assert (one.due_on, one.suppressed_by, seen(one)["turns"]) == (birthday, "", 46)


def test_birthday_comes_once_a_year_and_on_the_first_of_march_when_born_on_the_29th_of_february() -> None:
    days = days_of(born(date(1980, 2, 29)), date(2026, 1, 1), date(2028, 12, 31), BIRTHDAY)
    assert days == [date(2026, 2, 26), date(2027, 2, 26), date(2028, 2, 26)]
    due = [only(born(date(1980, 2, 29)), day, BIRTHDAY).due_on for day in days]
    assert due == [date(2026, 3, 1), date(2027, 3, 1), date(2028, 2, 29)]


def test_birthday_of_new_year_is_told_in_the_old() -> None:
    assert only(born(date(1980, 1, 1)), date(2026, 12, 29), BIRTHDAY).due_on == date(2027, 1, 1)


def test_lunar_birthday_says_by_which_rule_it_is_that_day() -> None:
    # Born on the first of the leap sixth month; in 2026 there is none: 14 July.
    facts = born(date(2025, 7, 25), is_lunar_birthday=True)
    assert days_of(facts, date(2026, 1, 1), date(2026, 12, 31), BIRTHDAY) == [date(2026, 7, 11)]
    found = only(facts, date(2026, 7, 11), BIRTHDAY)
    assert seen(found) == {
        "cause": "LUNAR",
        "birthday_on": "2026-07-14",
        "turns": 1,
        "calendar_rule": "lunar.no_leap_month",
        "born_month": 6,
        "born_day": 1,
        "is_leap": True,
        "month": 6,
        "day": 1,
    }
    by_civil = moments_of(facts, date(2026, 7, 22), date(2026, 7, 22), replace(world(), lunar=None))
    assert [seen(one)["cause"] for one in by_civil if one.code is BIRTHDAY] == ["CIVIL"]


def test_birthday_outside_the_lunar_table_is_kept_by_the_civil_calendar() -> None:
    facts = born(date(1899, 7, 3), is_lunar_birthday=True)
    assert seen(only(facts, ON, BIRTHDAY))["calendar_rule"] == "lunar.civil"


def test_greeting_needs_its_own_consent_and_is_kept_back_while_a_complaint_is_open() -> None:
    facts = born(date(1980, 7, 3))
    assert only(replace(facts, consents=()), ON, BIRTHDAY).suppressed_by == "NO_CONSENT"
    other = (ConsentFact("MARKETING", date(2020, 1, 1), None),)
    assert only(replace(facts, consents=other), ON, BIRTHDAY).suppressed_by == "NO_CONSENT"
    ended = (ConsentFact("BIRTHDAY_GREETING", date(2020, 1, 1), ON),)
    assert only(replace(facts, consents=ended), ON, BIRTHDAY).suppressed_by == "NO_CONSENT"
    complaining = replace(facts, complaints=[(ON - DAY, None)])
    assert only(complaining, ON, BIRTHDAY).suppressed_by == "COMPLAINT_OPEN"
    refused = replace(facts, consents=(*WISHED, ConsentFact("MARKETING", date(2020, 1, 1), ON)))
    assert only(refused, ON, BIRTHDAY).suppressed_by == ""


def test_birthday_is_for_persons_born_before() -> None:
    assert not on_day(born(date(1980, 7, 3), client_type=ClientType.ENTERPRISE), ON, BIRTHDAY)
    assert not on_day(born(ON), ON, BIRTHDAY)
    assert not on_day(born(ON + DAY), ON, BIRTHDAY)
    assert not on_day(client(), ON, BIRTHDAY)


ANNIVERSARY = MomentCode.ACCOUNT_ANNIVERSARY


@pytest.mark.parametrize(("left", "is_found"), [(4, False), (3, True), (0, True), (-1, False)])
def test_anniversary_is_told_three_days_before(left: int, is_found: bool) -> None:
    opened = (ON + DAY * left).replace(year=2020)
    found = on_day(client(opened_on=opened), ON, ANNIVERSARY)
    assert bool(found) is is_found
    assert all((one.due_on, seen(one)["years"]) == (ON + DAY * left, 6) for one in found)


def test_the_day_of_opening_is_no_anniversary() -> None:
    assert not on_day(client(opened_on=ON), ON, ANNIVERSARY)
    assert not on_day(client(opened_on=ON + DAY), ON, ANNIVERSARY)
    assert not on_day(client(), ON, ANNIVERSARY)


NEAR = MomentCode.LIFE_EVENT_NEAR


@pytest.mark.parametrize(("left", "is_found"), [(61, False), (60, True), (0, True), (-1, False)])
def test_life_event_is_told_within_sixty_days(left: int, is_found: bool) -> None:
    event = LifeEventFact("HOME", ON + DAY * left, ON - DAY * 9)
    found = on_day(client(life_events=[event]), ON, NEAR)
    assert bool(found) is is_found
    assert all(seen(one)["cause"] == "TOLD" for one in found)


def test_life_event_counts_from_when_it_was_known_and_is_told_once() -> None:
    event = LifeEventFact("MARRIAGE", ON, ON - DAY * 20)
    assert days_of(client(life_events=[event]), ON - DAY * 100, ON + DAY * 100, NEAR) == [ON - DAY * 20]


def test_life_events_follow_from_birth_dates() -> None:
    school = days_of(client(children_born=[date(2020, 5, 1)]), date(2026, 1, 1), date(2026, 12, 31), NEAR)
    assert school == [date(2026, 7, 3)]
    found = only(client(children_born=[date(2020, 5, 1)]), date(2026, 7, 3), NEAR)
    assert (found.subject, seen(found)["cause"], seen(found)["age"]) == ("SCHOOL:2026-09-01", "CHILD", 6)
    own = client(born_on=date(1966, 7, 30))
    assert seen(only(own, ON, NEAR))["life_event"] == "RETIREMENT"
    assert not on_day(replace(own, client_type=ClientType.ENTERPRISE), ON, NEAR)
    told = LifeEventFact("RETIREMENT", date(2027, 1, 1), ON - DAY)
    assert not on_day(replace(own, life_events=[told]), ON, NEAR)


VISIT = MomentCode.NEW_ACCOUNT_VISIT


@pytest.mark.parametrize(("age", "is_found"), [(22, False), (23, True), (30, True), (31, False)])
def test_new_account_is_called_back_within_thirty_days(age: int, is_found: bool) -> None:
    found = on_day(client(opened_on=ON - DAY * age), ON, VISIT)
    assert bool(found) is is_found
    assert all(one.due_on == ON - DAY * age + DAY * 30 for one in found)
    assert not on_day(client(), ON, VISIT)


def test_new_account_is_called_back_once() -> None:
    assert days_of(client(opened_on=ON), ON, ON + DAY * 60, VISIT) == [ON + DAY * 23]
