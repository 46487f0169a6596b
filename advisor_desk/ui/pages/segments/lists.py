"""The lists that the figures of the screen open."""

from typing import Final

from advisor_desk.domain.client import CareAction, ClientType, Group, LifeState, Tier
from advisor_desk.domain.client_query import Filters, View
from advisor_desk.ui.models.client_source import ListQuery
from advisor_desk.usecases.reports import Segment

_ORGANISATIONS: Final = frozenset(kind for kind in ClientType if not kind.is_person)
_VIEW_OF_SEGMENT: Final = {
    Segment.RETAIL: ListQuery(filters=Filters(tiers=frozenset({Tier.RETAIL}))),
    Segment.HNW: ListQuery(View.HNW),
    Segment.PERSON_TOP: ListQuery(View.INST, filters=Filters(kinds=frozenset({ClientType.PERSON}))),
    Segment.ORG: ListQuery(View.INST, filters=Filters(kinds=_ORGANISATIONS)),
}


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
