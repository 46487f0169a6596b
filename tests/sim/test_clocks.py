"""Clocks that jump and are wrong by up to ten years change nothing at head office (I9, sync.md section 2).

Many short runs of two desks; `test_simulator` has long ones of four. `ADVISOR_TIMES` asks for more of them.
"""

import pytest

from tests.sim.runs import differing_clocks
from tests.times import TIMES

PAIRS = 500
GROUPS = 20
_STEPS = 10
_ONE_ADVISOR, _TWO_ADVISORS = (0, 3), (0, 1)


@pytest.mark.parametrize("group", range(GROUPS * TIMES))
def test_wrong_clocks_change_nothing_in_500_runs(group: int) -> None:
    jumps = 0
    for seed in range(group * PAIRS // GROUPS, (group + 1) * PAIRS // GROUPS):
        desks = _TWO_ADVISORS if seed % 2 else _ONE_ADVISOR
        for outcome in differing_clocks(50_000 + seed, _STEPS, desks):
            assert outcome.violation is None, outcome.told()
            jumps += outcome.faults["clock jump"]
    assert jumps >= 2 * PAIRS // GROUPS
