"""人工调整等级 on a real book: refused in words, accepted, shown with its reason, replaced, ended early."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from advisor_desk.domain.client import Tier
from advisor_desk.rules.explanation import Subject
from advisor_desk.ui.dialogs.tier_override_dialog import TierOverrideDialog
from advisor_desk.ui.models.client_columns import Column
from advisor_desk.ui.pages.client360.body import ClientBody
from tests.builders import TODAY, Builder
from tests.ui.client_page import all_texts, body_of
from tests.ui.real_desk import CONTROL, RealDesk, commit, gone, press, ready, real_desk, type_in

WEALTHY_FEN = 120_000_000


def two_clients(builder: Builder) -> None:
    person = builder.client("王芳", client_no="N1")
    for back in range(40):
        builder.assets(person, TODAY - timedelta(days=back), WEALTHY_FEN)
    builder.client("海陵机械有限公司", client_no="N2", client_type="ENTERPRISE")


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[RealDesk]:
    with real_desk(tmp_path, two_clients) as opened:
        yield opened


def page_of(desk: RealDesk, client_no: str) -> ClientBody:
    desk.window.clients.go_to(desk.book.client_id(client_no))
    QApplication.processEvents()
    return body_of(desk.window.detail)


def dialog_of(desk: RealDesk) -> TierOverrideDialog:
    page_of(desk, "N1").tier.override_button.click()
    dialog = desk.window.findChild(TierOverrideDialog)
    assert isinstance(dialog, TierOverrideDialog)
    ready(dialog)
    return dialog


def tier_of(desk: RealDesk) -> Tier:
    return desk.book.standings(desk.book.client_id("N1"))[0].tier


def listed_tier(desk: RealDesk) -> str:
    model = desk.window.clients.model
    names = desk.names()
    return str(model.index(names.index("王芳"), Column.TIER).data())


def set_by_hand(desk: RealDesk, tier: Tier = Tier.INST, reason: str = "他行资产在途") -> None:
    dialog = dialog_of(desk)
    dialog.tiers[tier].setChecked(True)
    dialog.reason.set_text(reason)
    dialog.approver.set_text("李主任")
    dialog.save()
    QApplication.processEvents()
    assert gone(dialog)


def test_the_computed_tier_stands_beside_what_is_asked_for(desk: RealDesk) -> None:
    dialog = dialog_of(desk)
    assert dialog.computed.text() == "高净值"
    assert "120.0 万" in dialog.computed_why.text()
    assert dialog.tiers[Tier.INST].isChecked()
    assert dialog.until.text() == (TODAY + timedelta(days=90)).isoformat()
    assert dialog.until.note.text() == "90 天后到期，之后按规则定级"
    assert not dialog.in_force.isVisible()
    assert "王芳" not in dialog.windowTitle()


def test_refusals_are_told_at_their_fields_and_nothing_is_lost(desk: RealDesk) -> None:
    dialog = dialog_of(desk)
    press(dialog, Qt.Key.Key_Return, CONTROL)
    assert dialog.reason.note.text() == "请写明调整的原因。"
    assert dialog.approver.note.text() == "请填写批准人。"
    assert dialog.focusWidget() is dialog.reason.editor
    commit(dialog, "他行资产在途")
    dialog.approver.set_text("李主任")
    latest = (TODAY + timedelta(days=180)).isoformat()
    for typed, said in (
        ((TODAY + timedelta(days=181)).isoformat(), f"最长 180 天，截止日期最晚是 {latest}。"),
        ((TODAY - timedelta(days=1)).isoformat(), "截止日期早于今天，请改晚一些。"),
        ("下个月", "看不懂这个日期，可以写成 1985-3-2 或 19850302。"),
    ):
        dialog.until.set_text(typed)
        press(dialog, Qt.Key.Key_Return, CONTROL)
        assert dialog.isVisible()
        assert dialog.until.note.text() == said
        assert dialog.until.text() == typed
    assert dialog.reason.text() == "他行资产在途"
    assert desk.events() == []
    assert tier_of(desk) is Tier.HNW


def test_a_tier_is_set_by_keys_alone_and_shows_everywhere(desk: RealDesk) -> None:
    dialog = dialog_of(desk)
    commit(dialog, "他行资产在途")
    press(dialog, Qt.Key.Key_Tab)
    commit(dialog, "李主任")
    press(dialog, Qt.Key.Key_Return)
    assert dialog.focusWidget() is dialog.until.editor
    type_in(dialog, "20270101")
    press(dialog, Qt.Key.Key_Return)
    press(dialog, Qt.Key.Key_Return, CONTROL)
    assert gone(dialog)
    assert tier_of(desk) is Tier.INST
    assert "机构" in listed_tier(desk)
    body = body_of(desk.window.detail)
    told = "人工调整为机构级(个人)，2026-11-20 至 2027-01-01，批准人 李主任。原因：他行资产在途"
    assert body.tier.in_force.text() == told
    assert body.header.tier.text() == "机构级(个人)"
    desk.window.detail.explain(Subject.TIER.value)
    assert told in all_texts(desk.window.detail.drawer)
    kind, event = desk.events()[-1]
    assert kind == "tier.overridden"
    assert (event["tier"], event["reason"], event["approver"]) == ("INST", "他行资产在途", "李主任")
    assert ("good", "已人工调整等级") in desk.told


def test_one_in_force_is_shown_and_ended_early(desk: RealDesk) -> None:
    set_by_hand(desk)
    dialog = dialog_of(desk)
    assert dialog.in_force.isVisible()
    assert "他行资产在途" in dialog.in_force_words.text()
    assert dialog.computed.text() == "高净值"
    dialog.end_button.click()
    QApplication.processEvents()
    assert gone(dialog)
    assert tier_of(desk) is Tier.HNW
    assert listed_tier(desk) == "高净值"
    assert not body_of(desk.window.detail).tier.in_force.isVisible()
    assert [kind for kind, _ in desk.events()] == ["tier.overridden", "tier.override_ended"]


def test_a_newer_one_takes_the_place_of_the_one_in_force(desk: RealDesk) -> None:
    set_by_hand(desk)
    set_by_hand(desk, Tier.RETAIL, "客户要求简化服务")
    assert tier_of(desk) is Tier.RETAIL
    assert "客户要求简化服务" in body_of(desk.window.detail).tier.in_force.text()


def test_escape_asks_before_a_reason_is_lost(desk: RealDesk) -> None:
    dialog = dialog_of(desk)
    commit(dialog, "他行资产在途")
    press(dialog, Qt.Key.Key_Escape)
    assert dialog.is_asking
    press(dialog, Qt.Key.Key_Escape)
    assert dialog.reason.text() == "他行资产在途"
    press(dialog, Qt.Key.Key_Escape)
    dialog.discard_button.click()
    assert gone(dialog)
    assert desk.events() == []


def test_the_spans_set_the_last_day(desk: RealDesk) -> None:
    dialog = dialog_of(desk)
    assert [chip.text() for chip in dialog.spans] == ["30 天", "90 天", "180 天"]
    dialog.spans[-1].click()
    assert dialog.until.text() == (TODAY + timedelta(days=180)).isoformat()
    assert not dialog.until.has_problem


def test_organisations_are_not_offered_a_tier_by_hand(desk: RealDesk) -> None:
    assert page_of(desk, "N1").tier.override_button.isVisibleTo(desk.window.detail)
    assert not page_of(desk, "N2").tier.override_button.isVisibleTo(desk.window.detail)
    refused = desk.window.dialogs.override_tier(desk.book.review(desk.book.client_id("N2")))
    assert refused is not None
    refused.reason.set_text("想升级")
    refused.approver.set_text("李主任")
    refused.save()
    assert refused.until.note.text() == "机构客户按客户类型定级，不能人工调整。"
    assert desk.events() == []
