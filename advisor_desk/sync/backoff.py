"""When to try again: pure functions over an injected source of chance (sync.md, section 3.7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

LEAST_SECONDS: Final = 1.0
MOST_SECONDS: Final = 15 * 60.0
SPREAD_SECONDS: Final = 10 * 60.0
"""Scheduled rounds of many desks are spread over so much before and behind their time."""

_MOST_DOUBLINGS = 20

Chance = Callable[[], float]
"""A number from 0 up to 1, as `random.random`."""


def wait_seconds(failures: int, chance: Chance, retry_after: int = 0) -> float:
    """How long to wait after so many failures in a row: full jitter between a second and a growing most.

    What the hub asked for (`retry_after`, seconds) is the least; jitter comes on top, so that desks that were
    told the same do not come back together.
    """
    doubled: int = 1 << min(max(failures, 0), _MOST_DOUBLINGS)
    most = min(MOST_SECONDS, LEAST_SECONDS * doubled)
    jittered = LEAST_SECONDS + (most - LEAST_SECONDS) * chance()
    return retry_after + jittered if retry_after > 0 else jittered


def next_in(every_seconds: float, failures: int, chance: Chance, retry_after: int = 0) -> float:
    """Seconds until the next scheduled round: its usual distance, spread, or sooner after a failure."""
    if failures:
        return wait_seconds(failures, chance, retry_after)
    spread = min(SPREAD_SECONDS, every_seconds / 2)
    return max(LEAST_SECONDS, every_seconds + spread * (2 * chance() - 1))
