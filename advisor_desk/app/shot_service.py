"""The scenes of service for `shots`: the day, the week, the board, the quick log, the client's service."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from advisor_desk.app.desk_window import BOARD, CLIENTS, TASKS, TODAY, DeskWindow
from advisor_desk.assembly.desk import Desk
from advisor_desk.domain.client_query import ClientQuery, View
from advisor_desk.ui import discreet


class ServiceScenes:
    """Each scene turns to its page or opens its window; `settle` waits until nothing is under way."""

    def __init__(self, window: DeskWindow, desk: Desk, settle: Callable[[], None]) -> None:
        self._window = window
        self._desk = desk
        self._settle = settle

    def begin(self) -> dict[str, Callable[[], QWidget | None]]:
        """The first screen: the day as it opens."""
        return {"today": lambda: self._window.show_page(TODAY)}

    def all(self) -> dict[str, Callable[[], QWidget | None]]:
        """Screen name to what shows it; a scene that returns a widget is drawn from that widget."""
        return {
            "tasks": self._tasks,
            "task-new": self._new_task,
            "plan-start": self._plan,
            "board": self._board,
            "quick-log": lambda: self._log(filled=False),
            "quick-log-filled": lambda: self._log(filled=True),
            "client360-service": lambda: self._client("service"),
            "client360-journey": lambda: self._client("journey"),
            "client360-timeline": lambda: self._client("timeline"),
        }

    def _tasks(self) -> None:
        discreet.set_on(False)
        self._window.show_page(TASKS)

    def _new_task(self) -> QWidget | None:
        self._window.tasks_desk.new()
        return self._top_dialog()

    def _plan(self) -> QWidget | None:
        self._window.tasks_desk.plan_for(None)
        return self._top_dialog()

    def _top_dialog(self) -> QWidget | None:
        from PySide6.QtWidgets import QApplication

        self._settle()
        return QApplication.activeModalWidget()

    def _board(self) -> None:
        self._window.show_page(BOARD)
        self._settle()

    def _log(self, *, filled: bool) -> QWidget | None:
        """The window of the quick log for the wealthiest person of the second tier."""
        rows = self._desk.book.page(ClientQuery(View.HNW), 0, 1)
        log = self._window.quick_log.open_for([row.client_id for row in rows])
        self._settle()
        if filled:
            book = self._desk.book
            said = (*book.service.phrases[:2], book.advice.forbidden_words[0])
            log.form.note.setPlainText(" ".join(said))
            log.form.next.edit.setText(f"+3 15:30 {book.service.phrases[0]}")
            self._settle()
        return log

    def _client(self, card: str) -> None:
        self._window.show_page(CLIENTS)
        rows = self._desk.book.page(ClientQuery(View.HNW), 0, 1)
        if rows:
            self._window.clients.go_to(rows[0].client_id)
        self._settle()
        body = self._window.detail.body
        if body is not None:
            body.scroller.ensureWidgetVisible(getattr(body, card), 0, 400)
