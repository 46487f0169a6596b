"""The sign beside the clock: quick log, open, lock, and notifications; without a tray they are told inside.

It lives as long as the program, through every lock. Nothing it shows names a client in full.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from advisor_desk.ui import icons
from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import ReadJob

if TYPE_CHECKING:
    from datetime import date, datetime

    from advisor_desk.app.desk_window import DeskWindow
    from advisor_desk.domain.task import Task
    from advisor_desk.errors import DeskError
    from advisor_desk.rules.serviceset import HoursRules
    from advisor_desk.usecases.remind import DayStart, Reminder

_CTX = "Tray"
_SIZE = 64
_LOOK_EVERY_MS = 60_000
_SHOW_MS = 15_000
_FIRST_LOOK_MS = 2_000


class DeskTray(QObject):
    """Signals: `log_asked()`, `open_asked()`, `lock_asked()`."""

    log_asked = Signal()
    open_asked = Signal()
    lock_asked = Signal()

    def __init__(
        self,
        parent: QObject | None = None,
        is_available: Callable[[], bool] = QSystemTrayIcon.isSystemTrayAvailable,
    ) -> None:
        super().__init__(parent)
        self.icon: QSystemTrayIcon | None = None
        self._menu: QMenu | None = None
        if is_available():
            self._make()

    def show_open(self, *, is_open: bool) -> None:
        """Locked there is nothing to log and nothing to lock."""
        if self._menu is not None:
            for action in self._menu.actions():
                if action.data() != "open":
                    action.setEnabled(is_open)

    def tell(self, title: str, text: str) -> bool:
        """A notification of the system; False where there is none."""
        if self.icon is None or not QSystemTrayIcon.supportsMessages():
            return False
        self.icon.showMessage(title, text, QSystemTrayIcon.MessageIcon.Information, _SHOW_MS)
        return True

    def close(self) -> None:
        """Take the sign away."""
        if self.icon is not None:
            self.icon.hide()
        if self._menu is not None:
            self._menu.deleteLater()

    def _make(self) -> None:
        self.icon = QSystemTrayIcon(QIcon(icons.pixmap("shield-check", "primary", _SIZE)), self)
        self.icon.setToolTip(t(_CTX, "财富顾问工作台"))
        self._menu = QMenu()
        entries = (
            ("log", t(_CTX, "快速记录"), self.log_asked),
            ("open", t(_CTX, "打开"), self.open_asked),
            ("lock", t(_CTX, "锁定"), self.lock_asked),
        )
        for code, text, signal in entries:
            action = self._menu.addAction(text)
            action.setData(code)
            action.triggered.connect(signal)
        self.icon.setContextMenu(self._menu)
        self.icon.activated.connect(self._on_activated)
        self.icon.messageClicked.connect(self.open_asked)
        self.icon.show()

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (
            QSystemTrayIcon.ActivationReason.Trigger,
            QSystemTrayIcon.ActivationReason.DoubleClick,
        ):
            self.open_asked.emit()


class Reminders(QObject):
    """Looks once a minute for what is about to begin; keeps still in the quiet hours.

    A book shown on another day than the calendar's reminds of nothing.
    """

    def __init__(self, window: DeskWindow, tray: DeskTray, now: Callable[[], datetime]) -> None:
        super().__init__(window)
        self._window = window
        self._tray = tray
        self._now = now
        self._told: set[str] = set()
        self._is_first = True
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """From now on, and once when the first screen has had its time."""
        self._timer.start()
        QTimer.singleShot(_FIRST_LOOK_MS, self, self.look)

    def look(self) -> None:
        """See what is due."""
        book, today = self._window.desk.book, self._window.today()
        if self._now().date() != today:
            return
        self._window.jobs.start(
            ReadJob(
                run=lambda _context: (book.tasks(last=today), book.service.hours),
                done=lambda read: self._on_read(*read, today),
                failed=_not_now,
                owner=self,
            )
        )

    def _on_read(self, tasks: list[Task], hours: HoursRules, today: date) -> None:
        from advisor_desk.usecases import remind

        minute = self._now().hour * 60 + self._now().minute
        if remind.is_quiet(minute, hours):
            return
        if self._is_first:
            self._is_first = False
            self._tell_day(remind.day_start(tasks, today))
        for one in remind.about_to_come(tasks, today, minute, self._told):
            self._told.add(one.task_id)
            self._tell(_title(one), _text(one))

    def _tell_day(self, start: DayStart) -> None:
        """At the start of the day; inside of the window the first screen says it already."""
        if not start.is_empty:
            text = t(_CTX, "会面 {meetings} 场，到期 {due} 件，逾期 {late} 件").format(
                meetings=start.meetings, due=start.due, late=start.late
            )
            self._tray.tell(t(_CTX, "今天"), text)

    def _tell(self, title: str, text: str) -> None:
        if not self._tray.tell(title, text):
            self._window.notices.info(title, text)


def _title(one: Reminder) -> str:
    from advisor_desk.ui import labels

    return t(_CTX, "{time} {kind}").format(
        time=f"{one.minute // 60:02d}:{one.minute % 60:02d}", kind=labels.word(one.kind)
    )


def _text(one: Reminder) -> str:
    return t(_CTX, "与 {who}，即将开始").format(who=one.who) if one.who else t(_CTX, "即将开始")


def _not_now(_error: DeskError) -> None:
    """The next minute looks again."""
