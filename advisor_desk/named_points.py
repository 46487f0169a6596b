"""Named points in the product at which a test may stop, fail or kill it; they do nothing otherwise."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


class NamedPoints:
    """The points of one part of the product."""

    def __init__(self) -> None:
        self._watcher: Callable[[str], None] | None = None

    def reached(self, point: str) -> None:
        """Tell the watcher, if a test has set one, that `point` is reached; it may raise or exit."""
        if self._watcher is not None:
            self._watcher(point)

    @contextmanager
    def watching(self, watcher: Callable[[str], None]) -> Iterator[None]:
        """Call `watcher` at every point inside the block, whichever thread reaches it."""
        before, self._watcher = self._watcher, watcher
        try:
            yield
        finally:
            self._watcher = before
