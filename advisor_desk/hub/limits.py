"""How much the hub takes at once: a bucket a device, a gate, caps of bodies (sync.md 3.7)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from advisor_desk.hub.refused import Refused
from advisor_desk.wire.messages import Problem
from advisor_desk.wire.version import MOST_INFLATED_BYTES

_SECOND: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests a second in the long run, and so many at once."""

    per_second: int
    burst: int


@dataclass(frozen=True, slots=True)
class Limits:
    """Everything that can be set. Rates are of one device, or of one address where nobody is known yet."""

    known: Rate = Rate(100, 1_000)
    unknown: Rate = Rate(100, 1_000)
    threads: int = 8
    pushes: int = 24
    """Pushes that run or wait; a desk beyond them is asked to come again."""
    requests: int = 1_000
    """Connections and requests at once; beyond, the server says 503 without reading."""
    small_body: int = 256 * 1024
    large_body: int = MOST_INFLATED_BYTES
    body_seconds: int = 60
    """How long a body may take to arrive."""
    busy_seconds: int = 5
    """What a desk is asked to wait when the hub or its database is busy."""


class Buckets:
    """A bucket a key. A key costs one whole number: when its last request would be paid off."""

    def __init__(
        self, rate: Rate, ticks: Callable[[], int] = time.monotonic_ns, most_keys: int = 50_000
    ) -> None:
        self._interval = _SECOND // rate.per_second
        self._depth = self._interval * rate.burst
        self._ticks = ticks
        self._most = most_keys
        self._paid: dict[str, int] = {}

    def take(self, key: str) -> None:
        """Take one. Raises Refused(TOO_MANY) with `retry_after` in whole seconds when nothing is left."""
        now = self._ticks()
        paid = max(self._paid.get(key, 0), now) + self._interval
        late = paid - now - self._depth
        if late > 0:
            raise Refused(Problem.TOO_MANY, retry_after=-(-late // _SECOND))
        if len(self._paid) >= self._most and key not in self._paid:
            self._forget(now)
        self._paid[key] = paid

    def __len__(self) -> int:
        return len(self._paid)

    def _forget(self, now: int) -> None:
        """Full buckets need not be known. Where that is not enough, all start anew."""
        self._paid = {key: paid for key, paid in self._paid.items() if paid > now}
        if len(self._paid) >= self._most:
            self._paid = {}


class Gate:
    """Counts what is inside and turns away what would be one too many. Used in one thread."""

    def __init__(self, most: int, retry_after: int) -> None:
        self._most = most
        self._retry_after = retry_after
        self.inside = 0

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Be inside. Raises Refused(BUSY) when it is full."""
        if self.inside >= self._most:
            raise Refused(Problem.BUSY, retry_after=self._retry_after)
        self.inside += 1
        try:
            yield
        finally:
            self.inside -= 1
