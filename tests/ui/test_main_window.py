"""The frame: screens and keys, nothing of a client in the title, dropped files, lock, discreet, F1."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from advisor_desk.ui import discreet, i18n, shortcuts
from advisor_desk.ui.main_window import MainWindow
from advisor_desk.ui.pages.page import Page
from advisor_desk.ui.shortcuts import ShortcutSheet
from advisor_desk.ui.widgets.card import RoleLabel

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    made = MainWindow()
    qtbot.addWidget(made)
    clients = Page("客户")
    clients.search_hint = "搜索"
    made.add_page("clients", "users", clients)
    made.add_action_button("import", "database", "数据")
    made.add_page("settings", "settings", Page("设置"), at_bottom=True)
    made.show()
    made.activateWindow()
    QTest.qWaitForWindowActive(made)
    return made


def press(
    widget: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    QTest.keyClick(widget, key, modifiers)
    QApplication.processEvents()


def drop(window: MainWindow, *urls: QUrl) -> None:
    data = QMimeData()
    data.setUrls(list(urls))
    window.dropEvent(
        QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def test_the_first_screen_shows_and_keys_follow_the_rail(window: MainWindow, qtbot: QtBot) -> None:
    assert window.rail.codes() == ["clients", "import", "settings"]
    assert window.current_code() == "clients"
    press(window, Qt.Key.Key_3, CONTROL)
    assert window.current_code() == "settings"
    assert window.rail.button("settings").isChecked()
    press(window, Qt.Key.Key_1, CONTROL)
    assert window.current_code() == "clients"
    with qtbot.waitSignal(window.action_asked) as asked:
        press(window, Qt.Key.Key_2, CONTROL)
    assert asked.args == ["import"]
    assert window.current_code() == "clients"
    assert window.rail.button("clients").isChecked()


def test_tab_goes_from_the_rail_over_the_screen_to_the_status_line(window: MainWindow) -> None:
    field = QLineEdit(window.page("clients"))
    window.add_page("late", "chart", Page("看板"))
    first = window.rail.button("clients")
    chain: list[QWidget] = [first]
    while (following := chain[-1].nextInFocusChain()) not in (first, None):
        assert following is not None
        chain.append(following)
    stops = [
        window.rail.button("settings"),
        window.top.search,
        field,
        window.status.discreet_button,
        window.status.lock_button,
    ]
    places = [chain.index(stop) for stop in stops]
    assert places == sorted(places)


def test_every_rail_button_does_something(window: MainWindow) -> None:
    done: list[str] = []
    window.page_shown.connect(done.append)
    window.action_asked.connect(done.append)
    for code in window.rail.codes():
        window.rail.button(code).click()
    assert done == ["clients", "import", "settings"]


def test_search_belongs_to_the_screens_that_search(window: MainWindow) -> None:
    assert window.top.search.isVisible()
    press(window, Qt.Key.Key_F, CONTROL)
    assert window.top.search.hasFocus()
    window.show_page("settings")
    assert not window.top.search.isVisible()


def test_lock_and_discreet_by_key(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.lock_asked):
        press(window, Qt.Key.Key_L, CONTROL | SHIFT)
    press(window, Qt.Key.Key_F9)
    assert discreet.is_on()
    assert "显示" in window.status.discreet_button.accessibleName()
    press(window, Qt.Key.Key_F9)
    assert not discreet.is_on()


def test_the_title_never_changes_with_the_screen(window: MainWindow) -> None:
    before = window.windowTitle()
    window.page("clients").set_subtitle("张伟")
    window.show_page("settings")
    assert window.windowTitle() == before
    assert "张伟" not in window.windowTitle()


def test_a_dropped_table_is_handed_on_and_anything_else_is_not(window: MainWindow, tmp_path: Path) -> None:
    dropped: list[object] = []
    window.file_dropped.connect(dropped.append)
    table = tmp_path / "客户 名单.XLSX"
    drop(window, QUrl.fromLocalFile(str(tmp_path / "a.exe")), QUrl("https://example.com/b.csv"))
    assert dropped == []
    drop(window, QUrl.fromLocalFile(str(table)))
    assert dropped == [table]


def test_the_countdown_warns_in_its_last_minute(window: MainWindow) -> None:
    shown = window.status._countdown  # noqa: SLF001
    window.status.set_countdown(552)
    assert shown.text() == "自动锁定 9:12"
    usual = shown.palette().color(shown.foregroundRole())
    window.status.set_countdown(59)
    assert shown.palette().color(shown.foregroundRole()) != usual
    window.status.set_countdown(None)
    assert shown.text() == ""


def test_the_sheet_of_f1_lists_every_shortcut_once(window: MainWindow, qtbot: QtBot) -> None:
    press(window, Qt.Key.Key_F1)
    sheet = window.findChildren(ShortcutSheet)[0]
    shown = [label.text() for label in sheet.findChildren(RoleLabel)]
    listed = shortcuts.listed(window)
    assert len({one.keys for one in listed}) == len(listed)
    for one in listed:
        assert one.keys in shown
        assert one.text in shown
    sheet.reject()


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_control_has_an_accessible_name(qtbot: QtBot, language: str) -> None:
    i18n.install(language)
    made = MainWindow()
    qtbot.addWidget(made)
    made.add_page("clients", "users", Page("客户"))
    named = [
        made.rail,
        made.rail.button("clients"),
        made.status.lock_button,
        made.status.discreet_button,
    ]
    assert all(widget.accessibleName() for widget in named)
