"""One contact for several clients of the list: a button, a key, a limit told in words."""

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.fake_clients import FakeClients
from tests.ui.test_clients_page import Desk, click, open_desk


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return open_desk(qtbot, FakeClients())


def test_a_contact_for_all_that_are_selected(desk: Desk) -> None:
    asked: list[list[int]] = []
    desk.page.log_asked.connect(asked.append)
    table, model = desk.page.table, desk.page.model
    assert not desk.page.batch.button.isVisible()
    rows = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for row in (1, 2, 5):
        table.selectionModel().select(model.index(row, 0), rows)
    QApplication.processEvents()
    assert desk.page.batch.button.isVisible()
    click(desk.page.batch.button)
    found = desk.source.found(model.query)
    assert asked == [[found[row].client_id for row in (0, 1, 2, 5)]]


def test_one_key_logs_the_current_client_and_types_nothing(desk: Desk) -> None:
    asked: list[list[int]] = []
    desk.page.log_asked.connect(asked.append)
    desk.page.table.setFocus()
    QTest.keyClick(desk.page.table, Qt.Key.Key_L)
    QApplication.processEvents()
    assert asked == [[desk.source.found(desk.page.model.query)[0].client_id]]
    assert not desk.window.top.search.text()


def test_too_many_at_once_are_refused_in_words(qtbot: QtBot) -> None:
    desk = open_desk(qtbot, FakeClients(230))
    asked: list[list[int]] = []
    desk.page.log_asked.connect(asked.append)
    desk.page.table.selectAll()
    desk.page.batch.ask()
    assert not asked
    assert desk.told[-1][0] == "warn"
    assert "200" in desk.told[-1][1]
