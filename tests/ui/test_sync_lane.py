"""Work beside the window: one short entry of the lane a call, saves in between, an end that is an end."""

from collections.abc import Callable, Iterator
from threading import Event, current_thread, main_thread
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from advisor_desk.app.sync_lane import Beside, BookLane, Ended, LaneBook, LaneShut
from advisor_desk.errors import DeskBug, OutsideFailed, UserCanFix
from advisor_desk.ui.jobs import JobContext, Jobs, Progress, ReadJob
from advisor_desk.wire.desk import Applied
from advisor_desk.wire.rows import ScopeSum

WAIT_S = 10


class Book:
    """What is called on it, and where."""

    def __init__(self) -> None:
        self.urgent = ""
        self.threads: list[str] = []
        self.order: list[str] = []
        self.inside = Event()
        self.go = Event()

    def step(self, name: str, *, fails: bool = False) -> str:
        assert current_thread() is not main_thread()
        self.threads.append(current_thread().name)
        self.order.append(name)
        if fails:
            raise UserCanFix("record.unknown")
        return name.upper()

    def slow(self) -> None:
        self.inside.set()
        assert self.go.wait(WAIT_S)

    def apply_page(self, rows: int) -> Applied:
        return Applied(rows, 0, 0)

    def sweep(self) -> int:
        return 0

    def is_backup_urgent(self) -> bool:
        return self.step("asked") == self.urgent

    def backup_beside(self) -> bool:
        return bool(self.step("beside"))

    def checkpoint(self) -> None:
        self.step("checkpoint")

    def scope_sum_beside(self, scope: str) -> ScopeSum:
        self.step(scope)
        return ScopeSum(7, 7)


class Bench:
    """A lane, and what work beside it told."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.jobs = Jobs()
        self.owner = QObject()
        self.lane = BookLane(self.jobs, self.owner)
        self.book = Book()
        self.for_it = LaneBook(self.book, self.lane)
        self.steps: list[Progress] = []
        self.ends: list[Ended] = []

    def start(self, work: Any) -> Beside[Any]:
        beside = Beside(work, self.lane)
        beside.told.connect(self.steps.append)
        beside.ended.connect(self.ends.append)
        beside.start()
        return beside

    def end(self) -> Ended:
        self.qtbot.waitUntil(lambda: bool(self.ends), timeout=WAIT_S * 1_000)
        return self.ends[0]


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    made = Bench(qtbot)
    yield made
    made.book.go.set()
    made.lane.shut()
    assert made.jobs.close()


def test_each_call_is_one_entry_of_the_lane(bench: Bench) -> None:
    def work(context: JobContext) -> list[str]:
        answers = []
        for at in range(3):
            answers.append(bench.for_it.step(f"s{at}"))
            context.report(at + 1, 3, "push")
        return answers

    bench.start(work)
    assert bench.end().value == ["S0", "S1", "S2"]
    assert bench.steps[-1] == Progress(3, 3, "push")
    assert "desk-sync" not in bench.book.threads


def test_what_reads_the_whole_book_reads_it_beside_the_lane(bench: Bench) -> None:
    def work(_context: JobContext) -> ScopeSum:
        total = bench.for_it.scope_sum("firm")
        assert bench.for_it.backup_if_due()
        bench.book.urgent = "ASKED"
        # After a purge the file is written anew, which waits for a quiet moment.
        assert not bench.for_it.backup_if_due()
        return total

    bench.start(work)
    assert bench.end().value == ScopeSum(7, 7)
    assert bench.book.order == ["firm", "asked", "beside", "checkpoint", "asked"]
    assert [name == "desk-sync" for name in bench.book.threads] == [True, False, True, False, False]
    bench.lane.shut()
    with pytest.raises(LaneShut):
        bench.for_it.scope_sum("firm")


def test_a_save_waits_for_one_entry_at_most(bench: Bench) -> None:
    def work(_context: JobContext) -> None:
        bench.for_it.slow()
        for at in range(5):
            bench.for_it.step(f"s{at}")

    bench.start(work)
    bench.qtbot.waitUntil(bench.book.inside.is_set, timeout=WAIT_S * 1_000)
    bench.jobs.start(ReadJob(run=lambda _context: bench.book.order.append("save"), done=lambda _none: None))
    bench.book.go.set()
    bench.end()
    assert bench.book.order == ["save", "s0", "s1", "s2", "s3", "s4"]


def test_errors_come_back_to_whoever_works_and_end_it_in_words(bench: Bench) -> None:
    def work(_context: JobContext) -> None:
        with pytest.raises(UserCanFix):
            bench.for_it.step("s", fails=True)
        raise OutsideFailed("sync.unreachable")

    bench.start(work)
    error = bench.end().error
    assert error is not None
    assert error.code == "sync.unreachable"


def test_what_nobody_expected_is_our_bug_with_its_cause(bench: Bench) -> None:
    def work(_context: JobContext) -> None:
        raise ZeroDivisionError

    bench.start(work)
    ended = bench.end()
    assert isinstance(ended.error, DeskBug)
    assert isinstance(ended.cause, ZeroDivisionError)


def test_cancelled_work_ends_as_cancelled(bench: Bench) -> None:
    def work(context: JobContext) -> None:
        bench.for_it.slow()
        context.check()

    beside = bench.start(work)
    bench.qtbot.waitUntil(bench.book.inside.is_set, timeout=WAIT_S * 1_000)
    beside.cancel()
    bench.book.go.set()
    assert bench.end().was_cancelled


def test_once_shut_nothing_reaches_the_book_or_the_window(bench: Bench) -> None:
    held, met = Event(), []

    def work(context: JobContext) -> None:
        bench.for_it.step("first")
        assert held.wait(WAIT_S)
        context.report(1, 1)
        try:
            bench.for_it.step("second")
        except LaneShut as error:
            met.append(error)
            raise

    beside = bench.start(work)
    bench.qtbot.waitUntil(lambda: bench.book.order == ["first"], timeout=WAIT_S * 1_000)
    bench.lane.shut()
    held.set()
    assert beside.wait(WAIT_S)
    bench.qtbot.wait(1)
    assert (bench.book.order, len(met)) == (["first"], 1)
    assert (bench.steps, bench.ends) == ([], [])


def test_whoever_waits_for_the_lane_is_let_go_when_it_is_shut(bench: Bench) -> None:
    bench.jobs.start(ReadJob(run=lambda _context: bench.book.slow(), done=lambda _none: None))
    bench.qtbot.waitUntil(bench.book.inside.is_set, timeout=WAIT_S * 1_000)
    asks = Event()

    def work(_context: JobContext) -> None:
        asks.set()
        bench.for_it.step("never")

    beside = bench.start(work)
    assert asks.wait(WAIT_S)
    bench.lane.shut()
    assert beside.wait(WAIT_S)
    bench.book.go.set()
    bench.qtbot.waitUntil(lambda: not bench.jobs.is_busy, timeout=WAIT_S * 1_000)
    assert bench.book.order == []


@pytest.mark.parametrize(("deed", "is_change"), [("step", False), ("sweep", False), ("page", True)])
def test_it_is_known_whether_anything_on_the_screens_changed(
    bench: Bench, deed: str, is_change: bool
) -> None:
    deeds: dict[str, Callable[[], object]] = {
        "step": lambda: bench.for_it.step("s"),
        "sweep": lambda: (bench.for_it.sweep(), bench.for_it.apply_page(0)),
        "page": lambda: bench.for_it.apply_page(3),
    }
    bench.start(lambda _context: deeds[deed]())
    bench.end()
    assert bench.for_it.has_changed is is_change
