"""Being taken in: keys kept before they are sent, the hub's keys pinned, half an answer refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor_desk.errors import OutsideFailed, UserCanFix
from advisor_desk.sync.enrollment import enroll
from advisor_desk.sync.figures import Wishes
from advisor_desk.sync.push_only import send_what_waits
from advisor_desk.wire.messages import EnrollAnswer, EnrollRequest
from advisor_desk.words.errors_sync import SYNC_WORDS
from tests.hub_fake import FakeHub, enrolled, unreachable
from tests.sync_fakes import HUB_URL, FakeBook, Ticking


def test_the_book_knows_who_it_is_and_whose_hub_it_is() -> None:
    hub, book = FakeHub(), FakeBook()
    book.record()
    asked: list[EnrollRequest] = []
    through = hub.enroll

    def heard(request: EnrollRequest) -> EnrollAnswer:
        asked.append(request)
        return through(request)

    hub.enroll = heard  # type: ignore[method-assign]
    identity = enroll(book, hub, HUB_URL, " B1.abcd efgh\n")
    assert book.identity() == identity
    assert (identity.advisor, identity.branch, identity.hub_url) == ("A1", "B1", HUB_URL)
    assert identity.hub_keys == hub.keys.public
    (request,) = asked
    assert (request.code, request.former_authors) == ("B1.abcdefgh", ("",))
    assert request.signing_key == book.keys.public.signing.hex()


@pytest.mark.parametrize("code", ["", "B1", ".", "B1.", "邀请码.XX"])
def test_what_is_no_code_is_not_sent(code: str) -> None:
    hub = FakeHub()
    with pytest.raises(UserCanFix, match=r"sync\.code_form"):
        enroll(FakeBook(), hub, HUB_URL, code)
    assert hub.asked == []


@pytest.mark.parametrize(
    "change",
    [
        {"hub_signing_key": "zz"},
        {"hub_signing_key": "ab"},
        {"hub_sealing_key": ""},
        {"device_id": "other.1"},
        {"advisor": ""},
        {"hub_epoch": ""},
    ],
)
def test_half_an_answer_makes_nobody_of_the_book(change: dict[str, str]) -> None:
    hub, book = FakeHub(), FakeBook()
    through = hub.enroll
    hub.enroll = lambda request: replace(through(request), **change)  # type: ignore[method-assign]
    with pytest.raises(OutsideFailed, match=r"sync\.garbled"):
        enroll(book, hub, HUB_URL, "B1.X")
    assert book.identity() is None


def test_a_book_of_a_newer_program_sends_what_waits_and_fetches_nothing() -> None:
    hub = FakeHub()
    book = enrolled(hub)
    for _ in range(300):
        book.record()
    result = send_what_waits(book, hub, Ticking().around())
    assert (result.outcome, result.pushed, result.outbox) == ("sync.book_is_newer", 300, 0)
    assert set(hub.asked) == {"hello", "push"}
    assert book.rounds == ["sync.book_is_newer"]
    with pytest.raises(UserCanFix, match=r"sync\.not_enrolled"):
        send_what_waits(FakeBook(), hub, Ticking().around())


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        (unreachable(), "sync.enroll_unreachable"),
        (OutsideFailed("sync.timeout"), "sync.enroll_unreachable"),
        (OutsideFailed("sync.hub_failed"), "sync.enroll_failed"),
        (OutsideFailed("sync.not_a_hub"), "sync.not_a_hub"),
    ],
)
def test_an_enrolment_does_not_promise_to_be_tried_again(trouble: OutsideFailed, told: str) -> None:
    class Down(FakeHub):
        def enroll(self, request: EnrollRequest) -> EnrollAnswer:
            raise trouble

    with pytest.raises(OutsideFailed) as caught:
        enroll(FakeBook(), Down(), HUB_URL, "B1.ABCD")
    assert caught.value.code == told
    assert "自动" not in "".join(SYNC_WORDS[told])


def test_a_round_that_only_sends_is_cancelled_and_noted_like_any_other() -> None:
    hub = FakeHub()
    book = enrolled(hub)
    book.record()
    left = [2]

    def cancelled() -> bool:
        left[0] -= 1
        return left[0] < 0

    assert (
        send_what_waits(book, hub, Ticking().around(), Wishes(cancelled=lambda: True)).outcome == "CANCELLED"
    )
    assert send_what_waits(book, hub, Ticking().around(), Wishes(cancelled=cancelled)).outcome == "CANCELLED"

    def down(_point: str) -> None:
        raise unreachable()

    hub.trouble = down
    with pytest.raises(OutsideFailed):
        send_what_waits(book, hub, Ticking().around())
    assert book.rounds == ["CANCELLED", "CANCELLED", "sync.unreachable"]
    assert len(book.outbox) == 1
