"""适当性检查: the verdict follows what is typed, evidence is asked for, a look records nothing."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from advisor_desk.domain.product import SaleChannel
from advisor_desk.domain.suitability import Initiator, Order
from advisor_desk.errors import OutsideFailed
from advisor_desk.ui import discreet, i18n
from advisor_desk.ui.dialogs.order_check_dialog import OrderCheckDialog
from advisor_desk.ui.dialogs.order_check_parts import OrderParts
from advisor_desk.ui.dialogs.product_box import ProductBox
from advisor_desk.ui.pages.allocation.page import AllocationPage
from tests.ui.allocation_page import Show, body_of, shower
from tests.ui.client_page import all_texts
from tests.ui.fake_orders import FINE, SHELF, HeldJobs, Orders
from tests.ui.fake_suggestions import FakeAdvice, client
from tests.ui.real_desk import CONTROL, commit, gone, press, ready, type_in

pytestmark = pytest.mark.qt_log_ignore("plugin does not support")
"""The list below the product is a window of its own, which the offscreen plugin remarks on."""

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def orders() -> Orders:
    return Orders()


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Show]:
    kept: list[object] = []
    yield shower(qtbot, kept)
    kept.clear()


@pytest.fixture
def advice(orders: Orders) -> FakeAdvice:
    return FakeAdvice(orders=orders.deeds())


@pytest.fixture
def page(shown: Show, advice: FakeAdvice) -> AllocationPage:
    return shown(advice)


def dialog_of(page: AllocationPage, code: str = "") -> OrderCheckDialog:
    dialog = page.ask_check(code)
    assert dialog is not None
    ready(dialog)
    return dialog


def close_list(box: ProductBox) -> None:
    """Put the list below the field away."""
    popup = box.completer.popup()
    assert popup is not None
    popup.hide()


def fill(dialog: OrderCheckDialog, amount: str = "200000", *, by_client: bool = True) -> None:
    """Amount and who asks, by keys."""
    dialog.form.amount.edit.setFocus()
    type_in(dialog, amount)
    dialog.form.initiator.choose((Initiator.CLIENT if by_client else Initiator.ADVISOR).value)


def test_a_key_opens_it_and_a_product_is_found_by_pinyin(page: AllocationPage, orders: Orders) -> None:
    ready(page)
    press(page, Qt.Key.Key_K, CONTROL | SHIFT)
    dialog = page.findChild(OrderCheckDialog)
    assert isinstance(dialog, OrderCheckDialog)
    ready(dialog)
    assert dialog.form.product.edit.hasFocus()
    type_in(dialog, "hq")
    found = dialog.form.product.found
    assert [found.item(at).text() for at in range(found.rowCount())] == [
        "环球科技股票  Q00001",
        "环球医疗股票  Q00002",
    ]
    assert dialog.form.product.product is None
    popup = dialog.form.product.completer.popup()
    assert popup is not None
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(popup, key)
    assert dialog.form.product.product is SHELF[1]
    assert orders.checked == []
    assert "看一看不作记录" in dialog.panel.quiet.text()


def test_going_on_takes_the_product_that_is_left_and_asks_for_one_of_several(page: AllocationPage) -> None:
    box = dialog_of(page).form.product
    dialog = box.window()
    type_in(dialog, "wjzl")
    close_list(box)
    press(dialog, Qt.Key.Key_Tab)
    assert box.text() == "稳健增利债券  B00001"
    box.edit.setFocus()
    box.edit.selectAll()
    commit(dialog, "环球")
    close_list(box)
    assert box.product is None
    press(dialog, Qt.Key.Key_Tab)
    assert box.note.text() == "2 只产品符合，请选定一只。"


def test_the_verdict_follows_what_is_typed(page: AllocationPage, orders: Orders) -> None:
    dialog = dialog_of(page, "Q00001")
    assert dialog.form.amount.edit.hasFocus()
    fill(dialog, "20000", by_client=False)
    assert dialog.panel.outcome.text() == "不能办理"
    assert any("低于最低认购金额" in text for text in dialog.panel.texts())
    assert "怎样解决" in dialog.panel.texts()
    type_in(dialog, "0")
    assert dialog.panel.texts()[0].startswith("· 不得主动推介高于客户承受能力的产品")
    assert dialog.save_button.text().strip() == "记录为未通过"
    assert "不占用额度" in dialog.note.text()
    dialog.form.initiator.choose(Initiator.CLIENT.value)
    assert dialog.panel.outcome.text() == "须警示：客户书面确认后才能办理"
    assert "· 特别书面警示" in dialog.panel.texts()
    assert dialog.save_button.text().strip() == "记为下单意向"
    assert "占用产品额度" in dialog.note.text()
    dialog.form.channel.choose(SaleChannel.ONLINE.value)
    assert orders.checked[-1][2].channel is SaleChannel.ONLINE
    assert orders.recorded == []


def test_an_older_look_never_overwrites_a_newer_one_and_nothing_unseen_is_recorded(
    qtbot: QtBot, orders: Orders
) -> None:
    jobs = HeldJobs()
    who = client()
    parts = OrderParts(
        deeds=orders.deeds(), jobs=jobs, client_id=1, profile=who.profile, intent_days=5, code="B00001"
    )
    dialog = OrderCheckDialog(parts)
    qtbot.addWidget(dialog)
    dialog.open()
    ready(dialog)
    jobs.is_held = True
    type_in(dialog, "200000")
    assert dialog.panel.verdict is None
    dialog.save()
    assert dialog.trouble.text() == "还没有结论，请看过结论后再记录。"
    assert orders.recorded == []
    jobs.let_go()
    assert [one[2].amount_fen for one in orders.checked] == [20_000_000]
    assert dialog.panel.verdict is FINE
    assert "5 天" in dialog.note.text()
    dialog.discard()
    jobs.close()


def test_a_client_who_asks_needs_evidence(page: AllocationPage, orders: Orders) -> None:
    dialog = dialog_of(page, "Q00001")
    fill(dialog)
    press(dialog, Qt.Key.Key_Return, CONTROL)
    assert dialog.form.evidence.note.text() == "客户提出的，请写明客户怎样提出。"
    assert dialog.form.evidence.edit.hasFocus()
    assert dialog.form.evidence.caption.text() == "依据 *"
    assert orders.recorded == []
    dialog.form.initiator.choose(Initiator.ADVISOR.value)
    assert not dialog.form.evidence.has_problem
    assert dialog.form.evidence.caption.text() == "依据"


def test_an_order_is_recorded_with_who_where_and_evidence(
    page: AllocationPage, orders: Orders, advice: FakeAdvice
) -> None:
    dialog = dialog_of(page, "Q00001")
    fill(dialog)
    dialog.form.channel.choose(SaleChannel.ONLINE.value)
    dialog.form.evidence.edit.setFocus()
    commit(dialog, "电话录音 018")
    press(dialog, Qt.Key.Key_Return, CONTROL)
    assert gone(dialog)
    order = Order(amount_fen=20_000_000, initiator=Initiator.CLIENT, channel=SaleChannel.ONLINE)
    assert orders.recorded == [(1, "Q00001", order, "电话录音 018")]
    assert advice.told == [("good", "已记为下单意向")]
    assert advice.reads == 2  # The quota and the shelf are another now.


def test_a_refused_order_is_recorded_as_refused(
    page: AllocationPage, orders: Orders, advice: FakeAdvice
) -> None:
    dialog = dialog_of(page, "Q00001")
    fill(dialog, by_client=False)
    dialog.save()
    assert gone(dialog)
    assert [one[2].initiator for one in orders.recorded] == [Initiator.ADVISOR]
    assert advice.told == [("good", "已记录：适当性检查未通过")]


def test_an_error_leaves_what_was_typed(page: AllocationPage, orders: Orders) -> None:
    dialog = dialog_of(page, "Q00001")
    fill(dialog)
    dialog.form.evidence.set_text("电话录音 018")
    before = dialog.form.typed()
    orders.error = OutsideFailed("book.disk_full")
    dialog.save()
    assert dialog.isVisible()
    assert dialog.trouble.text()
    assert dialog.form.typed() == before
    orders.error = None
    dialog.save()
    assert gone(dialog)


def test_what_is_missing_is_told_at_its_field(page: AllocationPage, orders: Orders) -> None:
    dialog = dialog_of(page)
    type_in(dialog, "nothing")
    dialog.save()
    assert dialog.form.product.note.text() == "请从货架上选定一只产品。"
    assert "大于 0" in dialog.form.amount.note.text()
    dialog.form.amount.edit.setFocus()
    commit(dialog, "20万")
    assert not dialog.form.amount.has_problem
    dialog.form.evidence.set_text("长" * 201)
    dialog.save()
    assert dialog.form.evidence.note.text() == "依据最多 200 个字。"
    assert orders.recorded == []


def test_an_insurance_asks_for_how_many_years_the_premium_is_paid(
    page: AllocationPage, orders: Orders
) -> None:
    dialog = dialog_of(page, "I00001")
    fill(dialog)
    assert dialog.form.years.isVisible()
    assert orders.checked[-1][2].premium_years is None
    dialog.form.years.edit.setFocus()
    type_in(dialog, "x")
    assert dialog.form.years.has_problem
    assert dialog.panel.verdict is None
    dialog.form.years.edit.selectAll()
    type_in(dialog, "20")
    assert orders.checked[-1][2].premium_years == 20
    dialog.form.product.choose("Q00001")
    assert not dialog.form.years.isVisible()
    assert orders.checked[-1][2].premium_years is None


def test_escape_asks_before_anything_typed_is_lost(page: AllocationPage) -> None:
    dialog = dialog_of(page, "Q00001")
    assert not dialog.has_draft()
    fill(dialog)
    press(dialog, Qt.Key.Key_Escape)
    assert dialog.is_asking
    assert dialog.isVisible()


def test_the_lock_closes_it(page: AllocationPage, qtbot: QtBot) -> None:
    dialog = dialog_of(page, "Q00001")
    fill(dialog)
    with qtbot.waitSignal(page.lock_asked):
        press(dialog, Qt.Key.Key_L, CONTROL | SHIFT)
    page.forget_clients()
    assert gone(dialog)
    assert page.ask_check() is None


def test_a_blocked_product_leads_to_its_check(page: AllocationPage, orders: Orders) -> None:
    orders.shelf = (*SHELF, replace(SHELF[0], code="Q1", name="全球科技QDII"))
    body_of(page).blocked.check_asked.emit("Q1")
    dialog = page.findChild(OrderCheckDialog)
    assert isinstance(dialog, OrderCheckDialog)
    assert dialog.form.product.text() == "全球科技QDII  Q1"
    assert page.ask_check() is None


def test_discreet_mode_hides_name_and_figures(page: AllocationPage) -> None:
    dialog = dialog_of(page, "Q00001")
    fill(dialog, "20000")
    discreet.set_on(True)
    try:
        said = "\n".join(all_texts(dialog))
        assert "陈雨桐" not in said
        assert "万" not in "\n".join(dialog.panel.texts())
    finally:
        discreet.set_on(False)


def test_it_speaks_english(page: AllocationPage) -> None:
    i18n.install(i18n.ENGLISH)
    try:
        dialog = dialog_of(page, "Q00001")
        fill(dialog)
        assert dialog.windowTitle() == "Suitability check"
        assert dialog.panel.outcome.text().startswith("Needs a warning")
        assert dialog.save_button.text().strip() == "Record as an order intent"
    finally:
        i18n.install("zh_CN")
