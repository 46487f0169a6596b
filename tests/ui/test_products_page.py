"""The screen 产品 as a person uses it: filters, search, the card, the banner, copies, the lock."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from advisor_desk.domain.product import AssetClass, ProductType, RiskGrade, ShelfState, ShelfStatus
from advisor_desk.domain.shelf import ShelfMove, ShelfRelease
from advisor_desk.errors import OutsideFailed
from advisor_desk.ui import discreet, i18n, theme
from advisor_desk.ui.jobs import BookChange
from advisor_desk.ui.main_window import MainWindow
from advisor_desk.ui.pages.late import LatePage
from advisor_desk.ui.pages.page import Page
from advisor_desk.ui.pages.products.columns import Column
from advisor_desk.ui.pages.products.page import ProductsPage
from advisor_desk.ui.widgets.controls import Button
from advisor_desk.usecases.product_filter import Buyer
from tests.advice import ON, WAN
from tests.shelf_books import release
from tests.ui.client_page import all_texts
from tests.ui.fake_products import BOND, NEW, PRIVATE, STOCK, Screen
from tests.ui.real_desk import CONTROL, press, ready

Show = Callable[..., ProductsPage]


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Show]:
    """Shows the page of a screen, and keeps it until the test is over."""
    kept = []

    def show(screen: Screen, width: int = 1282) -> ProductsPage:
        page = screen.page()
        qtbot.addWidget(page)
        kept.append(page)
        page.resize(width, 680)
        page.show()
        QApplication.processEvents()
        return page

    yield show
    kept.clear()


def names(page: ProductsPage) -> list[str]:
    return [one.product.name for one in page.model.rows]


def facts(page: ProductsPage) -> dict[str, str]:
    card = page.card
    lists = (card.access.facts, card.term.facts, card.rating.facts, card.shelf.facts, card.origin.facts)
    return {name: said for one in lists for name, said in one.texts()}


def visible_button(page: ProductsPage) -> Button:
    return next(each for each in page.findChildren(Button) if each.isVisible() and each.text().strip() != "")


def test_the_shelf_is_listed_as_it_reads_and_counted(shown: Show) -> None:
    page = shown(Screen())
    assert names(page) == ["待评级混合", "量化对冲一号", "稳健增利债券", "先进制造股票"]
    assert page.subtitle == "4 只 · 今天可售 3 · 未评级 1"


def test_filters_narrow_the_list_and_can_be_taken_back(shown: Show) -> None:
    page = shown(Screen())
    page.filters.on_sale.click()
    assert "待评级混合" not in names(page)
    page.filters.grades.pick(RiskGrade.R4)
    assert names(page) == ["量化对冲一号", "先进制造股票"]
    page.filters.buyer.pick(Buyer.QUALIFIED_PRIVATE)
    assert names(page) == ["量化对冲一号"]
    assert page.filters.buyer.text() == "私募合格投资者"
    page.filters.clear_button.click()
    assert len(names(page)) == 4
    assert not page.filters.clear_button.isVisible()


def test_a_second_choice_of_a_menu_adds_and_of_a_single_one_replaces(shown: Show) -> None:
    page = shown(Screen())
    page.filters.classes.pick(AssetClass.CN_BOND)
    page.filters.classes.pick(AssetClass.QUANT_HEDGE)
    assert names(page) == ["量化对冲一号", "稳健增利债券"]
    assert page.filters.classes.text() == "境内债券 +1"
    page.filters.clear()
    page.filters.minimum.pick(1_000_00)
    page.filters.minimum.pick(100 * WAN)
    assert page.model.wanted.min_at_most_fen == 100 * WAN
    page.filters.minimum.pick(100 * WAN)
    assert page.model.wanted.is_plain
    page.filters.types.pick(ProductType.EQUITY_FUND)
    assert names(page) == ["先进制造股票"]


def test_nothing_found_says_so_and_offers_everything(shown: Show, qtbot: QtBot) -> None:
    page = shown(Screen())
    page.search("没有这只")
    assert "没有符合条件的产品" in all_texts(page)
    with qtbot.waitSignal(page.search_cleared):
        visible_clear = next(b for b in page.findChildren(Button) if b.text() == "清除条件，查看全部")
        visible_clear.click()
    assert len(names(page)) == 4


def test_unrated_products_say_that_they_may_not_be_sold(shown: Show) -> None:
    page = shown(Screen())
    page.go_to(NEW.code)
    head = page.card.head
    assert head.grade.text() == "未评级，不可销售"
    assert head.grade.palette().windowText().color() == theme.color("warn")
    assert "没有我司风险评级" in head.trouble.text()
    assert "资产类别权重" in head.trouble.text()
    row = page.model.row_of(NEW.code)
    assert page.model.index(row, Column.GRADE).data() == "未评级"


def test_the_card_tells_everything_that_the_record_says(shown: Show) -> None:
    screen = Screen()
    screen.book.moved = [
        ShelfMove(BOND.code, ShelfStatus.APPROVED, ShelfStatus.ON_SALE, ON, "王主任", "准入会议通过")
    ]
    page = shown(screen)
    page.go_to(BOND.code)
    card = page.card
    assert card.words.plain.text() == "主要买债券，波动小，适合放半年以上的钱。"
    assert card.words.not_for.text() == "三个月内要用钱的客户"
    told = facts(page)
    assert told["首次起点"] == "10 元"
    assert told["流动性"] == "T+1"
    assert told["赎回到账"] == "T+2"
    assert told["我司评级"] == "R2 中低风险等级"
    assert told["发行人"] == "示例基金销售有限公司"
    assert "法定下限" not in told
    fees = [[cell.text for cell in row.cells] for row in card.fees.grid.grid.rows]
    assert fees[0] == ["认申购费", "0.60%"]
    assert fees[3] == ["销售服务费 / 年", "—"]
    assert fees[-1] == ["首年合计（不含业绩报酬）", "1.00%"]
    assert card.paper_list.text().split("\n") == ["基金合同", "招募说明书", "风险揭示书"]
    assert card.shelf.moves.text() == f"{ON} 已批准 → 在售 · 王主任：准入会议通过"


def test_the_card_names_the_law_and_the_higher_grade(shown: Show) -> None:
    page = shown(Screen())
    page.go_to(PRIVATE.code)
    told = facts(page)
    assert told["法定下限"] == "100 万 · 私募基金"
    assert told["合格投资者"] == "私募合格投资者"
    assert told["剩余额度"] == "200 万"
    assert told["锁定期"] == "无"
    assert told["产品期限"] == "6 个月"
    page.go_to(STOCK.code)
    assert facts(page)["适用评级"] == "R4 中高风险等级"
    assert facts(page)["取值"] == "两者不同，按较高的一个（孰高）"


@pytest.mark.parametrize(
    ("newest", "state", "said"),
    [
        (
            release(ON),
            ShelfState.CURRENT,
            "货架有效。2026-06-30 收到（来源 products.csv），有效至 2026-07-30。",
        ),
        (release(ON - timedelta(days=40)), ShelfState.STALE, "货架已超过 30 天没有更新：建议功能停用"),
        (release(ON, is_intact=False), ShelfState.UNSIGNED, "货架未签署，或产品记录与签署时不一致"),
        (None, ShelfState.UNSIGNED, "建议功能停用，记录拜访不受影响"),
    ],
)
def test_the_banner_says_how_far_the_shelf_may_be_trusted(
    shown: Show, newest: ShelfRelease | None, state: ShelfState, said: str
) -> None:
    screen = Screen()
    screen.book.newest = newest
    banner = shown(screen).banner
    assert banner.state is state
    assert said in banner.said.text()
    assert banner.button.isVisible() is (state is not ShelfState.CURRENT)


def test_an_empty_shelf_says_what_to_do(qtbot: QtBot, shown: Show) -> None:
    page = shown(Screen(products=()))
    assert "货架是空的，建议功能停用" in all_texts(page)
    with qtbot.waitSignal(page.import_asked):
        next(b for b in page.findChildren(Button) if b.isVisible() and b.text().strip() == "导入产品").click()


def test_a_header_sorts_and_the_card_stays_with_its_product(shown: Show) -> None:
    page = shown(Screen())
    page.go_to(STOCK.code)
    page.table.header.sort_asked.emit(Column.MINIMUM, True)
    assert names(page)[0] == "量化对冲一号"
    current = page.current()
    assert current is not None
    assert current.product.code == STOCK.code


def test_the_whole_screen_works_by_keys(shown: Show) -> None:
    screen = Screen()
    page = shown(screen)
    ready(page)
    page.table.setFocus()
    press(page.table, Qt.Key.Key_Down)
    press(page.table, Qt.Key.Key_Return)
    assert page.card.product is not None
    assert page.card.product.product.name == "量化对冲一号"
    assert page.card.head.holders_button.hasFocus()
    press(page, Qt.Key.Key_C, CONTROL)
    copied = QGuiApplication.clipboard().text().split("\n")
    assert copied[0] == "量化对冲一号（P00001）"
    assert "首次起点：100 万" in copied
    assert [text for _kind, text in screen.told] == ["已复制产品摘要"]


def test_the_search_of_the_window_reaches_the_screen_and_is_its_own(qtbot: QtBot) -> None:
    screen = Screen()
    window = MainWindow()
    qtbot.addWidget(window)
    page = screen.page()
    window.add_page("first", "users", _Searched())
    window.add_page("products", "package", LatePage("产品", lambda: page))
    window.show()
    window.show_page("products")
    window.top.search.setText("xjzz")
    qtbot.waitUntil(lambda: names(page) == ["先进制造股票"])
    QTest.keyClick(window.top.search, Qt.Key.Key_Return)
    assert page.card.product is not None
    assert page.card.product.product.code == STOCK.code
    window.show_page("first")
    assert window.top.search.text() == ""
    window.show_page("products")
    assert window.top.search.text() == "xjzz"
    assert names(page) == ["先进制造股票"]
    page.filters.on_sale.click()
    page.filters.clear_button.click()
    assert names(page) == ["先进制造股票"]


class _Searched(Page):
    """A screen that searches too."""

    def __init__(self) -> None:
        super().__init__("别处")
        self.search_hint = "搜索"


def test_a_change_of_the_book_is_read_only_in_sight(shown: Show) -> None:
    screen = Screen()
    page = shown(screen)
    screen.jobs.book_changed.emit(BookChange(frozenset({"saved_views"})))
    assert screen.reads == 1
    screen.book.products.append(replace(BOND, code="B00002", name="新债券", pinyin="xin zhai quan"))
    screen.jobs.book_changed.emit(BookChange(frozenset({"products"})))
    assert screen.reads == 2
    assert "新债券" in names(page)
    page.hide()
    screen.jobs.book_changed.emit(BookChange(frozenset({"clients"})))
    assert screen.reads == 2
    page.show()
    assert screen.reads == 3


def test_an_error_is_told_and_can_be_tried_again(shown: Show) -> None:
    screen = Screen(error=OutsideFailed("book.disk_full"))
    page = shown(screen)
    assert "没能读取货架" in all_texts(page)
    screen.error = None
    next(b for b in page.findChildren(Button) if b.isVisible() and b.text().strip() == "重试").click()
    assert len(names(page)) == 4


def test_locking_forgets_everything(shown: Show) -> None:
    screen = Screen()
    screen.book.moved = [ShelfMove(BOND.code, None, ShelfStatus.DRAFT, ON, "王主任", "新产品")]
    page = shown(screen)
    page.go_to(BOND.code)
    page.ask_holders()
    page.forget_clients()
    assert page.view is None
    assert page.model.rowCount() == 0
    assert page.holders.report is None
    assert page.holders.list.rows.rowCount() == 0
    assert page.subtitle == ""
    assert "王主任" not in "".join(all_texts(page))


def test_approvers_are_masked_in_discreet_mode_and_amounts_of_products_stay(shown: Show) -> None:
    screen = Screen()
    screen.book.moved = [ShelfMove(PRIVATE.code, None, ShelfStatus.DRAFT, ON, "王主任", "新产品")]
    page = shown(screen)
    page.go_to(PRIVATE.code)
    discreet.set_on(True)
    assert "王*：新产品" in page.card.shelf.moves.text()
    assert facts(page)["首次起点"] == "100 万"


@pytest.mark.parametrize("language", [i18n.CHINESE, i18n.ENGLISH])
@pytest.mark.parametrize("width", [1016, 1282, 1836])
def test_nothing_is_wider_than_its_room(shown: Show, language: str, width: int) -> None:
    i18n.install(language)
    page = shown(Screen(), width)
    table = page.table
    assert table.horizontalScrollBar().maximum() == 0
    assert table.header.length() <= table.viewport().width()
    assert {Column.NAME, Column.GRADE, Column.MINIMUM} <= set(table.visible_columns())
    inner = page.card.widget()
    assert inner is not None
    for card in (page.card.access, page.card.term, page.card.fees, page.card.mix, page.card.rating):
        right = card.mapTo(inner, QPoint(card.width(), 0)).x()
        assert right <= page.card.viewport().width()
    assert page.card.horizontalScrollBar().maximum() == 0


def test_ten_thousand_products_are_searched_as_one_is_typed(shown: Show) -> None:
    many = [replace(BOND, code=f"B{number:05d}", name=f"债券{number}") for number in range(10_000)]
    page = shown(Screen(products=many))
    page.search("债券777")
    assert page.model.rowCount() == 11
    page.search("")
    assert page.subtitle == "10,000 只 · 今天可售 10,000"
