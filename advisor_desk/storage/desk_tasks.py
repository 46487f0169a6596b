"""The open book with its tasks; below it what clients are owed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from advisor_desk.errors import UserCanFix
from advisor_desk.storage.desk_care import DeskCare

if TYPE_CHECKING:
    from datetime import date

    from advisor_desk.domain.task import Task, TaskDraft, TaskState
    from advisor_desk.storage.engine import Connection


class DeskTasks(DeskCare):
    """Satisfies `usecases.service_ports.TaskBook` and `CareBook`."""

    def add_task(self, draft: TaskDraft) -> str:
        """Make a task; returns its id. Raises as `add_tasks`."""
        return self.add_tasks((draft,))[0]

    def add_tasks(self, drafts: Sequence[TaskDraft]) -> list[str]:
        """Make several in one transaction (a plan).

        Raises UserCanFix: `task.title_needed`, `task.interval_too_small`, `client.unknown`.
        """
        from advisor_desk.storage import tasks

        for draft in drafts:
            if not draft.title.strip():
                raise UserCanFix("task.title_needed")
            if draft.repeat is not None and draft.repeat.every < 1:
                raise UserCanFix("task.interval_too_small")
        with self._book.change() as connection:
            return [
                self._told(connection, tasks.ADDED, tasks.added_body(draft), draft.client_id).id
                for draft in drafts
            ]

    def close_task(self, task_id: str, state: TaskState, note: str = "") -> str | None:
        """Done or dropped; returns the id of the next one when it repeats.

        A series goes on when one of it is dropped: to end it, `end_series`. Raises
        UserCanFix("record.unknown") also for a task that is closed already.
        """
        from advisor_desk.rules.repeats import next_due
        from advisor_desk.storage import tasks

        with self._book.change() as connection:
            task = self._open_task(connection, task_id)
            due = None
            if task.repeat is not None and not tasks.has_next(connection, task_id):
                due = next_due(task.repeat, tasks.series(connection, task_id), self._as_of, self.trading)
            body = {
                "task": task_id,
                "state": state.value,
                "note": note.strip(),
                "next_due": due and due.isoformat(),
            }
            event = self._told(connection, tasks.CLOSED, body, task.client_id)
        return None if due is None else tasks.next_id(event.id)

    def end_series(self, task_id: str, note: str = "") -> None:
        """Drop an open task without a next one. Raises UserCanFix("record.unknown")."""
        from advisor_desk.storage import tasks

        body = {"task": task_id, "state": "DROPPED", "note": note.strip(), "next_due": None}
        with self._book.change() as connection:
            self._told(connection, tasks.CLOSED, body, self._open_task(connection, task_id).client_id)

    def reopen_task(self, task_id: str) -> None:
        """Take a closing or a snooze back (undo); the next occurrence that it made is dropped."""
        from advisor_desk.storage import tasks

        with self._book.change() as connection:
            task = self._task(connection, task_id)
            self._told(connection, tasks.REOPENED, {"task": task_id}, task.client_id)

    def snooze_task(self, task_id: str, until: date, reason: str) -> None:
        """Out of sight until a day, with a reason.

        Raises UserCanFix: `record.unknown`, `snooze.reason_needed`, `snooze.day_past`.
        """
        from advisor_desk.storage import tasks

        self._demand_snooze(until, reason)
        body = {"task": task_id, "until": until.isoformat(), "reason": reason.strip()}
        with self._book.change() as connection:
            self._told(connection, tasks.SNOOZED, body, self._open_task(connection, task_id).client_id)

    def move_task(self, task_id: str, due_on: date, minute: int | None, title: str) -> None:
        """Another day, time or title. Raises UserCanFix: `record.unknown`, `task.title_needed`."""
        from advisor_desk.storage import tasks

        if not title.strip():
            raise UserCanFix("task.title_needed")
        body = {"task": task_id, "due": due_on.isoformat(), "minute": minute, "title": title.strip()}
        with self._book.change() as connection:
            self._told(connection, tasks.MOVED, body, self._open_task(connection, task_id).client_id)

    def tasks(
        self,
        first: date | None = None,
        last: date | None = None,
        *,
        client_id: int | None = None,
        is_open_only: bool = True,
    ) -> list[Task]:
        """Tasks due within the days given (None: without bound), by day, minute and title."""
        from advisor_desk.storage import tasks

        with self._book.read() as connection:
            return tasks.read(connection, tasks.Span(first, last, client_id, is_open_only))

    def _demand_snooze(self, until: date, reason: str) -> None:
        if not reason.strip():
            raise UserCanFix("snooze.reason_needed")
        if until <= self._as_of:
            raise UserCanFix("snooze.day_past")

    def _task(self, connection: Connection, task_id: str) -> Task:
        from advisor_desk.storage import tasks

        found = tasks.one(connection, task_id)
        if found is None:
            raise UserCanFix("record.unknown")
        return found

    def _open_task(self, connection: Connection, task_id: str) -> Task:
        task = self._task(connection, task_id)
        if task.state.value != "OPEN":
            raise UserCanFix("record.unknown")
        return task
