"""Histories of assets and scores: the right points, round axes, readings by keyboard, colours of the look."""

import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from advisor_desk.errors import OutsideFailed
from advisor_desk.ui import discreet, theme
from advisor_desk.ui.charts import late
from advisor_desk.ui.charts.hover import HoverReader
from advisor_desk.ui.charts.points import Span, date_ticks, is_stepped, money_ticks, points_in
from advisor_desk.ui.jobs import InlineJobs
from advisor_desk.ui.pages.client360.histories import AssetHistoryCard
from tests.ui import client_reviews as reviews
from tests.ui.client_page import body_of, shown_page

AS_OF = date(2026, 11, 20)
_PAINT_A_PAGE = """
import sys
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
from tests.ui import client_page, client_reviews
from advisor_desk.domain.trading import TradingDays
host = QWidget()
parts = client_page.ClientDetailParts(
    review=lambda client_id: client_reviews.full_review(), rules=lambda version: client_reviews.rules(),
    trading=TradingDays(), jobs=client_page.NoChartJobs(), notices=client_page.Notices(host),
)
page = client_page.ClientDetailPage(parts)
page.show()
page.show_client(1)
page.grab()
print(sorted({"matplotlib", "numpy", "pandas", "scipy", "sqlalchemy"} & set(sys.modules)))
"""


def test_a_span_starts_with_the_value_in_force_and_ends_today() -> None:
    points = [(date(2024, 1, 5), 100), (date(2026, 9, 1), 300), (date(2026, 12, 1), 900)]
    assert points_in(points, Span.MONTHS_3, AS_OF) == [
        (date(2026, 8, 20), 100),
        (date(2026, 9, 1), 300),
        (AS_OF, 300),
    ]


def test_nothing_before_the_first_point_is_invented() -> None:
    assert points_in([(date(2026, 11, 1), 5)], Span.YEAR_1, AS_OF) == [(date(2026, 11, 1), 5), (AS_OF, 5)]
    assert points_in([(date(2026, 11, 21), 5)], Span.ALL, AS_OF) == []


def test_far_apart_values_are_drawn_as_steps() -> None:
    assert is_stepped([(AS_OF - timedelta(days=30 * n), n) for n in range(5, 0, -1)])
    assert not is_stepped([(AS_OF - timedelta(days=n), n) for n in range(50, 0, -1)])


@given(st.integers(-(10**14), 10**14), st.integers(0, 10**14))
def test_money_ticks_enclose_the_values_and_are_few(low: int, reach: int) -> None:
    ticks = money_ticks(low, low + reach)
    assert ticks[0] <= low
    assert ticks[-1] >= low + reach
    assert 2 <= len(ticks) <= 6
    assert len({later - earlier for earlier, later in zip(ticks, ticks[1:], strict=False)}) == 1


@given(st.dates(date(1993, 1, 1), date(2026, 1, 1)), st.integers(0, 9000), st.integers(2, 6))
def test_date_ticks_lie_inside_and_are_few(first: date, days: int, at_most: int) -> None:
    last = first + timedelta(days=days)
    ticks = date_ticks(first, last, at_most)
    assert all(first <= on <= last for on, _ in ticks)
    assert len(ticks) <= at_most + 1


def _charted(qtbot: QtBot) -> AssetHistoryCard:
    page = shown_page(qtbot, reviews.full_review(), jobs=InlineJobs())
    card = body_of(page).assets
    qtbot.waitUntil(lambda: card.has_chart)
    return card


def test_the_chart_reads_out_the_last_day_first(qtbot: QtBot) -> None:
    card = _charted(qtbot)
    assert card.reader is not None
    card.reader.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(card.reader, Qt.Key.Key_End)
    assert card.reader.words == "2026-11-20   93.8 万"
    QTest.keyClick(card.reader, Qt.Key.Key_Left)
    assert card.reader.words.startswith("2026-11-19")


def test_hidden_money_is_hidden_in_the_chart_and_its_table(qtbot: QtBot) -> None:
    card = _charted(qtbot)
    discreet.set_on(True)
    assert card.reader is not None
    QTest.keyClick(card.reader, Qt.Key.Key_End)
    assert card.reader.words == f"2026-11-20   {discreet.HIDDEN}"
    card.table_button.setChecked(True)
    assert card.rows.data(card.rows.index(0, 1)) == discreet.HIDDEN


