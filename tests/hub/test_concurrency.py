"""No reader misses a committed row, with any order of commits, held or cut off transactions (I6, L5)."""

import os
import random

import pytest

from tests.hub.crowd import BRANCH, SCOPES, Crowd, numbered_outside
from tests.hub.scopes import head, stored, sum_of
from tests.postgres import postgres_hub

COMMITS = 2_000
SOAK_COMMITS = int(os.environ.get("ADVISOR_HUB_COMMITS", "50000"))


def nothing_is_missed(crowd: Crowd) -> None:
    """Every reader ends with exactly what stands, and what was acknowledged is among it."""
    assert crowd.missed() == {}
    for reader in crowd.readers:
        rows = {row.id: row for row in stored(crowd.hub, BRANCH, reader.scope).values()}
        assert reader.rows == rows
        assert head(crowd.hub, BRANCH, reader.scope).sum == sum_of(stored(crowd.hub, BRANCH, reader.scope))
        assert reader.cursor == head(crowd.hub, BRANCH, reader.scope).seq
        assert reader.differed == 0
        assert reader.compared > 0
    assert crowd.done == crowd.commits
    assert crowd.cut_off >= crowd.commits // crowd.cut_every // 2


def seen(commits: int, seed: int) -> None:
    with postgres_hub(threads=16) as hub:
        crowd = Crowd(hub, commits, seed)
        crowd.run()
        nothing_is_missed(crowd)


def test_no_reader_misses_a_commit() -> None:
    seed = random.randrange(1 << 30)
    print(f"seed {seed}")  # noqa: T201 - to run it again with
    seen(COMMITS, seed)


@pytest.mark.soak
@pytest.mark.timeout(3_600)
def test_no_reader_misses_one_of_very_many_commits() -> None:
    seed = random.randrange(1 << 30)
    print(f"seed {seed}, commits {SOAK_COMMITS}")  # noqa: T201 - to run it again with
    seen(SOAK_COMMITS, seed)


def test_a_number_that_is_taken_outside_the_transaction_is_noticed() -> None:
    with postgres_hub(threads=16) as hub, numbered_outside(hub) as wrong:
        crowd = Crowd(hub, 80, seed=1, cut_every=1_000, way=wrong)
        crowd.run()
    assert sum(len(lost) for lost in crowd.missed().values()) > 0
    assert set(crowd.missed()) <= set(SCOPES)
