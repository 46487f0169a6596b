"""What happened to single invented clients: complaints, life events, rights used, records put right."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from advisor_desk.demo.deeds import (
    ComplaintClosed,
    ConsentSet,
    Corrected,
    Deed,
    EntitlementMoved,
    LifeEventTold,
    Logged,
    LunarBirthday,
    PlanBegun,
    RhythmSet,
    Withdrawn,
)
from advisor_desk.demo.people import Person
from advisor_desk.demo.talks import COMPLAINTS, SETTLED
from advisor_desk.domain.client import ClientType
from advisor_desk.domain.dates import from_day
from advisor_desk.domain.entitlement import EntitlementCode, EntitlementMove
from advisor_desk.domain.interaction import (
    Attendee,
    Confidentiality,
    Initiator,
    Interaction,
    Outcome,
    Promise,
    Purpose,
)
from advisor_desk.domain.journey import LifeEvent
from advisor_desk.domain.records import ConsentPurpose, ContactChannel

_LUNAR_EVERY = 6
_TOLD = {
    3: (LifeEvent.HOME, 120, "打算换学区房，首付要留出来"),
    9: (LifeEvent.UNIVERSITY, 60, "女儿参加高考，准备学费"),
    15: (LifeEvent.MARRIAGE, 20, "儿子国庆前办婚礼"),
    21: (LifeEvent.RETIREMENT, 200, "准备提前退休"),
    27: (LifeEvent.CHILD, -150, "添了二宝"),
    33: (LifeEvent.BUSINESS, -400, "和朋友合开物流公司"),
}
"""By serial within forty: the event, days after the end, and what was said."""


def contact(client_no: str, on: date, purpose: Purpose, note: str) -> Interaction:
    """A plain call that reached the client."""
    return Interaction(
        attendees=(Attendee(client_no),),
        on=on,
        channel=ContactChannel.CALL,
        outcome=Outcome.REACHED,
        purpose=purpose,
        note=note,
    )


class Stories:
    """What happened to a client, told from the end date backwards."""

    def __init__(self, end: int) -> None:
        self._end = end

    def of(self, person: Person) -> Iterator[Deed]:
        """Every deed of a client's stories, in no order."""
        if self._end - person.opened < 15:
            yield from self._newcomer(person)
            return
        yield from self._complaint(person)
        yield from self._mended(person)
        yield from self._consents(person)
        if person.kind.client_type is ClientType.PERSON:
            yield from self._life(person)
            yield from self._rights(person)

    def _day(self, back: int) -> date:
        return from_day(self._end - back)

    def _newcomer(self, person: Person) -> Iterator[Deed]:
        on = from_day(min(person.opened + 1, self._end))
        yield Deed(on, 10 * 60 + 5, PlanBegun(person.client_no, "ONBOARDING"))

    def _complaint(self, person: Person) -> Iterator[Deed]:
        """Some have one that is open, some one that was settled."""
        place = person.serial % 75
        if place not in (14, 39):
            return
        is_open = place == 14
        talk, back = COMPLAINTS[person.serial % 2], 1 if is_open else 20
        on = self._day(back)
        made = replace(
            contact(person.client_no, on, Purpose.COMPLAINT, talk.note),
            initiator=Initiator.CLIENT,
            client_words=talk.words,
            judgement=talk.judgement,
            promises=(Promise(talk.promise, on + timedelta(days=2)),),
            confidentiality=Confidentiality.CONFIDENTIAL,
        )
        yield Deed(on, 9 * 60 + 20, Logged(made), f"complaint.{person.serial}")
        if not is_open:
            settled = self._day(12)
            made = replace(
                contact(person.client_no, settled, Purpose.COMPLAINT, SETTLED.note),
                outcome=Outcome.DONE,
                client_words=SETTLED.words,
                judgement=SETTLED.judgement,
            )
            yield Deed(settled, 15 * 60, Logged(made))
            yield Deed(settled, 15 * 60 + 5, ComplaintClosed(person.client_no, "已书面答复并致歉"))

    def _mended(self, person: Person) -> Iterator[Deed]:
        """A record put right the next day, and one that belonged to somebody else."""
        place, on = person.serial % 50, self._day(9)
        name = f"mended.{person.serial}"
        if place == 12:
            made = contact(person.client_no, on, Purpose.REVIEW, "客户说房贷还剩八十万，准备提前还一部分。")
            yield Deed(on, 10 * 60 + 40, Logged(made), name)
            right = replace(made, note="客户说房贷还剩十八万，准备提前还清。")
            yield Deed(self._day(8), 9 * 60 + 10, Corrected(name, right, "金额听错，回听录音后更正"))
        if place == 24:
            made = contact(person.client_no, on, Purpose.SERVICE, "协助客户修改交易密码。")
            yield Deed(on, 11 * 60, Logged(made), name)
            yield Deed(on, 11 * 60 + 12, Withdrawn(name, "记到了同名客户名下"))

    def _consents(self, person: Person) -> Iterator[Deed]:
        if person.serial % 43 == 6:
            act = ConsentSet(person.client_no, ConsentPurpose.BIRTHDAY_GREETING, is_given=True)
            yield Deed(self._day(30), 14 * 60, act)
        if person.serial % 43 == 20 and person.serial % 3:
            act = ConsentSet(person.client_no, ConsentPurpose.MARKETING, is_given=False)
            yield Deed(self._day(5), 16 * 60 + 20, act)

    def _life(self, person: Person) -> Iterator[Deed]:
        told = _TOLD.get(person.serial % 40)
        if told is not None:
            code, days, note = told
            act = LifeEventTold(person.client_no, code, from_day(self._end + days), note)
            yield Deed(self._day(34), 15 * 60 + 30, act)
        if person.born is not None and person.serial % _LUNAR_EVERY == 2:
            yield Deed(self._day(200), 9 * 60 + 30, LunarBirthday(person.client_no))
        if person.serial % 40 == 11:
            rhythm = RhythmSet(person.client_no, 21, "客户希望每三周通一次电话")
            yield Deed(self._day(45), 17 * 60, rhythm)

    def _rights(self, person: Person) -> Iterator[Deed]:
        """Services in kind of those who have been high net worth for long: used, booked, cancelled."""
        if person.kind.assets[0] < 1_100_000 or self._end - person.opened < 400:
            return
        if person.serial % 14 == 3:
            yield Deed(self._day(1), 9 * 60, PlanBegun(person.client_no, "HNW_REVIEW"))
        number, name = person.client_no, f"right.{person.serial}"
        book, use, cancel = EntitlementMove.BOOK, EntitlementMove.USE, EntitlementMove.CANCEL
        medical, golf, seminar = EntitlementCode.MEDICAL, EntitlementCode.GOLF, EntitlementCode.SEMINAR
        if person.serial % 2:
            act = EntitlementMoved(number, medical, book, self._day(25), "年度体检")
            yield Deed(self._day(60), 10 * 60, act, f"{name}.medical")
            act = EntitlementMoved(number, medical, use, None, "体检报告已寄出", f"{name}.medical")
            yield Deed(self._day(25), 17 * 60, act)
        if person.serial % 3 == 0:
            act = EntitlementMoved(number, golf, book, self._day(-9), "与客户的合伙人同场")
            yield Deed(self._day(4), 11 * 60, act, f"{name}.golf")
        if person.serial % 5 == 0:
            act = EntitlementMoved(number, seminar, book, self._day(10), "家族信托讲座")
            yield Deed(self._day(40), 11 * 60, act, f"{name}.seminar")
            act = EntitlementMoved(number, seminar, cancel, None, "客户出差", f"{name}.seminar")
            yield Deed(self._day(13), 9 * 60 + 45, act)
