"""Brings the moments of a book up to its day: runs the rules from where they stopped, with a look back.

Running again finds what is kept already and adds nothing. A record that came in late is looked for by its
import or event, and its client's days are run again from the day it is about.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from time import perf_counter
from typing import TYPE_CHECKING, Final, Protocol

from advisor_desk.domain.moment import Moment, Raised
from advisor_desk.rules.moments.engine import moments_of
from advisor_desk.rules.moments.world import MomentWorld
from advisor_desk.rules.moments.world import Raised as Place
from advisor_desk.rules.serviceset import ServiceRules
from advisor_desk.usecases.import_ports import Watch
from advisor_desk.usecases.lunar_calendar import lunar_table
from advisor_desk.usecases.service_ports import MomentBook
from advisor_desk.usecases.trading_calendar import trading_days

if TYPE_CHECKING:
    from advisor_desk.domain.moment import RunMark
    from advisor_desk.rules.adviceset import AdviceRules

LOOK_BACK: Final = 2
"""Days run again each time, whatever came in: what is late is known by its import or event besides."""
FIRST_BACK: Final = 120
"""Days run the first time: what is older would be past its time by now."""
_AT_ONCE: Final = 250
_FIRST_STEP: Final = 4
_KEPT_AT_ONCE: Final = 200
_STEP_S: Final = 0.012
"""What a step of the morning's run should take: whatever a person asks for waits behind it."""
_DAY: Final = timedelta(days=1)


class FindingBook(MomentBook, Protocol):
    """A book in which moments are found."""

    @property
    def advice(self) -> "AdviceRules":
        """The advice rules in force: grades, private funds, topics."""

    def client_names(self) -> dict[int, tuple[str, str]]:
        """Number and kind of every client, by id."""


@dataclass(frozen=True, slots=True)
class FoundMoments:
    """What a run has brought: how many moments are new, of how many clients; whether it came to its end."""

    added: int
    clients: int
    is_complete: bool


@dataclass(slots=True)
class _Run:
    """One run: its last day, the first day of each client, and the world with what was raised before."""

    last: date
    first: date
    earlier: Mapping[int, date]
    world: MomentWorld
    is_first_of_all: bool = False
    raised: dict[Place, date] = field(default_factory=dict)

    def first_of(self, client_id: int) -> date:
        """The first day to run for a client."""
        changed = self.earlier.get(client_id, self.first)
        return max(min(self.first, changed), self.last - timedelta(days=FIRST_BACK))


def find_moments(book: FindingBook, watch: Watch | None = None) -> FoundMoments:
    """Run the rules for every client up to the book's day and keep what is new, portion by portion.

    Cancelled between two portions it keeps what it has found; the next run does the rest.
    """
    until = book.moments_found_until()
    changed, mark = book.moments_changed()
    run = _run(book, until, changed)
    ordered = sorted(book.client_names().items(), key=lambda one: one[1][0])
    found = _portions(book, run, [client_id for client_id, _ in ordered], watch or Watch())
    book.expire_moments()
    if found.is_complete:
        book.keep_moments_found_until(book.as_of, mark)
    return found


class MorningRun:
    """The same run a portion at a time, so that what a person does meanwhile need not wait for its end.

    When it has been run on this day already it is run for those alone of whom something came in since.
    """

    def __init__(self, book: FindingBook) -> None:
        self._book = book
        self._run: _Run | None = None
        self._mark: RunMark | None = None
        self._ids: list[int] = []
        self._found: list[Moment] = []
        self._at_once = _FIRST_STEP
        self.done = 0
        self.added = 0

    @property
    def total(self) -> int:
        """How many clients there are to run for; known after the first step."""
        return len(self._ids)

    def step(self) -> bool:
        """Run for the next clients, as many as fit into a moment; True while there is more to do.

        The first step only looks what there is to do; with the last the book remembers the run.
        """
        if self._run is None:
            until = self._book.moments_found_until()
            changed, self._mark = self._book.moments_changed()
            self._run = _run(self._book, until, changed)
            is_of_today = until == self._book.as_of
            self._ids = sorted(changed if is_of_today else self._book.client_names())
            return True
        portion = self._ids[self.done : self.done + self._at_once]
        if len(self._found) >= _KEPT_AT_ONCE or not portion:
            self.added += _keep(self._book, self._run, self._found)
            self._found = []
        else:
            self._find(self._run, portion)
        if portion or self._mark is None:
            return True
        self._book.expire_moments()
        self._book.keep_moments_found_until(self._book.as_of, self._mark)
        return False

    def _find(self, run: _Run, portion: Sequence[int]) -> None:
        """Run for some clients, and learn from it how many the next step may take."""
        started = perf_counter()
        self._found += _found(self._book, run, portion)
        self.done += len(portion)
        fitting = int(len(portion) * _STEP_S / (perf_counter() - started))
        self._at_once = max(1, min(fitting, 2 * self._at_once, _AT_ONCE))


