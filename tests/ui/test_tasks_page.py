"""任务与日历: the week with its days off, the list beside it, and every task done by one key."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from advisor_desk.domain.task import Repeat, RepeatFrom, RepeatUnit, TaskDraft, TaskKind, TaskState
from advisor_desk.domain.trading import TradingDays
from advisor_desk.ui import discreet, i18n
from advisor_desk.ui.dialogs.client_box import Client
from advisor_desk.ui.dialogs.plan_dialog import PlanDialog
from advisor_desk.ui.dialogs.snooze_dialog import ReasonDialog, SnoozeDialog
from advisor_desk.ui.dialogs.task_dialog import TaskDialog
from advisor_desk.ui.jobs import BookChange, InlineJobs
from advisor_desk.ui.main_window import MainWindow
from advisor_desk.ui.notices import Notices
from advisor_desk.ui.pages.tasks.page import TasksPage
from advisor_desk.ui.pages.tasks.parts import TasksParts
from advisor_desk.ui.pages.tasks.side import OPEN, OVERDUE, PLANS, RECURRING
from advisor_desk.usecases.trading_calendar import trading_days
from tests.ui.fake_tasks import DAY, FakeTasks

KEY = Qt.Key
SAVE = (KEY.Key_Return, Qt.KeyboardModifier.ControlModifier)


@dataclass
class Shown:
    """The page in a window, and its book."""

    window: MainWindow
    page: TasksPage
    book: FakeTasks
    jobs: InlineJobs
    notices: Notices
    told: list[tuple[str, str]] = field(default_factory=list)
    clients: list[int] = field(default_factory=list)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key to whatever has the keyboard."""
        if not self.window.isActiveWindow():
            self.window.activateWindow()
            QTest.qWaitForWindowActive(self.window)
        QTest.keyClick(self.window.focusWidget() or self.window, key, modifiers)
        QApplication.processEvents()

    def view(self, code: str) -> list[str]:
        """The titles of a view of the list at the side."""
        self.page.side.chips.set_current(code)
        self.page.side.chips.chosen.emit(code)
        return [task.title for task in self.page.side.list.rows.tasks]

    def days(self) -> list[list[str]]:
        """The titles of each day of the week."""
        return [[task.title for task in one.rows.tasks] for one in self.page.grid.lists]

    def heads(self) -> list[str]:
        """What the calendar says of each day."""
        return [column.head.toolTip() for column in self.page.grid.columns]

    def undo(self) -> None:
        """The link of the newest toast."""
        toast = self.notices._stack.shown()[-1]  # noqa: SLF001
        QTest.mouseClick(toast.findChildren(QWidget, "link")[0], Qt.MouseButton.LeftButton)


def shown(qtbot: QtBot, book: FakeTasks, day: date = DAY, trading: TradingDays | None = None) -> Shown:
    window = MainWindow()
    qtbot.addWidget(window)
    jobs = InlineJobs(window)
    notices = Notices(window)
    notices.follow(jobs)
    parts = TasksParts(
        read=book.read,
        deeds=book,
        find=book.find,
        export=book.export,
        trading=trading or trading_days(),
        today=lambda: day,
        jobs=jobs,
        notices=notices,
    )
    page = TasksPage(parts, ask_path=lambda _parent: Path("x.ics"))
    window.add_page("tasks", "calendar", page)
    made = Shown(window, page, book, jobs, notices)
    notices.told.connect(lambda kind, text: made.told.append((kind, text)))
    page.client_asked.connect(made.clients.append)
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    QApplication.processEvents()
    return made


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Shown]:
    made = shown(qtbot, FakeTasks())
    yield made
    made.page.forget_clients()


def test_tasks_stand_on_their_days_and_done_ones_below(tasks: Shown) -> None:
    assert tasks.days() == [[], ["寄出对账单"], [], ["已经寄了"], ["季度检视", "打印合同"], [], []]
    assert tasks.page.subtitle == "6 项未完成 · 1 项逾期"


def test_the_list_tells_overdue_open_recurring_and_plans_apart(tasks: Shown) -> None:
    assert tasks.view(OVERDUE) == ["寄出对账单"]
    assert len(tasks.view(OPEN)) == 6
    assert tasks.view(RECURRING) == ["周报"]
    assert tasks.view(PLANS) == ["欢迎电话"]
    tasks.page.side.list.setFocus()
    assert "新开户30天" in tasks.page.side.facts.text()


def test_days_off_holidays_and_lunar_dates_are_marked(qtbot: QtBot) -> None:
    made = shown(qtbot, FakeTasks())
    heads = made.heads()
    assert heads[4] == "2026-11-20 周五 · 农历 十月十二 · 交易日"
    assert heads[5].endswith("休")
    made.page.go_to_day(date(2026, 10, 1))
    heads = made.heads()
    assert "国庆节" in heads[3]
    assert [column.day.is_trading for column in made.page.grid.columns if column.day] == [True] * 3 + [
        False
    ] * 4
    made.page.go_to_day(date(2027, 1, 6))
    assert "节假日表还没有这一天" in made.heads()[2]
    assert "2026-12-31" in made.page.known.text()
    made.page.forget_clients()


