"""Desks and hub as processes, a hostile line between them, kills of either: a few rounds of the long run."""

import random
from pathlib import Path

import pytest

from tests.soak.proxy_rounds import run

ROUNDS = 6


@pytest.mark.timeout(600)
def test_nothing_is_lost_or_doubled_behind_a_hostile_proxy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed = random.SystemRandom().randrange(1 << 32)
    print(f"\nproxy rounds: seed {seed}")  # noqa: T201
    # The run sets these for its processes.
    for name in ("ADVISOR_DESK_PASSPHRASE", "ADVISOR_DESK_DATA"):
        monkeypatch.setenv(name, "")
    tally = run(ROUNDS, seed, tmp_path)
    assert tally.is_whole, f"seed {seed}: {tally}"
    assert (tally.rounds, tally.recorded >= ROUNDS) == (ROUNDS, True)
    assert tally.requests > ROUNDS * 3
