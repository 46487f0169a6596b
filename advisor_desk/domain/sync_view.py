"""What the screen of the sync shows: what waits, what came back, how old the data is. No words, no storage.

Times are UTC in ISO text as they are stored, empty where there is none yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from advisor_desk.domain.fields import Cell
from advisor_desk.errors import Param

HEAD_OFFICE_FIELDS: Final = frozenset({"client_type", "id_type", "id_no", "opened_on"})
"""What head office knows a client by: once known, a desk only asks for another (sync.md, section 3.6)."""


class Side(StrEnum):
    """Which value of a conflict stands."""

    MINE = "MINE"
    THEIRS = "THEIRS"
    BASE = "BASE"


@dataclass(frozen=True, slots=True)
class IdentityView:
    """Who this book is to head office."""

    hub_url: str
    advisor: str
    branch: str


@dataclass(frozen=True, slots=True)
class OutboxLine:
    """Events that wait, by the first word of their type (`interaction`, `task`, …) and by age."""

    family: str
    today: int
    days_1_7: int
    older: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.today + self.days_1_7 + self.older


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """The last receipt of head office. `hash` is the chain head as it holds it, in hexadecimal."""

    at: str
    applied: int
    duplicates: int
    quarantined: int
    events_held: int
    last_device_seq: int
    hub_seq: int
    hash: str
    hub_epoch: str


@dataclass(frozen=True, slots=True)
class RefusalView:
    """An event that head office keeps apart and nobody has dealt with.

    `type` is the event's, `on` the day it is about. Without a client `client_id` is None and the texts are
    empty; a client that is no longer here has a number alone.
    """

    event_id: str
    type: str
    client_id: int | None
    client_no: str
    client_name: str
    on: date | None
    code: str
    params: Mapping[str, Param]
    told_at: str


@dataclass(frozen=True, slots=True)
class ConflictView:
    """A field that was changed here and at head office. `chosen` is None until somebody has settled it."""

    event_id: str
    field: str
    client_id: int | None
    client_no: str
    client_name: str
    base: Cell
    mine: Cell
    theirs: Cell
    recorded_at: str
    author: str
    chosen: Side | None


@dataclass(frozen=True, slots=True)
class ScopeView:
    """How old a scope is: `firm`, `br` or `adv:ADVISOR`."""

    scope: str
    as_of: str


@dataclass(frozen=True, slots=True)
class RoundView:
    """A round of the past, newest first: `DONE`, `CANCELLED` or the code of what stopped it.

    `figures` by `sent`, `received`, `duplicates`, `refused`, `conflicts`, `purged`; none where nothing was
    done.
    """

    at: str
    outcome: str
    figures: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RulesView:
    """Rules of head office that have come and are not in force here; `code` says why (`rules.received_*`)."""

    name: str
    code: str


@dataclass(frozen=True, slots=True)
class SyncView:
    """Everything the screen shows. Settled conflicts are among `conflicts`, after the open ones."""

    identity: IdentityView | None
    outbox: tuple[OutboxLine, ...] = ()
    receipt: ReceiptView | None = None
    refusals: tuple[RefusalView, ...] = ()
    conflicts: tuple[ConflictView, ...] = ()
    scopes: tuple[ScopeView, ...] = ()
    rounds: tuple[RoundView, ...] = ()
    rules: tuple[RulesView, ...] = ()

    @property
    def waiting(self) -> int:
        """Events that wait."""
        return sum(line.total for line in self.outbox)
