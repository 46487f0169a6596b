"""What the screen 产品 is given from outside."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from advisor_desk.domain.shelf import ShelfMove
from advisor_desk.ui.jobs import JobContext, Jobs
from advisor_desk.ui.notices import Notices
from advisor_desk.usecases.move_product import MoveDraft
from advisor_desk.usecases.product_facts import ShelfView
from advisor_desk.usecases.product_shelf import HolderReport


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductsParts:
    """Everything the screen works with; all but `jobs` and `notices` run in the book's lane.

    `holders` answers who could hold a product and stops when the job is cancelled; `move` records a new
    shelf state.
    """

    read: Callable[[], ShelfView]
    moves: Callable[[str], Sequence[ShelfMove]]
    holders: Callable[[str, JobContext], HolderReport]
    move: Callable[[MoveDraft], None]
    jobs: Jobs
    notices: Notices
