"""A round while it runs: whose book, which line, what it has counted, and whether it is to stop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar
from uuid import UUID

from advisor_desk.errors import OutsideFailed
from advisor_desk.sync.backoff import Chance, wait_seconds
from advisor_desk.sync.figures import Figures, Progress, Stage, Wishes
from advisor_desk.sync.ports import HubLine, OutboxBook
from advisor_desk.sync.refused import Absent, Resync, TooMuch
from advisor_desk.sync.steps import reached
from advisor_desk.wire.desk import Identity
from advisor_desk.wire.messages import Hello

MOST_PATIENCE: Final = 20
"""Seconds for which a round waits when the hub asks for it; longer ones are for the next round."""
_WORTH_WAITING: Final = frozenset({"sync.busy", "sync.hub_away"})
_MOST_TRIES: Final = 5
_MOST_TIMEOUTS: Final = 3
_SLICE: Final = 0.5

T = TypeVar("T")
BookT = TypeVar("BookT", bound=OutboxBook)


class Stopped(Exception):  # noqa: N818 - named for what happened
    """The person has cancelled: what is done stays, the next round goes on from here."""


@dataclass(frozen=True, slots=True)
class Around:
    """What a round takes from its surroundings, so that a simulator can run it.

    `clock` is UTC in seconds and may be wrong; `ticks` only ever goes on; `pause` sleeps; `program` names
    this version to head office.
    """

    clock: Callable[[], float]
    ticks: Callable[[], float]
    new_id: Callable[[float], UUID]
    chance: Chance
    pause: Callable[[float], None]
    program: str


@dataclass(slots=True)
class UnderWay(Generic[BookT]):
    """A round between its first and its last step. `hello` is there from the first stage on."""

    book: BookT
    line: HubLine
    around: Around
    wishes: Wishes
    identity: Identity
    hello: Hello
    figures: Figures = field(default_factory=Figures)
    answered: set[str] = field(default_factory=set)
    has_pushed: bool = False
    is_proved: bool = False
    timeouts: int = 0

    def step(self, name: str) -> None:
        """A step is through: a test may stop here, and so may the person. Raises Stopped."""
        reached(name)
        self.go_on()

    def go_on(self) -> None:
        """Raises Stopped when the person has cancelled."""
        if self.wishes.cancelled():
            raise Stopped

    def tell(self, stage: Stage, done: int = 0, total: int = 0) -> None:
        """Progress for whoever listens."""
        self.wishes.progress(Progress(stage, min(done, total) if total else done, total))

    def ask(self, request: Callable[[], T]) -> T:
        """The hub's answer, after some patience when it is busy. Raises as `HubLine`, and Stopped."""
        for tried in range(_MOST_TRIES):
            self.go_on()
            try:
                return request()
            except OutsideFailed as error:
                wait = self._patience(error, tried)
                if wait is None:
                    raise
            self._wait(wait)
        raise OutsideFailed("sync.busy", retry_after=0)

    def ask_in_parts(self, request: Callable[[], T], make_smaller: Callable[[], bool]) -> T | None:
        """As `ask`; None when it was too large or slow and `make_smaller` has found a smaller one."""
        try:
            return self.ask(request)
        except TooMuch:
            if not make_smaller():
                raise OutsideFailed("sync.too_large") from None
        except OutsideFailed as error:
            if error.code != "sync.timeout" or self.timeouts >= _MOST_TIMEOUTS or not make_smaller():
                raise
            self.timeouts += 1
        return None

    def _patience(self, error: OutsideFailed, tried: int) -> float | None:
        if error.code not in _WORTH_WAITING or tried == _MOST_TRIES - 1:
            return None
        asked = error.params.get("retry_after")
        seconds = asked if isinstance(asked, int) else 0
        return None if seconds > MOST_PATIENCE else wait_seconds(tried, self.around.chance, seconds)

    def _wait(self, seconds: float) -> None:
        """In slices, so that a cancelled round ends at once."""
        while seconds > 0:
            self.go_on()
            self.around.pause(min(seconds, _SLICE))
            seconds -= _SLICE


def outside(error: Exception) -> OutsideFailed:
    """What a signal that no stage has caught comes to: the hub does what it never should."""
    return OutsideFailed("sync.not_a_hub" if isinstance(error, Absent) else "sync.hub_failed")


SIGNALS: Final = (Absent, Resync, TooMuch)
