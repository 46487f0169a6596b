"""What the board of one's own book is counted from: clients at month-ends, contacts, enquiries. Values only.

Plain tuples where a book makes many of them. Days are counted since 1970-01-01, as the book keeps them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple


class Place(NamedTuple):
    """Where a client stood on a day. `revenue_fen` is that of the observation window ending on it.

    `last_contact` is the last effective contact up to the day; `own_days` a rhythm set by hand that held
    then; `is_paused` when an open complaint or a withdrawn consent suspended the rhythm.
    """

    client_id: int
    tier: str
    variant: str | None
    group: str
    state: str
    assets_fen: int | None
    avg20_fen: int | None
    revenue_fen: int
    opened: int | None
    last_contact: int | None = None
    own_days: int | None = None
    is_paused: bool = False


class Person(NamedTuple):
    """Who a client is, since when in the book (None: always), until when (None: still)."""

    client_no: str
    name: str
    since: int | None = None
    until: int | None = None


class ContactCount(NamedTuple):
    """Contacts of a month (its first day) by one channel; one with many attendees counts for each."""

    month: date
    channel: str
    is_effective: bool
    many: int


class EnquiryFact(NamedTuple):
    """A question of a client, and when it was first answered (both UTC)."""

    client_id: int
    at: datetime
    answered_at: datetime | None


class PathFacts(NamedTuple):
    """The own path: who has no account yet, who opened within the window, who of these has bought."""

    prospects: int
    opened: int
    bought: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFacts:
    """All of it up to `as_of`. `places` holds the kept ends of months, oldest first, without `as_of` itself
    unless it is one; `today` is the book's day.
    """

    as_of: date
    places: Mapping[date, Sequence[Place]]
    today: Sequence[Place]
    people: Mapping[int, Person]
    contacts: Sequence[ContactCount]
    enquiries: Sequence[EnquiryFact]
    waiting: Sequence[datetime]
    """Since when each open question waits, those of online platforms too."""
    path: PathFacts
