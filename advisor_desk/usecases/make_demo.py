"""Fill an empty book with invented people. The same plan gives the same content."""

from contextlib import AbstractContextManager
from typing import Protocol

from advisor_desk.demo.book import DemoBook, DemoPlan
from advisor_desk.domain.trading import TradingDays
from advisor_desk.usecases.import_file import ImportReport, import_chunks
from advisor_desk.usecases.import_ports import ImportBook, Watch
from advisor_desk.usecases.live_past import Past, PastBook

SOURCE = "demo"


class DemoTarget(ImportBook, Protocol):
    """The book that a demo fills: imports, and deeds of the past."""

    def living_again(self, seed: int) -> AbstractContextManager[PastBook]:
        """The past of the book, kept when the block ends well; ids are drawn from `seed`."""


def make_demo(
    book: DemoTarget, plan: DemoPlan, trading: TradingDays, watch: Watch | None = None
) -> list[ImportReport]:
    """Import the demo's rows in one transaction, then do its deeds in another.

    Raises UserCanFix("import.cancelled").
    """
    demo = DemoBook(plan, trading)
    reports = import_chunks(book, demo.chunks(), SOURCE, watch)
    with book.living_again(plan.seed) as past:
        Past(past, trading).live(demo.deeds())
    return reports
