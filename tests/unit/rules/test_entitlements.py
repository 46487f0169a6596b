"""Balances of services in kind: quota, booked, used, expiry, and what may still be booked."""

from datetime import date
from random import Random

import pytest

from advisor_desk.domain.client import Tier
from advisor_desk.domain.entitlement import (
    EntitlementBalance,
    EntitlementCode,
    EntitlementDraft,
    EntitlementEntry,
    EntitlementMove,
)
from advisor_desk.rules.entitlements import (
    NO_BOOKING,
    NONE_LEFT,
    NOT_OF_TIER,
    balances,
    draft_problem,
    open_bookings,
    period_of,
)
from tests.service import service_rules

ON = date(2026, 6, 30)
HNW = service_rules().entitlements[Tier.HNW]
GOLF = EntitlementCode.GOLF


def line(move: str, count: int = 1, on: date = ON, **other: object) -> EntitlementEntry:
    given = {"id": "", "client_id": 1, "code": GOLF, "for_on": None, "note": "", "booking": "", "author": "a"}
    return EntitlementEntry(move=EntitlementMove(move), count=count, on=on, **{**given, **other})  # type: ignore[arg-type]


def golf(*entries: EntitlementEntry, on: date = ON) -> EntitlementBalance:
    return next(one for one in balances(HNW, entries, on) if one.code is GOLF)


def test_a_year_begins_with_its_quota() -> None:
    found = golf()
    assert (found.quota, found.left, found.expires_on) == (4, 4, date(2026, 12, 31))
    review = next(one for one in balances(HNW, (), ON) if one.code is EntitlementCode.SEMI_ANNUAL_REVIEW)
    assert review.expires_on == ON
    assert [one.code for one in balances(HNW, (), ON)] == [rule.code for rule in HNW]


def test_what_was_granted_booked_and_used_is_told_apart() -> None:
    entries = [
        line("GRANT", 2),
        line("BOOK", 2, id="b1"),
        line("USE", 1, booking="b1"),
        line("BOOK", 1, id="b2"),
        line("CANCEL", 1, booking="b2"),
        line("USE", 1, on=date(2026, 3, 1)),
        line("USE", 9, code=EntitlementCode.SEMINAR),
    ]
    for _ in range(3):
        found = golf(*entries)
        assert (found.granted, found.booked, found.used, found.left) == (2, 1, 2, 3)
        assert found.last_used_on == ON
        Random(1).shuffle(entries)


def test_only_the_period_of_the_day_counts_and_only_what_is_written_by_then() -> None:
    entries = [
        line("USE", 3, on=date(2025, 12, 31)),
        line("BOOK", 1, on=date(2025, 12, 30), for_on=date(2026, 1, 5), id="b1"),
        line("USE", 1, on=date(2026, 7, 1)),
    ]
    found = golf(*entries)
    assert (found.used, found.booked, found.left) == (0, 1, 3)
    assert found.last_used_on == date(2025, 12, 31)
    assert golf(*entries, on=date(2025, 12, 31)).used == 3


@pytest.mark.parametrize(
    ("months", "first", "last"),
    [
        (12, date(2026, 1, 1), date(2026, 12, 31)),
        (6, date(2026, 1, 1), date(2026, 6, 30)),
        (1, date(2026, 6, 1), date(2026, 6, 30)),
        (24, date(2026, 1, 1), date(2027, 12, 31)),
    ],
)
def test_periods_are_counted_from_the_first_of_a_year(months: int, first: date, last: date) -> None:
    assert period_of(ON, months) == (first, last)


def draft(move: str, count: int = 1, **other: object) -> EntitlementDraft:
    given: dict[str, object] = {"client_id": 1, "code": GOLF, "on": ON}
    return EntitlementDraft(move=EntitlementMove(move), count=count, **{**given, **other})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("made", "problem"),
    [
        (draft("BOOK", 1), ""),
        (draft("BOOK", 2), NONE_LEFT),
        (draft("USE", 2), NONE_LEFT),
        (draft("USE", 2, booking="b1"), ""),
        (draft("CANCEL", 9), ""),
        (draft("GRANT", 9), ""),
        (draft("BOOK", 4, for_on=date(2027, 1, 1)), ""),
        (draft("BOOK", 5, for_on=date(2027, 1, 1)), NONE_LEFT),
        (draft("BOOK", 1, code=EntitlementCode.SALON), NOT_OF_TIER),
        (draft("GRANT", 1, code=EntitlementCode.SALON), NOT_OF_TIER),
        (draft("USE", 99, code=EntitlementCode.COURSE), ""),
    ],
)
def test_no_more_is_booked_than_is_left(made: EntitlementDraft, problem: str) -> None:
    entries = [line("BOOK", 3, id="b1")]
    assert draft_problem(made, HNW, entries) == problem


def test_a_booking_is_settled_once_and_by_no_more_than_it_holds() -> None:
    booked = [line("BOOK", 2, id="b1"), line("USE", 1, booking="b1")]
    assert [(one.entry.id, one.left) for one in open_bookings(booked, GOLF)] == [("b1", 1)]
    assert draft_problem(draft("USE", 1, booking="b1"), HNW, booked) == ""
    assert draft_problem(draft("USE", 2, booking="b1"), HNW, booked) == NONE_LEFT
    assert draft_problem(draft("CANCEL", 2, booking="b1"), HNW, booked) == NONE_LEFT
    settled = [*booked, line("CANCEL", 1, booking="b1")]
    assert open_bookings(settled, GOLF) == []
    for move in ("USE", "CANCEL"):
        assert draft_problem(draft(move, booking="b1"), HNW, settled) == NO_BOOKING
        other = draft(move, booking="b1", code=EntitlementCode.SEMINAR)
        assert draft_problem(other, HNW, booked) == NO_BOOKING


def test_a_use_after_new_year_takes_of_the_new_years_quota_whatever_was_booked_for_december() -> None:
    entries = [line("BOOK", 1, id="b1", for_on=date(2026, 12, 20)), line("USE", 4, on=date(2027, 1, 4))]
    late = draft("USE", booking="b1", on=date(2027, 1, 5))
    assert draft_problem(late, HNW, entries[:1]) == ""
    assert draft_problem(late, HNW, entries) == NONE_LEFT
    assert draft_problem(draft("CANCEL", booking="b1", on=date(2027, 1, 5)), HNW, entries) == ""
    assert draft_problem(draft("USE", booking="b1", on=date(2026, 12, 31)), HNW, entries) == ""


def test_what_was_booked_may_be_used_or_cancelled_after_the_tier_has_lost_the_service() -> None:
    booked = [line("BOOK", 1, id="b1")]
    assert draft_problem(draft("USE", booking="b1"), (), booked) == ""
    assert draft_problem(draft("CANCEL", booking="b1"), (), booked) == ""
