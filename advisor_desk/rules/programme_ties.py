"""What a plan costs, exactly, and which of equally good plans is taken: earlier codes come first.

A solver answers within a tolerance and leaves ties as they fall; here whole numbers decide.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from advisor_desk.domain.product import AssetClass
from advisor_desk.rules.adviceset import ObjectiveRules
from advisor_desk.rules.allocation_figures import CaseFigures
from advisor_desk.rules.allocation_weights import WHOLE_BP
from advisor_desk.rules.programme_grid import Choice

_FEW = 12
"""Among so many products any may take the place of another; among more only one like it, to be quick."""


class PlanCost:
    """The objective of the rules in whole numbers: fen · basis points, times a power of ten."""

    def __init__(self, figures: CaseFigures) -> None:
        rules = figures.advice.allocation.objective
        self._figures = figures
        self._unit = _unit(rules)
        self._over = {klass: self._whole(rules.over(klass)) for klass in AssetClass}
        self._short = {klass: self._whole(rules.short(klass)) for klass in AssetClass}
        self._fee, self._idle = self._whole(rules.fee), self._whole(rules.idle)
        self._line = self._whole(rules.line) * figures.base_fen * WHOLE_BP

    def of(self, amounts: Mapping[str, int]) -> int:
        """The cost of buying amounts, none of them 0."""
        figures = self._figures
        after, target = figures.sums(amounts), figures.target
        total = len(amounts) * self._line
        for klass, over in self._over.items():
            gap = after[klass] - target[klass]
            total += gap * over if gap > 0 else -gap * self._short[klass]
        for code, amount in amounts.items():
            total += amount * figures.offers[code].fee_bp * self._fee
        return total + (figures.case.new_money_fen - sum(amounts.values())) * WHOLE_BP * self._idle

    def in_bp(self, cost: int) -> Decimal:
        """A cost as basis points of the base."""
        return Decimal(cost) / self._unit / self._figures.base_fen

    def _whole(self, weight: Decimal) -> int:
        return int(weight * self._unit)


def settle_ties(
    figures: CaseFigures,
    choices: Sequence[Choice],
    amounts: Mapping[str, int],
    keeps: Callable[[Mapping[str, int]], bool],
) -> dict[str, int]:
    """Moves money to earlier codes as long as the plan costs no more and `keeps` the limits.

    `choices` are in the order of their codes; what is none of them stays as it is.
    """
    cost = PlanCost(figures)
    now = dict(amounts)
    best = cost.of(now)

    def better() -> tuple[dict[str, int], int] | None:
        for tried in _moves(choices, now):
            price = cost.of(tried)
            if price <= best and keeps(tried):
                return tried, price
        return None

    # Each move makes a plan cheaper, or as cheap with more in an earlier code: it comes to an end.
    while (found := better()) is not None:
        now, best = found
    return now


def _moves(choices: Sequence[Choice], now: Mapping[str, int]) -> Iterator[dict[str, int]]:
    """Plans in which an earlier product has more and a later one less, or another like it in its place."""
    for place, later in enumerate(choices):
        held = now.get(later.offer.code, 0)
        if not held:
            continue
        others = [
            (at, one)
            for at, one in enumerate(choices)
            if one is not later and (len(choices) <= _FEW or _is_alike(one, later))
        ]
        for at, earlier in enumerate(choices[:place]):
            has = now.get(earlier.offer.code, 0)
            for more, less in _splits(earlier, later, has, held):
                yield _changed(now, ((earlier, more), (later, less)))
            for other in (one for behind, one in others if behind > at):
                there = now.get(other.offer.code, 0)
                for more in _handed_on(earlier, other, has, has + held):
                    rest = has + held - more
                    if more > has and rest > 0 and earlier.has(more) and other.has(there + rest):
                        yield _changed(now, ((earlier, more), (later, 0), (other, there + rest)))


def _handed_on(earlier: Choice, other: Choice, has: int, both: int) -> set[int]:
    """Amounts of the earlier product that are worth a try when another takes the rest: the most that leaves
    the other its least, the most of all, one step more.
    """
    return {
        both - other.start_fen,
        both - other.step_fen,
        earlier.most_fen,
        has + earlier.step_fen,
        earlier.start_fen,
    }


def _is_alike(one: Choice, other: Choice) -> bool:
    """Whether a yuan of one does the same as a yuan of the other, at the same fee."""
    return one.offer.exposure_bp == other.offer.exposure_bp and one.offer.fee_bp == other.offer.fee_bp


def _changed(now: Mapping[str, int], amounts: Sequence[tuple[Choice, int]]) -> dict[str, int]:
    """The plan with other amounts of some products."""
    tried = {**now, **{choice.offer.code: amount for choice, amount in amounts}}
    return {code: amount for code, amount in tried.items() if amount}


def _splits(earlier: Choice, later: Choice, has: int, held: int) -> Iterator[tuple[int, int]]:
    """The ways in which the money of two products goes to the earlier one: all, the most, exchanged."""
    both = has + held
    tried = [both, min(both - later.start_fen, earlier.most_fen)]
    if has:
        tried.append(held)
    for more in tried:
        if more > has and earlier.has(more) and (more == both or later.has(both - more)):
            yield more, both - more


def _unit(rules: ObjectiveRules) -> int:
    """The power of ten that makes every weight of the objective whole."""
    places = [
        -min(0, int(one.normalize().as_tuple().exponent))
        for one in (
            rules.short_cash,
            rules.over_cash,
            rules.over_bond,
            rules.over_other,
            rules.fee,
            rules.line,
            rules.idle,
        )
    ]
    return int(10 ** max(places))
