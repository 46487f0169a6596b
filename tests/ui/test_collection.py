"""Garbage that holds a widget is collected in the window's thread, whichever thread makes more of it."""

import gc
import weakref
from collections.abc import Iterator
from threading import Thread, current_thread

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from advisor_desk.ui.collection import Collector


class Tail:
    """Tells the thread that it dies in."""

    def __init__(self, died_in: list[Thread]) -> None:
        self._died_in = died_in
        self.widget = QWidget()
        self.itself = self

    def __del__(self) -> None:
        self._died_in.append(current_thread())


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[Collector]:
    made = Collector()
    made.start()
    yield made
    made.stop()
    gc.disable()  # As the look of every test has it.


def make_garbage() -> None:
    for _ in range(20_000):
        cycle: list[object] = []
        cycle.append(cycle)


def test_a_thread_that_makes_much_garbage_deletes_no_widget(collector: Collector, qtbot: QtBot) -> None:
    died_in: list[Thread] = []
    gone = weakref.ref(Tail(died_in))
    worker = Thread(target=make_garbage)
    worker.start()
    worker.join()
    assert gone() is not None
    qtbot.waitUntil(lambda: gone() is None)
    assert died_in == [current_thread()]


def test_the_older_ones_are_looked_at_in_their_turn(collector: Collector) -> None:
    gc.collect()
    before = [one["collections"] for one in gc.get_stats()]
    for _ in range(700):
        make_a_few()
        collector.look()
    done = [one["collections"] - was for one, was in zip(gc.get_stats(), before, strict=True)]
    assert done == [700, 63, 1]


def make_a_few() -> None:
    for _ in range(1_000):
        cycle: list[object] = []
        cycle.append(cycle)


def test_afterwards_python_collects_by_itself_again(collector: Collector) -> None:
    assert not gc.isenabled()
    collector.stop()
    assert gc.isenabled()
