"""A suggestion becomes advice: the advisor's own comment, forbidden words, what was given before, why."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from advisor_desk.errors import UserCanFix
from advisor_desk.rules.wording import forbidden_in
from advisor_desk.ui import discreet
from advisor_desk.ui.pages.allocation.explain import explanations
from advisor_desk.ui.pages.allocation.give_dialog import GiveDialog, client_sentence
from advisor_desk.ui.pages.allocation.page import AllocationPage
from tests.ui.allocation_page import Show, body_of, keep, row, shower, type_amount
from tests.ui.client_page import all_texts
from tests.ui.fake_suggestions import FakeAdvice, rules
from tests.ui.real_desk import CONTROL, commit, gone, press, ready


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Show]:
    """Shows the page of an advice book, and keeps it until the test is over."""
    kept: list[object] = []
    yield shower(qtbot, kept)
    kept.clear()


def dialog_of(page: AllocationPage) -> GiveDialog:
    ready(page)
    press(page, Qt.Key.Key_G, CONTROL)
    dialog = page.findChild(GiveDialog)
    assert isinstance(dialog, GiveDialog)
    ready(dialog)
    return dialog


def test_a_comment_of_ones_own_is_needed(shown: Show) -> None:
    book = FakeAdvice()
    dialog = dialog_of(shown(book))
    press(dialog, Qt.Key.Key_Return, CONTROL)
    assert dialog.isVisible()
    assert dialog.comment.note.text() == "请写明顾问自己的意见。"
    assert book.given == []
    commit(dialog, "客户三年内不用这笔钱")
    press(dialog, Qt.Key.Key_Return, CONTROL)
    assert gone(dialog)
    assert book.given[0][1] == "客户三年内不用这笔钱"
    assert ("good", "已记录：算作已建议") in book.told


def test_what_is_given_is_the_plan_with_everything_set_by_hand(shown: Show) -> None:
    book = FakeAdvice()
    page = shown(book)
    keep(page, "B1", "60000", "分散")
    dialog = dialog_of(page)
    commit(dialog, "分散持有")
    press(dialog, Qt.Key.Key_Return, CONTROL)
    given = book.given[0][0]
    assert given.plan is not None
    assert {line.code: line.amount_fen for line in given.plan.lines}["B1"] == 6_000_000
    assert [line.code for line in given.overrides] == ["B1"]
    assert given.overrides[0].reason == "分散"


def test_forbidden_words_are_told_as_they_are_typed_and_not_let_through(shown: Show) -> None:
    book = FakeAdvice()
    dialog = dialog_of(shown(book))
    commit(dialog, "这个组合零 风险")
    assert dialog.comment.note.text() == "不能使用：零风险。请改写。"
    press(dialog, Qt.Key.Key_Return, CONTROL)
    assert dialog.isVisible()
    assert book.given == []
    formats = dialog.comment.edit.document().firstBlock().layout().formats()
    assert [(one.start, one.length) for one in formats] == [(4, 4)]
    dialog.comment.set_text("这个组合有波动")
    dialog.comment.edited.emit()
    assert dialog.comment.note.text() == ""


def test_the_sentence_for_the_client_passes_the_word_check_and_names_grades(shown: Show) -> None:
    page = shown(FakeAdvice())
    view = page.session.view
    assert view is not None
    said = client_sentence(view)
    assert forbidden_in(said, rules()) == ()
    assert "稳健纯债债券(风险等级 R2)" in said
    assert "可能发生亏损" in said
    assert "%" not in said
    dialog = dialog_of(page)
    commit(dialog, "先说风险。")
    dialog.use_link.click()
    assert dialog.comment.text() == f"先说风险。\n{said}"


def test_a_refusal_of_the_book_leaves_the_dialog_with_its_text(shown: Show) -> None:
    book = FakeAdvice()
    dialog = dialog_of(shown(book))
    commit(dialog, "分散持有")
    book.error = UserCanFix("suggestion.quota_gone")
    press(dialog, Qt.Key.Key_Return, CONTROL)
    assert dialog.isVisible()
    assert dialog.trouble.text()
    assert dialog.comment.text() == "分散持有"


def test_escape_asks_before_a_comment_is_lost(shown: Show) -> None:
    dialog = dialog_of(shown(FakeAdvice()))
    commit(dialog, "分散持有")
    press(dialog, Qt.Key.Key_Escape)
    assert dialog.is_asking


def test_what_stands_in_the_way_is_told_instead(shown: Show) -> None:
    book = FakeAdvice()
    page = shown(book)
    type_amount(page, "B1", "60000")
    assert page.ask_give() is None
    keep(page, "B1", "200000", "客户要求")
    assert page.ask_give() is None
    assert [text for kind, text in book.told if kind == "info"][-2:] == ["现在还不能算作已建议"] * 2


def test_what_was_given_before_is_listed_and_opens_its_explanation(shown: Show) -> None:
    book = FakeAdvice()
    page = shown(book)
    dialog = dialog_of(page)
    commit(dialog, "分散持有")
    press(dialog, Qt.Key.Key_Return, CONTROL)
    QApplication.processEvents()
    card = body_of(page).given
    said = "\n".join(all_texts(card))
    for part in ("2026-11-20", "王经理", "稳健纯债债券 9.0 万", "分散持有"):
        assert part in said
    card.rows[0].click()
    assert page.drawer.is_open
    drawer = "\n".join(all_texts(page.drawer))
    assert "顾问意见：分散持有" in drawer
    assert "补足境内权益" in drawer
    discreet.set_on(True)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    said = "\n".join(all_texts(page.drawer)) + "\n".join(all_texts(body_of(page).given))
    assert "分散持有" not in said
    assert "9.0 万" not in said


def test_every_number_has_an_explanation_with_its_source_and_version(shown: Show) -> None:
    page = shown(FakeAdvice())
    view = page.session.view
    assert view is not None
    told = explanations(view)
    keys = [one.key for one in told]
    assert len(keys) == len(set(keys))
    wanted = {"MONEY", "LEVEL", "DRIFT", "RESIDUAL", "ASSUMPTIONS", "CLASS:CN_EQUITY", "LINE:B1"}
    assert wanted | {"NEED:SHORTFALL", "OFFER:E2", "BLOCKED:P1"} <= set(keys)
    for one in told:
        assert one.source.startswith(("业务规则说明 §", "产品说明 §")), one.key
        assert one.version.startswith("2026-11，"), one.key
        assert one.as_of == "2026-11-20", one.key
        assert one.rule, one.key


def test_the_arithmetic_of_the_drift_can_be_redone(shown: Show) -> None:
    page = shown(FakeAdvice())
    page.explain("DRIFT")
    (said,) = (text for text in all_texts(page.drawer) if text.startswith("执行后 "))
    parts, _, total = said.removeprefix("执行后 ").partition(" = ")
    figures = [Decimal(part) for part in parts.split(" + ")]
    assert len(figures) > 2
    assert sum(figures) == Decimal(total)


def test_assumptions_stand_in_the_drawer_alone_and_say_what_they_are(shown: Show) -> None:
    page = shown(FakeAdvice())
    assert "波动" not in "\n".join(all_texts(body_of(page)))
    page.explain("ASSUMPTIONS")
    said = "\n".join(all_texts(page.drawer))
    assert "内部假设，不是预测，不得向客户展示。" in said
    assert "1.645" in said


def test_why_is_asked_by_key_of_what_has_the_keyboard_and_can_be_copied(shown: Show) -> None:
    page = shown(FakeAdvice())
    ready(page)
    row(page, "E1").name.setFocus()
    press(page, Qt.Key.Key_W)
    assert page.drawer.key == "LINE:E1"
    page.drawer._on_copy_clicked()  # noqa: SLF001
    assert QGuiApplication.clipboard().text().startswith("沪深300指数: 150,000.00 元")
    press(page, Qt.Key.Key_Escape)
    assert not page.drawer.is_open
