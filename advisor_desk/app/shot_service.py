"""The scenes of service for `shots`: the day, the week, the board, the quick log, the client's service."""

from dataclasses import replace
from typing import Final

from PySide6.QtWidgets import QWidget

from advisor_desk.app.desk_window import BOARD, CLIENTS, TASKS, TODAY
from advisor_desk.app.scenes import Scene, Scenes
from advisor_desk.app.shot_service_dialogs import ServiceDialogScenes
from advisor_desk.domain.client_query import ClientQuery, View
from advisor_desk.domain.moment import MomentState
from advisor_desk.domain.today import TodayKind
from advisor_desk.ui import discreet
from advisor_desk.ui.quick_log.window import QuickLogWindow

SERVICE_SCREENS: Final = (
    *("today-quiet", "today-discreet", "tasks", "tasks-discreet", "task-new", "plan-start"),
    *("board", "board-moves", "board-service", "board-discreet"),
    *("quick-log", "quick-log-filled", "quick-log-discreet", "quick-log-more"),
    *("quick-log-outlet", "quick-log-prospect"),
    *("client360-service", "client360-held-back", "client360-journey", "client360-timeline"),
    *("rhythm", "life-event", "life-stage", "entitlement", "service-file", "record", "correct"),
    *("withdraw", "consent", "attachment", "snooze", "suppress"),
)


def put_away(log: QuickLogWindow) -> None:
    """A picture leaves no draft and no outlet of the day in the book."""
    if log.form.outlet.outlet_on() is not None:
        log.form.outlet.toggle()
    log.clear()
    log.hide()


class ServiceScenes(Scenes):
    """Each scene turns to its page or opens its window; `settle` waits until nothing is under way."""

    def begin(self) -> dict[str, Scene]:
        """The first screen: the day as it opens."""
        return {"today": lambda: self._window.show_page(TODAY)}

    def all(self) -> dict[str, Scene]:
        """Screen name to what shows it; a scene that returns a widget is drawn from that widget."""
        return {
            "today-quiet": self._quiet,
            "today-discreet": lambda: self._hidden(TODAY),
            "tasks": self._tasks,
            "tasks-discreet": lambda: self._hidden(TASKS),
            "task-new": self._new_task,
            "plan-start": self._plan,
            "board": self._board,
            "board-moves": lambda: self._board(pages=1),
            "board-service": lambda: self._board(pages=100),
            "board-discreet": self._hidden_board,
            "quick-log": lambda: self._log(filled=False),
            "quick-log-filled": lambda: self._log(filled=True),
            "quick-log-discreet": self._hidden_log,
            "quick-log-more": self._more,
            "quick-log-outlet": self._outlet,
            "quick-log-prospect": self._prospect,
            "client360-service": lambda: self._client("service"),
            "client360-held-back": self._held_back,
            "client360-journey": lambda: self._client("journey"),
            "client360-timeline": lambda: self._client("timeline"),
            **ServiceDialogScenes(self._window, self._desk, self._settle).all(),
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

    def _board(self, pages: int = 0) -> None:
        discreet.set_on(False)
        self._window.show_page(BOARD)
        self._settle()
        body = self._window.board.body
        if body is not None:
            bar = body.verticalScrollBar()
            bar.setValue(pages * bar.pageStep())

    def _hidden(self, page: str) -> None:
        """A page as it is over a shoulder."""
        self._window.show_page(page)
        if page == TODAY:
            self._window.today_desk.page.refresh()
        self._settle()
        discreet.set_on(True)

    def _hidden_board(self) -> None:
        self._board(pages=1)
        discreet.set_on(True)

    def _quiet(self) -> None:
        """A day on which nothing is due: the five longest uncontacted."""
        from advisor_desk.usecases.today_lines import of_contact

        discreet.set_on(False)
        self._window.show_page(TODAY)
        self._settle()
        page, book = self._window.today_desk.page, self._desk.book
        if page.day is not None:
            rules = book.service.today
            found = book.longest_uncontacted(rules.quiet)
            quiet = tuple(of_contact(due, TodayKind.QUIET, book.as_of, rules) for due in found)
            page.show_day(
                replace(page.day, view=replace(page.day.view, items=(), totals={}, quiet=quiet, unsent=0))
            )

    def _hidden_log(self) -> QWidget | None:
        log = self._log(filled=True)
        discreet.set_on(True)
        return log

    def _more(self) -> QWidget | None:
        """Everything that is folded away, open."""
        log = self._log(filled=True)
        for fold in log.form.more.folds.values():
            fold.set_open(is_open=True)
        self._settle()
        log.area.verticalScrollBar().setValue(log.area.verticalScrollBar().maximum())
        return log

    def _outlet(self) -> QWidget | None:
        """A morning at a bank's outlet."""
        log = self._log(filled=False)
        log.form.outlet.toggle()
        log.form.outlet.partner.set_text("江海银行")
        log.form.outlet.outlet.set_text("滨江支行")
        log.form.outlet.start_button.click()
        self._settle()
        return log

    def _prospect(self) -> QWidget | None:
        """A visitor whom nobody knows."""
        log = self._log(filled=False)
        log.form.people.prospect_asked.emit("林念之")
        self._settle()
        return log

    def _log(self, *, filled: bool) -> QuickLogWindow:
        """The window of the quick log for the wealthiest person of the second tier."""
        discreet.set_on(False)
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

    def _held_back(self) -> None:
        """A client of whom the rules keep something back, each reason in sight."""
        kept = self._desk.book.moments({MomentState.SUPPRESSED})
        by_rule = [one.moment.client_id for one in kept if one.moment.suppressed_by]
        if by_rule:
            self._client("service", by_rule[-1])
            body = self._window.detail.body
            if body is not None:
                body.service.held_back.set_open(is_open=True)

    def _client(self, card: str, client_id: int | None = None) -> None:
        """One card of a client, or of the wealthiest person of the second tier."""
        discreet.set_on(False)
        self._window.show_page(CLIENTS)
        rows = self._desk.book.page(ClientQuery(View.HNW), 0, 1)
        if rows:
            self._window.clients.go_to(client_id or rows[0].client_id)
        self._settle()
        body = self._window.detail.body
        if body is not None:
            body.scroller.ensureWidgetVisible(getattr(body, card), 0, 400)
