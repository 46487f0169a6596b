"""Every event reaches the hub exactly once, whatever happens to requests and replies (I3, sync.md section 2).

`ADVISOR_TIMES` asks for as many times more storms.
"""

import pytest

from tests.sim.plans import LineFault
from tests.sim.runs import HONEST
from tests.sim.storms import storm
from tests.times import TIMES

FAULTS = 100_000
STORMS = 20


@pytest.mark.parametrize("seed", range(STORMS * TIMES))
def test_no_event_is_lost_or_doubled_in_100000_faults(seed: int) -> None:
    done = storm(seed, FAULTS // STORMS)
    assert done.violation is None, done.told()
    assert done.faults.total() >= FAULTS // STORMS
    assert {fault.value for fault in LineFault if fault in HONEST} <= done.faults.keys()
    assert {"crash", "hub killed"} <= done.faults.keys()
    assert done.events > FAULTS // STORMS // 40
