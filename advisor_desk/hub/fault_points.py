"""Named points of the hub at which a test may stop, fail or kill it; they do nothing otherwise."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

POINTS = (
    "store.before_commit",
    "store.after_commit",
    "put.head_locked",
    "put.rows_written",
    "assign.heads_locked",
    "assign.rows_left",
    "push.before_receipt",
)
"""Every point there is; a test demands that each is reached."""

_watcher: Callable[[str], None] | None = None


def reached(point: str) -> None:
    """Tell the watcher, if a test has set one, that `point` is reached; it may raise or exit."""
    if _watcher is not None:
        _watcher(point)


@contextmanager
def watching(watcher: Callable[[str], None]) -> Iterator[None]:
    """Call `watcher` at every point inside the block, whichever thread reaches it."""
    global _watcher  # noqa: PLW0603
    before, _watcher = _watcher, watcher
    try:
        yield
    finally:
        _watcher = before
