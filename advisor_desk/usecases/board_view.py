"""The board of one's own book as values: structure by month-end, moves, rhythm, contacts, first responses.

Shares are in per mille and add up to exactly 1000 where they are given; a reason says why they are not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from advisor_desk.domain.board import PathFacts
from advisor_desk.rules.reasons import Reason
from advisor_desk.usecases.reports import Breakdown, Figures, Segment


@dataclass(frozen=True, slots=True)
class MonthStructure:
    """The book by tier at the end of a month. `reasons`: why a column has no shares, what counts as zero."""

    on: date
    structure: Breakdown[Segment]
    without_assets: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class KeptShare:
    """How many of the clients who are owed contacts were in time; `share` in per mille, cut."""

    kept: int
    owed: int

    @property
    def share(self) -> int | None:
        """None when nobody is owed one."""
        return self.kept * 1_000 // self.owed if self.owed else None


@dataclass(frozen=True, slots=True)
class CadenceDay:
    """The rhythm kept on a day. `never` of the late ones were never contacted; `paused` are not counted."""

    on: date
    whole: KeptShare
    by_tier: Mapping[Segment, KeptShare]
    never: int
    paused: int
    own: int
    """Of those owed, how many by a rhythm of their own."""


@dataclass(frozen=True, slots=True)
class MonthContacts:
    """Contacts with clients in a month; one with many attendees counts for each of them."""

    month: date
    effective: int
    others: int
    by_channel: Mapping[str, tuple[int, int]]
    """(effective, others)."""


@dataclass(frozen=True, slots=True)
class Responses:
    """How quickly questions were first answered, in minutes of work.

    `in_time` of those `answered` were within the time allowed; `open` have no answer.
    """

    answered: int
    median_minutes: int | None
    worst_minutes: int | None
    in_time: int
    open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardView:
    """The whole board. `fills_on` is the day on which there will be two month-ends; None when there are."""

    as_of: date
    rules_version: str
    window_months: int
    structures: tuple[MonthStructure, ...]
    cadence: tuple[CadenceDay, ...]
    """At each end of a month, and last on the book's day."""
    contacts: tuple[MonthContacts, ...]
    responses: Responses
    responses_by_month: tuple[tuple[date, Responses], ...]
    response_limit_minutes: int
    waiting: int
    """Questions whose clock runs, those of online platforms too; `oldest_at` is the first of them."""
    oldest_at: datetime | None
    path: PathFacts
    fills_on: date | None

    @property
    def ends(self) -> tuple[date, ...]:
        """The ends of months that can be compared."""
        return tuple(one.on for one in self.structures)

    @property
    def now(self) -> CadenceDay:
        """The rhythm on the book's day."""
        return self.cadence[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A client who stands elsewhere than before: None is outside the book. The averages decide the tier."""

    client_id: int
    client_no: str
    name: str
    start: Segment | None
    end: Segment | None
    assets_start_fen: int | None
    assets_end_fen: int | None
    revenue_start_fen: int
    revenue_end_fen: int
    average_start_fen: int | None
    average_end_fen: int | None
    why: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """How a tier came from one month-end to the other:

    start + arrived + new − left − gone + change = end, in each of its figures. `change` is that of those
    who stayed.
    """

    key: Segment
    start: Figures
    arrived: Figures
    new: Figures
    left: Figures
    gone: Figures
    change: Figures
    end: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """Everybody between two month-ends, each counted once in `counts` (from, to); `movers` largest first."""

    start: date
    end: date
    flows: tuple[Flow, ...]
    counts: Mapping[tuple[Segment | None, Segment | None], int]
    movers: Sequence[Move]

    @property
    def stayed(self) -> int:
        """Who is in the same tier at both."""
        return sum(self.counts.get((each, each), 0) for each in Segment)

    def many(self, start: Segment | None, end: Segment | None) -> int:
        """How many went this way."""
        return self.counts.get((start, end), 0)
