"""Where a desk's pages went on, so that none is fetched twice without need (I10)."""

from __future__ import annotations

from dataclasses import dataclass, field

from advisor_desk.wire.pages import KeyPlace, Page, PullRequest
from tests.sim.ledger import Violation

_START = KeyPlace("", -1, "")


@dataclass
class _Scope:
    hub_epoch: str
    is_first: bool
    place: KeyPlace = _START
    cursor: int = 0


@dataclass
class PageWatch:
    """The last page of each scope that a desk has taken in, and the one that has come.

    `repairs` is how often scopes had to start anew because sums did not fit.
    """

    repairs: int = 0
    _scopes: dict[str, _Scope] = field(default_factory=dict)
    _came: tuple[PullRequest, Page] | None = None

    def asked(self, request: PullRequest, hub_epoch: str) -> None:
        """A page is asked for. Raises Violation when it is one that was taken in before."""
        known = self._scopes.get(request.scope)
        if known is None or known.hub_epoch != hub_epoch:
            return
        if request.is_first:
            place = request.after or _START
            repeats = not known.is_first or _key(place) < _key(known.place)
        else:
            repeats = not known.is_first and request.cursor < known.cursor
        if repeats:
            raise Violation("I10", f"{request} was taken in before: {known}")

    def came(self, request: PullRequest, page: Page) -> None:
        """A page has come over the line."""
        self._came = (request, page)

    def refused(self, scope: str) -> None:
        """The hub wants the scope to start anew."""
        self._scopes.pop(scope, None)

    def forget(self, repairs: int) -> None:
        """A sum did not fit: scopes may start anew."""
        self.repairs = repairs
        self._scopes.clear()

    def applied(self) -> None:
        """The page that has come stands in the book."""
        if self._came is None:
            return
        (request, page), self._came = self._came, None
        if request.is_first:
            place = page.after or request.after or _START
            self._scopes[page.scope] = _Scope(page.hub_epoch, True, place, request.cursor)
        else:
            reached = page.rows[-1].seq if page.more and page.rows else page.head.seq
            self._scopes[page.scope] = _Scope(page.hub_epoch, False, cursor=reached)


def _key(place: KeyPlace) -> tuple[str, int, str]:
    return place.client_no, place.rank, place.id
