"""The card 适当性: each state in words and warn colours, what stops advice, what is lacking."""

from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from advisor_desk.domain.client import ClientType, RiskLevel
from advisor_desk.domain.records import Capacity, InvestorClass, Permission
from advisor_desk.domain.review import AssessmentLine, ClientReview
from advisor_desk.domain.suitability import KycFacts
from advisor_desk.ui import discreet, labels, labels_summary, theme
from advisor_desk.ui.labels_verdicts import VERDICT_WORDS
from advisor_desk.ui.models import client_columns
from advisor_desk.ui.pages.client360.suitability_card import FactLine, SuitabilityCard
from tests.ui import client_reviews
from tests.ui.client_page import body_of, shown_page

ON = client_reviews.AS_OF
FULL = KycFacts(
    capacity=Capacity.FULL,
    income_3y_fen=60_000_000,
    invest_since=date(2015, 1, 1),
    household_fin_fen=600_000_000,
    proof="资产证明",
    proof_on=date(2026, 6, 1),
    permissions=frozenset({Permission.GEM}),
)


def line(taken_on: date, level: RiskLevel = RiskLevel.C4) -> AssessmentLine:
    expires = date(taken_on.year + 1, taken_on.month, taken_on.day)
    return AssessmentLine(taken_on, expires, level, 36, "CASH,BOND", None)


def client(
    kyc: KycFacts = FULL,
    *,
    taken_on: date | None = date(2026, 6, 1),
    id_expires_on: date | None = date(2035, 1, 1),
    kind: ClientType = ClientType.PERSON,
) -> ClientReview:
    """A reviewed client with these facts."""
    review = client_reviews.full_review()
    assessments = (line(taken_on),) if taken_on else ()
    row = replace(
        review.row,
        client_type=kind,
        c_level=assessments[0].c_level if assessments else None,
        c_level_expires_on=assessments[0].expires_on if assessments else None,
    )
    profile = replace(review.profile, client_type=kind, born_on=date(1980, 1, 1), id_expires_on=id_expires_on)
    return replace(review, row=row, profile=profile, assessments=assessments, kyc=kyc)


def card_of(qtbot: QtBot, review: ClientReview) -> SuitabilityCard:
    return body_of(shown_page(qtbot, review)).suitability


def fact(card: SuitabilityCard, name: str) -> FactLine:
    return next(one for one in card.lines if one.name.text() == name and not one.isHidden())


def said(card: SuitabilityCard, name: str) -> str:
    found = fact(card, name)
    return found.value.text() or found.link.text()


def is_warned(label: QLabel) -> bool:
    return label.palette().color(label.foregroundRole()) == theme.color("warn")


def test_a_client_in_order_is_shown_without_a_warning(qtbot: QtBot) -> None:
    card = card_of(qtbot, client())
    assert not card.stops.isVisible()
    assert said(card, "投资者类别") == "普通投资者"
    assert said(card, "风险承受") == "C4 积极"
    assert said(card, "风险测评") == "2026-06-01 测评 · 有效至 2027-06-01"
    assert said(card, "投资期限") == "3 年"
    assert said(card, "投资品种") == "现金管理类、固定收益类"
    assert said(card, "身份证件") == "有效至 2035-01-01"
    assert said(card, "反洗钱") == "无限制"
    assert said(card, "行为能力") == "完全民事行为能力"
    assert said(card, "资产证明") == "2026-06-01 出具，有效"
    assert said(card, "私募合格投资者") == "符合"
    assert said(card, "资管合格投资者") == "符合"
    assert said(card, "交易权限") == "创业板权限"
    assert not any(is_warned(one.value) for one in card.lines if one.value.text())


