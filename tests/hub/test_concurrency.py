"""No reader misses a committed row, with any order of commits, held or cut off transactions (I6, L5).

`ADVISOR_TIMES` asks for as many times more.
"""

import random

import pytest

from tests.hub.crowd import BRANCH, SCOPES, Crowd, numbered_outside
from tests.hub.scopes import head, stored, sum_of
from tests.postgres import postgres_hub
from tests.times import TIMES

COMMITS = 50_000
CROWDS = 5
CUT_EVERY = 100


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


@pytest.mark.timeout(600)
@pytest.mark.parametrize("_crowd", range(CROWDS * TIMES))
def test_no_reader_misses_one_of_50000_commits(_crowd: int) -> None:
    seed = random.randrange(1 << 30)
    print(f"seed {seed}")  # noqa: T201 - to run it again with
    with postgres_hub(threads=16) as hub:
        crowd = Crowd(hub, COMMITS // CROWDS, seed, CUT_EVERY)
        crowd.run()
        nothing_is_missed(crowd)


def test_a_number_that_is_taken_outside_the_transaction_is_noticed() -> None:
    with postgres_hub(threads=16) as hub, numbered_outside(hub) as wrong:
        crowd = Crowd(hub, 80, seed=1, cut_every=1_000, way=wrong)
        crowd.run()
    assert sum(len(lost) for lost in crowd.missed().values()) > 0
    assert set(crowd.missed()) <= set(SCOPES)
