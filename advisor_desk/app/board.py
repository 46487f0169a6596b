"""What the screen 看板 works with, taken from an open book."""

from advisor_desk.storage.desk import DeskBook
from advisor_desk.ui.jobs import Jobs
from advisor_desk.ui.notices import Notices
from advisor_desk.ui.pages.board.parts import BoardParts, BoardRead
from advisor_desk.usecases.board import view_of


def board_parts(book: DeskBook, jobs: Jobs, notices: Notices, *, is_animated: bool = True) -> BoardParts:
    """The doors of the board; they run in the book's lane."""

    def read() -> BoardRead:
        facts = book.board_facts()
        return BoardRead(facts, view_of(book, facts), lacks_ends=book.lacks_month_ends())

    return BoardParts(
        read=read,
        keep=book.keep_month_end,
        forget=book.forget_month_ends,
        jobs=jobs,
        notices=notices,
        is_animated=is_animated,
    )
