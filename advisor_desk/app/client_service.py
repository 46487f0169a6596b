"""What a person does on the service cards of the client page: carried out, told, taken back.

Dialogs are opened one at a time and close on a lock. Each change is told to every screen at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, cast

from PySide6.QtCore import QObject

from advisor_desk.app.client_papers import ClientPapers
from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import BookChange, WriteJob
from advisor_desk.ui.pages.client360.service_ask import Deed, ServiceAsk

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtWidgets import QDialog

    from advisor_desk.app.desk_window import DeskWindow
    from advisor_desk.domain.entitlement import EntitlementBalance
    from advisor_desk.domain.interaction import RecordedInteraction
    from advisor_desk.domain.journey import LifeEventLine
    from advisor_desk.domain.moment import KeptMoment
    from advisor_desk.domain.task import Task
    from advisor_desk.errors import DeskError
    from advisor_desk.ui.dialogs.correct_dialog import Corrected
    from advisor_desk.ui.dialogs.snooze_dialog import ReasonDialog
    from advisor_desk.ui.pages.client360.timeline_reader import ServiceReading, Whole
    from advisor_desk.ui.pages.client360.view import PageView

_CTX = "ClientService"
TOPICS: Final = frozenset({"clients", "service"})

Do = Callable[[], object]


class ClientServiceDesk(QObject):
    """The deeds of the client page's service parts, one dialog at a time."""

    def __init__(self, window: DeskWindow) -> None:
        super().__init__(window)
        self._window = window
        self._book = window.desk.book
        self._open: QDialog | None = None
        self.papers = ClientPapers(window, self)
        self._deeds: dict[Deed, Callable[[PageView, ServiceAsk], None]] = {
            Deed.TASK_DONE: self._task_done,
            Deed.TASK_SNOOZE: self._task_snooze,
            Deed.MOMENT_DONE: self._moment_done,
            Deed.MOMENT_SNOOZE: self._moment_snooze,
            Deed.MOMENT_SUPPRESS: self._moment_suppress,
            Deed.COMPLAINT_CLOSE: self._complaint_close,
            Deed.RHYTHM: self._rhythm,
            Deed.LIFE_EVENT: self._life_event,
            Deed.LIFE_EVENT_REMOVE: self._life_event_remove,
            Deed.LIFE_STAGE: self._life_stage,
            Deed.BOOK: self._entitlement,
            Deed.USE: self._entitlement,
            Deed.CORRECT: self._correct,
            Deed.WITHDRAW: self._withdraw,
            Deed.VIEW_STRICT: self._view_strict,
            Deed.ATTACHMENT: self.papers.show_attachment,
            Deed.PRINT: self.papers.ask_file,
        }

    def reading(self) -> ServiceReading:
        """How the page reads what it shows."""
        from advisor_desk.ui.pages.client360.timeline_reader import ServiceReading
        from advisor_desk.usecases.client_service import client_service

        book = self._book

        def record(event_id: str) -> Whole:
            found = book.recorded(event_id)
            return found, book.attachments(found.made.attachments)

        return ServiceReading(
            service=lambda review: client_service(book, review), search=book.timeline_search, record=record
        )

    def act(self, ask: ServiceAsk) -> None:
        """Do what was asked for the client in sight."""
        view = self._window.detail.view
        if view is not None and view.service is not None and self._open is None:
            self._deeds[ask.deed](view, ask)

    def leave(self) -> None:
        """The book is locked: nothing typed stays in sight."""
        self.papers.leave()
        if self._open is not None:
            self._open.done(0)

    @property
    def dialog(self) -> QDialog | None:
        """The dialog that is open."""
        return self._open

    def show_dialog(self, dialog: QDialog) -> None:
        """Open `dialog` over the window; another waits until it is gone."""
        self._open = dialog
        dialog.finished.connect(self._on_finished)
        if hasattr(dialog, "lock_asked"):
            dialog.lock_asked.connect(self._window.lock_asked)
        dialog.open()

    def run(
        self, view: PageView, do: Do, said: str, undo: Do | None = None, dialog: ReasonDialog | None = None
    ) -> None:
        """Do it in the book's lane, say so with a way back; what the book refuses is told in the dialog."""
        client_id, window = view.review.row.client_id, self._window
        change = BookChange(TOPICS, frozenset({client_id}))

        def done(_answer: object) -> None:
            if dialog is not None:
                dialog.accept()
            back = (t(_CTX, "撤销"), lambda: self._take_back(undo, change)) if undo is not None else None
            window.notices.done(said, back)

        job = WriteJob(
            run=lambda _context: do(),
            done=done,
            failed=dialog.tell if dialog is not None else self._refused,
            owner=self,
            change=change,
        )
        window.jobs.start(job)

    def _take_back(self, undo: Do, change: BookChange) -> None:
        self._window.jobs.start(
            WriteJob(
                run=lambda _context: undo(),
                done=lambda _none: self._window.notices.done(t(_CTX, "已撤销")),
                owner=self,
                change=change,
            )
        )

    def _refused(self, error: DeskError) -> None:
        self._window.notices.error(error)

    def _on_finished(self, _result: int) -> None:
        self._open = None

    # Tasks and moments.

    def _task_done(self, view: PageView, ask: ServiceAsk) -> None:
        from advisor_desk.domain.task import TaskState

        task = cast("Task", ask.subject)
        book = self._book
        said, undo = t(_CTX, "已完成"), lambda: book.reopen_task(task.id)
        self.run(view, lambda: book.close_task(task.id, TaskState.DONE), said, undo)

    def _task_snooze(self, view: PageView, ask: ServiceAsk) -> None:
        task = cast("Task", ask.subject)
        book = self._book
        self._snooze(
            view, lambda until, why: book.snooze_task(task.id, until, why), lambda: book.reopen_task(task.id)
        )

    def _moment_done(self, view: PageView, ask: ServiceAsk) -> None:
        from advisor_desk.domain.moment import MomentState

        key, book = _key(ask), self._book
        undo = lambda: book.reopen_moment(key)  # noqa: E731
        self.run(view, lambda: book.close_moment(key, MomentState.DONE, ""), t(_CTX, "已处理"), undo)

    def _moment_snooze(self, view: PageView, ask: ServiceAsk) -> None:
        key, book = _key(ask), self._book
        self._snooze(
            view, lambda until, why: book.snooze_moment(key, until, why), lambda: book.reopen_moment(key)
        )

    def _moment_suppress(self, view: PageView, ask: ServiceAsk) -> None:
        from advisor_desk.domain.moment import MomentState
        from advisor_desk.ui.dialogs.snooze_dialog import SUPPRESS_REASONS

        key, book = _key(ask), self._book
        dialog = self._ask_reason(t(_CTX, "不再提醒"), t(_CTX, "不再提醒"), SUPPRESS_REASONS)
        undo = lambda: book.reopen_moment(key)  # noqa: E731
        dialog.given.connect(
            lambda why: self.run(
                view,
                lambda: book.close_moment(key, MomentState.SUPPRESSED, why),
                t(_CTX, "不再提醒"),
                undo,
                dialog,
            )
        )

    def _snooze(self, view: PageView, snooze: Callable[[date, str], object], undo: Do) -> None:
        from advisor_desk.ui.dialogs.snooze_dialog import SnoozeDialog

        dialog = SnoozeDialog(self._book.as_of, self._book.trading, self._window)
        dialog.chosen.connect(
            lambda until, why: self.run(view, lambda: snooze(until, why), t(_CTX, "已推后"), undo, dialog)
        )
        self.show_dialog(dialog)

    # Complaint, records.

    def _complaint_close(self, view: PageView, _ask: ServiceAsk) -> None:
        client_id, book = view.review.row.client_id, self._book
        dialog = self._ask_reason(t(_CTX, "投诉结案"), t(_CTX, "结案"))
        dialog.given.connect(
            lambda why: self.run(
                view, lambda: book.close_complaint(client_id, why), t(_CTX, "投诉已结案"), None, dialog
            )
        )

    def _withdraw(self, view: PageView, ask: ServiceAsk) -> None:
        from advisor_desk.ui.labels_record import title

        record = cast("RecordedInteraction", ask.subject)
        book = self._book
        dialog = self._ask_reason(t(_CTX, "撤回记录"), t(_CTX, "撤回"))
        dialog.about.setText(title(record))
        if record.attendees > 1:
            dialog.about.setText(t(_CTX, "同一次沟通的 %n 份记录一起撤回", record.attendees))
        dialog.given.connect(
            lambda why: self.run(
                view, lambda: book.withdraw(record.id, why), t(_CTX, "已撤回，原文保留"), None, dialog
            )
        )

    def _correct(self, view: PageView, ask: ServiceAsk) -> None:
        from advisor_desk.ui.dialogs.correct_dialog import CorrectDialog

        record = cast("RecordedInteraction", ask.subject)
        book = self._book
        dialog = CorrectDialog(record, book.as_of, book.advice, self._window)

        def correct(given: Corrected) -> None:
            said = t(_CTX, "已更正，两份记录都保留")
            self.run(view, lambda: book.correct(record.id, given.made, given.reason), said, None, dialog)

        dialog.corrected.connect(correct)
        self.show_dialog(dialog)

    def _view_strict(self, view: PageView, ask: ServiceAsk) -> None:
        record_id, client_id, book = ask.subject, view.review.row.client_id, self._book
        dialog = self._ask_reason(t(_CTX, "查看严格保密的记录"), t(_CTX, "查看"))

        def look(why: str) -> None:
            body = {"record": record_id, "strict": True, "reason": why}
            job = WriteJob(
                run=lambda _context: book.record_fact("audit.viewed", client_id, body),
                done=lambda _id: self._on_strict_noted(dialog),
                failed=dialog.tell,
                owner=self,
                change=BookChange(frozenset(), frozenset()),
            )
            self._window.jobs.start(job)

        dialog.given.connect(look)

    def _on_strict_noted(self, dialog: ReasonDialog) -> None:
        dialog.accept()
        body = self._window.detail.body
        if body is not None:
            body.timeline.pane.open_strict()

    # Rhythm, life, entitlements.

    def _rhythm(self, view: PageView, _ask: ServiceAsk) -> None:
        from advisor_desk.ui.dialogs.rhythm_dialog import RhythmDialog, RhythmParts

        if view.service is None:
            return
        service = view.service
        parts = RhythmParts(due=service.due, reason=service.rhythm_reason, **self._who(view))
        dialog = RhythmDialog(parts, self._window)
        dialog.changed.connect(lambda: self._window.notices.done(t(_CTX, "已调整联系节奏")))
        self.show_dialog(dialog)

    def _life_event(self, view: PageView, _ask: ServiceAsk) -> None:
        from advisor_desk.ui.dialogs.life_event_dialog import LifeEventDialog, LifeEventParts

        parts = LifeEventParts(trading=self._book.trading, **self._who(view))
        dialog = LifeEventDialog(parts, self._window)
        dialog.added.connect(lambda _id: self._window.notices.done(t(_CTX, "已记录人生事件")))
        self.show_dialog(dialog)

    def _life_event_remove(self, view: PageView, ask: ServiceAsk) -> None:
        line = cast("LifeEventLine", ask.subject)
        book = self._book
        dialog = self._ask_reason(t(_CTX, "撤回人生事件"), t(_CTX, "撤回"))
        dialog.given.connect(
            lambda why: self.run(
                view,
                lambda: book.remove_life_event(line.id, why),
                t(_CTX, "已撤回，原文保留"),
                None,
                dialog,
            )
        )

    def _life_stage(self, view: PageView, _ask: ServiceAsk) -> None:
        from advisor_desk.ui.dialogs.life_stage_dialog import LifeStageDialog

        if view.service is None:
            return
        client_id, book = view.review.row.client_id, self._book
        dialog = LifeStageDialog(view.service.journey, self._window)
        dialog.chosen.connect(
            lambda stage, why: self.run(
                view,
                lambda: book.set_life_stage(client_id, stage or None, why),
                t(_CTX, "已更正人生阶段"),
                None,
                dialog,
            )
        )
        self.show_dialog(dialog)

    def _entitlement(self, view: PageView, ask: ServiceAsk) -> None:
        from advisor_desk.domain.entitlement import EntitlementMove
        from advisor_desk.ui.dialogs.entitlement_dialog import EntitlementDialog, EntitlementParts

        if view.service is None:
            return
        balance = cast("EntitlementBalance", ask.subject)
        move = EntitlementMove.BOOK if ask.deed is Deed.BOOK else EntitlementMove.USE
        parts = EntitlementParts(
            rules=view.service.rules.entitlements.get(view.service.tier, ()),
            entries=view.service.entries,
            trading=self._book.trading,
            code=balance.code,
            move=move,
            **self._who(view),
        )
        dialog = EntitlementDialog(parts, self._window)
        dialog.moved.connect(lambda _id: self._window.notices.done(t(_CTX, "已登记权益")))
        self.show_dialog(dialog)

    def _who(self, view: PageView) -> dict[str, Any]:
        row = view.review.row
        return {
            "book": self._book,
            "jobs": self._window.jobs,
            "client_id": row.client_id,
            "client_no": row.client_no,
            "name": row.name,
        }

    def _ask_reason(self, title: str, save: str, usual: tuple[str, ...] = ()) -> ReasonDialog:
        from advisor_desk.ui.dialogs.snooze_dialog import ReasonDialog

        dialog = ReasonDialog(title, save, usual, self._window)
        self.show_dialog(dialog)
        return dialog


def _key(ask: ServiceAsk) -> str:
    return cast("KeptMoment", ask.subject).moment.key
