"""The daily run of product notes §4B on the real program, by real key events, counted and printed.

Nothing is clicked. What is read is what stands on the screen. The keys of the passphrase are not counted.
"""

from datetime import date
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent

from advisor_desk.assembly.desk import open_desk
from advisor_desk.domain.interaction import Attendee, Interaction, Outcome, Promise, Purpose
from advisor_desk.domain.records import ContactChannel
from advisor_desk.domain.task import TaskDraft, TaskKind
from advisor_desk.ui.quick_log.window import QuickLogWindow
from tests.builders import Builder
from tests.journeys.desk import PASSPHRASE, TODAY, Person, cheap_book
from tests.journeys.hands import CONTROL, ENTER, Hands, log_of, told


def filled_book(person: Person) -> None:
    """Three clients, a meeting today with one of them, and a promise made to her before."""
    cheap_book(person.book)
    desk = open_desk(person.book, PASSPHRASE, TODAY)
    book = desk.book
    with book.sql.change() as connection:
        build = Builder(connection)
        for number, name in enumerate(("李明朗", "欧阳雨桐", "王芳"), start=1):
            client_id = build.client(name, client_no=f"C{number}", phone=f"1380013800{number}")
            build.assets(client_id, date(2026, 11, 19), 200_000_000_00 // number)
            build.assessment(client_id, date(2026, 3, 1), "C3", horizon_months=60)
        book.refresh(connection, None)
    desk.roll()
    book.record(
        Interaction(
            attendees=(Attendee("C2"),),
            on=date(2026, 11, 10),
            channel=ContactChannel.CALL,
            outcome=Outcome.REACHED,
            purpose=Purpose.CARE,
            promises=(Promise("发一份留学金测算", date(2026, 11, 18)),),
        )
    )
    book.add_task(
        TaskDraft(
            kind=TaskKind.MEETING,
            title="面谈",
            due_on=TODAY,
            client_id=book.client_id("C2"),
            minute=15 * 60 + 30,
        )
    )
    desk.close()


@pytest.fixture
def hands(person: Person) -> Hands:
    """Somebody who has just unlocked a filled book."""
    filled_book(person)
    person.controller.show_gate()
    person.unlock()
    person.until_desk()
    return Hands(person)


def _is_hidden(log: QuickLogWindow) -> bool:
    return not log.isVisible()


def test_4b_a_visit_logged_from_any_screen(
    hands: Hands, person: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    window = person.window
    book = window.desk.book
    counts = []
    for screen in window.rail.codes():
        window.show_page(screen)
        person.rest()
        before = hands.keys
        hands.press(Qt.Key.Key_L, CONTROL)
        assert log_of(person).isVisible(), screen
        hands.type("lml")
        hands.press(ENTER)
        hands.press(ENTER)
        hands.type("111")
        hands.type("+3")
        counts.append(hands.keys - before)
        log = log_of(person)
        assert [one.name for one in log.form.people.people()] == ["李明朗"], screen
        hands.press(ENTER, CONTROL)
        person.until(partial(_is_hidden, log))
    records = book.service_file(book.client_id("C1"))
    assert len(records) == len(counts) == len(window.rail.codes())
    assert max(counts) <= 12
    assert {one.made.channel for one in records} == {ContactChannel.VISIT}
    told(capsys, f"4B: {max(counts)} keys before Ctrl+Enter, from each of {len(counts)} screens, no mouse")


def test_4b_with_a_note_a_stranger_and_several_visitors(
    hands: Hands, person: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    book = person.window.desk.book
    person.window.show_page("segments")
    person.rest()
    hands.press(Qt.Key.Key_L, CONTROL)
    for name in ("lml", "wf"):
        hands.type(name)
        hands.press(ENTER)
    hands.commit("周小满")
    hands.press(ENTER)
    hands.type("13912345678")
    hands.press(ENTER)
    hands.commit("到访")
    hands.press(ENTER)
    hands.press(ENTER)
    hands.type("471")
    hands.press(ENTER)
    before_note = hands.keys
    hands.type("5")
    log = log_of(person)
    assert len(log.form.people.people()) == 3
    assert log.form.note.text() == log.form.note.phrases[4]
    hands.press(ENTER, CONTROL)
    person.until(lambda: not log.isVisible())
    (stranger,) = book.find("周小满").ids
    files = [book.service_file(one) for one in (book.client_id("C1"), book.client_id("C3"), stranger)]
    assert [len(one) for one in files] == [1, 1, 1]
    assert len({one[0].together or one[0].id for one in files}) == 1, "one contact, three attendees"
    told(capsys, f"4B with a stranger: {before_note} keys for three visitors, then 1 for the note's phrase")


def test_a_lock_while_typing_keeps_the_log(hands: Hands, person: Person, tmp_path: Path) -> None:
    person.window.show_page("segments")
    person.rest()
    hands.press(Qt.Key.Key_L, CONTROL)
    hands.type("lml")
    hands.press(ENTER)
    hands.press(ENTER)
    hands.type("1")
    log_of(person).form.note.setFocus()
    event = QInputMethodEvent()
    event.setCommitString("刚说到一半")
    QCoreApplication.sendEvent(log_of(person).focusWidget(), event)
    # Not a moment's rest between the last word and the lock.
    person.controller.lock()
    person.unlock()
    person.until_desk()
    person.window.show_page("segments")
    person.rest()
    hands.press(Qt.Key.Key_L, CONTROL)
    log = log_of(person)
    assert log.form.note.text() == "刚说到一半"
    assert [one.name for one in log.form.people.people()] == ["李明朗"]
    hands.press(ENTER, CONTROL)
    person.until(lambda: not log.isVisible())
    book = person.window.desk.book
    assert book.service_file(book.client_id("C1"))[0].made.note == "刚说到一半"
