"""What is done with tasks: in the book's lane, told with a way back."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import QObject

from advisor_desk.domain.task import Task, TaskDraft, TaskState
from advisor_desk.errors import DeskError
from advisor_desk.ui.dialogs.task_dialog import Moved
from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import BookChange, WriteJob
from advisor_desk.ui.pages.tasks.parts import TasksParts

_CTX: Final = "Tasks"
TOPICS: Final = frozenset({"tasks"})
Ended = Callable[[DeskError | None], None]
"""Told None when a deed is done, else why it was not."""


class TaskActions(QObject):
    """Carries deeds out; the last one can be taken back."""

    def __init__(self, parts: TasksParts, parent: QObject) -> None:
        super().__init__(parent)
        self._parts = parts
        self._undo: Callable[[], object] | None = None

    def add(self, drafts: Sequence[TaskDraft], on_end: Ended) -> None:
        """Make tasks; taking it back drops them."""
        deeds = self._parts.deeds
        made: list[str] = []

        def do() -> None:
            made.extend(deeds.add_tasks(drafts))

        def undo() -> None:
            for task_id in made:
                deeds.end_series(task_id, t(_CTX, "新建后立即撤销"))

        said = t(_CTX, "已建 %n 项待办", len(drafts))
        self._run(do, said, undo, on_end)

    def done(self, task: Task) -> None:
        """It is done."""
        deeds = self._parts.deeds
        self._run(
            lambda: deeds.close_task(task.id, TaskState.DONE),
            t(_CTX, "已完成"),
            lambda: deeds.reopen_task(task.id),
        )

    def drop(self, task: Task, reason: str, on_end: Ended) -> None:
        """It is not to be done; a repeating one ends."""
        deeds = self._parts.deeds
        self._run(
            lambda: deeds.end_series(task.id, reason),
            t(_CTX, "已取消待办"),
            lambda: deeds.reopen_task(task.id),
            on_end,
        )

    def snooze(self, task: Task, until: date, reason: str, on_end: Ended) -> None:
        """Out of sight until a day."""
        deeds = self._parts.deeds
        self._run(
            lambda: deeds.snooze_task(task.id, until, reason),
            t(_CTX, "已推后到 {day}").format(day=until.isoformat()),
            lambda: deeds.reopen_task(task.id),
            on_end,
        )

    def move(self, task: Task, moved: Moved, on_end: Ended) -> None:
        """Another day, time or title."""
        deeds = self._parts.deeds
        self._run(
            lambda: deeds.move_task(task.id, moved.due_on, moved.minute, moved.title),
            t(_CTX, "已保存修改"),
            lambda: deeds.move_task(task.id, task.due_on, task.minute, task.title),
            on_end,
        )

    def undo(self) -> None:
        """Take the last deed back, once."""
        undo, self._undo = self._undo, None
        if undo is not None:
            self._parts.jobs.start(
                WriteJob(
                    run=lambda _context: undo(),
                    done=lambda _answer: self._parts.notices.done(t(_CTX, "已撤销")),
                    owner=self,
                    change=BookChange(TOPICS),
                )
            )

    def forget(self) -> None:
        """The book is locked: nothing is left to take back."""
        self._undo = None

    def _run(
        self,
        do: Callable[[], object],
        said: str,
        undo: Callable[[], object],
        on_end: Ended | None = None,
    ) -> None:
        def on_done(_answer: object) -> None:
            if on_end is not None:
                on_end(None)
            self._undo = undo
            self._parts.notices.done(said, (t(_CTX, "撤销"), self.undo))

        self._parts.jobs.start(
            WriteJob(
                run=lambda _context: do(),
                done=on_done,
                failed=on_end,
                owner=self,
                change=BookChange(TOPICS),
            )
        )
