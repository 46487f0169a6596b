"""The chain of events of an open book, walked, as a service file tells it."""

from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.events import chain_head
from advisor_desk.storage.history_check import walk
from advisor_desk.usecases.service_file import ChainState


def chain_state(book: SqlBook) -> ChainState:
    """Walk every event. Raises UserCanFix("book.damaged") where it cannot be read."""
    with book.read() as connection:
        report = walk(connection)
        end = chain_head(connection)
    head = report.head.hex() if report.events else ""
    return ChainState(report.events, 0 if end is None else end.seq, head, report.first_bad)
