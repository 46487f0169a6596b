"""What the desk reminds of while it runs: meetings about to begin, and the day's start. Pure, no words.

A reminder never names a client in full: whoever stands behind the screen reads it too.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from advisor_desk.domain.mask import mask_name
from advisor_desk.domain.task import Task, TaskKind
from advisor_desk.rules.serviceset import HoursRules

AHEAD_MINUTES = 15


@dataclass(frozen=True, slots=True)
class Reminder:
    """A meeting or a task with a time that is about to come. `who` is masked, empty for nobody."""

    task_id: str
    kind: TaskKind
    minute: int
    who: str


@dataclass(frozen=True, slots=True)
class DayStart:
    """How much a day holds when it begins."""

    meetings: int
    due: int
    late: int

    @property
    def is_empty(self) -> bool:
        """True when there is nothing to tell."""
        return not (self.meetings or self.due or self.late)


def is_quiet(minute: int, hours: HoursRules) -> bool:
    """True within the quiet hours, which may go over midnight."""
    start, end = hours.quiet_from, hours.quiet_until
    if start <= end:
        return start <= minute < end
    return minute >= start or minute < end


def about_to_come(tasks: Sequence[Task], today: date, minute: int, told: Collection[str]) -> list[Reminder]:
    """Tasks of today whose time comes within a quarter of an hour and that nobody was told of."""
    return [
        Reminder(task.id, task.kind, task.minute, mask_name(task.client_name))
        for task in tasks
        if task.minute is not None
        and task.shows_on() == today
        and 0 <= task.minute - minute <= AHEAD_MINUTES
        and task.id not in told
    ]


def day_start(tasks: Sequence[Task], today: date) -> DayStart:
    """Meetings of today, other tasks of today, and what is late."""
    shown = [task for task in tasks if task.shows_on() <= today]
    of_today = [task for task in shown if task.shows_on() == today]
    meetings = sum(task.kind is TaskKind.MEETING for task in of_today)
    return DayStart(meetings, len(of_today) - meetings, len(shown) - len(of_today))
