"""What every journey needs: the look as in tests of the window, quick passphrases, a person."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from advisor_desk.storage.keys import FLOOR
from tests.journeys.desk import Person, cheap_book, sitting
from tests.ui.conftest import look

__all__ = ["look"]


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of one's own; the least cost that a real book may have, not what this machine would bear."""
    monkeypatch.setenv("ADVISOR_DESK_DATA", str(tmp_path / "data"))
    monkeypatch.setattr("advisor_desk.storage.keys.calibrate", lambda: FLOOR)


@pytest.fixture
def person(qtbot: QtBot, tmp_path: Path) -> Iterator[Person]:
    """Somebody who starts the program for the first time."""
    with sitting(qtbot, tmp_path) as somebody:
        yield somebody


@pytest.fixture
def at_desk(person: Person) -> Person:
    """Somebody whose empty book stands open."""
    cheap_book(person.book)
    person.controller.show_gate()
    person.unlock()
    person.until_desk()
    return person