@pytest.mark.parametrize(
    ("taken_on", "told", "is_warn"),
    [
        (date(2025, 12, 21), "2025-12-21 测评 · 有效至 2026-12-21", False),
        (date(2025, 12, 20), "2025-12-20 测评 · 30 天后到期", True),
        (date(2025, 11, 21), "2025-11-21 测评 · 1 天后到期", True),
        (date(2025, 11, 20), "2025-11-20 测评 · 今天到期，不再有效", True),
        (None, "未测评", True),
    ],
)
def test_states_of_the_assessment_at_their_edges(
    qtbot: QtBot, taken_on: date | None, told: str, *, is_warn: bool
) -> None:
    page = shown_page(qtbot, client(taken_on=taken_on))
    body = body_of(page)
    found = fact(body.suitability, "风险测评")
    assert found.value.text() == told
    assert is_warned(found.value) is is_warn
    is_out = taken_on is None or taken_on <= date(2025, 11, 20)
    assert body.suitability.stops.isVisible() is is_out
    # Header, figure and card tell the same state.
    assert body.header.due.isHidden() is (not is_warn or taken_on is None)
    assert ("天" in body.kpis.assessment.figure.text()) is (not is_out)


@pytest.mark.parametrize(
    ("days", "told", "pill"),
    [
        (91, "有效至 2027-02-19", ""),
        (90, "2027-02-18 · 90 天后到期", "证件 90 天后到期"),
        (0, "2026-11-20 · 今天到期", "证件今天到期"),
        (-1, "2026-11-19 · 已过期 1 天", "证件已过期 1 天"),
    ],
)
def test_states_of_the_identity_document_at_their_edges(
    qtbot: QtBot, days: int, told: str, pill: str
) -> None:
    body = body_of(shown_page(qtbot, client(id_expires_on=ON + timedelta(days=days))))
    assert said(body.suitability, "身份证件") == told
    assert body.header.id_due.text() == pill
    assert body.header.id_due.isHidden() is not bool(pill)
    basic = body.portrait.blocks[0]
    shown = {row.name.text(): row.value.text() for row in basic._fact_rows}  # noqa: SLF001
    assert shown["证件有效期"] == told
    assert ("身份证件已过期" in body.suitability.stop_words.text()) is (days < 0)


@pytest.mark.parametrize(
    ("expires_on", "words", "tone"),
    [
        (ON + timedelta(days=1), ("C4 积极", "C4"), "text2"),
        (ON, ("C4 已过期", "已过期", "过期"), "warn"),
    ],
)
def test_the_list_says_that_a_level_has_expired(expires_on: date, words: tuple[str, ...], tone: str) -> None:
    row = replace(client().row, c_level_expires_on=expires_on)
    assert client_columns.risk_words(row, ON) == words
    assert client_columns.tone(row, client_columns.Column.RISK, ON) == tone


def test_the_copied_summary_tells_the_state() -> None:
    told = labels_summary.summary(client(taken_on=date(2025, 11, 21)), client_reviews.rules())
    assert "测评有效至\t2026-11-21 · 1 天后到期" in told
    assert "测评有效至\t2027-06-01\n" in labels_summary.summary(client(), client_reviews.rules())


def test_a_document_without_an_end_and_one_that_nobody_recorded(qtbot: QtBot) -> None:
    assert said(card_of(qtbot, client(id_expires_on=date(9999, 12, 31))), "身份证件") == "长期有效"
    card = card_of(qtbot, client(id_expires_on=None))
    assert said(card, "身份证件") == "未登记有效期"
    assert "缺少证件有效期" in card.stop_words.text()


def test_everything_that_stops_advice_is_told_with_its_cure(qtbot: QtBot) -> None:
    kyc = KycFacts(aml_restricted=True, info_refused=True, capacity=Capacity.NONE)
    card = card_of(qtbot, client(kyc, taken_on=None, id_expires_on=date(2026, 1, 1)))
    assert card.stops.isVisible()
    assert card.stop_title.text() == "暂时不能推介产品"
    told = card.stop_words.text()
    for part in ("反洗钱限制", "身份证件已过期", "无民事行为能力", "客户拒绝提供", "尚未完成风险测评"):
        assert part in told
    assert "请客户先完成风险测评。" in told
    assert said(card, "反洗钱") == "有限制，请联系合规"


