"""What the screen 同步与数据 is given from outside."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Final, Protocol

from advisor_desk.domain.sync_view import Side, SyncView
from advisor_desk.errors import DeskError
from advisor_desk.ui.jobs import Jobs, Progress
from advisor_desk.ui.notices import Notices

CTX: Final = "Sync"
TOPIC: Final = "sync"
"""What a change of the book is about that only this screen shows."""


class SyncDeeds(Protocol):
    """What can be done from the screen; every method runs in the book's lane and raises DeskError."""

    def settle_conflict(self, event_id: str, field: str, chosen: Side) -> None:
        """Choose the value that stands; head office hears of it, the others stay in the history."""

    def see_refusals(self, event_ids: Sequence[str]) -> None:
        """The advisor has read why records came back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncParts:
    """Everything the screen works with. `read` runs in the book's lane; `now` has its zone."""

    read: Callable[[], SyncView]
    deeds: SyncDeeds
    now: Callable[[], datetime]
    jobs: Jobs
    notices: Notices


class RunKind(Enum):
    """Where a round stands."""

    REST = "rest"
    RUNNING = "running"
    STOPPING = "stopping"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RoundFigures:
    """What a round did. `left` is what waits after it; `was_known`: a sealed answer held nothing new."""

    sent: int = 0
    duplicates: int = 0
    refused: int = 0
    received: int = 0
    conflicts: int = 0
    purged_clients: int = 0
    left: int = 0
    was_known: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RunState:
    """The round that is under way or was the last of this session; `waiting` is what was to be sent."""

    kind: RunKind = RunKind.REST
    waiting: int = 0
    progress: Progress = field(default_factory=lambda: Progress(0))
    figures: RoundFigures | None = None
    error: DeskError | None = None

    @property
    def is_running(self) -> bool:
        """True while a round is under way."""
        return self.kind in (RunKind.RUNNING, RunKind.STOPPING)
