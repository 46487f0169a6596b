"""A book of format 0002 with records that head office has not got: opened by today's desk, read by all."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from advisor_desk.assembly.desk import Desk, around
from advisor_desk.domain.client_query import ClientQuery
from advisor_desk.domain.interaction import Attendee, Interaction, Outcome, Purpose
from advisor_desk.domain.moment import MomentState
from advisor_desk.domain.records import ContactChannel
from advisor_desk.domain.today import TodayKind
from advisor_desk.storage.events import verify_chain
from advisor_desk.usecases.board import board
from advisor_desk.usecases.brief_service import last_met, read_service
from advisor_desk.usecases.find_moments import find_moments
from advisor_desk.usecases.today import today
from tests.storage.books import reopen
from tests.storage.released import COMPLAINED, TALKED, make_released

TODAY = date(2026, 6, 30)


@pytest.fixture
def old_book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "old.book"
    make_released(path, monkeypatch)
    return path


@pytest.fixture
def desk(old_book: Path) -> Iterator[Desk]:
    opened = around(reopen(old_book), TODAY, "adv-1")
    opened.roll()
    yield opened
    opened.close()


def test_nothing_of_the_record_is_lost_or_sent_again(desk: Desk) -> None:
    with desk.book.sql.read() as connection:
        report = verify_chain(connection)
        (waiting,) = connection.execute("SELECT count(*) FROM outbox").fetchone()
        (notes,) = connection.execute("SELECT count(*) FROM interaction").fetchone()
    assert (report.ok, report.events, waiting, notes) == (True, 4, 4, 3)
    assert desk.book.unsent_count() == 4


def test_the_list_counts_from_the_old_records(desk: Desk) -> None:
    rows = {row.client_no: row for row in desk.book.page(ClientQuery(), 0, 10)}
    assert rows["C1"].last_contact_on == TALKED
    assert rows["C3"].last_contact_on is None
    dues = {due.client_no: due for due in desk.book.due_contacts_of([1, 2, 3]).values()}
    assert dues["C1"].since == TALKED
    assert dues["C2"].paused_by == "COMPLAINT"


def test_the_clients_page_shows_them(desk: Desk) -> None:
    (newest, older) = desk.book.service_file(1)
    assert (newest.made.outcome, older.made.note) == (Outcome.NOT_REACHED, "聊孩子留学的打算")
    assert {entry.kind for entry in desk.book.review(1).timeline} >= {"INTERACTION"}
    assert desk.book.find_notes("留学", 9) == [older.id]
    assert desk.book.open_complaint(2) == COMPLAINED


def test_today_board_and_brief_read_it(desk: Desk) -> None:
    book = desk.book
    assert find_moments(book).is_complete
    view = today(book)
    assert view.totals[TodayKind.UNSENT] == 1
    assert view.unsent == 4
    assert {kept.moment.client_no for kept in book.moments((MomentState.OPEN,))}
    assert board(book).as_of == TODAY
    facts = read_service(book, 1, book.standings(1)[0].tier)
    met = last_met(facts)
    assert met is not None
    assert met.made.on == TALKED


def test_new_records_go_on_where_the_old_ones_end(desk: Desk) -> None:
    book = desk.book
    old = book.service_file(1)[-1]
    made = Interaction(
        attendees=(Attendee("C1"),),
        on=TODAY,
        channel=ContactChannel.VISIT,
        outcome=Outcome.REACHED,
        purpose=Purpose.REVIEW,
    )
    book.record(made)
    book.correct(old.id, old.made, "补一句")
    book.close_complaint(2, "已答复")
    with book.sql.read() as connection:
        assert verify_chain(connection).ok
    assert book.page(ClientQuery(), 0, 10)[0].client_no in {"C1", "C2", "C3"}
    assert book.due_contact(1).last_contact_on == TODAY
    assert book.open_complaint(2) is None