def test_declared_figures_count_only_with_recent_proof(qtbot: QtBot) -> None:
    old = replace(FULL, proof_on=date(2025, 11, 19))
    card = card_of(qtbot, client(old))
    assert said(card, "资产证明") == "2025-11-19 出具，已过期，自述金额不作数"
    assert said(card, "私募合格投资者").startswith("不符合：金融资产 ")
    assert said(card, "资管合格投资者").startswith("不能认定，缺少")
    none = card_of(qtbot, client(replace(FULL, proof=None, proof_on=None)))
    assert said(none, "资产证明") == "未提供，自述金额不作数"
    bare = client(KycFacts())
    bare = replace(bare, profile=replace(bare.profile, declared_assets_fen=None))
    assert said(card_of(qtbot, bare), "资产证明") == "未提供"


def test_a_professional_class_shows_its_end_and_why_it_no_longer_counts(qtbot: QtBot) -> None:
    pro = replace(
        FULL, investor_class=InvestorClass.PRO_B, class_evidence="认定书", class_until=date(2027, 12, 31)
    )
    card = card_of(qtbot, client(pro, taken_on=None))
    assert said(card, "投资者类别") == "专业投资者B类 · 至 2027-12-31"
    assert not card.class_words.isVisible()
    ended = card_of(qtbot, client(replace(pro, class_until=date(2026, 11, 19))))
    assert said(ended, "投资者类别") == "普通投资者，原认定不再有效"
    assert "已到期" in ended.class_words.text()


@pytest.mark.parametrize(
    ("recorded", "born_on", "told", "is_warn"),
    [
        (None, date(1980, 1, 1), "完全民事行为能力，按年龄", False),
        (None, date(2010, 1, 1), "限制民事行为能力，按年龄", True),
        (Capacity.LIMITED, date(1980, 1, 1), "限制民事行为能力", True),
        (None, None, "未登记", True),
    ],
)
def test_capacity_is_recorded_or_told_by_the_age(
    qtbot: QtBot, recorded: Capacity | None, born_on: date | None, told: str, *, is_warn: bool
) -> None:
    review = client(replace(FULL, capacity=recorded))
    found = fact(
        card_of(qtbot, replace(review, profile=replace(review.profile, born_on=born_on))), "行为能力"
    )
    assert found.value.text() == told
    assert is_warned(found.value) is is_warn


def test_an_organisation_has_no_capacity(qtbot: QtBot) -> None:
    card = card_of(qtbot, client(KycFacts(), kind=ClientType.ENTERPRISE))
    assert "行为能力" not in [one.name.text() for one in card.lines if not one.isHidden()]


def test_amounts_are_hidden_in_discreet_mode(qtbot: QtBot) -> None:
    page = shown_page(qtbot, client(replace(FULL, proof_on=date(2025, 1, 1))))
    discreet.set_on(True)
    card = body_of(page).suitability
    assert said(card, "私募合格投资者") == "不符合"


def test_the_level_explains_itself_and_the_buttons_ask(qtbot: QtBot) -> None:
    page = shown_page(qtbot, client())
    card = body_of(page).suitability
    fact(card, "风险承受").link.click()
    assert page.drawer.is_open
    assert page.drawer.key == "C_LEVEL"
    with qtbot.waitSignal(page.assess_asked):
        card.assess_button.click()
    with qtbot.waitSignal(page.kyc_asked):
        card.kyc_button.click()


def test_every_state_and_verdict_has_a_word() -> None:
    kinds: list[type[StrEnum]] = [*VERDICT_WORDS, Capacity, Permission, InvestorClass]
    for kind in kinds:
        assert labels.covers(kind), kind
