"""The advisor's own days around the end of the demo: meetings, to-dos, events, pushes, enquiries."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import cycle
from random import Random

from advisor_desk.demo.deeds import Deed, Logged, TaskAdded, TaskClosed, TaskSnoozed, utc
from advisor_desk.demo.people import Person
from advisor_desk.demo.stories import Stories
from advisor_desk.demo.talks import ENQUIRIES, REFERRED, SALON_LINES
from advisor_desk.demo.visits import Visits, is_rich
from advisor_desk.domain.client import ClientType
from advisor_desk.domain.dates import from_day
from advisor_desk.domain.interaction import (
    Attendee,
    Initiator,
    Interaction,
    InteractionKind,
    NextStep,
    Outcome,
    OutletFacts,
    Promise,
    Purpose,
)
from advisor_desk.domain.records import ContactChannel
from advisor_desk.domain.task import Repeat, RepeatFrom, RepeatUnit, TaskDraft, TaskKind
from advisor_desk.domain.trading import TradingDays

PEOPLE_WITH_VISITS = 1_000
_SALON_SEATS = 24
_PUSH_TO = 60
_YEAR = 365
_WAITED = (330, 47, 18, 150, 96, 34, 125, 61, 22)
"""Minutes until the answers to the questions of the year, the earliest of the day the longest."""
_TODAY = (
    (9 * 60 + 30, "持仓检视"),
    (11 * 60, "养老方案面谈"),
    (14 * 60, "企业理财沟通"),
    (16 * 60 + 30, "测评与开户"),
)
_LATER = (
    (1, 10 * 60, "家族信托咨询"),
    (2, 15 * 60, "再平衡方案面谈"),
    (3, 9 * 60 + 30, "教育金测算"),
    (6, 14 * 60 + 30, "到期资金安排"),
    (7, 10 * 60 + 30, "半年检视"),
)  # fmt: skip


class Service:
    """All deeds of a book, in the order of time."""

    def __init__(self, seed: int, end: int, codes: list[str], trading: TradingDays) -> None:
        self._draw = Random(seed)  # noqa: S311
        self._end = end
        self._codes = codes
        self._trading = trading

    def deeds(self, people: Sequence[Person]) -> list[Deed]:
        """Every deed; a large book has them for its first thousand clients."""
        some = people[:PEOPLE_WITH_VISITS]
        visits, stories = Visits(self._draw, self._end, self._codes), Stories(self._end)
        made = [deed for person in some for deed in (*visits.of(person), *stories.of(person))]
        made += [*self._meetings(some), *self._own_tasks(), *self._events(some)]
        made += [*self._pushes(some), *self._enquiries(some), *self._answered(some), *self._referrals(some)]
        return sorted(made, key=lambda deed: (deed.on, deed.minute))

    def _day(self, back: int) -> date:
        return from_day(self._end - back)

    def _meetings(self, people: Sequence[Person]) -> Iterator[Deed]:
        """Meetings of the end date and of the days after it."""
        rich = [one for one in people if is_rich(one) and self._end - one.opened > 30]
        wanted = [(0, minute, title) for minute, title in _TODAY] + [*_LATER]
        for person, (ahead, minute, title) in zip(rich[2::3], wanted, strict=False):
            draft = TaskDraft(kind=TaskKind.MEETING, title=title, due_on=self._day(-ahead), minute=minute)
            yield Deed(self._day(6), 10 * 60 + ahead, TaskAdded(draft, person.client_no))

    def _own_tasks(self) -> Iterator[Deed]:
        """To-dos of the advisor: repeated ones, one late, one put off, one done."""
        monday = self._end - (self._end + 3) % 7
        weekly, yearly = Repeat(1, RepeatUnit.WEEK), Repeat(1, RepeatUnit.YEAR, RepeatFrom.DONE)
        monthly, daily = Repeat(1, RepeatUnit.MONTH), Repeat(1, RepeatUnit.TRADING_DAY)
        yield self._todo(35, "整理本周跟进名单", from_day(monday - 7), weekly, "weekly")
        yield Deed(from_day(monday - 7), 17 * 60, TaskClosed("weekly"))
        yield self._todo(50, "月末客户资产核对", self._day(2), monthly, "monthly")
        yield self._todo(20, "晨会纪要发给团队", self._day(0), daily, "daily")
        yield self._todo(60, "更新 CFP 继续教育学时", self._day(-25), yearly, "yearly")
        yield self._todo(9, "补录上周沙龙签到表", self._day(4), None, "late")
        yield self._todo(12, "申请家族信托讲座场地", self._day(3), None, "snoozed")
        yield Deed(self._day(3), 16 * 60, TaskSnoozed("snoozed", self._day(-5), "等总部确认讲师"))
        yield self._todo(15, "归还投教手册样本", self._day(8), None, "done")
        yield Deed(self._day(8), 11 * 60 + 30, TaskClosed("done"))

    def _todo(self, back: int, title: str, due_on: date, repeat: Repeat | None, name: str) -> Deed:
        draft = TaskDraft(kind=TaskKind.TODO, title=title, due_on=due_on, repeat=repeat)
        return Deed(self._day(back), 8 * 60 + 40, TaskAdded(draft), name)

    def _events(self, people: Sequence[Person]) -> Iterator[Deed]:
        """A salon on the last trading day before the end, and an earlier one."""
        draw = self._draw
        persons = [one for one in people if self._is_settled_person(one)]
        days = (self._trading.last(self._end - 1, 1)[0], self._trading.last(self._end - 41, 1)[0])
        for on, title in zip(days, ("黄金与资产配置沙龙", "养老规划读书会"), strict=True):
            guests = draw.sample(persons, min(_SALON_SEATS, len(persons)))
            seats = [Attendee(guest.client_no, draw.choice(SALON_LINES)) for guest in guests]
            made = Interaction(
                attendees=tuple(sorted(seats, key=lambda seat: seat.client_no)),
                on=from_day(on),
                channel=ContactChannel.EVENT,
                outcome=Outcome.DONE,
                purpose=Purpose.EDUCATION,
                kind=InteractionKind.EVENT,
                note=f"{title}，发放讲义和风险揭示。",
            )
            yield Deed(from_day(on), 17 * 60 + 30, Logged(made))

    def _is_settled_person(self, person: Person) -> bool:
        return person.kind.client_type is ClientType.PERSON and self._end - person.opened > 60

    def _pushes(self, people: Sequence[Person]) -> Iterator[Deed]:
        """A message to many: it is on record, and restarts nobody's rhythm."""
        persons = [one for one in people if one.serial % 4 == 2 and self._is_settled_person(one)]
        made = Interaction(
            attendees=tuple(Attendee(one.client_no) for one in persons[:_PUSH_TO]),
            on=self._day(6),
            channel=ContactChannel.WECOM,
            outcome=Outcome.DONE,
            purpose=Purpose.EDUCATION,
            kind=InteractionKind.MASS_PUSH,
            note="市场周报与防诈骗提示。",
        )
        if made.attendees:
            yield Deed(self._day(6), 9 * 60 + 15, Logged(made))

    def _enquiries(self, people: Sequence[Person]) -> Iterator[Deed]:
        """Questions from outside: two wait at the end, the older ones were answered within hours."""
        persons = [one for one in people if self._is_settled_person(one)]
        day = from_day(self._trading.last(self._end, 1)[0])
        earlier = from_day(self._trading.last(self._end, 4)[0])
        for person, (words, topic), (on, minute) in zip(
            persons[7::11],
            ENQUIRIES,
            ((day, 9 * 60 + 12), (earlier, 14 * 60 + 5), (earlier, 10 * 60 + 30), (day, 11 * 60 + 26)),
            strict=False,
        ):
            yield Deed(on, minute, Logged(_enquiry(person.client_no, on, minute, f"{topic}：{words}")))
            if on == earlier:
                yield Deed(on, minute + 95, Logged(_answer(person.client_no, on, utc(on, minute + 95))))

    def _answered(self, people: Sequence[Person]) -> Iterator[Deed]:
        """Questions of the year, one or two a month, most of them answered within the hour."""
        persons = [one for one in people if self._is_settled_person(one)]
        asked = zip(persons[4::19], cycle(ENQUIRIES), enumerate(range(24, _YEAR, 22)), strict=False)
        for person, (words, topic), (turn, back) in asked:
            if self._end - person.opened <= back:
                continue
            on = from_day(self._trading.last(self._end - back, 1)[0])
            minute, waited = 9 * 60 + 35 + 37 * (turn % len(_WAITED)), _WAITED[turn % len(_WAITED)]
            yield Deed(on, minute, Logged(_enquiry(person.client_no, on, minute, f"{topic}：{words}")))
            answered = _answer(person.client_no, on, utc(on, minute + waited))
            yield Deed(on, minute + waited, Logged(answered))

    def _referrals(self, people: Sequence[Person]) -> Iterator[Deed]:
        persons = [one for one in people if self._is_settled_person(one)]
        for person, back in zip(persons[5::23], (3, 18), strict=False):
            on = self._day(back)
            made = Interaction(
                attendees=(Attendee(person.client_no),),
                on=on,
                channel=ContactChannel.BRANCH,
                outcome=Outcome.APPOINTED,
                purpose=Purpose.REFERRAL,
                kind=InteractionKind.REFERRAL,
                note=REFERRED.note,
                client_words=REFERRED.words,
                judgement=REFERRED.judgement,
                promises=(Promise(REFERRED.promise, on + timedelta(days=1)),),
                next_step=NextStep(REFERRED.next_step, on + timedelta(days=8), 10 * 60),
                outlet=OutletFacts("江海银行", "南岸支行", "网点经理", "到期资金", utc(on, 10 * 60 + 2)),
            )
            yield Deed(on, 10 * 60 + 20, Logged(made), f"referral.{back}")


def _enquiry(client_no: str, on: date, minute: int, words: str) -> Interaction:
    return Interaction(
        attendees=(Attendee(client_no),),
        on=on,
        channel=ContactChannel.WECOM,
        outcome=Outcome.REACHED,
        purpose=Purpose.ENQUIRY,
        kind=InteractionKind.ENQUIRY,
        initiator=Initiator.CLIENT,
        client_words=words,
        happened_at=utc(on, minute),
    )


def _answer(client_no: str, on: date, at: datetime) -> Interaction:
    return Interaction(
        attendees=(Attendee(client_no),),
        on=on,
        channel=ContactChannel.CALL,
        outcome=Outcome.REACHED,
        purpose=Purpose.ENQUIRY,
        note="回电答复，客户明白了。",
        happened_at=at,
    )
