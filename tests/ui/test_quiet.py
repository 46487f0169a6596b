"""Work that can wait goes on only while nobody asks for anything, and never holds anybody up."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from advisor_desk.app import quiet
from advisor_desk.app.quiet import Quiet, QuietWork
from advisor_desk.errors import DeskError, UserCanFix
from advisor_desk.ui.jobs import Jobs, ReadJob


@pytest.fixture
def jobs(qtbot: QtBot) -> Jobs:
    return Jobs()


def steps(count: int, seen: list[str], name: str = "step") -> Callable[[], bool]:
    left = [count]

    def step() -> bool:
        left[0] -= 1
        seen.append(name)
        return left[0] > 0

    return step


def test_works_are_done_one_after_the_other(qtbot: QtBot, jobs: Jobs) -> None:
    owner = QObject()
    seen: list[str] = []
    told: list[str] = []
    done: list[str] = []
    works = Quiet(jobs, owner)
    for name in ("first", "second"):
        works.add(
            QuietWork(
                step=steps(3, seen, name),
                told=partial(told.append, name),
                done=partial(done.append, name),
            )
        )
    qtbot.waitUntil(lambda: done == ["first", "second"])
    assert seen == ["first"] * 3 + ["second"] * 3
    assert told == ["first"] * 2 + ["second"] * 2
    jobs.close()


def test_a_step_waits_for_the_lane_and_for_what_was_asked_for_to_be_painted(qtbot: QtBot, jobs: Jobs) -> None:
    owner = QObject()
    seen: list[str] = []
    works = Quiet(jobs, owner)
    works.add(QuietWork(step=steps(500, seen)))
    qtbot.waitUntil(lambda: len(seen) > 2)
    jobs.start(ReadJob(run=lambda _context: seen.append("asked"), done=lambda _none: None))
    qtbot.waitUntil(lambda: "asked" in seen)
    at = seen.index("asked")
    qtbot.wait(int(quiet.REST_S * 500))
    assert seen[at + 1 :] == []
    qtbot.waitUntil(lambda: len(seen) > at + 3)
    jobs.close()


def test_a_step_waits_while_somebody_types(qtbot: QtBot, jobs: Jobs) -> None:
    owner = QObject()
    seen: list[str] = []
    field = QLineEdit()
    qtbot.addWidget(field)
    works = Quiet(jobs, owner)
    works.add(QuietWork(step=steps(10_000, seen)))
    qtbot.waitUntil(lambda: len(seen) > 2)
    QTest.keyClick(field, Qt.Key.Key_A)
    qtbot.wait(20)  # The step that was going on, and the breath after it.
    before = len(seen)
    for _ in range(6):
        QTest.keyClick(field, Qt.Key.Key_A)
        qtbot.wait(40)
    assert len(seen) == before
    qtbot.waitUntil(lambda: len(seen) > before)
    jobs.close()


def test_an_error_ends_a_work_and_not_the_next(qtbot: QtBot, jobs: Jobs) -> None:
    owner = QObject()
    failed: list[str] = []
    done: list[int] = []

    def fail() -> bool:
        raise UserCanFix("record.unknown")

    def note(error: DeskError) -> None:
        failed.append(error.code)

    works = Quiet(jobs, owner)
    works.add(QuietWork(step=fail, failed=note))
    works.add(QuietWork(step=fail))
    works.add(QuietWork(step=lambda: False, done=lambda: done.append(1)))
    qtbot.waitUntil(lambda: done == [1])
    assert failed == ["record.unknown"]
    jobs.close()
