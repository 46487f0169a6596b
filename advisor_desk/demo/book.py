"""The whole demo book as a stream of typed chunks, and the visits that its clients have had."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from advisor_desk.demo.archetypes import roster
from advisor_desk.demo.facts import Facts
from advisor_desk.demo.history import History
from advisor_desk.demo.people import People, Person
from advisor_desk.demo.products import Shelf
from advisor_desk.domain.client import ClientType
from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.interaction import Attendee, Interaction, Outcome, Purpose
from advisor_desk.domain.kinds import RowChunk
from advisor_desk.domain.records import ContactChannel
from advisor_desk.domain.trading import TradingDays

_CHUNK_ROWS = 50_000
_VISITS_UP_TO = 1_000
_NOTES = (
    "了解近期资金安排，客户希望保持流动性。",
    "回顾持仓表现，说明波动原因，客户情绪平稳。",
    "介绍定投的做法，客户愿意下月再谈。",
    "提醒风险测评即将到期，约好时间重新测评。",
    "询问子女教育金的准备，有三年左右的时间。",
    "客户提到养老规划，希望看到稳健的方案。",
    "未接通，已发短信说明来意。",
    "参加沙龙，对黄金配置提了两个问题。",
)


_CHANNELS = (
    ContactChannel.VISIT,
    ContactChannel.CALL,
    ContactChannel.CALL,
    ContactChannel.WECOM,
    ContactChannel.BRANCH,
    ContactChannel.EVENT,
    ContactChannel.ONLINE,
)
_REACHED = (Outcome.REACHED, Outcome.REACHED, Outcome.APPOINTED, Outcome.DONE)
_PURPOSES = (Purpose.REVIEW, Purpose.CARE, Purpose.PRODUCT, Purpose.ASSESSMENT, Purpose.ENQUIRY)


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """What to make: how many clients and trades, from which seed, ending on which date."""

    clients: int = 300
    trades: int = 20_000
    seed: int = 20_260
    end: date = date(2026, 6, 30)


class DemoBook:
    """Generates the book of a plan. `chunks()` first, in order; `visits()` after."""

    def __init__(self, plan: DemoPlan, trading: TradingDays) -> None:
        self._plan = plan
        self._draw = Random(plan.seed)
        self._end = to_day(plan.end)
        self._trading = trading
        self._people: list[Person] = []

    def chunks(self) -> Iterator[RowChunk]:
        """Every kind of record, in an order in which each refers only to earlier ones."""
        shelf = Shelf(self._draw, self._end)
        yield shelf.chunk()
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

    def visits(self) -> Iterator[Interaction]:
        """Past interactions, oldest first, of the first clients (a large book has them for 1,000)."""
        made = [visit for person in self._people[:_VISITS_UP_TO] for visit in self._visits_of(person)]
        yield from sorted(made, key=lambda visit: (visit.on, visit.attendees[0].client_no))

    def _visits_of(self, person: Person) -> list[Interaction]:
        draw = self._draw
        rich = person.kind.assets[1] >= 1_000_000 or person.kind.client_type is not ClientType.PERSON
        count = 9 if rich else 3 + person.serial % 3
        tenure = self._end - person.opened
        newest = {0: 2, 1: 6, 2: 13, 3: 24, 4: 52}[person.serial % 5]
        found = []
        for turn in range(count):
            back = newest + turn * (38 if rich else 95) + draw.randrange(5)
            if back > tenure:
                break
            reached = turn == 0 or draw.random() < 0.8
            found.append(
                Interaction(
                    attendees=(Attendee(person.client_no),),
                    on=from_day(self._end - back),
                    channel=draw.choice(_CHANNELS),
                    outcome=draw.choice(_REACHED) if reached else Outcome.NOT_REACHED,
                    purpose=draw.choice(_PURPOSES),
                    note=draw.choice(_NOTES[:6] + _NOTES[7:]) if reached else _NOTES[6],
                )
            )
        if person.serial % 75 == 14:
            found.append(
                Interaction(
                    attendees=(Attendee(person.client_no),),
                    on=from_day(self._end - 1),
                    channel=ContactChannel.CALL,
                    outcome=Outcome.REACHED,
                    purpose=Purpose.COMPLAINT,
                    note="客户对到账时间不满，已登记。",
                )
            )
        return found
