"""Named points between the steps of a round, at which a test may stop, fail or kill it; nothing otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

STEPS: Final = (
    "enroll.keys_made",
    "enroll.answered",
    "enroll.kept",
    "round.begun",
    "round.greeted",
    "round.requeued",
    "round.epoch_seen",
    "round.proved",
    "push.read",
    "push.answered",
    "push.settled",
    "attachment.read",
    "attachment.sent",
    "attachment.noted",
    "round.followed",
    "scope.started",
    "page.came",
    "page.applied",
    "scope.finished",
    "scope.compared",
    "scope.repaired",
    "scope.complete",
    "attachment.came",
    "attachment.kept",
    "round.swept",
    "round.checkpointed",
    "round.reported",
    "round.backed_up",
    "round.noted",
    "courier.settled",
)
"""Every step there is; a test demands that each is reached."""

_watcher: Callable[[str], None] | None = None


def reached(step: str) -> None:
    """Tell the watcher, if a test has set one, that `step` is reached; it may raise or exit."""
    if _watcher is not None:
        _watcher(step)


@contextmanager
def watching(watcher: Callable[[str], None]) -> Iterator[None]:
    """Call `watcher` at every step inside the block."""
    global _watcher  # noqa: PLW0603
    before, _watcher = _watcher, watcher
    try:
        yield
    finally:
        _watcher = before
