"""The board as a person uses it: months by keys, figures that say where they come from, clients that open."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from advisor_desk.errors import OutsideFailed
from advisor_desk.ui import discreet, i18n
from advisor_desk.ui.jobs import BookChange, InlineJobs
from advisor_desk.ui.pages.board.body import BoardBody
from advisor_desk.ui.pages.board.page import BoardPage
from advisor_desk.ui.pages.board.words import Measure, minutes
from advisor_desk.ui.widgets.controls import Button
from advisor_desk.ui.widgets.figure_grid import FigureGrid
from tests.boards import OCTOBER, SEPTEMBER, WAN, facts
from tests.builders import TODAY, Builder
from tests.ui.board_page import AUGUST, Screen, book_facts, made_page
from tests.ui.client_page import all_texts
from tests.ui.real_desk import real_desk

_OPEN_A_WINDOW = """
import sys
from PySide6.QtWidgets import QApplication
app = QApplication([])
from tests.ui.board_page import Screen, made_page
page = made_page(Screen())
print(sorted({"pandas", "numpy", "matplotlib"} & set(sys.modules)), page.body)
"""


Show = Callable[..., BoardPage]


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Show]:
    """Shows the page of a screen, and keeps it until the test is over."""
    kept = []

    def show(screen: Screen, width: int = 1282) -> BoardPage:
        page = made_page(screen)
        qtbot.addWidget(page)
        kept.append(page)
        page.resize(width, 680)
        page.show()
        page.activateWindow()
        QTest.qWaitForWindowActive(page)
        QApplication.processEvents()
        return page

    yield show
    kept.clear()


def body_of(page: BoardPage) -> BoardBody:
    assert page.body is not None
    return page.body


def texts(grid: FigureGrid) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in grid.grid.rows]


def click_row(grid: FigureGrid, row: int) -> None:
    at = grid.visualRect(grid.figures.index(row, 0)).center()
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at))


def press(page: BoardPage, key: Qt.Key) -> None:
    QTest.keyClick(page.window().focusWidget() or page, key)
    QApplication.processEvents()


def test_structure_stands_by_month_with_shares_that_add_up(shown: Show) -> None:
    rows = texts(body_of(shown(Screen())).structure.table)
    assert [row[0] for row in rows] == ["2026-10-31", "2026-09-30", "2026-08-31"]
    assert rows[0][1:] == ["33.4%", "33.3%", "0.0%", "33.3%", "3"]
    for row in rows:
        assert sum(int(text.rstrip("%").replace(".", "")) for text in row[1:5]) == 1_000


def test_flows_lead_from_the_old_to_the_new_structure(shown: Show) -> None:
    body = body_of(shown(Screen()))
    assert texts(body.flows.flows) == [
        ["零售", "2", "—", "+1", "−1", "−1", "—", "1"],
        ["高净值", "0", "+1", "—", "—", "—", "—", "1"],
        ["机构级(个人)", "0", "—", "—", "—", "—", "—", "0"],
        ["机构客户", "1", "—", "—", "—", "—", "—", "1"],
        ["合计", "3", "+1", "+1", "−1", "−1", "—", "3"],
    ]
    body.bar.chips[Measure.ASSETS].click()
    assert texts(body.flows.flows)[0] == [
        "零售",
        "100.0 万",
        "—",
        "+1.0 万",
        "−95.0 万",
        "−5.0 万",
        "—",
        "1.0 万",
    ]
    assert texts(body.structure.table)[0][-1] == "1,056.0 万"


def test_a_click_on_a_mover_opens_the_client(shown: Show) -> None:
    screen = Screen()
    body = body_of(shown(screen))
    assert texts(body.movers.list) == [
        ["欧阳明", "▲ 零售 → 高净值", "20 日日均 95.0 万 → 150.0 万", "95.0 万", "150.0 万"],
        ["王芳", "▼ 流失 · 零售", "2026-10-09 销户", "5.0 万", "—"],
        ["赵新", "▲ 新增 · 零售", "2026-10-05 起为客户", "—", "1.0 万"],
    ]
    body.ensureWidgetVisible(body.movers.list)
    click_row(body.movers.list, 0)
    assert screen.clients == [1]


def test_up_is_red_and_down_is_green(shown: Show) -> None:
    rows = body_of(shown(Screen())).movers.list.grid.rows
    assert [row.cells[1].tone for row in rows] == ["up", "down", "up"]


def test_brackets_turn_to_other_months_and_stop_at_the_ends(shown: Show) -> None:
    page = shown(Screen())
    bar = body_of(page).bar
    assert bar.pair == (SEPTEMBER, OCTOBER)
    assert not bar.later.isEnabled()
    press(page, Qt.Key.Key_BracketLeft)
    assert bar.pair == (AUGUST, SEPTEMBER)
    assert body_of(page).movers.nobody.isVisible()
    press(page, Qt.Key.Key_BracketLeft)
    assert bar.pair == (AUGUST, SEPTEMBER)
    press(page, Qt.Key.Key_BracketRight)
    assert bar.pair == (SEPTEMBER, OCTOBER)


def test_any_two_months_can_be_compared_by_the_pickers(shown: Show) -> None:
    page = shown(Screen())
    bar = body_of(page).bar
    bar.start.setFocus()
    press(page, Qt.Key.Key_Down)
    assert bar.pair == (AUGUST, OCTOBER)
    assert page.moves is not None
    assert page.moves.start == AUGUST
    assert "较 2026-08-31" in body_of(page).kpis.assets.note.text()
    # A later month cannot be compared with itself or one after it.
    bar.end.setCurrentIndex(1)
    assert bar.pair == (AUGUST, SEPTEMBER)


def test_w_tells_where_the_row_that_has_the_keyboard_comes_from(shown: Show) -> None:
    page = shown(Screen())
    flows = body_of(page).flows.flows
    flows.setFocus()
    flows.setCurrentIndex(flows.figures.index(1, 0))
    press(page, Qt.Key.Key_W)
    assert (page.drawer.is_open, page.drawer.key) == (True, "flow:HNW")
    told = all_texts(page.drawer)
    assert "客户: 0 + 1 + 0 − 0 − 0 + 0 = 1" in told
    assert "资产: 0.00 元 + 1,500,000.00 元 + 0.00 元 − 0.00 元 − 0.00 元 + 0.00 元 = 1,500,000.00 元" in told
    press(page, Qt.Key.Key_Escape)
    assert not page.drawer.is_open
    assert flows.hasFocus()


def test_a_click_on_any_row_opens_its_inputs(shown: Show) -> None:
    page = shown(Screen())
    body = body_of(page)
    for grid, key in (
        (body.structure.table, "structure:2026-09-30"),
        (body.cadence.table, "cadence:2026-10-31"),
        (body.contacts.table, "contacts:2026-11-01"),
        (body.path.table, "path"),
    ):
        body.ensureWidgetVisible(grid)
        click_row(grid, 0 if len(grid.grid.rows) == 1 or key == "path" else 1)
        assert page.drawer.key == key
        page.drawer.close_drawer()
    body.kpis.clients.figure.click()
    assert page.drawer.key == "structure:2026-10-31"
    assert "客户: 33.4% + 33.3% + 0.0% + 33.3% = 100.0%" in all_texts(page.drawer)


def test_the_rhythm_is_told_for_today_and_each_month(shown: Show) -> None:
    body = body_of(shown(Screen()))
    rows = texts(body.cadence.table)
    assert [row[0] for row in rows] == ["2026-11-20", "2026-10-31", "2026-09-30", "2026-08-31"]
    assert rows[0][1:4] == ["3", "2", "66.6%"]
    assert rows[0][4] == "▲ +66.6 点"
    assert body.kpis.cadence.figure.text() == "66.6%"


def test_contacts_stand_by_channel(shown: Show) -> None:
    table = body_of(shown(Screen())).contacts.table
    assert table.grid.heads[1:] == ("有效", "未接通等", "电话", "面访")
    assert texts(table) == [["2026-11", "3", "1", "3", "1"]]


def test_names_and_amounts_are_hidden_in_discreet_mode(shown: Show) -> None:
    page = shown(Screen())
    body_of(page).bar.chips[Measure.ASSETS].click()
    page.explain("flow:RETAIL")
    discreet.set_on(True)
    told = " ".join([*all_texts(page), *(text for row in texts(body_of(page).movers.list) for text in row)])
    assert "欧阳*" in told
    for hidden in ("欧阳明", "王芳", "万", "1,500,000.00"):
        assert hidden not in told
    body_of(page).movers.copy()
    assert "欧阳明" not in QGuiApplication.clipboard().text()


def test_the_tables_can_be_copied(shown: Show) -> None:
    body_of(shown(Screen())).movers.copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "变动的客户"
    assert lines[2].split("\t")[:2] == ["C000001 欧阳明", "零售 → 高净值"]


def test_with_one_month_end_the_day_on_which_it_fills_is_told(shown: Show) -> None:
    known = book_facts()
    page = shown(Screen(facts({OCTOBER: known.places[OCTOBER]}, known.today)))
    body = body_of(page)
    assert body.soon.title.text() == "2026-11-30 起可以看结构与变动"
    assert not body.structure.isVisible()
    assert not body.bar.isVisible()
    assert body.cadence.isVisible()
    press(page, Qt.Key.Key_W)
    assert page.drawer.key == "cadence:2026-11-20"


def test_an_empty_book_offers_to_import(shown: Show) -> None:
    page = shown(Screen(facts({})))
    asked: list[bool] = []
    page.import_asked.connect(lambda: asked.append(True))
    button = next(one for one in page.findChildren(Button) if one.isVisible())
    button.click()
    assert asked == [True]
    assert page.body is None


def test_missing_month_ends_are_kept_behind_what_is_shown(shown: Show) -> None:
    screen = Screen(missing=[AUGUST, SEPTEMBER])
    page = shown(screen)
    assert (screen.missing, screen.reads) == ([], 2)
    assert page.subtitle == "截至 2026-11-20"


def test_month_ends_are_counted_anew_when_asked(shown: Show) -> None:
    screen = Screen()
    page = shown(screen)
    body_of(page).bar.recount.click()
    assert (screen.forgotten, screen.reads) == (1, 2)


def test_a_failure_is_told_and_can_be_tried_again(shown: Show) -> None:
    screen = Screen(error=OutsideFailed("desk.system", errno=5))
    page = shown(screen)
    assert page.body is None
    screen.error = None
    next(one for one in page.findChildren(Button) if one.isVisible()).click()
    assert page.body is not None


def test_a_change_of_the_book_is_read_when_the_page_is_looked_at(shown: Show) -> None:
    screen = Screen()
    page = shown(screen)
    screen.jobs.book_changed.emit(BookChange(frozenset({"clients"})))
    assert screen.reads == 2
    page.hide()
    screen.jobs.book_changed.emit(BookChange(frozenset({"clients"})))
    assert screen.reads == 2
    page.show()
    assert screen.reads == 3


def test_nothing_of_a_client_stays_when_the_book_is_locked(shown: Show) -> None:
    page = shown(Screen())
    page.explain("flow:RETAIL")
    page.forget_clients()
    QApplication.processEvents()
    assert page.body is None
    assert (page.view, page.moves, page.subtitle) == (None, None, "")
    assert not page.drawer.is_open
    assert "欧阳明" not in " ".join(all_texts(page))


def test_minutes_are_told_as_hours_and_minutes() -> None:
    assert [minutes(each) for each in (None, 0, 59, 60, 61, 6_000)] == [
        "—", "0 分钟", "59 分钟", "1 小时", "1 小时 1 分", "100 小时",
    ]  # fmt: skip


def test_in_english_nothing_is_cut(shown: Show) -> None:
    i18n.install(i18n.ENGLISH)
    body = body_of(shown(Screen()))
    for grid in (body.structure.table, body.flows.flows, body.movers.list, body.cadence.table):
        assert grid.width() >= grid.least_width()


def test_the_chart_says_what_it_shows(shown: Show) -> None:
    screen = Screen(jobs=InlineJobs())
    card = body_of(shown(screen)).structure
    assert card.has_chart
    assert card.chart_words.startswith("2026-10 零售 33.4%, 高净值 33.3%")


def test_nothing_heavy_is_imported_before_the_board_is_looked_at() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _OPEN_A_WINDOW], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[] None"


def test_on_a_real_desk_the_board_reads_the_book_and_opens_a_client(tmp_path: Path) -> None:
    def fill(builder: Builder) -> None:
        client = builder.client("李明亮")
        builder.assets(client, date(2026, 8, 10), 50 * WAN)
        builder.assets(client, date(2026, 10, 1), 300 * WAN)

    with real_desk(tmp_path, fill) as desk:
        desk.window.show_page("board")
        QApplication.processEvents()
        page = desk.window.board
        assert page.view is not None
        assert page.view.ends == (AUGUST, SEPTEMBER, OCTOBER)
        assert page.view.as_of == TODAY
