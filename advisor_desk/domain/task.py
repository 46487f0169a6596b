"""What is to be done and when: promises, next steps, meetings, steps of a plan, own to-dos. Values only."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class TaskKind(StrEnum):
    """Where a task comes from."""

    FOLLOW_UP = "FOLLOW_UP"
    PROMISE = "PROMISE"
    MEETING = "MEETING"
    TODO = "TODO"
    PLAN_STEP = "PLAN_STEP"


class TaskState(StrEnum):
    """A task stays OPEN until a person closes it."""

    OPEN = "OPEN"
    DONE = "DONE"
    DROPPED = "DROPPED"


class RepeatUnit(StrEnum):
    """What an interval is counted in."""

    DAY = "DAY"
    TRADING_DAY = "TRADING_DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    YEAR = "YEAR"


class RepeatFrom(StrEnum):
    """Counted from the day it was due (固定日期) or from the day it was done (完成后)."""

    DUE = "DUE"
    DONE = "DONE"


@dataclass(frozen=True, slots=True)
class Repeat:
    """How a task comes again: every so many units."""

    every: int
    unit: RepeatUnit
    counted_from: RepeatFrom = RepeatFrom.DUE


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDraft:
    """A task to be. `minute` of the day for a meeting; `origin` a record's id or a moment's key."""

    kind: TaskKind
    title: str
    due_on: date
    client_id: int | None = None
    minute: int | None = None
    repeat: Repeat | None = None
    plan: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A task as the book keeps it. `due_on` is the day agreed; `snoozed_until` hides it until then."""

    id: str
    kind: TaskKind
    title: str
    due_on: date
    state: TaskState
    made_on: date
    client_id: int | None = None
    client_no: str = ""
    client_name: str = ""
    minute: int | None = None
    snoozed_until: date | None = None
    snooze_reason: str = ""
    repeat: Repeat | None = None
    plan: str = ""
    origin: str = ""
    closed_on: date | None = None

    def shows_on(self) -> date:
        """The day from which it is in sight: when it is due, or when its snooze ends."""
        return max(self.due_on, self.snoozed_until) if self.snoozed_until else self.due_on
