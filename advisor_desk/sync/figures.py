"""What a round has done so far and how it tells of it: values only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from advisor_desk.sync.pace import Pace
from advisor_desk.wire.messages import ItemAnswer, Receipt
from advisor_desk.wire.pages import Head
from advisor_desk.wire.version import MOST_ROWS

DONE: Final = "DONE"
CANCELLED: Final = "CANCELLED"


class Stage(StrEnum):
    """Where a round is; words are in `words.sync.STAGES`."""

    HELLO = "hello"
    PUSH = "push"
    ATTACHMENTS = "attachments"
    PULL = "pull"
    DIGEST = "digest"
    SWEEP = "sweep"
    CHECKPOINT = "checkpoint"
    BACKUP = "backup"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage is; `total` is 0 where it is not known."""

    stage: Stage
    done: int = 0
    total: int = 0


def never() -> bool:
    """Nobody cancels."""
    return False


def _unheard(_progress: Progress) -> None:
    """Nobody asked to be told."""


@dataclass(slots=True)
class Memory:
    """What a program that stays open carries from round to round: pace, and which heads have fitted."""

    pace: Pace = field(default_factory=Pace)
    fitted: dict[str, Head] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a round is to be run.

    `cancelled` is asked between any two steps, and by the line while it waits for an answer; `is_thorough`
    compares sums even where neither end has moved since they fitted; `rows_at_once` is how many rows the book
    takes in one go, however large the page, for whoever types meanwhile waits for them.
    """

    cancelled: Callable[[], bool] = never
    progress: Callable[[Progress], None] = _unheard
    is_thorough: bool = False
    rows_at_once: int = MOST_ROWS
    memory: Memory = field(default_factory=Memory)


@dataclass(slots=True)
class Figures:
    """Counted while a round runs."""

    pushed: int = 0
    duplicates: int = 0
    quarantined: list[ItemAnswer] = field(default_factory=list)
    flagged: list[ItemAnswer] = field(default_factory=list)
    pulled: int = 0
    conflicts: int = 0
    purged_clients: int = 0
    requeued: int = 0
    repairs: int = 0
    attachments: int = 0
    attachments_refused: int = 0
    skew: int = 0
    receipt: Receipt | None = None
    attention: str = ""
    was_known: bool = False

    @property
    def sent(self) -> int:
        """Events that the hub has answered for."""
        return self.pushed + self.duplicates + len(self.quarantined)

    def counts(self) -> dict[str, int]:
        """What a round of the past is remembered by (`domain.sync_view.RoundView`)."""
        return {
            "sent": self.sent,
            "received": self.pulled,
            "duplicates": self.duplicates,
            "refused": len(self.quarantined),
            "conflicts": self.conflicts,
            "purged": self.purged_clients,
        }


@dataclass(frozen=True, slots=True)
class RoundResult:
    """What a round has done.

    `outcome` is DONE, CANCELLED, or the code of what could not be done though all else was. `pushed` counts
    events that were new to the hub; `skew` is by how many seconds this clock is ahead; `outbox` is what waits
    now. `receipt` is the hub's last of this round, None where nothing was sent. `was_known`: all that a
    sealed answer holds had been taken in before, and the figures tell of that time.
    """

    outcome: str
    pushed: int
    duplicates: int
    quarantined: tuple[ItemAnswer, ...]
    flagged: tuple[ItemAnswer, ...]
    pulled: int
    conflicts: int
    purged_clients: int
    outbox: int
    requeued: int
    repairs: int
    attachments: int
    attachments_refused: int
    skew: int
    receipt: Receipt | None
    was_known: bool = False

    @property
    def needs_attention(self) -> bool:
        """True when a person has to look at something."""
        return bool(self.quarantined or self.conflicts) or self.outcome not in {DONE, CANCELLED}


def result_of(figures: Figures, outcome: str, outbox: int) -> RoundResult:
    """The figures at the end of a round."""
    return RoundResult(
        outcome=outcome,
        pushed=figures.pushed,
        duplicates=figures.duplicates,
        quarantined=tuple(figures.quarantined),
        flagged=tuple(figures.flagged),
        pulled=figures.pulled,
        conflicts=figures.conflicts,
        purged_clients=figures.purged_clients,
        outbox=outbox,
        requeued=figures.requeued,
        repairs=figures.repairs,
        attachments=figures.attachments,
        attachments_refused=figures.attachments_refused,
        skew=figures.skew,
        receipt=figures.receipt,
        was_known=figures.was_known,
    )
