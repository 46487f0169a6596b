"""Toasts: what goes by itself, what stays, undo, errors in words, questions."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from advisor_desk.errors import DeskBug, OutsideFailed, UserCanFix
from advisor_desk.ui.jobs import InlineJobs, JobContext, ReadJob
from advisor_desk.ui.notices import Notices
from advisor_desk.ui.widgets.controls import LinkButton
from advisor_desk.ui.widgets.toast import Toast


def host(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(800, 600)
    qtbot.addWidget(made)
    made.show()
    return made


def toasts(of: QWidget) -> list[Toast]:
    return [toast for toast in of.findChildren(Toast) if not toast.isHidden()]


def test_an_error_is_told_in_words_and_stays_inside_the_window(qtbot: QtBot) -> None:
    window = host(qtbot)
    notices = Notices(window)
    notices.error(OutsideFailed("settings.not_written"))
    (toast,) = toasts(window)
    assert "settings.not_written" not in toast.accessibleName()
    assert window.rect().contains(toast.geometry())
    toast.close_button.click()
    assert toasts(window) == []


def test_a_long_row_of_messages_keeps_the_newest_three(qtbot: QtBot) -> None:
    window = host(qtbot)
    notices = Notices(window)
    for number in range(5):
        notices.warn(f"第 {number} 条")
    assert [toast.text for toast in toasts(window)] == ["第 2 条", "第 3 条", "第 4 条"]
    tops = [toast.y() for toast in toasts(window)]
    assert tops == sorted(tops)


def test_undo_is_done_once_and_the_message_goes(qtbot: QtBot) -> None:
    window = host(qtbot)
    undone: list[int] = []
    Notices(window).done("已导入", ("撤销", lambda: undone.append(1)))
    link = toasts(window)[0].findChildren(LinkButton)[0]
    link.click()
    assert undone == [1]
    assert toasts(window) == []


def test_errors_of_jobs_reach_the_notices_and_bugs_the_log(qtbot: QtBot) -> None:
    window = host(qtbot)
    notices = Notices(window)
    jobs = InlineJobs()
    notices.follow(jobs)
    bugs: list[object] = []
    notices.bug.connect(lambda error, _cause: bugs.append(error))

    def broken(_context: JobContext) -> None:
        raise ZeroDivisionError

    def refused(_context: JobContext) -> None:
        raise UserCanFix("client.unknown")

    jobs.start(ReadJob(run=broken, done=lambda _: None))
    jobs.start(ReadJob(run=refused, done=lambda _: None))
    assert len(toasts(window)) == 2
    assert [type(bug) for bug in bugs] == [DeskBug]


def test_a_question_goes_through_the_one_that_asks(qtbot: QtBot) -> None:
    asked: list[tuple[str, str]] = []

    def ask(_host: QWidget, question: str, yes: str) -> bool:
        asked.append((question, yes))
        return True

    notices = Notices(host(qtbot), ask)
    assert notices.confirm("撤销这批导入?", "撤销")
    assert asked == [("撤销这批导入?", "撤销")]
