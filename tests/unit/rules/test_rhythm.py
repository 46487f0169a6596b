"""Ideal and latest day of a rhythm, own rhythms, what suspends them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_desk.domain.client import Group, LifeState, Tier
from advisor_desk.rules.contact_caps import ContactState
from advisor_desk.rules.rhythm import DUE_CODES, due_of, ideal_days, own_days_problem, pause_of
from advisor_desk.rules.service_due import cadence_of, next_due
from tests.service import score_rules, service_rules

ON = date(2026, 1, 2)
RULES = service_rules().contact
HNW = cadence_of(Tier.HNW, Group.KEY_GUIDE, LifeState.ACTIVE, score_rules())


def test_the_ideal_day_comes_at_seven_tenths_of_the_days_allowed() -> None:
    due = due_of(ON, HNW, RULES)
    assert (due.days, due.ideal_on, due.latest_on) == (30, date(2026, 1, 23), date(2026, 2, 1))
    assert [code for code, _ in due.why] == ["due.rhythm", "due.ideal"]
    assert due.latest_on == next_due(ON, None, Tier.HNW, Group.KEY_GUIDE, LifeState.ACTIVE, score_rules())


def test_own_rhythm_takes_the_place_of_the_rules() -> None:
    due = due_of(ON, HNW, RULES, own_days=10)
    assert (due.days, due.ideal_on, due.latest_on) == (10, date(2026, 1, 9), date(2026, 1, 12))
    assert due.why[0] == ("due.own_rhythm", (("days", 10),))


def test_nobody_knows_since_when_and_what_is_paused_is_said() -> None:
    due = due_of(None, HNW, RULES, paused_by="COMPLAINT")
    assert (due.ideal_on, due.latest_on, due.paused_by) == (None, None, "COMPLAINT")
    assert [code for code, _ in due.why] == ["due.rhythm", "due.ideal", "due.never", "due.paused"]
    assert all(tuple(name for name, _ in figures) == DUE_CODES[code] for code, figures in due.why)


@pytest.mark.parametrize(
    ("state", "paused_by"),
    [
        (ContactState(), ""),
        (ContactState(marketing_on=[ON] * 9), ""),
        (ContactState(complaint_on=ON, opted_out_on=ON), "COMPLAINT"),
        (ContactState(opted_out_on=ON), "OPT_OUT"),
        (ContactState(private_bought_on=ON - timedelta(days=1)), "COOLING_OFF"),
        (ContactState(private_bought_on=ON - timedelta(days=2)), ""),
    ],
)
def test_complaint_refusal_and_cooling_off_suspend(state: ContactState, paused_by: str) -> None:
    assert pause_of(state, ON, RULES) == paused_by


@pytest.mark.parametrize(("days", "is_refused"), [(2, True), (3, False), (366, False), (367, True)])
def test_own_rhythms_have_bounds(days: int, is_refused: bool) -> None:
    assert bool(own_days_problem(days, RULES)) is is_refused


@given(st.integers(1, 3_660), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_the_ideal_day_lies_between_the_contact_and_the_latest_day(days: int, since: date) -> None:
    due = due_of(since, HNW, RULES, own_days=days)
    assert due.ideal_on is not None
    assert due.latest_on is not None
    assert since < due.ideal_on <= due.latest_on == since + timedelta(days=days)
    assert ideal_days(days + 1, RULES) >= ideal_days(days, RULES)
