"""The engine: cool-downs, what is kept back, when it is due, what a day sees."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis.strategies import integers

from advisor_desk.domain.moment import (
    ConsentFact,
    ContactFact,
    DueUnit,
    HeldFact,
    MomentCode,
    MomentFacts,
    SignalFact,
    TradeFact,
)
from advisor_desk.rules.moments.engine import TRIGGERS, due_on, last_raised, moments_of
from advisor_desk.rules.moments.explain import MOMENT_CODES, explain, reason_code
from advisor_desk.rules.service_reasons import Hindrance, service_codes
from tests.advice import WAN
from tests.moments import DAY, ON, client, day_by_day, known_on, on_day, only, shuffled, world
from tests.moments_clients import FIRST, invented_client
from tests.service import service_rules

PUSH = ContactFact(ON, None, "CONTACT", "CALL", "PRODUCT", "REACHED", "ADVISOR", True)
NEAR = MomentCode.UPGRADE_NEAR
RARE = {MomentCode.AT_RISK_ENTER}
MARKETING = {code for code, rule in service_rules().moments.items() if rule.is_marketing}


def near(**facts: object) -> MomentFacts:
    """A client whose UPGRADE_NEAR, a marketing rule, is found on ON."""
    return client(assets=[(ON - timedelta(days=100), 95 * WAN)], **facts)


def test_every_code_has_its_trigger() -> None:
    assert {code for code, _ in TRIGGERS} == set(MomentCode)


REFUSED = ConsentFact("MARKETING", ON - DAY * 99, ON)
PRIVATE = TradeFact(ON - DAY, "SUBSCRIBE", "P", "PRIVATE_EQUITY", "R5", 100 * WAN, "", True)


@pytest.mark.parametrize(
    ("facts", "by"),
    [
        ({}, ""),
        ({"complaints": [(ON, None)]}, "COMPLAINT_OPEN"),
        ({"complaints": [(ON - DAY, ON + DAY)]}, "COMPLAINT_OPEN"),
        ({"complaints": [(ON - DAY, ON)]}, ""),
        ({"complaints": [(ON + DAY, None)]}, ""),
        ({"consents": [REFUSED]}, "OPT_OUT"),
        ({"consents": [replace(REFUSED, withdrawn_on=ON + DAY)]}, ""),
        ({"consents": [REFUSED, ConsentFact("MARKETING", ON, None)]}, ""),
        ({"consents": [replace(REFUSED, purpose="SHARING")]}, ""),
        ({"trades": [PRIVATE]}, "COOLING_OFF"),
        ({"trades": [PRIVATE._replace(on=ON - DAY * 2)]}, ""),
        ({"trades": [PRIVATE._replace(product_type="EQUITY_FUND")]}, ""),
        ({"contacts": [PUSH]}, ""),
        ({"contacts": [PUSH, PUSH]}, "WEEK_CAP"),
        ({"contacts": [PUSH, replace(PUSH, on=ON - DAY * 6)]}, "WEEK_CAP"),
        ({"contacts": [PUSH, replace(PUSH, on=ON - DAY * 7)]}, ""),
        ({"contacts": [replace(PUSH, on=ON - DAY * back) for back in (7, 8, 9, 10, 11, 29)]}, "MONTH_CAP"),
        ({"contacts": [replace(PUSH, on=ON - DAY * back) for back in (7, 8, 9, 10, 11, 30)]}, ""),
        ({"contacts": [replace(PUSH, kind="MASS_PUSH", is_effective=False)] * 2}, "WEEK_CAP"),
        ({"contacts": [replace(PUSH, purpose="SERVICE")] * 9}, ""),
        ({"contacts": [replace(PUSH, initiator="CLIENT")] * 9}, ""),
        ({"contacts": [replace(PUSH, kind="ENQUIRY")] * 9}, ""),
        ({"consents": [REFUSED], "complaints": [(ON, None)]}, "COMPLAINT_OPEN"),
    ],
)
def test_marketing_is_kept_back_with_the_gravest_reason(facts: dict[str, object], by: str) -> None:
    found = only(near(**facts), ON, NEAR)
    assert found.suppressed_by == by
    assert (("moment.held_back", (("by", by),)) in explain(found, service_rules())) is bool(by)


def test_duties_are_never_kept_back() -> None:
    facts = client(
        id_expires_on=ON,
        assessments=[(ON - DAY * 370, "C1")],
        holdings=[HeldFact(ON, "P", "BOND_FUND", WAN, WAN, None, "R5", ON)],
        trades=[PRIVATE],
        complaints=[(ON, None)],
        consents=[REFUSED],
        contacts=[PUSH] * 9,
    )
    found = {one.code: one.suppressed_by for one in moments_of(facts, ON, ON, world())}
    for code in ("R_CHANGED", "KYC_EXPIRED", "ID_EXPIRING", "COMPLAINT", "RETURN_VISIT"):
        assert found[MomentCode(code)] == ""


def test_not_qualified_comes_after_what_suspends_and_before_the_caps() -> None:
    looked = [SignalFact(ON, "VIEW", "量化投资", 3)]
    code = MomentCode.TOPIC_BROWSE
    assert only(client(signals=looked, contacts=[PUSH] * 3), ON, code).suppressed_by == "NOT_QUALIFIED"
    assert only(client(signals=looked, consents=[REFUSED]), ON, code).suppressed_by == "OPT_OUT"


def test_cool_down_counts_what_the_book_has_kept() -> None:
    def found(kept: date) -> list[date]:
        before = replace(world(), raised={(1, NEAR, "HNW"): kept})
        days = moments_of(near(), ON, ON + DAY * 31, before)
        return [one.event_on for one in days if one.code is NEAR]

    assert found(ON - DAY * 29) == [ON + DAY, ON + DAY * 31]
    assert found(ON - DAY * 30) == [ON, ON + DAY * 30]
    # Kept on a day of the run: it is found again with the same key, and nothing near it.
    assert found(ON + DAY * 5) == [ON + DAY * 5]
    assert found(ON + DAY * 40) == [ON]


def test_what_is_kept_back_starts_the_cool_down_as_well() -> None:
    facts = near(complaints=[(ON, ON + DAY * 3)])
    found = [one for one in moments_of(facts, ON, ON + DAY * 30, world()) if one.code is NEAR]
    assert [(one.event_on, one.suppressed_by) for one in found] == [
        (ON, "COMPLAINT_OPEN"),
        (ON + DAY * 30, ""),
    ]


def test_last_raised_keeps_the_newest_day_of_each_place() -> None:
    found = moments_of(near(), ON, ON + DAY * 31, world())
    assert last_raised(found)[1, NEAR, "HNW"] == ON + DAY * 30
    assert last_raised(reversed(found)) == last_raised(found)


@pytest.mark.parametrize(
    ("due", "unit", "on"),
    [
        (3, DueUnit.DAY, date(2026, 7, 6)),
        (1, DueUnit.WORKING_DAY, date(2026, 7, 6)),
        (0, DueUnit.WORKING_DAY, date(2026, 7, 3)),
        (7, DueUnit.WORKING_HOUR, date(2026, 7, 3)),
        (8, DueUnit.WORKING_HOUR, date(2026, 7, 6)),
    ],
)
def test_due_days_skip_what_is_no_work(due: int, unit: DueUnit, on: date) -> None:
    rule = replace(service_rules().moments[NEAR], due=due, due_unit=unit)
    assert due_on(date(2026, 7, 3), rule, world()) == on


def test_a_moment_explains_itself() -> None:
    found = only(near(), ON, NEAR)
    code, figures = explain(found, service_rules())[0]
    assert (code, figures) == ("moment.UPGRADE_NEAR", (("event_on", ON.isoformat()), *found.evidence))
    assert [reason[0] for reason in explain(found, service_rules())] == [
        code,
        "moment.due",
        "moment.cooldown",
    ]
    complaint = only(client(complaints=[(ON, None)]), ON, MomentCode.COMPLAINT)
    assert [reason[0] for reason in explain(complaint, service_rules())] == ["moment.COMPLAINT", "moment.due"]


def test_every_code_of_service_is_named_once_with_its_figures() -> None:
    codes = service_codes()
    assert {code.split(".")[1] for code in MOMENT_CODES} >= set(MomentCode)
    figureless = {Hindrance.NO_CONSENT, Hindrance.NOT_QUALIFIED}
    assert set(Hindrance) - figureless <= set(codes)


# Properties, over clients of `tests.moments_clients`.

SPAN = timedelta(days=1095)


@settings(max_examples=5, deadline=None)
@given(seed=integers(0, 10**9))
def test_three_years_day_by_day_are_one_run(seed: int) -> None:
    facts, last = invented_client(seed), FIRST + SPAN
    once = moments_of(facts, FIRST, last, world())
    assert len({one.key for one in once}) == len(once)
    assert all(tuple(name for name, _ in one.evidence) == MOMENT_CODES[reason_code(one)] for one in once)
    assert day_by_day(lambda day: known_on(facts, day), FIRST, last, world()) == once


@settings(max_examples=10, deadline=None)
@given(seed=integers(0, 10**9), turn=integers(0, 10**9), part=integers(0, 300))
def test_neither_the_order_of_rows_nor_a_break_between_runs_matters(seed: int, turn: int, part: int) -> None:
    facts, last = invented_client(seed), FIRST + timedelta(days=300)
    once = moments_of(facts, FIRST, last, world())
    assert moments_of(shuffled(facts, Random(turn).shuffle), FIRST, last, world()) == once
    half = FIRST + timedelta(days=part)
    before = moments_of(facts, FIRST, half, world())
    after = moments_of(facts, half + DAY, last, replace(world(), raised=last_raised(before)))
    assert before + after == once


def test_the_invented_clients_meet_every_trigger_open_and_kept_back() -> None:
    found = {
        (one.code, bool(one.suppressed_by))
        for seed in range(24)
        for one in moments_of(invented_client(seed), FIRST, FIRST + SPAN, world())
    }
    assert {code for code, _ in found} == set(MomentCode)
    assert {code for code, is_kept_back in found if is_kept_back} >= MARKETING - RARE


def test_nothing_is_found_of_a_client_of_whom_nothing_is_known() -> None:
    assert moments_of(client(), FIRST, FIRST + SPAN, world()) == ()
    assert on_day(client(), ON, NEAR) == []
