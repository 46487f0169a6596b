"""The integer programme from weights to products (domain notes §5.2), as plain data for any solver.

Columns: a flag and steps for each choice, then shortfalls of classes. Weights are basis points of the
base: numbers between 1 and 10,000, so that a solver's tolerance is far below a fen. Overshoot is weight
- target + shortfall and needs no column.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from advisor_desk.domain.advice import AllocationCase, Offer
from advisor_desk.domain.product import AssetClass
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.rules.allocation_figures import CaseFigures, figures_of, is_illiquid, is_liquid
from advisor_desk.rules.allocation_weights import WHOLE_BP
from advisor_desk.rules.programme_grid import Choice, Room, choices_of, is_fine, room_of

NO_BOUND = float("inf")
_MOST_FOR_ORDER = 0.5
"""Basis points of fee that the order of the codes is worth at most: less than any difference of fees."""


@dataclass(frozen=True, slots=True)
class Row:
    """`least` <= sum of factors times columns <= `most`; the name is the limit's code."""

    name: str
    factors: tuple[tuple[int, float], ...]
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Programme:
    """Minimise the sum of costs times columns, all from 0 to `upper`; `whole` says which are whole numbers.

    The columns are the flags of the choices, then their steps, then the shortfalls of the classes they touch.
    """

    choices: tuple[Choice, ...]
    costs: tuple[float, ...]
    upper: tuple[float, ...]
    whole: tuple[bool, ...]
    rows: tuple[Row, ...]

    @property
    def is_exact(self) -> bool:
        """True when every step is a whole number: what is found can be bought as it is."""
        return all(self.whole[: 2 * len(self.choices)])

    def chosen(self, solution: Sequence[float]) -> frozenset[str]:
        """The products whose flag is up."""
        return frozenset(
            choice.offer.code for choice, flag in zip(self.choices, solution, strict=False) if round(flag)
        )

    def amounts(self, solution: Sequence[float]) -> dict[str, int]:
        """The amounts in fen of a solution's flags and steps, rounded to whole ones."""
        count = len(self.choices)
        return {
            choice.offer.code: choice.amount(round(solution[count + place]))
            for place, choice in enumerate(self.choices)
            if round(solution[place])
        }


Solve = Callable[[Programme], Sequence[float] | None]
"""The columns of the best solution; None when the solver found none."""


def programme_of(
    case: AllocationCase, advice: AdviceRules, fixed: Mapping[str, int] | None = None
) -> Programme:
    """The programme of a case around amounts of offered products that are set by hand."""
    room = room_of(figures_of(case, advice), fixed or {})
    return build(room, choices_of(room))


def build(room: Room, choices: Sequence[Choice], *, exactly: bool = False, tighter_fen: int = 0) -> Programme:
    """The programme of some choices; every limit in fen is drawn `tighter_fen` closer.

    Unless `exactly`, steps far below the grid are not whole numbers: which lines to buy does not hang on
    them, and finding it so takes a tenth of the time.
    """
    maker = _Maker(room, tuple(choices), tighter_fen)
    return Programme(
        maker.choices, maker.costs(), maker.upper(), maker.whole(exactly=exactly), tuple(maker.rows())
    )


