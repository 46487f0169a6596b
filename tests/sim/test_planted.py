"""The simulator has teeth: every mistake planted in the product is noticed, by the promise that it breaks."""

import pytest

from tests.sim.planted import PLANTED, SCENES, Planted
from tests.sim.runs import Outcome, run
from tests.sim.scenes import Scene

MOST_SEEDS = 12
"""A mistake that so many runs do not notice, from the seed on that once did, would go unnoticed."""


def test_there_are_enough() -> None:
    assert len({planted.name for planted in PLANTED}) == len(PLANTED) >= 20


@pytest.mark.parametrize("planted", [pytest.param(one, id=one.name) for one in PLANTED if not one.scenes])
def test_a_planted_mistake_is_noticed_by_chance(planted: Planted, record_property) -> None:  # type: ignore[no-untyped-def]
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


@pytest.mark.parametrize(
    ("planted", "scene"),
    [pytest.param(one, scene, id=f"{one.name}: {scene.name}") for one in PLANTED for scene in one.scenes],
)
def test_a_planted_mistake_is_noticed_in_its_scene(planted: Planted, scene: Scene) -> None:
    with planted.plant():
        found = [outcome.violation for outcome in scene.plays()]
    rules = {violation.rule for violation in found if violation is not None}
    assert rules == set(planted.caught_by), found


@pytest.mark.parametrize("scene", [pytest.param(one, id=one.name) for one in SCENES])
def test_a_scene_breaks_no_promise_by_itself(scene: Scene) -> None:
    for outcome in scene.plays():
        assert outcome.violation is None, outcome.told()
