"""From a figure of the whole book to its clients: the window on a real encrypted book."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from advisor_desk.app.desk_window import CLIENTS, SEGMENTS, DeskParts, DeskWindow
from advisor_desk.app.segments import book_standings
from advisor_desk.assembly.desk import Desk
from advisor_desk.domain.client import Group, Preset
from advisor_desk.domain.client_query import View
from advisor_desk.settings import Settings
from advisor_desk.storage.desk import DeskBook
from advisor_desk.ui.jobs import InlineJobs
from advisor_desk.ui.pages.clients_views import GIVEN
from advisor_desk.ui.widgets.figure_grid import FigureGrid
from advisor_desk.usecases.reports import Segment, segment_report
from advisor_desk.usecases.rules_catalog import shipped_catalog
from tests.builders import TODAY, Builder, open_desk


def fill(book: Builder) -> None:
    """Three retail clients, one of them with purchases; a person of an institution's size; a firm."""
    for name in ("王一", "李二", "张三"):
        client = book.client(name)
        book.assets(client, TODAY - timedelta(days=60), 20_000_000)
    book.trade(client, TODAY - timedelta(days=10), 1_500_000)
    book.revenue(client, TODAY - timedelta(days=9), 12_345)
    rich = book.client("赵四")
    book.assets(rich, TODAY - timedelta(days=60), 600_000_000)
    book.client("远航公司", client_type="ENTERPRISE")


@pytest.fixture
def book(tmp_path: Path) -> Iterator[DeskBook]:
    with open_desk(tmp_path) as opened:
        with opened.sql.change() as connection:
            fill(Builder(connection))
            opened.refresh(connection, None)
        yield opened


@pytest.fixture
def window(qtbot: QtBot, book: DeskBook, tmp_path: Path) -> Iterator[DeskWindow]:
    made = DeskWindow(
        DeskParts(
            desk=Desk(book, shipped_catalog()),
            jobs=InlineJobs(),
            settings=Settings(),
            data=tmp_path / "data",
            today=lambda: TODAY,
            is_animated=False,
        )
    )
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    QApplication.processEvents()
    yield made
    made.forget_clients()


def names(window: DeskWindow) -> set[str]:
    model = window.clients.model
    return {str(model.index(row, 0).data()) for row in range(model.rowCount())}


def open_row(window: DeskWindow, grid: FigureGrid, row: int) -> None:
    at = grid.visualRect(grid.figures.index(row, 0)).center()
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at))
    QApplication.processEvents()


def table(window: DeskWindow) -> FigureGrid:
    window.show_page(SEGMENTS)
    QApplication.processEvents()
    body = window.segments.body
    assert body is not None
    return body.structure.table


def test_the_report_of_a_real_book_counts_every_client_once(book: DeskBook) -> None:
    read = book_standings(book)
    found = segment_report(read.standings, read.as_of, read.rules)
    assert (found.clients, found.without_assets, found.as_of) == (5, 1, TODAY)
    assert {line.key: line.figures.clients for line in found.structure.lines} == {
        Segment.RETAIL: 3,
        Segment.HNW: 0,
        Segment.PERSON_TOP: 1,
        Segment.ORG: 1,
    }
    assert found.structure.total.assets_fen == 660_000_000
    assert found.structure.total.revenue_fen == 12_345
    assert found.groups[Preset.WEALTH].line(Group.POTENTIAL).figures.clients == 1
    assert found.partition.holds
    assert segment_report(book.standings(), read.as_of, read.rules) == found


def test_the_screen_stands_between_clients_and_import(window: DeskWindow) -> None:
    codes = window.rail.codes()
    assert codes.index(CLIENTS) < codes.index(SEGMENTS) < codes.index("files")
    assert window.segments.body is None


def test_a_tier_opens_its_clients_and_a_chip_leads_back_to_all(window: DeskWindow) -> None:
    window.top.search.setText("赵")
    QApplication.processEvents()
    open_row(window, table(window), 0)
    assert window.current_code() == CLIENTS
    assert names(window) == {"王一", "李二", "张三"}
    chips = window.clients.views.chips
    assert chips.current() == GIVEN
    assert chips.codes()[0] == GIVEN
    assert window.top.search.text() == ""
    chips.chosen.emit(GIVEN)
    assert len(names(window)) == 5
    assert chips.current() == View.ALL
    assert GIVEN not in chips.codes()


def test_a_person_of_an_institutions_size_and_a_firm_are_told_apart(window: DeskWindow) -> None:
    open_row(window, table(window), 3)
    assert names(window) == {"赵四"}
    open_row(window, table(window), 4)
    assert names(window) == {"远航公司"}
    open_row(window, table(window), 2)
    assert names(window) == {"赵四", "远航公司"}
    assert window.clients.views.chips.current() == View.INST


def test_another_view_puts_the_chip_away(window: DeskWindow) -> None:
    open_row(window, table(window), 3)
    window.clients.views.chips.chosen.emit(View.LONG_TAIL.value)
    assert window.clients.views.chips.current() == View.LONG_TAIL
    assert GIVEN not in window.clients.views.chips.codes()


def test_sorting_keeps_the_clients_that_were_asked_for(window: DeskWindow) -> None:
    open_row(window, table(window), 0)
    window.clients.model.sort(0, Qt.SortOrder.DescendingOrder)
    window.clients.views.show_query(window.clients.model.query)
    assert names(window) == {"王一", "李二", "张三"}
    assert window.clients.views.chips.current() == GIVEN
