"""Which products the programme may choose from, and the amounts of each: amounts that people can say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from advisor_desk.domain.advice import Offer
from advisor_desk.domain.product import AssetClass
from advisor_desk.rules.allocation_figures import CaseFigures, is_illiquid, is_liquid
from advisor_desk.rules.allocation_limits import bars
from advisor_desk.rules.allocation_weights import WHOLE_BP

YUAN = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """A product with its amounts: nothing, or start + k·step with k from 0 to `most_steps`. In fen."""

    offer: Offer
    start_fen: int
    step_fen: int
    most_steps: int

    @property
    def most_fen(self) -> int:
        """The largest amount."""
        return self.amount(self.most_steps)

    def amount(self, steps: int) -> int:
        """The amount for whole steps."""
        return self.start_fen + self.step_fen * steps

    def has(self, amount_fen: int) -> bool:
        """Whether an amount is one of these."""
        return self.start_fen <= amount_fen <= self.most_fen and not (
            (amount_fen - self.start_fen) % self.step_fen
        )


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """What is left under each hard limit once the amounts set by hand are bought. In fen, never negative."""

    figures: CaseFigures
    fixed: Mapping[str, int]
    sums: Mapping[AssetClass, int]
    money: int
    bound: int
    illiquid: int
    lines: int
    drift: int

    def manager(self, name: str) -> int:
        """What may still be bought of a manager's products."""
        figures = self.figures
        taken = sum(amount for code, amount in self.fixed.items() if figures.offers[code].manager == name)
        return max(0, figures.manager_most_fen - figures.manager_fen.get(name, 0) - taken)

    def klass(self, klass: AssetClass) -> int | None:
        """What may still be added to a class, in fen · basis points; None without a limit."""
        most = self.figures.class_most(klass)
        return None if most is None else max(0, most - self.sums[klass])

    def most(self, offer: Offer) -> int:
        """The most that may be bought of a product by itself."""
        rooms = [self.money, offer.max_fen, self.figures.product_most_fen(offer)]
        if offer.manager:
            rooms.append(self.manager(offer.manager))
        if not is_liquid(offer.liquidity):
            rooms.append(self.bound)
        if is_illiquid(offer.liquidity):
            rooms.append(self.illiquid)
        for klass, bp in offer.exposure_bp.items():
            left = self.klass(klass)
            if left is not None and bp:
                rooms.append(left // bp)
        return min(rooms)


def room_of(figures: CaseFigures, fixed: Mapping[str, int]) -> Room:
    """What the amounts set by hand leave."""
    case, offers = figures.case, figures.offers
    sums = figures.sums(fixed)
    total = sum(fixed.values())
    bound = sum(amount for code, amount in fixed.items() if not is_liquid(offers[code].liquidity))
    illiquid = sum(amount for code, amount in fixed.items() if is_illiquid(offers[code].liquidity))
    return Room(
        figures=figures,
        fixed=fixed,
        sums=sums,
        money=max(0, case.new_money_fen - total),
        bound=max(0, figures.liquid_fen + case.new_money_fen - bound - case.reserve_fen),
        illiquid=max(0, figures.illiquid_most_fen - figures.illiquid_fen - illiquid),
        lines=max(0, figures.advice.allocation.limits.most_lines - sum(1 for one in fixed.values() if one)),
        drift=max(figures.drift_start, figures.drift(sums)),
    )


def choices_of(room: Room) -> tuple[Choice, ...]:
    """The products worth choosing from, by code; none when the reserve is out of reach.

    A product is left out when no plan needs it: so many others are as good or better, of so many managers,
    that one of them is always free to take its place.
    """
    figures = room.figures
    if figures.is_reserve_out_of_reach:
        return ()
    free = (one for code, one in figures.offers.items() if code not in room.fixed)
    open_to = (one for one in free if next(bars(figures, one), None) is None)
    found = (_choice(room, one) for one in open_to)
    fitting = [one for one in found if one is not None]
    lines = figures.advice.allocation.limits.most_lines
    return tuple(one for one in fitting if _betters(one, fitting) < lines)


def _betters(choice: Choice, others: Sequence[Choice]) -> int:
    """Of how many managers there are products that can take the place of this one at each of its amounts.

    A line of a plan keeps at most one manager's products from doing so.
    """
    able = (one.offer for one in others if _can_replace(one, choice))
    return len({one.manager or one.code for one in able})


def _can_replace(better: Choice, choice: Choice) -> bool:
    one, other = better.offer, choice.offer
    return (
        (one.fee_bp, one.code) < (other.fee_bp, other.code)
        and one.exposure_bp == other.exposure_bp
        and better.has(choice.start_fen)
        and better.has(choice.most_fen)
        and choice.step_fen % better.step_fen == 0
        and is_liquid(one.liquidity) >= is_liquid(other.liquidity)
        and is_illiquid(one.liquidity) <= is_illiquid(other.liquidity)
    )


def _choice(room: Room, offer: Offer) -> Choice | None:
    most = room.most(offer)
    if most < offer.min_fen:
        return None
    step = coarse_step(offer.step_fen, room.figures)
    to_grid = -offer.min_fen % step
    start = offer.min_fen + to_grid if to_grid % offer.step_fen == 0 else offer.min_fen
    if start > most:
        start = offer.min_fen
    steps = (min(most, _useful(room, offer)) - start) // step
    return Choice(offer, start, step, max(0, min((most - start) // step, steps + 1)))


def _useful(room: Room, offer: Offer) -> int:
    """The amount from which on every class of a product is above its target: more would cost more than cash
    does. The solver is spared the rest.
    """
    rules, figures = room.figures.advice.allocation.objective, room.figures
    parts = {klass: bp for klass, bp in offer.exposure_bp.items() if bp}
    over = sum(rules.over(klass) * bp for klass, bp in parts.items())
    if over <= (rules.over_cash + rules.idle) * WHOLE_BP:
        return room.money
    return max((figures.target[klass] - room.sums[klass]) // bp for klass, bp in parts.items())


def is_fine(offer: Offer, figures: CaseFigures) -> bool:
    """Whether the product's own step is below the grid, so that any amount can be had as good as exactly."""
    return offer.step_fen * figures.advice.allocation.grid_parts <= figures.base_fen


def coarse_step(step_fen: int, figures: CaseFigures) -> int:
    """The product's step, or the largest power of ten in yuan that is a multiple of it and not above a part
    of the base.
    """
    largest, coarse = figures.base_fen // figures.advice.allocation.grid_parts, step_fen
    power = YUAN
    while power <= largest:
        if power % step_fen == 0:
            coarse = power
        power *= 10
    return coarse
