"""快速记录 by keys alone: counted, saved, taken back; every number of keys is printed."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCompleter, QWidget

from advisor_desk.domain.interaction import InteractionKind
from advisor_desk.ui import discreet, i18n
from advisor_desk.usecases.log_draft import KEY
from tests.ui.quick_logs import ALT, ENTER, Logger, logger
from tests.ui.real_desk import CONTROL


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Logger]:
    with logger(tmp_path) as somebody:
        yield somebody


def test_a_visit_without_a_note_takes_at_most_twelve_keys(
    at: Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    at.open()
    at.type("lml")
    at.press(ENTER)
    at.press(ENTER)
    at.type("1")
    at.type("1")
    at.type("1")
    at.type("+3")
    before_saving = at.keys
    at.save()
    with capsys.disabled():
        print(f"\nvisit without a note: {before_saving} keys before Ctrl+Enter")  # noqa: T201
    assert before_saving <= 12
    (made,) = at.recorded()
    assert (made["channel"], made["purpose"], made["outcome"]) == ("VISIT", "REVIEW", "REACHED")
    assert made["kind"] == "MEETING"
    assert made["next"]["on"] == "2026-11-25"
    assert made["effective"] is True
    assert not at.log.isVisible()
    assert at.desk.told[-1][0] == "good"
    assert "李明亮" in at.desk.told[-1][1]


def test_defaults_make_it_shorter(at: Logger, capsys: pytest.CaptureFixture[str]) -> None:
    at.open()
    at.type("lml")
    at.press(Qt.Key.Key_Tab)
    keys = at.keys
    at.save()
    with capsys.disabled():
        print(f"\nwith what was used last: {keys} keys before Ctrl+Enter")  # noqa: T201
    assert len(at.recorded()) == 1
    assert keys <= 5


def test_what_was_used_last_is_on_the_next_time(at: Logger) -> None:
    at.open()
    at.type("wf")
    at.press(ENTER)
    at.press(ENTER)
    at.type("322")
    at.save()
    at.open()
    rows = at.log.form.rows.rows
    assert [rows[name].code() for name in ("channel", "purpose", "outcome")] == [
        "WECOM",
        "CARE",
        "NOT_REACHED",
    ]
    assert not at.log.form.rows.effective.isChecked()


def test_the_list_and_the_page_follow_at_once(at: Logger) -> None:
    window = at.desk.window
    window.show_page("clients")
    model = window.clients.model
    at.open()
    at.type("ml")
    at.press(ENTER)
    assert at.who() == ["李明亮"], "a letter means another one than the client in sight"
    at.press(ENTER)
    at.type("2")
    at.save()
    row = next(model.row_at(at) for at in range(model.rowCount()) if _name(model, at) == "李明亮")
    assert row is not None
    assert row.last_contact_on == date(2026, 11, 20)


def _name(model: object, at: int) -> str:
    return str(model.index(at, 0).data())  # type: ignore[attr-defined]


def test_with_a_client_in_sight_digits_are_enough(at: Logger, capsys: pytest.CaptureFixture[str]) -> None:
    at.desk.window.show_page("clients")
    client_id = at.desk.book.client_id("C3")
    at.desk.window.clients.go_to(client_id)
    at.open()
    assert at.who() == ["王芳"]
    at.type("211")
    keys = at.keys
    at.save()
    with capsys.disabled():
        print(f"\nclient in sight: {keys} keys before Ctrl+Enter")  # noqa: T201
    (made,) = at.recorded()
    assert made["channel"] == "CALL"
    assert keys == 4


def test_a_toast_takes_it_back_and_offers_it_again(at: Logger) -> None:
    at.open()
    at.type("lml")
    at.press(ENTER)
    at.press(ENTER)
    at.type("111")
    at.type("+3")
    at.save()
    client_id = at.desk.book.client_id("C1")
    assert len(at.desk.book.tasks(client_id=client_id)) == 1
    at.desk.toast_link().click()
    QApplication.processEvents()
    assert at.desk.book.service_file(client_id)[0].is_withdrawn
    assert at.desk.book.tasks(client_id=client_id) == []
    at.desk.toast_link().click()
    QApplication.processEvents()
    assert at.log.isVisible()
    assert at.who() == ["李明亮"]
    assert at.log.form.next.text() == "+3"


def test_yesterday_by_one_key_and_any_day_as_typed(at: Logger) -> None:
    at.open()
    at.type("lml")
    at.press(ENTER)
    at.press(ENTER)
    at.type("-")
    at.save()
    assert at.desk.book.service_file(at.desk.book.client_id("C1"))[0].made.on == date(2026, 11, 19)
    at.open()
    day = at.log.form.day
    day.row.setFocus()
    at.type("3")
    assert day.day() == date(2026, 11, 18)
    day.edit.setFocus()
    at.type("-5")
    assert day.day() == date(2026, 11, 15)
    at.press(ENTER)
    assert day.edit.text() == "2026-11-15"
    at.type("wf")
    at.press(ENTER)
    at.save()
    assert at.desk.book.service_file(at.desk.book.client_id("C3"))[0].made.on == date(2026, 11, 15)


def test_a_day_ahead_is_refused_at_its_field(at: Logger) -> None:
    at.open()
    at.type("lml")
    at.press(ENTER)
    at.log.form.day.edit.setFocus()
    at.type("2026-12-01")
    at.save()
    assert at.log.isVisible()
    assert at.log.trouble.text() == "日期看不懂，或晚于今天。"
    assert at.recorded() == []


def test_phrases_by_digit_in_an_empty_note_and_by_alt(at: Logger) -> None:
    at.open()
    note = at.log.form.note
    note.setFocus()
    at.type("3")
    assert note.text() == note.phrases[2]
    at.type("3")
    assert note.text() == note.phrases[2] + "3", "in a note with text a digit is a digit"
    note.set_text("")
    at.type("3")
    at.press(Qt.Key.Key_Backspace)
    assert note.text() == "3", "the digit itself was meant"
    at.log.form.next.setFocus()
    at.press(Qt.Key.Key_1, ALT)
    assert note.text() == "3" + note.phrases[0]
    assert at.log.focusWidget() is note


def test_forbidden_words_are_told_while_typed_and_ask_for_a_reason(at: Logger) -> None:
    at.open()
    at.type("lml")
    at.press(ENTER)
    at.log.form.note.setFocus()
    at.commit("介绍了一款稳赚的产品")
    assert "稳赚" in at.log.wording_words.text()
    assert at.log.wording.isVisible()
    at.save()
    assert at.recorded() == []
    assert at.log.focusWidget() is at.log.reason
    at.commit("复述同业广告")
    at.save()
    (made,) = at.recorded()
    assert made["wording_reason"] == "复述同业广告"


def test_a_changed_text_needs_no_reason(at: Logger) -> None:
    at.open()
    at.type("lml")
    at.press(ENTER)
    at.log.form.note.setFocus()
    at.commit("稳赚")
    at.save()
    at.log.form.note.set_text("")
    at.log.form.note.setFocus()
    at.commit("说明了风险")
    assert not at.log.wording.isVisible()
    at.save()
    (made,) = at.recorded()
    assert (made["note"], made["wording_reason"]) == ("说明了风险", "")


def test_a_mass_push_says_that_it_counts_for_nothing(at: Logger) -> None:
    at.open()
    at.type("lml")
    at.press(ENTER)
    at.log.form.rows.rows["kind"].setFocus()
    at.type("4")
    assert at.log.form.rows.rows["kind"].code() == InteractionKind.MASS_PUSH.value
    assert "不会重新计算" in at.log.form.rows.told.text()
    assert not at.log.form.rows.effective.isEnabled()
    at.save()
    row = at.desk.window.clients.model.row_at(0)
    assert row is not None
    assert row.last_contact_on is None


def test_tab_reaches_what_is_folded_away(at: Logger) -> None:
    at.open()
    at.type("lml")
    at.press(ENTER)
    at.log.form.note.setFocus()
    at.press(Qt.Key.Key_Tab)
    at.commit("女儿明年出国")
    at.press(Qt.Key.Key_Tab)
    at.commit("流动性需求上升")
    at.press(Qt.Key.Key_Tab)
    at.commit("发留学金测算")
    at.press(ENTER)
    at.type("+3")
    at.save()
    (made,) = at.recorded()
    assert made["words"] == "女儿明年出国"
    assert made["judgement"] == "流动性需求上升"
    assert made["promises"] == [{"what": "发留学金测算", "due": "2026-11-25"}]
    (task,) = at.desk.book.tasks(client_id=at.desk.book.client_id("C1"))
    assert (task.title, task.due_on) == ("发留学金测算", date(2026, 11, 25))


def test_an_open_promise_is_ticked_with_the_next_contact(at: Logger) -> None:
    test_tab_reaches_what_is_folded_away(at)
    at.desk.window.quick_log.open_from_brief(at.desk.book.client_id("C1"))
    QApplication.processEvents()
    (tick,) = at.log.form.more.promises.ticks.values()
    assert "发留学金测算" in tick.text()
    tick.click()
    at.save()
    assert at.desk.book.tasks(client_id=at.desk.book.client_id("C1")) == []
    at.desk.toast_link().click()
    QApplication.processEvents()
    assert len(at.desk.book.tasks(client_id=at.desk.book.client_id("C1"))) == 1


def test_it_is_a_window_of_its_own_without_any_popup(at: Logger) -> None:
    log = at.open()
    assert log.windowType() is Qt.WindowType.Window
    assert log.parentWidget() is None
    assert not log.isModal()
    at.type("l")
    at.log.form.more.products.edit.setFocus()
    at.type("z")
    within = log.findChildren(QWidget)
    assert not [one for one in within if one.isWindow() and one.windowType() is Qt.WindowType.Popup]
    assert log.findChildren(QCompleter) == []
    assert "李" not in log.windowTitle()


def test_names_are_hidden_in_discreet_mode(at: Logger) -> None:
    at.open()
    at.type("lml")
    at.press(ENTER)
    at.press(Qt.Key.Key_F9)
    assert discreet.is_on()
    chip = at.log.form.people._chips[0]  # noqa: SLF001
    assert chip.label.text() == "李*"
    at.type("w")
    assert all("王芳" not in str(at.log.form.people.list.item(row).text()) for row in range(2))


def test_the_seconds_are_shown_and_kept(tmp_path: Path) -> None:
    with logger(tmp_path) as somebody:
        somebody.open()
        somebody.type("lml")
        somebody.press(ENTER)
        assert somebody.log.elapsed.text().endswith("秒")
        somebody.save()
        (made,) = somebody.recorded()
        assert isinstance(made["seconds"], int)


def test_escape_puts_it_away_with_everything(at: Logger) -> None:
    at.open()
    at.type("lml")
    at.press(ENTER)
    at.press(ENTER)
    at.type("1")
    at.press(Qt.Key.Key_Escape)
    assert not at.log.isVisible()
    assert at.desk.book.typed(KEY) is not None
    at.open()
    assert at.who() == ["李明亮"]
    assert at.log.form.rows.rows["channel"].code() == "VISIT"
    at.log.clear_button.click()
    assert at.who() == []
    assert at.desk.book.typed(KEY) is None


def test_its_keys_are_listed_and_in_english_too(at: Logger) -> None:
    log = at.open()
    at.press(Qt.Key.Key_F1)
    sheet = QApplication.activeModalWidget()
    assert sheet is not None
    sheet.close()
    assert log.isVisible()
    i18n.install(i18n.ENGLISH)
    from advisor_desk.app.quick_log import log_parts
    from advisor_desk.ui.quick_log.window import QuickLogWindow

    english = QuickLogWindow(log_parts(at.desk.window))
    assert english.windowTitle() == "Quick log"
    english.deleteLater()


def test_nobody_or_a_half_typed_name_is_not_saved(at: Logger) -> None:
    at.open()
    at.save()
    assert at.log.trouble.text() == "请先选一位客户。"
    at.type("zzz")
    at.save()
    assert "zzz" in at.log.trouble.text()
    assert at.recorded() == []


def test_ctrl_enter_works_from_every_field(at: Logger) -> None:
    at.open()
    at.type("lml")
    at.press(ENTER)
    for widget in (at.log.form.note, at.log.form.next.edit, at.log.form.rows.rows["outcome"]):
        widget.setFocus()
        at.press(ENTER, CONTROL)
        if not at.log.isVisible():
            at.open()
            at.type("lml")
            at.press(ENTER)
    assert len(at.recorded()) == 3
