"""Runs drawn from a seed: how a firm is set, what happens in it, and what came of it.

A seed says everything: the same seed is the same run, on any machine.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tests.sim.checks import check
from tests.sim.ledger import Violation
from tests.sim.plans import OF_PERSON, Deed, LineFault, Round, Step, What
from tests.sim.same import Told, told
from tests.sim.world import Setting, World

STEPS = 100
_DESKS = 4
_DISHONEST = (LineFault.REPLY_SWAPPED, LineFault.REPLY_EMPTIED)
_BORNE = (
    LineFault.DOUBLED,
    LineFault.COPY_LATE,
    LineFault.S429,
    LineFault.S503,
)
"""A round goes on after these."""
HONEST = (*(fault for fault in LineFault if fault not in _DISHONEST), *_BORNE, *_BORNE, *_BORNE)
_WEIGHTS = {
    What.ASSIGN: 6,
    What.PUT: 5,
    What.TAKE_OUT: 2,
    What.LOAD: 2,
    What.RELEASE: 1,
    What.KEEP_COPY: 2,
    What.ROLL_BACK: 1,
    What.FAIL_OVER: 1,
    What.ARRIVE: 2,
    What.JUMP: 4,
    What.REOPEN: 1,
    What.KILL: 3,
    What.UPGRADE: 1,
    What.BACK_UP: 2,
    What.RESTORE: 2,
}
_OF_PERSON = (6, 2, 4, 3, 2, 1, 1, 1, 1, 2, 1, 2, 4, 3)
_PEOPLE = 14
_ROUNDS = 40
_MOST_REQUESTS = 20
_LAST_STEP = 30
_LAST_POINT = 60
_MEANWHILE = (*[What.ASSIGN] * 5, *[What.PUT] * 3, What.TAKE_OUT, What.TAKE_OUT, What.ARRIVE, What.ROLL_BACK)


@dataclass
class Outcome:
    """What came of a run. `violation` is the promise that was not kept, None when all were."""

    setting: Setting
    steps: list[Step]
    faults: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    reached: Counter[str] = field(default_factory=Counter)
    trace: list[str] = field(default_factory=list)
    told_by_hub: dict[str, Told] = field(default_factory=dict)
    violation: Violation | None = None

    @property
    def total(self) -> int:
        """How many faults there were."""
        return sum(self.faults.values())

    def told(self) -> str:
        """Seed, violation and every step."""
        lines = "\n".join(f"  {number:3} {line}" for number, line in enumerate(self.trace))
        return f"seed {self.setting.seed}: {self.violation}\n{lines}"


class Draw:
    """Plans drawn by chance."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._chance = random.Random(seed)
        self._is_honest = self._chance.random() < 0.75
        weights: dict[str, int] = {
            **{what.value: weight for what, weight in _WEIGHTS.items()},
            "person": _PEOPLE,
            "round": _ROUNDS,
        }
        if self._is_honest:
            weights[What.FAIL_OVER.value] = 0
        self._whats, self._weights = list(weights), list(weights.values())

    def setting(self) -> Setting:
        """How the firm is set."""
        old = tuple(self._chance.random() < 0.15 for _ in range(_DESKS))
        # Of a version that knows a kind of row nobody goes back to one that does not.
        synced = tuple(self._chance.random() < 0.8 and not is_old for is_old in old)
        is_thorough = self._chance.random() < 0.1
        return Setting(self.seed, synced, old, is_backed_up=not is_thorough, is_thorough=is_thorough)

    def steps(self, count: int = STEPS) -> list[Step]:
        """So many steps."""
        return [self._step() for _ in range(count)]

    def _step(self) -> Step:
        (what,) = self._chance.choices(self._whats, self._weights)
        if what == "round":
            return self._round()
        return self._deed(self._person() if what == "person" else What(what))

    def jump(self, desk: int) -> Step:
        """The clock of this desk is wrong from now on."""
        return self._deed(What.JUMP, desk)

    def _person(self) -> What:
        return self._chance.choices(OF_PERSON, _OF_PERSON)[0]

    def _deed(self, what: What, desk: int | None = None) -> Deed:
        at = self._chance.randrange(_DESKS) if desk is None else desk
        return Deed(what, at, self._chance.randrange(24), self._chance.randrange(420))

    def _round(self) -> Round:
        chance = self._chance
        desk = chance.randrange(_DESKS)
        faults = HONEST if self._is_honest else (*HONEST, *_DISHONEST, *_DISHONEST)
        share = chance.choice((0.0, 0.3, 0.5, 0.7))
        line = {number: chance.choice(faults) for number in range(_MOST_REQUESTS) if chance.random() < share}
        during = {
            chance.randrange(_LAST_STEP): self._meanwhile(desk) for _ in range(chance.choice((0, 0, 1, 3)))
        }
        plan = Round(
            desk, line, during, events=chance.choice((1, 2, 5, 50)), rows=chance.choice((2, 3, 8, 100))
        )
        return self._cut(plan)

    def _cut(self, plan: Round) -> Round:
        chance, how = self._chance, self._chance.random()
        if how < 0.22:
            return replace(plan, crash_at=chance.randrange(_LAST_POINT))
        if how < 0.25:
            return replace(plan, crash_in_backup=chance.randrange(12))
        if how < 0.34:
            return replace(plan, hub_crash_at=chance.randrange(12))
        if how < 0.40:
            return replace(
                plan, hub_mistakes=tuple(chance.randrange(14) for _ in range(chance.randrange(1, 5)))
            )
        if how < 0.43:
            return replace(plan, cancel_at=chance.randrange(1, 30))
        return plan

    def _meanwhile(self, desk: int) -> Deed:
        """What is done while a round runs: mostly the person at that desk goes on typing."""
        if self._chance.random() < 0.7:
            return self._deed(self._person(), desk)
        return self._deed(
            self._chance.choice(_MEANWHILE if self._is_honest else (*_MEANWHILE, What.FAIL_OVER))
        )


