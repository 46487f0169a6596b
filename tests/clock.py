"""The time at which tests stand still."""

from typing import Final

NOW: Final = 1_790_000_000.0
"""Seconds UTC: 21 September 2026."""


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self, now: float = NOW) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now
