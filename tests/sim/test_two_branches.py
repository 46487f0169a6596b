"""A client who goes to another branch is in one place, with all that was ever said of them (I3, I7, I8, I9).

`ADVISOR_TIMES` asks for as many times more seeds.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from itertools import count
from typing import Any
from unittest.mock import patch

import pytest
import sqlalchemy as sa

from advisor_desk.hub import assign, forward, moves, put
from advisor_desk.hub.assign import Order
from advisor_desk.hub.moving import Moving
from advisor_desk.wire.shapes import PURGE
from tests.sim.branches import BranchDraw, run
from tests.sim.plans import Deed, Round, What
from tests.sim.runs import play
from tests.times import TIMES

SEEDS = 20
GROUPS = 2
MOST_SEEDS = 12
_BETWEEN = ("move.left", "move.arrived", "forward.kept", "forward.handed_on")


@pytest.mark.parametrize("group", range(GROUPS * TIMES))
def test_whoever_goes_to_another_branch_is_whole_there_and_gone_here(group: int) -> None:
    reached: Counter[str] = Counter()
    for seed in range(group * SEEDS // GROUPS, (group + 1) * SEEDS // GROUPS):
        outcome = run(seed)
        assert outcome.violation is None, outcome.told()
        reached += outcome.reached
    assert reached["gone across"] >= 5 * SEEDS // GROUPS
    assert sum(times for name, times in reached.items() if name.startswith("killed at")) >= SEEDS // GROUPS


def test_the_hub_is_killed_at_every_point_of_a_move_and_of_what_comes_late() -> None:
    setting = replace(BranchDraw(0).setting(), is_synced=(True,) * 5, is_old=(False,) * 5, desks=(0, 4))
    killed: Counter[str] = Counter()
    for moment in count():
        # The client goes as the round begins, and what is said then is sent in the same round.
        plan = Round(0, during={0: Deed(What.GO_ACROSS, pick=moment % 2)}, hub_crash_at=moment)
        outcome = play(setting, [plan])
        assert outcome.violation is None, outcome.told()
        if not outcome.faults["hub killed"]:
            break
        killed += outcome.reached
    assert {f"killed at {point}" for point in _BETWEEN} <= killed.keys()


def _late_work_stays() -> AbstractContextManager[Any]:
    """What comes late is taken in where it came, and goes no further."""
    return patch.object(forward, "keep", lambda *_given: None)


def _files_stay() -> AbstractContextManager[Any]:
    """What an event names does not go after it."""
    return patch.object(forward, "keep_files", lambda *_given: None)


def _conflicts_stay() -> AbstractContextManager[Any]:
    """What is open of a client is left behind."""
    original = moves.luggage

    def without(connection: Any, move: moves.Move) -> moves.Luggage:
        return replace(original(connection, move), conflicts=())

    return patch.object(moves, "luggage", without)


def _nobody_goes_on() -> AbstractContextManager[Any]:
    """A move that was stopped is left to the order that began it."""
    return patch.object(moves, "unfinished", lambda *_given, **_named: [])


def _no_purge() -> AbstractContextManager[Any]:
    """The old desk does not hear that the client has gone."""

    def without(connection: Any, branch: str, scope: str, drafts: Any, at: str) -> int:
        return put.put_rows(connection, branch, scope, [one for one in drafts if one.kind != PURGE], at)

    return patch.object(assign, "put_rows", without)


def _for_ever_away() -> AbstractContextManager[Any]:
    """Who comes back is still said to have left."""
    return patch.object(moves, "_BACK", sa.text("SELECT :b, :client"))


def _one_place_too_many() -> AbstractContextManager[Any]:
    """The old branch keeps the client in its list."""
    return patch.object(moves, "_FORGET_CLIENT", sa.text("SELECT :b, :client"))


def _made_in_both() -> AbstractContextManager[Any]:
    """Who enters a client at a desk is not told that another branch has them."""
    return patch.object(Moving, "elsewhere", lambda *_given: set())


def _nothing_to_do_not_noted() -> AbstractContextManager[Any]:
    """An order that finds the client where it wants them leaves no trace, and is carried out another time."""
    original = assign.keep_holder

    def keep(connection: Any, branch: str, order: Order, at: str) -> None:
        number = order.client_no
        if assign.holders(connection, branch, [number]).get(number) != order.to:
            original(connection, branch, order, at)

    return patch.object(assign, "keep_holder", keep)


@pytest.mark.parametrize(
    ("plant", "caught_by"),
    [
        (_late_work_stays, {"I3", "I8"}),
        (_files_stay, {"I8"}),
        (_conflicts_stay, {"conflict"}),
        (_nobody_goes_on, {"I0", "I3"}),
        (_no_purge, {"I4", "I5", "I7"}),
        (_for_ever_away, {"I3"}),
        (_one_place_too_many, {"I0", "I3"}),
        (_nothing_to_do_not_noted, {"I3"}),
        (_made_in_both, {"I3"}),
    ],
)
def test_a_mistake_between_branches_is_noticed(
    plant: Callable[[], AbstractContextManager[Any]], caught_by: set[str]
) -> None:
    with plant():
        found = next((one for one in map(run, range(MOST_SEEDS)) if one.violation is not None), None)
    assert found is not None
    assert found.violation is not None
    assert found.violation.rule in caught_by, found.told()
