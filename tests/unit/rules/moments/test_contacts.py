"""Triggers on what was said and looked at."""

from dataclasses import replace
from datetime import date

import pytest

from advisor_desk.domain.client import ClientType
from advisor_desk.domain.moment import ContactFact, MomentCode, SignalFact
from tests.advice import WAN
from tests.moments import DAY, ON, client, days_of, on_day, only, seen
from tests.service import at

TALK = ContactFact(ON, None, "CONTACT", "CALL", "SERVICE", "REACHED", "ADVISOR", True)
ASKED = replace(
    TALK, kind="ENQUIRY", channel="WECOM", purpose="ENQUIRY", initiator="CLIENT", is_effective=False
)
ENQUIRY = MomentCode.ONLINE_ENQUIRY


@pytest.mark.parametrize(
    ("hour", "minute", "due"),
    [
        (9, 0, at(ON, 14)),
        (8, 0, at(ON, 14)),
        (10, 30, at(ON, 15, 30)),
        (12, 30, at(ON, 17)),
        (13, 30, at(ON, 17, 30)),
        (13, 31, at(ON + DAY, 9, 1)),
        (23, 59, at(ON + DAY, 14)),
    ],
)
def test_enquiry_is_due_after_four_hours_of_work(hour: int, minute: int, due: object) -> None:
    found = only(client(contacts=[replace(ASKED, at=at(ON, hour, minute))]), ON, ENQUIRY)
    assert seen(found)["due_at"] == due.isoformat()  # type: ignore[attr-defined]
    assert seen(found)["since_at"] == at(ON, hour, minute).isoformat()
    assert found.subject == f"WECOM {hour:02}:{minute:02}"


def test_enquiry_of_a_weekend_waits_for_monday() -> None:
    saturday = date(2026, 7, 4)
    found = only(client(contacts=[replace(ASKED, on=saturday, at=at(saturday, 10))]), saturday, ENQUIRY)
    assert (found.due_on, seen(found)["due_at"]) == (date(2026, 7, 6), at(date(2026, 7, 6), 14).isoformat())


def test_enquiry_without_a_minute_counts_from_the_start_of_work() -> None:
    found = only(client(contacts=[ASKED, ASKED]), ON, ENQUIRY)
    assert (found.subject, found.due_on) == ("WECOM", ON)
    assert seen(found) == {
        "cause": "RECORD",
        "channel": "WECOM",
        "topic": None,
        "times": 2,
        "since_at": at(ON, 9).isoformat(),
        "is_minute_known": False,
        "due_at": at(ON, 14).isoformat(),
        "working_hours": 4,
    }


def test_enquiry_by_a_signal_is_told_by_its_topic() -> None:
    asked = SignalFact(ON, "ENQUIRY", "理财计划", 1)
    found = only(client(signals=[asked, asked, replace(asked, kind="VIEW")]), ON, ENQUIRY)
    assert (found.subject, seen(found)["times"], seen(found)["cause"]) == ("理财计划", 2, "SIGNAL")
    assert not on_day(client(contacts=[TALK]), ON, ENQUIRY)


def test_every_enquiry_is_told_whatever_came_before() -> None:
    both = [replace(ASKED, at=at(ON, hour)) for hour in (9, 10)]
    facts = client(contacts=[*both, replace(ASKED, on=ON + DAY)], complaints=[(ON, None)])
    assert days_of(facts, ON, ON + DAY, ENQUIRY) == [ON, ON, ON + DAY]
    assert not on_day(facts, ON, ENQUIRY)[0].suppressed_by


def test_complaint_is_told_on_its_day_and_due_on_the_next_working_day() -> None:
    friday = date(2026, 7, 3)
    facts = client(complaints=[(friday, None), (friday, friday + DAY)])
    found = only(facts, friday, MomentCode.COMPLAINT)
    assert (found.due_on, seen(found)["complaints"], found.suppressed_by) == (date(2026, 7, 6), 2, "")
    assert not on_day(facts, friday + DAY, MomentCode.COMPLAINT)


