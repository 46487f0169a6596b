"""A week of tasks with what the calendar says of its days: trading days, days off, lunar dates."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from advisor_desk.domain.dates import to_day
from advisor_desk.domain.task import Task
from advisor_desk.usecases.service_ports import TaskBook
from advisor_desk.usecases.trading_calendar import holiday, known_until, trading_days

if TYPE_CHECKING:
    from advisor_desk.rules.lunar import LunarDate
    from advisor_desk.rules.serviceset import PlanTemplate

_DAYS = 7
_WEEKDAYS = 5


@dataclass(frozen=True, slots=True)
class DayFacts:
    """A day of the calendar. `holiday` in the table's words; `is_known`: the table speaks for the day."""

    on: date
    is_trading: bool
    holiday: str
    lunar: "LunarDate | None"
    is_known: bool

    @property
    def is_weekend(self) -> bool:
        """Saturday or Sunday."""
        return self.on.weekday() >= _WEEKDAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskWeek:
    """A week from its Monday. `tasks` are all open ones; `closed` those closed of the week.

    `known_until` is the last day for which the table of holidays speaks.
    """

    as_of: date
    days: tuple[DayFacts, ...]
    tasks: tuple[Task, ...]
    closed: tuple[Task, ...]
    known_until: date
    plans: "tuple[PlanTemplate, ...]" = ()

    def on(self, day: date) -> list[Task]:
        """What stands on a day: open tasks from the day they are in sight, closed ones on their due day."""
        found = [task for task in self.tasks if task.shows_on() == day]
        found += [task for task in self.closed if task.due_on == day]
        return sorted(found, key=_order)


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def read_week(book: TaskBook, monday: date) -> TaskWeek:
    """The week of a book; runs in the book's lane."""
    last = monday + timedelta(days=_DAYS - 1)
    of_week = book.tasks(monday, last, is_open_only=False)
    return TaskWeek(
        as_of=book.as_of,
        days=week_days(monday),
        tasks=tuple(book.tasks()),
        closed=tuple(task for task in of_week if task.state.value != "OPEN"),
        known_until=known_until(),
        plans=book.service.plans,
    )


def week_days(monday: date) -> tuple[DayFacts, ...]:
    """The seven days of a week."""
    from advisor_desk.usecases.lunar_calendar import lunar_table

    trading, table, known = trading_days(), lunar_table(), known_until()
    days = (monday + timedelta(days=ahead) for ahead in range(_DAYS))
    return tuple(
        DayFacts(day, trading.is_trading(to_day(day)), holiday(day), table.lunar(day), day <= known)
        for day in days
    )


def _order(task: Task) -> tuple[bool, bool, int, str, str]:
    is_open = task.state.value == "OPEN"
    return (not is_open, task.minute is None, task.minute or 0, task.title, task.id)
