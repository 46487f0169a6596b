"""What the board is counted from, on real books: month-ends, who was there, contacts, rhythms, questions."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from advisor_desk.domain.board import BoardFacts, ContactCount, EnquiryFact, Place
from advisor_desk.domain.dates import to_day
from advisor_desk.domain.interaction import Attendee, Interaction, Outcome, Purpose
from advisor_desk.domain.records import ContactChannel
from advisor_desk.storage.desk import DeskBook
from advisor_desk.usecases.board import keep_month_ends, moves, view_of
from tests.builders import TODAY, Builder, open_desk

AUGUST, SEPTEMBER, OCTOBER = date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 31)
WAN = 1_000_000


@pytest.fixture
def book(tmp_path: Path) -> Iterator[DeskBook]:
    with open_desk(tmp_path) as made:
        yield made


class Filled:
    """A book being filled, its figures brought up to date at the end."""

    def __init__(self, book: DeskBook) -> None:
        self._book = book
        self._change = book.sql.change()

    def __enter__(self) -> Builder:
        self.connection = self._change.__enter__()
        return Builder(self.connection)

    def __exit__(self, *raised: object) -> None:
        self._book.refresh(self.connection, None)
        self._change.__exit__(*raised)  # type: ignore[arg-type]


def month(facts: BoardFacts, on: date) -> dict[int, Place]:
    return {one.client_id: one for one in facts.places[on]}


def tiers(facts: BoardFacts, on: date) -> dict[int, str]:
    return {client_id: one.tier for client_id, one in month(facts, on).items()}


def test_month_ends_are_kept_back_to_the_first_record_and_read_with_their_tiers(book: DeskBook) -> None:
    with Filled(book) as fill:
        client = fill.client()
        fill.assets(client, date(2026, 8, 10), 50 * WAN)
        fill.assets(client, date(2026, 10, 1), 300 * WAN)
    assert book.lacks_month_ends()
    assert keep_month_ends(book) == 3
    assert not book.lacks_month_ends()
    facts = book.board_facts()
    assert list(facts.places) == [AUGUST, SEPTEMBER, OCTOBER]
    assert [tiers(facts, on)[client] for on in facts.places] == ["RETAIL", "RETAIL", "HNW"]
    assert [month(facts, on)[client].assets_fen for on in facts.places] == [50 * WAN, 50 * WAN, 300 * WAN]
    assert [one.tier for one in facts.today] == ["HNW"]


def test_a_book_without_records_lacks_no_month_end(book: DeskBook) -> None:
    assert not book.lacks_month_ends()
    assert book.keep_month_end() is None
    assert view_of(book, book.board_facts()).fills_on == date(2026, 12, 31)


def test_month_ends_are_counted_anew_when_asked(book: DeskBook) -> None:
    with Filled(book) as fill:
        client = fill.client()
        fill.assets(client, date(2026, 10, 5), WAN)
    keep_month_ends(book)
    with Filled(book) as fill:
        fill.assets(client, date(2026, 10, 5), 7 * WAN)
    assert month(book.board_facts(), OCTOBER)[client].assets_fen == WAN
    book.forget_month_ends()
    keep_month_ends(book)
    assert month(book.board_facts(), OCTOBER)[client].assets_fen == 7 * WAN


def test_a_client_is_there_from_the_opening_until_every_account_is_closed(book: DeskBook) -> None:
    with Filled(book) as fill:
        old, new, gone, half = (
            fill.client(opened_on=on)
            for on in (date(2020, 1, 1), date(2026, 10, 3), date(2020, 1, 1), date(2020, 1, 1))
        )
        for client in (old, new, gone, half):
            fill.assets(client, date(2026, 8, 1), WAN)
        for client, closed_on in ((gone, date(2026, 10, 20)), (half, date(2026, 10, 20)), (half, None)):
            fill.insert(
                "account",
                client_id=client,
                account_no=f"A{fill.number()}",
                closed_on=None if closed_on is None else to_day(closed_on),
            )
    keep_month_ends(book)
    facts = book.board_facts()
    assert set(month(facts, SEPTEMBER)) == {old, gone, half}
    assert set(month(facts, OCTOBER)) == {old, new, half}
    assert {one.client_id for one in facts.today} == {old, new, half}
    found = moves(facts, SEPTEMBER, OCTOBER)
    assert {(one.client_id, one.why[0]) for one in found.movers} == {
        (new, "board.opened"),
        (gone, "board.closed"),
    }


def test_a_prospect_is_there_from_its_first_record_on(book: DeskBook) -> None:
    with Filled(book) as fill:
        fill.assets(fill.client(), date(2026, 8, 1), WAN)
        prospect = fill.client(opened_on=None)
        fill.interaction(prospect, date(2026, 10, 7))
    keep_month_ends(book)
    facts = book.board_facts()
    assert prospect not in month(facts, SEPTEMBER)
    assert prospect in month(facts, OCTOBER)
    assert facts.path.prospects == 1


def test_revenue_is_that_of_the_window_ending_with_the_month(book: DeskBook) -> None:
    with Filled(book) as fill:
        client = fill.client()
        fill.assets(client, date(2026, 8, 1), WAN)
        for on, fen in (
            (date(2025, 9, 30), 1),
            (date(2025, 10, 1), 20),
            (date(2026, 9, 30), 300),
            (date(2026, 10, 1), 4_000),
        ):
            fill.revenue(client, on, fen)
    keep_month_ends(book)
    facts = book.board_facts()
    # (2025-09-30, 2026-09-30] and (2025-10-31, 2026-10-31].
    assert month(facts, SEPTEMBER)[client].revenue_fen == 320
    assert month(facts, OCTOBER)[client].revenue_fen == 4_300
    assert facts.today[0].revenue_fen == 4_300


def made(number: str, on: date, outcome: Outcome = Outcome.REACHED, **more: object) -> Interaction:
    plain = {"channel": ContactChannel.CALL, "purpose": Purpose.CARE, **more}
    return Interaction(attendees=(Attendee(number),), on=on, outcome=outcome, **plain)  # type: ignore[arg-type]


def test_last_contacts_follow_corrections_and_withdrawals_back_into_the_past(book: DeskBook) -> None:
    with Filled(book) as fill:
        client = fill.client(client_no="C1")
        fill.assets(client, date(2026, 8, 1), WAN)
    keep_month_ends(book)
    book.record(made("C1", date(2026, 9, 2)))
    kept = book.record(made("C1", date(2026, 10, 2)))
    taken = book.record(made("C1", date(2026, 10, 9)))
    book.record(made("C1", date(2026, 10, 12), Outcome.NOT_REACHED))
    book.correct(kept, made("C1", date(2026, 10, 3)), "日期记错")
    book.withdraw(taken, "记错了人")
    facts = book.board_facts()
    known = [month(facts, on)[client].last_contact for on in (AUGUST, SEPTEMBER, OCTOBER)]
    assert known == [None, to_day(date(2026, 9, 2)), to_day(date(2026, 10, 3))]
    assert facts.today[0].last_contact == to_day(date(2026, 10, 3))
    assert facts.contacts == [
        ContactCount(date(2026, 9, 1), "CALL", True, 1),
        ContactCount(date(2026, 10, 1), "CALL", False, 1),
        ContactCount(date(2026, 10, 1), "CALL", True, 1),
    ]


def test_own_rhythm_and_suspension_hold_from_their_day_on(book: DeskBook) -> None:
    with Filled(book) as fill:
        first, second, third = (fill.client(client_no=f"C{at}") for at in (1, 2, 3))
        for client in (first, second, third):
            fill.assets(client, date(2026, 8, 1), WAN)
        fill.insert(
            "consent",
            client_id=third,
            purpose="MARKETING",
            given_on=to_day(date(2026, 1, 1)),
            withdrawn_on=to_day(date(2026, 10, 1)),
        )
    keep_month_ends(book)
    book.set_rhythm(first, 20, "本人要求")
    book.record(made("C2", date(2026, 9, 10), purpose=Purpose.COMPLAINT))
    book.close_complaint(second, "已处理")
    facts = book.board_facts()
    today = {one.client_id: one for one in facts.today}
    assert [month(facts, OCTOBER)[first].own_days, today[first].own_days] == [None, 20]
    # Closed on the book's day: until then the rhythm was suspended.
    assert [month(facts, on)[second].is_paused for on in (AUGUST, SEPTEMBER, OCTOBER)] == [False, True, True]
    assert not today[second].is_paused
    assert [month(facts, on)[third].is_paused for on in (SEPTEMBER, OCTOBER)] == [False, True]
    assert today[third].is_paused


def test_a_question_is_answered_by_the_first_effective_contact_after_it(book: DeskBook) -> None:
    with Filled(book) as fill:
        client = fill.client()
        fill.interaction(client, date(2026, 11, 3), happened_at="2026-11-03T01:00:00.000000Z")
        fill.interaction(
            client, date(2026, 11, 3), "DONE", kind="ENQUIRY", happened_at="2026-11-03T02:00:00.000000Z"
        )
        fill.interaction(client, date(2026, 11, 3), "NOT_REACHED", happened_at="2026-11-03T03:00:00.000000Z")
        fill.interaction(client, date(2026, 11, 3), happened_at="2026-11-03T04:00:00.000000Z")
        fill.interaction(client, date(2026, 11, 4), happened_at="2026-11-04T04:00:00.000000Z")
        fill.interaction(
            client, date(2026, 11, 18), "DONE", kind="ENQUIRY", happened_at="2026-11-18T02:00:00.000000Z"
        )
    facts = book.board_facts()
    asked = datetime(2026, 11, 3, 2, tzinfo=UTC)
    waits = datetime(2026, 11, 18, 2, tzinfo=UTC)
    assert facts.enquiries == [
        EnquiryFact(client, asked, datetime(2026, 11, 3, 4, tzinfo=UTC)),
        EnquiryFact(client, waits, None),
    ]
    assert list(facts.waiting) == [waits]
    assert [(one.month.month, one.many) for one in facts.contacts] == [(11, 1), (11, 3)]


def test_the_path_counts_who_opened_within_the_window_and_bought(book: DeskBook) -> None:
    with Filled(book) as fill:
        bought, opened = fill.client(opened_on=date(2026, 3, 1)), fill.client(opened_on=date(2026, 3, 1))
        fill.client(opened_on=date(2020, 1, 1))
        fill.trade(bought, date(2026, 4, 1))
        fill.assets(opened, date(2026, 4, 1), WAN)
    assert book.board_facts().path == (0, 2, 1)


def test_the_board_is_read_before_the_figures_are_of_the_day(tmp_path: Path) -> None:
    with open_desk(tmp_path) as book:
        with Filled(book) as fill:
            fill.assets(fill.client(), date(2026, 8, 1), WAN)
        later = DeskBook(book.sql, date(2026, 11, 27), book._around)  # noqa: SLF001
        assert not later.is_current
        assert [one.assets_fen for one in later.board_facts().today] == [WAN]
        assert later.as_of != TODAY
