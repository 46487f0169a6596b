"""配置与试算 as an advisor uses it: amounts changed with a reason, trials, what stands in the way."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from advisor_desk.domain.advice import LineOverride
from advisor_desk.domain.suitability import CheckCode
from advisor_desk.errors import OutsideFailed
from advisor_desk.ui import discreet, i18n
from advisor_desk.ui.jobs import BookChange
from advisor_desk.ui.pages.allocation.page import AllocationPage
from advisor_desk.ui.widgets.controls import LinkButton
from tests.ui.allocation_page import Show, body_of, keep, main_button, row, shower, type_amount
from tests.ui.client_page import all_texts
from tests.ui.fake_suggestions import PLANNED, FakeAdvice, client
from tests.ui.real_desk import CONTROL, commit, press, ready, type_in


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Show]:
    """Shows the page of an advice book, and keeps it until the test is over."""
    kept: list[object] = []
    yield shower(qtbot, kept)
    kept.clear()


def drift(page: AllocationPage) -> str:
    return body_of(page).mix.drift.text()


def test_the_client_of_the_list_is_shown_with_level_money_and_plan(shown: Show) -> None:
    page = shown(FakeAdvice())
    body = body_of(page)
    assert body.head.name.text() == "陈雨桐"
    assert body.head.level.text() == "C3 稳健"
    assert body.head.until.text() == "测评有效至 2027-03-01"
    assert body.head.money.text() == "500,000"
    assert body.head.sources.text() == "全部取自账户现金 50.0 万"
    assert list(body.lines.rows) == ["B1", "B2", "B3", "E1", "G1"]
    assert [body.lines.rows[code].amount.amount() for code in PLANNED] == list(PLANNED.values())
    assert body.lines.residual.text() == "留作现金 5.0 万"
    assert not body.head.banner.isVisible()


def test_weights_before_target_and_after_stand_in_table_and_tracks(shown: Show) -> None:
    mix = body_of(shown(FakeAdvice())).mix
    rows = [[cell.text for cell in line.cells] for line in mix.table.grid.rows]
    assert rows[0] == ["现金", "83.3%", "10.0%", "5.0%–15.0%", "8.3%", "−1.6"]
    assert rows[1][-1] == "+8.0 越界"
    assert mix.tracks.accessibleName().startswith("现金：当前 83.3%，目标 10.0%，之后 8.3%")
    assert "海外权益" in mix.moves.text()
    assert mix.tracks.height() == mix.table.height()


def test_assets_of_which_no_holdings_are_known_are_told(shown: Show) -> None:
    quiet = shown(FakeAdvice())
    assert not body_of(quiet).mix.unknown.isVisible()
    told = shown(FakeAdvice(clients={1: client(aum_fen=400_000_000)}))
    assert "总资产 400.0 万中有 350.0 万没有持仓明细" in body_of(told).mix.unknown.text()


def test_typing_an_amount_shows_drift_and_broken_limits_without_the_solver(shown: Show) -> None:
    book = FakeAdvice()
    page = shown(book)
    before = drift(page)
    type_amount(page, "B1", "200000")
    assert len(book.solved) == 1
    assert drift(page) != before
    told = body_of(page).lines.broken_words.text()
    assert "稳健纯债债券 单一产品上限 20.0%，还可买 12.0 万" in told
    assert "合计买入 56.0 万，超过投入金额 50.0 万" in told
    assert body_of(page).lines.residual.text() == "比投入金额多出 6.0 万"
    type_amount(page, "B1", "100000")
    assert not body_of(page).lines.broken.isVisible()


def test_an_override_asks_a_reason_and_is_kept_with_it(shown: Show) -> None:
    book = FakeAdvice()
    page = shown(book)
    type_amount(page, "B1", "60000")
    assert row(page, "B1").reason.isVisible()
    press(page, Qt.Key.Key_Return)
    assert page.focusWidget() is row(page, "B1").reason
    press(page, Qt.Key.Key_Return)
    assert book.kept == {}
    assert page.focusWidget() is row(page, "B1").reason
    commit(page, "客户已有同类债券")
    press(page, Qt.Key.Key_Return)
    assert book.kept == {1: (LineOverride(code="B1", amount_fen=6_000_000, reason="客户已有同类债券"),)}
    assert row(page, "B1").sign.isVisible()
    assert "手工改动：客户已有同类债券" in row(page, "B1").why.text()
    assert "系统建议 9.0 万" in row(page, "B1").why.text()


def test_a_recompute_goes_around_what_was_set_by_hand(shown: Show) -> None:
    book = FakeAdvice()
    page = shown(book)
    keep(page, "B1", "60000", "分散")
    press(page, Qt.Key.Key_R, CONTROL)
    assert [line.code for line in book.solved[-1][1]] == ["B1"]
    assert row(page, "B1").amount.amount() == 6_000_000
    type_amount(page, "E1", "100000")
    press(page, Qt.Key.Key_R, CONTROL)
    assert row(page, "E1").amount.text() == "100000"
    assert row(page, "E1").reason.isVisible()
    assert {line.code: line.amount_fen for line in book.solved[-1][1]} == {"B1": 6_000_000, "E1": 10_000_000}
    assert [line.code for line in book.kept[1]] == ["B1"]


def test_overrides_of_the_book_are_there_when_the_client_is_opened(shown: Show) -> None:
    hand = LineOverride(
        code="G1", amount_fen=0, reason="客户不要黄金", author="王经理", at="2026-11-18T09:00"
    )
    page = shown(FakeAdvice(kept={1: (hand,)}))
    line = row(page, "G1")
    assert line.amount.amount() == 0
    assert line.sign.isVisible()
    assert line.why.text().startswith("手工改动：客户不要黄金 (王经理 · 2026-11-18)")
    assert list(body_of(page).lines.rows)[-1] == "G1"


def test_a_step_is_taken_back_by_key_and_by_button(shown: Show) -> None:
    book = FakeAdvice()
    page = shown(book)
    keep(page, "B1", "60000", "分散")
    keep(page, "B2", "70000", "分散")
    press(page, Qt.Key.Key_Z, CONTROL)
    assert [line.code for line in book.kept[1]] == ["B1"]
    assert row(page, "B2").amount.amount() == PLANNED["B2"]
    body_of(page).lines.undo_button.click()
    assert book.kept[1] == ()
    assert row(page, "B1").amount.amount() == PLANNED["B1"]
    assert not row(page, "B1").sign.isVisible()


def test_undo_in_a_field_undoes_the_typing_first(shown: Show) -> None:
    book = FakeAdvice()
    page = shown(book)
    keep(page, "B1", "60000", "分散")
    type_amount(page, "B2", "7")
    press(page, Qt.Key.Key_Z, CONTROL)
    assert [line.code for line in book.kept[1]] == ["B1"]
    assert row(page, "B2").amount.amount() == PLANNED["B2"]


def test_a_line_is_dropped_and_given_back(shown: Show) -> None:
    book = FakeAdvice()
    page = shown(book)
    ready(page)
    row(page, "G1").drop_button.click()
    assert page.focusWidget() is row(page, "G1").reason
    commit(page, "客户不要黄金")
    press(page, Qt.Key.Key_Return)
    assert book.kept[1][0].amount_fen == 0
    assert not row(page, "G1").drop_button.isVisible()
    row(page, "G1").back_button.click()
    assert book.kept[1] == ()
    assert row(page, "G1").amount.amount() == PLANNED["G1"]


def test_escape_gives_up_what_is_typed_and_keeps_what_was_kept(shown: Show) -> None:
    book = FakeAdvice()
    page = shown(book)
    keep(page, "B1", "60000", "分散")
    type_amount(page, "B1", "10000")
    press(page, Qt.Key.Key_Escape)
    assert row(page, "B1").amount.amount() == 6_000_000
    assert len(book.kept[1]) == 1


def test_nothing_typed_is_lost_when_another_client_is_looked_at(shown: Show) -> None:
    book = FakeAdvice(clients={1: client(), 2: client(2, "周海涛")})
    page = shown(book)
    type_amount(page, "B1", "6万x")
    assert "看不懂这个金额" in row(page, "B1").against.text()
    type_amount(page, "B1", "6万")
    row(page, "B1").reasoned.emit("B1", "分")
    page.show_client(2)
    assert body_of(page).head.name.text() == "周海涛"
    assert not row(page, "B1").reason.isVisible()
    page.show_client(1)
    assert row(page, "B1").amount.text() == "6万"
    assert row(page, "B1").reason.text() == "分"


def test_what_could_not_be_written_is_there_again(shown: Show) -> None:
    book = FakeAdvice()
    page = shown(book)
    type_amount(page, "B1", "60000")
    press(page, Qt.Key.Key_Return)
    commit(page, "分散")
    book.error = OutsideFailed("book.disk_full")
    press(page, Qt.Key.Key_Return)
    assert row(page, "B1").amount.text() == "60000"
    assert row(page, "B1").reason.text() == "分散"
    assert page.session.work.kept == ()


def test_blocked_products_stand_by_reason_with_every_finding_and_the_cure(shown: Show) -> None:
    card = body_of(shown(FakeAdvice())).blocked
    assert [group.code for group in card.groups] == [
        CheckCode.Q_NOT_QUALIFIED,
        CheckCode.P_UNRATED,
        CheckCode.R_PUSH_ABOVE,
    ]
    said = "\n".join(all_texts(card.groups[0]))
    assert "不符合合格投资者标准" in said
    assert "不得主动推介高于客户承受能力的产品" in said
    assert "怎样解决：" in said
    assert "需求 25 分" in said


def test_ten_thousand_unrated_funds_are_one_group_with_examples(qtbot: QtBot, shown: Show) -> None:
    page = shown(FakeAdvice(unrated=10_000))
    card = body_of(page).blocked
    unrated = next(group for group in card.groups if group.code is CheckCode.P_UNRATED)
    assert unrated.head.text().strip() == "产品尚未完成风险评级 · 10,000 只"
    assert not unrated.is_open
    assert len(card.findChildren(QWidget)) < 200
    unrated.head.click()
    assert unrated.is_open
    with qtbot.waitSignal(page.products_asked) as asked:
        next(each for each in unrated.findChildren(LinkButton) if each.isVisible()).click()
    assert asked.args == ["P_UNRATED"]


def test_needs_show_their_points_as_a_sum_and_an_offer_joins_the_plan(shown: Show) -> None:
    book = FakeAdvice()
    page = shown(book)
    said = all_texts(body_of(page).needs)
    assert "境内权益低于目标 22.0 个百分点 +22" in said
    assert "22 分" in said
    assert any(text.startswith("加入方案：成长精选股票") for text in said)
    body_of(page).needs.wanted.emit("E2")
    assert row(page, "E2").amount.amount() == 1_000
    assert row(page, "E2").reason.isVisible()


def test_discreet_mode_hides_the_name_and_every_amount(shown: Show) -> None:
    page = shown(FakeAdvice())
    keep(page, "B1", "60000", "陈雨桐要求")
    page.setFocus()
    discreet.set_on(True)
    body = body_of(page)
    said = "\n".join(all_texts(body))
    assert "陈雨桐" not in said
    assert body.head.name.text() == "陈*"
    assert "万" not in said.replace("26万", "")
    assert row(page, "B2").amount.displayText() == "●" * len("80,000")
    assert body.head.money.displayText() == "●" * len("500,000")


def test_locking_forgets_the_client_and_the_work(shown: Show) -> None:
    page = shown(FakeAdvice())
    type_amount(page, "B1", "60000")
    page.forget_clients()
    assert page.client_id is None
    assert page.body is None
    assert page.subtitle == ""
    assert page.session.work.pending == {}


def test_without_a_client_the_page_says_how_to_choose_one(qtbot: QtBot, shown: Show) -> None:
    page = shown(FakeAdvice(listed=None))
    assert page.body is None
    assert "请先选择一位客户" in all_texts(page)
    with qtbot.waitSignal(page.list_asked):
        main_button(page).click()


def test_it_follows_the_list_and_changes_of_its_client(shown: Show) -> None:
    book = FakeAdvice(clients={1: client(), 2: client(2, "周海涛")})
    page = shown(book)
    jobs = page.session._parts.jobs  # noqa: SLF001
    jobs.book_changed.emit(BookChange(frozenset({"clients"}), frozenset({2})))
    assert book.reads == 1
    book.clients[1] = replace(client(), cash_fen=60_000_000)
    jobs.book_changed.emit(BookChange(frozenset({"clients"}), frozenset({1})))
    assert body_of(page).head.money.amount() == 60_000_000
    page.hide()
    book.listed = 2
    page.show()
    assert body_of(page).head.name.text() == "周海涛"


def test_an_error_is_told_and_can_be_tried_again(shown: Show) -> None:
    book = FakeAdvice(error=OutsideFailed("book.disk_full"))
    page = shown(book)
    assert page.body is None
    book.error = None
    main_button(page).click()
    assert body_of(page).head.name.text() == "陈雨桐"


@pytest.mark.parametrize("language", [i18n.CHINESE, i18n.ENGLISH])
@pytest.mark.parametrize("width", [1016, 1282])
def test_nothing_is_wider_than_the_page(shown: Show, language: str, width: int) -> None:
    i18n.install(language)
    page = shown(FakeAdvice(), width)
    type_amount(page, "B1", "200000")
    body = body_of(page)
    inner = body.widget()
    assert inner is not None
    assert body.horizontalScrollBar().maximum() == 0
    assert inner.minimumSizeHint().width() <= body.viewport().width()


def test_a_plan_is_changed_by_keys_alone(shown: Show) -> None:
    book = FakeAdvice()
    page = shown(book)
    ready(page)
    body_of(page).head.money.setFocus()
    for _ in range(60):
        if page.focusWidget() is row(page, "B1").amount:
            break
        QTest.keyClick(page.focusWidget(), Qt.Key.Key_Tab)
    press(page, Qt.Key.Key_Down)
    assert page.focusWidget() is row(page, "B2").amount
    type_in(page, "70000")
    press(page, Qt.Key.Key_Return)
    commit(page, "分散")
    press(page, Qt.Key.Key_Return)
    assert book.kept[1][0].code == "B2"
    press(page, Qt.Key.Key_W)
    assert page.drawer.is_open or page.focusWidget() is row(page, "B2").amount


def test_nothing_can_be_given_while_nobody_is_shown(shown: Show) -> None:
    page = shown(FakeAdvice())
    assert page.give_button.isEnabled()
    page.forget_clients()
    assert not page.give_button.isEnabled()
