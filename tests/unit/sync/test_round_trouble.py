"""Wrong hubs, altered answers, restores, sums that do not fit, other versions: nothing false is taken in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor_desk.errors import OutsideFailed, UserCanFix
from advisor_desk.sync.figures import DONE
from advisor_desk.wire.messages import ItemAnswer, Status
from advisor_desk.wire.pages import Page, PullRequest
from advisor_desk.wire.seal import KeyPair
from tests.hub_fake import FakeHub, run, stands_equal
from tests.sync_fakes import FakeBook


def test_a_wrong_hub_changes_nothing(book: FakeBook, hub: FakeHub) -> None:
    book.record()
    hub.keys = KeyPair.new()
    with pytest.raises(UserCanFix, match=r"sync\.wrong_hub"):
        run(book, hub)
    assert len(book.outbox) == 1
    assert book.receipts == []
    assert all(not scope.rows for scope in book.scopes.values())


def test_a_hub_that_is_set_back_in_the_midst_of_a_round_is_followed_in_the_same_round(
    book: FakeBook, hub: FakeHub
) -> None:
    run(book, hub)
    hub.put(hub.own, "client", "C9", "C9")

    def set_back(point: str) -> None:
        if point == "pull.before" and hub.pulls[-1].scope == hub.own:
            hub.trouble = lambda _point: None
            hub.rows[hub.own] = dict(list(hub.rows[hub.own].items())[:2])
            hub.seqs[hub.own] = 2

    hub.trouble = set_back
    result = run(book, hub)
    assert (result.outcome, result.repairs) == (DONE, 0)
    stands_equal(book, hub)
    assert book.scopes[hub.own].seq == 2


def test_a_hub_that_is_restored_in_the_midst_of_a_pull_ends_the_round(book: FakeBook, hub: FakeHub) -> None:
    run(book, hub)
    hub.put(hub.own, "client", "C9", "C9")

    def restore(point: str) -> None:
        if point == "pull.before" and hub.pulls[-1].scope == hub.own:
            hub.seqs[hub.own] = 2
            hub.epoch = "e2"

    hub.trouble = restore
    with pytest.raises(OutsideFailed, match=r"sync\.hub_changed"):
        run(book, hub)


def test_a_wrong_hub_is_found_before_its_rows_are_taken_in(book: FakeBook, hub: FakeHub) -> None:
    """Nothing waits, so no receipt would come: the hub has to sign for a batch of nothing."""
    hub.keys = KeyPair.new()
    with pytest.raises(UserCanFix, match=r"sync\.wrong_hub"):
        run(book, hub)
    assert "pull" not in hub.asked
    assert book.followed == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda answer: replace(answer, receipt=replace(answer.receipt, applied=9)), "sync.wrong_hub"),
        (lambda answer: replace(answer, answers=()), "sync.garbled"),
        (lambda answer: replace(answer, answers=answer.answers * 2), "sync.garbled"),
        (
            lambda answer: replace(answer, answers=(ItemAnswer("other", Status.APPLIED),)),
            "sync.garbled",
        ),
        (
            lambda answer: replace(
                answer, answers=tuple(replace(one, status=Status.DUPLICATE) for one in answer.answers)
            ),
            "sync.garbled",
        ),
    ],
)
def test_an_altered_answer_settles_nothing(book: FakeBook, hub: FakeHub, change, code: str) -> None:  # type: ignore[no-untyped-def]
    book.record()
    through = hub.push
    hub.push = lambda batch: change(through(batch))  # type: ignore[method-assign]
    with pytest.raises((OutsideFailed, UserCanFix)) as raised:
        run(book, hub)
    assert raised.value.code == code
    assert len(book.outbox) == 1


def test_a_receipt_of_another_batch_settles_nothing(book: FakeBook, hub: FakeHub) -> None:
    book.record()
    run(book, hub)
    old = hub.receipt(hub.pushes[0], [])
    book.record()
    through = hub.push
    hub.push = lambda batch: replace(through(batch), receipt=old)  # type: ignore[method-assign]
    with pytest.raises(OutsideFailed, match=r"sync\.garbled"):
        run(book, hub)
    assert len(book.outbox) == 1


def test_a_hub_restored_in_mid_round_is_left_until_the_next(book: FakeBook, hub: FakeHub) -> None:
    def restored(point: str) -> None:
        if point == "hello.after":
            hub.epoch = "e2"

    hub.trouble = restored
    with pytest.raises(OutsideFailed, match=r"sync\.hub_changed"):
        run(book, hub)
    hub.trouble = lambda _point: None
    assert run(book, hub).outcome == DONE
    stands_equal(book, hub)


def test_what_a_restored_hub_has_lost_is_sent_again(book: FakeBook, hub: FakeHub) -> None:
    for _ in range(6):
        book.record()
    run(book, hub)
    for lost in hub.order[3:]:
        del hub.events[lost]
        del hub.rows[hub.own]["event", "C1", lost]
    hub.order, hub.epoch = hub.order[:3], "e2"
    result = run(book, hub)
    assert (result.requeued, result.pushed) == (3, 3)
    stands_equal(book, hub)


def test_a_sum_that_does_not_fit_starts_the_scope_anew_and_is_reported(book: FakeBook, hub: FakeHub) -> None:
    run(book, hub)
    key = next(iter(book.scopes[hub.own].rows))
    book.scopes[hub.own].rows[key] = book.scopes[hub.own].rows[key]._replace(body='["other"]')
    result = run(book, hub)
    assert (result.repairs, result.outcome) == (1, DONE)
    assert hub.reports[-1].repairs == 1
    assert book.scopes["br"].is_first is False


def test_a_sum_that_never_fits_is_told(book: FakeBook, hub: FakeHub) -> None:
    hub.head = lambda scope: replace(  # type: ignore[method-assign]
        FakeHub.head(hub, scope), sum=replace(FakeHub.head(hub, scope).sum, digest=1)
    )
    result = run(book, hub)
    assert result.outcome == "sync.sum_differs"
    assert result.needs_attention
    assert book.rounds == ["sync.sum_differs"]


def test_an_old_cursor_starts_the_scope_anew(book: FakeBook, hub: FakeHub) -> None:
    run(book, hub)
    hub.put(hub.own, "client", "C9", "C9")
    hub.forgotten = hub.seqs[hub.own]
    result = run(book, hub)
    assert (result.outcome, result.repairs) == (DONE, 0)
    stands_equal(book, hub)


@pytest.mark.parametrize("rows", [[], "half"])
def test_a_partial_first_page_sweeps_nothing(book: FakeBook, hub: FakeHub, rows: object) -> None:
    run(book, hub)
    before = dict(book.scopes[hub.own].rows)
    book.note_repair(hub.own)
    hub.put(hub.own, "client", "C9", "C9")
    through = hub.pull

    def partial(request: PullRequest) -> Page:
        page = through(request)
        return replace(page, rows=[] if rows == [] else list(page.rows)[:2], more=False)

    hub.pull = partial  # type: ignore[method-assign]
    with pytest.raises(OutsideFailed, match=r"sync\.garbled"):
        run(book, hub)
    assert set(before) <= set(book.scopes[hub.own].rows)


def test_a_hello_that_lacks_a_scope_takes_nothing_away(book: FakeBook, hub: FakeHub) -> None:
    run(book, hub)
    through = hub.hello
    hub.hello = lambda: replace(through(), scopes=())  # type: ignore[method-assign]
    with pytest.raises(OutsideFailed, match=r"sync\.garbled"):
        run(book, hub)
    assert book.rows(hub.own)
    hub.hello = lambda: replace(through(), advisor="A2")  # type: ignore[method-assign]
    with pytest.raises(UserCanFix, match=r"sync\.wrong_hub"):
        run(book, hub)


def test_below_the_least_protocol_the_push_still_goes(book: FakeBook, hub: FakeHub) -> None:
    hub.protocols = (2, 3)
    book.record()
    result = run(book, hub)
    assert (result.outcome, result.pushed, result.outbox) == ("sync.upgrade_needed", 1, 0)
    assert result.needs_attention
    assert "pull" not in hub.asked


def test_a_pull_that_asks_for_an_upgrade_ends_well_but_red(book: FakeBook, hub: FakeHub) -> None:
    def refuse(point: str) -> None:
        if point == "pull.before":
            raise UserCanFix("sync.upgrade_needed")

    hub.trouble = refuse
    book.record()
    assert run(book, hub).outcome == "sync.upgrade_needed"
    assert hub.reports


def test_an_older_hub_still_gets_the_push(book: FakeBook, hub: FakeHub) -> None:
    hub.protocols = (0, 0)
    book.record()
    assert run(book, hub).outcome == "sync.hub_too_old"
    assert len(hub.order) == 1


def test_a_revoked_desk_keeps_what_waits(book: FakeBook, hub: FakeHub) -> None:
    def revoked(_point: str) -> None:
        raise UserCanFix("sync.revoked")

    book.record()
    hub.trouble = revoked
    with pytest.raises(UserCanFix, match=r"sync\.revoked"):
        run(book, hub)
    assert len(book.outbox) == 1
    assert book.rounds == ["sync.revoked"]


def test_before_enrolment_there_is_no_round(hub: FakeHub) -> None:
    with pytest.raises(UserCanFix, match=r"sync\.not_enrolled"):
        run(FakeBook(), hub)
