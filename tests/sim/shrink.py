"""A run that broke a promise made smaller: steps are left out, and what goes wrong in them, while it does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from tests.sim.plans import Round, Step
from tests.sim.runs import Outcome, play

_NAMES = re.compile(r"[A-Z]+\d[\w-]*|\d+|[^a-z ]")
_TOLD = 40


def smaller(found: Outcome) -> Outcome:
    """The same broken promise with as few steps as simple leaving out finds."""
    assert found.violation is not None
    best, part = found, max(1, len(found.steps) // 2)
    while part:
        before = len(best.steps)
        best = _without(best, part)
        # A pass of single steps is made again as long as it helps: one may have hung on another.
        part = part // 2 if part > 1 or len(best.steps) == before else 1
    for place in range(len(best.steps)):
        for simpler in _simpler(best.steps[place]):
            best = _tried(best, [*best.steps[:place], simpler, *best.steps[place + 1 :]]) or best
    return best


def _without(best: Outcome, part: int) -> Outcome:
    """One pass that leaves out `part` steps at a time."""
    start = 0
    while start < len(best.steps):
        shrunk = _tried(best, [*best.steps[:start], *best.steps[start + part :]])
        if shrunk is None:
            start += part
        else:
            best = shrunk
    return best


def _tried(best: Outcome, steps: Sequence[Step]) -> Outcome | None:
    tried = play(best.setting, steps)
    return tried if _kind(tried) == _kind(best) else None


def _kind(outcome: Outcome) -> str:
    """What was broken, without the names of those whom it met."""
    return "" if outcome.violation is None else _NAMES.sub("", str(outcome.violation))[:_TOLD]


def _simpler(step: Step) -> Iterator[Step]:
    if not isinstance(step, Round):
        return
    nothing: dict[str, Any] = {
        "crash_at": None,
        "crash_in_backup": None,
        "hub_crash_at": None,
        "cancel_at": None,
    }
    yield Round(step.desk, events=step.events, rows=step.rows)
    yield replace(step, line={})
    yield replace(step, during={})
    yield replace(step, **nothing, hub_mistakes=())
    yield replace(step, events=50, rows=100)
