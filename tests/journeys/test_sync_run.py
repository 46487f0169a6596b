"""The evening of product notes §4C: a day's records go to head office, by keys, with a lock in the midst.

The program, the book and the round are real; head office is in this process.
"""

from contextlib import nullcontext
from time import monotonic

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from advisor_desk.assembly.desk import open_desk
from advisor_desk.ui.pages.sync.parts import RunKind
from tests.builders import Builder
from tests.journeys.desk import PASSPHRASE, TODAY, Person, cheap_book, clear_away, everything_seen
from tests.journeys.hands import CONTROL, ENTER, SHIFT, Hands, log_of, told
from tests.ui.real_desk import ready
from tests.ui.sync_desks import Office

RECORDS = 100
MOST_KEYS = 3
MOST_SECONDS = 30.0
NAME = "欧阳雨桐"


@pytest.fixture
def office() -> Office:
    return Office()


def reach(person: Person, office: Office) -> None:
    """From now on the window's line leads to the office."""
    person.window.sync.work.open_line = lambda _url, _identity, _cancelled: nullcontext(office)


@pytest.fixture
def hands(person: Person, office: Office) -> Hands:
    """Somebody whose day at an outlet has left a hundred records."""
    cheap_book(person.book)
    desk = open_desk(person.book, PASSPHRASE, TODAY)
    with desk.book.sql.change() as connection:
        client_id = Builder(connection).client(NAME, client_no="E00", phone="13900000000")
        desk.book.refresh(connection, None)
    for at in range(RECORDS - 1):
        desk.book.edit_client(client_id, {"employer": f"示例公司{at}"})
    desk.close()
    office.now = desk.book.around.clock()
    person.controller.show_gate()
    person.unlock()
    person.until_desk()
    reach(person, office)
    return Hands(person)


def enroll(person: Person, hands: Hands) -> None:
    """登记本机 by keys alone: address, code, Ctrl+Enter; the first round follows."""
    hands.press(Qt.Key.Key_0, CONTROL)
    page = person.window.sync.page
    person.until(page.enroll_button.isVisible)
    page.enroll_button.setFocus()
    hands.press(Qt.Key.Key_Space)
    dialog = person.window.sync.dialog
    assert dialog is not None
    ready(dialog)
    hands.write("https://hub.example.com")
    hands.press(ENTER)
    hands.write("B1.ABCDEFGH")
    hands.press(ENTER, CONTROL)
    person.until(lambda: person.window.sync.state.figures is not None)
    rest(person)


def rest(person: Person) -> None:
    """Wait until nothing is under way, beside the window or in the lane."""
    sync = person.window.sync
    person.until(lambda: not sync.is_running and not person.window.jobs.is_busy)


def waiting(person: Person) -> int:
    """What waits and was done on purpose: to look at a client leaves a trace of its own."""
    deeds = "SELECT count(*) FROM outbox JOIN event ON event.id = event_id WHERE type NOT LIKE 'audit.%'"
    with person.window.desk.book.sql.read() as connection:
        return int(connection.execute(deeds).fetchone()[0])


def record_one(person: Person, hands: Hands) -> None:
    """A contact of the client, from whatever screen."""
    hands.press(Qt.Key.Key_1, CONTROL)
    hands.press(Qt.Key.Key_L, CONTROL)
    hands.type("E00")
    hands.press(ENTER)
    hands.press(ENTER)
    hands.type("111")
    hands.press(ENTER, CONTROL)
    person.until(lambda: not log_of(person).isVisible())
    assert waiting(person) >= 1


def lock_in_the_midst(person: Person, hands: Hands, office: Office) -> None:
    """A round under way, and the window locked: the book closes, nobody is in sight."""
    book = person.window.desk.book
    with book.sql.read() as connection:
        (client_id,) = connection.execute("SELECT id FROM client").fetchone()
    book.edit_client(client_id, {"employer": "新单位"})
    office.hold("push.before")
    hands.press(Qt.Key.Key_S, CONTROL | SHIFT)
    person.until(office.is_held.is_set)
    assert person.window.sync.state.kind is RunKind.RUNNING
    beside = person.window.sync._beside  # noqa: SLF001
    begun = monotonic()
    QTest.keyClick(person.window, Qt.Key.Key_L, CONTROL | SHIFT)
    person.until(lambda: person.controller.window is None)
    assert monotonic() - begun < 5
    clear_away()
    assert NAME not in everything_seen()
    office.let_go()
    assert beside is not None
    assert beside.wait(10)
    assert person.controller.window is None


def test_4c_the_evening_and_a_lock_in_its_midst(
    person: Person, hands: Hands, office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "离线工作" in person.window.status.network.text()
    enroll(person, hands)
    assert waiting(person) == 0
    assert len(office.events) >= RECORDS - 1
    before = len(office.events)
    record_one(person, hands)

    # The keys of the evening.
    keys, begun = hands.keys, monotonic()
    hands.press(Qt.Key.Key_S, CONTROL | SHIFT)
    person.until(lambda: waiting(person) == 0)
    rest(person)
    seconds = monotonic() - begun
    assert hands.keys - keys <= MOST_KEYS
    assert seconds <= MOST_SECONDS
    run = person.window.sync.page.body.run
    assert run.told_words.text().startswith("没有丢失：发送 ")
    assert len(office.events) > before
    assert all(name not in person.window.windowTitle() for name in (NAME, "E00"))

    lock_in_the_midst(person, hands, office)
    sent = len(office.events)
    person.unlock()
    person.until_desk()
    reach(person, office)
    assert waiting(person) >= 1
    person.until(lambda: person.window.sync.view.identity is not None)
    Hands(person).press(Qt.Key.Key_S, CONTROL | SHIFT)
    person.until(lambda: waiting(person) == 0)
    rest(person)
    assert len({event.id for event in office.events.values()}) == len(office.events) >= sent
    told(
        capsys,
        f"4C evening: {RECORDS} records, {MOST_KEYS} keys at most, {seconds:.1f} s; a lock lost nothing",
    )
