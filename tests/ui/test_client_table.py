"""The paged model: pages in time, placeholders, typed values, sorting by the book, bounded memory."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from advisor_desk.domain.client import Tier
from advisor_desk.domain.client_query import SortKey, View
from advisor_desk.errors import OutsideFailed
from advisor_desk.ui import discreet, theme
from advisor_desk.ui.jobs import InlineJobs, Jobs
from advisor_desk.ui.models.client_columns import COLUMNS, Column
from advisor_desk.ui.models.client_source import ListQuery
from advisor_desk.ui.models.client_table import PAGE_ROWS, PAGES_KEPT, ClientTableModel, Place, Role
from tests.ui.fake_clients import TODAY, FakeClients, NumberedClients


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    assert made.close()


def model_of(source: FakeClients, jobs: Jobs) -> ClientTableModel:
    return ClientTableModel(source, jobs, lambda: TODAY, jobs)


def loaded(source: FakeClients, query: ListQuery | None = None) -> ClientTableModel:
    model = model_of(source, InlineJobs())
    model.load(query or ListQuery())
    return model


def names(model: ClientTableModel) -> list[str]:
    return [model.index(row, Column.CLIENT).data() for row in range(model.rowCount())]


def test_the_model_keeps_qts_contract(qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(loaded(FakeClients()))  # type: ignore[no-untyped-call]


def test_an_empty_book_is_an_empty_table(qtmodeltester: ModelTester) -> None:
    model = loaded(FakeClients(0))
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    assert model.rowCount() == 0
    assert model.has_loaded


def test_cells_in_words() -> None:
    source = FakeClients(30)
    model = loaded(source, ListQuery(sort=SortKey.AUM, is_descending=True))
    row = source.found(model.query)[0]
    shown = [model.index(0, column).data() for column in Column]
    assert shown[Column.CLIENT] == row.name
    assert shown[Column.SCORE].startswith(f"A{row.a} F{row.f} B{row.b} ")
    assert shown[Column.CLASSIC] == f"R{row.classic.r} F{row.classic.f} M{row.classic.m}"
    assert model.index(0, Column.AUM).data(Role.SORT) == row.aum_fen
    assert model.index(0, 0).data(Role.ROW) is row
    assert model.headerData(Column.AUM, Qt.Orientation.Horizontal) == "总资产"


def test_gain_is_red_loss_is_blue_green_and_what_is_late_is_red() -> None:
    source = FakeClients(41)
    model = loaded(source)
    for number, row in enumerate(source.found(model.query)):
        tone = model.index(number, Column.CHANGE30).data(Role.TONE)
        change = row.change30_bp or 0
        assert tone == ("up" if change > 0 else "down" if change < 0 else "text2")
        due = model.index(number, Column.NEXT_DUE)
        days = (row.next_due_on - TODAY).days if row.next_due_on else 1
        assert due.data(Role.TONE) == ("danger" if days < 0 else "text2" if days else "warn")
        if days <= 0:
            assert due.data() == "今天" or due.data().startswith("逾期")
        colour = due.data(Qt.ItemDataRole.ForegroundRole)
        assert colour == theme.color(due.data(Role.TONE))


@pytest.mark.parametrize(
    ("ideal", "latest", "tone"),
    [(1, 9, "text2"), (0, 9, "warn"), (-5, 0, "warn"), (-5, -1, "danger")],
)
def test_a_service_is_amber_from_its_ideal_day_and_red_after_its_last(
    ideal: int, latest: int, tone: str
) -> None:
    source = FakeClients(1)
    best, last = TODAY + timedelta(days=ideal), TODAY + timedelta(days=latest)
    source.rows = [replace(source.rows[0], ideal_on=best, next_due_on=last)]
    due = loaded(source).index(0, Column.NEXT_DUE)
    assert due.data(Role.TONE) == tone
    word = "逾期" if latest < 0 else "今天" if not latest else "天内" if ideal <= 0 else "天后"
    assert word in due.data()
    told = due.data(Qt.ItemDataRole.ToolTipRole)
    assert [day.isoformat() in told for day in (best, last)] == [True, True]


def test_a_suspended_rhythm_says_so_and_why() -> None:
    source = FakeClients(1)
    source.rows = [replace(source.rows[0], paused_by="COMPLAINT", next_due_on=None)]
    due = loaded(source).index(0, Column.NEXT_DUE)
    assert (due.data(), due.data(Role.TONE)) == ("已暂停", "text3")
    assert "投诉" in due.data(Qt.ItemDataRole.ToolTipRole)


def test_old_data_says_so_in_words() -> None:
    source = FakeClients(9)
    source.rows = [row for row in source.rows if row.aum_on == TODAY - timedelta(days=40)]
    model = loaded(source)
    assert model.index(0, Column.AUM_ON).data() == "滞后 40 天"
    assert model.index(0, Column.AUM_ON).data(Qt.ItemDataRole.ToolTipRole) == "2026-10-11"


@pytest.mark.parametrize("column", list(Column))
@pytest.mark.parametrize("order", [Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder])
def test_sorting_goes_by_typed_values(column: Column, order: Qt.SortOrder) -> None:
    model = loaded(FakeClients())
    model.sort(column, order)
    assert model.sorted_column() is column
    if column in (Column.CLIENT, Column.RISK, Column.NEXT_DUE):
        return
    values = [model.index(row, column).data(Role.SORT) for row in range(model.rowCount())]
    assert values == sorted(values, reverse=order is Qt.SortOrder.DescendingOrder)


def test_amounts_do_not_sort_as_text() -> None:
    model = loaded(FakeClients(), ListQuery(sort=SortKey.AUM))
    shown = [model.index(row, Column.AUM).data() for row in range(model.rowCount())]
    assert shown != sorted(shown)


def test_views_and_search_are_asked_of_the_book() -> None:
    source = FakeClients()
    model = loaded(source, ListQuery(view=View.HNW))
    assert {model.row_at(row).tier for row in range(model.rowCount())} == {Tier.HNW}  # type: ignore[union-attr]
    wanted = source.rows[3].client_no
    model.load(ListQuery(text=wanted))
    assert names(model) == [source.rows[3].name]


def test_a_row_whose_page_is_on_its_way_is_a_placeholder(qtbot: QtBot, jobs: Jobs) -> None:
    model = model_of(NumberedClients(10_000), jobs)
    with qtbot.waitSignal(model.loaded):
        model.load(ListQuery())
    index = model.index(5_000, Column.CLIENT)
    with qtbot.waitSignal(model.dataChanged) as told:
        assert index.data() is None
    assert told.args is not None
    first, last = told.args[0], told.args[1]
    assert (first.row(), last.row()) == (5_000, 5_000 + PAGE_ROWS - 1)
    assert isinstance(index.data(), str)
    assert isinstance(first, QModelIndex)


def test_the_rows_in_sight_come_first_and_the_rest_of_their_page_after(qtbot: QtBot, jobs: Jobs) -> None:
    model = model_of(NumberedClients(250), jobs)
    model.rows_in_sight = 20
    with qtbot.waitSignal(model.loaded):
        model.load(ListQuery())
    assert model.rowCount() == 250
    assert isinstance(model.index(19, Column.CLIENT).data(), str)
    with qtbot.waitSignal(model.dataChanged) as told:
        model.fill()
    assert told.args is not None
    assert (told.args[0].row(), told.args[1].row()) == (20, PAGE_ROWS - 1)
    assert model.row_at(20) is not None
    assert model.row_at(PAGE_ROWS - 1) is not None


def test_a_row_just_out_of_sight_can_be_asked_for_at_once(qtbot: QtBot, jobs: Jobs) -> None:
    model = model_of(NumberedClients(250), jobs)
    model.rows_in_sight = 20
    with qtbot.waitSignal(model.loaded):
        model.load(ListQuery())
    with qtbot.waitSignal(model.dataChanged):
        assert model.row_at(20) is None
    assert model.row_at(20) is not None


def test_a_client_to_be_found_again_is_there_though_it_stands_lower_than_one_sees() -> None:
    source = FakeClients()
    model = model_of(source, InlineJobs())
    model.rows_in_sight = 5
    wanted = source.found(ListQuery())[30].client_id
    model.load(ListQuery(), Place(wanted))
    found = model.row_at(30)
    assert found is not None
    assert found.client_id == wanted


def test_what_a_search_found_is_summed_after_it_was_shown(qtbot: QtBot) -> None:
    source = FakeClients()
    model = model_of(source, InlineJobs())
    told: list[int | None] = []
    model.total_changed.connect(told.append)
    wanted = source.rows[3]
    model.load(ListQuery(text=wanted.client_no))
    assert told == [None]
    model.fill()
    assert told == [None, wanted.aum_fen]


def test_pages_in_memory_stay_few_however_long_the_list(qtbot: QtBot, jobs: Jobs) -> None:
    source = NumberedClients(1_000_000)
    model = model_of(source, InlineJobs())
    model.load(ListQuery())
    for page in range(3 * PAGES_KEPT):
        model.row_at(page * PAGE_ROWS)
    assert len(model._pages) <= PAGES_KEPT  # noqa: SLF001


def test_racing_through_the_list_reads_only_the_newest_wishes(qtbot: QtBot, jobs: Jobs) -> None:
    source = NumberedClients(1_000_000)
    model = model_of(source, jobs)
    with qtbot.waitSignal(model.loaded):
        model.load(ListQuery())
    source.asked.clear()
    for page in range(10, 500):
        model.row_at(page * PAGE_ROWS)
    qtbot.waitUntil(lambda: not jobs.is_busy)
    assert len(source.asked) <= 5
    assert (499 * PAGE_ROWS, PAGE_ROWS) in source.asked


def test_the_answer_of_an_older_query_is_dropped(qtbot: QtBot, jobs: Jobs) -> None:
    source = FakeClients()
    model = model_of(source, jobs)
    with qtbot.waitSignal(model.loaded):
        model.load(ListQuery(view=View.HNW))
        model.load(ListQuery(view=View.INST))
    qtbot.waitUntil(lambda: not jobs.is_busy)
    assert model.rowCount() == source.count(ListQuery(view=View.INST))


def test_the_client_is_found_again_after_sorting() -> None:
    source = FakeClients()
    model = loaded(source)
    wanted = source.rows[17].client_id
    rows: list[int] = []
    model.loaded.connect(lambda row, _place: rows.append(row))
    model.load(ListQuery(sort=SortKey.AUM), Place(wanted))
    found = model.row_at(rows[0])
    assert found is not None
    assert found.client_id == wanted


def test_total_assets_follow_the_rows(qtbot: QtBot, jobs: Jobs) -> None:
    source = FakeClients()
    model = model_of(source, jobs)
    told: list[object] = []
    model.total_changed.connect(told.append)
    model.load(ListQuery())
    qtbot.waitUntil(lambda: not jobs.is_busy)
    assert told == [None, source.total_aum_fen(ListQuery())]


def test_a_failed_page_is_told_once_not_at_every_paint(
    qtbot: QtBot, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = NumberedClients(1_000)
    model = model_of(source, jobs)
    with qtbot.waitSignal(model.loaded):
        model.load(ListQuery())
    monkeypatch.setattr(source, "page", _fail)
    errors: list[object] = []
    model.failed.connect(errors.append)
    for _paint in range(3):
        model.row_at(500)
        qtbot.waitUntil(lambda: not jobs.is_busy)
    assert len(errors) == 1


def test_discreet_mode_masks_names_and_money_and_repaints(qtbot: QtBot) -> None:
    model = loaded(FakeClients(5))
    with qtbot.waitSignal(model.dataChanged):
        discreet.set_on(True)
    assert all(name.endswith("*") for name in names(model))
    assert {model.index(row, Column.AUM).data() for row in range(5)} == {discreet.HIDDEN}
    tips = {model.index(row, Column.AUM).data(Qt.ItemDataRole.ToolTipRole) for row in range(5)}
    assert tips == {discreet.HIDDEN}


def test_a_locked_book_leaves_nothing_behind() -> None:
    model = loaded(FakeClients())
    model.clear()
    assert model.rowCount() == 0
    assert model.row_at(0) is None or model.rowCount() == 0
    assert not model.has_loaded


def test_every_column_has_another_rank_and_sort() -> None:
    assert len({spec.rank for spec in COLUMNS.values()}) == len(COLUMNS)
    assert len({spec.sort for spec in COLUMNS.values()}) == len(COLUMNS)


def test_relative_days_count_from_the_day_of_the_data() -> None:
    source = FakeClients(5)
    model = ClientTableModel(source, InlineJobs(), lambda: date(2026, 11, 21))
    model.load(ListQuery())
    first = source.found(model.query)[0]
    assert first.next_due_on is not None
    days = (date(2026, 11, 21) - first.next_due_on).days
    assert model.index(0, Column.NEXT_DUE).data() == f"逾期 {days} 天"


def _fail(*_args: object) -> list[object]:
    raise OutsideFailed("disk.failed")
