"""A round that only sends: for a book that a newer program has written, or a damaged one (sync.md, 3.9, I15).

Such a book may not be read, and what waits in it must not wait for an upgrade or go with a restore.
"""

from __future__ import annotations

from advisor_desk.sync.clock_skew import utc_text
from advisor_desk.sync.ends import greeted, to_its_end
from advisor_desk.sync.figures import CANCELLED, Figures, RoundResult, Wishes
from advisor_desk.sync.ports import HubLine, OutboxBook
from advisor_desk.sync.push_stage import push_waiting
from advisor_desk.sync.underway import Around, Stopped

BOOK_IS_NEWER = "sync.book_is_newer"
BOOK_IS_DAMAGED = "sync.book_is_damaged"


def send_what_waits(
    book: OutboxBook,
    line: HubLine,
    around: Around,
    wishes: Wishes | None = None,
    why: str = BOOK_IS_NEWER,
) -> RoundResult:
    """Send everything that waits; the outcome is `why` nothing was fetched.

    Raises UserCanFix("sync.not_enrolled") and what `HubLine` raises.
    """
    figures = Figures()

    def run() -> str:
        under_way = greeted(book, line, around, wishes or Wishes(), figures)
        outcome = why
        try:
            hello = under_way.hello
            under_way.figures.requeued = book.requeue_above(hello.last_device_seq, hello.last_epoch)
            book.see_epoch(hello.hub_epoch)
            push_waiting(under_way)
            book.checkpoint()
        except Stopped:
            outcome = CANCELLED
        book.note_round(outcome, utc_text(around.clock()), figures.counts())
        return outcome

    return to_its_end(book, around, figures, run)
