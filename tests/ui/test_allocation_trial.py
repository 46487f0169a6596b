"""What an advisor tries out on the screen 配置与试算: money, level, products; nothing of it is recorded."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from advisor_desk.domain.advice import WhatIf
from advisor_desk.domain.client import RiskLevel
from advisor_desk.ui.jobs import InlineJobs, JobHandle
from advisor_desk.ui.pages.allocation.page import AllocationPage
from tests.ui.allocation_page import Show, body_of, keep, row, shower
from tests.ui.fake_suggestions import CASH_FEN, PLANNED, FakeAdvice
from tests.ui.real_desk import press, ready, type_in


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Show]:
    """Shows the page of an advice book, and keeps it until the test is over."""
    kept: list[object] = []
    yield shower(qtbot, kept)
    kept.clear()


def drift(page: AllocationPage) -> str:
    return body_of(page).mix.drift.text()


def test_money_is_tried_out_and_the_facts_are_one_button_away(shown: Show) -> None:
    book = FakeAdvice()
    page = shown(book)
    head = body_of(page).head
    ready(page)
    head.money.setFocus()
    head.money.selectAll()
    type_in(page, "800000")
    press(page, Qt.Key.Key_Return)
    assert book.solved[-1][0] == WhatIf(amount_fen=80_000_000)
    assert head.sources.text() == "账户现金 50.0 万 + 新增资金 30.0 万"
    assert head.banner.isVisible()
    assert head.told.text() == "试算：投入 80.0 万(账户现金 50.0 万)。以下结果不作记录。"
    head.facts_button.click()
    assert book.solved[-1][0] == WhatIf()
    assert not head.banner.isVisible()
    assert head.money.amount() == CASH_FEN


def test_what_is_set_by_hand_while_trying_out_is_never_recorded(shown: Show) -> None:
    book = FakeAdvice()
    page = shown(book)
    page.session.leave_out("E1")
    assert "E1" not in body_of(page).lines.rows
    assert "不考虑 沪深300指数" in body_of(page).head.told.text()
    keep(page, "B1", "60000", "试试")
    assert book.kept == {}
    was = page.session.back_to_facts()
    assert row(page, "B1").amount.amount() == PLANNED["B1"]
    page.session.resume(1, was)
    assert row(page, "B1").amount.amount() == 6_000_000
    assert book.kept == {}


def test_another_level_is_a_trial_and_cannot_be_given(shown: Show) -> None:
    page = shown(FakeAdvice())
    head = body_of(page).head
    head.level_choice.setCurrentIndex(list(RiskLevel).index(RiskLevel.C4) + 1)
    head.level_choice.activated.emit(head.level_choice.currentIndex())
    assert "按 C4 积极 计算(测评为 C3 稳健)" in head.told.text()
    assert page.ask_give() is None
    head.level_choice.setCurrentIndex(0)
    head.level_choice.activated.emit(0)
    assert not head.banner.isVisible()


def test_an_unreadable_amount_is_told_and_stays(shown: Show) -> None:
    book = FakeAdvice()
    page = shown(book)
    head = body_of(page).head
    ready(page)
    head.money.setFocus()
    head.money.selectAll()
    type_in(page, "abc")
    press(page, Qt.Key.Key_Return)
    assert head.money.text() == "abc"
    assert "看不懂这个金额" in head.sources.text()
    assert len(book.solved) == 1


def test_cancelling_keeps_what_was_there_and_a_newer_question_takes_the_place_of_an_older(
    qtbot: QtBot, shown: Show
) -> None:
    book = FakeAdvice()
    page = shown(book)
    session = page.session
    session._parts = replace(session._parts, jobs=Held())  # noqa: SLF001
    session.try_money(80_000_000)
    session.try_money(90_000_000)
    held = session._parts.jobs  # noqa: SLF001
    assert isinstance(held, Held)
    qtbot.waitUntil(lambda: body_of(page).head.cancel_button.isVisible())
    assert [handle.is_muted for handle in held.handles] == [True, False]
    body_of(page).head.cancel_button.click()
    assert [handle.is_muted for handle in held.handles] == [True, True]
    assert not body_of(page).head.cancel_button.isVisible()
    assert list(body_of(page).lines.rows) == ["B1", "B2", "B3", "E1", "G1"]


class Held(InlineJobs):
    """Jobs that are started and never end."""

    def __init__(self) -> None:
        super().__init__()
        self.handles: list[JobHandle] = []

    def _launch(self, handle: JobHandle) -> None:
        self.handles.append(handle)
