"""The next page is fetched while the one before is taken in: the hub works while the desk does.

A fetch that is no longer wanted is waited for and dropped, so that a line is never used by two threads.
"""

from __future__ import annotations

from collections.abc import Callable

from advisor_desk.sync.awaited import Deed
from advisor_desk.wire.pages import Page, PullRequest


class Ahead:
    """One page on its way. `fetch` runs on a thread of its own."""

    def __init__(self, fetch: Callable[[PullRequest], Page], request: PullRequest) -> None:
        self.request = request
        self._fetching = Deed(lambda: fetch(request))

    def wait(self) -> None:
        """Until the line is free again, whatever came of it."""
        self._fetching.ended.wait()

    def page(self) -> Page:
        """What came. Raises what fetching it raised."""
        self.wait()
        return self._fetching.result()
