"""Desk and hub killed at once in the midst of a round, again and again: both end with everything once."""

import random
import sys

import pytest

from tests.quick_disk import quick_folder
from tests.soak.kill_syncs import run
from tests.times import TIMES

KILLS = 100 * TIMES


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")
def test_nothing_is_lost_or_doubled_when_desk_and_hub_die_in_mid_round() -> None:
    seed = random.SystemRandom().getrandbits(32)
    with quick_folder() as folder:
        tally = run(KILLS, seed, folder)
    print(f"\nkills in mid-round: seed {seed}, {tally}")  # noqa: T201
    assert tally.is_whole, f"seed {seed}: {tally}"
    assert (tally.kills, tally.saved > KILLS, tally.rounds > KILLS // 3) == (KILLS, True, True)
