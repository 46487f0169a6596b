"""A simulated firm: real desks, the real hub, and everything between them that may go wrong.

One step at a time is done, each as a plan says (`plans`). `calm` ends the trouble; then `checks` looks.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import Self
from unittest.mock import patch

from advisor_desk.errors import DeskBug, DeskError
from advisor_desk.storage import client_purge, fault_points, upgrade
from advisor_desk.storage.uuid7 import drawn_from, uuid7
from advisor_desk.sync import steps
from advisor_desk.sync.figures import RoundResult, Wishes
from advisor_desk.sync.pace import Pace
from advisor_desk.sync.round import run_round
from advisor_desk.sync.underway import Around
from advisor_desk.wire.version import MOST_PUSH_BYTES
from tests.sim.deeds import STRAYS, Person
from tests.sim.desks import SimDesk, Times
from tests.sim.ledger import Ledger, Violation
from tests.sim.line import Net, SimLine
from tests.sim.office import ADVISORS, Office
from tests.sim.pages import PageWatch
from tests.sim.plans import OF_PERSON, Crash, Deed, LineFault, Round, Step, What
from tests.sim.templates import backed_up_today, copied, folder_in_memory, template, two_branches
from tests.sim.turns import REPEATS, TURNS
from tests.sim.underway import Underway

_MOST_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Setting:
    """What a run begins with: which of the template's desks there are, and in what state.

    Clocks that are true ignore every jump. A run that is not thorough neither writes a book anew after a
    purge nor verifies its backups: that takes half of all time, and has tests of its own. The fifth desk is
    that of the second branch.
    """

    seed: int
    is_synced: tuple[bool, ...] = (True, True, True, True)
    is_old: tuple[bool, ...] = (False, False, False, False)
    is_backed_up: bool = True
    is_thorough: bool = False
    has_true_clocks: bool = False
    desks: tuple[int, ...] = (0, 1, 2, 3)
    has_two_branches: bool = False


@dataclass
class Trouble:
    """What has happened that allows what is a violation otherwise."""

    may_repair: bool = False
    moved: set[str] = field(default_factory=set)
    ever: set[tuple[str, str]] = field(default_factory=set)
    """Clients and the advisors who ever held them."""
    orders: list[tuple[str, str, str]] = field(default_factory=list)
    """Client, advisor and id of each that was carried out."""
    has_rolled: bool = False
    restored: set[str] = field(default_factory=set)
    """Desks that went back to an older book."""
    mistakes: bool = False

    @property
    def has_lost(self) -> bool:
        """Whether a book or head office went back to what it was before."""
        return self.has_rolled or bool(self.restored)


class World:
    """The firm. To be used as a context: its files go at the end."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.times = Times()
        self.ledger = Ledger()
        self.person = Person()
        self.trouble = Trouble()
        self.trace: list[str] = []
        self.faults: Counter[str] = Counter()
        self.outcomes: Counter[str] = Counter()
        self.net = Net(random.Random(f"net {setting.seed}"))
        self.template = two_branches() if setting.has_two_branches else template()
        self.office = Office(self.template.hub, self.times.clock())
        if setting.has_two_branches:
            self.office.open_branch()
        # Steps and points that were reached, and beside them where the hub was killed.
        self.reached: Counter[str] = self.office.watch.killed
        self.office.copies.append(self.office.image())
        self.standby = self.office.image()
        self.pages: dict[str, PageWatch] = {}
        self.folder = folder_in_memory("sim-")
        self.desks: list[SimDesk] = []
        self._chance = random.Random(f"ids {setting.seed}")
        self._entered = ExitStack()

    def __enter__(self) -> Self:
        self._entered.enter_context(drawn_from(self._chance.randbytes))
        if not self.setting.is_thorough:
            self._entered.enter_context(patch.object(client_purge, "scour", lambda _book: None))
            self._entered.enter_context(patch.object(upgrade, "is_whole", lambda _path, _key: True))
        for place in self.setting.desks:
            book = self.template.books[place]
            source = book.synced if self.setting.is_synced[place] else book.fresh
            path = copied(source, self.folder / book.name / f"{book.name}.book")
            if self.setting.is_backed_up:
                backed_up_today(path)
            desk = SimDesk(path, book.key, self.times, source)
            desk.is_old = self.setting.is_old[place]
            self.desks.append(desk)
            self.pages[desk.name] = PageWatch(desk.sync.repairs())
        return self

    def __exit__(self, *_: object) -> None:
        for desk in self.desks:
            with suppress(DeskBug):
                desk.close()
        self.office.close()
        self.standby.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        self._entered.close()

    def desk(self, number: int) -> SimDesk:
        """A desk by any number."""
        return self.desks[number % len(self.desks)]

    def step(self, step: Step) -> None:
        """Do what a plan says. Raises Violation."""
        self.times.now += 60.0
        if isinstance(step, Deed):
            self.do(step)
        else:
            self.round(step)

    def do(self, deed: Deed) -> None:
        """A deed of a person, of head office, or of the world."""
        desk = self.desk(deed.desk)
        self.trace.append(f"{deed.what.value} desk={desk.name} {deed.pick} {deed.value}")
        if deed.what in TURNS:
            TURNS[deed.what](self, deed)
        else:
            self.person.do(desk, deed)
        if deed.what in OF_PERSON or deed.what is What.GO_ACROSS:
            self.ledger.look(desk)

    def killed(self, desk: SimDesk) -> None:
        """The desk's program ends without ceremony, and is started again."""
        desk.die()
        desk.open()
        if self.pages[desk.name].repairs != desk.sync.repairs():
            self.pages[desk.name].forget(desk.sync.repairs())
        self.ledger.look(desk)
        self.ledger.demand_kept(desk)

    # Rounds.

    def round(self, plan: Round) -> RoundResult | None:
        """A round of a desk; its result, or None when it was cut short."""
        desk = self.desk(plan.desk)
        desk.memory.pace = Pace(plan.events, MOST_PUSH_BYTES, plan.rows)
        line = SimLine(self.office, desk.identity, self.net, plan.line)
        line.is_reporting = self.setting.is_thorough
        underway = Underway(self, desk, plan)
        self._allow(plan)
        before = self.clients(desk)
        result: RoundResult | None = None
        self.office.watch.plan(plan.hub_crash_at, plan.hub_mistakes)
        try:
            result = self._run(desk, line, underway)
            outcome = result.outcome
        except Crash as crash:
            outcome = f"crash at {crash}"
            self.faults["crash"] += 1
            self.killed(desk)
        except DeskBug as bug:
            raise Violation("I0", f"a mistake of the desk: {bug}") from bug
        except DeskError as error:
            outcome = error.code
        finally:
            self.office.watch.plan(None, ())
        self._noted(desk, outcome)
        if line.unforeseen:
            raise Violation("I0", f"a mistake of the hub: {line.unforeseen[0]!r}") from line.unforeseen[0]
        self._demand_none_gone(desk, before)
        return result

    def _run(self, desk: SimDesk, line: SimLine, underway: Underway) -> RoundResult:
        around = Around(
            clock=desk.clock,
            ticks=underway.tick,
            new_id=uuid7,
            chance=self.net.chance.random,
            pause=lambda _seconds: None,
            program="sim",
        )
        line.pages = self.pages[desk.name]
        wishes = Wishes(cancelled=underway.is_cancelled, memory=desk.memory)
        with (
            desk.version(),
            steps.watching(underway.step),
            fault_points.watching(underway.point),
            self.office.watched(),
        ):
            return run_round(desk.sync, line, around, wishes)

    def _allow(self, plan: Round) -> None:
        lies = {LineFault.REPLY_SWAPPED, LineFault.REPLY_EMPTIED}
        self.trouble.may_repair |= not lies.isdisjoint(plan.line.values())
        self.trouble.mistakes |= bool(plan.hub_mistakes)

    def _noted(self, desk: SimDesk, outcome: str) -> None:
        self.outcomes[outcome] += 1
        told = f" [{'; '.join(self.net.told)}]" if self.net.told else ""
        self.net.told.clear()
        self.trace.append(f"round of {desk.name}: {outcome}{told}")

    def clients(self, desk: SimDesk) -> set[str]:
        """Clients of a book whom head office has sent."""
        return {row[0] for row in desk.rows("SELECT client_no FROM client WHERE scope IS NOT NULL")}

    def _demand_none_gone(self, desk: SimDesk, before: set[str]) -> None:
        """I21: whoever went was taken away by head office."""
        if self.trouble.has_rolled:
            return
        gone = before - self.clients(desk) - self.trouble.moved
        holders = self.office.holders()
        for number in sorted(gone):
            if holders.get(number) == desk.advisor:
                raise Violation("I21", f"{number} is gone from {desk.name}, whose client it is")

    # The end.

    def calm(self) -> None:
        """Nothing goes wrong any more: in three rounds everything is everywhere (I4). Raises Violation."""
        self.trace.append("calm")
        self.net.arrive()
        if self.setting.has_two_branches:
            self._end_moves()
        for desk in self.desks:
            if desk.is_old:
                self.do(Deed(What.UPGRADE, self.desks.index(desk)))
        for number in STRAYS:
            if not self.office.is_known(number):
                self.office.load([number], ADVISORS[int(number[-1]) % len(ADVISORS)])
        for attempt in range(_MOST_ROUNDS + 1):
            if attempt == 1:
                self.office.release_all()
            if not any([self._has_moved(place) for place in range(len(self.desks))]):
                break
            waiting = {desk.name: desk.sync.outbox_count() for desk in self.desks}
            if attempt == _MOST_ROUNDS - 1 and any(waiting.values()):
                raise Violation("I4", f"still waiting after {_MOST_ROUNDS} rounds: {waiting}")
        else:
            raise Violation("I4", "the desks do not come to rest")

    def _end_moves(self) -> None:
        """Nobody is between two branches, and no order that is given again changes anything."""
        self.office.restart()
        for place in range(REPEATS):
            self.do(Deed(What.REPEAT, pick=place))

    def _has_moved(self, place: int) -> bool:
        result = self.quiet_round(place)
        return bool(result.pulled or result.pushed or result.duplicates or result.outbox)

    def quiet_round(self, place: int) -> RoundResult:
        """A round in which nothing goes wrong. Raises Violation when it does not complete."""
        self.times.now += 60.0
        result = self.round(Round(place, events=100, rows=200))
        if result is None or result.outcome != "DONE":
            raise Violation("I4", f"a quiet round of {self.desk(place).name} ends: {self.trace[-1]}")
        return result
