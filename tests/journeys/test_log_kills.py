"""A log killed between any two keys: what was typed is there on reopening."""

import random
import sys
from pathlib import Path

import pytest

from tests.soak.kill_logs import KEYS, run

KILLS = 100


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")
def test_nothing_typed_is_lost_in_100_kills(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seed = random.SystemRandom().getrandbits(32)
    with capsys.disabled():
        print(f"\nlog kills: seed {seed}, {KILLS} kills over {len(KEYS)} keys")  # noqa: T201
    tally = run(KILLS, seed, tmp_path)
    assert tally.is_whole, f"seed {seed}: {tally}"
    assert tally.kills == KILLS
    assert tally.records >= KILLS // (len(KEYS) + 1)
    assert tally.drafts > KILLS // 2