def refresh_moments(book: FindingBook, client_ids: Collection[int]) -> FoundMoments:
    """Run the rules for some clients after something of theirs has changed: a log, an edit."""
    changed, _ = book.moments_changed()
    return _portions(book, _run(book, book.moments_found_until(), changed), sorted(client_ids), Watch())


def _run(book: FindingBook, until: date | None, changed: Mapping[int, date]) -> _Run:
    """A book that was never run, or is shown on a day long before, is run from further back."""
    last = book.as_of
    far = last - timedelta(days=FIRST_BACK)
    first = far if until is None or last < until - timedelta(days=FIRST_BACK) else until - _DAY * LOOK_BACK
    raised: dict[Place, date] = {}
    world = MomentWorld(
        rules=book.rules,
        service=book.service,
        advice=book.advice,
        trading=trading_days(),
        lunar=lunar_table(),
        raised=raised,
    )
    start = max(far, min(first, last - _DAY * LOOK_BACK))
    return _Run(last, start, changed, world, is_first_of_all=until is None, raised=raised)


def _portions(book: FindingBook, run: _Run, client_ids: Sequence[int], watch: Watch) -> FoundMoments:
    added, done = 0, 0
    for start in range(0, len(client_ids), _AT_ONCE):
        if watch.cancelled():
            return FoundMoments(added, done, is_complete=False)
        portion = client_ids[start : start + _AT_ONCE]
        added += _keep(book, run, _found(book, run, portion))
        done += len(portion)
        watch.progress(done, len(client_ids))
    return FoundMoments(added, done, is_complete=True)


def _found(book: FindingBook, run: _Run, client_ids: Sequence[int]) -> list[Moment]:
    """What the rules find of some clients, whether it is kept already or not."""
    since = min(run.first_of(client_id) for client_id in client_ids)
    found: list[Moment] = []
    before = _before(_raised(book, run, client_ids, since), run)
    run.raised.clear()
    run.raised.update(before)
    for facts in book.moment_facts(client_ids, since):
        found += moments_of(facts, run.first_of(facts.client_id), run.last, run.world)
    return found


def _keep(book: FindingBook, run: _Run, found: Sequence[Moment]) -> int:
    """Keep what is new of what was found; nothing is written when nothing is. Returns how many are new."""
    if not found:
        return 0
    since = min(one.event_on for one in found)
    kept = _raised(book, run, {one.client_id for one in found}, since)
    wanted = not_told_nearby(found, kept, run.world.service)
    return book.keep_moments(wanted, since, run.last, past=_history(wanted, run)) if wanted else 0


def _raised(book: FindingBook, run: _Run, client_ids: Collection[int], since: date) -> list[Raised]:
    """What is kept of some clients from a day on, and so long before it as a cool-down may last."""
    return book.moments_raised(client_ids, since - timedelta(days=_longest_cooldown(run.world.service)))


def _history(found: Iterable[Moment], run: _Run) -> frozenset[str]:
    """What was past its day before the rules were ever run: nobody could have dealt with it in time.

    Only what weighs (an open complaint, a wrong grade, money that left) is still asked for.
    """
    if not run.is_first_of_all:
        return frozenset()
    service = run.world.service
    least = service.today.first_run_priority
    return frozenset(
        one.key for one in found if one.due_on < run.last and service.moments[one.code].priority < least
    )


def _before(kept: Iterable[Raised], run: _Run) -> dict[Place, date]:
    """The last event day of each rule, client and subject before the client's first day of the run."""
    last: dict[Place, date] = {}
    for one in kept:
        if one.on < run.first_of(one.client_id):
            place = one.client_id, one.code, one.subject
            last[place] = max(one.on, last.get(place, one.on))
    return last


def not_told_nearby(found: Iterable[Moment], kept: Iterable[Raised], service: ServiceRules) -> list[Moment]:
    """Without those that are kept, and without new ones within the cool-down of a kept one.

    Late records can move a rule's day: what was told about it a few days apart is not told again.
    """
    days: dict[Place, list[date]] = {}
    keys = set()
    for one in kept:
        keys.add(one.key)
        days.setdefault((one.client_id, one.code, one.subject), []).append(one.on)
    return [
        moment
        for moment in found
        if moment.key not in keys and not _is_near(moment, days, service.moments[moment.code].cooldown_days)
    ]


def _is_near(moment: Moment, days: Mapping[Place, Sequence[date]], cooldown: int) -> bool:
    told = days.get((moment.client_id, moment.code, moment.subject), ())
    return any(abs((moment.event_on - day).days) < cooldown for day in told)


def _longest_cooldown(service: ServiceRules) -> int:
    return max((rule.cooldown_days for rule in service.moments.values()), default=0)
