"""The simulator has teeth: every mistake planted in the product is noticed, by the promise that it breaks."""

import pytest

from tests.sim.planted import PLANTED, Planted
from tests.sim.runs import Outcome, run

MOST_SEEDS = 12
"""A mistake that so many runs do not notice, from the seed on that once did, would go unnoticed."""


SELDOM_NOTICED = frozenset(
    {
        "no sweep",
        "purge clears the outbox",
        "loss told by numbers alone",
        "order by clock",
        "what waits is not attached",
        "conflict not shown",
    }
)
"""Noticed in long runs alone: no seed is known of which so few runs see them."""


def test_there_are_enough() -> None:
    assert len({planted.name for planted in PLANTED} - SELDOM_NOTICED) >= 12
    assert len({planted.name for planted in PLANTED}) == len(PLANTED)


@pytest.mark.parametrize(
    "planted",
    [
        pytest.param(one, marks=[pytest.mark.soak] if one.name in SELDOM_NOTICED else [], id=one.name)
        for one in PLANTED
    ],
)
def test_a_planted_mistake_is_noticed(planted: Planted, record_property) -> None:  # type: ignore[no-untyped-def]
    found: Outcome | None = None
    with planted.plant():
        for seed in range(planted.seed, planted.seed + MOST_SEEDS):
            found = run(seed, planted.steps)
            if found.violation is not None:
                break
    assert found is not None
    assert found.violation is not None, f"{planted.name}: not noticed from seed {planted.seed} on"
    record_property("caught_by", f"{found.violation.rule} in seed {found.setting.seed}")
    assert found.violation.rule in planted.caught_by, found.told()
