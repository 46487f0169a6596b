"""任务与日历 in an open desk: the page when it is turned to, and Ctrl+T from any screen."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from advisor_desk.ui import shortcuts
from advisor_desk.ui.i18n import t

if TYPE_CHECKING:
    from pathlib import Path

    from advisor_desk.app.desk_window import DeskWindow
    from advisor_desk.ui.dialogs.client_box import Client
    from advisor_desk.ui.pages.tasks.asks import TaskAsks
    from advisor_desk.ui.pages.tasks.page import TasksPage
    from advisor_desk.ui.pages.tasks.parts import TasksParts

_CTX: Final = "Tasks"


class TaskDesk(QObject):
    """Makes the page and opens the dialogs of tasks above any screen."""

    def __init__(self, window: DeskWindow) -> None:
        super().__init__(window)
        self._window = window
        shortcuts.add(window, "Ctrl+T", t(_CTX, "新建待办"), self.new, t(_CTX, "窗口"))
        window.today_desk.page.task_asked.connect(self.new_for_line)

    @cached_property
    def page(self) -> TasksPage:
        """The screen, made when it is first turned to."""
        from advisor_desk.ui.pages.tasks.page import TasksPage

        page = TasksPage(self._parts)
        page.client_asked.connect(self._on_client_asked)
        page.lock_asked.connect(self._window.lock_asked)
        return page

    def new(self) -> None:
        """A new task, for the client in sight where the screen is about one."""
        self._asks.new(self._client_in_sight())

    def new_for_line(self) -> None:
        """A new task from 今日, for the client of the line in focus."""
        self._asks.new(self._client_of_line())

    def new_for(self, client: Client) -> None:
        """A new task for a client."""
        self._asks.new(client)

    def plan_for(self, client: Client | None) -> None:
        """A plan from a template, for a client."""
        self._asks.plan(self._window.desk.book.service.plans, client)

    def leave(self) -> None:
        """The book is locked: nothing typed stays in sight."""
        if "_asks" in self.__dict__:
            self._asks.close_all()

    @cached_property
    def _parts(self) -> TasksParts:
        from advisor_desk.ui.pages.tasks.parts import TasksParts
        from advisor_desk.usecases import log_people
        from advisor_desk.usecases.task_calendar import export_tasks
        from advisor_desk.usecases.task_week import read_week

        window, book = self._window, self._window.desk.book

        def find(typed: str) -> list[log_people.Found]:
            return log_people.find_people(book, typed, book.recent_clients(log_people.MOST_RECENT))

        def export(path: Path) -> int:
            return export_tasks(book, path, partial(t, _CTX))

        return TasksParts(
            read=partial(read_week, book),
            deeds=book,
            find=find,
            export=export,
            trading=book.trading,
            today=window.today,
            jobs=window.jobs,
            notices=window.notices,
        )

    @cached_property
    def _asks(self) -> TaskAsks:
        from advisor_desk.ui.pages.tasks.asks import TaskAsks
        from advisor_desk.ui.pages.tasks.deeds import TaskActions

        asks = TaskAsks(self._parts, TaskActions(self._parts, self), self._window)
        asks.lock_asked.connect(self._window.lock_asked)
        return asks

    def _client_in_sight(self) -> Client | None:
        from advisor_desk.app.desk_window import CLIENTS, TODAY
        from advisor_desk.ui.dialogs.client_box import Client

        window = self._window
        if window.current_code() == TODAY:
            return self._client_of_line()
        row = window.clients.current_row() if window.current_code() == CLIENTS else None
        return None if row is None else Client(row.client_id, row.name)

    def _client_of_line(self) -> Client | None:
        from advisor_desk.ui.dialogs.client_box import Client

        item = self._window.today_desk.page.lines.current()
        if item is None or item.client_id is None:
            return None
        return Client(item.client_id, item.name)

    def _on_client_asked(self, client_id: int) -> None:
        from advisor_desk.app.desk_window import CLIENTS

        self._window.show_page(CLIENTS)
        self._window.clients.go_to(client_id)
