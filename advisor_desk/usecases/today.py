"""今日: everything that is to be done today, why it is here, and in which order. Reads only.

What is found stands in sections; each lists at most as many lines as the rules say and counts them all.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Final, Protocol

from advisor_desk.domain.client import Tier
from advisor_desk.domain.moment import KeptMoment, MomentCode, MomentState
from advisor_desk.domain.task import TaskKind
from advisor_desk.domain.today import DueContact, TodayItem, TodayKind, TodayView
from advisor_desk.rules.serviceset import ServiceRules
from advisor_desk.rules.today import in_order
from advisor_desk.usecases import today_lines as lines
from advisor_desk.usecases.service_ports import CareBook, MomentBook, TaskBook
from advisor_desk.usecases.trading_calendar import trading_days

_EXPIRING: Final = frozenset(
    {
        MomentCode.KYC_EXPIRING,
        MomentCode.KYC_EXPIRED,
        MomentCode.ID_EXPIRING,
        MomentCode.AGREEMENT_RENEWAL,
    }
)


class TodayBook(TaskBook, MomentBook, CareBook, Protocol):
    """A book with all that a day holds."""


def today(book: TodayBook) -> TodayView:
    """The day of the book. Moments are those that are kept: `find_moments` brings them up to date before."""
    day = _Day(book)
    sections = day.sections()
    service = book.service
    listed: list[TodayItem] = []
    for kind, items in sections.items():
        listed += in_order(items)[: service.today.most.get(kind, len(items))]
    totals = {kind: len(items) for kind, items in sections.items()}
    contacts, total = day.contacts()
    listed += contacts
    totals[TodayKind.CONTACT] = total
    is_quiet = not any(totals.values())
    unsent = book.unsent_count()
    totals[TodayKind.UNSENT] = int(unsent > 0)
    if unsent:
        listed.append(lines.of_unsent(unsent, service.today))
    return TodayView(
        as_of=book.as_of,
        items=tuple(in_order(_with_contacts(book, listed))),
        totals=totals,
        quiet=tuple(_quiet(book)) if is_quiet else (),
        unsent=unsent,
        rules_version=service.version,
    )


class _Day:
    """Gathers the lines of one day: a meeting today spares its client the line that asks for a contact."""

    def __init__(self, book: TodayBook) -> None:
        self._book = book
        self._service: ServiceRules = book.service
        self._on: date = book.as_of
        self._tiers: Mapping[int, Tier] = book.tiers()
        self._due = [due for due in book.due_contacts() if not due.paused_by]

    def sections(self) -> dict[TodayKind, list[TodayItem]]:
        """Every line but those of the rhythm, by section."""
        found: dict[TodayKind, list[TodayItem]] = {
            kind: []
            for kind in (
                TodayKind.MEETING,
                TodayKind.TASK,
                TodayKind.ENQUIRY,
                TodayKind.MOMENT,
                TodayKind.BIRTHDAY,
                TodayKind.EXPIRING,
            )
        }
        for item in self._tasks():
            found[item.kind].append(item)
        self._meeting_with = {item.client_id for item in found[TodayKind.MEETING]}
        found[TodayKind.ENQUIRY] = self._enquiries()
        for item in self._moments():
            found[item.kind].append(item)
        return found

    def contacts(self) -> tuple[list[TodayItem], int]:
        """The lines of the rhythm that are listed, and how many there are."""
        due = [each for each in self._due if each.client_id not in self._meeting_with]
        most = self._service.today.most.get(TodayKind.CONTACT, len(due))
        return lines.of_contacts(due, self._on, self._service.today, most), len(due)

    def _tasks(self) -> Iterable[TodayItem]:
        for task in self._book.tasks(None, self._on):
            if task.shows_on() <= self._on:
                is_today = task.kind is TaskKind.MEETING and task.due_on == self._on
                kind = TodayKind.MEETING if is_today else TodayKind.TASK
                yield lines.of_task(task, kind, self._tier(task.client_id), (self._on, self._service.today))

    def _enquiries(self) -> list[TodayItem]:
        trading = trading_days()
        return [
            lines.of_enquiry(asked, self._on, self._service, trading)
            for asked in self._book.waiting_enquiries()
        ]

    def _moments(self) -> Iterable[TodayItem]:
        owed = {due.client_id for due in self._due}
        for kept in self._book.moments({MomentState.OPEN}):
            if self._is_shown(kept, owed):
                kind = _section(kept.moment.code)
                tier = self._tier(kept.moment.client_id)
                yield lines.of_moment(kept, kind, tier, (self._on, self._service))

    def _is_shown(self, kept: KeptMoment, owed: Collection[int]) -> bool:
        """What stands in a section of its own is not told twice."""
        moment = kept.moment
        if kept.snoozed_until is not None and kept.snoozed_until > self._on:
            return False
        if moment.code is MomentCode.ONLINE_ENQUIRY:
            return False
        return moment.code is not MomentCode.LONG_UNCONTACTED or moment.client_id not in owed

    def _tier(self, client_id: int | None) -> Tier | None:
        return None if client_id is None else self._tiers.get(client_id)


def _section(code: MomentCode) -> TodayKind:
    if code is MomentCode.BIRTHDAY:
        return TodayKind.BIRTHDAY
    return TodayKind.EXPIRING if code in _EXPIRING else TodayKind.MOMENT


def _with_contacts(book: TodayBook, items: Iterable[TodayItem]) -> list[TodayItem]:
    """The lines with the last contact of their clients."""
    listed = list(items)
    wanted = {item.client_id for item in listed if item.client_id is not None}
    known: Mapping[int, DueContact] = book.due_contacts_of(wanted)
    return [_with_contact(item, known) for item in listed]


def _with_contact(item: TodayItem, known: Mapping[int, DueContact]) -> TodayItem:
    due = None if item.client_id is None else known.get(item.client_id)
    return item if due is None else replace(item, last_contact_on=due.last_contact_on)


def _quiet(book: TodayBook) -> list[TodayItem]:
    return [
        lines.of_quiet(due, book.as_of, book.service.today)
        for due in book.longest_uncontacted(book.service.today.quiet)
    ]
