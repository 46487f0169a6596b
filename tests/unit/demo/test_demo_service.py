"""What was done in the demo book: every kind of record, promises around the end date, words that stand."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import get_args

import pytest

from advisor_desk.demo import deeds as d
from advisor_desk.demo.book import DemoBook, DemoPlan
from advisor_desk.domain.interaction import Interaction, InteractionKind, Purpose
from advisor_desk.domain.records import ContactChannel
from advisor_desk.domain.task import RepeatFrom, TaskKind
from advisor_desk.domain.trading import TradingDays
from advisor_desk.rules.wording import forbidden_in
from advisor_desk.usecases.rules_catalog import shipped_advice, shipped_service

PLANS = (DemoPlan(), DemoPlan(seed=7, end=date(2026, 11, 28)))
END = PLANS[0].end


@lru_cache(maxsize=4)
def deeds_of(plan: DemoPlan) -> tuple[d.Deed, ...]:
    book = DemoBook(plan, TradingDays())
    for _chunk in book.chunks():
        pass
    return tuple(book.deeds())


def logged(plan: DemoPlan = PLANS[0]) -> list[Interaction]:
    return [deed.act.made for deed in deeds_of(plan) if isinstance(deed.act, d.Logged)]


@pytest.mark.parametrize("plan", PLANS)
def test_every_kind_of_deed_and_record_is_there(plan: DemoPlan) -> None:
    acts = Counter(type(deed.act) for deed in deeds_of(plan))
    assert set(acts) == set(get_args(d.Act))
    assert {made.kind for made in logged(plan)} == set(InteractionKind)
    assert {made.purpose for made in logged(plan)} == set(Purpose)
    assert {made.channel for made in logged(plan)} >= set(ContactChannel) - {ContactChannel.MAIL}


def test_the_same_plan_gives_the_same_deeds() -> None:
    again = DemoBook(PLANS[0], TradingDays())
    for _chunk in again.chunks():
        pass
    assert tuple(again.deeds()) == deeds_of(PLANS[0])


PATTERNS: dict[str, Callable[[Interaction], bool]] = {
    "promised, due after the end": lambda made: any(one.due_on > END for one in made.promises),
    "promised, due before the end": lambda made: any(one.due_on < END for one in made.promises),
    "a next step with a time": lambda made: bool(made.next_step and made.next_step.minute),
    "the client's words and the judgement": lambda made: bool(made.client_words and made.judgement),
    "a product mentioned": lambda made: bool(made.products),
    "many attendees, with lines": lambda made: (
        len(made.attendees) >= 20 and any(one.line for one in made.attendees)
    ),
    "a referral with consent": lambda made: bool(made.outlet and made.outlet.consent_at),
    "an enquiry to the minute": lambda made: (
        made.kind is InteractionKind.ENQUIRY and made.happened_at is not None
    ),
    "not reached": lambda made: not made.outcome.is_effective,
}


@pytest.mark.parametrize("name", PATTERNS)
def test_each_pattern_of_record_is_there(name: str) -> None:
    assert [made for made in logged() if PATTERNS[name](made)]


def test_meetings_stand_on_the_end_date_and_in_the_week_after() -> None:
    drafts = [deed.act.draft for deed in deeds_of(PLANS[0]) if isinstance(deed.act, d.TaskAdded)]
    meetings = [draft for draft in drafts if draft.kind is TaskKind.MEETING]
    assert all(draft.minute for draft in meetings)
    assert [draft for draft in meetings if draft.due_on == END]
    assert [draft for draft in meetings if END < draft.due_on <= END + timedelta(days=7)]
    repeats = [draft.repeat.counted_from for draft in drafts if draft.repeat]
    assert set(repeats) == set(RepeatFrom)


def test_later_deeds_speak_only_of_earlier_ones() -> None:
    known: set[str] = set()
    for deed in deeds_of(PLANS[0]):
        of = getattr(deed.act, "of", "") or getattr(deed.act, "booking", "")
        assert not of or of in known
        known.add(deed.name)


def test_plans_are_those_of_the_rules() -> None:
    service = shipped_service().in_force(END)
    begun = {deed.act.template for deed in deeds_of(PLANS[0]) if isinstance(deed.act, d.PlanBegun)}
    assert begun <= {plan.code for plan in service.plans}


def test_the_advisor_writes_no_forbidden_word() -> None:
    advice = shipped_advice().in_force(END)
    for made in logged():
        told = (made.note, made.judgement, *(one.what for one in made.promises))
        assert not [text for text in told if forbidden_in(text, advice)]


def test_a_large_book_has_deeds_for_its_first_thousand() -> None:
    plan = DemoPlan(clients=1_200, trades=0)
    numbers = {one.client_no for made in logged(plan) for one in made.attendees}
    assert max(numbers) <= "80001000"
