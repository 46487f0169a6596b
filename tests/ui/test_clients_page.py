"""The client list as a person uses it: views, search by keys and input method, sorting, copy, walking."""

from dataclasses import dataclass, field, replace

import pytest
from PySide6.QtCore import QCoreApplication, QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from advisor_desk.domain.client_query import SortKey, View
from advisor_desk.errors import OutsideFailed
from advisor_desk.ui import clipboard, discreet, i18n, theme
from advisor_desk.ui.jobs import BookChange, InlineJobs, WriteJob
from advisor_desk.ui.main_window import MainWindow
from advisor_desk.ui.models.client_columns import Column
from advisor_desk.ui.models.client_source import ListQuery
from advisor_desk.ui.models.saved_query import from_body, to_body
from advisor_desk.ui.notices import Notices
from advisor_desk.ui.pages.clients import ClientsPage
from advisor_desk.ui.pages.clients_parts import ClientsParts, ExportWish
from advisor_desk.ui.pages.page import MemoryPrefs
from advisor_desk.ui.widgets.controls import Button
from tests.ui.fake_clients import TODAY, FakeClients, FakeViews


class Pane(QWidget):
    """A client's page that remembers whom it showed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.shown: list[int | None] = []

    def show_client(self, client_id: int) -> None:
        self.shown.append(client_id)

    def clear(self) -> None:
        self.shown.append(None)


@dataclass
class Desk:
    """The window with the list in it."""

    window: MainWindow
    page: ClientsPage
    source: FakeClients
    views: FakeViews
    jobs: InlineJobs
    told: list[tuple[str, str]] = field(default_factory=list)

    @property
    def pane(self) -> Pane:
        assert isinstance(self.page.detail, Pane)
        return self.page.detail

    def names(self) -> list[str]:
        model = self.page.model
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def open_desk(
    qtbot: QtBot, source: FakeClients, prefs: MemoryPrefs | None = None, views: FakeViews | None = None
) -> Desk:
    window = MainWindow()
    qtbot.addWidget(window)
    jobs = InlineJobs(window)
    notices = Notices(window)
    notices.follow(jobs)
    views = views or FakeViews()
    parts = ClientsParts(
        source=source,
        jobs=jobs,
        notices=notices,
        today=lambda: TODAY,
        make_detail=Pane,
        prefs=prefs or MemoryPrefs(),
        saved_views=views,
        offers_demo=True,
    )
    page = ClientsPage(parts, ask_name=lambda _parent: "我的客户")
    window.add_page("clients", "users", page)
    desk = Desk(window, page, source, views, jobs)
    notices.told.connect(lambda kind, text: desk.told.append((kind, text)))
    window.resize(1366, 768)
    window.show()
    page.start()
    QApplication.processEvents()
    return desk


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return open_desk(qtbot, FakeClients())


def press(widget: QWidget, key: Qt.Key, text: str = "") -> None:
    none = Qt.KeyboardModifier.NoModifier
    for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
        QCoreApplication.sendEvent(widget, QKeyEvent(kind, key, none, text))
    QApplication.processEvents()


def click(widget: QWidget, at: QPoint | None = None) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or widget.rect().center())
    QApplication.processEvents()


def commit(widget: QWidget, text: str) -> None:
    event = QInputMethodEvent()
    event.setCommitString(text)
    QCoreApplication.sendEvent(widget, event)
    QApplication.processEvents()


def test_the_list_opens_sorted_by_next_follow_up(desk: Desk) -> None:
    found = desk.source.found(ListQuery(sort=SortKey.NEXT_DUE))
    assert desk.names() == [row.name for row in found]
    assert desk.page.subtitle.startswith("41 位 · 管理资产 ")


def test_searching_with_an_input_method_waits_for_the_committed_text(desk: Desk) -> None:
    search = desk.window.top.search
    wanted = desk.source.rows[0].name[-2:]
    composing = QInputMethodEvent("yutong", [])
    QCoreApplication.sendEvent(search, composing)
    QApplication.processEvents()
    assert len(desk.names()) == 41
    commit(search, wanted)
    assert desk.names()
    assert all(wanted in name for name in desk.names())


def test_searching_as_you_type_by_number(desk: Desk) -> None:
    wanted = desk.source.rows[5]
    for digit in wanted.client_no:
        press(desk.window.top.search, Qt.Key(ord(digit)), digit)
    assert desk.names() == [wanted.name]
    assert desk.page.subtitle.startswith("1 位")


def test_a_search_without_hit_says_what_was_searched_and_clears(desk: Desk) -> None:
    desk.page.views.chips.chosen.emit(View.HNW)
    commit(desk.window.top.search, "查无此人")
    empty = desk.page._no_hit  # noqa: SLF001
    assert empty.isVisible()
    assert empty.title.text() == "没有找到「查无此人」"
    assert "高净值" in empty.hint.text()
    click(empty.findChildren(QWidget, "primary")[0])
    assert len(desk.names()) == 41
    assert desk.window.top.search.text() == ""


def test_an_empty_book_offers_import_and_demo(qtbot: QtBot) -> None:
    desk = open_desk(qtbot, FakeClients(0))
    empty = desk.page._nobody  # noqa: SLF001
    assert empty.isVisible()
    assert not desk.page.table.isVisible()
    buttons = empty.findChildren(QWidget, "primary")
    with qtbot.waitSignal(desk.page.import_asked):
        click(buttons[0])
    (demo,) = (button for button in empty.findChildren(Button) if "演示" in button.text())
    with qtbot.waitSignal(desk.page.demo_asked):
        click(demo)
    desk.source.rows = FakeClients(3).rows
    desk.jobs.start(
        WriteJob(run=lambda _context: None, done=lambda _: None, change=BookChange(frozenset({"clients"})))
    )
    assert desk.page.table.isVisible()
    assert len(desk.names()) == 3


@pytest.mark.parametrize("view", [View.HNW, View.INST, View.YOUNG, View.POTENTIAL, View.DORMANT])
def test_a_view_shows_its_clients_only(desk: Desk, view: View) -> None:
    desk.page.views.chips.chosen.emit(view)
    assert desk.names() == [row.name for row in desk.source.found(ListQuery(view=view))]
    assert 0 < len(desk.names()) < 41


def test_every_view_can_be_reached_in_the_smallest_window(desk: Desk) -> None:
    desk.window.resize(1100, 640)
    QApplication.processEvents()
    chips = desk.page.views.chips
    shown = [chip.code for chip in chips._chips.values() if chip.isVisible()]  # noqa: SLF001
    listed = [action.text() for action in chips._menu.actions()]  # noqa: SLF001
    assert len(shown) + len(listed) == len(View)
    assert all(chip.geometry().right() <= chips.width() for chip in chips._chips.values() if chip.isVisible())  # noqa: SLF001


def test_a_click_on_a_header_sorts_and_a_second_one_turns_it_round(desk: Desk) -> None:
    header = desk.page.table.header
    at = header.sectionViewportPosition(Column.AUM) + 20
    amounts = []
    for _click in range(2):
        click(header.viewport(), QPoint(at, 10))
        amounts.append([row.aum_fen or -1 for row in map(desk.page.model.row_at, range(41)) if row])
    assert amounts[0] == sorted(amounts[0], reverse=True)
    assert amounts[1] == sorted(amounts[0])


def test_the_clients_page_follows_the_row_once_it_rests(desk: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: len(desk.pane.shown) == 1)
    press(desk.page.table, Qt.Key.Key_Down)
    press(desk.page.table, Qt.Key.Key_Down)
    third = desk.page.model.row_at(2)
    assert third is not None
    qtbot.waitUntil(lambda: desk.pane.shown[-1] == third.client_id)
    assert len(desk.pane.shown) == 2


def test_walking_goes_through_the_filtered_list_and_stops_at_its_ends(desk: Desk) -> None:
    desk.page.views.chips.chosen.emit(View.INST)
    found = desk.source.found(ListQuery(view=View.INST))
    desk.pane.shown.clear()
    for _step in found:
        desk.page.walk(1)
    for _step in found:
        desk.page.walk(-1)
    ids = [row.client_id for row in found]
    assert desk.pane.shown == ids[1:] + ids[-2::-1]


def test_enter_opens_the_client_and_goes_to_the_page(desk: Desk) -> None:
    press(desk.page.table, Qt.Key.Key_Down)
    press(desk.page.table, Qt.Key.Key_Return)
    second = desk.page.model.row_at(1)
    assert second is not None
    assert desk.pane.shown[-1] == second.client_id


def test_going_to_a_client_outside_of_the_view_shows_all_clients(desk: Desk) -> None:
    desk.page.views.chips.chosen.emit(View.HNW)
    outside = next(row for row in desk.source.rows if row not in desk.source.found(ListQuery(view=View.HNW)))
    desk.page.go_to(outside.client_id)
    row = desk.page.current_row()
    assert row is not None
    assert row.client_id == outside.client_id
    assert desk.page.model.query.view == View.ALL


def test_a_change_of_the_book_keeps_client_and_place(desk: Desk) -> None:
    desk.page.move_current(30)
    desk.page.walk(0)
    before, top = desk.page.current_row(), desk.page.table.rowAt(0)
    assert before is not None
    desk.jobs.start(
        WriteJob(run=lambda _context: None, done=lambda _: None, change=BookChange(frozenset({"trades"})))
    )
    after = desk.page.current_row()
    assert after is not None
    assert after.client_id == before.client_id
    assert desk.page.table.rowAt(0) == top


def test_copied_rows_hold_text_and_a_table_without_losing_zeros(desk: Desk) -> None:
    desk.source.rows[0] = replace(desk.source.rows[0], client_no="000123", name="=cmd|'x'!A1")
    desk.page.model.load(ListQuery(text="000123"))
    desk.page.table.selectAll()
    desk.page.copy_selection()
    data = QGuiApplication.clipboard().mimeData()
    lines = data.text().splitlines()
    assert lines[0].split("\t")[:2] == ["客户号", "姓名"]
    assert lines[1].split("\t")[:2] == ["000123", "'=cmd|'x'!A1"]
    assert "mso-number-format:'\\@'\">000123</td>" in data.html()
    assert desk.told[-1] == ("good", "已复制 1 位客户")


def test_copying_masks_when_discreet(desk: Desk) -> None:
    discreet.set_on(True)
    desk.page.table.selectAll()
    desk.page.copy_selection()
    text = QGuiApplication.clipboard().mimeData().text()
    assert not any(row.name in text for row in desk.source.rows)
    assert len(text.splitlines()) == 42


def test_too_many_rows_are_not_copied_but_pointed_to_the_export(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clipboard, "MOST_ROWS", 40)
    desk.page.table.selectAll()
    desk.page.copy_selection()
    assert desk.told == [("warn", "一次最多复制 40 行。")]


def test_selected_runs_are_found_without_looking_at_every_row(desk: Desk) -> None:
    table, model = desk.page.table, desk.page.model
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    table.clearSelection()
    for row in (2, 3, 7, 5, 4):
        table.selectionModel().select(model.index(row, 0), flags)
    assert table.selected_runs() == [(2, 4), (7, 1)]


def test_export_asks_for_what_is_seen(desk: Desk, qtbot: QtBot) -> None:
    desk.page.views.chips.chosen.emit(View.HNW)
    with qtbot.waitSignal(desk.page.export_asked) as asked:
        desk.page.export_button.click()
    assert asked.args == [ExportWish(ListQuery(view=View.HNW), desk.page.visible_columns())]


def test_a_saved_view_comes_back_with_search_and_sort(desk: Desk) -> None:
    query = ListQuery(view=View.HNW, text="1", sort=SortKey.AUM, is_descending=True)
    desk.page.model.load(query)
    desk.page.views.show_query(query)
    desk.page.views.save_current()
    assert list(desk.views.kept) == ["我的客户"]
    assert desk.told[-1] == ("good", "已保存视图「我的客户」")
    desk.page.views.chips.chosen.emit(View.ALL)
    desk.page.views.chips.chosen.emit("saved:我的客户")
    assert desk.page.model.query == query
    desk.page.views.remove("我的客户")
    assert desk.views.kept == {}


@pytest.mark.parametrize("body", ["", "[]", "{", '{"view": "GONE", "sort": 3}'])
def test_a_damaged_saved_view_leaves_nobody_out(body: str) -> None:
    assert from_body(body).is_plain


def test_a_saved_view_reads_back_as_it_was() -> None:
    query = ListQuery(View.DORMANT, "张", SortKey.RISK, True)
    assert from_body(to_body(query)) == query


def test_widths_and_chosen_columns_are_kept(qtbot: QtBot) -> None:
    prefs = MemoryPrefs()
    first = open_desk(qtbot, FakeClients(), prefs)
    first.page.table.set_columns({"AUM": 140, "RISK": 0})
    first.page.table.columns_changed.emit()
    again = open_desk(qtbot, FakeClients(), prefs)
    assert again.page.table.isColumnHidden(Column.RISK)
    assert again.page.table.columnWidth(Column.AUM) >= 140


@pytest.mark.parametrize("kept", ["{", '{"AUM": "wide"}', '{"GONE": 9}', "[1, 2]"])
def test_damaged_widths_are_passed_over(qtbot: QtBot, kept: str) -> None:
    prefs = MemoryPrefs()
    prefs.set("clients.columns", kept)
    prefs.set("clients.splitter", kept)
    assert len(open_desk(qtbot, FakeClients(), prefs).names()) == 41


def test_locking_leaves_no_client_on_the_screen(desk: Desk) -> None:
    desk.page.walk(1)
    commit(desk.window.top.search, desk.source.rows[0].name[0])
    desk.window.forget_clients()
    assert desk.page.model.rowCount() == 0
    assert desk.pane.shown[-1] is None
    assert desk.window.top.search.text() == ""
    assert desk.page.subtitle == ""


def test_a_failed_read_is_told_and_the_window_goes_on(qtbot: QtBot) -> None:
    source = FakeClients()
    source.error = OutsideFailed("book.unreadable")
    desk = open_desk(qtbot, source)
    assert desk.told
    assert desk.told[0][0] == "error"
    source.error = None
    desk.page.model.reload()
    assert len(desk.names()) == 41


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("font_px", [12, 13, 16])
@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_nothing_is_cut_off(
    qtbot: QtBot, qapp: QApplication, language: str, font_px: int, size: tuple[int, int]
) -> None:
    i18n.install(language)
    theme.apply(qapp, theme.ThemeMode.LIGHT, font_px)
    desk = open_desk(qtbot, FakeClients())
    desk.window.resize(*size)
    QApplication.processEvents()
    table = desk.page.table
    assert (
        sum(table.columnWidth(column) for column in desk.page.visible_columns()) <= table.viewport().width()
    )
    assert len(desk.page.visible_columns()) >= 5
    for button in (desk.page.export_button, desk.page.import_button):
        assert button.width() >= button.sizeHint().width()
    for code in desk.window.rail.codes():
        nav = desk.window.rail.button(code)
        assert nav.fontMetrics().horizontalAdvance(nav.text()) <= nav.width()