def test_what_is_said_about_an_open_complaint_is_no_new_one() -> None:
    settling = replace(TALK, purpose="COMPLAINT")
    facts = client(complaints=[(ON - DAY, None), (ON, None)], contacts=[settling])
    assert not on_day(facts, ON, MomentCode.COMPLAINT)
    again = replace(facts, contacts=[settling, replace(settling, initiator="CLIENT")])
    assert on_day(again, ON, MomentCode.COMPLAINT)
    settled = replace(facts, complaints=[(ON - DAY, ON), (ON, None)])
    assert on_day(settled, ON, MomentCode.COMPLAINT)
    over = replace(facts, complaints=[(ON, ON)])
    assert on_day(over, ON, MomentCode.COMPLAINT)


def test_who_came_to_an_event_is_asked_on_the_next_working_day() -> None:
    came = replace(TALK, kind="EVENT", channel="EVENT", initiator="CLIENT")
    found = only(client(contacts=[came, TALK]), ON, MomentCode.EVENT_FOLLOW_UP)
    assert (found.due_on, seen(found)["events"]) == (ON + DAY, 1)
    away = replace(came, is_effective=False)
    assert not on_day(client(contacts=[away, TALK]), ON, MomentCode.EVENT_FOLLOW_UP)


SILENT = MomentCode.LONG_UNCONTACTED


@pytest.mark.parametrize(("days", "is_found"), [(59, False), (60, True)])
def test_long_uncontacted_is_twice_the_rhythm(days: int, is_found: bool) -> None:
    missed = replace(TALK, is_effective=False, on=ON - DAY)
    facts = client(contacts=[replace(TALK, on=ON - DAY * days), missed], cadence_days=30)
    found = on_day(facts, ON, SILENT)
    assert bool(found) is is_found
    for one in found:
        assert seen(one) == {
            "last_contact_on": (ON - DAY * 60).isoformat(),
            "opened_on": None,
            "days": 60,
            "limit_days": 60,
            "rhythm_days": 30,
            "percent": 200,
        }


def test_long_uncontacted_counts_from_opening_and_knows_no_rhythm() -> None:
    assert not on_day(client(opened_on=ON - DAY * 179), ON, SILENT)
    assert on_day(client(opened_on=ON - DAY * 180), ON, SILENT)
    assert not on_day(client(), ON, SILENT)
    assert days_of(client(opened_on=ON - DAY * 180), ON, ON + DAY * 130, SILENT) == [
        ON,
        ON + DAY * 60,
        ON + DAY * 120,
    ]


BROWSE = MomentCode.TOPIC_BROWSE
VIEW = SignalFact(ON, "VIEW", "债券", 1)


@pytest.mark.parametrize(
    ("signals", "is_found"),
    [
        ([replace(VIEW, times=3)], True),
        ([replace(VIEW, times=2)], False),
        ([replace(VIEW, on=ON - DAY * 6), replace(VIEW, kind="SEARCH"), replace(VIEW, kind="MENTION")], True),
        ([replace(VIEW, on=ON - DAY * 7), VIEW, VIEW], False),
        ([replace(VIEW, kind="LOGIN", times=9), replace(VIEW, kind="ENQUIRY", times=9)], False),
        ([VIEW, VIEW, replace(VIEW, topic="黄金")], False),
    ],
)
def test_topic_is_told_from_three_views_in_seven_days_on(signals: list[SignalFact], is_found: bool) -> None:
    found = on_day(client(signals=signals), ON, BROWSE)
    assert bool(found) is is_found
    assert all((one.subject, seen(one)["times"], one.suppressed_by) == ("债券", 3, "") for one in found)


def test_topic_of_private_funds_is_for_qualified_investors_alone() -> None:
    facts = client(signals=[replace(VIEW, topic="量化投资", times=3)])
    assert only(facts, ON, BROWSE).suppressed_by == "NOT_QUALIFIED"
    assert only(replace(facts, is_qualified=True), ON, BROWSE).suppressed_by == ""
    rich = replace(facts, assets=[(ON - DAY, 300 * WAN)])
    assert only(rich, ON, BROWSE).suppressed_by == ""
    assert (
        only(replace(facts, assets=[(ON - DAY, 300 * WAN - 1)]), ON, BROWSE).suppressed_by == "NOT_QUALIFIED"
    )
    firm = replace(rich, client_type=ClientType.ENTERPRISE)
    assert only(firm, ON, BROWSE).suppressed_by == "NOT_QUALIFIED"
