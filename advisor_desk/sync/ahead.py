"""The next page is fetched while the one before is taken in: the hub works while the desk does.

A fetch that is no longer wanted is waited for and dropped, so that a line is never used by two threads.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

from advisor_desk.wire.pages import Page, PullRequest


class Ahead:
    """One page on its way. `fetch` runs on a thread of its own."""

    def __init__(self, fetch: Callable[[PullRequest], Page], request: PullRequest) -> None:
        self.request = request
        self._fetch = fetch
        self._page: Page | None = None
        self._error: BaseException | None = None
        self._thread = Thread(target=self._run, name="desk-page", daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Until the line is free again, whatever came of it."""
        self._thread.join()

    def page(self) -> Page:
        """What came. Raises what fetching it raised."""
        self.wait()
        if self._error is not None:
            raise self._error
        assert self._page is not None  # noqa: S101 - one of both is there
        return self._page

    def _run(self) -> None:
        try:
            self._page = self._fetch(self.request)
        except BaseException as error:  # noqa: BLE001 - raised where the page is asked for
            self._error = error
