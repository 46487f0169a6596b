"""The lane: order, answers on the UI thread, errors, cancel, close."""

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from advisor_desk.errors import DeskBug, DeskError, OutsideFailed, UserCanFix
from advisor_desk.ui.jobs import BookChange, JobContext, Jobs, Lane, Progress, ReadJob, WriteJob

CHANGE = BookChange(frozenset({"clients"}), frozenset({7}))


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    assert made.close()


def rest(qtbot: QtBot, jobs: Jobs) -> None:
    qtbot.waitUntil(lambda: not jobs.is_busy)


def raiser(error: Exception) -> Callable[[JobContext], None]:
    def run(_context: JobContext) -> None:
        raise error

    return run


def never(*_args: object) -> None:
    pytest.fail("ran, or answered")


def test_jobs_of_the_book_run_one_after_another_in_order(qtbot: QtBot, jobs: Jobs) -> None:
    ran: list[int] = []
    told: list[int] = []
    inside = threading.Lock()

    def deed(number: int) -> Callable[[JobContext], int]:
        def run(_context: JobContext) -> int:
            assert inside.acquire(blocking=False)
            ran.append(number)
            inside.release()
            return number

        return run

    for number in range(20):
        jobs.start(ReadJob(run=deed(number), done=told.append))
    rest(qtbot, jobs)
    assert ran == told == list(range(20))


def test_what_is_saved_goes_before_what_is_only_read_and_saves_keep_their_order(
    qtbot: QtBot, jobs: Jobs
) -> None:
    ran: list[str] = []
    go = threading.Event()

    def deed(name: str) -> Callable[[JobContext], None]:
        return lambda _context: ran.append(name)

    jobs.start(
        ReadJob(run=lambda _context: ran.append("first") if go.wait(10) else None, done=lambda _none: None)
    )
    change = BookChange(frozenset({"clients"}))
    for number in range(3):
        jobs.start(ReadJob(run=deed(f"read {number}"), done=lambda _none: None))
        jobs.start(WriteJob(run=deed(f"save {number}"), done=lambda _none: None, change=change))
    go.set()
    rest(qtbot, jobs)
    assert ran == ["first", "save 0", "save 1", "save 2", "read 0", "read 1", "read 2"]


def test_deeds_run_off_the_ui_thread_and_answers_arrive_on_it(qtbot: QtBot, jobs: Jobs) -> None:
    threads: dict[str, object] = {}

    def run(context: JobContext) -> None:
        threads["run"] = threading.current_thread()
        context.report(1, 1)

    jobs.start(
        ReadJob(
            run=run,
            done=lambda _none: threads.update(done=threading.current_thread()),
            progress=lambda _step: threads.update(progress=threading.current_thread()),
        )
    )
    rest(qtbot, jobs)
    assert threads["run"] is not threading.main_thread()
    assert threads["done"] is threads["progress"] is threading.main_thread()


def test_an_error_goes_to_the_job_that_deals_with_it(qtbot: QtBot, jobs: Jobs) -> None:
    caught: list[DeskError] = []
    others: list[object] = []
    jobs.failed.connect(lambda error, _cause: others.append(error))
    error = UserCanFix("client.unknown")
    jobs.start(ReadJob(run=raiser(error), done=never, failed=caught.append))
    rest(qtbot, jobs)
    assert caught == [error]
    assert others == []


def test_an_error_that_nobody_deals_with_is_told_to_all(qtbot: QtBot, jobs: Jobs) -> None:
    error = OutsideFailed("disk.full")
    with qtbot.waitSignal(jobs.failed) as told:
        jobs.start(ReadJob(run=raiser(error), done=never))
    assert told.args == [error, None]


def test_our_mistake_becomes_a_bug_without_the_text_of_the_exception(qtbot: QtBot, jobs: Jobs) -> None:
    with qtbot.waitSignal(jobs.failed) as told:
        jobs.start(ReadJob(run=raiser(KeyError("张伟")), done=never))
    assert told.args is not None
    error = told.args[0]
    assert isinstance(error, DeskBug)
    assert "张伟" not in str(error)


