"""How a round begins and how it is noted when it ends too soon: the same for every kind of round."""

from __future__ import annotations

from contextlib import suppress

from advisor_desk.errors import DeskError, UserCanFix
from advisor_desk.sync.checks import check_hello
from advisor_desk.sync.clock_skew import skew_seconds, utc_text
from advisor_desk.sync.figures import CANCELLED, Figures, RoundResult, Stage, Wishes, result_of
from advisor_desk.sync.ports import HubLine, OutboxBook
from advisor_desk.sync.underway import Around, BookT, UnderWay
from advisor_desk.wire.messages import Hello


def greeted(book: BookT, line: HubLine, around: Around, wishes: Wishes, figures: Figures) -> UnderWay[BookT]:
    """A round with the hub's hello looked at, which counts in `figures`.

    Raises UserCanFix("sync.not_enrolled"), and as `HubLine`.
    """
    identity = book.identity()
    if identity is None:
        raise UserCanFix("sync.not_enrolled")
    # Patience needs a round, and a round needs the hub's greeting: the first one knows nothing yet.
    nothing = Hello("", "", 0, 0, 0, "", "", ())
    under_way = UnderWay(book, line, around, wishes, identity, nothing, figures)
    under_way.tell(Stage.HELLO)
    under_way.step("round.begun")
    asked = around.clock()
    hello = under_way.ask(line.hello)
    check_hello(hello, identity)
    under_way.hello = hello
    under_way.figures.skew = skew_seconds(hello.time, asked, around.clock())
    return under_way


def cancelled_early(book: OutboxBook, around: Around) -> RoundResult:
    """The person cancelled before anything was done."""
    book.note_round(CANCELLED, utc_text(around.clock()), {})
    return result_of(Figures(), CANCELLED, book.outbox_count())


def note_trouble(book: OutboxBook, error: DeskError, around: Around, figures: Figures) -> None:
    """Why the round ended, and what it had done; a book that cannot be written any more must not hide it."""
    counts = figures.counts()
    with suppress(DeskError):
        book.note_round(error.code, utc_text(around.clock()), counts if any(counts.values()) else {})
