"""Triggers on what runs out."""

from datetime import date

import pytest

from advisor_desk.domain.moment import MomentCode
from tests.moments import DAY, ON, client, days_of, on_day, only, seen

EXPIRING, EXPIRED = MomentCode.KYC_EXPIRING, MomentCode.KYC_EXPIRED
TAKEN = date(2025, 6, 30)
"""Its assessment ends on ON."""


@pytest.mark.parametrize(
    ("left", "step"),
    [(61, ""), (60, "60"), (31, "60"), (30, "30"), (8, "30"), (7, "7"), (1, "7"), (0, "")],
)
def test_assessment_is_told_from_each_step_before_its_end(left: int, step: str) -> None:
    found = on_day(client(assessments=[(TAKEN, "C3")]), ON - DAY * left, EXPIRING)
    assert [one.subject for one in found] == [step] * bool(step)
    for one in found:
        assert seen(one) == {
            "taken_on": "2025-06-30",
            "c_level": "C3",
            "expires_on": "2026-06-30",
            "days_left": left,
        }
        assert one.due_on == ON - DAY * left + DAY * 7


def test_assessment_has_expired_on_its_anniversary() -> None:
    facts = client(assessments=[(TAKEN, "C3")])
    assert not on_day(facts, ON - DAY, EXPIRED)
    assert only(facts, ON, EXPIRED).due_on == ON + DAY
    assert days_of(facts, TAKEN, ON + DAY * 100, EXPIRED) == [ON, ON + DAY * 90]
    assert days_of(facts, TAKEN, ON, EXPIRING) == [ON - DAY * left for left in (60, 30, 7)]


def test_a_new_assessment_takes_the_place_of_the_old() -> None:
    facts = client(assessments=[(TAKEN, "C3"), (ON - DAY * 20, "C2")])
    assert days_of(facts, TAKEN, ON + DAY * 100, EXPIRED) == []
    assert days_of(facts, TAKEN, ON, EXPIRING) == [ON - DAY * 60, ON - DAY * 30]
    assert not on_day(client(), ON, EXPIRING)
    assert not on_day(client(), ON, EXPIRED)


@pytest.mark.parametrize(
    ("left", "step"),
    [(91, ""), (90, "90"), (61, "90"), (60, "60"), (30, "30"), (7, "7"), (1, "7"), (0, "0"), (-1, "")],
)
def test_identity_document_is_told_from_each_step_before_its_end(left: int, step: str) -> None:
    found = on_day(client(id_expires_on=ON + DAY * left), ON, MomentCode.ID_EXPIRING)
    assert [one.subject for one in found] == [step] * bool(step)


def test_identity_document_is_told_once_each_step() -> None:
    days = days_of(client(id_expires_on=ON), ON - DAY * 200, ON + DAY * 200, MomentCode.ID_EXPIRING)
    assert days == [ON - DAY * left for left in (90, 60, 30, 7, 0)]
    assert days_of(client(), ON, ON, MomentCode.ID_EXPIRING) == []


@pytest.mark.parametrize(
    ("left", "subject"),
    [(61, ""), (60, "联盟:60"), (30, "联盟:30"), (7, "联盟:7"), (0, "联盟:7"), (-1, "")],
)
def test_agreement_is_told_before_its_renewal(left: int, subject: str) -> None:
    found = on_day(client(agreements=[(ON + DAY * left, "联盟")] * 2), ON, MomentCode.AGREEMENT_RENEWAL)
    assert [one.subject for one in found] == [subject] * bool(subject)


def test_agreements_are_told_each_for_itself() -> None:
    both = [(ON + DAY * 60, "甲"), (ON + DAY * 60, "乙")]
    found = on_day(client(agreements=both), ON, MomentCode.AGREEMENT_RENEWAL)
    assert [seen(one)["agreement"] for one in found] == sorted(["甲", "乙"])
