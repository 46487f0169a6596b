"""What the screen 任务与日历 and its dialogs are given from outside."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from advisor_desk.domain.task import TaskDraft, TaskState
from advisor_desk.domain.trading import TradingDays
from advisor_desk.ui.jobs import Jobs
from advisor_desk.ui.notices import Notices
from advisor_desk.usecases.log_people import Found
from advisor_desk.usecases.task_week import TaskWeek


class TaskDeeds(Protocol):
    """What can be done with tasks. A book satisfies it; every method runs in the book's lane."""

    def add_tasks(self, drafts: Sequence[TaskDraft]) -> list[str]:
        """Make several in one transaction."""

    def close_task(self, task_id: str, state: TaskState, note: str = "") -> str | None:
        """Done or dropped."""

    def end_series(self, task_id: str, note: str = "") -> None:
        """Drop a task without a next one."""

    def reopen_task(self, task_id: str) -> None:
        """Take a closing or a snooze back."""

    def snooze_task(self, task_id: str, until: date, reason: str) -> None:
        """Out of sight until a day."""

    def move_task(self, task_id: str, due_on: date, minute: int | None, title: str) -> None:
        """Another day, time or title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TasksParts:
    """Everything the screen works with. `read` gets the week's Monday; `find` looks for clients;
    `export` writes the calendar file and says how many tasks are in it.
    """

    read: Callable[[date], TaskWeek]
    deeds: TaskDeeds
    find: Callable[[str], Sequence[Found]]
    export: Callable[[Path], int]
    trading: TradingDays
    today: Callable[[], date]
    jobs: Jobs
    notices: Notices