def test_weeks_are_walked_by_keys_and_t_comes_back(tasks: Shown) -> None:
    tasks.press(KEY.Key_PageDown)
    assert tasks.book.reads[-1] == date(2026, 11, 23)
    assert tasks.days()[0] == ["回电话"]
    assert tasks.page.today_button.isVisible()
    tasks.press(KEY.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert tasks.book.reads[-1] == date(2026, 11, 30)
    tasks.press(KEY.Key_Left, Qt.KeyboardModifier.AltModifier)
    tasks.press(KEY.Key_T)
    assert tasks.book.reads[-1] == date(2026, 11, 16)
    assert tasks.page.chosen is not None
    assert tasks.page.chosen.title == "季度检视", "T leads to today's first task"


def test_arrows_walk_within_a_day_and_to_the_days_beside_it(tasks: Shown) -> None:
    tasks.press(KEY.Key_T)
    tasks.press(KEY.Key_Down)
    assert tasks.page.chosen is not None
    assert tasks.page.chosen.title == "打印合同"
    tasks.press(KEY.Key_Left)
    assert tasks.page.chosen.title == "已经寄了"
    tasks.press(KEY.Key_Space)
    assert tasks.told[-1] == ("info", "这一项已经了结。")


def test_space_is_done_and_the_toast_takes_it_back(tasks: Shown) -> None:
    tasks.view(OVERDUE)
    tasks.page.side.list.setFocus()
    tasks.press(KEY.Key_Space)
    assert tasks.book.asked == [("close_task", "T1", TaskState.DONE)]
    assert tasks.view(OVERDUE) == []
    tasks.undo()
    assert tasks.book.asked[-1] == ("reopen_task", "T1")
    assert tasks.view(OVERDUE) == ["寄出对账单"]


def test_snooze_and_drop_ask_for_a_reason(tasks: Shown) -> None:
    tasks.view(OVERDUE)
    tasks.page.side.list.setFocus()
    tasks.press(KEY.Key_S)
    dialog = tasks.page.asks.dialog
    assert isinstance(dialog, SnoozeDialog)
    dialog.day.set_text("+3")
    dialog.reason.set_text("客户没空")
    QTest.keyClick(dialog, *SAVE)
    assert tasks.book.asked == [("snooze_task", "T1", date(2026, 11, 25), "客户没空")]
    assert tasks.view(OVERDUE) == []
    tasks.view(RECURRING)
    tasks.page.side.list.setFocus()
    tasks.page.side.list.choose(0)
    tasks.press(KEY.Key_X)
    dialog = tasks.page.asks.dialog
    assert isinstance(dialog, ReasonDialog)
    assert dialog.windowTitle() == "取消待办，不再重复"
    dialog.reason.set_text("不再需要")
    QTest.keyClick(dialog, *SAVE)
    assert tasks.book.asked[-1] == ("end_series", "T5", "不再需要")


def new_form(tasks: Shown) -> TaskDialog:
    tasks.page.asks.new()
    dialog = tasks.page.asks.dialog
    assert isinstance(dialog, TaskDialog)
    dialog.activateWindow()
    QTest.qWaitForWindowActive(dialog)
    return dialog


def test_a_task_is_made_with_client_day_time_and_repeat(tasks: Shown) -> None:
    dialog = new_form(tasks)
    dialog.what.set_text(" 约见 ")
    dialog.client.choose(Client(2, "张文博"))
    dialog.kind.set_text(TaskKind.MEETING.value)
    dialog.day.set_text("+3")
    dialog.time.set_text("下午3点半")
    dialog.repeat.set_text("W2")
    dialog.counted.set_text(RepeatFrom.DONE.value)
    dialog.save()
    draft = TaskDraft(
        kind=TaskKind.MEETING,
        title="约见",
        due_on=date(2026, 11, 25),
        client_id=2,
        minute=930,
        repeat=Repeat(2, RepeatUnit.WEEK, RepeatFrom.DONE),
    )
    assert tasks.book.asked == [("add_tasks", draft)]
    assert tasks.page.asks.dialog is None
    tasks.undo()
    assert tasks.book.asked[-1][0] == "end_series"


@pytest.mark.parametrize(
    ("field", "typed"),
    [("what", ""), ("day", "昨天"), ("day", "2026-11-19"), ("time", "25:00"), ("client", "张")],
)
def test_what_is_wrong_is_told_at_its_field(tasks: Shown, field: str, typed: str) -> None:
    dialog = new_form(tasks)
    dialog.what.set_text("约见")
    getattr(dialog, field).set_text(typed)
    dialog.save()
    assert getattr(dialog, field).has_problem
    assert tasks.book.asked == []
    dialog.discard()


def test_a_client_is_found_while_typing_and_the_only_one_is_taken(tasks: Shown) -> None:
    dialog = new_form(tasks)
    box = dialog.client
    box.edit.setText("张")
    box.edit.textEdited.emit("张")
    assert box.found.rowCount() == 2
    box.edit.editingFinished.emit()
    assert box.client is None
    assert "2 位客户" in box.note.text()
    box.edit.setText("欧阳")
    box.edit.textEdited.emit("欧阳")
    box.edit.editingFinished.emit()
    assert box.client == Client(1, "欧阳雨桐")
    dialog.discard()


def test_a_task_is_moved_and_moved_back(tasks: Shown) -> None:
    tasks.view(OVERDUE)
    tasks.page.side.list.setFocus()
    tasks.press(KEY.Key_E)
    dialog = tasks.page.asks.dialog
    assert isinstance(dialog, TaskDialog)
    assert not dialog.has_draft()
    assert dialog.due_on() == date(2026, 11, 17), "an overdue day may stay as it is"
    dialog.what.set_text("寄出两份对账单")
    dialog.time.set_text("9:30")
    dialog.save()
    assert tasks.book.asked == [("move_task", "T1", date(2026, 11, 17), 570, "寄出两份对账单")]
    tasks.press(KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert tasks.book.asked[-1] == ("move_task", "T1", date(2026, 11, 17), None, "寄出对账单")


def test_what_was_typed_stays_when_the_book_refuses(tasks: Shown) -> None:
    tasks.book.refuses = "record.unknown"
    dialog = new_form(tasks)
    dialog.what.set_text("约见")
    dialog.save()
    assert dialog.isVisible()
    assert dialog.what.text() == "约见"
    assert "没有这条记录" in dialog.trouble.text()
    dialog.discard()


def test_a_plan_is_seen_before_it_is_made_and_skips_days_off(tasks: Shown) -> None:
    tasks.page.ask_plan()
    dialog = tasks.page.asks.dialog
    assert isinstance(dialog, PlanDialog)
    dialog.save()
    assert dialog.client.has_problem
    dialog.client.choose(Client(3, "张三"))
    dialog.day.set_text("2026-12-31")
    dialog.day.edited.emit()
    days = [draft.due_on for draft in dialog.drafts()]
    assert days[0] == date(2027, 1, 1) or days[0].weekday() < 5
    words = [label.text() for label in dialog.findChildren(QLabel)]
    assert any("欢迎电话" in text for text in words)
    dialog.save()
    (name, *drafts) = tasks.book.asked[0]
    assert name == "add_tasks"
    assert all(
        isinstance(one, TaskDraft) and one.plan == "ONBOARDING" and one.client_id == 3 for one in drafts
    )
    assert tasks.told[-1] == ("good", "已建 5 项待办")
    tasks.undo()
    assert [what[0] for what in tasks.book.asked[1:]] == ["end_series"] * 5


def test_with_no_task_a_plan_is_offered(qtbot: QtBot) -> None:
    made = shown(qtbot, FakeTasks(all=[]))
    assert made.page.side.empty.isVisible()
    QTest.mouseClick(made.page.side.plan_button, Qt.MouseButton.LeftButton)
    dialog = made.page.asks.dialog
    assert isinstance(dialog, PlanDialog)
    assert dialog.template.text() == "ONBOARDING"
    dialog.discard()
    made.page.forget_clients()


def test_enter_opens_the_client_and_export_says_how_many(tasks: Shown) -> None:
    tasks.view(OVERDUE)
    tasks.page.side.list.setFocus()
    tasks.press(KEY.Key_Return)
    assert tasks.clients == [1]
    tasks.page.export()
    assert tasks.book.asked == [("export", Path("x.ics"))]
    assert tasks.told[-1] == ("good", "已导出 6 项待办")


def test_a_change_of_the_book_shows_at_once(tasks: Shown) -> None:
    tasks.book.all = tasks.book.all[1:]
    tasks.jobs.book_changed.emit(BookChange(frozenset({"interactions"})))
    assert tasks.view(OVERDUE) == []
    reads = len(tasks.book.reads)
    tasks.jobs.book_changed.emit(BookChange(frozenset()))
    assert len(tasks.book.reads) == reads


def test_names_are_masked_and_nothing_is_left_after_the_lock(tasks: Shown) -> None:
    tasks.view(OVERDUE)
    tasks.page.side.list.setFocus()
    discreet.set_on(True)
    rows = tasks.page.side.list.rows
    tip = str(rows.index(0).data(Qt.ItemDataRole.ToolTipRole))
    assert "欧阳*" in tip
    assert tasks.page.side.client.text() == "欧阳*"
    tasks.page.forget_clients()
    assert tasks.days() == [[]] * 7
    words = "".join(label.text() for label in tasks.page.findChildren(QLabel))
    assert "欧阳" not in words
    assert "对账单" not in words


def test_english_words_of_days_and_repeats(qtbot: QtBot) -> None:
    i18n.install(i18n.ENGLISH)
    made = shown(qtbot, FakeTasks())
    assert made.heads()[4] == "2026-11-20 Fri · lunar 10-12 · trading day"
    made.view(RECURRING)
    made.page.side.list.setFocus()
    made.page.side.list.choose(0)
    assert "Every week · Counted from completion" in made.page.side.facts.text()
    made.page.forget_clients()
