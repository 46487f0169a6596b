"""Simulated firms for as long as wanted: `python -m tests.soak.simulate --seconds 600 --seed 1 --jobs 2`.

Each job takes every n-th seed; one in ten runs with true and with wrong clocks, one in five has two branches.
What breaks a promise is made smaller and printed with its seed and its steps. The last lines are the totals.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.sim import branches
from tests.sim.runs import Outcome, differing_clocks, run
from tests.sim.shrink import smaller

_PAIR_EVERY = 10
_TWO_BRANCHES_EVERY = 5
_ITS_TURN = 1


@dataclass
class Tally:
    """What a job has seen; seconds are those of its processor."""

    runs: int = 0
    seconds: float = 0.0
    faults: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """One more run."""
        self.runs += 1
        self.faults += outcome.faults
        self.outcomes += outcome.outcomes

    def join(self, other: Tally) -> None:
        """Together with another job's."""
        self.runs += other.runs
        self.seconds += other.seconds
        self.faults += other.faults
        self.outcomes += other.outcomes
        self.broken += other.broken


def work(first: int, every: int, seconds: float) -> Tally:
    """Run every n-th seed from the first on until the time is over."""
    tally, begun, until = Tally(), time.process_time(), time.monotonic() + seconds
    seed = first
    while time.monotonic() < until:
        place = seed // every
        pair = place % _PAIR_EVERY == 0
        is_wide = place % _TWO_BRANCHES_EVERY == _ITS_TURN
        one = branches.run if is_wide else run
        for outcome in differing_clocks(seed) if pair else (one(seed),):
            tally.add(outcome)
            if outcome.violation is not None:
                tally.broken.append(_told(outcome, is_small_wanted=not pair))
        seed += every
    tally.seconds = time.process_time() - begun
    return tally


def _told(outcome: Outcome, *, is_small_wanted: bool) -> str:
    if is_small_wanted:
        outcome = smaller(outcome)
    steps = "\n".join(f"  {step!r}" for step in outcome.steps)
    told = f"{outcome.told()}\n  {outcome.setting}\n{steps}"
    print(told, flush=True)  # noqa: T201
    return told.partition("\n")[0]


def main() -> int:
    """The command; 1 when a promise was broken."""
    parser = argparse.ArgumentParser(description="simulated firms")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    print(f"seeds from {asked.seed} on, {asked.jobs} jobs", flush=True)  # noqa: T201
    whole = Tally()
    with multiprocessing.get_context("spawn").Pool(asked.jobs) as pool:
        jobs = [(asked.seed + job, asked.jobs, asked.seconds) for job in range(asked.jobs)]
        for tally in pool.starmap(work, jobs):
            whole.join(tally)
    faults = whole.faults.total()
    for title, counted in (("faults", whole.faults), ("rounds ended", whole.outcomes)):
        print(f"{title}: {', '.join(f'{name} {number}' for name, number in counted.most_common())}")  # noqa: T201
    print(  # noqa: T201
        f"{whole.runs} runs, {faults} faults, {whole.outcomes.total()} rounds, "
        f"{whole.seconds:.0f} s of processor: "
        f"{faults / max(whole.seconds, 1):.0f} faults a second and core"
    )
    print(f"{len(whole.broken)} broken" + "".join(f"\n  {one}" for one in whole.broken))  # noqa: T201
    return 1 if whole.broken else 0


if __name__ == "__main__":
    sys.exit(main())
