"""Clients who go to another advisor while their old desk syncs and its people work on (I7, I8).

Wave by wave: a desk works and syncs, and in the middle some of its clients are given away; it goes on talking
to them, for it has not heard. Once it has completed a round, nothing of them may be left on it, in no table,
no copy and no byte of its file, and what it recorded is at the new advisor's desk, with its author.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field

from advisor_desk.wire.messages import Flag
from tests.sim.checks import check, check_copies, check_late_work, check_residue, hub_state
from tests.sim.desks import SimDesk
from tests.sim.ledger import Violation
from tests.sim.plans import OF_PERSON, Deed, LineFault, Round, What
from tests.sim.runs import HONEST
from tests.sim.world import Setting, World
from tests.storage.book_pages import pages

_DESKS = 4
_MOST_MOMENT = 24
_LINE_TROUBLE = 0.3
_CRASHES = 0.1
_WORK = tuple(what for what in OF_PERSON if what not in (What.HAND_OVER, What.STRAY, What.MAKE))


@dataclass
class HandedOver:
    """What came of a run: clients given away, work of theirs that came after, rounds that completed."""

    seed: int
    moves: int = 0
    late: int = 0
    looks: int = 0
    violation: Violation | None = None
    trace: list[str] = field(default_factory=list)

    def told(self) -> str:
        """Seed, violation and the last that happened."""
        lines = "\n".join(f"  {line}" for line in self.trace[-80:])
        return f"hand-overs {self.seed} after {self.moves}: {self.violation}\n{lines}"


def hand_over(seed: int, moves: int) -> HandedOver:
    """Go on until so many clients have gone to another advisor."""
    done = HandedOver(seed)
    chance = random.Random(f"hand-overs {seed}")
    with World(Setting(seed, is_thorough=True, is_backed_up=True)) as world:
        begun = _moves(world)
        try:
            while done.moves < moves:
                done.looks += _wave(world, chance)
                done.moves = _moves(world) - begun
            world.calm()
            check(world)
        except Violation as violation:
            done.violation = violation
        done.late, done.trace = _late(world), world.trace
    return done


def _wave(world: World, chance: random.Random) -> int:
    """The desk, with those given away in the middle, then every desk; the looks that were taken."""
    place = chance.randrange(_DESKS)
    for _ in range(chance.randrange(4)):
        world.step(Deed(chance.choice(_WORK), place, chance.randrange(24), chance.randrange(420)))
    world.step(_in_trouble(chance, place))
    others = [one for one in range(_DESKS) if one != place]
    chance.shuffle(others)
    return sum(_completed(world, one) for one in (place, *others[: chance.randrange(3)]))


def _in_trouble(chance: random.Random, place: int) -> Round:
    during = {
        chance.randrange(_MOST_MOMENT): Deed(
            What.HAND_OVER, place, chance.randrange(24), chance.randrange(420)
        )
        for _ in range(chance.choice((1, 3, 4, 6)))
    }
    line: dict[int, LineFault] = {}
    if chance.random() < _LINE_TROUBLE:
        line = {number: chance.choice(HONEST) for number in range(2, 20) if chance.random() < 0.3}
    crash_at = chance.randrange(60) if chance.random() < _CRASHES else None
    return Round(
        place, line, during, crash_at, events=chance.choice((1, 3, 50)), rows=chance.choice((2, 8, 100))
    )


def _completed(world: World, place: int) -> int:
    """The next completed round of a desk, and a look at all that it left. Raises Violation."""
    world.quiet_round(place)
    desk, hub = world.desk(place), hub_state(world)
    check_residue(desk, hub)
    check_copies(desk, hub)
    check_late_work(desk, hub)
    _demand_scoured(desk, {number for number, holder in hub.holders.items() if holder != desk.advisor})
    return 1


def _demand_scoured(desk: SimDesk, gone: set[str]) -> None:
    """What was said about them, and their names, stand in no byte of the file (I7)."""
    plain = pages(desk.path, desk.key.raw)
    left = [number for number in sorted(gone) if f"{number} alone".encode() in plain]
    left += [number for number in sorted(gone) if f"客户{number}".encode() in plain]
    if left:
        raise Violation("I7", f"bytes of {desk.name} still tell of {left}")


def _moves(world: World) -> int:
    return int(world.office.rows("SELECT count(*) FROM assignment")[0][0])


def _late(world: World) -> int:
    flags = Counter(flags for (flags,) in world.office.rows("SELECT flags FROM event"))
    return sum(times for text, times in flags.items() if Flag.AFTER_REASSIGN in text)
