"""风险测评 on a real book: by keys, refused in words, confirmed by the client, shown in list and page."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.dates import to_day
from advisor_desk.ui import discreet
from advisor_desk.ui.dialogs.questionnaire_dialog import QuestionnaireDialog
from advisor_desk.ui.models.client_columns import Column
from tests.builders import TODAY, Builder
from tests.ui.client_page import all_texts, body_of
from tests.ui.real_desk import CONTROL, RealDesk, commit, gone, press, ready, real_desk, type_in


def one_client(builder: Builder) -> None:
    person = builder.client(
        "王芳", client_no="N1", born_on=date(1980, 5, 1), id_expires_on=TODAY + timedelta(days=20)
    )
    taken_on = TODAY - timedelta(days=355)
    builder.assessment(person, taken_on, "C4", horizon_months=60, varieties="BOND,EQUITY")
    for code, grade in (("P1", "R4"), ("P2", "R2")):
        product = builder.product(code, f"产品{code}", r_level=grade)
        builder.insert(
            "holding", client_id=person, product_id=product, as_of_day=to_day(TODAY), value_fen=1_000_000
        )
    builder.client("海陵机械有限公司", client_no="N2", client_type="ENTERPRISE")


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[RealDesk]:
    with real_desk(tmp_path, one_client) as opened:
        yield opened


def dialog_of(desk: RealDesk, client_no: str = "N1") -> QuestionnaireDialog:
    desk.window.clients.go_to(desk.book.client_id(client_no))
    desk.window.clients.open_current()
    ready(desk.window)
    press(desk.window, Qt.Key.Key_R)
    dialog = desk.window.findChild(QuestionnaireDialog)
    assert isinstance(dialog, QuestionnaireDialog)
    ready(dialog)
    return dialog


def answer_all(dialog: QuestionnaireDialog, **other: str) -> None:
    """Every question by its letters and Enter, up to the result."""
    chosen = {
        **{f"Q{number:02d}": "A" for number in range(1, 8)},
        "Q08": "B", "Q09": "AB", "Q10": "C", "Q11": "B", "Q12": "C", "Q13": "B", **other,
    }  # fmt: skip
    view = dialog.questions
    assert view is not None
    for _question in view.form.questions:
        code = view.current.code
        type_in(dialog, chosen[code].lower())
        press(dialog, Qt.Key.Key_Return)


def level_in_list(desk: RealDesk) -> str:
    model = desk.window.clients.model
    return str(model.index(desk.names().index("王芳"), Column.RISK).data())


def taken(desk: RealDesk) -> list[bool]:
    """For each recorded questionnaire whether the client has confirmed it."""
    return [body["confirmed_by_client"] for kind, body in desk.events() if kind == "assessment.taken"]


def test_taken_by_keys_alone_the_level_appears_in_list_and_page_and_a_third_is_refused(
    desk: RealDesk,
) -> None:
    assert "C4" in level_in_list(desk)
    dialog = dialog_of(desk)
    answer_all(dialog)
    assert dialog.sheet.isVisible()
    assert dialog.sheet.level.text() == "C3 稳健"
    assert dialog.sheet.before.text().startswith("原为 C4 积极")
    assert dialog.sheet.facts["horizon"].text() == "3 年"
    assert dialog.sheet.facts["varieties"].text() == "现金管理类、固定收益类"
    assert dialog.sheet.misfit_title.text() == "有 1 项持仓与这个结果不匹配，请告知客户："
    told = all_texts(dialog.sheet)
    assert {"产品P1", "R4", "等级高于客户", "新出现"} <= set(told)
    assert "产品P2" not in told
    press(dialog, Qt.Key.Key_Space)
    press(dialog, Qt.Key.Key_Return, CONTROL)
    assert gone(dialog)
    assert "C3" in level_in_list(desk)
    body = body_of(desk.window.detail)
    assert body.header.level.words.text() == "C3 稳健"
    assert "C3 稳健" in all_texts(body.suitability)
    assert any("2026-11-20 测评 · 有效至 2027-11-20" in text for text in all_texts(body.suitability))
    assert ("good", "已保存风险测评：C3 稳健") in desk.told
    kind, event = desk.events()[-1]
    assert kind == "assessment.taken"
    assert (event["c_level"], event["confirmed_by"], event["answers"]["Q09"]) == ("C3", "王芳", ["A", "B"])
    second = dialog_of(desk)
    answer_all(second, Q11="A")
    assert second.sheet.level.text() == "C1− 最低类别"
    assert "本人要求也不能" in second.sheet.meaning.text()
    press(second, Qt.Key.Key_Space)
    press(second, Qt.Key.Key_Return, CONTROL)
    assert gone(second)
    assert desk.book.review(desk.book.client_id("N1")).row.c_level is RiskLevel.C1_MIN
    third = dialog_of(desk)
    assert third.questions is None
    assert third.refused.isVisible()
    assert third.refused.text() == "今天已经测评 2 次，达到每天的上限。 最早可以在 2026-11-21 重新测评。"
    assert not third.save_button.isVisible()
    press(third, Qt.Key.Key_Escape)
    assert gone(third)
    assert taken(desk) == [False, True, False, True]


def test_nothing_on_screen_tells_what_an_answer_is_worth(desk: RealDesk) -> None:
    dialog = dialog_of(desk)
    view = dialog.questions
    assert view is not None
    assert "score" not in repr(view.form)
    for _question in view.form.questions:
        press(dialog, Qt.Key.Key_A)
        told = " ".join(all_texts(dialog))
        assert not any(word in told for word in ("分数", "得分", "加分", "满分", "分值"))
        if not view.is_last:
            press(dialog, Qt.Key.Key_Return)
    press(dialog, Qt.Key.Key_Return)
    assert not any(word in " ".join(all_texts(dialog)) for word in ("分数", "得分", "分值"))


def test_letters_digits_arrows_and_back(desk: RealDesk) -> None:
    dialog = dialog_of(desk)
    view = dialog.questions
    assert view is not None
    assert view.place.text() == "第 1 题，共 13 题"
    press(dialog, Qt.Key.Key_Return)
    assert dialog.trouble.text() == "请先选择一个答案。"
    assert view.at == 0
    press(dialog, Qt.Key.Key_3)
    assert view.answers["Q01"] == ("C",)
    press(dialog, Qt.Key.Key_B)
    assert view.answers["Q01"] == ("B",)
    press(dialog, Qt.Key.Key_Down)
    press(dialog, Qt.Key.Key_Space)
    assert view.answers["Q01"] == ("C",)
    press(dialog, Qt.Key.Key_Z)
    assert view.answers["Q01"] == ("C",)
    press(dialog, Qt.Key.Key_Return)
    assert view.at == 1
    press(dialog, Qt.Key.Key_Backspace)
    assert view.at == 0
    assert [row.isChecked() for row in view.rows] == [False, False, True, False, False]
    assert view.rows[2].hasFocus()


def test_several_answers_are_ticked_and_one_that_stands_alone_unticks_the_others(desk: RealDesk) -> None:
    dialog = dialog_of(desk)
    view = dialog.questions
    assert view is not None
    view.go_to(4)
    for typed, chosen in (("ca", "AC"), ("c", "A"), ("e", "E"), ("b", "B"), ("b", "")):
        type_in(dialog, typed)
        assert "".join(view.answers.get("Q05", ())) == chosen


def test_escape_asks_and_what_was_answered_stays(desk: RealDesk) -> None:
    dialog = dialog_of(desk)
    press(dialog, Qt.Key.Key_Escape)
    assert gone(dialog)
    dialog = dialog_of(desk)
    type_in(dialog, "b")
    press(dialog, Qt.Key.Key_Escape)
    assert dialog.is_asking
    press(dialog, Qt.Key.Key_A)
    press(dialog, Qt.Key.Key_Escape)
    assert not dialog.is_asking
    assert dialog.questions is not None
    assert dialog.questions.answers == {"Q01": ("B",)}
    dialog.close()
    assert dialog.isVisible()
    dialog.discard_button.click()
    assert gone(dialog)
    assert desk.events() == []


def test_a_result_without_the_tick_or_a_name_is_not_saved_and_counts_as_taken(desk: RealDesk) -> None:
    dialog = dialog_of(desk)
    answer_all(dialog)
    press(dialog, Qt.Key.Key_Return, CONTROL)
    assert dialog.trouble.text() == "请客户看过结果，再勾选确认。"
    dialog.sheet.tick.setChecked(True)
    dialog.sheet.by.set_text("  ")
    press(dialog, Qt.Key.Key_Return, CONTROL)
    assert dialog.sheet.by.note.text().startswith("请写明由谁确认")
    press(dialog, Qt.Key.Key_Backspace)
    assert dialog.sheet.isVisible(), "a result that was seen cannot be answered anew"
    press(dialog, Qt.Key.Key_Escape)
    assert dialog.asked_words.text().startswith("结果还没有确认")
    dialog.discard_button.click()
    assert gone(dialog)
    assert "C4" in level_in_list(desk)
    assert taken(desk) == [False]
    assert desk.book.assessments_taken(desk.book.client_id("N1"), TODAY) == [TODAY]


def test_an_organisation_writes_who_confirms(desk: RealDesk) -> None:
    dialog = dialog_of(desk, "N2")
    answer_all(dialog)
    assert dialog.sheet.by.text() == ""
    assert dialog.sheet.before.text() == "首次测评"
    press(dialog, Qt.Key.Key_Space)
    press(dialog, Qt.Key.Key_Tab)
    commit(dialog, "经办人李明")
    press(dialog, Qt.Key.Key_Return, CONTROL)
    assert gone(dialog)
    assert desk.events()[-1][1]["confirmed_by"] == "经办人李明"


def test_locking_takes_the_answers_away(desk: RealDesk, qtbot: QtBot) -> None:
    dialog = dialog_of(desk)
    type_in(dialog, "b")
    with qtbot.waitSignal(desk.window.lock_asked):
        QTest.keyClick(dialog, Qt.Key.Key_L, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    desk.window.leave()
    QApplication.processEvents()
    assert gone(dialog)
    assert desk.events() == []


def test_discreet_mode_hides_name_and_amounts(desk: RealDesk) -> None:
    dialog = dialog_of(desk)
    press(dialog, Qt.Key.Key_F9)
    assert discreet.is_on()
    assert dialog.about.text() == "王*  N1"
    assert "王芳" not in dialog.windowTitle()
    answer_all(dialog)
    assert "1.0 万" not in all_texts(dialog.sheet)
