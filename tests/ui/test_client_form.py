"""新建客户 and 修改资料 on a real book: by keys, with an input method, with mistakes and doubles."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from advisor_desk.ui import discreet
from advisor_desk.ui.dialogs.client_form import ClientForm
from advisor_desk.ui.jobs import Jobs
from tests.builders import Builder
from tests.ui.real_desk import CONTROL, RealDesk, commit, gone, press, ready, real_desk, type_in


def two_clients(builder: Builder) -> None:
    builder.client(
        "王芳", client_no="N1", phone="13800138000", id_no="11010519491231002X", born_on=date(1949, 12, 31)
    )
    builder.client("海陵机械有限公司", client_no="N2", client_type="ENTERPRISE", industry="制造业")


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[RealDesk]:
    with real_desk(tmp_path, two_clients) as opened:
        yield opened


def new_form(desk: RealDesk) -> ClientForm:
    ready(desk.window)
    press(desk.window, Qt.Key.Key_N, CONTROL)
    form = desk.window.findChild(ClientForm)
    assert isinstance(form, ClientForm)
    ready(form)
    return form


def edit_form(desk: RealDesk, client_no: str) -> ClientForm:
    desk.window.clients.go_to(desk.book.client_id(client_no))
    desk.window.clients.open_current()
    ready(desk.window)
    press(desk.window, Qt.Key.Key_E)
    form = desk.window.findChild(ClientForm)
    assert isinstance(form, ClientForm)
    ready(form)
    return form


def put(form: ClientForm, **texts: str) -> None:
    """Fill fields in as a person does: type, then go on."""
    for name, text in texts.items():
        box = form.fields.boxes[name]
        box.setFocus()
        if isinstance(box.editor, QLineEdit):
            box.editor.selectAll()
            commit(form, text)
        else:
            box.set_text(text)
            box.edited.emit()
        box.left.emit()
    QApplication.processEvents()


def rested(form: ClientForm, qtbot: QtBot) -> None:
    """Typing has rested and the book has answered."""
    qtbot.waitUntil(lambda: not form._rest.isActive())  # noqa: SLF001
    QApplication.processEvents()


def test_a_client_is_made_by_keys_alone_and_is_shown(desk: RealDesk) -> None:
    form = new_form(desk)
    type_in(form, "N3")
    press(form, Qt.Key.Key_Return)
    commit(form, "欧阳雨桐")
    press(form, Qt.Key.Key_Return)
    press(form, Qt.Key.Key_Tab)
    press(form, Qt.Key.Key_Down)
    press(form, Qt.Key.Key_Return)
    type_in(form, "1990.5.20")
    press(form, Qt.Key.Key_Return)
    assert form.fields.boxes["born_on"].text() == "1990-05-20"
    press(form, Qt.Key.Key_Return, CONTROL)
    assert gone(form)
    made = desk.book.client_id("N3")
    (profile,) = desk.book.profiles([made])
    assert (profile.name, profile.born_on, profile.gender) == ("欧阳雨桐", date(1990, 5, 20), "F")
    assert "欧阳雨桐" in desk.names()
    row = desk.window.clients.current_row()
    assert row is not None
    assert row.client_id == made
    assert desk.window.detail.client_id == made
    assert desk.book.find("oyyt").ids == (made,)
    kind, body = desk.events()[-1]
    assert kind == "client.edited"
    assert body["fields"]["name"] == [None, "欧阳雨桐"]
    assert ("good", "已新建客户") in desk.told


def test_a_new_client_can_be_begun_from_any_screen_and_from_its_buttons(desk: RealDesk) -> None:
    desk.window.show_page("settings")
    form = new_form(desk)
    put(form, client_no="N3", name="李明")
    press(form, Qt.Key.Key_Return, CONTROL)
    assert desk.window.current_code() == "clients"
    desk.window.clients.new_button.click()
    assert desk.window.dialogs.new_client() is None
    assert desk.window.dialogs._open is not None  # noqa: SLF001


def test_wrong_fields_are_told_one_by_one_and_nothing_typed_is_lost(desk: RealDesk) -> None:
    form = new_form(desk)
    typed = {
        "client_no": "N9",
        "born_on": "1985-2-30",
        "phone": "1380013800",
        "id_no": "110105194912310021",
        "annual_income_fen": "很多",
        "opened_on": "2030-1-1",
        "id_expires_on": "明年",
    }
    put(form, **typed)
    assert all(form.fields.boxes[name].has_problem for name in typed if name != "client_no")
    press(form, Qt.Key.Key_Return, CONTROL)
    assert form.isVisible()
    boxes = form.fields.boxes
    assert boxes["name"].note.text() == "请填写姓名。"
    assert "校验码" in boxes["id_no"].note.text()
    assert boxes["opened_on"].note.text() == "开户日期不能晚于今天。"
    assert form.trouble.text().startswith("还有 7 处")
    assert {name: boxes[name].text() for name in typed} == typed
    assert form.focusWidget() is boxes["name"].editor
    assert desk.events() == []
    put(form, name="李明", born_on="1985年3月2日", phone="+86 139-0013-9000", id_no="", opened_on="")
    put(form, annual_income_fen="50万", id_expires_on="长期")
    assert boxes["phone"].text() == "13900139000"
    assert (boxes["annual_income_fen"].text(), boxes["annual_income_fen"].note.text()) == (
        "500,000",
        "50.0 万",
    )
    press(form, Qt.Key.Key_Return, CONTROL)
    (profile,) = desk.book.profiles([desk.book.client_id("N9")])
    assert (profile.annual_income_fen, profile.born_on) == (50_000_000, date(1985, 3, 2))


def test_doubles_are_told_while_typing_and_opening_one_keeps_what_was_typed(
    desk: RealDesk, qtbot: QtBot
) -> None:
    form = new_form(desk)
    put(form, name="王方", phone="138 0013 8000")
    rested(form, qtbot)
    assert form.twins.lines() == ["王芳(N1)：手机号相同"]
    assert form.save_button.text().strip() == "仍然保存"
    form.twins.links[0].click()
    assert gone(form)
    assert desk.window.detail.client_id == desk.book.client_id("N1")
    again = new_form(desk)
    assert again is not form
    assert again.fields.boxes["name"].text() == "王方"
    assert again.has_draft()
    put(again, client_no="N3", phone="")
    rested(again, qtbot)
    assert not again.twins.isVisible()
    press(again, Qt.Key.Key_Return, CONTROL)
    assert new_form(desk).draft() == {}


def test_name_with_birth_and_document_are_doubles_the_name_alone_is_not(desk: RealDesk, qtbot: QtBot) -> None:
    form = new_form(desk)
    put(form, name="王芳")
    rested(form, qtbot)
    assert not form.twins.isVisible()
    put(form, id_no="11010519491231002x")
    rested(form, qtbot)
    assert form.twins.lines() == ["王芳(N1)：证件号码相同、姓名和出生日期相同"]


def test_saving_at_once_shows_the_doubles_first_and_a_second_time_saves(desk: RealDesk) -> None:
    form = new_form(desk)
    put(form, client_no="N3", name="王方", phone="13800138000")
    press(form, Qt.Key.Key_Return, CONTROL)
    assert form.isVisible()
    assert form.twins.isVisible()
    assert "同一位客户" in form.trouble.text()
    assert desk.events() == []
    press(form, Qt.Key.Key_Return, CONTROL)
    assert desk.book.profiles([desk.book.client_id("N3")])[0].phone == "13800138000"


def test_a_number_that_is_taken_is_told_at_the_field(desk: RealDesk, qtbot: QtBot) -> None:
    form = new_form(desk)
    put(form, client_no="N1", name="李明")
    rested(form, qtbot)
    box = form.fields.boxes["client_no"]
    assert box.note.text() == "这个客户号已有客户使用。"
    press(form, Qt.Key.Key_Return, CONTROL)
    assert form.isVisible()
    put(form, client_no="N7")
    rested(form, qtbot)
    assert not box.has_problem
    with desk.book.sql.change() as connection:
        Builder(connection).client("另一位", client_no="N7")
    press(form, Qt.Key.Key_Return, CONTROL)
    assert form.isVisible()
    assert box.note.text() == "这个客户号已有客户使用。"
    assert form.fields.boxes["name"].text() == "李明"


def test_escape_asks_only_when_something_was_typed(desk: RealDesk) -> None:
    form = new_form(desk)
    press(form, Qt.Key.Key_Escape)
    assert gone(form)
    form = new_form(desk)
    commit(form, "N3")
    press(form, Qt.Key.Key_Escape)
    assert form.isVisible()
    assert form.is_asking
    press(form, Qt.Key.Key_Escape)
    assert not form.is_asking
    assert form.fields.boxes["client_no"].text() == "N3"
    assert form.focusWidget() is form.fields.boxes["client_no"].editor
    form.close()
    assert form.isVisible()
    form.discard_button.click()
    assert gone(form)
    assert new_form(desk).draft() == {}


def test_an_edit_changes_only_what_was_touched_and_is_undone_from_the_toast(desk: RealDesk) -> None:
    form = edit_form(desk, "N1")
    assert not form.fields.boxes["client_no"].editor.isEnabled()
    assert not form.has_draft()
    put(form, name="王芳芳", region="临江市")
    press(form, Qt.Key.Key_Return, CONTROL)
    assert "王芳芳" in desk.names()
    review = desk.book.review(desk.book.client_id("N1"))
    assert (review.profile.name, review.profile.region) == ("王芳芳", "临江市")
    assert desk.events()[-1][1]["fields"] == {"name": ["王芳", "王芳芳"], "region": [None, "临江市"]}
    body = desk.window.detail.body
    assert body is not None
    assert body.header.name.text() == "王芳芳"
    assert ("good", "已保存修改") in desk.told
    desk.toast_link().click()
    QApplication.processEvents()
    assert body.header.name.text() == "王芳"
    assert desk.told[-1] == ("good", "已撤销修改")
    assert desk.events()[-1][1]["fields"] == {"name": ["王芳芳", "王芳"], "region": ["临江市", None]}


def test_what_the_book_holds_is_not_judged_by_walking_through_it(desk: RealDesk) -> None:
    desk.book.edit_client(desk.book.client_id("N1"), {"id_no": "990101197206040263"})
    form = edit_form(desk, "N1")
    for _field in range(20):
        press(form, Qt.Key.Key_Tab)
    assert form.fields.first_wrong() is None
    put(form, region="临江市")
    press(form, Qt.Key.Key_Return, CONTROL)
    assert gone(form)
    assert set(desk.events()[-1][1]["fields"]) == {"region"}


def test_an_edit_of_nothing_leaves_no_event(desk: RealDesk) -> None:
    form = edit_form(desk, "N1")
    put(form, phone="138-0013-8000")
    press(form, Qt.Key.Key_Return, CONTROL)
    assert gone(form)
    assert desk.events() == []


def test_the_letter_e_in_the_search_field_is_a_letter(desk: RealDesk) -> None:
    desk.window.clients.go_to(desk.book.client_id("N1"))
    desk.window.top.search.setFocus()
    press(desk.window, Qt.Key.Key_E)
    assert desk.window.findChild(ClientForm) is None
    assert desk.window.top.search.text() == "e"


def test_the_kind_decides_the_fields_and_what_was_typed_stays(desk: RealDesk) -> None:
    form = new_form(desk)
    boxes = form.fields.boxes
    put(form, client_no="N3", name="海州公募", occupation="教师")
    assert not boxes["org_subtype"].isVisible()
    put(form, client_type="FIN_INST")
    assert boxes["org_subtype"].isVisible()
    assert not boxes["occupation"].isVisible()
    assert boxes["name"].caption.text() == "名称 *"
    put(form, org_subtype="公募")
    put(form, client_type="PERSON")
    assert boxes["occupation"].text() == "教师"
    put(form, client_type="FIN_INST")
    press(form, Qt.Key.Key_Return, CONTROL)
    (profile,) = desk.book.profiles([desk.book.client_id("N3")])
    assert (profile.client_type, profile.org_subtype, profile.occupation) == ("FIN_INST", "公募", None)
    assert edit_form(desk, "N2").fields.boxes["industry"].text() == "制造业"


def test_an_identity_number_fills_birth_and_gender_and_tells_when_they_differ(desk: RealDesk) -> None:
    form = new_form(desk)
    boxes = form.fields.boxes
    put(form, client_no="N3", name="李明", id_no="11010519491231002X")
    assert (boxes["born_on"].text(), boxes["gender"].text()) == ("1949-12-31", "F")
    put(form, born_on="1950-1-1")
    assert boxes["born_on"].note.text() == "与证件号码中的 1949-12-31 不一致。"
    assert not boxes["born_on"].has_problem


def test_discreet_mode_hides_what_is_not_being_typed(desk: RealDesk) -> None:
    form = edit_form(desk, "N1")
    phone = form.fields.boxes["phone"].editor
    assert isinstance(phone, QLineEdit)
    press(form, Qt.Key.Key_F9)
    assert discreet.is_on()
    assert phone.echoMode() is QLineEdit.EchoMode.Password
    assert form.about.text() == "王*  N1"
    phone.setFocus()
    assert phone.echoMode() is QLineEdit.EchoMode.Normal
    assert phone.text() == "13800138000"
    assert "王芳" not in form.windowTitle()


def test_locking_takes_form_and_drafts_away(desk: RealDesk, qtbot: QtBot) -> None:
    form = new_form(desk)
    put(form, name="王方", phone="13800138000")
    rested(form, qtbot)
    form.twins.links[0].click()
    form = new_form(desk)
    with qtbot.waitSignal(desk.window.lock_asked):
        QTest.keyClick(form, Qt.Key.Key_L, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    desk.window.leave()
    assert gone(form)
    again = desk.window.dialogs.new_client()
    assert again is not None
    assert again.draft() == {}


def test_every_label_and_button_has_its_room_and_a_name(desk: RealDesk) -> None:
    form = new_form(desk)
    assert form.height() <= desk.window.height()
    for box in form.fields.boxes.values():
        if box.isVisible():
            assert box.caption.width() >= box.caption.sizeHint().width()
            assert box.editor.accessibleName()


def test_the_form_saves_through_the_lane_of_a_real_desk(qtbot: QtBot, tmp_path: Path) -> None:
    jobs = Jobs()
    with real_desk(tmp_path, two_clients, jobs) as desk:
        qtbot.waitUntil(lambda: len(desk.names()) == 2)
        form = new_form(desk)
        put(form, client_no="N3", name="李明")
        form.save()
        assert not form.content.isEnabled()
        qtbot.waitUntil(lambda: "李明" in desk.names())
        qtbot.waitUntil(lambda: not jobs.is_busy)
        assert desk.window.detail.client_id == desk.book.client_id("N3")


def test_an_empty_book_offers_the_first_client(qtbot: QtBot, tmp_path: Path) -> None:
    with real_desk(tmp_path) as desk:
        empty = desk.window.clients._nobody  # noqa: SLF001
        (button,) = (
            one for one in empty.findChildren(type(desk.window.clients.new_button)) if "第一位" in one.text()
        )
        button.click()
        form = desk.window.findChild(ClientForm)
        assert isinstance(form, ClientForm)
        ready(form)
        put(form, client_no="N1", name="李明")
        press(form, Qt.Key.Key_Return, CONTROL)
        assert desk.names() == ["李明"]
        assert desk.window.clients.table.isVisible()
