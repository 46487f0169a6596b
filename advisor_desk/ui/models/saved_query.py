"""Saved views of the list, in the form that the command line keeps as well."""

from collections.abc import Sequence
from typing import Protocol

from advisor_desk.domain.client_query import ClientQuery
from advisor_desk.ui.models.client_source import ListQuery
from advisor_desk.usecases import saved_views
from advisor_desk.usecases.saved_views import SavedView


class SavedViews(Protocol):
    """Where saved views are kept; every method runs in the book's lane."""

    def all(self) -> Sequence[tuple[str, str]]:
        """Name and body of each, in the order to show."""

    def put(self, name: str, body: str) -> None:
        """Keep `body` under `name`, in place of what was there."""

    def remove(self, name: str) -> None:
        """Forget `name`."""


def to_body(query: ListQuery) -> str:
    """`query` as text."""
    kept = ClientQuery(query.view, query.filters, query.sort, query.is_descending)
    return saved_views.to_body(SavedView(kept, query.text))


def from_body(body: str) -> ListQuery:
    """The query of a body; parts that are not known fall back to the list of all clients."""
    view = saved_views.from_body(body)
    query = view.query
    return ListQuery(query.view, view.text, query.sort, query.is_descending, query.filters)
