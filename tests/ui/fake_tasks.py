"""A book of invented tasks that keeps what was done to them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from advisor_desk.domain.task import Repeat, RepeatFrom, RepeatUnit, Task, TaskDraft, TaskKind, TaskState
from advisor_desk.errors import UserCanFix
from advisor_desk.usecases.log_people import Found
from advisor_desk.usecases.rules_catalog import shipped_service
from advisor_desk.usecases.task_week import TaskWeek, week_days
from advisor_desk.usecases.trading_calendar import known_until

DAY = date(2026, 11, 20)
"""A Friday."""
PEOPLE = (Found(1, "C1", "欧阳雨桐"), Found(2, "C2", "张文博"), Found(3, "C3", "张三"))


def task(number: int, title: str, ahead: int, **more: object) -> Task:
    """A task so many days from the day."""
    made = Task(
        id=f"T{number}",
        kind=TaskKind.TODO,
        title=title,
        due_on=DAY + timedelta(days=ahead),
        state=TaskState.OPEN,
        made_on=DAY,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def usual_tasks() -> list[Task]:
    """An overdue promise, two of today, one to come, one recurring, one of a plan, one done."""
    return [
        task(1, "寄出对账单", -3, kind=TaskKind.PROMISE, client_id=1, client_no="C1", client_name="欧阳雨桐"),
        task(2, "季度检视", 0, kind=TaskKind.MEETING, minute=870, client_id=2, client_name="张文博"),
        task(3, "打印合同", 0),
        task(4, "回电话", 3, kind=TaskKind.FOLLOW_UP, client_id=3, client_name="张三"),
        task(5, "周报", 6, repeat=Repeat(1, RepeatUnit.WEEK, RepeatFrom.DONE)),
        task(
            6, "欢迎电话", 4, kind=TaskKind.PLAN_STEP, plan="ONBOARDING", client_id=1, client_name="欧阳雨桐"
        ),
        task(7, "已经寄了", -1, state=TaskState.DONE, closed_on=DAY),
    ]


@dataclass
class FakeTasks:
    """Satisfies what the screen 任务与日历 asks of a book."""

    all: list[Task] = field(default_factory=usual_tasks)
    asked: list[tuple[object, ...]] = field(default_factory=list)
    refuses: str = ""
    reads: list[date] = field(default_factory=list)

    def read(self, monday: date) -> TaskWeek:
        """The week as it stands."""
        self.reads.append(monday)
        week = week_days(monday)
        closed = [one for one in self.all if one.state is not TaskState.OPEN]
        return TaskWeek(
            as_of=DAY,
            days=week,
            tasks=tuple(one for one in self.all if one.state is TaskState.OPEN),
            closed=tuple(one for one in closed if week[0].on <= one.due_on <= week[-1].on),
            known_until=known_until(),
            plans=shipped_service().in_force(DAY).plans,
        )

    def find(self, typed: str) -> Sequence[Found]:
        """Whose name begins like that."""
        return [one for one in PEOPLE if one.name.startswith(typed)]

    def export(self, path: Path) -> int:
        """How many are open."""
        self.asked.append(("export", path))
        return sum(one.state is TaskState.OPEN for one in self.all)

    def add_tasks(self, drafts: Sequence[TaskDraft]) -> list[str]:
        """Make tasks."""
        self._note("add_tasks", *drafts)
        made = [
            task(100 + len(self.all) + at, one.title, (one.due_on - DAY).days, kind=one.kind)
            for at, one in enumerate(drafts)
        ]
        self.all += made
        return [one.id for one in made]

    def close_task(self, task_id: str, state: TaskState, note: str = "") -> str | None:
        """Done or dropped."""
        self._note("close_task", task_id, state)
        self._put(task_id, state=state)
        return None

    def end_series(self, task_id: str, note: str = "") -> None:
        """Dropped."""
        self._note("end_series", task_id, note)
        self._put(task_id, state=TaskState.DROPPED)

    def reopen_task(self, task_id: str) -> None:
        """Open again."""
        self._note("reopen_task", task_id)
        self._put(task_id, state=TaskState.OPEN, snoozed_until=None, snooze_reason="")

    def snooze_task(self, task_id: str, until: date, reason: str) -> None:
        """Put off."""
        self._note("snooze_task", task_id, until, reason)
        self._put(task_id, snoozed_until=until, snooze_reason=reason)

    def move_task(self, task_id: str, due_on: date, minute: int | None, title: str) -> None:
        """Moved."""
        self._note("move_task", task_id, due_on, minute, title)
        self._put(task_id, due_on=due_on, minute=minute, title=title)

    def _note(self, *what: object) -> None:
        if self.refuses:
            raise UserCanFix(self.refuses)
        self.asked.append(what)

    def _put(self, task_id: str, **changes: object) -> None:
        self.all = [
            replace(one, **changes) if one.id == task_id else one  # type: ignore[arg-type]
            for one in self.all
        ]
