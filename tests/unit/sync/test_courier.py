"""Sealed files between a book in memory and a real hub: twice, out of order, interrupted, not for us."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from advisor_desk.errors import DeskError, UserCanFix
from advisor_desk.hub.courier import answer_file, read_file, sealed_answer
from advisor_desk.hub.hub import Hub
from advisor_desk.sync.courier_file import incoming, outgoing
from advisor_desk.sync.courier_round import take_in
from advisor_desk.sync.enrollment import enroll
from advisor_desk.sync.figures import CANCELLED, DONE, RoundResult, Wishes
from advisor_desk.sync.round import run_round
from advisor_desk.sync.steps import watching
from advisor_desk.wire.seal import KeyPair, sealed
from tests.hubs import Clock, draft, open_hub
from tests.lines import InProcessLine
from tests.sync_fakes import HUB_URL, FakeBook, Ticking

OWN = "adv:A1"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hub(tmp_path: Path, clock: Clock) -> Iterator[Hub]:
    with open_hub(tmp_path, clock) as made:
        made.add_clients("B1", {f"C{number}": "A1" for number in range(5)})
        made.put_rows("B1", OWN, [draft(f"C{number % 5}", f"T{number}", number) for number in range(40)])
        yield made


def desk(hub: Hub) -> FakeBook:
    """An enrolled book with something to send."""
    book = FakeBook()
    enroll(book, InProcessLine(hub), HUB_URL, hub.invite("B1", "A1"))
    for number in range(30):
        book.record(f"C{number % 5}")
    return book


def carried(hub: Hub, envelope: bytes) -> bytes:
    """What head office does with a file."""
    device, file = read_file(hub, envelope)
    return sealed_answer(hub, device, answer_file(hub, device, file))


def out(book: FakeBook) -> bytes:
    return outgoing(book, Ticking().around()).content


def take(book: FakeBook, reply: bytes, wishes: Wishes | None = None) -> RoundResult:
    return take_in(book, incoming(book, reply), Ticking().around(), wishes)


def line_of(hub: Hub, book: FakeBook) -> InProcessLine:
    assert book.kept is not None
    return InProcessLine.of(hub, book.kept)


def check(hub: Hub, book: FakeBook) -> None:
    """Nothing waits, nothing is missing, nothing is doubled."""
    hello = line_of(hub, book).hello()
    assert hello.last_device_seq == len(book.events)
    assert book.outbox == []
    assert book.repaired == 0
    for held in hello.scopes:
        assert book.scope_sum(held.scope) == held.head.sum, held.scope


def test_a_file_there_and_back_is_a_round(hub: Hub) -> None:
    book = desk(hub)
    attached = book.attach(b"picture")
    made = outgoing(book, Ticking().around())
    assert (made.events, made.attachments) == (30, 1)
    assert len(book.outbox) == 30
    steps: list[str] = []
    with watching(steps.append):
        result = take(book, carried(hub, made.content))
    assert "courier.settled" in steps
    assert (result.outcome, result.pushed, result.outbox, result.attachments) == (DONE, 30, 0, 1)
    assert result.pulled == 40 + 30
    assert attached.sha256 not in book.files_due
    check(hub, book)


def test_taken_in_twice_it_changes_nothing_more(hub: Hub) -> None:
    book = desk(hub)
    reply = carried(hub, out(book))
    assert not take(book, reply).was_known
    before = dict(book.scopes[OWN].rows)
    again = take(book, reply)
    assert (again.outcome, again.pulled, again.outbox) == (DONE, 0, 0)
    assert again.was_known
    assert book.figures == {}
    assert book.scopes[OWN].rows == before
    check(hub, book)


def test_carried_twice_and_taken_in_out_of_order(hub: Hub, clock: Clock) -> None:
    book = desk(hub)
    first_out = out(book)
    first = carried(hub, first_out)
    clock.now += 60
    book.record("C1")
    hub.put_rows("B1", OWN, [draft("C1", "T1", "later")])
    second = carried(hub, out(book))
    late = take(book, second)
    assert (late.outcome, late.outbox) == (DONE, 0)
    check(hub, book)
    old = take(book, first)
    assert (old.outcome, old.pulled, old.requeued, old.outbox) == (DONE, 0, 0, 0)
    check(hub, book)
    clock.now += 60
    third = take(book, carried(hub, first_out))
    assert third.outcome == DONE
    check(hub, book)


def test_only_what_is_new_travels_once_the_desk_is_whole(hub: Hub) -> None:
    book = desk(hub)
    take(book, carried(hub, out(book)))
    book.record("C2")
    reply = carried(hub, out(book))
    result = take(book, reply)
    assert (result.pushed, result.pulled) == (1, 1)
    check(hub, book)


def test_a_first_sync_begun_over_the_line_is_finished_by_file(hub: Hub) -> None:
    book = desk(hub)
    wishes = Wishes()
    wishes.memory.pace.rows = 7

    class Cut(BaseException):
        pass

    def cut(step: str) -> None:
        if step == "page.applied" and book.scopes[OWN].after is not None if OWN in book.scopes else False:
            raise Cut

    with watching(cut), pytest.raises(Cut):
        run_round(book, line_of(hub, book), Ticking().around(), wishes)
    assert take(book, carried(hub, out(book))).outcome == DONE
    check(hub, book)


def test_the_line_goes_on_from_where_a_file_ended_and_back(hub: Hub) -> None:
    book = desk(hub)
    stale = carried(hub, out(book))
    run_round(book, line_of(hub, book), Ticking().around())
    take(book, stale)
    check(hub, book)
    book.record("C3")
    assert run_round(book, line_of(hub, book), Ticking().around()).pushed == 1
    check(hub, book)


def test_a_book_put_back_to_earlier_than_the_file_expects_is_told(hub: Hub, clock: Clock) -> None:
    book = desk(hub)
    take(book, carried(hub, out(book)))
    hub.put_rows("B1", OWN, [draft("C1", f"N{number}", number) for number in range(5)])
    clock.now += 60
    reply = carried(hub, out(book))
    book.scopes[OWN].seq -= 10
    result = take(book, reply)
    assert result.outcome == "sync.file_incomplete"
    assert result.needs_attention
    assert run_round(book, line_of(hub, book), Ticking().around()).outcome == DONE
    check(hub, book)


def test_a_restored_hub_gets_again_what_it_lost(hub: Hub, clock: Clock) -> None:
    book = desk(hub)
    old = carried(hub, out(book))
    take(book, old)
    clock.now += 60
    hub.new_epoch()
    reply = carried(hub, out(book))
    assert take(book, reply).outcome == DONE
    check(hub, book)
    with pytest.raises(UserCanFix, match=r"sync\.file_outdated"):
        incoming(book, old)


@pytest.mark.parametrize("seed", range(20))
def test_stopped_anywhere_the_same_file_finishes_it(hub: Hub, seed: int) -> None:
    book = desk(hub)
    reply = carried(hub, out(book))
    left = [seed]

    def cancelled() -> bool:
        left[0] -= 1
        return left[0] < 0

    first = take(book, reply, Wishes(cancelled=cancelled))
    assert first.outcome in {CANCELLED, DONE}
    assert take(book, reply).outcome == DONE
    check(hub, book)


def test_a_file_that_is_not_for_us_or_not_whole_is_refused(hub: Hub) -> None:
    book, other = desk(hub), FakeBook()
    enroll(other, InProcessLine(hub), HUB_URL, hub.invite("B1", "A2"))
    mine = out(book)
    reply = carried(hub, mine)

    def told(envelope: bytes) -> str:
        with pytest.raises(DeskError) as raised:
            incoming(book, envelope)
        return raised.value.code

    assert told(mine) == "sync.file_sender"
    assert told(carried(hub, out(other))) == "sync.file_receiver"
    assert told(b"x" * 500) == "sync.file_form"
    assert told(sealed(b"nonsense", hub.keys, book.keys.public)) == "sync.file_unreadable"
    assert told(sealed(b"x", KeyPair.new(), book.keys.public)) == "sync.file_sender"
    for place in range(0, len(reply), 97):
        broken = bytearray(reply)
        broken[place] ^= 1
        assert told(bytes(broken)) in {"sync.file_form", "sync.file_sender", "sync.file_altered"}
    assert told(reply[:-1]) == "sync.file_altered"
    assert len(book.outbox) == 30
    book.kept = replace(book.identity(), device_id="B1.other")  # type: ignore[type-var]
    assert told(reply) == "sync.file_receiver"
