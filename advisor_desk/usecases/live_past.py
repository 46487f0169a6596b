"""The deeds of an invented advisor, done one after another through the doors that people use."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from functools import singledispatchmethod
from typing import Protocol

from advisor_desk.demo import deeds as d
from advisor_desk.domain.entitlement import EntitlementDraft
from advisor_desk.domain.trading import TradingDays
from advisor_desk.errors import DeskBug
from advisor_desk.usecases.plan_tasks import PlanStart, plan_drafts
from advisor_desk.usecases.service_ports import ServiceBook


class PastBook(ServiceBook, Protocol):
    """A book whose day and clock are given."""

    def stand_at(self, at: datetime, on: date) -> None:
        """From now on it is this instant (UTC) of this day."""


class Past:
    """Does deeds in a book and remembers what came of those that have a name."""

    def __init__(self, book: PastBook, trading: TradingDays) -> None:
        self._book, self._trading = book, trading
        self._made: dict[str, str] = {}

    def live(self, deeds: Iterable[d.Deed]) -> int:
        """Do them all, each at its own time. Returns how many. Raises as the doors do."""
        count = 0
        for deed in deeds:
            self._book.stand_at(deed.at, deed.on)
            made = self._do(deed.act)
            if deed.name and made:
                self._made[deed.name] = made
            count += 1
        return count

    @singledispatchmethod
    def _do(self, act: object) -> str | None:
        raise DeskBug("demo.unknown_deed", kind=type(act).__name__)

    @_do.register
    def _(self, act: d.Logged) -> str | None:
        return self._book.record(act.made)

    @_do.register
    def _(self, act: d.Corrected) -> str | None:
        return self._book.correct(self._made[act.of], act.made, act.reason)

    @_do.register
    def _(self, act: d.Withdrawn) -> str | None:
        self._book.withdraw(self._made[act.of], act.reason)
        return None

    @_do.register
    def _(self, act: d.TaskAdded) -> str | None:
        client_id = self._book.client_id(act.client_no) if act.client_no else None
        return self._book.add_task(replace(act.draft, client_id=client_id))

    @_do.register
    def _(self, act: d.TaskClosed) -> str | None:
        made = self._made[act.of]
        self._book.close_task(f"{made}#{act.at}" if act.at else made, act.state, act.note)
        return None

    @_do.register
    def _(self, act: d.TaskSnoozed) -> str | None:
        self._book.snooze_task(self._made[act.of], act.until, act.reason)
        return None

    @_do.register
    def _(self, act: d.PlanBegun) -> str | None:
        start = PlanStart(self._book.as_of, self._book.client_id(act.client_no))
        self._book.add_tasks(plan_drafts(self._book.service.plan(act.template), start, self._trading))
        return None

    @_do.register
    def _(self, act: d.RhythmSet) -> str | None:
        self._book.set_rhythm(self._book.client_id(act.client_no), act.days, act.reason)
        return None

    @_do.register
    def _(self, act: d.LunarBirthday) -> str | None:
        self._book.set_lunar_birthday(self._book.client_id(act.client_no), is_lunar=True)
        return None

    @_do.register
    def _(self, act: d.LifeEventTold) -> str | None:
        return self._book.add_life_event(self._book.client_id(act.client_no), act.code, act.on, act.note)

    @_do.register
    def _(self, act: d.EntitlementMoved) -> str | None:
        draft = EntitlementDraft(
            client_id=self._book.client_id(act.client_no),
            code=act.code,
            move=act.move,
            on=self._book.as_of,
            for_on=act.for_on,
            note=act.note,
            booking=self._made[act.booking] if act.booking else "",
        )
        return self._book.move_entitlement(draft)

    @_do.register
    def _(self, act: d.ComplaintClosed) -> str | None:
        self._book.close_complaint(self._book.client_id(act.client_no), act.note)
        return None

    @_do.register
    def _(self, act: d.ConsentSet) -> str | None:
        client_id = self._book.client_id(act.client_no)
        self._book.set_consent(client_id, act.purpose.value, is_given=act.is_given)
        return None
