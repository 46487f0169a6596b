"""Fill an empty book with invented people. The same plan gives the same content."""

from collections.abc import Iterable
from typing import Protocol

from advisor_desk.demo.book import DemoBook, DemoPlan
from advisor_desk.domain.interaction import Interaction
from advisor_desk.domain.trading import TradingDays
from advisor_desk.usecases.import_file import ImportReport, import_chunks
from advisor_desk.usecases.import_ports import ImportBook, Watch

SOURCE = "demo"
AUTHOR = "demo"


class DemoTarget(ImportBook, Protocol):
    """The book that a demo fills: imports, and visits of the past."""

    def record_past(self, made: Iterable[Interaction], author: str, seed: int) -> int:
        """Record interactions as of their own days, ids drawn from `seed`. Returns how many."""


def make_demo(
    book: DemoTarget, plan: DemoPlan, trading: TradingDays, watch: Watch | None = None
) -> list[ImportReport]:
    """Import the demo's rows in one transaction, then record its visits.

    Raises UserCanFix("import.cancelled").
    """
    demo = DemoBook(plan, trading)
    reports = import_chunks(book, demo.chunks(), SOURCE, watch)
    book.record_past(demo.visits(), AUTHOR, plan.seed)
    return reports
