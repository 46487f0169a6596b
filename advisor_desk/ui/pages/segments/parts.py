"""What the screen 分群 is given from outside, and the lists that its figures open."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from advisor_desk.domain.client import CareAction, ClientType, Group, LifeState, Tier
from advisor_desk.domain.client_query import Filters, View
from advisor_desk.domain.standing import Standing
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.ui.jobs import Jobs
from advisor_desk.ui.models.client_source import ListQuery
from advisor_desk.ui.notices import Notices
from advisor_desk.usecases.reports import Segment

_ORGANISATIONS: Final = frozenset(kind for kind in ClientType if not kind.is_person)
_VIEW_OF_SEGMENT: Final = {
    Segment.RETAIL: ListQuery(filters=Filters(tiers=frozenset({Tier.RETAIL}))),
    Segment.HNW: ListQuery(View.HNW),
    Segment.PERSON_TOP: ListQuery(View.INST, filters=Filters(kinds=frozenset({ClientType.PERSON}))),
    Segment.ORG: ListQuery(View.INST, filters=Filters(kinds=_ORGANISATIONS)),
}


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


def of_segment(segment: Segment) -> ListQuery:
    """The list of a tier."""
    return _VIEW_OF_SEGMENT[segment]


def of_institutions() -> ListQuery:
    """The list of persons and organisations of the highest tier."""
    return ListQuery(View.INST)


def of_group(group: Group) -> ListQuery:
    """The list of a group under the preset that decides it."""
    return ListQuery(View(group.value))


def of_state(state: LifeState, action: CareAction | None = None) -> ListQuery:
    """The list of a state, or of those in it for whom an action is suggested."""
    if action is None and state is LifeState.DORMANT:
        return ListQuery(View.DORMANT)
    actions = frozenset() if action is None else frozenset({action})
    return ListQuery(filters=Filters(states=frozenset({state}), actions=actions))
