"""The sign beside the clock and its reminders; with no tray they are told inside of the window."""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from advisor_desk.app.tray import DeskTray, Reminders
from advisor_desk.domain.task import TaskDraft, TaskKind
from tests.builders import TODAY
from tests.ui.quick_logs import Logger, logger

CHINA = timezone(timedelta(hours=8))
MORNING = datetime(2026, 11, 20, 9, 20, tzinfo=CHINA)


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Logger]:
    with logger(tmp_path) as somebody:
        yield somebody


def no_tray() -> DeskTray:
    return DeskTray(is_available=lambda: False)


def meeting(at: Logger, minute: int = 9 * 60 + 30) -> None:
    client_id = at.desk.book.client_id("C2")
    at.desk.book.add_task(
        TaskDraft(kind=TaskKind.MEETING, title="面谈", due_on=TODAY, client_id=client_id, minute=minute)
    )


def infos(at: Logger) -> list[str]:
    return [text for kind, text in at.desk.told if kind == "info"]


def test_offscreen_there_is_no_tray_and_nothing_breaks() -> None:
    assert not QSystemTrayIcon.isSystemTrayAvailable()
    tray = DeskTray()
    assert tray.icon is None
    assert not tray.tell("a", "b")
    tray.show_open(is_open=False)
    tray.close()


@pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)
def test_the_menu_logs_opens_and_locks_and_when_locked_only_opens() -> None:
    tray = DeskTray(is_available=lambda: True)
    asked: list[str] = []
    for name, signal in (("log", tray.log_asked), ("open", tray.open_asked), ("lock", tray.lock_asked)):
        signal.connect(lambda name=name: asked.append(name))
    assert tray.icon is not None
    actions = tray.icon.contextMenu().actions()
    assert [one.text() for one in actions] == ["快速记录", "打开", "锁定"]
    for one in actions:
        one.trigger()
    assert asked == ["log", "open", "lock"]
    tray.show_open(is_open=False)
    assert [one.isEnabled() for one in actions] == [False, True, False]
    tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    assert asked[-1] == "open"
    tray.close()


def test_a_meeting_is_told_once_and_its_client_is_masked(at: Logger) -> None:
    meeting(at)
    reminders = Reminders(at.desk.window, no_tray(), lambda: MORNING)
    reminders.look()
    reminders.look()
    assert infos(at) == ["09:30 会面"]
    shown = at.desk.window.notices._stack.shown()[-1]  # noqa: SLF001
    assert "欧*" in shown.accessibleName()
    assert "欧阳雨桐" not in shown.accessibleName()


def test_with_a_tray_the_system_tells_and_the_day_is_told_first(
    at: Logger, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting(at)
    said: list[tuple[str, str]] = []
    tray = no_tray()

    def tell(title: str, text: str) -> bool:
        said.append((title, text))
        return True

    monkeypatch.setattr(tray, "tell", tell)
    Reminders(at.desk.window, tray, lambda: MORNING).look()
    assert said == [("今天", "会面 1 场，到期 0 件，逾期 0 件"), ("09:30 会面", "与 欧*，即将开始")]
    assert infos(at) == []


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 11, 20, 21, 20, tzinfo=CHINA),
        datetime(2026, 11, 20, 8, 20, tzinfo=CHINA),
        datetime(2026, 11, 21, 9, 20, tzinfo=CHINA),
    ],
    ids=["evening", "early", "another day than the book's"],
)
def test_it_keeps_quiet(at: Logger, now: datetime) -> None:
    meeting(at, now.hour * 60 + 30)
    Reminders(at.desk.window, no_tray(), lambda: now).look()
    assert infos(at) == []


def test_the_quick_log_comes_from_the_tray_while_the_desk_is_minimised(at: Logger) -> None:
    window = at.desk.window
    window.showMinimized()
    QApplication.processEvents()
    log = window.quick_log.open_empty()
    QApplication.processEvents()
    assert log.isVisible()
    assert window.isMinimized(), "the desk stays where it is"
    assert log.form.people.people() == []
