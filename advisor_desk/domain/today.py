"""The first screen as values: what is to be done today, why, and in which order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from advisor_desk.domain.client import Tier
from advisor_desk.errors import Param

Why = tuple[str, tuple[tuple[str, Param], ...]]
"""A reason's code and its figures, as `rules.reasons` makes them."""


class TodayKind(StrEnum):
    """The sections of 今日."""

    MEETING = "MEETING"
    TASK = "TASK"
    ENQUIRY = "ENQUIRY"
    MOMENT = "MOMENT"
    CONTACT = "CONTACT"
    BIRTHDAY = "BIRTHDAY"
    EXPIRING = "EXPIRING"
    UNSENT = "UNSENT"
    QUIET = "QUIET"


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One part of the visible score: what for (a code) and how many points."""

    code: str
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayItem:
    """One line. `key` is the task's id, the moment's key, or the client's number with the kind.

    `code` names what it is about (a TaskKind, a MomentCode, a Group …) and `text` what a person wrote.
    `since` is when an enquiry came in, `due_at` when its answer is due (both UTC).
    """

    kind: TodayKind
    key: str
    code: str
    text: str = ""
    client_id: int | None = None
    client_no: str = ""
    name: str = ""
    tier: Tier | None = None
    due_on: date | None = None
    minute: int | None = None
    since: datetime | None = None
    due_at: datetime | None = None
    last_contact_on: date | None = None
    why: tuple[Why, ...] = ()
    parts: tuple[ScorePart, ...] = ()

    @property
    def score(self) -> int:
        """The sum of its parts: the order of the list."""
        return sum(part.points for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayView:
    """All of the day, the highest score first. `totals` count each section whole, also what is not listed.

    `quiet` are the longest uncontacted, given only when nothing is due; `held_back` counts the moments that
    the rules keep back, by the code of the reason.
    """

    as_of: date
    items: tuple[TodayItem, ...]
    totals: Mapping[TodayKind, int]
    quiet: tuple[TodayItem, ...] = ()
    unsent: int = 0
    held_back: Mapping[str, int] = field(default_factory=dict)
    rules_version: str = ""


class DueMark(NamedTuple):
    """A client whose ideal day has come, in few words: a book may owe thousands, of which the first are told.

    Days count since 1970-01-01; None when nobody knows since when.
    """

    client_id: int
    client_no: str
    tier: Tier
    days: int
    since_day: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueContact:
    """A client who is owed a contact: the rhythm, since when it runs, its ideal and latest day.

    `paused_by` (COMPLAINT, OPT_OUT, COOLING_OFF) suspends the rhythm. `is_own_rhythm`: set by hand.
    """

    client_id: int
    client_no: str
    name: str
    tier: Tier
    group: str
    state: str
    last_contact_on: date | None
    since: date | None
    days: int
    ideal_on: date | None
    latest_on: date | None
    paused_by: str = ""
    is_own_rhythm: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingEnquiry:
    """A question that nobody has answered: a record of kind ENQUIRY, or a signal (then only its day)."""

    key: str
    client_id: int
    client_no: str
    name: str
    tier: Tier
    channel: str
    topic: str
    on: date
    since: datetime
