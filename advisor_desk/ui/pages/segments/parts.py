"""What the screen 分群 is given from outside, and what it asks for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from advisor_desk.domain.standing import Standing
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.ui.jobs import Jobs
from advisor_desk.ui.models.client_source import ListQuery
from advisor_desk.ui.notices import Notices


@dataclass(frozen=True, slots=True)
class BookStandings:
    """Every client's standing on the desk's day and the rules they were made by."""

    standings: Sequence[Standing]
    as_of: date
    rules: RuleSet


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentsParts:
    """Everything the screen works with; `read` runs in the book's lane."""

    read: Callable[[], BookStandings]
    jobs: Jobs
    notices: Notices


@dataclass(frozen=True, slots=True)
class ViewWish:
    """Clients whom the person wants to see in the list, and what they are called here."""

    name: str
    query: ListQuery
