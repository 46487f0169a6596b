"""A count of all branches that is kept for a moment: looking again and again costs the desks nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, Generic, TypeVar

T = TypeVar("T")

SECONDS: Final = 10
"""How long an answer stands. Measured on PostgreSQL: 1.6 s for 300 branches with 1 M events in a month."""


class Kept(Generic[T]):
    """The newest answer to one question. Of several who ask at the same time one counts, the others wait."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: tuple[str, float, T] | None = None

    def of(self, question: str, now: float, count: Callable[[], T]) -> T:
        """What `count` gave for this question less than `SECONDS` before `now` (seconds), or gives now."""
        with self._lock:
            if self._found is not None:
                asked, at, answer = self._found
                if asked == question and 0 <= now - at < SECONDS:
                    return answer
            answer = count()
            self._found = question, now, answer
            return answer

    def forget(self) -> None:
        """Count anew the next time: somebody has done something."""
        with self._lock:
            self._found = None
