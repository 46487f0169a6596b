"""One round in one order: what goes up, what comes down, what is compared, and how it ends."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from advisor_desk.errors import OutsideFailed
from advisor_desk.sync.figures import CANCELLED, DONE, Memory, Progress, Stage, Wishes
from advisor_desk.sync.refused import TooMuch, busy
from advisor_desk.sync.round import run_round
from advisor_desk.sync.steps import watching
from advisor_desk.wire.messages import PushAnswer, PushBatch
from tests.hub_fake import FakeHub, enrolled, run, stands_equal, unreachable
from tests.sync_fakes import TIME, FakeBook, Ticking


def broken_at(point: str) -> Callable[[str], None]:
    """A line that breaks whenever it comes to a point."""

    def trouble(reached: str) -> None:
        if reached == point:
            raise unreachable()

    return trouble


def test_a_round_sends_and_fetches_everything_in_one_order(book: FakeBook, hub: FakeHub) -> None:
    sent = [book.record().id for _ in range(450)]
    result = run(book, hub)
    assert (result.outcome, result.pushed, result.duplicates, result.outbox) == (DONE, 450, 0, 0)
    assert hub.order == sent
    assert [len(batch.events) for batch in hub.pushes] == [200, 250]
    assert result.pulled == 8 + 450
    assert result.receipt == book.receipts[-1]
    assert [request.scope for request in hub.pulls if request.after is None] == sorted(
        (request.scope for request in hub.pulls if request.after is None),
        key=["firm", "br", hub.own].index,
    )
    assert hub.asked[0] == "hello"
    assert hub.asked[-1] == "report"
    assert hub.asked.index("push") < hub.asked.index("pull")
    stands_equal(book, hub)
    assert book.rounds == [DONE]
    counted = {"sent": 450, "received": 458, "duplicates": 0, "refused": 0, "conflicts": 0, "purged": 0}
    assert book.figures == counted
    assert {one.as_of for one in book.scopes.values()} == {TIME}


def test_a_round_of_nothing_asks_for_nothing(book: FakeBook, hub: FakeHub) -> None:
    run(book, hub)
    hub.asked.clear()
    result = run(book, hub)
    assert (result.outcome, result.pulled, result.receipt) == (DONE, 0, None)
    assert hub.asked == ["hello", "report"]


def test_what_is_typed_during_the_round_goes_up_in_it(book: FakeBook, hub: FakeHub) -> None:
    book.record()
    typed: list[str] = []

    def typing(step: str) -> None:
        if step in {"page.applied", "scope.compared", "push.settled"} and len(typed) < 20:
            typed.append(book.record().id)

    with watching(typing):
        result = run(book, hub)
    assert len(typed) > 5
    assert set(hub.order) | set(book.outbox) >= set(typed)
    assert result.outbox <= 2
    run(book, hub)
    stands_equal(book, hub)


def test_a_person_who_never_stops_typing_does_not_keep_the_round_from_ending(
    book: FakeBook, hub: FakeHub
) -> None:
    book.record()

    def typing(step: str) -> None:
        if step == "push.settled":
            book.record()

    with watching(typing):
        result = run(book, hub)
    assert result.outcome == DONE
    assert result.outbox > 0


def test_a_poison_event_is_told_and_holds_up_nothing(book: FakeBook, hub: FakeHub) -> None:
    hub.poison.add("bad.type")
    for number in range(10):
        book.record(event_type="bad.type" if number == 4 else "interaction.recorded")
    result = run(book, hub)
    assert (result.pushed, len(result.quarantined), result.outbox) == (9, 1, 0)
    assert result.quarantined[0].code == "CLIENT_UNKNOWN"
    assert result.needs_attention
    assert len(hub.pushes) == 1
    assert (book.figures["sent"], book.figures["refused"]) == (10, 1)


def test_a_line_that_breaks_leaves_what_was_done_until_then(book: FakeBook, hub: FakeHub) -> None:
    for _ in range(3):
        book.record()

    hub.trouble = broken_at("pull.before")
    with pytest.raises(OutsideFailed, match=r"sync\.unreachable"):
        run(book, hub)
    assert book.rounds == ["sync.unreachable"]
    assert (book.figures["sent"], book.figures["received"]) == (3, 0)


def test_an_answer_that_was_lost_is_told_as_duplicate(book: FakeBook, hub: FakeHub) -> None:
    book.record()

    hub.trouble = broken_at("push.after")
    with pytest.raises(OutsideFailed, match=r"sync\.unreachable"):
        run(book, hub)
    assert (book.rounds, book.figures) == (["sync.unreachable"], {})
    hub.trouble = lambda _point: None
    result = run(book, hub)
    assert (result.pushed, result.duplicates) == (0, 1)
    assert len(hub.order) == 1


def test_batches_are_halved_until_they_fit_and_grow_again(book: FakeBook, hub: FakeHub) -> None:
    for _ in range(300):
        book.record()
    sizes: list[int] = []
    through = hub.push

    def narrow(batch: PushBatch) -> PushAnswer:
        sizes.append(len(batch.events))
        if len(batch.events) > 60 and len(sizes) < 6:
            raise TooMuch
        return through(batch)

    hub.push = narrow  # type: ignore[method-assign]
    result = run(book, hub)
    assert result.pushed == 300
    assert sizes[:3] == [200, 100, 50]
    assert max(sizes[3:]) > 50
    assert sorted(event for batch in hub.pushes for event in (one.id for one in batch.events)) == sorted(
        hub.order
    )


def test_a_line_that_only_times_out_ends_the_round_soon(book: FakeBook, hub: FakeHub) -> None:
    for _ in range(300):
        book.record()

    def slow(point: str) -> None:
        if point == "push.before":
            raise OutsideFailed("sync.timeout")

    hub.trouble = slow
    with pytest.raises(OutsideFailed, match=r"sync\.timeout"):
        run(book, hub)
    assert [len(batch.events) for batch in hub.pushes] == [200, 100, 50, 25]
    assert len(book.outbox) == 300


def test_a_busy_hub_is_waited_for_as_long_as_it_says(book: FakeBook, hub: FakeHub) -> None:
    book.record()
    refused = [busy(2, is_away=True), busy(None)]

    def crowded(point: str) -> None:
        if point == "push.before" and refused:
            raise refused.pop(0)

    hub.trouble = crowded
    ticking = Ticking()
    result = run_round(book, hub, ticking.around())
    assert result.pushed == 1
    assert 3 <= sum(ticking.pauses) < 10


def test_a_long_wait_is_left_to_the_next_round(book: FakeBook, hub: FakeHub) -> None:
    def closed(_point: str) -> None:
        raise busy(600)

    hub.trouble = closed
    with pytest.raises(OutsideFailed) as refused:
        run(book, hub)
    assert refused.value.params == {"retry_after": 600}
    assert hub.asked == ["hello"]


def test_attachments_go_after_the_push_and_come_after_the_pull(book: FakeBook, hub: FakeHub) -> None:
    mine, theirs = book.attach(b"mine"), "0" * 64
    other = FakeBook().attach(b"theirs")
    hub.files[other.sha256] = (other, b"theirs")
    book.files_missing += [other.sha256, theirs]
    book.record()
    result = run(book, hub)
    assert result.attachments == 2
    assert hub.files[mine.sha256] == (mine, b"mine")
    assert book.files[other.sha256] == (other, b"theirs")
    assert book.files_due == []
    assert hub.asked.index("push") < hub.asked.index("send") < hub.asked.index("pull")


def test_an_attachment_that_is_too_large_holds_up_nothing(book: FakeBook, hub: FakeHub) -> None:
    book.attach(b"large")

    def narrow(point: str) -> None:
        if point == "send.before":
            raise TooMuch

    hub.trouble = narrow
    result = run(book, hub)
    assert (result.outcome, result.attachments_refused) == (DONE, 2)
    assert len(book.files_due) == 1


def test_a_report_that_does_not_arrive_spoils_nothing(book: FakeBook, hub: FakeHub) -> None:
    hub.trouble = broken_at("report.before")
    assert run(book, hub).outcome == DONE


def test_cancelled_between_any_two_steps_the_next_round_goes_on(hub: FakeHub) -> None:
    for limit in range(60):
        book = enrolled(hub)
        book.record()
        left = [limit]

        def cancelled(left: list[int] = left) -> bool:
            left[0] -= 1
            return left[0] < 0

        first = run(book, hub, Wishes(cancelled=cancelled))
        assert first.outcome in {CANCELLED, DONE}
        if first.outcome == DONE:
            break
        assert book.rounds == [CANCELLED]
        hub.events.clear()
        run(book, hub)
        stands_equal(book, hub)
    assert first.outcome == DONE
    assert limit > 15


def test_progress_names_every_stage_in_order(book: FakeBook, hub: FakeHub) -> None:
    for _ in range(250):
        book.record()
    book.attach(b"x")
    heard: list[Progress] = []
    run(book, hub, Wishes(progress=heard.append))
    assert list(dict.fromkeys(one.stage for one in heard)) == list(Stage)
    assert all(0 <= one.done <= one.total or one.total == 0 for one in heard)
    assert Progress(Stage.PUSH, 250, 250) in heard


def test_pages_grow_while_they_come_quickly_and_shrink_when_they_do_not(hub: FakeHub) -> None:
    for number in range(8_000):
        hub.put(hub.own, "trade", f"T{number:05}", "C1")
    book = enrolled(hub)
    memory = Memory()
    run(book, hub, Wishes(memory=memory))
    limits = [request.limit for request in hub.pulls if request.scope == hub.own]
    assert limits[:3] == [1_000, 4_000, 10_000]
    stands_equal(book, hub)
    book = enrolled(hub)
    hub.pulls.clear()

    def narrow(point: str) -> None:
        if point == "pull.before" and hub.pulls[-1].limit > 3_000:
            raise TooMuch

    hub.trouble = narrow
    run(book, hub, Wishes(memory=memory))
    assert min(request.limit for request in hub.pulls) < 3_000
    stands_equal(book, hub)


def test_changes_during_a_first_sync_are_not_missed(book: FakeBook, hub: FakeHub) -> None:
    for number in range(3_000):
        hub.put(hub.own, "trade", f"T{number:05}", f"C{number % 5}")
    busy_hub = iter(range(1_000_000))

    def moving(point: str) -> None:
        if point == "pull.after" and next(busy_hub) < 20:
            hub.put(hub.own, "trade", f"T{next(busy_hub):05}", "C0", '["new"]')
            hub.delete(hub.own, "client", "C4", "C4")

    hub.trouble = moving
    result = run(book, hub)
    assert result.repairs == 0
    hub.trouble = lambda _point: None
    run(book, hub)
    stands_equal(book, hub)
    assert book.repaired == 0


def test_a_clock_that_is_off_is_told_and_decides_nothing(book: FakeBook, hub: FakeHub) -> None:
    book.record()
    result = run_round(book, hub, Ticking(now=4_000_000_000.0).around())
    assert result.outcome == DONE
    assert result.skew > 2_000_000_000
