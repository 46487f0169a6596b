"""The screen of the whole book as a person uses it: figures, lists they open, copies, gates, hidden money."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from advisor_desk.domain.client import Group, LifeState, Tier, TierVariant
from advisor_desk.domain.client_query import Filters, View
from advisor_desk.domain.standing import AssetFacts, PurchaseFacts, Standing
from advisor_desk.errors import OutsideFailed
from advisor_desk.ui import discreet, i18n, theme
from advisor_desk.ui.charts import late
from advisor_desk.ui.jobs import BookChange, InlineJobs
from advisor_desk.ui.notices import Notices
from advisor_desk.ui.pages.segments.body import SegmentsBody
from advisor_desk.ui.pages.segments.page import SegmentsPage
from advisor_desk.ui.pages.segments.parts import BookStandings, SegmentsParts, ViewWish
from advisor_desk.ui.widgets.controls import Button
from advisor_desk.ui.widgets.figure_grid import FigureGrid
from advisor_desk.usecases.reports import Axis
from tests.builders import TODAY, rules
from tests.standings import standing
from tests.ui.client_page import all_texts

_OPEN_A_WINDOW = """
import sys
from PySide6.QtWidgets import QApplication
app = QApplication([])
from tests.ui.test_segments import Screen, book, made_page
screen = Screen(book())
page = made_page(screen)
print(sorted({"pandas", "numpy", "matplotlib"} & set(sys.modules)), page.body)
"""


@dataclass
class Screen:
    """The page, its book and what it asked for."""

    standings: Sequence[Standing]
    jobs: InlineJobs = field(default_factory=InlineJobs)
    reads: int = 0
    error: Exception | None = None
    wishes: list[ViewWish] = field(default_factory=list)

    def read(self) -> BookStandings:
        self.reads += 1
        if self.error is not None:
            raise self.error
        return BookStandings(self.standings, TODAY, rules())


def book(count: int = 40) -> list[Standing]:
    """`count` clients: a fifth HNW, two institutions, a quarter moves between the presets."""
    made = []
    for number in range(1, count + 1):
        one = replace(
            standing(number),
            assets=AssetFacts(aum_fen=number * 1_000_000),
            purchases=PurchaseFacts(None, window_benefit_fen=number * 1_000),
        )
        if number % 5 == 0:
            one = replace(one, tier=Tier.HNW)
        if number % 4 == 0:
            one = replace(one, group=Group.KEY_GUIDE, group_paper_mid=Group.POTENTIAL)
        made.append(one)
    made[0] = replace(made[0], tier=Tier.INST, tier_variant=TierVariant.PERSON_TOP)
    made[1] = replace(made[1], tier=Tier.INST, tier_variant=TierVariant.ORG, state=LifeState.NEW)
    return made


def made_page(screen: Screen) -> SegmentsPage:
    page = SegmentsPage(SegmentsParts(read=screen.read, jobs=screen.jobs, notices=Notices(QWidget())))
    page.view_asked.connect(screen.wishes.append)
    return page


Show = Callable[..., SegmentsPage]


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Show]:
    """Shows the page of a screen, and keeps it until the test is over."""
    kept = []

    def show(screen: Screen, width: int = 1282) -> SegmentsPage:
        page = made_page(screen)
        qtbot.addWidget(page)
        kept.append(page)
        page.resize(width, 680)
        page.show()
        QApplication.processEvents()
        return page

    yield show
    kept.clear()


def body_of(page: SegmentsPage) -> SegmentsBody:
    assert page.body is not None
    return page.body


def texts(grid: FigureGrid) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in grid.grid.rows]


def click_row(grid: FigureGrid, row: int) -> None:
    at = grid.visualRect(grid.figures.index(row, 0)).center()
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at))


def test_structure_shows_every_tier_with_shares_that_add_up(shown: Show) -> None:
    page = shown(Screen(book()))
    rows = texts(body_of(page).structure.table)
    assert [row[0] for row in rows] == ["零售", "高净值", "机构", "机构级(个人)", "机构客户", "合计"]
    assert rows[0][1:3] == ["30", "75.0%"]
    assert rows[2][1:3] == ["2", "5.0%"]
    assert rows[5][1:3] == ["40", "100.0%"]
    leaves = [rows[at] for at in (0, 1, 3, 4)]
    for column in (2, 4, 6):
        tenths = [int(row[column].rstrip("%").replace(".", "")) for row in leaves]
        assert sum(tenths) == 1_000
    assert page.subtitle == "截至 2026-11-20 · 40 位客户"


def test_the_presets_stand_side_by_side_and_the_moves_are_told(shown: Show) -> None:
    groups = body_of(shown(Screen(book()))).groups
    wealth, mid = (texts(grid) for grid in groups.of_preset.values())
    assert [row[:2] for row in wealth] == [
        ["重要发展", "0"],
        ["重要引导", "10"],
        ["潜在增值", "0"],
        ["长尾", "30"],
        ["合计", "40"],
    ]
    assert [row[1] for row in mid] == ["0", "0", "10", "30", "40"]
    assert texts(groups.matrix)[1] == ["重要引导", "0", "0", "10", "0", "10"]
    assert groups.moved.text() == "换用论文中值口径，10 位客户换组，占 25.0%；30 位不变。"
    assert groups.largest.text() == "最多的是从重要引导到潜在增值，10 位。"
    assert groups.partition.text() == "✓ 完整性：40 位客户，两种口径下每位都恰在一组，无遗漏，无重复。"


def test_a_client_counted_twice_is_told_instead_of_passed_over(shown: Show) -> None:
    twice = [*book(), replace(standing(7), group=Group.POTENTIAL)]
    groups = body_of(shown(Screen(twice))).groups
    assert groups.partition.text() == "完整性有误：40 位客户中只有 39 位恰在一组。"


def test_a_figure_opens_its_clients_by_mouse_and_by_enter(shown: Show) -> None:
    screen = Screen(book())
    body = body_of(shown(screen))
    click_row(body.structure.table, 0)
    click_row(body.structure.table, 1)
    wealth, mid = body.groups.of_preset.values()
    wealth.setFocus()
    QTest.keyClick(wealth, Qt.Key.Key_Down)
    QTest.keyClick(wealth, Qt.Key.Key_Return)
    click_row(body.states.table, 2)
    assert [wish.name for wish in screen.wishes] == ["零售", "高净值", "重要引导", "新客"]
    assert [wish.query.view for wish in screen.wishes] == [View.ALL, View.HNW, View.KEY_GUIDE, View.ALL]
    assert screen.wishes[0].query.filters == Filters(tiers=frozenset({Tier.RETAIL}))
    assert screen.wishes[3].query.filters == Filters(states=frozenset({LifeState.NEW}))
    screen.wishes.clear()
    # Nobody is there, a sum of everybody, and a group that the list does not know.
    click_row(wealth, 0)
    click_row(body.structure.table, 5)
    click_row(mid, 2)
    assert screen.wishes == []


def test_every_table_is_reached_and_copied_by_keyboard(qtbot: QtBot, shown: Show) -> None:
    page = shown(Screen(book()))
    page.activateWindow()
    QTest.qWaitForWindowActive(page)
    body = body_of(page)
    grids = [grid for card in body.cards for grid in card.grids]
    body.structure.copy_button.setFocus()
    reached = []
    for _ in range(20):
        at = QApplication.focusWidget()
        assert at is not None
        reached.append(at)
        QTest.keyClick(at, Qt.Key.Key_Tab)
    assert [at for at in dict.fromkeys(reached) if at in grids] == grids
    with qtbot.waitSignal(body.copied):
        QTest.keyClick(body.structure.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    data = QGuiApplication.clipboard().mimeData()
    lines = data.text().split("\r\n")
    assert lines[0] == "客户结构"
    assert lines[1].split("\t") == ["等级", "客户", "占比", "资产", "占比", "12个月创收", "占比"]
    assert lines[4].split("\t")[:4] == ["机构", "2", "5.0%", "30000.00"]
    assert "<caption>客户结构</caption>" in data.html()
    assert "<td>30000.00</td>" in data.html()


def test_discreet_mode_hides_money_on_screen_and_on_the_clipboard(shown: Show) -> None:
    body = body_of(shown(Screen(book())))
    before = texts(body.structure.table)
    discreet.set_on(True)
    after = texts(body.structure.table)
    assert {row[column] for row in after for column in (3, 5)} == {discreet.HIDDEN}
    assert [row[1:3] for row in after] == [row[1:3] for row in before]
    body.groups.copy_button.click()
    assert "000.00" not in QGuiApplication.clipboard().text()
    assert [text for text in all_texts(body) if "万" in text] == []


@pytest.mark.parametrize(
    ("count", "expected"), [(29, (False, False)), (30, (True, True)), (500, (True, False))]
)
def test_quintiles_are_shown_as_far_as_the_book_allows(
    shown: Show, count: int, expected: tuple[bool, bool]
) -> None:
    is_shown, is_indicative = expected
    card = body_of(shown(Screen(book(count)))).quintiles
    assert card.table.isVisibleTo(card) is is_shown
    assert card.pill.isVisibleTo(card) is is_indicative
    assert card.pill.text() == "仅供参考"
    if not is_shown:
        assert card.told.text().startswith("客户册共 29 位，少于 30 位，不显示五分位：")


def test_the_three_scores_are_compared_one_at_a_time(shown: Show) -> None:
    recent = [replace(one, recency_days=one.client_id) for one in book()]
    card = body_of(shown(Screen(recent))).quintiles
    assert card.told.text().startswith("R 分：32 位客户的五分位与固定分不同，32 位更高，0 位更低")
    card.chips[Axis.F].click()
    assert card.told.text() == "F 分：所有客户的五分位与固定分相同。"
    assert texts(card.table)[0] == ["固定 1 分", "40", "0", "0", "0", "0", "40"]


def test_an_empty_book_says_what_to_do(qtbot: QtBot, shown: Show) -> None:
    page = shown(Screen([]))
    assert page.body is None
    button = next(each for each in page.findChildren(Button) if each.isVisible())
    with qtbot.waitSignal(page.import_asked):
        button.click()


def test_an_error_is_told_and_can_be_tried_again(shown: Show) -> None:
    screen = Screen(book(), error=OutsideFailed("book.disk_full"))
    page = shown(screen)
    assert page.body is None
    screen.error = None
    next(each for each in page.findChildren(Button) if each.isVisible()).click()
    assert page.report is not None
    assert page.report.clients == 40


def test_it_counts_again_when_the_book_changes_but_only_in_sight(shown: Show) -> None:
    screen = Screen(book())
    page = shown(screen)
    screen.standings = book(41)
    screen.jobs.book_changed.emit(BookChange(frozenset({"saved_views"})))
    assert screen.reads == 1
    screen.jobs.book_changed.emit(BookChange(frozenset({"clients"})))
    assert page.report is not None
    assert (screen.reads, page.report.clients) == (2, 41)
    page.hide()
    screen.jobs.book_changed.emit(BookChange(frozenset({"clients"})))
    assert screen.reads == 2
    page.show()
    assert screen.reads == 3


def test_locking_forgets_everything(shown: Show) -> None:
    page = shown(Screen(book()))
    page.forget_clients()
    assert page.report is None
    assert page.body is None
    assert page.subtitle == ""


def test_the_chart_says_what_it_shows_and_follows_the_look(shown: Show, qapp: QApplication) -> None:
    structure = body_of(shown(Screen(book()))).structure
    assert structure.has_chart
    assert structure.chart_words.startswith("客户 零售 75.0%, 高净值 20.0%, 机构级(个人) 2.5%")
    theme.apply(qapp, theme.ThemeMode.DARK)
    picture = structure.grab().toImage()
    assert picture.pixelColor(picture.width() - 5, 60) == theme.color("surface")


def test_without_the_chart_library_the_table_stays(shown: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_families: Sequence[str]) -> None:
        raise OutsideFailed("charts.unavailable", module="matplotlib")

    monkeypatch.setattr(late, "import_plots", fail)
    structure = body_of(shown(Screen(book()))).structure
    assert not structure.has_chart
    assert "图表组件不可用，请看表格" in all_texts(structure)


@pytest.mark.parametrize("language", [i18n.CHINESE, i18n.ENGLISH])
@pytest.mark.parametrize("width", [1016, 1282])
def test_no_table_is_wider_than_its_room(shown: Show, language: str, width: int) -> None:
    i18n.install(language)
    body = body_of(shown(Screen(book(500)), width))
    inner = body.widget()
    assert inner is not None
    assert body.horizontalScrollBar().maximum() == 0
    for card in body.cards:
        for grid in card.grids:
            header = grid.horizontalHeader()
            assert grid.least_width() <= header.length() <= grid.width()
            right = grid.mapTo(inner, QPoint(grid.width(), 0)).x()
            assert right <= body.viewport().width()


def test_opening_the_window_brings_in_nothing_heavy() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", _OPEN_A_WINDOW], capture_output=True, text=True, check=False, timeout=120
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == "[] None"
