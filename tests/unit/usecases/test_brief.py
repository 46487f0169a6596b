"""What a brief says of one client: changes, questions, papers, products; what the client is not shown."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from advisor_desk.domain.advice import ContactLine, Need, NeedKind, NeedPoint
from advisor_desk.domain.product import AssetClass, RiskGrade
from advisor_desk.domain.review import HoldingLine
from advisor_desk.domain.suitability import Duty, KycFacts, SuitabilityOutcome, SuitabilityVerdict
from advisor_desk.usecases.brief import BriefFacts, Reader, content_for
from advisor_desk.usecases.brief_advisor import advisor_content
from advisor_desk.usecases.brief_asks import pains, papers, questions
from advisor_desk.usecases.brief_changes import changes, since_line
from advisor_desk.usecases.brief_client import client_content, masked_number
from advisor_desk.usecases.brief_service import ServiceFacts
from advisor_desk.usecases.review_client import plain
from tests import briefs
from tests.advice import ON, WAN


def codes(items: tuple[object, ...]) -> list[str]:
    return [item.code for item in items]  # type: ignore[attr-defined]


def with_kyc(facts: BriefFacts, **known: object) -> BriefFacts:
    kyc = replace(facts.client.kyc, **known)  # type: ignore[arg-type]
    return replace(facts, client=replace(facts.client, kyc=kyc))


def test_what_changed_since_the_last_contact() -> None:
    told = {item.code: dict(item.params) for item in changes(briefs.facts())}
    assert list(told) == ["change.tier", "change.level", "change.assets", "change.buys_one", "change.signal"]
    assert told["change.tier"] == {"before_tier": "HNW", "now_tier": "RETAIL"}
    assert told["change.level"]["before_level"] == "C4"
    assert told["change.assets"] == {
        "then_fen": 60 * WAN,
        "now_fen": 80 * WAN,
        "delta_fen": 20 * WAN,
        "change_bp": 3333,
    }
    assert told["change.buys_one"]["amount_fen"] == 5 * WAN
    assert told["change.signal"]["times"] == 5


def test_nothing_new_is_said_in_so_many_words() -> None:
    facts = briefs.facts()
    quiet = replace(
        facts,
        since=ON,
        trades=(),
        review=replace(facts.review, snapshots=(), assets=((ON, 80 * WAN),)),
    )
    assert codes(changes(quiet)) == ["change.nothing"]


def test_without_a_contact_the_page_says_from_when_it_looks() -> None:
    assert since_line(replace(briefs.facts(), contact=None)).code == "since.nobody"
    assert since_line(briefs.facts()).sources == ("contact",)


def test_a_fall_is_marked_as_one() -> None:
    facts = briefs.facts()
    fallen = replace(facts, review=replace(facts.review, assets=((date(2026, 5, 1), 90 * WAN),)))
    assert next(one for one in changes(fallen) if one.code == "change.assets").tone == "down"


COMPLAINED = ContactLine(ON - timedelta(days=2), "CALL", "REACHED", "COMPLAINT", "到账慢")
SETTLED = ContactLine(ON - timedelta(days=1), "CALL", "DONE", "COMPLAINT", "已解决")


def test_an_open_complaint_is_a_pain_and_the_first_question() -> None:
    facts = briefs.facts(told=briefs.contacts(COMPLAINED))
    assert codes(pains(facts)) == ["pain.complaint"]
    assert questions(facts)[0].code == "ask.complaint"


def test_a_settled_complaint_is_none() -> None:
    told = briefs.contacts(SETTLED, COMPLAINED)
    assert pains(briefs.facts(told=told, service=ServiceFacts())) == ()


def test_only_what_was_said_since_the_complaint_is_open_is_a_pain() -> None:
    told = briefs.contacts(COMPLAINED, replace(COMPLAINED, on=date(2026, 1, 5), note="老早的事"))
    facts = briefs.facts(told=told, service=ServiceFacts(complaint_on=COMPLAINED.on))
    assert [dict(one.params)["note_text"] for one in pains(facts)] == ["到账慢"]


@pytest.mark.parametrize(
    ("days", "code"),
    [(91, None), (90, "paper.identity_due"), (0, "paper.identity_due"), (-1, "paper.identity_over")],
)
def test_papers_are_named_from_ninety_days_before(days: int, code: str | None) -> None:
    facts = briefs.facts()
    profile = replace(facts.client.profile, id_expires_on=ON + timedelta(days=days))
    found = papers(replace(facts, client=replace(facts.client, profile=profile)))
    assert codes(found) == ([code] if code else [])


def test_an_assessment_ends_on_its_anniversary() -> None:
    facts = briefs.facts()
    assert facts.client.assessment is not None
    ends = replace(facts.client.assessment, expires_on=ON)
    found = papers(replace(facts, client=replace(facts.client, assessment=ends)))
    assert codes(found) == ["paper.assessment_over"]


def test_class_and_proof_are_papers_too() -> None:
    found = papers(with_kyc(briefs.facts(), class_until=ON + timedelta(days=9), proof_on=date(2025, 7, 1)))
    assert codes(found) == ["paper.proof_due", "paper.class_due"]
    assert {one.tone for one in found} == {"warn"}


def test_the_most_pressing_is_asked_first_and_the_same_facts_ask_the_same() -> None:
    facts = replace(briefs.facts(), missing=("household_income_fen",))
    facts = replace(facts, client=replace(facts.client, assessment=None))
    asked = codes(questions(facts))
    assert dict(questions(facts)[1].params) == {"fields": "household_income_fen"}
    assert asked[:3] == ["ask.assess", "ask.missing", "ask.cash"]
    assert codes(questions(facts)) == asked
    assert asked[-1] == "ask.elsewhere"


def test_cash_is_asked_about_from_a_fifth_of_the_assets() -> None:
    facts = briefs.facts()
    little = replace(facts, client=replace(facts.client, cash_fen=16 * WAN - 1))
    enough = replace(facts, client=replace(facts.client, cash_fen=16 * WAN))
    assert "ask.cash" not in codes(questions(little))
    assert "ask.cash" in codes(questions(enough))


def test_a_product_that_ends_soon_is_asked_about() -> None:
    until = ON + timedelta(days=5)
    line = HoldingLine("N1", "示例收益凭证", None, ON, None, 9 * WAN, None, until, {})
    facts = briefs.facts()
    asked = questions(replace(facts, client=replace(facts.client, holdings=(line,))))
    assert dict(next(one for one in asked if one.code == "ask.maturity").params)["value_fen"] == 9 * WAN


def test_only_needs_that_this_client_may_follow_are_spoken_of() -> None:
    browsed = NeedPoint("need.browsed", 20, (("topic", "量化投资"), ("times", 3), ("days", 14)))
    need = Need(NeedKind.QUANT, (browsed,))
    barred = briefs.suggestion(briefs.plan(), needs=(need,), offered=())
    answered = briefs.suggestion(briefs.plan(), needs=(need,), offered=(("P1", (browsed,)),))
    assert "ask.need" not in codes(questions(briefs.facts(barred)))
    assert "ask.need" in codes(questions(briefs.facts(answered)))


def test_who_withdrew_consent_is_not_to_be_sold_anything() -> None:
    facts = briefs.facts()
    out = replace(facts, client=replace(facts.client, has_opted_out=True))
    assert codes(advisor_content(out).notes)[0] == "note.opted_out"
    assert "note.opted_out" not in codes(advisor_content(facts).notes)


def test_duties_of_all_lines_are_told_once_in_their_order() -> None:
    first = SuitabilityVerdict(SuitabilityOutcome.ALLOW, (), (Duty.D_DISCLOSE, Duty.D_AV))
    second = SuitabilityVerdict(SuitabilityOutcome.ALLOW, (), (Duty.D_AGE65, Duty.D_AV))
    both = briefs.suggestion(briefs.plan(), verdicts={"000001": second, "510300": first})
    assert advisor_content(briefs.facts(both)).duties == (Duty.D_DISCLOSE, Duty.D_AGE65, Duty.D_AV)


def test_a_goal_that_is_known_is_not_asked_for() -> None:
    assert "ask.goal" in codes(questions(briefs.facts()))
    assert "ask.goal" not in codes(questions(briefs.facts().with_goal("留学")))


def test_every_number_of_the_advisor_names_a_source_that_is_there() -> None:
    content = advisor_content(briefs.facts())
    named = {name for item in (*content.figures, *content.changes, *content.papers) for name in item.sources}
    assert named <= set(content.sources)
    assert content.sources["tier"].version == "2026-11"
    assert content.sources["assets"].on == ON


def test_without_a_plan_the_steps_take_its_place() -> None:
    empty = briefs.facts(briefs.suggestion(None, stopped=briefs.UNASSESSED))
    for reader in Reader:
        content = content_for(reader, empty)
        assert codes(content.steps) == ["advice.no_assessment"]
        assert not content.is_suggesting
        assert content.lines == ()
        assert [(bar.code, bar.weights_bp[AssetClass.CASH]) for bar in content.bars] == [("now", 10_000)]


def test_what_follows_from_a_missing_assessment_is_no_step_of_its_own() -> None:
    stopped = (
        *briefs.UNASSESSED,
        ("advice.nothing_allowed", (("products", 9),)),
        ("K_ID_EXPIRED", (("until_on", "2026-01-01"),)),
        ("A_NONE", ()),
        ("M_VARIETY_PUSH", ()),
    )
    content = advisor_content(briefs.facts(briefs.suggestion(None, stopped=stopped)))
    assert codes(content.steps) == ["advice.no_assessment", "K_ID_EXPIRED"]
    assert content.blocked == ()


def test_where_every_product_is_barred_the_reasons_are_the_steps() -> None:
    stopped = (("advice.nothing_allowed", (("products", 9),)), ("P_UNRATED", ()))
    content = advisor_content(briefs.facts(briefs.suggestion(None, stopped=stopped)))
    assert codes(content.steps) == ["advice.nothing_allowed", "P_UNRATED"]
    assert len(content.blocked) == 1


def test_what_only_the_firm_may_know_is_no_step_for_the_client() -> None:
    stale = briefs.facts(briefs.suggestion(None, stopped=(("shelf.stale", (("days", 40),)),)))
    assert codes(advisor_content(stale).steps) == ["shelf.stale"]
    assert codes(client_content(stale).steps) == ["step.later"]


def test_the_clients_content_holds_nothing_that_is_not_for_the_client() -> None:
    facts = briefs.facts()
    content = plain(client_content(facts))
    assert isinstance(content, dict)
    for name in ("changes", "needs", "questions", "pains", "papers", "blocked", "binding", "sources"):
        assert not content[name]
    who = content["who"]
    assert [who[name] for name in ("tier", "tier_variant", "group", "state", "tier_why", "age")] == [
        None, None, None, None, [], None,
    ]  # fmt: skip
    assert who["client_no"] == "***0001"
    assert who["phone"] == "199****0001"
    assert [bar["code"] for bar in content["bars"]] == ["now", "after"]
    assert all(line["why"] == [] and line["role"] is None for line in content["lines"])


@pytest.mark.parametrize(("number", "shown"), [("C1", "**"), ("C123", "****"), ("C000123", "***0123")])
def test_a_client_number_shows_its_end_alone(number: str, shown: str) -> None:
    assert masked_number(number) == shown


def test_an_unknown_cash_stays_unknown() -> None:
    facts = briefs.facts()
    bare = replace(facts, client=replace(facts.client, cash_fen=None, kyc=KycFacts()))
    figures = {item.code: dict(item.params) for item in advisor_content(bare).figures}
    assert figures["figure.cash"] == {"value_fen": None, "part_bp": None}


def test_the_grade_on_the_page_is_the_higher_of_ours_and_the_managers() -> None:
    facts = briefs.facts()
    graded = replace(facts.products["000001"], r_level_manager=RiskGrade.R4)
    facts = replace(facts, products={**facts.products, "000001": graded})
    for reader in Reader:
        assert content_for(reader, facts).lines[0].r_level is RiskGrade.R4


def test_products_that_the_same_reasons_stop_are_told_by_the_first_of_them() -> None:
    one = briefs.suggestion().blocked[0]
    other = replace(one, code="ZZZ", verdict=replace(one.verdict, findings=one.verdict.findings * 2))
    many = (*(replace(one, code=f"AA{at}") for at in range(3)), other)
    content = content_for(Reader.ADVISOR, briefs.facts(briefs.suggestion(blocked=many)))
    assert [line.code for line in content.blocked] == ["AA0", "ZZZ", "AA1", "AA2"]


def test_evidence_calls_a_holding_by_its_name() -> None:
    held = NeedPoint("need.maturity", 20, (("code", "000001"), ("until_on", "2026-12-05")))
    need = replace(briefs.suggestion().needs[0], parts=(held,))
    content = content_for(
        Reader.ADVISOR, briefs.facts(replace(briefs.suggestion(briefs.plan()), needs=(need,)))
    )
    assert dict(content.needs[0].parts[0].evidence)["code"] == briefs.facts().products["000001"].name
