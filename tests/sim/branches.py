"""Runs of a firm with two branches, drawn from a seed: clients go from one to the other while desks sync.

What `runs` does to a firm of one branch happens here too, but less of it: most often somebody goes across, is
talked to at the desk of old, and the hub is killed on the way.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Final

from tests.sim.plans import OF_PERSON, Deed, LineFault, Round, Step, What
from tests.sim.runs import HONEST, Outcome, play
from tests.sim.world import Setting

STEPS: Final = 50
_DESKS: Final = 5
_OTHER_DESK: Final = 4
_DISHONEST: Final = (LineFault.REPLY_SWAPPED, LineFault.REPLY_EMPTIED)
_ROUND, _PERSON = "round", "person"
_WEIGHTS: Final[Mapping[str, int]] = {
    _ROUND: 44,
    _PERSON: 16,
    What.GO_ACROSS: 8,
    What.ACROSS: 8,
    What.ASSIGN: 4,
    What.REPEAT: 4,
    What.RESTART: 3,
    What.PUT: 4,
    What.TAKE_OUT: 2,
    What.LOAD: 2,
    What.RELEASE: 2,
    What.ARRIVE: 2,
    What.JUMP: 2,
    What.REOPEN: 1,
    What.KILL: 2,
    What.BACK_UP: 2,
    What.RESTORE: 2,
}
_GOING_BACK: Final[Mapping[str, int]] = {What.KEEP_COPY: 3, What.ROLL_BACK: 2, What.FAIL_OVER: 1}
"""Of every third run: what a hub has forgotten, nobody can hold against it."""
_OF_PERSON: Final = (6, 2, 4, 3, 4, 1, 1, 1, 1, 3, 6, 2, 2, 3)
_MEANWHILE: Final = (
    What.GO_ACROSS,
    What.GO_ACROSS,
    What.ACROSS,
    What.ACROSS,
    What.ASSIGN,
    What.PUT,
    What.ARRIVE,
)
_LAST_REQUEST: Final = 20
_LAST_STEP: Final = 30
_LAST_POINT: Final = 60
_POINTS_OF_HUB: Final = (12, 30, 90)
"""A push has about a dozen, a move thirty; several moves may happen in a round."""


class BranchDraw:
    """Plans drawn by chance."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._chance = random.Random(f"two branches {seed}")
        self._is_going_back = seed % 3 == 0
        weights: dict[str, int] = {**_WEIGHTS, **(_GOING_BACK if self._is_going_back else {})}
        self._whats, self._weights = list(weights), list(weights.values())

    def setting(self) -> Setting:
        """How the firm is set."""
        chance = self._chance
        old = tuple(chance.random() < 0.1 for _ in range(_DESKS))
        synced = tuple(chance.random() < 0.8 and not is_old for is_old in old)
        is_thorough = chance.random() < 0.1
        return Setting(
            self.seed,
            synced,
            old,
            is_backed_up=not is_thorough,
            is_thorough=is_thorough,
            desks=tuple(range(_DESKS)),
            has_two_branches=True,
        )

    def steps(self, count: int = STEPS) -> list[Step]:
        """So many steps."""
        return [self._step() for _ in range(count)]

    def _step(self) -> Step:
        (what,) = self._chance.choices(self._whats, self._weights)
        if what == _ROUND:
            return self._round()
        return self._of_person() if what == _PERSON else self._deed(What(what))

    def _of_person(self, desk: int | None = None) -> Deed:
        return self._deed(self._chance.choices(OF_PERSON, _OF_PERSON)[0], desk)

    def _deed(self, what: What, desk: int | None = None) -> Deed:
        chance = self._chance
        # As often at the one desk of the other branch as at two of the four.
        at = chance.choice((0, 1, 2, 3, _OTHER_DESK, _OTHER_DESK)) if desk is None else desk
        return Deed(what, at, chance.randrange(24), chance.randrange(420))

    def _round(self) -> Round:
        chance = self._chance
        desk = chance.choice((0, 1, 2, 3, _OTHER_DESK, _OTHER_DESK))
        faults = (*HONEST, *_DISHONEST) if self._is_going_back else HONEST
        share = chance.choice((0.0, 0.0, 0.2, 0.5))
        line = {number: chance.choice(faults) for number in range(_LAST_REQUEST) if chance.random() < share}
        during = {
            chance.randrange(_LAST_STEP): self._meanwhile(desk) for _ in range(chance.choice((0, 1, 1, 2, 4)))
        }
        how = chance.random()
        points = chance.choice(_POINTS_OF_HUB)
        return Round(
            desk,
            line,
            during,
            crash_at=chance.randrange(_LAST_POINT) if how < 0.12 else None,
            hub_crash_at=chance.randrange(points) if 0.12 <= how < 0.5 else None,
            hub_mistakes=tuple(chance.randrange(points) for _ in range(3)) if how >= 0.94 else (),
            events=chance.choice((1, 2, 5, 50)),
            rows=chance.choice((2, 3, 8, 100)),
        )

    def _meanwhile(self, desk: int) -> Deed:
        chance = self._chance
        if chance.random() < 0.4:
            return self._of_person(desk)
        what = chance.choice(_MEANWHILE)
        return self._deed(what, desk if what is What.GO_ACROSS else None)


def run(seed: int, count: int = STEPS) -> Outcome:
    """One run of a seed."""
    draw = BranchDraw(seed)
    setting = draw.setting()
    return play(setting, draw.steps(count))
