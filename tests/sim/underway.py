"""A round of a simulated desk while it runs: somebody types, the program is killed, the person cancels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.sim.plans import Crash, Round

if TYPE_CHECKING:
    from tests.sim.desks import SimDesk
    from tests.sim.world import World

_TICK = 3.0
"""Seconds that every request seems to take: sizes stay as a plan has them."""


class Underway:
    """The points of a round as they are reached, and what is planned for them."""

    def __init__(self, world: World, desk: SimDesk, plan: Round) -> None:
        self._world = world
        self._desk = desk
        self._plan = plan
        self._steps = 0
        self._points = 0
        self._in_backup: int | None = None
        self._asked = 0
        self._ticks = 0.0

    def tick(self) -> float:
        """A clock that only goes on."""
        self._ticks += _TICK
        return self._ticks

    def is_cancelled(self) -> bool:
        """Whether the person wants it to end."""
        self._asked += 1
        return self._asked == self._plan.cancel_at

    def step(self, name: str) -> None:
        """A step of the round."""
        self.point(name)
        if name == "round.reported":
            self._in_backup = 0
        elif name == "round.backed_up":
            self._in_backup = None
        if name == "page.applied":
            self._world.pages[self._desk.name].applied()
        elif name == "scope.repaired":
            self._world.pages[self._desk.name].forget(self._desk.sync.repairs())
        place, self._steps = self._steps, self._steps + 1
        deed = self._plan.during.get(place)
        if deed is not None:
            self._world.do(deed)

    def point(self, name: str) -> None:
        """A point of the store, or a step."""
        self._world.reached[name] += 1
        if self._in_backup is None:
            place, self._points = self._points, self._points + 1
            wanted = self._plan.crash_at
        else:
            place, self._in_backup = self._in_backup, self._in_backup + 1
            wanted = self._plan.crash_in_backup
        if place == wanted:
            raise Crash(name)
