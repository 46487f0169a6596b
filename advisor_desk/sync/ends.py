"""How a round begins and how it is noted when it ends too soon: the same for every kind of round."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from advisor_desk.errors import DeskError, UserCanFix
from advisor_desk.sync.checks import check_hello
from advisor_desk.sync.clock_skew import skew_seconds, utc_text
from advisor_desk.sync.figures import CANCELLED, Figures, RoundResult, Stage, Wishes, result_of
from advisor_desk.sync.ports import HubLine, OutboxBook
from advisor_desk.sync.underway import SIGNALS, Around, BookT, Stopped, UnderWay, outside
from advisor_desk.wire.desk import Identity
from advisor_desk.wire.messages import Hello


def enrolled(book: OutboxBook) -> Identity:
    """Raises UserCanFix("sync.not_enrolled")."""
    identity = book.identity()
    if identity is None:
        raise UserCanFix("sync.not_enrolled")
    return identity


def greeted(book: BookT, line: HubLine, around: Around, wishes: Wishes, figures: Figures) -> UnderWay[BookT]:
    """A round with the hub's hello looked at, which counts in `figures`.

    Raises UserCanFix("sync.not_enrolled"), and as `HubLine`.
    """
    identity = enrolled(book)
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


def to_its_end(book: OutboxBook, around: Around, figures: Figures, run: Callable[[], str]) -> RoundResult:
    """What a round did that counts in `figures`; `run` gives the outcome that it has noted.

    A round that ends too soon is noted here. Raises as `run`; a signal that no stage has caught is the hub's
    failure.
    """
    try:
        outcome = run()
    except SIGNALS as signal:
        error = outside(signal)
        note_trouble(book, error, around, figures)
        raise error from None
    except Stopped:
        return _cancelled_early(book, around)
    except DeskError as error:
        note_trouble(book, error, around, figures)
        raise
    return result_of(figures, outcome, book.outbox_count())


def _cancelled_early(book: OutboxBook, around: Around) -> RoundResult:
    """The person cancelled before anything was done."""
    book.note_round(CANCELLED, utc_text(around.clock()), {})
    return result_of(Figures(), CANCELLED, book.outbox_count())


def note_trouble(book: OutboxBook, error: DeskError, around: Around, figures: Figures) -> None:
    """Why the round ended, and what it had done; a book that cannot be written any more must not hide it."""
    counts = figures.counts()
    with suppress(DeskError):
        book.note_round(error.code, utc_text(around.clock()), counts if any(counts.values()) else {})
