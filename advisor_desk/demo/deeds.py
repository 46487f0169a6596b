"""What the invented advisor has done, as values in the order of time; each takes the same doors as people."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from advisor_desk.domain.entitlement import EntitlementCode, EntitlementMove
from advisor_desk.domain.interaction import Interaction
from advisor_desk.domain.journey import LifeEvent
from advisor_desk.domain.records import ConsentPurpose
from advisor_desk.domain.task import TaskDraft, TaskState

_AHEAD_OF_UTC = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class Logged:
    """A contact was recorded."""

    made: Interaction


@dataclass(frozen=True, slots=True)
class Corrected:
    """The record of the deed called `of` was put right."""

    of: str
    made: Interaction
    reason: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The record of the deed called `of` was taken back."""

    of: str
    reason: str


@dataclass(frozen=True, slots=True)
class TaskAdded:
    """A task was made, for a client or for nobody."""

    draft: TaskDraft
    client_no: str = ""


@dataclass(frozen=True, slots=True)
class PlanBegun:
    """An action plan was begun for a client."""

    client_no: str
    template: str


@dataclass(frozen=True, slots=True)
class TaskClosed:
    """A task of the deed called `of`: the one it made, or the `at`-th of a record (from 1)."""

    of: str
    at: int = 0
    state: TaskState = TaskState.DONE
    note: str = ""


@dataclass(frozen=True, slots=True)
class TaskSnoozed:
    """The task of the deed called `of` was put off."""

    of: str
    until: date
    reason: str


@dataclass(frozen=True, slots=True)
class RhythmSet:
    """A client was given a rhythm of their own."""

    client_no: str
    days: int
    reason: str


@dataclass(frozen=True, slots=True)
class LunarBirthday:
    """A client keeps the birthday by the lunar calendar."""

    client_no: str


@dataclass(frozen=True, slots=True)
class LifeEventTold:
    """A client told of a life event."""

    client_no: str
    code: LifeEvent
    on: date
    note: str


@dataclass(frozen=True, slots=True)
class EntitlementMoved:
    """A line of a client's ledger. `booking` names the deed that a use or a cancelling settles."""

    client_no: str
    code: EntitlementCode
    move: EntitlementMove
    for_on: date | None = None
    note: str = ""
    booking: str = ""


@dataclass(frozen=True, slots=True)
class ComplaintClosed:
    """The open complaint of a client was settled."""

    client_no: str
    note: str


@dataclass(frozen=True, slots=True)
class ConsentSet:
    """A client gave or withdrew a consent."""

    client_no: str
    purpose: ConsentPurpose
    is_given: bool


Act = (
    Logged
    | Corrected
    | Withdrawn
    | TaskAdded
    | PlanBegun
    | TaskClosed
    | TaskSnoozed
    | RhythmSet
    | LunarBirthday
    | LifeEventTold
    | EntitlementMoved
    | ComplaintClosed
    | ConsentSet
)


@dataclass(frozen=True, slots=True)
class Deed:
    """An act at a minute of a day in China. `name` is how later deeds speak of what came of it."""

    on: date
    minute: int
    act: Act
    name: str = ""

    @property
    def at(self) -> datetime:
        """When it was done, in UTC."""
        return utc(self.on, self.minute)


def utc(on: date, minute: int) -> datetime:
    """A minute of a day in China, in UTC."""
    return datetime.combine(on, time(), UTC) + timedelta(minutes=minute) - _AHEAD_OF_UTC
