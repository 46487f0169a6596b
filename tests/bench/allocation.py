"""From weights to sixty products: beside HiGHS alone, and from the click in a fresh process."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from typing import Any

from advisor_desk.domain.advice import AllocationCase, WhatIf
from advisor_desk.domain.client import RiskLevel
from advisor_desk.rules.allocation_figures import figures_of
from advisor_desk.rules.allocation_plan import best_amounts
from advisor_desk.rules.programme import Programme
from advisor_desk.rules.shelf import standing_of
from advisor_desk.usecases.programme_solver import GAP, QUICK, solve_programme
from advisor_desk.usecases.suggest_products import AdviceSheet, evaluate_suggestion, suggest_from
from tests.advice import ON, advice_rules
from tests.bench import shelves
from tests.bench.children import child
from tests.bench.figures import Goal, median, percentile, spread
from tests.builders import rules
from tests.suggestions import RELEASE

_SHELVES = 8


def allocation(rounds: int) -> list[Goal]:
    """The goals of allocation: the solving, the click, the live recompute."""
    return [*_solving(rounds), *_click(rounds), _recompute(rounds)]


def _sheet(seed: int) -> AdviceSheet:
    products = shelves.shelf(seed)
    return AdviceSheet(
        client=shelves.client(),
        as_of=ON,
        advice=advice_rules(),
        rules=rules(),
        shelf={one.code: one for one in products},
        standing=standing_of(RELEASE, products, ON, advice_rules()),
    )


def _case(seed: int) -> AllocationCase:
    found = suggest_from(_sheet(seed), WhatIf())
    assert found.case is not None
    assert found.level is RiskLevel.C5
    return found.case


def _solving(rounds: int) -> list[Goal]:
    """A plan from its case (programmes, solver, ties, exact checks) beside HiGHS on the same programmes."""
    cases = [_case(seed) for seed in range(_SHELVES)]
    programmes: list[list[Programme]] = []
    for case in cases:
        seen: list[Programme] = []
        best_amounts(figures_of(case, advice_rules()), _noting(seen), {})
        programmes.append(seen)
        for programme in seen:
            _same_optimum(programme)
    ours: list[float] = []
    peer: list[float] = []
    draw = random.Random(5)  # noqa: S311
    for turn in range(rounds + 1):
        sides: list[tuple[list[float], Callable[[], object]]] = [
            (
                ours,
                lambda: [best_amounts(figures_of(one, advice_rules()), solve_programme, {}) for one in cases],
            ),
            (peer, lambda: [_highs(one) for some in programmes for one in some]),
        ]
        for taken, run in draw.sample(sides, 2):
            started = time.perf_counter()
            run()
            if turn:
                taken.append((time.perf_counter() - started) * 1000 / _SHELVES)
    ratio = median([mine / alone for mine, alone in zip(ours, peer, strict=True)])
    what = f"allocation to {shelves.PRODUCTS} products, at most 8 lines ({_SHELVES} shelves)"
    return [Goal(what, spread(ours), f"HiGHS alone {spread(peer)}", ratio, 1.2)]


def _click(rounds: int) -> list[Goal]:
    """A fresh process, imports of the solver's library included."""
    cold: list[float] = []
    loaded: set[str] = set()
    for turn in range(rounds):
        told = child("tests.bench.suggest_child", turn % _SHELVES)
        cold.append(told["cold"])
        loaded |= set(told["loaded"])
    named = ", ".join(sorted(loaded)) or "none"
    return [
        Goal(
            "click to suggestion, fresh process, cold imports", spread(cold), "limit", max(cold), 1_000, " ms"
        ),
        Goal("heavy modules before the first suggestion", named, "none allowed", len(loaded), 0, unit=""),
    ]


def _recompute(rounds: int) -> Goal:
    """An amount changed by hand: weights, limits, reasons and verdicts without the solver."""
    taken: list[float] = []
    for seed in range(_SHELVES):
        sheet = _sheet(seed)
        found = suggest_from(sheet, WhatIf())
        assert found.plan is not None
        amounts = {line.code: line.amount_fen for line in found.plan.lines}
        first = next(iter(amounts))
        for turn in range(rounds):
            started = time.perf_counter()
            evaluate_suggestion(sheet, found, amounts | {first: amounts[first] + 100_00 * turn})
            taken.append((time.perf_counter() - started) * 1000)
    return Goal(
        "amount changed to recomputed plan", spread(taken), "limit", percentile(taken, 0.99), 100, " ms"
    )


def _noting(seen: list[Programme]) -> Callable[[Programme], Sequence[float]]:
    def solve(programme: Programme) -> Sequence[float]:
        seen.append(programme)
        return solve_programme(programme)

    return solve


def _same_optimum(programme: Programme) -> None:
    ours = sum(cost * value for cost, value in zip(programme.costs, solve_programme(programme), strict=True))
    assert abs(ours - _highs(programme)) <= 1e-4


def _highs(programme: Programme) -> float:
    """The optimum by HiGHS itself, with the same options."""
    import highspy

    make: Any = highspy.Highs
    solver = make()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("mip_rel_gap", GAP)
    for name, value in QUICK.items():
        solver.setOptionValue(name, value)
    for cost, upper, is_whole in zip(programme.costs, programme.upper, programme.whole, strict=True):
        solver.addVar(0.0, upper)
        place = solver.getNumCol() - 1
        solver.changeColCost(place, cost)
        if is_whole:
            solver.changeColIntegrality(place, highspy.HighsVarType.kInteger)
    for row in programme.rows:
        places = [place for place, _ in row.factors]
        factors = [factor for _, factor in row.factors]
        solver.addRow(row.least, row.most, len(places), places, factors)
    solver.run()
    return float(solver.getObjectiveValue())
