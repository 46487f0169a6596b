"""What a page is given and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar

import sqlalchemy as sa

from advisor_desk.hub.console.kept import Kept
from advisor_desk.hub.console.session import Person
from advisor_desk.hub.console.speech import Speech
from advisor_desk.hub.hub import Hub
from advisor_desk.rules.working_time import CHINA

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ask:
    """A request of somebody who has signed in. `proof` is what its forms must carry.

    `overview` is what was counted of all branches a moment ago.
    """

    hub: Hub
    person: Person
    proof: str
    speech: Speech
    query: Mapping[str, str]
    overview: Kept[Any] = field(default_factory=Kept)

    @property
    def now(self) -> float:
        """Seconds since 1970 in UTC."""
        return self.hub.around.clock()

    @property
    def today(self) -> date:
        """The civil day in China."""
        return datetime.fromtimestamp(self.now, CHINA).date()

    def wanted(self, name: str) -> str:
        """A parameter of the address; empty when it is not there."""
        return self.query.get(name, "")

    def branches(self) -> list[str]:
        """The branch that is asked for, or every branch; none for one that there is not."""
        known = self.hub.branches()
        asked = self.wanted("branch")
        return known if not asked else [asked] if asked in known else []

    def by_branch(self, count: Callable[[sa.Connection, str], T]) -> dict[str, T]:
        """What `count` finds in each branch that is asked for, each in a transaction of its own."""
        return {branch: self.read(partial(_of, count, branch)) for branch in self.branches()}

    def read(self, work: Callable[[sa.Connection], T]) -> T:
        """What `work` reads in one transaction."""
        return self.hub.store.read(work)


def _of(count: Callable[[sa.Connection, str], T], branch: str, connection: sa.Connection) -> T:
    return count(connection, branch)


@dataclass(frozen=True, slots=True)
class Shown:
    """A page: its template, what stands in it, and which part of the console it belongs to."""

    template: str
    part: str
    values: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True, slots=True)
class Moved:
    """The browser is sent to another address of the console."""

    to: str


Reply = Shown | Moved
Page = Callable[[Ask], Reply]


def missing() -> Shown:
    """There is no such thing."""
    return Shown("missing.html", "nowhere", status=404)
