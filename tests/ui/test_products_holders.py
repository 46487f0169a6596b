"""谁适合: the reverse question on screen: everybody once, reasons in full, progress, stop, hidden names."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from advisor_desk.domain.suitability import CheckCode
from advisor_desk.ui import discreet, i18n
from advisor_desk.ui.jobs import BookChange, Jobs
from advisor_desk.ui.pages.products.holder_list import Group, HolderList, Part
from advisor_desk.ui.pages.products.page import ProductsPage
from advisor_desk.usecases.product_shelf import HolderLine
from tests.advice import ON
from tests.shelf_books import release
from tests.ui.client_page import all_texts
from tests.ui.fake_products import BOND, NAMES, PRIVATE, Screen
from tests.ui.real_desk import press, ready

Ask = Callable[..., ProductsPage]


@pytest.fixture
def asked(qtbot: QtBot) -> Iterator[Ask]:
    """Shows the page of a screen and asks who could hold a product."""
    kept = []

    def ask(screen: Screen, code: str = BOND.code) -> ProductsPage:
        page = screen.page()
        qtbot.addWidget(page)
        kept.append(page)
        page.resize(1282, 680)
        page.show()
        QApplication.processEvents()
        page.go_to(code)
        page.card.head.holders_button.click()
        return page

    yield ask
    kept.clear()


def rows(listed: HolderList) -> list[str]:
    model = listed.rows
    return [str(model.index(at).data()) for at in range(model.rowCount())]


def open_all(listed: HolderList) -> None:
    for group in listed.rows.groups:
        if not listed.rows.is_open(group):
            listed.rows.toggle(listed.rows.row_of(group.key))


def line_of(listed: HolderList, name: str) -> int:
    return rows(listed).index(name)


def test_the_groups_hold_every_client_exactly_once(asked: Ask) -> None:
    page = asked(Screen())
    groups = page.holders.list.rows.groups
    assert [group.key for group in groups] == [
        Part.HEAR,
        CheckCode.K_AML,
        CheckCode.A_NONE,
        CheckCode.R_PUSH_ABOVE,
    ]
    everybody = [line.name for group in groups for line in group.clients]
    assert sorted(everybody) == sorted(NAMES)
    assert page.holders.counts.text() == "5 位客户：2 位可以持有，其中 2 位应当告知。"


def test_those_who_should_hear_come_first_and_are_open(asked: Ask) -> None:
    listed = asked(Screen()).holders.list
    shown = rows(listed)
    assert shown[0] == "应当告知：适合，且有需求或配置不足 2"
    assert sorted(shown[1:3]) == ["王芳", "郭欣妍"]
    assert all(not name.startswith("李") for name in shown)
    first = listed.rows.row(1)
    assert isinstance(first, HolderLine)
    assert first.should_hear


def test_a_group_opens_by_key_and_tells_all_reasons_with_cures(asked: Ask) -> None:
    page = asked(Screen())
    listed = page.holders.list
    ready(page)
    at = listed.rows.row_of(CheckCode.A_NONE)
    listed.setCurrentIndex(listed.rows.index(at))
    listed.setFocus()
    press(listed, Qt.Key.Key_Right)
    press(listed, Qt.Key.Key_Down)
    told = page.holders.details.text()
    assert told.startswith("陈志强  C000003")
    assert "尚未完成风险测评" in told
    assert "请客户先完成风险测评。" in told
    press(listed, Qt.Key.Key_Up)
    press(listed, Qt.Key.Key_Left)
    group = listed.rows.row(listed.rows.row_of(CheckCode.A_NONE))
    assert isinstance(group, Group)
    assert not listed.rows.is_open(group)


def test_enter_and_a_click_open_the_client(asked: Ask) -> None:
    screen = Screen()
    page = asked(screen)
    listed = page.holders.list
    ready(page)
    listed.setFocus()
    listed.setCurrentIndex(listed.rows.index(line_of(listed, "王芳")))
    press(listed, Qt.Key.Key_Return)
    assert screen.opened == [1]
    at = listed.visualRect(listed.rows.index(line_of(listed, "郭欣妍"))).center()
    QTest.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert screen.opened == [1, 5]


def test_escape_goes_back_to_the_card_and_forgets_the_answer(asked: Ask) -> None:
    page = asked(Screen())
    ready(page)
    page.holders.list.setFocus()
    press(page, Qt.Key.Key_Escape)
    assert page.holders.report is None
    assert page.card.isVisible()
    assert not page.holders.isVisible()
    assert page.card.head.holders_button.hasFocus()


def test_names_amounts_and_the_figures_of_reasons_are_hidden(asked: Ask) -> None:
    page = asked(Screen(), PRIVATE.code)
    listed = page.holders.list
    open_all(listed)
    listed.setCurrentIndex(listed.rows.index(line_of(listed, "王芳")))
    assert "差" in page.holders.details.text()
    discreet.set_on(True)
    assert not set(NAMES) & set(rows(listed))
    assert "王*" in rows(listed)
    told = page.holders.details.text()
    assert "王芳" not in told
    assert "万" not in told
    assert "不符合合格投资者标准" in told


def test_a_stale_shelf_answers_but_names_nobody_to_be_told(asked: Ask) -> None:
    screen = Screen()
    screen.book.newest = release(ON - timedelta(days=40))
    page = asked(screen)
    assert page.holders.list.rows.groups[0].key is Part.OTHERS
    assert page.holders.note.text().startswith("货架不是有效状态，暂不提示应当告知谁。")


def test_whoever_wants_no_marketing_stands_apart(asked: Ask) -> None:
    quiet = [replace(one, has_opted_out=True) for one in Screen().clients]
    page = asked(Screen(clients=quiet))
    listed = page.holders.list
    assert listed.rows.groups[0].key is Part.OTHERS
    listed.setCurrentIndex(listed.rows.index(1))
    assert "客户不接受营销，不主动推介" in page.holders.details.text()


def test_a_book_without_clients_answers_too(asked: Ask) -> None:
    page = asked(Screen(clients=()))
    assert page.holders.counts.text() == "0 位客户：0 位可以持有，其中 0 位应当告知。"
    assert page.holders.list.rows.rowCount() == 0


def test_another_product_or_changed_clients_end_an_old_answer(asked: Ask) -> None:
    screen = Screen()
    page = asked(screen)
    screen.jobs.book_changed.emit(BookChange(frozenset({"clients"})))
    assert page.holders.report is None
    assert page.card.isVisible()
    page.ask_holders()
    assert page.holders.report is not None
    page.go_to(PRIVATE.code)
    assert page.holders.report is None
    assert page.card.isVisible()


def test_a_long_question_can_be_stopped(qtbot: QtBot, asked: Ask) -> None:
    jobs = Jobs()
    screen = Screen(jobs=jobs)
    page = screen.page()
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.model.rowCount() == 4)
    page.go_to(BOND.code)
    qtbot.waitUntil(lambda: not jobs.is_busy)
    page.ask_holders()
    assert page.holders.stop_button.isVisible()
    page.holders.stop_button.click()
    qtbot.waitUntil(lambda: not jobs.is_busy)
    assert page.holders.report is None
    assert page.card.isVisible()
    jobs.close()


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_reason_has_a_heading(language: str, asked: Ask) -> None:
    i18n.install(language)
    page = asked(Screen())
    texts = rows(page.holders.list)
    assert not any("_" in text for text in texts)
    assert "None" not in " ".join(all_texts(page) + texts)
