"""Named points at which a test may stop, fail or kill the program; they do nothing otherwise."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

POINTS = (
    "files.before_rename",
    "files.after_rename",
    "book.before_commit",
    "book.after_commit",
    "book.after_checkpoint",
    "rotation.keys_written",
    "rotation.rekeyed",
    "rotation.verified",
    "passphrase.previous_kept",
    "passphrase.written",
    "upgrade.copied",
    "upgrade.migrated",
    "backup.copied",
    "restore.aside",
    "sync.identity_kept",
    "sync.requeued",
    "sync.before_settle",
    "sync.settled",
    "sync.page_applied",
    "sync.first_finished",
    "sync.swept",
    "sync.copies_gone",
)
"""Every point there is; a test demands that each is reached."""

_watcher: Callable[[str], None] | None = None


def reached(point: str) -> None:
    """Tell the watcher, if a test has set one, that `point` is reached; it may raise or exit."""
    if _watcher is not None:
        _watcher(point)


@contextmanager
def watching(watcher: Callable[[str], None]) -> Iterator[None]:
    """Call `watcher` at every point inside the block."""
    global _watcher  # noqa: PLW0603
    before, _watcher = _watcher, watcher
    try:
        yield
    finally:
        _watcher = before
