"""今日: everything that is to be done today, why it is here, and in which order. Reads only.

What is found stands in sections; each lists at most as many lines as the rules say and counts them all.
"""

import heapq
from collections.abc import Collection, Iterable, Mapping, Sequence, Sized
from dataclasses import replace
from datetime import date
from typing import Final, Protocol

from advisor_desk.domain.client import Tier
from advisor_desk.domain.moment import MomentCode, MomentMark
from advisor_desk.domain.task import TaskKind
from advisor_desk.domain.today import DueContact, DueMark, TodayItem, TodayKind, TodayView
from advisor_desk.rules.serviceset import ServiceRules
from advisor_desk.rules.today import in_order
from advisor_desk.usecases import today_lines as lines
from advisor_desk.usecases.named_products import NamesProducts, named_items
from advisor_desk.usecases.service_ports import CareBook, MomentBook, TaskBook
from advisor_desk.usecases.trading_calendar import trading_days

_SECTIONS: Final[Mapping[str, TodayKind]] = {
    MomentCode.BIRTHDAY: TodayKind.BIRTHDAY,
    MomentCode.KYC_EXPIRING: TodayKind.EXPIRING,
    MomentCode.KYC_EXPIRED: TodayKind.EXPIRING,
    MomentCode.ID_EXPIRING: TodayKind.EXPIRING,
    MomentCode.AGREEMENT_RENEWAL: TodayKind.EXPIRING,
}
"""Moments that have a section of their own."""
_SAME: Final[Mapping[str, str]] = {MomentCode.KYC_EXPIRING: MomentCode.KYC_EXPIRED}


class TodayBook(TaskBook, MomentBook, CareBook, NamesProducts, Protocol):
    """A book with all that a day holds."""


def today(book: TodayBook) -> TodayView:
    """The day of the book. Moments are those that are kept: `find_moments` brings them up to date before."""
    day = _Day(book)
    listed, totals = day.listed()
    is_quiet = not any(totals.values())
    unsent = book.unsent_count()
    totals[TodayKind.UNSENT] = int(unsent > 0)
    if unsent:
        listed.append(lines.of_unsent(unsent, book.service.today))
    return TodayView(
        as_of=book.as_of,
        items=tuple(in_order(named_items(book, _with_contacts(book, listed)))),
        totals=totals,
        quiet=tuple(_quiet(book)) if is_quiet else (),
        unsent=unsent,
        held_back=book.held_back(),
        rules_version=book.service.version,
    )


class _Day:
    """Gathers the lines of one day: a meeting today spares its client the line that asks for a contact."""

    def __init__(self, book: TodayBook) -> None:
        self._book = book
        self._service: ServiceRules = book.service
        self._on: date = book.as_of
        self._tiers: Mapping[int, Tier] = book.tiers()

    def listed(self) -> tuple[list[TodayItem], dict[TodayKind, int]]:
        """The lines that are listed, and how many each section has."""
        tasks: dict[TodayKind, list[TodayItem]] = {TodayKind.MEETING: [], TodayKind.TASK: []}
        for item in self._tasks():
            tasks[item.kind].append(item)
        found = {**tasks, TodayKind.ENQUIRY: self._enquiries()}
        listed, totals = [], {}
        for kind, items in found.items():
            listed += in_order(items)[: self._most(kind, items)]
            totals[kind] = len(items)
        met = {item.client_id for item in tasks[TodayKind.MEETING]}
        due = self._book.due_marks()
        self._take_moments(listed, totals, {mark.client_id for mark in due})
        self._take_contacts(listed, totals, [mark for mark in due if mark.client_id not in met])
        return listed, totals

    def _most(self, kind: TodayKind, items: Sized) -> int:
        return self._service.today.most.get(kind, len(items))

    def _tasks(self) -> Iterable[TodayItem]:
        for task in self._book.tasks(None, self._on):
            if task.shows_on() <= self._on:
                is_today = task.kind is TaskKind.MEETING and task.due_on == self._on
                kind = TodayKind.MEETING if is_today else TodayKind.TASK
                tier = None if task.client_id is None else self._tiers.get(task.client_id)
                yield lines.of_task(task, kind, tier, (self._on, self._service.today))

    def _enquiries(self) -> list[TodayItem]:
        trading = trading_days()
        return [
            lines.of_enquiry(asked, self._on, self._service, trading)
            for asked in self._book.waiting_enquiries()
        ]

    def _take_moments(
        self, listed: list[TodayItem], totals: dict[TodayKind, int], owed: Collection[int]
    ) -> None:
        """Moments by section, the first of each whole; what stands in a section of its own is left out."""
        by_kind: dict[TodayKind, list[MomentMark]] = {
            TodayKind.MOMENT: [],
            TodayKind.BIRTHDAY: [],
            TodayKind.EXPIRING: [],
        }
        for mark in newest_of_each(self._book.open_marks()):
            if mark.code == MomentCode.ONLINE_ENQUIRY:
                continue
            if mark.code == MomentCode.LONG_UNCONTACTED and mark.client_id in owed:
                continue
            by_kind[_SECTIONS.get(mark.code, TodayKind.MOMENT)].append(mark)
        wanted: dict[str, TodayKind] = {}
        for kind, marks in by_kind.items():
            totals[kind] = len(marks)
            ranking = lines.Ranking(kind, self._on, self._service)
            first = heapq.nsmallest(
                self._most(kind, marks),
                marks,
                key=lambda mark: ranking.of_moment(mark, self._tiers.get(mark.client_id)),  # noqa: B023 - used at once
            )
            wanted |= {mark.key: kind for mark in first}
        for kept in self._book.moments_of_keys(wanted):
            kind, tier = wanted[kept.moment.key], self._tiers.get(kept.moment.client_id)
            listed.append(lines.of_moment(kept, kind, tier, (self._on, self._service)))

    def _take_contacts(
        self, listed: list[TodayItem], totals: dict[TodayKind, int], due: Sequence[DueMark]
    ) -> None:
        kind = TodayKind.CONTACT
        totals[kind] = len(due)
        ranking = lines.Ranking(kind, self._on, self._service)
        first = heapq.nsmallest(self._most(kind, due), due, key=ranking.of_contact)
        known = self._book.due_contacts_of([mark.client_id for mark in first])
        for mark in first:
            listed.append(lines.of_contact(known[mark.client_id], kind, self._on, self._service.today))


def newest_of_each(marks: Iterable[MomentMark]) -> list[MomentMark]:
    """Of moments about one thing those of the newest day: what was told 60 days before an end is told at 30.

    An assessment that expires and one that has expired are about one thing.
    """
    newest: dict[tuple[int, str, str], str] = {}
    placed = []
    for mark in marks:
        _, _, day, subject = mark.key.split("|", 3)
        code = _SAME.get(mark.code, mark.code)
        place = mark.client_id, code, _thing(subject)
        newest[place] = max(day, newest.get(place, day))
        placed.append((place, day, mark))
    return [mark for place, day, mark in placed if newest[place] == day]


def _thing(subject: str) -> str:
    """A subject without the step before an end: `P1:30` and `P1:7` are about P1."""
    thing, _, step = subject.rpartition(":")
    return thing if step.isdigit() else subject


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
        lines.of_contact(due, TodayKind.QUIET, book.as_of, book.service.today)
        for due in book.longest_uncontacted(book.service.today.quiet)
    ]
