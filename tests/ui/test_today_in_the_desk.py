"""今日 and 任务与日历 on a real encrypted book: first in sight, dealt with by keys, never lost."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from advisor_desk.app.desk_window import CLIENTS, FILES, TASKS, TODAY
from advisor_desk.domain.interaction import Attendee, Interaction, InteractionKind, Outcome, Promise, Purpose
from advisor_desk.domain.records import ContactChannel
from advisor_desk.domain.task import TaskDraft, TaskKind
from advisor_desk.domain.today import TodayKind
from advisor_desk.ui.dialogs.client_box import Client
from advisor_desk.ui.dialogs.snooze_dialog import SnoozeDialog
from advisor_desk.ui.dialogs.task_dialog import TaskDialog
from advisor_desk.ui.jobs import BookChange
from tests.builders import TODAY as DAY
from tests.builders import Builder
from tests.ui.real_desk import CONTROL, RealDesk, press, ready, real_desk

KEY = Qt.Key


def fill(book: Builder) -> None:
    """Two people whom nobody has contacted yet."""
    for number, name in (("N1", "王一"), ("N2", "李二")):
        client = book.client(name, client_no=number)
        book.assets(client, DAY - timedelta(days=60), 20_000_000)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[RealDesk]:
    with real_desk(tmp_path, fill, page=TODAY) as made:
        yield made


def promise(desk: RealDesk) -> str:
    """N1 was called ten days ago and was promised something for three days ago."""
    made = Interaction(
        attendees=(Attendee("N1"),),
        on=DAY - timedelta(days=10),
        channel=ContactChannel.CALL,
        outcome=Outcome.REACHED,
        purpose=Purpose.CARE,
        promises=(Promise("寄出对账单", DAY - timedelta(days=3)),),
    )
    record_id = desk.book.record(made)
    desk.window.jobs.book_changed.emit(BookChange(frozenset({"interactions"}), frozenset({1})))
    return record_id


def line_keys(desk: RealDesk) -> list[tuple[TodayKind, str]]:
    rows = desk.window.today_desk.page.lines.rows
    items = (rows.item(at) for at in range(rows.rowCount()))
    return [(item.kind, item.text or item.name) for item in items if item is not None]


def test_it_is_the_first_screen_and_the_list_has_the_keyboard(desk: RealDesk) -> None:
    window = desk.window
    assert window.rail.codes()[:2] == [TODAY, CLIENTS]
    assert window.current_code() == TODAY
    assert window.focusWidget() is window.today_desk.page.lines
    press(window, KEY.Key_2, CONTROL)
    assert window.current_code() == CLIENTS
    press(window, KEY.Key_1, CONTROL)
    assert window.current_code() == TODAY


def test_a_promise_is_done_by_one_key_and_taken_back_by_another(desk: RealDesk) -> None:
    promise(desk)
    window = desk.window
    assert (TodayKind.TASK, "寄出对账单") in line_keys(desk)
    window.today_desk.page.lines.go_to_section(TodayKind.TASK)
    press(window, KEY.Key_Space)
    assert (TodayKind.TASK, "寄出对账单") not in line_keys(desk)
    press(window, KEY.Key_Z, CONTROL)
    assert (TodayKind.TASK, "寄出对账单") in line_keys(desk)
    assert [kind for kind, _body in desk.events()][-2:] == ["task.closed", "task.reopened"]


def test_a_snooze_hides_until_its_day_and_keeps_its_reason(desk: RealDesk) -> None:
    promise(desk)
    window = desk.window
    window.today_desk.page.lines.go_to_section(TodayKind.TASK)
    press(window, KEY.Key_S)
    dialog = window.today_desk.page.dialog
    assert isinstance(dialog, SnoozeDialog)
    dialog.day.set_text("+1")
    dialog.reason.set_text("客户没空")
    dialog.save()
    assert (TodayKind.TASK, "寄出对账单") not in line_keys(desk)
    (task,) = desk.book.tasks()
    assert (task.snoozed_until, task.snooze_reason) == (DAY + timedelta(days=3), "客户没空")
    press(window, KEY.Key_Z, CONTROL)
    assert (TodayKind.TASK, "寄出对账单") in line_keys(desk)


def test_an_enquiry_recorded_elsewhere_is_here_at_once_with_its_clock(desk: RealDesk) -> None:
    asked = Interaction(
        attendees=(Attendee("N2"),),
        on=DAY,
        channel=ContactChannel.WECOM,
        outcome=Outcome.DONE,
        purpose=Purpose.ENQUIRY,
        kind=InteractionKind.ENQUIRY,
        happened_at=datetime(2026, 11, 20, 2, 0, tzinfo=UTC),
        note="能不能提前赎回",
    )
    desk.book.record(asked)
    desk.window.jobs.book_changed.emit(BookChange(frozenset({"interactions"}), frozenset({2})))
    page = desk.window.today_desk.page
    page.lines.go_to_section(TodayKind.ENQUIRY)
    item = page.lines.current()
    assert item is not None
    assert item.name == "李二"
    assert item.due_at is not None
    assert "企业微信" in page.card.why.text()


def test_enter_shows_the_client_and_l_the_quick_log_with_the_name_in_it(desk: RealDesk) -> None:
    promise(desk)
    window = desk.window
    window.today_desk.page.lines.go_to_section(TodayKind.TASK)
    press(window, KEY.Key_L)
    log = window.quick_log.window
    assert log is not None
    assert log.isVisible()
    assert [one.name for one in log.form.people.people()] == ["王一"]
    log.close()
    ready(window)
    press(window, KEY.Key_Return)
    assert window.current_code() == CLIENTS
    assert window.clients.shown_client == 1


def test_a_search_typed_on_the_first_screen_is_answered_by_the_list(desk: RealDesk) -> None:
    window = desk.window
    press(window, KEY.Key_F, CONTROL)
    QTest.keyClicks(window.top.search, "wang")
    for _ in range(3):
        QApplication.processEvents()
    assert window.current_code() == CLIENTS
    assert desk.names() == ["王一"]
    assert window.top.search.hasFocus()
    press(window, KEY.Key_1, CONTROL)
    assert window.top.search.text() == ""


def test_ctrl_t_makes_a_task_from_any_screen_and_the_week_shows_it(desk: RealDesk) -> None:
    window = desk.window
    press(window, KEY.Key_T, CONTROL)
    dialog = window.findChild(TaskDialog)
    assert isinstance(dialog, TaskDialog)
    dialog.what.set_text("打印合同")
    dialog.day.set_text("今天")
    dialog.save()
    assert (TodayKind.TASK, "打印合同") in line_keys(desk)
    window.show_page(TASKS)
    QApplication.processEvents()
    grid = window.tasks_desk.page.grid
    assert [task.title for task in grid.lists[4].rows.tasks] == ["打印合同"]


def test_the_calendar_file_names_nobody(desk: RealDesk, tmp_path: Path) -> None:
    promise(desk)
    window = desk.window
    window.show_page(TASKS)
    page = window.tasks_desk.page
    page._ask_path = lambda _parent: tmp_path / "tasks.ics"  # noqa: SLF001
    page.export()
    text = (tmp_path / "tasks.ics").read_text("utf-8")
    assert "BEGIN:VEVENT" in text
    assert "王一" not in text
    assert "寄出对账单" not in text


def test_the_lock_leaves_nothing_on_either_screen(desk: RealDesk) -> None:
    promise(desk)
    window = desk.window
    window.show_page(TASKS)
    QApplication.processEvents()
    window.forget_clients()
    for page in (window.today_desk.page, window.tasks_desk.page):
        words = "".join(label.text() for label in page.findChildren(QLabel))
        assert "王一" not in words
        assert "对账单" not in words


def test_an_empty_book_leads_to_the_import(tmp_path: Path) -> None:
    with real_desk(tmp_path, page=TODAY) as made:
        page = made.window.today_desk.page
        assert page.day is not None
        assert not page.day.has_clients
        page.import_asked.emit()
        assert made.window.current_code() == FILES


def test_a_plan_for_a_client_stands_on_trading_days(desk: RealDesk) -> None:
    desk.book.add_task(TaskDraft(kind=TaskKind.TODO, title="x", due_on=DAY))
    window = desk.window
    window.show_page(TASKS)
    QApplication.processEvents()
    page = window.tasks_desk.page
    page.ask_plan()
    dialog = page.asks.dialog
    assert dialog is not None
    dialog.client.choose(Client(1, "王一"))  # type: ignore[attr-defined]
    dialog.save()
    steps = [task for task in desk.book.tasks(client_id=1) if task.plan == "ONBOARDING"]
    assert len(steps) == 5
    assert all(task.due_on.weekday() < 5 for task in steps)
