"""The contacts that an invented client has had over the years, with what was promised and kept."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from advisor_desk.demo.deeds import Deed, Logged, TaskClosed
from advisor_desk.demo.people import Person
from advisor_desk.demo.talks import TALKS, UNREACHED, Talk
from advisor_desk.domain.client import ClientType
from advisor_desk.domain.dates import from_day
from advisor_desk.domain.interaction import (
    Attendee,
    Initiator,
    Interaction,
    InteractionKind,
    NextStep,
    Outcome,
    ProductMention,
    Promise,
    Purpose,
)
from advisor_desk.domain.records import ContactChannel

_FRIDAY = 4
_FORGOTTEN_WITHIN = 21
_CHANNELS = (
    ContactChannel.VISIT,
    ContactChannel.CALL,
    ContactChannel.CALL,
    ContactChannel.WECOM,
    ContactChannel.BRANCH,
    ContactChannel.ONLINE,
)
_REACHED = (Outcome.REACHED, Outcome.REACHED, Outcome.APPOINTED, Outcome.DONE)
_PURPOSES = tuple(TALKS)
_NEWEST = (2, 6, 13, 24, 52)
"""Days since the last contact, by serial."""
_MEETS = frozenset({ContactChannel.VISIT, ContactChannel.BRANCH})


def is_rich(person: Person) -> bool:
    """True for clients who are visited often."""
    return person.kind.assets[1] >= 1_000_000 or person.kind.client_type is not ClientType.PERSON


class Visits:
    """Draws the contacts of one client after another, up to the end date."""

    def __init__(self, draw: Random, end: int, codes: list[str]) -> None:
        self._draw = draw
        self._end = end
        self._codes = codes

    def of(self, person: Person) -> Iterator[Deed]:
        """Contacts of a client, the newest first, each with what became of its tasks."""
        draw, rich = self._draw, is_rich(person)
        count = 9 if rich else 3 + person.serial % 3
        newest = _NEWEST[person.serial % 5]
        for turn in range(count):
            back = newest + turn * (38 if rich else 95) + draw.randrange(5)
            if back > self._end - person.opened:
                break
            is_reached = turn == 0 or draw.random() < 0.8
            yield from self._contact(person, from_day(self._end - back), turn, is_reached=is_reached)

    def _contact(self, person: Person, on: date, turn: int, *, is_reached: bool) -> Iterator[Deed]:
        draw = self._draw
        channel, purpose = draw.choice(_CHANNELS), draw.choice(_PURPOSES)
        talk = draw.choice(TALKS[purpose]) if is_reached else Talk(draw.choice(UNREACHED))
        outcome = draw.choice(_REACHED) if is_reached else Outcome.NOT_REACHED
        promise = talk.promise if turn % 2 == 0 else ""
        step = self._next_step(talk, outcome, on)
        made = Interaction(
            attendees=(Attendee(person.client_no),),
            on=on,
            channel=channel,
            outcome=outcome,
            purpose=purpose,
            kind=InteractionKind.MEETING if channel in _MEETS and is_reached else InteractionKind.CONTACT,
            initiator=Initiator.CLIENT if purpose is Purpose.ENQUIRY else Initiator.ADVISOR,
            note=talk.note,
            client_words=talk.words,
            judgement=talk.judgement,
            products=self._mentioned(purpose) if is_reached else (),
            promises=(Promise(promise, _weekday(on, draw.randrange(3, 12))),) if promise else (),
            next_step=step,
            seconds=draw.randrange(18, 95),
        )
        name = f"visit.{person.serial}.{turn}"
        yield Deed(on, draw.randrange(9 * 60, 18 * 60), Logged(made), name)
        yield from self._kept(made, name, person.serial)

    def _next_step(self, talk: Talk, outcome: Outcome, on: date) -> NextStep | None:
        draw = self._draw
        if outcome is Outcome.APPOINTED:
            day = _weekday(on, draw.randrange(5, 15))
            return NextStep(talk.next_step or "面谈", day, draw.randrange(18, 34) * 30)
        if talk.next_step and outcome is not Outcome.NOT_REACHED:
            return NextStep(talk.next_step, _weekday(on, draw.randrange(7, 21)))
        return None

    def _mentioned(self, purpose: Purpose) -> tuple[ProductMention, ...]:
        if purpose is not Purpose.PRODUCT:
            return ()
        return (ProductMention(self._draw.choice(self._codes)),)

    def _kept(self, made: Interaction, name: str, serial: int) -> Iterator[Deed]:
        """What fell due before the end was done, but for a few that are late."""
        last = from_day(self._end)
        dues = [promise.due_on for promise in made.promises]
        dues += [made.next_step.on] if made.next_step else []
        for at, due in enumerate(dues, start=1):
            is_forgotten = (last - due).days < _FORGOTTEN_WITHIN and (serial + at) % 12 == 1
            if due < last and not is_forgotten:
                yield Deed(due, self._draw.randrange(9 * 60, 18 * 60), TaskClosed(name, at))


def _weekday(on: date, days: int) -> date:
    """So many days later, or the Monday after: nobody arranges things for a weekend."""
    day = on + timedelta(days=days)
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > _FRIDAY else 0)