def run(seed: int, count: int = STEPS) -> Outcome:
    """One run of a seed."""
    draw = Draw(seed)
    setting = draw.setting()
    return play(setting, draw.steps(count))


def play(setting: Setting, steps: Sequence[Step]) -> Outcome:
    """Do these steps, let everything come to rest, and look."""
    done = Outcome(setting, list(steps))
    with World(setting) as world:
        try:
            for step in steps:
                world.step(step)
            world.calm()
            check(world)
            done.told_by_hub = told(world)
        except Violation as violation:
            done.violation = violation
        except Exception as mistake:  # noqa: BLE001 - of the product, or of this harness: with its steps either way
            done.violation = Violation("I0", f"{type(mistake).__name__}: {mistake}")
            done.violation.__cause__ = mistake
        done.faults = world.faults + world.net.faults + world.office.watch.faults
        done.outcomes, done.reached, done.trace = world.outcomes, world.reached, world.trace
    return done


_IN_PLACE = {
    LineFault.REQUEST_GARBLED: LineFault.REQUEST_LOST,
    LineFault.REPLY_GARBLED: LineFault.REPLY_CUT,
}


def _for_any_clock(step: Step) -> Step:
    if isinstance(step, Deed):
        return step
    line = {number: _IN_PLACE.get(fault, fault) for number, fault in step.line.items()}
    # How many steps a round has hangs on the day of the last look at the sums, and what has come by one of
    # them on the ids of records: what is done there would be done at another moment.
    return replace(step, line=line, during={})


def differing_clocks(
    seed: int, count: int = STEPS, desks: tuple[int, ...] = (0, 1, 2, 3)
) -> tuple[Outcome, Outcome]:
    """The same run with true and with wrong clocks: what head office holds in the end is the same (I9).

    Every clock is wrong from the start, and jumps again whenever the run says so. What flips a bit somewhere
    harms something else where a time is another text, so both runs come to the same harm instead.
    """
    draw = Draw(seed)
    setting = replace(draw.setting(), desks=desks)
    steps = [draw.jump(number) for number in range(len(desks))]
    steps += [_for_any_clock(step) for step in draw.steps(count)]
    pair = (play(replace(setting, has_true_clocks=True), steps), play(setting, steps))
    true, wrong = pair
    if true.violation is None and wrong.violation is None and true.told_by_hub != wrong.told_by_hub:
        part = next(one for one in true.told_by_hub if true.told_by_hub[one] != wrong.told_by_hub[one])
        one, other = set(true.told_by_hub[part]), set(wrong.told_by_hub[part])
        few = sorted(one - other)[:2], sorted(other - one)[:2]
        wrong.violation = Violation(
            "I9", f"{part} differ: {few[0]} with true clocks, {few[1]} with wrong ones"
        )
    return pair
