"""What holds the book for long waits until nobody has touched the window for a minute."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from advisor_desk.app.rest import REST_S, AtRest
from advisor_desk.ui.jobs import InlineJobs


class Still:
    """A clock, and how often the deed was done."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.done = 0
        self.owner = QObject()
        self.jobs = InlineJobs()
        self.rest = AtRest(self._do, self.jobs, self.owner, lambda: self.now)

    def _do(self) -> None:
        self.done += 1

    def after(self, seconds: float) -> int:
        """Look again after some time; how often the deed was done by then."""
        self.now += seconds
        self.rest.look()
        return self.done


@pytest.fixture
def still(qapp: QObject) -> Iterator[Still]:
    assert qapp is not None
    made = Still()
    yield made
    made.rest.stop()


def test_it_is_done_once_when_a_minute_has_passed(still: Still) -> None:
    assert not still.rest.is_asked
    still.rest.ask()
    assert still.after(REST_S - 1) == 0
    still.rest.ask()
    assert still.after(1) == 1
    assert not still.rest.is_asked
    still.rest.ask()
    assert still.after(REST_S) == 2


def test_whoever_types_is_not_held_up(still: Still, qtbot: QtBot) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    still.rest.ask()
    for _ in range(4):
        assert still.after(REST_S - 1) == 0
        QTest.keyClick(line, Qt.Key.Key_A)
    assert still.after(REST_S - 1) == 0
    assert still.after(2) == 1


def test_it_waits_for_whatever_runs(still: Still, monkeypatch: pytest.MonkeyPatch) -> None:
    still.rest.ask()
    with monkeypatch.context() as patch:
        patch.setattr(type(still.jobs), "is_busy", True)
        assert still.after(2 * REST_S) == 0
    assert still.after(REST_S - 1) == 0
    assert still.after(1) == 1


def test_once_it_is_stopped_it_is_not_done(still: Still) -> None:
    still.rest.ask()
    still.rest.stop()
    assert not still.rest.is_asked
