"""The timeline: newest first, in portions, by kind, one height for all rows."""

from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from advisor_desk.domain.review import TimelineEntry
from advisor_desk.ui import labels_client360
from advisor_desk.ui.widgets.timeline_list import PORTION, TimelineLine, TimelineModel
from tests.ui import client_reviews as reviews
from tests.ui.client_page import body_of, make_page, shown_page


def _line(number: int, kind: str = "TRADE") -> TimelineLine:
    return TimelineLine(kind, "arrows", "text2", "today", f"line {number}")


def test_lines_come_in_portions() -> None:
    model = TimelineModel()
    model.show_lines([_line(n) for n in range(PORTION + 5)])
    assert model.rowCount() == PORTION
    assert model.canFetchMore(QModelIndex())
    model.fetchMore(QModelIndex())
    assert model.rowCount() == PORTION + 5
    assert not model.canFetchMore(QModelIndex())


def test_the_model_keeps_qts_rules() -> None:
    model = TimelineModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    tester.setUseFetchMore(False)
    model.show_lines([_line(n, "TRADE" if n % 2 else "SIGNAL") for n in range(PORTION * 2)])
    model.only({"TRADE"})
    model.fetchMore(QModelIndex())
    model.show_lines([])
    assert tester.model() is model


def test_the_newest_entry_is_first_whatever_the_order_it_came_in(qtbot: QtBot) -> None:
    lines = body_of(shown_page(qtbot, reviews.full_review())).timeline.list.lines
    assert lines.line(0).when == "今天"
    assert lines.line(0).text == "电话 · 询问港股基金费率"
    assert lines.line(1).when == "11-18"


def test_a_chip_keeps_one_kind_and_all_brings_everything_back(qtbot: QtBot) -> None:
    card = body_of(shown_page(qtbot, reviews.full_review())).timeline
    chip = next(chip for chip in card.chips if chip.code == "ASSESSMENT")
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert card.list.lines.rowCount() == 1
    assert not card.everything.isChecked()
    QTest.mouseClick(card.everything, Qt.MouseButton.LeftButton)
    assert card.list.lines.rowCount() == PORTION
    assert card.everything.isChecked()


def test_kinds_without_entries_have_no_chip(qtbot: QtBot) -> None:
    card = body_of(shown_page(qtbot, reviews.org_review())).timeline
    assert [chip.code for chip in card.chips if chip.isVisibleTo(card)] == ["INTERACTION", "TRADE"]


def test_an_unknown_kind_is_shown_and_not_dropped() -> None:
    entry = reviews.full_review().timeline[0]
    line = labels_client360.timeline_line(
        type(entry)(entry.on, "FUTURE_KIND", "NEW_CODE", "text", None), reviews.AS_OF
    )
    assert line.text == "NEW_CODE · text"


def test_the_whole_line_is_in_its_tooltip(qtbot: QtBot) -> None:
    lines = body_of(shown_page(qtbot, reviews.full_review())).timeline.list.lines
    told = lines.data(lines.index(2, 0), Qt.ItemDataRole.ToolTipRole)
    assert told == "2026-11-12  申购 · 稳健增利六个月持有债券  20.0 万"


def test_older_entries_are_read_when_the_end_is_seen(qtbot: QtBot) -> None:
    base = reviews.full_review()
    entry = base.timeline[-1]
    newest = [replace(entry, on=reviews.AS_OF - timedelta(days=n)) for n in range(200)]
    asked: list[tuple[int, int]] = []

    def older(client_id: int, shown: int) -> list[TimelineEntry]:
        asked.append((client_id, shown))
        return [replace(entry, on=date(2020, 1, 31), text="oldest")]

    page = make_page(qtbot, lambda _client_id: replace(base, timeline=newest), older=older)
    page.show_client(1)
    card = body_of(page).timeline
    assert card.count.text() == "最近 200 条"
    lines = card.list.lines
    while lines.canFetchMore(QModelIndex()):
        lines.fetchMore(QModelIndex())
    assert asked == [(1, 200)]
    assert lines.rowCount() == 201
    assert lines.line(200).text.endswith("oldest")
    assert card.count.text() == "201 条"


def test_an_assessment_is_told_with_its_level_and_class() -> None:
    entry = TimelineEntry(reviews.AS_OF, "ASSESSMENT", "C4", "ORD")
    assert labels_client360.timeline_line(entry, reviews.AS_OF).text == "风险测评 C4 积极 · 普通投资者"
