"""What the screen 看板 is given from outside."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from advisor_desk.domain.board import BoardFacts
from advisor_desk.ui.jobs import Jobs
from advisor_desk.ui.notices import Notices
from advisor_desk.usecases.board_view import BoardView


@dataclass(frozen=True, slots=True)
class BoardRead:
    """The board as it was read, and whether there are month-ends that could be kept and are not."""

    facts: BoardFacts
    view: BoardView
    lacks_ends: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardParts:
    """Everything the screen works with. `read`, `keep` and `forget` run in the book's lane.

    `keep` keeps one missing month-end and tells which; `forget` drops those kept.
    """

    read: Callable[[], BoardRead]
    keep: Callable[[], date | None]
    forget: Callable[[], None]
    jobs: Jobs
    notices: Notices
    is_animated: bool = True
