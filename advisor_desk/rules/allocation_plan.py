"""From a case to its plan: the programme is solved, put on whole amounts, and every limit checked exactly."""

from collections.abc import Mapping

from advisor_desk.domain.advice import AllocationCase, AllocationPlan
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.rules.allocation import evaluate_figures
from advisor_desk.rules.allocation_figures import CaseFigures, figures_of
from advisor_desk.rules.allocation_limits import broken_limits
from advisor_desk.rules.programme import Solve, build
from advisor_desk.rules.programme_grid import Room, choices_of, room_of
from advisor_desk.rules.programme_ties import settle_ties

_TIGHTER_FEN = (0, 1, 100, 10_000)
"""How far the limits are drawn closer when rounding broke one."""


def best_plan(
    case: AllocationCase, advice: AdviceRules, solve: Solve, fixed: Mapping[str, int] | None = None
) -> AllocationPlan:
    """The best plan around amounts set by hand, which stay exactly as they are.

    Only those can break a limit; what is added to them never does.
    """
    figures = figures_of(case, advice)
    kept = {code: amount for code, amount in (fixed or {}).items() if code in figures.offers}
    added = best_amounts(figures, solve, kept)
    return evaluate_figures(figures, {**(fixed or {}), **added})


def best_amounts(figures: CaseFigures, solve: Solve, fixed: Mapping[str, int]) -> dict[str, int]:
    """The amounts to buy beside those set by hand (0 for a product that is left out)."""
    room = room_of(figures, {code: amount for code, amount in fixed.items() if amount})
    dropped = frozenset(code for code, amount in fixed.items() if not amount)
    found: dict[str, int] = {}
    for tighter in _TIGHTER_FEN:
        found = _solved(room, solve, dropped, tighter)
        if not _breaks(room, found):
            return found
    return _smaller(room, found)


def _solved(room: Room, solve: Solve, dropped: frozenset[str], tighter_fen: int) -> dict[str, int]:
    """Which lines first, then their amounts: whole steps of few products are found at once."""
    choices = [one for one in choices_of(room) if one.offer.code not in dropped]
    programme = build(room, choices, tighter_fen=tighter_fen)
    solution = solve(programme)
    if solution is not None and not programme.is_exact:
        chosen = programme.chosen(solution)
        few = [one for one in choices if one.offer.code in chosen]
        programme = build(room, few, exactly=True, tighter_fen=tighter_fen)
        solution = solve(programme)
    if solution is None:
        return {}
    amounts = {**room.fixed, **programme.amounts(solution)}
    if not _breaks(room, amounts):
        amounts = settle_ties(room.figures, choices, amounts, lambda tried: not _breaks(room, tried))
    return {code: amount for code, amount in amounts.items() if code not in room.fixed}


def _breaks(room: Room, amounts: Mapping[str, int]) -> bool:
    """Whether amounts break a limit that those set by hand alone do not."""
    figures = room.figures
    by_hand = {code for code, _ in broken_limits(figures, room.fixed)}
    return any(code not in by_hand for code, _ in broken_limits(figures, {**room.fixed, **amounts}))


def _smaller(room: Room, amounts: Mapping[str, int]) -> dict[str, int]:
    """The last resort: without its smallest lines a plan keeps every limit, at the latest without any."""
    left = sorted(amounts.items(), key=lambda line: (-line[1], line[0]))
    while left and _breaks(room, dict(left)):
        left.pop()
    return dict(left)
