"""The whole demo book as a stream of typed chunks, and what was done for its clients."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from advisor_desk.demo.archetypes import roster
from advisor_desk.demo.deeds import Deed
from advisor_desk.demo.facts import Facts
from advisor_desk.demo.history import History
from advisor_desk.demo.people import People, Person
from advisor_desk.demo.products import Shelf
from advisor_desk.demo.service import Service
from advisor_desk.demo.turns import extras
from advisor_desk.domain.dates import to_day
from advisor_desk.domain.kinds import RowChunk
from advisor_desk.domain.trading import TradingDays

_CHUNK_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """What to make: how many clients and trades, from which seed, ending on which date."""

    clients: int = 300
    trades: int = 20_000
    seed: int = 20_260
    end: date = date(2026, 6, 30)


class DemoBook:
    """Generates the book of a plan. `chunks()` first, in order; `deeds()` after."""

    def __init__(self, plan: DemoPlan, trading: TradingDays) -> None:
        self._plan = plan
        self._draw = Random(plan.seed)
        self._end = to_day(plan.end)
        self._trading = trading
        self._people: list[Person] = []
        self._codes: list[str] = []

    def chunks(self) -> Iterator[RowChunk]:
        """Every kind of record, in an order in which each refers only to earlier ones."""
        shelf = Shelf(self._draw, self._end, self._trading.last(self._end, 1)[0])
        yield shelf.chunk()
        self._codes = shelf.codes
        facts = Facts(Random(self._plan.seed + 1), self._end)
        makers = People(self._draw, self._end, facts)
        self._people = [makers.make(at + 1, kind) for at, kind in enumerate(roster(self._plan.clients))]
        makers.relate(self._people)
        yield makers.clients.chunk()
        yield makers.accounts.chunk()
        yield makers.assessments.chunk()
        yield makers.consents.chunk()
        yield makers.signals.chunk()
        yield makers.relations.chunk()
        yield from self._histories(shelf)

    def _histories(self, shelf: Shelf) -> Iterator[RowChunk]:
        history = History(self._draw, self._end, self._trading, shelf)
        large = (history.assets, history.holdings, history.trades, history.revenue)
        planned = sum(buying.count for person in self._people for buying in person.kind.buying)
        planned += sum(1 for person in self._people if person.kind.buying and person.serial % 19 == 4)
        planned += sum(len(extras(person, self._end)) for person in self._people)
        left = max(self._plan.trades - planned, 0)
        for at, person in enumerate(self._people):
            fillers = left // (len(self._people) - at)
            left -= fillers
            history.live(person, fillers)
            for table in large:
                if len(table) >= _CHUNK_ROWS:
                    yield table.chunk()
        for table in large:
            if len(table):
                yield table.chunk()

    def deeds(self) -> list[Deed]:
        """What was done for these clients, in the order of time (a large book has it for 1,000)."""
        service = Service(self._plan.seed + 2, self._end, self._codes, self._trading)
        return service.deeds(self._people)
