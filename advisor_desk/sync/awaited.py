"""What may hang is done on a thread of its own, so that a person who has had enough need not wait for it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Lock, Thread
from typing import Final, Generic, TypeVar

from advisor_desk.sync.underway import Stopped

T = TypeVar("T")

_SLICE: Final = 0.1
"""Seconds after which a cancelled wait ends."""


def awaited(deed: Callable[[], T], is_cancelled: Callable[[], bool], let_go: Callable[[], None]) -> T:
    """What `deed` comes to. Raises what it raised, and Stopped as soon as the person has cancelled.

    Then the deed goes on alone; once it ends, `let_go` is called on its thread for what it used, which nobody
    else may touch any more.
    """
    under_way = Deed(deed, let_go)
    try:
        while not under_way.ended.wait(_SLICE):
            if is_cancelled() and under_way.leave():
                raise Stopped
    except KeyboardInterrupt:
        under_way.leave()
        raise
    return under_way.result()


def _nothing() -> None:
    """It used nothing that anybody else may not touch."""


class Deed(Generic[T]):
    """Something that is done on a thread of its own, from now on; `ended` tells when."""

    def __init__(self, deed: Callable[[], T], let_go: Callable[[], None] = _nothing) -> None:
        self.ended = Event()
        self._deed = deed
        self._let_go = let_go
        self._lock = Lock()
        self._is_left = False
        self._results: list[T] = []
        self._error: BaseException | None = None
        Thread(target=self._run, name="desk-request", daemon=True).start()

    def leave(self) -> bool:
        """Let it go on alone; False when it has just ended."""
        with self._lock:
            self._is_left = not self.ended.is_set()
            return self._is_left

    def result(self) -> T:
        """What it came to, after `ended`. Raises what it raised."""
        if self._error is not None:
            raise self._error
        return self._results[0]

    def _run(self) -> None:
        try:
            self._results.append(self._deed())
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            self._error = error
        with self._lock:
            self.ended.set()
            is_left = self._is_left
        if is_left:
            self._let_go()
