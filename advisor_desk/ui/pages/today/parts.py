"""What the screen 今日 is given from outside."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from advisor_desk.domain.moment import MomentState
from advisor_desk.domain.task import TaskState
from advisor_desk.domain.today import TodayView
from advisor_desk.domain.trading import TradingDays
from advisor_desk.ui.jobs import Jobs
from advisor_desk.ui.notices import Notices

if TYPE_CHECKING:
    from advisor_desk.rules.lunar import LunarDate


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRead:
    """The day as read in the book's lane.

    `suggestions` are the rules' codes for what to do, by moment; `unsent` counts by type of event, read when
    its line is looked at. `has_clients` is False for a book in which there is nobody yet.
    """

    view: TodayView
    suggestions: Mapping[str, str] = field(default_factory=dict)
    unsent: Mapping[str, int] = field(default_factory=dict)
    has_clients: bool = True


class TodayDeeds(Protocol):
    """What can be done from a line. A book satisfies it; every method runs in the book's lane."""

    def close_task(self, task_id: str, state: TaskState, note: str = "") -> str | None:
        """Done or dropped."""

    def reopen_task(self, task_id: str) -> None:
        """Take a closing or a snooze back."""

    def snooze_task(self, task_id: str, until: date, reason: str) -> None:
        """Out of sight until a day."""

    def close_moment(self, key: str, state: MomentState, reason: str) -> None:
        """DONE or SUPPRESSED by a person."""

    def reopen_moment(self, key: str) -> None:
        """Take a closing or a snooze back."""

    def snooze_moment(self, key: str, until: date, reason: str) -> None:
        """Out of sight until a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayParts:
    """Everything the screen works with. `now` is the time of day on the book's day, with its zone."""

    read: Callable[[], DayRead]
    unsent: Callable[[], Mapping[str, int]]
    lunar: "Callable[[], LunarDate | None]"
    deeds: TodayDeeds
    trading: TradingDays
    jobs: Jobs
    notices: Notices
    now: Callable[[], datetime]
    offers_demo: bool = False