def test_a_write_tells_what_it_touched_and_a_failed_one_does_not(qtbot: QtBot, jobs: Jobs) -> None:
    changes: list[BookChange] = []
    jobs.book_changed.connect(changes.append)
    jobs.start(
        WriteJob(
            run=raiser(OutsideFailed("disk.full")),
            done=never,
            failed=lambda _error: None,
            change=CHANGE,
        )
    )
    jobs.start(WriteJob(run=lambda _context: None, done=lambda _none: None, change=CHANGE))
    rest(qtbot, jobs)
    assert changes == [CHANGE]


def test_a_cancelled_deed_stops_at_its_next_check_and_answers_nobody(qtbot: QtBot, jobs: Jobs) -> None:
    started, go_on = threading.Event(), threading.Event()
    after: list[str] = []

    def run(context: JobContext) -> None:
        started.set()
        go_on.wait(10)
        context.check()
        after.append("went on")

    handle = jobs.start(ReadJob(run=run, done=never))
    assert started.wait(10)
    with qtbot.waitSignal(handle.ended):
        handle.cancel()
        go_on.set()
    assert after == []


def test_a_job_cancelled_before_its_turn_never_runs(qtbot: QtBot, jobs: Jobs) -> None:
    go_on = threading.Event()
    jobs.start(ReadJob(run=lambda _context: go_on.wait(10), done=lambda _: None))
    jobs.start(ReadJob(run=never, done=never)).cancel()
    go_on.set()
    rest(qtbot, jobs)


def test_nothing_is_delivered_to_an_owner_that_is_gone(qtbot: QtBot, jobs: Jobs) -> None:
    owner = QObject()
    started, go_on = threading.Event(), threading.Event()

    def run(_context: JobContext) -> None:
        started.set()
        go_on.wait(10)

    handle = jobs.start(ReadJob(run=run, done=never, owner=owner))
    assert started.wait(10)
    with qtbot.waitSignal(owner.destroyed):
        owner.deleteLater()
    assert handle.is_muted
    go_on.set()
    rest(qtbot, jobs)


def test_a_write_is_carried_out_even_when_its_page_is_gone(qtbot: QtBot, jobs: Jobs) -> None:
    owner = QObject()
    go_on = threading.Event()
    wrote: list[str] = []
    jobs.start(ReadJob(run=lambda _context: go_on.wait(10), done=lambda _: None))
    write = WriteJob(run=lambda _context: wrote.append("row"), done=never, owner=owner, change=CHANGE)
    jobs.start(write)
    with qtbot.waitSignal(owner.destroyed):
        owner.deleteLater()
    with qtbot.waitSignal(jobs.book_changed):
        go_on.set()
    assert wrote == ["row"]


def test_the_pool_does_not_wait_for_the_lane(qtbot: QtBot, jobs: Jobs) -> None:
    go_on = threading.Event()
    done: list[str] = []
    jobs.start(ReadJob(run=lambda _context: go_on.wait(10), done=lambda _: done.append("lane")))
    jobs.start(ReadJob(run=lambda _context: None, done=lambda _: done.append("pool"), lane=Lane.POOL))
    qtbot.waitUntil(lambda: done == ["pool"])
    go_on.set()
    rest(qtbot, jobs)
    assert done == ["pool", "lane"]


def test_the_last_step_of_progress_is_always_told(qtbot: QtBot, jobs: Jobs) -> None:
    steps: list[Progress] = []

    def run(context: JobContext) -> None:
        for number in range(1, 1001):
            context.report(number, 1000, "rows")

    jobs.start(ReadJob(run=run, done=lambda _none: None, progress=steps.append))
    rest(qtbot, jobs)
    assert steps[-1] == Progress(1000, 1000, "rows")
    assert len(steps) < 500


def test_close_cancels_joins_and_starts_nothing_more(qtbot: QtBot) -> None:
    jobs = Jobs()
    started = threading.Event()

    def run(context: JobContext) -> None:
        started.set()
        while not context.is_cancelled:
            pass

    jobs.start(ReadJob(run=run, done=never))
    assert started.wait(10)
    assert jobs.close()
    handle = jobs.start(ReadJob(run=never, done=never))
    assert handle.is_over
