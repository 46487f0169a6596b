"""Who was there: one Enter each, lists, unknown faces, doubles; nobody is taken by mistake."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from advisor_desk.domain.client_query import ClientQuery
from advisor_desk.ui.jobs import Jobs
from advisor_desk.ui.quick_log.prospect_form import LOOK_AFTER_MS
from tests.builders import Builder
from tests.ui.client_page import NoChartJobs
from tests.ui.quick_logs import ENTER, NAMES, Logger, logger
from tests.ui.real_desk import CONTROL

FAMILY_NAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Logger]:
    with logger(tmp_path) as somebody:
        yield somebody


def twenty(build: Builder) -> None:
    """Twenty people with names of two characters, told apart by their initials."""
    for at, name in enumerate(FAMILY_NAMES):
        build.client(f"{name}宁", client_no=f"E{at:02}", phone=f"139000000{at:02}")


def test_twenty_attendees_of_one_event_in_one_pass(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with logger(tmp_path, twenty) as at:
        at.open()
        for number in range(20):
            at.type(f"E{number:02}")
            at.press(ENTER)
        assert len(at.who()) == 20
        at.press(ENTER)
        at.type("571")
        keys = at.keys
        at.save()
        with capsys.disabled():
            print(f"\n20 attendees of one event: {keys} keys, one pass")  # noqa: T201
        made = at.recorded()
        assert len(made) == 20
        assert {one["kind"] for one in made} == {"EVENT"}
        assert {one["attendees"] for one in made} == {20}
        assert at.desk.told[-1][1].startswith("已记录 20 位")


def test_fast_typing_loses_no_enter(tmp_path: Path) -> None:
    """Keys come faster than answers: real threads, and no waiting between the keys."""
    jobs = Jobs()
    with logger(tmp_path, twenty, jobs) as at:
        wait_for(jobs)
        at.open()
        wait_for(jobs)
        for number in range(20):
            at.type(f"E{number:02}")
            at.press(ENTER)
        wait_for(jobs)
        assert at.who() == [f"{name}宁" for name in FAMILY_NAMES]
        assert at.log.form.people.unknown() == []


def test_saving_waits_for_who_is_still_being_looked_for(tmp_path: Path) -> None:
    jobs = Jobs()
    with logger(tmp_path, twenty, jobs) as at:
        wait_for(jobs)
        at.open()
        wait_for(jobs)
        at.type("E07")
        at.press(ENTER)
        at.save()
        wait_for(jobs)
        assert not at.log.isVisible()
        assert len(at.recorded()) == 1


def wait_for(jobs: Jobs) -> None:
    """Until nothing is under way."""
    for _ in range(2_000):
        QApplication.processEvents()
        if not jobs.is_busy:
            return
        QTest.qWait(5)
    raise TimeoutError


def test_backspace_takes_the_last_one_away_and_nobody_is_there_twice(at: Logger) -> None:
    at.open()
    for name in ("lml", "wf", "lml"):
        at.type(name)
        at.press(ENTER)
    assert at.who() == ["李明亮", "王芳"]
    at.press(Qt.Key.Key_Backspace)
    assert at.who() == ["李明亮"]


@pytest.mark.parametrize("typed", ["lml", "limingl", "C1", "8001", "mingliang"])
def test_by_initials_full_pinyin_number_or_phone(at: Logger, typed: str) -> None:
    at.open()
    at.type(typed)
    at.press(ENTER)
    assert at.who() == ["李明亮"]


def test_by_name_and_mixed_through_an_input_method(at: Logger) -> None:
    at.open()
    at.commit("李")
    at.type("ml")
    at.press(ENTER)
    at.commit("王芳")
    at.press(ENTER)
    assert at.who() == ["李明亮", "王芳"]


def test_those_met_lately_come_first_and_need_no_letter(at: Logger) -> None:
    at.open()
    at.type("dy")
    at.press(ENTER)
    at.press(ENTER)
    at.type("2")
    at.save()
    at.open()
    assert at.log.form.people.list.item(0).text() == "单雨"
    at.press(ENTER)
    assert at.who() == ["单雨"]


def test_down_takes_another_hit(at: Logger) -> None:
    at.open()
    at.type("y")
    first = at.log.form.people.list.item(0).text()
    second = at.log.form.people.list.item(1).text()
    at.press(Qt.Key.Key_Down)
    at.press(ENTER)
    assert at.who() == [second]
    assert first != second


def test_a_pasted_list_takes_only_whom_it_is_sure_of(at: Logger) -> None:
    at.open()
    QGuiApplication.clipboard().setText("李明亮\n王芳、赵敏，不在册里")
    at.press(Qt.Key.Key_V, CONTROL)
    assert at.who() == ["李明亮", "王芳", "赵敏"]
    assert at.log.form.people.unknown() == ["不在册里"]
    at.save()
    assert "不在册里" in at.log.trouble.text()
    assert at.recorded() == []


def test_a_name_that_two_have_is_nobodys_when_pasted(tmp_path: Path) -> None:
    def fill(build: Builder) -> None:
        build.client("王芳", client_no="W1")
        build.client("王芳", client_no="W2")

    with logger(tmp_path, fill) as at:
        at.open()
        QGuiApplication.clipboard().setText("王芳\nW2")
        at.press(Qt.Key.Key_V, CONTROL)
        assert at.log.form.people.unknown() == ["王芳"]
        assert [one.client_no for one in at.log.form.people.people()] == ["W2"]


def test_a_selection_of_the_list_comes_in_whole(at: Logger) -> None:
    book = at.desk.book
    at.desk.window.quick_log.open_for([book.client_id(f"C{one}") for one in (2, 4, 5)])
    QApplication.processEvents()
    assert at.who() == ["欧阳雨桐", "单雨", "赵敏"]
    at.desk.window.quick_log.open_for([book.client_id("C1")])
    QApplication.processEvents()
    assert at.who() == ["李明亮"], "what a page put in gives way to what it puts in next"


def test_a_half_typed_record_does_not_give_way_unasked(at: Logger) -> None:
    book = at.desk.book
    at.open()
    at.type("lml")
    at.press(ENTER)
    at.log.form.note.setFocus()
    at.commit("谈了一半")
    at.desk.window.quick_log.open_for([book.client_id("C2")])
    QApplication.processEvents()
    assert at.who() == ["李明亮"]
    assert at.log.form.note.text() == "谈了一半"
    at.log.other_link.click()
    QApplication.processEvents()
    assert (at.who(), at.log.form.note.text()) == (["欧阳雨桐"], "")


def test_each_attendee_has_a_line_of_its_own(at: Logger) -> None:
    at.open()
    for name in ("lml", "wf"):
        at.type(name)
        at.press(ENTER)
    lines = at.log.form.more.lines
    at.log.form.more.folds["lines"].set_open(is_open=True)
    lines.edits[0].setFocus()
    at.commit("想看债券")
    lines.edits[1].setFocus()
    at.commit("带女儿来")
    at.save()
    book = at.desk.book
    files = [book.service_file(book.client_id(number))[0].made for number in ("C1", "C3")]
    assert [one.attendees[0].line for one in files] == ["想看债券", "带女儿来"]
    assert all(len(one.attendees) == 1 for one in files), "no client's file names another"


def test_an_unknown_visitor_becomes_a_prospect(at: Logger, capsys: pytest.CaptureFixture[str]) -> None:
    at.open()
    at.commit("周晓")
    at.keys += 4
    assert "新建潜客" in at.log.form.people.list.item(at.log.form.people.list.count() - 1).text()
    at.press(ENTER)
    at.type("13912345678")
    at.press(ENTER)
    at.commit("到访")
    at.keys += 4
    at.press(ENTER)
    at.press(ENTER)
    at.type("111")
    keys = at.keys
    at.save()
    with capsys.disabled():
        print(f"\nunknown visitor: {keys} keys with name, phone and source")  # noqa: T201
    assert len(at.recorded()) == 1
    (profile,) = at.desk.book.profiles(at.desk.book.find("5678").ids)
    assert (profile.name, profile.phone, profile.source_channel) == ("周晓", "13912345678", "到访")
    assert profile.opened_on is None
    assert profile.client_no.startswith("P261120-")


def test_a_double_is_told_while_typing_and_taken_instead(at: Logger) -> None:
    at.open()
    at.commit("新朋友")
    at.press(ENTER)
    at.type("13800138003")
    form = at.log.form.prospect
    QTest.qWait(LOOK_AFTER_MS * 2)
    (link,) = form.links
    assert "王芳" in link.text()
    link.click()
    QApplication.processEvents()
    assert at.who() == ["王芳"]
    assert form.isHidden()
    assert at.desk.book.count(ClientQuery()) == len(NAMES)


def test_a_wrong_phone_is_told_at_its_field_and_escape_goes_back(at: Logger) -> None:
    at.open()
    at.commit("新朋友")
    at.press(ENTER)
    at.type("123")
    at.press(ENTER)
    at.press(ENTER)
    form = at.log.form.prospect
    assert form.phone.has_problem
    at.press(Qt.Key.Key_Escape)
    assert form.isHidden()
    assert at.log.isVisible()
    assert at.log.form.people.looking() == "新朋友", "the name is not lost"


def test_while_a_book_is_slow_the_keys_are_not(tmp_path: Path) -> None:
    with logger(tmp_path, jobs=NoChartJobs()) as at:
        at.open()
        at.type("lml")
        at.press(Qt.Key.Key_Tab)
        assert at.log.focusWidget() is at.log.form.rows.first
        assert at.who() == ["李明亮"]


def test_ctrl_l_in_the_list_takes_everybody_selected(at: Logger) -> None:
    window = at.desk.window
    window.show_page("clients")
    window.clients.table.setFocus()
    window.clients.table.selectAll()
    window.clients.table.setFocus()
    at.open()
    assert sorted(at.who()) == sorted(NAMES)
    at.press(ENTER)
    at.type("571")
    at.save()
    assert len(at.recorded()) == len(NAMES)
