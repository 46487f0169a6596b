"""Nothing of a client stays with an advisor who has lost them, and nothing of the work is lost (I7, I8).

`ADVISOR_TIMES` asks for as many times more.
"""

import pytest

from tests.sim.handovers import hand_over
from tests.times import TIMES

MOVES = 2_000
RUNS = 20


@pytest.mark.parametrize("seed", range(RUNS * TIMES))
def test_a_client_goes_whole_in_2000_moves_during_a_sync(seed: int) -> None:
    done = hand_over(seed, MOVES // RUNS)
    assert done.violation is None, done.told()
    assert done.moves >= MOVES // RUNS
    assert done.late >= done.moves // 2
    assert done.looks >= done.moves // 2
