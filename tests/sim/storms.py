"""Storms: the same firm with nearly every request harmed, for faults by the hundred thousand (I3).

Runs of `tests.sim.runs` have everything happen; here people talk to clients, desks try to sync, and the line,
the hub and the desks fail nearly each time.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from tests.sim.checks import check
from tests.sim.ledger import Violation
from tests.sim.plans import Deed, LineFault, Round, Step, What
from tests.sim.runs import HONEST
from tests.sim.world import Setting, World

_DESKS = 4
_MOST_REQUESTS = 12
_HELLO = 0.2
_LATER = 0.8
"""How often the first request of a round comes to harm, and any later one."""
_TALKS = 0.08
_WORK = (What.CONTACT, What.CONTACT, What.EDIT, What.TOGETHER, What.TASK, What.CORRECT)
_CRASHES = 0.02
_HUB_CRASHES = 0.05
_LAST_POINT = 25
_ARRIVES = 0.05
_STEPS_AT_ONCE = 200


@dataclass
class Storm:
    """What came of one. `events` were recorded; `faults` counts each that happened, by its name."""

    seed: int
    faults: Counter[str] = field(default_factory=Counter)
    events: int = 0
    violation: Violation | None = None
    trace: list[str] = field(default_factory=list)

    def told(self) -> str:
        """Seed, violation and the last that happened."""
        lines = "\n".join(f"  {line}" for line in self.trace[-60:])
        return f"storm {self.seed} after {self.faults.total()} faults: {self.violation}\n{lines}"


def storm(seed: int, faults: int) -> Storm:
    """Go on until so many faults have happened; then all comes to rest, and everything is looked at."""
    done = Storm(seed)
    steps = _steps(random.Random(f"storm {seed}"))
    with World(Setting(seed)) as world:
        try:
            while done.faults.total() < faults:
                for step in islice(steps, _STEPS_AT_ONCE):
                    world.step(step)
                done.faults = world.faults + world.net.faults + world.office.watch.faults
            world.calm()
            check(world)
        except Violation as violation:
            done.violation = violation
        done.events, done.trace = len(world.ledger.events), world.trace
    return done


def _steps(chance: random.Random) -> Iterator[Step]:
    while True:
        desk = chance.randrange(_DESKS)
        if chance.random() < _TALKS:
            yield Deed(chance.choice(_WORK), desk, chance.randrange(24), chance.randrange(420))
        if chance.random() < _ARRIVES:
            yield Deed(What.ARRIVE)
        yield _round(chance, desk)


def _round(chance: random.Random, desk: int) -> Round:
    line: dict[int, LineFault] = {}
    for number in range(_MOST_REQUESTS):
        if chance.random() < (_LATER if number else _HELLO):
            line[number] = chance.choice(HONEST)
    return Round(
        desk,
        line,
        crash_at=chance.randrange(_LAST_POINT) if chance.random() < _CRASHES else None,
        hub_crash_at=chance.randrange(6) if chance.random() < _HUB_CRASHES else None,
        events=chance.choice((1, 2, 5)),
        rows=5,
    )
