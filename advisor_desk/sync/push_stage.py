"""Events go up until none waits; each leaves the outbox by its own answer alone (sync.md, 3.1 and 3.4)."""

from __future__ import annotations

from collections.abc import Sequence

from advisor_desk.sync.checks import check_push
from advisor_desk.sync.clock_skew import utc_text
from advisor_desk.sync.figures import Stage
from advisor_desk.sync.ports import SyncBook
from advisor_desk.sync.refused import Absent, TooMuch
from advisor_desk.sync.underway import Around, BookT, UnderWay
from advisor_desk.wire.desk import Identity
from advisor_desk.wire.events import WireEvent
from advisor_desk.wire.messages import ItemAnswer, PushAnswer, PushBatch, Receipt, Status


def batch_of(events: Sequence[WireEvent], identity: Identity, around: Around) -> PushBatch:
    """A new batch of this desk's, to be sent now."""
    now = around.clock()
    return PushBatch(identity.device_id, str(around.new_id(now)), utc_text(now), tuple(events))


def push_waiting(under_way: UnderWay[BookT]) -> None:
    """Send what waits now; what is typed meanwhile goes at the next call, so that a round comes to an end."""
    left = waiting = under_way.book.outbox_count()
    pace = under_way.wishes.memory.pace
    while left > 0:
        under_way.tell(Stage.PUSH, waiting - left, waiting)
        due = under_way.book.due(pace.events, pace.push_bytes)
        under_way.step("push.read")
        events = [event for event in due if event.id not in under_way.answered]
        if not events:
            return
        answer = _answer(under_way, events)
        if answer is None:
            continue
        under_way.step("push.answered")
        settle(under_way, answer.answers, answer.receipt)
        under_way.step("push.settled")
        left -= len(answer.answers)
    if waiting:
        under_way.tell(Stage.PUSH, waiting, waiting)


def prove(under_way: UnderWay[BookT]) -> None:
    """Have the hub sign for a batch of nothing, unless it has signed in this round already.

    Before rows of its are taken in it must have shown that it is the one whose key we hold.
    """
    if not under_way.is_proved:
        batch = _batch(under_way, ())
        answer = under_way.ask(lambda: under_way.line.push(batch))
        _check(under_way, batch, answer)
        under_way.is_proved = True
        under_way.step("round.proved")


def settle(under_way: UnderWay[BookT], answers: Sequence[ItemAnswer], receipt: Receipt) -> None:
    """Take in what was answered, and count it."""
    under_way.book.settle(answers, receipt)
    figures = under_way.figures
    figures.receipt = receipt
    for one in answers:
        under_way.answered.add(one.id)
        if one.status is Status.APPLIED:
            figures.pushed += 1
        elif one.status is Status.DUPLICATE:
            figures.duplicates += 1
        else:
            figures.quarantined.append(one)
        if one.flags:
            figures.flagged.append(one)
    under_way.has_pushed = True
    under_way.is_proved = True


def send_attachments(under_way: UnderWay[SyncBook]) -> None:
    """Send the files that the hub does not have; one that it does not take holds up nothing."""
    book, figures = under_way.book, under_way.figures
    due = book.attachments_due()
    for number, head in enumerate(due):
        under_way.tell(Stage.ATTACHMENTS, number, len(due))
        content = book.attachment_content(head.sha256)
        under_way.step("attachment.read")
        try:
            under_way.ask(lambda head=head, content=content: under_way.line.send_attachment(head, content))  # type: ignore[misc]
        except (TooMuch, Absent):
            figures.attachments_refused += 1
            continue
        under_way.step("attachment.sent")
        book.attachment_sent(head.sha256)
        figures.attachments += 1
        under_way.step("attachment.noted")


def _answer(under_way: UnderWay[BookT], events: Sequence[WireEvent]) -> PushAnswer | None:
    """The checked answer to a batch; None when it has to be tried with fewer."""
    pace, ticks = under_way.wishes.memory.pace, under_way.around.ticks
    batch = _batch(under_way, events)
    begun = ticks()
    answer = under_way.ask_in_parts(lambda: under_way.line.push(batch), lambda: pace.push_failed(len(events)))
    if answer is not None:
        _check(under_way, batch, answer)
        pace.push_went(ticks() - begun)
    return answer


def _check(under_way: UnderWay[BookT], batch: PushBatch, answer: PushAnswer) -> None:
    """Raises as `check_push`. Before the answer is settled: what it answers is not lost."""
    check_push(batch, answer, under_way.identity, under_way.hello.hub_epoch)
    under_way.figures.requeued += under_way.book.look_for_loss(answer.receipt)


def _batch(under_way: UnderWay[BookT], events: Sequence[WireEvent]) -> PushBatch:
    return batch_of(events, under_way.identity, under_way.around)
