"""变更货架状态: nothing without approver and reason, refused in words, what was typed stays."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from advisor_desk.domain.product import ShelfStatus
from advisor_desk.errors import OutsideFailed
from advisor_desk.ui.dialogs.product_state_dialog import ProductStateDialog
from advisor_desk.ui.pages.products.page import ProductsPage
from tests.ui.fake_products import BOND, NEW, Screen
from tests.ui.real_desk import CONTROL, commit, gone, press, ready


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture
def page(qtbot: QtBot, screen: Screen) -> ProductsPage:
    made = screen.page()
    qtbot.addWidget(made)
    made.resize(1282, 680)
    made.show()
    QApplication.processEvents()
    return made


def dialog_of(page: ProductsPage, code: str = BOND.code) -> ProductStateDialog:
    page.go_to(code)
    page.ask_move()
    assert page.dialog is not None
    ready(page.dialog)
    return page.dialog


def test_approver_and_reason_are_asked_for_at_their_fields(page: ProductsPage, screen: Screen) -> None:
    dialog = dialog_of(page)
    press(dialog, Qt.Key.Key_Return, CONTROL)
    assert dialog.approver.note.text() == "请填写批准人。"
    assert dialog.reason.note.text() == "请写明变更的原因。"
    assert dialog.approver.edit.hasFocus()
    assert screen.book.moved == []
    dialog.approver.set_text("王主任")
    dialog.save()
    assert not dialog.approver.has_problem
    assert dialog.reason.has_problem
    assert screen.book.moved == []


def test_a_change_by_keys_is_recorded_and_shown_on_the_card(page: ProductsPage, screen: Screen) -> None:
    dialog = dialog_of(page)
    assert dialog.chosen() is ShelfStatus.SUSPENDED
    dialog.approver.setFocus()
    commit(dialog, "王主任")
    press(dialog, Qt.Key.Key_Tab)
    commit(dialog, "额度将满")
    press(dialog, Qt.Key.Key_Return, CONTROL)
    assert gone(dialog)
    assert page.dialog is None
    (move,) = screen.book.moved
    assert (move.after, move.approver, move.reason) == (ShelfStatus.SUSPENDED, "王主任", "额度将满")
    assert page.card.head.status.text() == "暂停"
    assert "在售 → 暂停 · 王主任：额度将满" in page.card.shelf.moves.text()
    assert [text for _kind, text in screen.told] == ["已变更状态：暂停"]


def test_an_error_leaves_what_was_typed(page: ProductsPage, screen: Screen) -> None:
    dialog = dialog_of(page)
    dialog.approver.set_text("王主任")
    dialog.reason.set_text("额度将满")
    screen.error = OutsideFailed("book.disk_full")
    dialog.save()
    assert dialog.isVisible()
    assert dialog.trouble.text()
    assert (dialog.approver.text(), dialog.reason.text()) == ("王主任", "额度将满")
    screen.error = None
    dialog.save()
    assert gone(dialog)


def test_a_product_that_was_moved_meanwhile_is_told(page: ProductsPage, screen: Screen) -> None:
    dialog = dialog_of(page)
    known = screen.book.product(BOND.code)
    screen.book.products[0] = replace(known, shelf_status=ShelfStatus.SUSPENDED)
    dialog.approver.set_text("王主任")
    dialog.reason.set_text("额度将满")
    dialog.save()
    assert "产品的状态已经变了" in dialog.trouble.text()
    assert dialog.isVisible()


def test_too_long_a_reason_is_told_and_not_cut(page: ProductsPage, screen: Screen) -> None:
    dialog = dialog_of(page)
    dialog.approver.set_text("王主任")
    dialog.reason.set_text("长" * 201)
    dialog.save()
    assert dialog.reason.note.text() == "原因最多 200 个字。"
    assert len(dialog.reason.text()) == 201
    assert screen.book.moved == []


def test_what_was_typed_is_not_lost_by_escape(page: ProductsPage) -> None:
    dialog = dialog_of(page)
    dialog.reason.set_text("额度将满")
    press(dialog, Qt.Key.Key_Escape)
    assert dialog.is_asking
    assert dialog.isVisible()


def test_an_unrated_product_does_not_go_on_sale(page: ProductsPage, screen: Screen) -> None:
    screen.book.products[3] = replace(NEW, shelf_status=ShelfStatus.APPROVED)
    page.refresh()
    dialog = dialog_of(page, NEW.code)
    assert dialog.chosen() is ShelfStatus.ON_SALE
    dialog.approver.set_text("王主任")
    dialog.reason.set_text("准入通过")
    dialog.save()
    assert dialog.trouble.text() == "没有我司风险评级，不能上架销售。请先导入评级。"
    assert screen.book.moved == []


def test_a_withdrawn_product_offers_no_change(page: ProductsPage, screen: Screen) -> None:
    screen.book.products[0] = replace(BOND, shelf_status=ShelfStatus.EXPIRED)
    page.refresh()
    page.go_to(BOND.code)
    assert not page.card.head.move_button.isEnabled()
    page.ask_move()
    assert page.dialog is None


def test_the_lock_closes_the_dialog_and_drops_what_was_typed(page: ProductsPage) -> None:
    dialog = dialog_of(page)
    dialog.reason.set_text("额度将满")
    page.forget_clients()
    assert gone(dialog)
    assert page.dialog is None


def test_ctrl_shift_l_asks_for_the_lock(page: ProductsPage, qtbot: QtBot) -> None:
    dialog = dialog_of(page)
    with qtbot.waitSignal(page.lock_asked):
        press(dialog, Qt.Key.Key_L, CONTROL | Qt.KeyboardModifier.ShiftModifier)
