"""A draft becomes a record: what is taken for granted, what keeps it from being saved, what is kept."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_desk.domain.interaction import (
    Attendee,
    InteractionKind,
    NextStep,
    Outcome,
    OutletFacts,
    ProductMention,
    Promise,
    Purpose,
)
from advisor_desk.domain.records import ContactChannel
from advisor_desk.domain.trading import TradingDays
from advisor_desk.usecases import log_contact as log
from advisor_desk.usecases.log_contact import LogBasis, LogDefaults
from advisor_desk.usecases.log_draft import LogDraft, PersonTyped, PromiseTyped, begun, body_of, draft_of
from advisor_desk.usecases.outlet_mode import Outlet, OutletChoice, keep_outlet, read_outlet
from advisor_desk.usecases.rules_catalog import shipped_advice

TODAY = date(2026, 11, 20)
BASIS = LogBasis(today=TODAY, trading=TradingDays(), advice=shipped_advice().in_force(TODAY))
ONE = replace(begun(TODAY), people=(PersonTyped("C1"),))


class Choices:
    """Choices in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.writes = 0

    def preference(self, key: str) -> str | None:
        return self.kept.get(key)

    def keep_preference(self, key: str, value: str | None) -> None:
        self.writes += 1
        self.kept[key] = value or ""


def codes(draft: LogDraft, basis: LogBasis = BASIS) -> list[str]:
    return [one.code for one in log.problems_of(draft, basis)]


def test_a_person_is_enough_for_a_record() -> None:
    assert codes(ONE) == []
    made = log.interaction_of(ONE, BASIS, seconds=7)
    assert made.attendees == (Attendee("C1"),)
    assert (made.on, made.channel, made.purpose) == (TODAY, ContactChannel.CALL, Purpose.CARE)
    assert (made.outcome, made.kind, made.seconds) == (Outcome.REACHED, InteractionKind.CONTACT, 7)
    assert made.is_effective


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"people": ()}, "log.nobody"),
        ({"looking": "lml"}, "log.person_unknown"),
        ({"unknown": ("王五",)}, "log.person_unknown"),
        ({"prospect": ("王五", "", "")}, "log.prospect_unfinished"),
        ({"on": ""}, "log.day_ahead"),
        ({"on": "2026-11-21"}, "log.day_ahead"),
        ({"next_step": "回访"}, "log.next_without_day"),
        ({"promises": (PromiseTyped("发方案", ""),)}, "log.promise_without_day"),
        ({"promises": (PromiseTyped("", "+3"),)}, "log.promise_without_text"),
        ({"note": "稳赚"}, "log.forbidden_word"),
        ({"judgement": "保 本"}, "log.forbidden_word"),
        ({"next_step": "+3 介绍高收益"}, "log.forbidden_word"),
        ({"promises": (PromiseTyped("零风险", "+3"),)}, "log.forbidden_word"),
        ({"note": "长" * 4001}, "log.too_long"),
        ({"product_typed": "债"}, "log.product_unknown"),
    ],
)
def test_what_keeps_it_from_being_saved(change: dict[str, object], code: str) -> None:
    assert codes(replace(ONE, **change)) == [code]  # type: ignore[arg-type]


def test_a_stated_reason_lets_a_forbidden_word_stand() -> None:
    draft = replace(ONE, note="客户问保本", wording_reason="复述客户的问题")
    assert codes(draft) == []
    assert log.interaction_of(draft, BASIS).wording_reason == "复述客户的问题"
    assert log.interaction_of(replace(draft, note="无事"), BASIS).wording_reason == ""


def test_the_clients_own_words_stand_as_they_were_said() -> None:
    draft = replace(ONE, client_words="别人都说稳赚")
    assert codes(draft) == []
    assert log.interaction_of(draft, BASIS).client_words == "别人都说稳赚"


def test_what_was_used_last_is_the_default() -> None:
    book = Choices()
    assert log.read_defaults(book) == LogDefaults()
    made = log.interaction_of(replace(ONE, channel="VISIT", purpose="PRODUCT", outcome="APPOINTED"), BASIS)
    log.keep_defaults(book, made)
    log.keep_defaults(book, made)
    assert book.writes == 1
    kept = log.read_defaults(book)
    assert kept == LogDefaults(ContactChannel.VISIT, Purpose.PRODUCT, Outcome.APPOINTED)
    book.kept[log.DEFAULTS_KEY] = "PIGEON,CARE"
    assert log.read_defaults(book) == LogDefaults()


@pytest.mark.parametrize(
    ("channel", "kind"), [("VISIT", "MEETING"), ("EVENT", "EVENT"), ("CALL", "CONTACT"), ("MAIL", "CONTACT")]
)
def test_the_channel_makes_the_kind(channel: str, kind: str) -> None:
    assert log.kind_of(replace(ONE, channel=channel), BASIS) == kind
    assert log.kind_of(replace(ONE, channel=channel, kind="MASS_PUSH"), BASIS) == "MASS_PUSH"


def test_what_is_met_at_an_outlet_is_a_referral_unless_it_is_an_event() -> None:
    basis = replace(BASIS, outlet=Outlet("示例银行", "南山支行"))
    assert log.kind_of(ONE, basis) == "REFERRAL"
    assert log.kind_of(replace(ONE, channel="VISIT"), basis) == "REFERRAL"
    assert log.kind_of(replace(ONE, channel="EVENT"), basis) == "EVENT"
    assert codes(replace(ONE, channel="EVENT"), basis) == []


