"""What the screen 产品 is made from in an open desk."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from advisor_desk.ui.pages.products.parts import ProductsParts
from advisor_desk.usecases.move_product import move_product
from advisor_desk.usecases.product_facts import read_shelf
from advisor_desk.usecases.product_shelf import HolderReport, who_could_hold

if TYPE_CHECKING:
    from advisor_desk.storage.desk import DeskBook
    from advisor_desk.ui.jobs import JobContext, Jobs
    from advisor_desk.ui.notices import Notices


def products_parts(book: DeskBook, jobs: Jobs, notices: Notices) -> ProductsParts:
    """The screen's parts on a book."""
    return ProductsParts(
        read=partial(read_shelf, book),
        moves=book.shelf_moves,
        holders=partial(_holders, book),
        move=partial(move_product, book),
        jobs=jobs,
        notices=notices,
    )


def _holders(book: DeskBook, code: str, context: JobContext) -> HolderReport:
    """Stops between two clients when the job is cancelled."""

    def tell(count: int) -> None:
        context.check()
        context.report(count)

    return who_could_hold(book, code, tell)
