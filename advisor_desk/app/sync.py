"""The sync in an open desk: the screen, Ctrl+Shift+S from any screen, rounds by the clock, the status bar.

A round runs beside the window (`sync_lane`): the person goes on working. Trouble never opens a dialog.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer

from advisor_desk.app.rest import AtRest
from advisor_desk.app.sync_files import AskPath, ask_to_open, ask_to_save, question_of
from advisor_desk.app.sync_lane import Beside, BookLane, Ended, LaneBook
from advisor_desk.domain.sync_view import RulesView, SyncView
from advisor_desk.errors import DeskError, OutsideFailed, UserCanFix
from advisor_desk.ui import shortcuts
from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import BookChange, JobContext, Progress, ReadJob, WriteJob
from advisor_desk.ui.pages.sync.parts import CTX, TOPIC, RunKind, RunState, SyncParts

if TYPE_CHECKING:
    from advisor_desk.app.desk_window import DeskWindow
    from advisor_desk.app.sync_work import HubWork
    from advisor_desk.storage.desk_sync import DeskSync
    from advisor_desk.ui.dialogs.enroll_dialog import EnrollDialog
    from advisor_desk.ui.pages.sync.page import SyncPage
    from advisor_desk.ui.pages.sync.parts import RoundFigures
    from advisor_desk.usecases.run_sync import Reply
    from advisor_desk.wire.courier import HubFile

EVERY_S: Final = 30 * 60
_FIRST_S: Final = 30.0
"""The first round waits until the day has been read, and is spread over the minutes after."""
_LOOK_MS: Final = 300
_MINUTE_MS: Final = 60_000
_CLIENTS: Final = "clients"
_DONE: Final = "DONE"
_CANCELLED: Final = "CANCELLED"


class SyncDesk(QObject):
    """Makes the page 同步与数据 and runs the rounds. `ask_to_save` and `ask_to_open` name a sealed file."""

    def __init__(self, window: DeskWindow) -> None:
        super().__init__(window)
        self._window = window
        self._lane = BookLane(window.jobs, self)
        self._beside: Beside[Any] | None = None
        self._failures = 0
        self._is_left = False
        self.chance: Callable[[], float] = random.random
        self.ask_to_save: AskPath = ask_to_save
        self.ask_to_open: AskPath = ask_to_open
        self.state = RunState()
        self.view = SyncView(None)
        self.dialog: EnrollDialog | None = None
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self._on_time)
        self._look_timer = QTimer(self)
        self._look_timer.setSingleShot(True)
        self._look_timer.setInterval(_LOOK_MS)
        self._look_timer.timeout.connect(self._look)
        self._minute = QTimer(self)
        self._minute.setInterval(_MINUTE_MS)
        self._minute.timeout.connect(self._show_line)
        self.purge_backup = AtRest(lambda: self.book.backup_if_due(), window.jobs, self)
        shortcuts.add(window, "Ctrl+Shift+S", t(CTX, "立即同步"), self.sync_now, t(CTX, "窗口"))
        window.jobs.book_changed.connect(self._on_book_changed)

    @cached_property
    def page(self) -> SyncPage:
        """The screen, made when it is first turned to."""
        from advisor_desk.ui.pages.sync.page import SyncPage

        window = self._window
        page = SyncPage(
            SyncParts(
                read=self._read_page,
                deeds=self.book,
                now=self.now,
                jobs=window.jobs,
                notices=window.notices,
            )
        )
        page.sync_asked.connect(self.sync_now)
        page.cancel_asked.connect(self.cancel)
        page.enroll_asked.connect(self.enroll)
        page.export_asked.connect(self.export)
        page.import_asked.connect(self.take_in)
        page.client_asked.connect(self._on_client_asked)
        page.view_read.connect(self._on_read)
        page.show_run(self.state)
        return page

    @cached_property
    def book(self) -> DeskSync:
        """The open book as a round sees it; used in the book's lane."""
        from advisor_desk.storage.desk_sync import DeskSync

        return DeskSync(self._window.desk.book)

    @cached_property
    def work(self) -> HubWork:
        """What is done beside the window."""
        from advisor_desk.app.sync_work import HubWork

        return HubWork(self._window.desk.book.around.clock)

    def now(self) -> datetime:
        """The time by the desk's clock, in this machine's zone."""
        return datetime.fromtimestamp(self._window.desk.book.around.clock(), UTC).astimezone()

    def begin(self) -> None:
        """The first screen has been read: show how the sync stands, plan the first round."""
        self._minute.start()
        self._look()

    @property
    def is_running(self) -> bool:
        """True while anything is under way beside the window."""
        return self._beside is not None

    def sync_now(self) -> None:
        """What Ctrl+Shift+S does: the screen, and a round unless one is under way."""
        from advisor_desk.app.desk_window import SYNC

        self._window.show_page(SYNC)
        if self.view.identity is not None and not self.is_running:
            self._start_round()
        elif self.view.identity is None:
            self._look(then_start=True)

    def cancel(self) -> None:
        """Stop the round at its next step; what was sent stays sent."""
        if self.is_running:
            self._stop_beside()
            self._show_state(replace(self.state, kind=RunKind.STOPPING))

    def _stop_beside(self) -> None:
        if self._beside is not None:
            self._beside.cancel()

    def enroll(self) -> None:
        """Open the dialog that makes this book somebody's."""
        from advisor_desk.ui.dialogs.enroll_dialog import EnrollDialog

        if self.is_running or self.dialog is not None:
            return
        self.dialog = dialog = EnrollDialog(self._window)
        dialog.asked.connect(self._on_enroll_asked)
        dialog.stop_asked.connect(self._stop_beside)
        dialog.lock_asked.connect(self._window.lock_asked)
        dialog.finished.connect(self._on_dialog_finished)
        dialog.open()

    def export(self) -> None:
        """Write what waits to a sealed file."""
        path = None if self.is_running else self.ask_to_save(self._window)
        if path is not None:
            work = self.work.export
            self._run(lambda book, context: work(book, path, context), "seal", self._on_exported)

    def take_in(self) -> None:
        """Open what head office gave in reply to a sealed file, say what it would do, and take it in."""
        path = None if self.is_running else self.ask_to_open(self._window)
        if path is not None:
            work = self.work.read_reply
            self._run(lambda book, context: work(book, path, context), "unseal", self._on_reply_read)

    def leave(self) -> None:
        """The book is locked: whatever is under way ends, nothing of it reaches the book any more."""
        self._is_left = True
        for timer in (self.timer, self._look_timer, self._minute):
            timer.stop()
        self._stop_beside()
        self.purge_backup.stop()
        self._lane.shut()
        if self.dialog is not None:
            self.dialog.discard()

    # Rounds.

    def _start_round(self) -> None:
        work = self.work.round
        self._run(work, "hello", self._on_round)

    def _run(
        self,
        work: Callable[[LaneBook, JobContext], Any],
        stage: str,
        ended: Callable[[LaneBook, Ended], None],
    ) -> None:
        """Begin something beside the window; the book is reached through its lane alone."""
        self.timer.stop()
        book = LaneBook(self.book, self._lane)
        self._beside = beside = Beside(partial(work, book), self._lane)
        beside.told.connect(self._on_told)
        beside.ended.connect(partial(self._on_ended, book, ended))
        if stage:
            self._show_state(
                RunState(kind=RunKind.RUNNING, waiting=self.view.waiting, progress=Progress(0, stage=stage))
            )
        beside.start()

    def _on_told(self, step: Progress) -> None:
        if self.state.is_running:
            self._show_state(replace(self.state, progress=step))

    def _on_ended(self, book: LaneBook, then: Callable[[LaneBook, Ended], None], ended: Ended) -> None:
        beside, self._beside = self._beside, None
        if beside is not None:
            beside.deleteLater()
        if ended.cause is not None:
            self._window.notices.bug.emit(ended.error, ended.cause)
        then(book, ended)
        self._plan(ended)
        if book.has_changed and not self._is_left:
            self._bring_up_to_date()
        else:
            self._window.jobs.book_changed.emit(BookChange(frozenset({TOPIC}), frozenset()))

    def _bring_up_to_date(self) -> None:
        """What came is told once the figures follow it: rules may be among it."""
        desk, jobs = self._window.desk, self._window.jobs
        change = BookChange(frozenset({_CLIENTS, TOPIC}))

        def rolled(was_counted: bool) -> None:  # noqa: FBT001
            if was_counted:
                self._window.today_desk.run_rules()

        def failed(error: DeskError) -> None:
            jobs.book_changed.emit(change)
            self._window.notices.error(error)

        roll = WriteJob(
            run=lambda _context: desk.roll(), done=rolled, failed=failed, owner=self, change=change
        )
        jobs.start(roll)

    def _on_round(self, _book: LaneBook, ended: Ended) -> None:
        if ended.error is not None:
            self._show_state(RunState(kind=RunKind.FAILED, waiting=self.state.waiting, error=ended.error))
        elif ended.was_cancelled:
            self._show_state(RunState(kind=RunKind.CANCELLED, waiting=self.state.waiting))
        else:
            self._show_round(*ended.value)

    def _show_round(self, outcome: str, figures: RoundFigures) -> None:
        kind, error = RunKind.DONE, None
        if outcome == _CANCELLED:
            kind = RunKind.CANCELLED
        elif outcome != _DONE:
            kind, error = RunKind.FAILED, UserCanFix(outcome)
        self._show_state(RunState(kind=kind, waiting=self.state.waiting, figures=figures, error=error))
        self._tell_who_left(figures)

    def _tell_who_left(self, figures: RoundFigures) -> None:
        """Whoever worked on a client who has left finds another one in sight: say why, on whatever screen."""
        from advisor_desk.app.desk_window import SYNC

        if figures.purged_clients and self._window.current_code() != SYNC:
            said = t(CTX, "%n 位客户已转给其他顾问，资料已从本机移除。", figures.purged_clients)
            self._window.notices.info(said, t(CTX, "没记完的内容都还在，请核对记的是哪一位。"))

    def _on_exported(self, _book: LaneBook, ended: Ended) -> None:
        self._show_state(RunState())
        if ended.error is not None:
            self._window.notices.error(ended.error)
        elif not ended.was_cancelled:
            name, count = ended.value
            said = t(CTX, "封装文件已写好：{name}").format(name=name)
            self._window.notices.info(
                said, t(CTX, "内有 %n 条记录。请带到总部，再把总部给的回执文件导入。", count)
            )

    def _on_reply_read(self, _book: LaneBook, ended: Ended) -> None:
        self._show_state(RunState())
        if ended.error is not None:
            self._window.notices.error(ended.error)
        elif not ended.was_cancelled:
            file, reply = ended.value
            QTimer.singleShot(0, self, lambda: self._ask_to_take_in(file, reply))

    def _ask_to_take_in(self, file: HubFile, reply: Reply) -> None:
        """The preview: what taking the answer in would do."""
        question = question_of(reply, self.now())
        if self._window.notices.confirm(question, t(CTX, "导入")) and not self.is_running:
            work = self.work.take_in
            self._run(lambda book, context: work(book, file, context), "unseal", self._on_round)

    def _plan(self, ended: Ended) -> None:
        """When the next round is due: soon after a line that broke, else after the usual while."""
        from advisor_desk.sync.backoff import next_in

        is_outside = isinstance(ended.error, OutsideFailed)
        self._failures = self._failures + 1 if is_outside else 0
        asked = ended.error.params.get("retry_after") if ended.error is not None else 0
        wait = next_in(EVERY_S, self._failures, self.chance, asked if isinstance(asked, int) else 0)
        self._start_timer(wait)

    def _start_timer(self, seconds: float) -> None:
        if not self._is_left:
            self.timer.start(int(seconds * 1_000))

    def _on_time(self) -> None:
        """A round by the clock: nothing is turned to, nothing pops up."""
        if self.is_running or self.dialog is not None or self.view.identity is None:
            self._start_timer(EVERY_S)
        else:
            self._start_round()

    # Enrolment.

    def _on_enroll_asked(self, address: str, code: str) -> None:
        work = self.work.enroll
        self._run(lambda book, context: work(book, address, code, context), "", self._on_enrolled)

    def _on_enrolled(self, book: LaneBook, ended: Ended) -> None:
        dialog = self.dialog
        if ended.value is None:
            if dialog is not None:
                dialog.refuse(ended.error)
            return
        book.has_changed = True
        advisor, branch = ended.value
        if dialog is not None:
            dialog.accept()
        words = t(CTX, "已登记：顾问 {advisor}，网点 {branch}。")
        self._window.notices.done(words.format(advisor=advisor, branch=branch))
        QTimer.singleShot(0, self, lambda: self._look(then_start=True))

    def _on_dialog_finished(self, _result: int) -> None:
        self.dialog = None

    # What is shown.

    def _show_state(self, state: RunState) -> None:
        self.state = state
        if "page" in self.__dict__:
            self.page.show_run(state)
        self._show_line()

    def _show_line(self) -> None:
        from advisor_desk.ui.sync_line import line_of

        self._window.status.show_sync(line_of(self.view, self.state, self.now()))

    def _on_book_changed(self, change: BookChange) -> None:
        if change.topics and not self._is_left:
            self._look_timer.start()

    def _look(self, *, then_start: bool = False) -> None:
        """Read how the sync stands; of a book that is nobody's yet only that."""
        if self._is_left:
            return
        self._window.jobs.start(
            ReadJob(
                run=lambda _context: self._read_line(),
                done=partial(self._on_looked, then_start=then_start),
                owner=self,
            )
        )

    def _read_page(self) -> SyncView:
        troubles = tuple(RulesView(one.name, one.code) for one in self._window.desk.rules_troubles)
        return replace(self.book.view(), rules=troubles)

    def _read_line(self) -> tuple[SyncView, bool]:
        if self.book.identity() is None:
            return SyncView(None), False
        return self.book.view(), self.book.is_backup_urgent()

    def _on_looked(self, read: tuple[SyncView, bool], *, then_start: bool) -> None:
        view, is_backup_urgent = read
        if is_backup_urgent and not self._is_left:
            self.purge_backup.ask()
        self._on_read(view)
        if then_start and view.identity is not None and not self.is_running:
            self._start_round()

    def _on_read(self, view: SyncView) -> None:
        was_nobody, self.view = self.view.identity is None, view
        if was_nobody and view.identity is not None and not self.timer.isActive():
            from advisor_desk.sync.backoff import SPREAD_SECONDS

            self._start_timer(_FIRST_S + (SPREAD_SECONDS - _FIRST_S) * self.chance())
        self._show_line()

    def _on_client_asked(self, client_id: int) -> None:
        from advisor_desk.app.desk_window import CLIENTS

        self._window.show_page(CLIENTS)
        self._window.clients.go_to(client_id)
