"""适当性资料 on a real book: typed, judged at its fields, saved with its event, undone."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from advisor_desk.domain.records import Capacity, InvestorClass, Permission
from advisor_desk.domain.suitability import KycFacts
from advisor_desk.ui import discreet
from advisor_desk.ui.dialogs.kyc_dialog import KycDialog
from tests.builders import TODAY, Builder
from tests.ui.client_page import all_texts, body_of
from tests.ui.real_desk import CONTROL, RealDesk, commit, gone, press, ready, real_desk

WEALTHY_FEN = 520_000_000


def two_clients(builder: Builder) -> None:
    person = builder.client("王芳", client_no="N1", born_on=date(1970, 5, 1))
    for back in range(40):
        builder.assets(person, TODAY - timedelta(days=back), WEALTHY_FEN)
    builder.client("海陵机械有限公司", client_no="N2", client_type="ENTERPRISE")


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[RealDesk]:
    with real_desk(tmp_path, two_clients) as opened:
        yield opened


def dialog_of(desk: RealDesk, client_no: str = "N1") -> KycDialog:
    desk.window.clients.go_to(desk.book.client_id(client_no))
    desk.window.clients.open_current()
    ready(desk.window)
    press(desk.window, Qt.Key.Key_K)
    dialog = desk.window.findChild(KycDialog)
    assert isinstance(dialog, KycDialog)
    ready(dialog)
    return dialog


def put(dialog: KycDialog, **texts: str) -> None:
    """Fill fields in as a person does: type, then go on."""
    for name, text in texts.items():
        box = dialog.fields.boxes[name]
        box.setFocus()
        if isinstance(box.editor, QLineEdit):
            box.editor.selectAll()
            commit(dialog, text)
        else:
            box.set_text(text)
            box.edited.emit()
        box.left.emit()
    QApplication.processEvents()


def facts_of(desk: RealDesk, client_no: str = "N1") -> KycFacts:
    return desk.book.kyc(desk.book.client_id(client_no))


def test_facts_are_typed_saved_shown_and_undone(desk: RealDesk) -> None:
    dialog = dialog_of(desk)
    assert dialog.fields.born.text().startswith("出生日期 1970-05-01")
    put(dialog, capacity="FULL", id_expires_on="2030.6.1", income_3y_fen="60万", invest_since="2015-3-1")
    put(dialog, proof="工资流水", proof_on="2026-10-1", aml_restricted="1")
    assert dialog.fields.boxes["income_3y_fen"].text() == "600,000"
    assert dialog.fields.boxes["income_3y_fen"].note.text() == "60.0 万"
    dialog.fields.permissions.ticks[Permission.STAR].click()
    press(dialog, Qt.Key.Key_Return, CONTROL)
    assert gone(dialog)
    facts = facts_of(desk)
    assert facts == KycFacts(
        capacity=Capacity.FULL,
        aml_restricted=True,
        income_3y_fen=60_000_000,
        invest_since=date(2015, 3, 1),
        proof="工资流水",
        proof_on=date(2026, 10, 1),
        permissions=frozenset({Permission.STAR}),
    )
    body = body_of(desk.window.detail)
    told = all_texts(body.suitability)
    assert "有限制，请联系合规" in told
    assert "有效至 2030-06-01" in told
    assert "科创板权限" in told
    kind, event = desk.events()[-1]
    assert kind == "client.edited"
    assert event["fields"]["income_3y_fen"] == [None, 60_000_000]
    assert set(event["fields"]) == {
        "capacity", "id_expires_on", "income_3y_fen", "invest_since", "proof", "proof_on", "aml_restricted",
        "permissions",
    }  # fmt: skip
    assert ("good", "已保存适当性资料") in desk.told
    desk.toast_link().click()
    QApplication.processEvents()
    assert facts_of(desk) == KycFacts()
    assert desk.told[-1] == ("good", "已撤销修改")


def test_problems_stand_at_their_fields_and_nothing_is_lost(desk: RealDesk) -> None:
    dialog = dialog_of(desk)
    put(dialog, income_3y_fen="很多", invest_since="2030-1-1", proof_on="2026-10-1")
    put(dialog, investor_class="PRO_B", class_from="2026-1-1", class_until="2025-1-1")
    press(dialog, Qt.Key.Key_Return, CONTROL)
    assert dialog.isVisible()
    boxes = dialog.fields.boxes
    assert boxes["income_3y_fen"].has_problem
    assert boxes["invest_since"].note.text() == "开始投资日期不能晚于今天。"
    assert boxes["proof"].note.text() == "填了证明日期，请写明是什么证明。"
    assert boxes["class_evidence"].note.text().startswith("专业投资者要写明认定依据")
    assert boxes["class_until"].note.text() == "到期日早于起始日，请核对。"
    assert dialog.trouble.text() == "还有 5 处需要改正，填写的内容都在。"
    assert boxes["income_3y_fen"].text() == "很多"
    assert desk.events() == []
    put(dialog, income_3y_fen="", invest_since="2015-1-1", proof="工资流水")
    put(dialog, class_evidence="认定书 018", class_until="2027-12-31")
    press(dialog, Qt.Key.Key_Return, CONTROL)
    assert gone(dialog)
    assert facts_of(desk).investor_class is InvestorClass.PRO_B
    assert "专业投资者B类 · 至 2027-12-31" in all_texts(body_of(desk.window.detail).suitability)


def test_what_is_lacking_for_a_class_or_a_permission_is_told_while_typing(desk: RealDesk) -> None:
    dialog = dialog_of(desk)
    notes = dialog.fields.class_notes
    assert "专业投资者B类：投资经验未知，需要 24 个月" in notes.text()
    star = dialog.fields.permissions.notes[Permission.STAR]
    assert star.text() == "开通还需：投资经验未知，需要 24 个月；知识测试；风险揭示书"
    put(dialog, invest_since="2025-11-1")
    assert "专业投资者B类：投资经验 12 个月 < 24 个月，差 12 个月" in notes.text()
    assert "专业投资者C类：资产与经历达到标准" in notes.text()
    put(dialog, is_certified="1")
    assert "专业投资者B类：资产与经历达到标准" in notes.text()
    put(dialog, invest_since="2020-1-1")
    assert star.text() == "开通还需：知识测试；风险揭示书"
    dialog.fields.permissions.ticks[Permission.STAR].click()
    assert star.text() == "已开通"
    put(dialog, invest_since="2026-1-1")
    assert star.text() == "已开通，现已不满足：投资经验 10 个月 < 24 个月，差 14 个月"


def test_an_organisation_has_facts_of_its_own(desk: RealDesk) -> None:
    dialog = dialog_of(desk, "N2")
    assert "net_assets_fen" in dialog.fields.boxes
    assert "capacity" not in dialog.fields.boxes
    put(dialog, net_assets_fen="3000万", proof="审计报告", proof_on="2026-6-30")
    press(dialog, Qt.Key.Key_Return, CONTROL)
    assert gone(dialog)
    assert facts_of(desk, "N2").net_assets_fen == 3_000_000_000
    lines = body_of(desk.window.detail).suitability.lines
    assert [one.value.text() for one in lines].count("符合") == 2


def test_an_edit_of_nothing_leaves_no_event_and_escape_asks_for_what_was_typed(desk: RealDesk) -> None:
    dialog = dialog_of(desk)
    press(dialog, Qt.Key.Key_Return, CONTROL)
    assert gone(dialog)
    dialog = dialog_of(desk)
    put(dialog, income_3y_fen="60万")
    press(dialog, Qt.Key.Key_Escape)
    assert dialog.is_asking
    dialog.discard_button.click()
    assert gone(dialog)
    assert desk.events() == []


def test_discreet_mode_hides_amounts(desk: RealDesk) -> None:
    dialog = dialog_of(desk)
    put(dialog, income_3y_fen="60万")
    dialog.fields.boxes["capacity"].setFocus()
    press(dialog, Qt.Key.Key_F9)
    assert discreet.is_on()
    edit = dialog.fields.boxes["income_3y_fen"].editor
    assert isinstance(edit, QLineEdit)
    assert edit.echoMode() is QLineEdit.EchoMode.Password
    assert "专业投资者B类：••••" in dialog.fields.class_notes.text()
    assert dialog.about.text() == "王*  N1"


def test_locking_closes_it_and_keeps_nothing(desk: RealDesk, qtbot: QtBot) -> None:
    dialog = dialog_of(desk)
    put(dialog, income_3y_fen="60万")
    with qtbot.waitSignal(desk.window.lock_asked):
        QTest.keyClick(dialog, Qt.Key.Key_L, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    desk.window.leave()
    assert gone(dialog)
    assert desk.events() == []


def test_every_field_has_its_room_and_a_name(desk: RealDesk) -> None:
    dialog = dialog_of(desk)
    assert dialog.height() <= desk.window.height()
    for name, box in dialog.fields.boxes.items():
        if name != "permissions":
            assert box.editor.accessibleName(), name
    for tick in dialog.fields.permissions.ticks.values():
        assert tick.text()