def test_a_mass_push_never_restarts_the_rhythm() -> None:
    push = replace(ONE, kind="MASS_PUSH", outcome="REACHED", is_effective="yes")
    assert not log.is_effective(push, BASIS)
    assert not log.interaction_of(push, BASIS).is_effective
    assert not log.is_effective(replace(ONE, outcome="NOT_REACHED"), BASIS)
    assert log.is_effective(replace(ONE, outcome="NOT_REACHED", is_effective="yes"), BASIS)
    assert not log.is_effective(replace(ONE, is_effective="no"), BASIS)


def test_promises_next_step_and_lines_are_recorded() -> None:
    draft = replace(
        ONE,
        people=(PersonTyped("C1", " 带女儿来 "), PersonTyped("C2")),
        next_step="12-05 15:30 面谈",
        promises=(PromiseTyped("发对比表", "+3"), PromiseTyped("", "")),
        products=("100001",),
    )
    made = log.interaction_of(draft, replace(BASIS, outcomes={"100001": "WARN"}))
    assert made.attendees == (Attendee("C1", "带女儿来"), Attendee("C2"))
    assert made.next_step == NextStep("面谈", date(2026, 12, 5), 930)
    assert made.promises == (Promise("发对比表", date(2026, 11, 25)),)
    assert made.products == (ProductMention("100001"),), "one check cannot speak for two clients"
    alone = log.interaction_of(
        replace(draft, people=(PersonTyped("C1"),)), replace(BASIS, outcomes={"100001": "WARN"})
    )
    assert alone.products == (ProductMention("100001", "WARN"),)


def test_a_draft_found_the_next_morning_means_the_same_days() -> None:
    draft = replace(ONE, next_step="+3", promises=(PromiseTyped("发方案", "明天"),))
    tomorrow = replace(BASIS, today=date(2026, 11, 21))
    made = log.interaction_of(draft_of(body_of(draft)), tomorrow)
    assert made.on == TODAY
    assert made.next_step == NextStep("", date(2026, 11, 25))
    assert made.promises == (Promise("发方案", date(2026, 11, 21)),)


def test_at_an_outlet_it_is_a_referral_and_needs_consent() -> None:
    basis = replace(BASIS, outlet=Outlet("示例银行", "南山支行", "林经理"))
    assert codes(ONE, basis) == ["log.no_consent"]
    at = "2026-11-20T02:30:00+00:00"
    draft = replace(ONE, consent_at=at, intent="养老规划", bank_manager="林经理")
    assert codes(draft, basis) == []
    made = log.interaction_of(draft, basis)
    assert (made.kind, made.channel, made.purpose) == ("REFERRAL", "BRANCH", "REFERRAL")
    assert made.outlet == OutletFacts(
        "示例银行", "南山支行", "林经理", "养老规划", datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
    )
    visit = replace(ONE, kind="MEETING")
    assert codes(visit, basis) == [], "a talk at the outlet that refers nobody needs no consent"


def test_the_outlet_is_fixed_for_its_day_alone() -> None:
    book = Choices()
    assert read_outlet(book) is None
    keep_outlet(book, OutletChoice(Outlet("示例银行", "南山支行", "林经理"), TODAY))
    kept = read_outlet(book)
    assert kept is not None
    assert kept.on(TODAY) == Outlet("示例银行", "南山支行", "林经理")
    assert kept.on(date(2026, 11, 21)) is None
    keep_outlet(book, replace(kept, day=None))
    off = read_outlet(book)
    assert off is not None
    assert (off.on(TODAY), off.outlet.outlet) == (None, "南山支行")
    for broken in ("{", "[]", "{}", '{"partner": "a", "outlet": "b", "day": "soon"}'):
        book.kept["outlet"] = broken
        assert read_outlet(book) is None


def test_prospects_of_a_day_get_numbers_of_their_own() -> None:
    assert log.prospect_number((), TODAY, "7K3Q") == "P261120-7K3Q"
    assert log.prospect_number(("P261120-7K3Q",), TODAY, "7K3Q") == "P261120-7K3Q-2"
    assert log.prospect_number(("P261120-7K3Q", "P261120-7K3Q-2"), TODAY, "7K3Q") == "P261120-7K3Q-3"


TEXT = st.text(max_size=12)


@given(
    st.builds(
        LogDraft,
        typed_on=TEXT,
        on=TEXT,
        people=st.lists(st.builds(PersonTyped, TEXT, TEXT), max_size=3).map(tuple),
        looking=TEXT,
        unknown=st.lists(TEXT, max_size=3).map(tuple),
        prospect=st.sampled_from([(), ("a", "", "b")]),
        note=TEXT,
        promises=st.lists(st.builds(PromiseTyped, TEXT, TEXT), max_size=3).map(tuple),
        products=st.lists(TEXT, max_size=2).map(tuple),
    )
)
def test_a_draft_is_read_back_whole(draft: LogDraft) -> None:
    import json

    assert draft_of(json.loads(json.dumps(body_of(draft)))) == draft


def test_what_another_version_wrote_is_left_out_and_the_rest_read() -> None:
    body = {"note": "还在", "people": [{"line": "谁"}, "x"], "promises": "?", "seen": 3, "looking": 4}
    assert draft_of(body) == LogDraft(note="还在")
    assert not begun(TODAY).has_content
    assert replace(begun(TODAY), note="字").has_content
