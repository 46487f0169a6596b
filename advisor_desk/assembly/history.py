"""The chain of events of an open book, walked, as a service file tells it."""

from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.history_check import walk
from advisor_desk.usecases.service_file import ChainState


def chain_state(book: SqlBook) -> ChainState:
    """Walk every event. Raises UserCanFix("book.damaged") where it cannot be read."""
    with book.read() as connection:
        report = walk(connection)
        row = connection.execute("SELECT max(device_seq) FROM event").fetchone()
    head = report.head.hex() if report.events else ""
    return ChainState(report.events, row[0] or 0, head, report.first_bad)