class _Maker:
    """Turns exact figures into factors in basis points of the base."""

    def __init__(self, room: Room, choices: tuple[Choice, ...], tighter_fen: int) -> None:
        self._room, self.choices, self._tighter = room, choices, tighter_fen
        self._figures: CaseFigures = room.figures
        self._count = len(choices)
        self._classes = tuple(klass for klass in AssetClass if self._is_touched(klass))

    def costs(self) -> tuple[float, ...]:
        rules = self._figures.advice.allocation.objective
        line = float(rules.line) * WHOLE_BP
        rates = [self._rate(place) for place in range(self._count)]
        flags = [
            rate * self._bp(choice.start_fen) + line for rate, choice in zip(rates, self.choices, strict=True)
        ]
        steps = [rate * self._bp(choice.step_fen) for rate, choice in zip(rates, self.choices, strict=True)]
        short = [float(rules.short(klass) + rules.over(klass)) for klass in self._classes]
        return (*flags, *steps, *short)

    def whole(self, *, exactly: bool) -> tuple[bool, ...]:
        steps = [exactly or not is_fine(choice.offer, self._figures) for choice in self.choices]
        return (*([True] * self._count), *steps, *([False] * len(self._classes)))

    def upper(self) -> tuple[float, ...]:
        steps = [float(choice.most_steps) for choice in self.choices]
        return (*([1.0] * self._count), *steps, *([NO_BOUND] * len(self._classes)))

    def rows(self) -> Iterator[Row]:
        yield from self._links()
        yield from self._classes_rows()
        room = self._room
        yield from self._at_most("limit.money", room.money, self._shares(lambda _: 1))
        yield from self._at_most(
            "limit.reserve", room.bound, self._shares(lambda one: not is_liquid(one.liquidity))
        )
        yield from self._at_most(
            "limit.illiquid", room.illiquid, self._shares(lambda one: is_illiquid(one.liquidity))
        )
        for name in sorted({one.offer.manager for one in self.choices if one.offer.manager}):
            shares = self._shares(lambda one, name=name: one.manager == name)  # type: ignore[misc]
            yield from self._at_most("limit.manager", room.manager(name), shares)
        if self._count > room.lines:
            flags = tuple((place, 1.0) for place in range(self._count))
            yield Row("limit.lines", flags, 0.0, float(room.lines))
        yield self._drift()

    def _is_touched(self, klass: AssetClass) -> bool:
        """Whether buying changes the class: of the others nothing is left to decide."""
        return any(_part(choice.offer, klass) for choice in self.choices)

    def _links(self) -> Iterator[Row]:
        """Steps only where the flag is up."""
        for place, choice in enumerate(self.choices):
            if choice.most_steps:
                factors = ((place, float(choice.most_steps)), (self._count + place, -1.0))
                yield Row("link", factors, 0.0, NO_BOUND)

    def _classes_rows(self) -> Iterator[Row]:
        """Shortfall of each class, and its highest weight."""
        for number, klass in enumerate(self._classes):
            shares = self._shares(lambda one, klass=klass: _part(one, klass))  # type: ignore[misc]
            factors = (*self._factors(shares), (2 * self._count + number, 1.0))
            gap = self._figures.target[klass] - self._room.sums[klass]
            yield Row("short", factors, gap / self._figures.base_fen, NO_BOUND)
            left = self._room.klass(klass)
            if left is not None:
                yield from self._at_most("limit.class_over", left / WHOLE_BP, shares)

    def _drift(self) -> Row:
        shares = self._shares(lambda one: sum(_part(one, klass) for klass in self._classes))
        short = ((2 * self._count + number, 2.0) for number in range(len(self._classes)))
        room, figures = self._room, self._figures
        gaps = {klass: room.sums[klass] - figures.target[klass] for klass in AssetClass}
        other = sum(abs(gap) for klass, gap in gaps.items() if klass not in self._classes)
        now = sum(gaps[klass] for klass in self._classes)
        most = (room.drift - other - now) / figures.base_fen
        return Row("limit.drift", (*self._factors(shares), *short), -NO_BOUND, most)

    def _at_most(self, name: str, most_fen: float, shares: list[float]) -> Iterator[Row]:
        """A limit on a weighted sum of amounts, where it could ever bind."""
        reach = sum(
            share * (choice.start_fen + choice.most_steps * choice.step_fen)
            for share, choice in zip(shares, self.choices, strict=True)
        )
        most = max(0.0, most_fen - self._tighter)
        if reach > most:
            yield Row(name, self._factors(shares), -NO_BOUND, self._bp(most))

    def _shares(self, share: Callable[[Offer], float]) -> list[float]:
        return [float(share(choice.offer)) for choice in self.choices]

    def _factors(self, shares: list[float]) -> tuple[tuple[int, float], ...]:
        """A share of each amount, as factors of its flag and its steps."""
        found = []
        for place, (share, choice) in enumerate(zip(shares, self.choices, strict=True)):
            if share:
                found.append((place, share * self._bp(choice.start_fen)))
                if choice.most_steps:
                    found.append((self._count + place, share * self._bp(choice.step_fen)))
        return tuple(found)

    def _rate(self, place: int) -> float:
        """What a basis point of a product costs, shortfalls aside; of equals the earlier code is cheaper."""
        rules, offer = self._figures.advice.allocation.objective, self.choices[place].offer
        over = sum(float(rules.over(klass)) * _part(offer, klass) for klass in self._classes)
        fee_bp = offer.fee_bp + _MOST_FOR_ORDER * place / self._count
        return over + float(rules.fee) * fee_bp / WHOLE_BP - float(rules.idle)

    def _bp(self, fen: float) -> float:
        return fen * WHOLE_BP / self._figures.base_fen


def _part(offer: Offer, klass: AssetClass) -> float:
    """What a yuan of a product adds to a class; what is bought is no longer cash."""
    held = offer.exposure_bp.get(klass, 0)
    return (held - (WHOLE_BP if klass is AssetClass.CASH else 0)) / WHOLE_BP
