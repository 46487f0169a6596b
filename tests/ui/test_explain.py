"""The drawer that answers "why": right words for every code, reachable by keyboard, nothing lost."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from advisor_desk.domain.dates import to_day
from advisor_desk.domain.review import ClientReview
from advisor_desk.domain.trading import TradingDays
from advisor_desk.errors import Param
from advisor_desk.rules.explain import explain
from advisor_desk.rules.explanation import STEPS, ExplainCase, Subject
from advisor_desk.rules.reasons import CODES
from advisor_desk.rules.standing import ClientFacts
from advisor_desk.rules.tier import AssetHistory
from advisor_desk.ui import discreet, formats, i18n, labels_explain, labels_explain_steps, labels_scores
from advisor_desk.ui.widgets.explain_drawer import ExplainDrawer, ExplainWords
from tests.ui import client_reviews as reviews
from tests.ui.client_page import body_of, shown_page

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_SAMPLES: dict[str, Param] = {
    "tier": "HNW", "by_rule": "RETAIL", "client_type": "ENTERPRISE", "group": "LONG_TAIL", "preset": "WEALTH",
    "state": "ACTIVE", "labels": "LOYAL", "action": "LOYALTY", "rule": "high_amount", "basis": "opened",
    "times": "1.9167", "limits": "30|90|180|365", "cuts": "1|3|6|12", "cuts_fen": "1000000|10000000",
    "is_met": True, "is_decisive": True, "is_held": True, "is_reached": False, "approver": "Wang",
}  # fmt: skip


def _figures(names: tuple[str, ...]) -> dict[str, Param]:
    return {name: _SAMPLES.get(name, "2026-01-31" if name.endswith("_on") else 1_000_000) for name in names}


def _words(review: ClientReview, subject: Subject) -> ExplainWords:
    rules = reviews.rules()
    case = ExplainCase(
        client=ClientFacts(1, review.profile.client_type, review.profile.born_on),
        standing=review.standing,
        history=AssetHistory([(to_day(on), fen) for on, fen in review.assets], TradingDays()),
        assessed_on=max((line.taken_on for line in review.assessments), default=None),
        last_contact_on=review.row.last_contact_on,
    )
    return labels_explain.words(explain(subject, case, rules), rules)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("code", sorted({**CODES, **STEPS}))
def test_every_code_of_the_rules_has_words(code: str, language: str) -> None:
    i18n.install(language)
    assert labels_explain_steps.covers(code)
    told = labels_explain_steps.step_words(code, _figures({**CODES, **STEPS}[code]))
    assert told
    assert "{" not in told
    assert code not in told
    if language == i18n.ENGLISH:
        assert not _CHINESE.search(told)


def test_no_words_for_codes_that_do_not_exist() -> None:
    assert sorted(set(labels_explain_steps.SAYS) - {*CODES, *STEPS}) == []


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("subject", list(Subject))
def test_every_subject_is_explained_for_every_client(subject: Subject, language: str) -> None:
    i18n.install(language)
    for review in (reviews.full_review(), reviews.top_review(), reviews.org_review(), reviews.bare_review()):
        words = _words(review, subject)
        assert words.title
        assert words.result
        assert words.rule
        assert words.source
        assert words.version.startswith("2026-11")
        assert words.as_of == "2026-11-20"
        assert "{" not in f"{words.rule}{words.steps}{words.inputs}{words.notes}"


def test_the_tier_can_be_redone_by_hand() -> None:
    words = _words(reviews.full_review(), Subject.TIER)
    assert words.result == "零售"
    assert ("20 日资产合计", "18,323,373.00 元") in words.inputs
    assert "916,168.65 元 < 100 万：未到高净值" in words.steps
    assert "升为高净值还差 83,831.35 元(门槛 100 万)" in words.steps


def test_the_frequency_shows_its_division_and_band() -> None:
    words = _words(reviews.full_review(), Subject.FREQUENCY)
    assert "23 次 ÷ 12 个月 = 1.9167 次/月" in words.steps
    assert "1.9167 次/月 低于 2 次/月：1 分" in words.steps
    assert "距 2 分还差 1 次购买" in words.steps


def test_the_group_shows_which_rule_decided() -> None:
    steps = _words(reviews.full_review(), Subject.GROUP).steps
    assert steps[0] == "✓ A 4 分，要求满 4 分 → 重要发展(由此判定)"
    assert sum("由此判定" in step for step in steps) == 1


def test_what_is_uncertain_stands_apart_from_the_arithmetic() -> None:
    words = _words(reviews.org_review(), Subject.BENEFIT)
    assert "创收含估算，以入账为准" in words.notes
    assert "创收为负：返还多于收入" in words.notes


def test_w_opens_the_figure_that_has_the_keyboard_and_escape_goes_back(qtbot: QtBot) -> None:
    page = shown_page(qtbot, reviews.full_review())
    page.activateWindow()
    link = body_of(page).scores.frequency.figure
    link.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(link.hasFocus)
    QTest.keyClick(link, Qt.Key.Key_W)
    assert page.drawer.is_open
    assert page.drawer.key == Subject.FREQUENCY.value
    QTest.keyClick(page.drawer, Qt.Key.Key_Escape)
    assert not page.drawer.is_open
    assert link.hasFocus()


def test_a_click_on_a_figure_opens_its_explanation(qtbot: QtBot) -> None:
    page = shown_page(qtbot, reviews.full_review())
    QTest.mouseClick(body_of(page).kpis.revenue.figure, Qt.MouseButton.LeftButton)
    assert page.drawer.key == Subject.BENEFIT.value
    told = [label.text() for label in page.drawer.findChildren(QLabel)]
    assert "2 分 (共 6 分)" in told or "2 分(共 6 分)" in told


def test_the_drawer_stays_inside_the_page(qtbot: QtBot) -> None:
    page = shown_page(qtbot, reviews.full_review(), width=440)
    page.explain("TIER")
    assert page.rect().contains(page.drawer.geometry())
    page.resize(380, 500)
    qtbot.waitUntil(lambda: page.rect().contains(page.drawer.geometry()))


def test_the_drawer_follows_the_client(qtbot: QtBot) -> None:
    page = shown_page(qtbot, reviews.full_review())
    page.explain("GROUP")
    page.render_review(reviews.bare_review())
    told = [label.text() for label in page.drawer.findChildren(QLabel)]
    assert page.drawer.key == "GROUP"
    assert "长尾" in told


def test_an_explanation_can_be_copied_whole(qtbot: QtBot) -> None:
    page = shown_page(qtbot, reviews.full_review())
    page.explain("AVG20")
    words = _words(reviews.full_review(), Subject.AVG20)
    page.drawer.copied.emit(words.as_text(labels_explain.heads()))
    told = QGuiApplication.clipboard().text()
    assert "18,323,373.00 元 ÷ 20 = 916,168.65 元" in told
    assert "规则版本: 2026-11" in told


def test_a_drawer_without_explanations_has_no_key(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    drawer = ExplainDrawer(host, labels_explain.heads(), is_animated=False)
    drawer.show_words((), "TIER")
    assert drawer.key == ""


_STEPS_OF_UNIT = {"元": 100, "万": 1_000_000, "亿": 100_000_000_00}


def _read(text: str) -> int:
    number, unit = text.split(" ")
    whole, _, part = number.replace(",", "").partition(".")
    unit_fen = _STEPS_OF_UNIT[unit]
    return int(whole) * unit_fen + int((part or "0").ljust(2, "0")) * unit_fen // 100


@given(st.integers(min_value=1, max_value=10**13))
def test_what_is_lacking_is_never_told_too_small(fen: int) -> None:
    told = _read(labels_scores.lacking(fen))
    assert told >= fen
    assert told - fen <= max(100, fen // 9)


@given(st.integers(min_value=1, max_value=10**13))
def test_a_figure_is_never_told_too_large(fen: int) -> None:
    assert _read(formats.money(fen)) <= fen


def test_lacking_is_hidden_in_discreet_mode() -> None:
    discreet.set_on(True)
    assert labels_scores.lacking(12_345) == discreet.HIDDEN


def test_a_source_names_document_and_section() -> None:
    told = labels_explain.source_words("domain §1.2 T8 [P]")
    assert told == "业务规则说明 §1.2 T8 (本机构参数，待签批)"


def test_dates_among_inputs_are_the_values_of_those_days() -> None:
    words = _words(reviews.full_review(), Subject.AVG20)
    assert len(words.inputs) == 20
    assert words.inputs[0] == (date(2026, 11, 20).isoformat(), "938,000.00 元")
