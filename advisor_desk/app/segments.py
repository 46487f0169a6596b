"""The standings that the screen 分群 counts: those kept, without their reasons."""

from advisor_desk.storage import standings
from advisor_desk.storage.desk import DeskBook
from advisor_desk.ui.pages.segments.parts import BookStandings


def book_standings(book: DeskBook) -> BookStandings:
    """Every client on the day shown; runs in the book's lane."""
    if book.is_current:
        with book.sql.read() as connection:
            return BookStandings(standings.figures(connection), book.as_of, book.rules)
    return BookStandings(book.standings(), book.as_of, book.rules)