def test_the_next_client_is_a_sketch_first_and_then_a_chart_of_its_own(qtbot: QtBot) -> None:
    page = shown_page(qtbot, reviews.full_review(), jobs=InlineJobs())
    card = body_of(page).assets
    qtbot.waitUntil(lambda: card.has_chart)
    reader = card.reader
    assert reader is not None
    QTest.keyClick(reader, Qt.Key.Key_End)
    before = reader.words
    page.render_review(reviews.org_review())
    assert not card.has_chart
    assert not reader.words
    qtbot.waitUntil(lambda: card.has_chart)
    QTest.keyClick(reader, Qt.Key.Key_End)
    assert reader.words.startswith("2026-11-20")
    assert reader.words != before


def test_the_table_holds_what_the_chart_shows(qtbot: QtBot) -> None:
    card = _charted(qtbot)
    card.table_button.setChecked(True)
    first = [card.rows.data(card.rows.index(0, column)) for column in range(card.rows.columnCount())]
    assert first == ["2026-11-20", "938,000.00 元"]
    year = card.rows.rowCount()
    card.chips[Span.MONTHS_3].setChecked(True)
    assert 0 < card.rows.rowCount() < year


def test_the_chart_takes_the_colours_of_the_look(qtbot: QtBot, qapp: QApplication) -> None:
    card = _charted(qtbot)
    theme.apply(qapp, theme.ThemeMode.DARK)
    qtbot.waitUntil(lambda: _corner(card) == QColor(theme.current().surface))


def _corner(card: AssetHistoryCard) -> QColor:
    assert card.reader is not None
    canvas = card.reader.parentWidget()
    assert canvas is not None
    return QColor(canvas.grab().toImage().pixelColor(2, 2))


def test_without_history_there_is_a_sentence_and_no_dead_button(qtbot: QtBot) -> None:
    card = body_of(shown_page(qtbot, reviews.bare_review())).assets
    assert not card.table_button.isVisibleTo(card)
    assert not any(chip.isVisibleTo(card) for chip in card.chips.values())


def test_a_single_value_can_be_drawn(qtbot: QtBot) -> None:
    page = shown_page(qtbot, reviews.org_review(), jobs=InlineJobs())
    card = body_of(page).assets
    qtbot.waitUntil(lambda: card.has_chart)
    assert card.reader is not None


def test_scores_are_read_with_tier_and_group(qtbot: QtBot) -> None:
    page = shown_page(qtbot, reviews.full_review(), jobs=InlineJobs())
    card = body_of(page).score_history
    qtbot.waitUntil(lambda: card.has_chart)
    assert card.reader is not None
    QTest.keyClick(card.reader, Qt.Key.Key_End)
    assert card.reader.words == "2026-10-31   A5 F2 B3   零售 · 重要发展"


def test_without_the_chart_library_the_sketch_and_the_table_stay(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_families: object) -> None:
        raise OutsideFailed("charts.unavailable", module="matplotlib")

    monkeypatch.setattr("advisor_desk.ui.pages.client_detail.import_plots", missing)
    page = shown_page(qtbot, reviews.full_review(), jobs=InlineJobs())
    card = body_of(page).assets
    qtbot.waitUntil(lambda: "不可用" in card.waiting_words)
    card.table_button.setChecked(True)
    assert card.rows.rowCount() > 100


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("advisor_desk.ui.charts.plots", raising=False)
    monkeypatch.setitem(sys.modules, "advisor_desk.ui.charts.plots", None)
    with pytest.raises(OutsideFailed) as caught:
        late.import_plots(("any",))
    assert caught.value.code == "charts.unavailable"


def test_the_reader_takes_the_nearest_date(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    reader = HoverReader(host)
    reader.read_at(5)
    assert reader.words == ""
    reader.show_spots([(AS_OF, [QPointF(10, 0)], "one"), (AS_OF, [QPointF(20, 0)], "two")])
    reader.read_at(14)
    assert reader.words == "one"
    reader.read_at(400)
    assert reader.words == "two"


def test_painting_the_page_imports_no_chart_library() -> None:
    ran = subprocess.run([sys.executable, "-c", _PAINT_A_PAGE], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_old_values_are_carried_to_today(qtbot: QtBot) -> None:
    base = reviews.full_review()
    old = replace(base, assets=base.assets[:300])
    card = body_of(shown_page(qtbot, old)).assets
    card.chips[Span.MONTHS_3].setChecked(True)
    assert card.dates()[-1] == AS_OF
