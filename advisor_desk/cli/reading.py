"""Opens the book of a run for reading or importing, with its figures brought to the run's date."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime

from advisor_desk.assembly.desk import Desk, open_desk
from advisor_desk.cli.output import Output
from advisor_desk.cli.session import as_of, book_path, passphrase
from advisor_desk.storage.desk import DeskBook

VIEWED = "audit.viewed"


@contextmanager
def opened_desk(options: argparse.Namespace, output: Output) -> Iterator[Desk]:
    """The open desk of the run, closed afterwards. Raises as `SqlBook.open`."""
    with unlocked_desk(options, output) as desk:
        desk.roll()
        yield desk


@contextmanager
def looked_at_desk(options: argparse.Namespace, output: Output) -> Iterator[Desk]:
    """The same for a command that only looks: what it counts for a day to come is not kept.

    Nobody knows yet what will happen until then: ends of months and moments of truth found today for next
    year would stand in the way of the true ones.
    """
    with unlocked_desk(options, output) as desk:
        is_ahead = as_of(options) > datetime.now().astimezone().date()
        with desk.book.sql.trial() if is_ahead else nullcontext():
            desk.roll()
            yield desk


@contextmanager
def unlocked_desk(options: argparse.Namespace, output: Output) -> Iterator[Desk]:
    """The desk of the run with its figures as they were left, closed afterwards. Raises as `SqlBook.open`."""
    secret = passphrase(output.words.say("口令："))
    desk = open_desk(book_path(options), secret, as_of(options), author="cli")
    try:
        yield desk
    finally:
        desk.close()


def note_viewed(book: DeskBook, client_id: int, **why: object) -> None:
    """Whose page was looked at stays on record, whichever door it was looked at by."""
    book.record_fact(VIEWED, client_id, why)
