"""The reverse question of a product: which clients could hold it, who should hear of it, why not the rest.

It asks the same suitability rules as a suggestion does, client by client, at the smallest permitted amount
and started by the advisor. Money that the account lacks for that amount is named, not held against the
client: it can be brought in. Nothing is recorded: this is a look, not an order.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Protocol

from advisor_desk.domain.advice import AdviceClient, NeedPoint
from advisor_desk.domain.product import AssetClass, ShelfState
from advisor_desk.domain.shelf import Product, ShelfStanding
from advisor_desk.domain.suitability import (
    CheckCode,
    Initiator,
    Order,
    SuitabilityOutcome,
    SuitabilityVerdict,
)
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.rules.allocation_target import target_mix
from advisor_desk.rules.allocation_weights import main_class
from advisor_desk.rules.investor import facts_of
from advisor_desk.rules.needs import needs_of, points_of
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.shelf import exposure_of, standing_of, terms_of
from advisor_desk.rules.suitability import allow_span
from advisor_desk.rules.suitability_access import ticket_fen
from advisor_desk.usecases.advice_ports import ShelfBook
from advisor_desk.usecases.check_suitability import held_fen
from advisor_desk.usecases.held_mix import held_weights

_OK: Final = SuitabilityVerdict(SuitabilityOutcome.ALLOW, (), ())

Tell = Callable[[int], None]
"""Told how many clients were looked at; raises where the person wants to stop."""


class ClientsBook(ShelfBook, Protocol):
    """A shelf with clients to ask for; an `AdviceBook` is one."""

    def advice_clients(self) -> Iterable[AdviceClient]:
        """Every client by number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderLine:
    """One client. `points` speak for the product; `gap_bp` is how far its main class lies below the target;
    `span_fen` the smallest and largest amount that may be suggested, None for a client who may not hold it;
    `short_fen` the money that must be brought in for the smallest.
    """

    client_id: int
    client_no: str
    name: str
    aum_fen: int | None
    held_fen: int
    verdict: SuitabilityVerdict
    span_fen: tuple[int, int] | None = None
    short_fen: int = 0
    points: tuple[NeedPoint, ...] = ()
    gap_bp: int = 0
    has_opted_out: bool = False
    should_hear: bool = False

    @property
    def sum_of_points(self) -> int:
        """The visible sum."""
        return sum(part.points for part in self.points)


@dataclass(frozen=True, slots=True)
class ReasonGroup:
    """The clients whom the same reason stops first."""

    code: CheckCode
    clients: tuple[HolderLine, ...]


@dataclass(frozen=True, slots=True)
class HolderReport:
    """Everybody of the book, each exactly once: who could hold it, and the rest by its first reason."""

    code: str
    as_of: date
    standing: ShelfStanding
    could: tuple[HolderLine, ...]
    rest: tuple[ReasonGroup, ...]

    @property
    def clients(self) -> int:
        """How many clients were looked at."""
        return len(self.could) + sum(len(group.clients) for group in self.rest)

    @property
    def hear(self) -> tuple[HolderLine, ...]:
        """Those who should hear of it, the most pointed first."""
        return tuple(line for line in self.could if line.should_hear)


@dataclass(frozen=True, slots=True)
class _Question:
    """What stays the same for every client."""

    product: Product
    on: date
    rules: RuleSet
    advice: AdviceRules
    may_push: bool
    main: AssetClass | None
    shelf: Mapping[str, Product]


def who_could_hold(book: ClientsBook, code: str, tell: Tell = lambda _count: None) -> HolderReport:
    """Ask for every client of the book. Raises UserCanFix("product.unknown", code=)."""
    product, on, advice = book.product(code), book.as_of, book.advice
    shelf = book.shelf()
    standing = standing_of(book.shelf_release(), shelf, on, advice)
    # Amounts in another currency are not compared with money in yuan: as in a suggestion, none is made.
    may_push = standing.state is ShelfState.CURRENT and product.is_in_yuan
    exposure = exposure_of(product, advice)
    main = main_class(exposure) if exposure else None
    by_code = {one.code: one for one in shelf}
    question = _Question(product, on, book.rules, advice, may_push, main, by_code)
    could: list[HolderLine] = []
    rest: dict[CheckCode, list[HolderLine]] = {}
    for count, client in enumerate(book.advice_clients(), start=1):
        line = _line(client, question)
        if line.verdict.is_allowed:
            could.append(line)
        else:
            rest.setdefault(line.verdict.primary, []).append(line)
        tell(count)
    groups = [ReasonGroup(reason, tuple(sorted(lines, key=_by_assets))) for reason, lines in rest.items()]
    order = list(CheckCode)
    groups.sort(key=lambda group: (-len(group.clients), order.index(group.code)))
    return HolderReport(code, on, standing, tuple(sorted(could, key=_by_worth)), tuple(groups))


def _line(client: AdviceClient, question: _Question) -> HolderLine:
    product, on = question.product, question.on
    terms = terms_of(product, on, question.advice, client_type=client.profile.client_type)
    free, ticket = client.cash_fen or 0, ticket_fen(terms, question.advice.suitability) or 1
    investor = facts_of(client, on, question.rules, question.advice, cash_fen=max(free, ticket))
    held = held_fen(client, product.code)
    order = Order(amount_fen=0, held_fen=held, initiator=Initiator.ADVISOR)
    answer = allow_span(investor, terms, order, on, question.advice)
    line = HolderLine(
        client_id=client.client_id,
        client_no=client.row.client_no,
        name=client.row.name,
        aum_fen=client.aum_fen,
        held_fen=held,
        verdict=answer if isinstance(answer, SuitabilityVerdict) else _OK,
        has_opted_out=client.has_opted_out,
    )
    if isinstance(answer, SuitabilityVerdict):
        return line
    gaps = _gaps(client, investor.age, question)
    needs = needs_of(client, on, question.advice, shortfalls_bp=gaps)
    points = points_of(product, needs, client, question.advice)
    gap = gaps.get(question.main, 0) if question.main is not None else 0
    return replace(
        line,
        span_fen=answer,
        short_fen=max(0, answer[0] - free),
        points=points,
        gap_bp=gap,
        should_hear=question.may_push
        and not client.has_opted_out
        and sum(part.points for part in points) >= question.advice.needs.hear_from,
    )


def _gaps(client: AdviceClient, age: int | None, question: _Question) -> Mapping[AssetClass, int]:
    """How far each class lies below its target and its band; nothing without a risk level."""
    level = client.assessment.c_level if client.assessment is not None else None
    if level is None:
        return {}
    target = target_mix(level, age, tuple(AssetClass), question.advice).target_bp
    mix = held_weights(client, question.shelf, question.advice)
    weights = mix[0] if mix is not None else {}
    below = {klass: bp - weights.get(klass, 0) for klass, bp in target.items()}
    return {
        klass: gap for klass, gap in below.items() if gap > question.advice.allocation.band(target[klass])
    }


def _by_worth(line: HolderLine) -> tuple[bool, int, int, str]:
    return (not line.should_hear, -line.sum_of_points, *_by_assets(line))


def _by_assets(line: HolderLine) -> tuple[int, str]:
    return (-(line.aum_fen or 0), line.client_no)
