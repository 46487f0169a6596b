"""The shelf of a real encrypted book in the window: found by pinyin, asked about, moved, locked."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from advisor_desk.app.desk_window import CLIENTS, FILES, PRODUCTS, SEGMENTS
from advisor_desk.domain.product import ShelfState, ShelfStatus
from advisor_desk.storage.pinyin import search_forms
from advisor_desk.ui.pages.products.page import ProductsPage
from tests.builders import TODAY, Builder
from tests.ui.real_desk import CONTROL, RealDesk, commit, press, ready, real_desk


def a_shelf(builder: Builder) -> None:
    """A graded bond fund on sale, a fund without a grade, and two clients of whom one was assessed."""
    for code, name, grade in (("B00001", "稳健增利债券", "R2"), ("N00001", "待评级混合", None)):
        row = builder.insert(
            "product",
            code=code,
            name=name,
            product_type="BOND_FUND",
            regime="CSRC",
            r_level=grade,
            r_level_manager=grade,
            min_first_fen=1_000,
            shelf_status="ON_SALE" if grade else "DRAFT",
            pinyin=search_forms(name),
        )
        builder.insert("product_exposure", product_id=row, asset_class="CN_BOND", weight_bp=10_000)
    known = builder.client("王芳", client_no="N1", born_on=TODAY - timedelta(days=40 * 365))
    builder.assets(known, TODAY, 50_000_000)
    builder.assessment(known, TODAY - timedelta(days=30), "C3")
    builder.client("陈志强", client_no="N2")


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[RealDesk]:
    with real_desk(tmp_path, a_shelf) as opened:
        yield opened


def page_of(desk: RealDesk) -> ProductsPage:
    number = desk.window.rail.codes().index(PRODUCTS) + 1
    press(desk.window, Qt.Key(Qt.Key.Key_0 + number), CONTROL)
    assert desk.window.current_code() == PRODUCTS
    return desk.window.products


def seal(desk: RealDesk) -> None:
    with desk.book.sql.change() as connection:
        desk.book.seal(connection, "products.csv")


def test_the_screen_stands_after_the_segments_and_is_made_when_asked_for(desk: RealDesk) -> None:
    codes = desk.window.rail.codes()
    assert codes.index(SEGMENTS) < codes.index(PRODUCTS) < codes.index(FILES)
    assert "products" not in vars(desk.window)


def test_a_shelf_that_nobody_signed_says_so_until_it_is_signed(desk: RealDesk) -> None:
    page = page_of(desk)
    states = [page.banner.state]
    seal(desk)
    page.refresh()
    assert [*states, page.banner.state] == [ShelfState.UNSIGNED, ShelfState.CURRENT]
    assert "products.csv" in page.banner.said.text()


def test_from_a_search_by_pinyin_to_the_client_by_keys_alone(desk: RealDesk) -> None:
    seal(desk)
    page = page_of(desk)
    desk.window.top.search.setText("wjzl")
    QApplication.processEvents()
    assert [one.product.code for one in page.model.rows] == ["B00001"]
    desk.window.top.search.setFocus()
    press(desk.window, Qt.Key.Key_Return)
    press(desk.window, Qt.Key.Key_W)
    report = page.holders.report
    assert report is not None
    assert report.clients == 2
    everybody = [line.name for line in report.could]
    everybody += [line.name for group in report.rest for line in group.clients]
    assert sorted(everybody) == ["王芳", "陈志强"]
    press(desk.window, Qt.Key.Key_Return)
    assert desk.window.current_code() == CLIENTS
    assert desk.window.detail.client_id in {desk.book.client_id("N1"), desk.book.client_id("N2")}


def test_a_change_of_state_is_in_the_chain_and_keeps_the_seal(desk: RealDesk) -> None:
    seal(desk)
    page = page_of(desk)
    page.go_to("B00001")
    press(desk.window, Qt.Key.Key_M)
    dialog = page.dialog
    assert dialog is not None
    ready(dialog)
    dialog.approver.setFocus()
    commit(dialog, "王主任")
    dialog.reason.setFocus()
    commit(dialog, "额度将满")
    press(dialog, Qt.Key.Key_Return, CONTROL)
    kind, body = next(event for event in desk.events() if event[0] == "product.state_changed")
    assert (body["before"], body["after"], body["approver"]) == ("ON_SALE", "SUSPENDED", "王主任")
    assert page.banner.state is ShelfState.CURRENT
    product = page.card.product
    assert product is not None
    assert product.product.shelf_status is ShelfStatus.SUSPENDED
    assert "王主任：额度将满" in page.card.shelf.moves.text()
    assert kind == "product.state_changed"


def test_locking_leaves_nothing_of_anybody_on_the_screen(desk: RealDesk) -> None:
    page = page_of(desk)
    page.go_to("B00001")
    page.ask_holders()
    assert page.holders.report is not None
    page.ask_move()
    desk.window.leave()
    assert page.dialog is None
    assert page.holders.report is None
    assert page.model.rowCount() == 0
