"""The dialogs of 任务与日历: new, changed, put off, dropped, a plan; one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QWidget

from advisor_desk.domain.task import Task
from advisor_desk.ui.dialogs.one_at_a_time import OneDialog
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.tasks import words
from advisor_desk.ui.pages.tasks.deeds import TaskActions
from advisor_desk.ui.pages.tasks.parts import TasksParts

if TYPE_CHECKING:
    from advisor_desk.rules.serviceset import PlanTemplate
    from advisor_desk.ui.dialogs.client_box import Client
    from advisor_desk.ui.dialogs.task_dialog import Moved, TaskFormParts

_CTX: Final = words.CTX


class TaskAsks(OneDialog):
    """Whatever a task needs asked, above `host`."""

    def __init__(self, parts: TasksParts, deeds: TaskActions, host: QWidget) -> None:
        super().__init__(host)
        self._parts, self._deeds = parts, deeds

    def new(self, client: Client | None = None, on: date | None = None) -> None:
        """Ask for a new task, for a client or on a day that is given."""
        from advisor_desk.ui.dialogs.task_dialog import TaskDialog

        if self.dialog is None:
            dialog = TaskDialog(self._form_parts(), parent=self._host)
            dialog.start_with(client, on)
            dialog.made.connect(lambda draft: self._deeds.add([draft], dialog.end))
            self._open(dialog)

    def edit(self, task: Task) -> None:
        """Ask for another day, time or title."""
        from advisor_desk.ui.dialogs.task_dialog import TaskDialog

        if self.dialog is None:
            dialog = TaskDialog(self._form_parts(), task, self._host)

            def on_moved(moved: Moved) -> None:
                self._deeds.move(task, moved, dialog.end)

            dialog.moved.connect(on_moved)
            self._open(dialog)

    def plan(self, plans: Sequence[PlanTemplate], client: Client | None = None) -> None:
        """Ask for a template, a client and a first day."""
        from advisor_desk.ui.dialogs.plan_dialog import PlanDialog

        if self.dialog is None and plans:
            dialog = PlanDialog(self._form_parts(), plans, self._host)
            if client is not None:
                dialog.start_with(client)
            dialog.made.connect(lambda drafts: self._deeds.add(drafts, dialog.end))
            self._open(dialog)

    def snooze(self, task: Task) -> None:
        """Ask for a day and a reason."""
        from advisor_desk.ui.dialogs.snooze_dialog import SnoozeDialog

        if self.dialog is None:
            dialog = SnoozeDialog(self._parts.today(), self._parts.trading, self._host)

            def on_chosen(until: date, reason: str) -> None:
                self._deeds.snooze(task, until, reason, dialog.end)

            dialog.chosen.connect(on_chosen)
            self._open(dialog, words.who(task), task.title)

    def drop(self, task: Task) -> None:
        """Ask for a reason."""
        from advisor_desk.ui.dialogs.snooze_dialog import DROP_REASONS, ReasonDialog

        if self.dialog is None:
            title = t(_CTX, "取消待办") if task.repeat is None else t(_CTX, "取消待办，不再重复")
            dialog = ReasonDialog(title, t(_CTX, "取消待办"), DROP_REASONS, self._host)
            dialog.given.connect(lambda reason: self._deeds.drop(task, reason, dialog.end))
            self._open(dialog, words.who(task), task.title)

    def _form_parts(self) -> TaskFormParts:
        from advisor_desk.ui.dialogs.task_dialog import TaskFormParts

        parts = self._parts
        return TaskFormParts(today=parts.today(), trading=parts.trading, find=parts.find, jobs=parts.jobs)
