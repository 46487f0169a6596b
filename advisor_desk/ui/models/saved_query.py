"""Saved views: a name and a `ListQuery` as JSON text. A body that cannot be read gives the plain list."""

import json
from collections.abc import Sequence
from typing import Protocol

from advisor_desk.ui.models.client_source import ListQuery, SortBy, View


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
    return json.dumps(
        {
            "view": query.view,
            "text": query.text,
            "sort": query.sort.value,
            "is_descending": query.is_descending,
        },
        ensure_ascii=False,
    )


def from_body(body: str) -> ListQuery:
    """The query of a body; parts that are not known fall back to the plain list."""
    try:
        kept = json.loads(body)
    except ValueError:
        return ListQuery()
    if not isinstance(kept, dict):
        return ListQuery()
    view, sort = str(kept.get("view")), str(kept.get("sort"))
    return ListQuery(
        view=view if view in View.__members__ else View.ALL,
        text=str(kept.get("text") or ""),
        sort=SortBy(sort) if sort in SortBy.__members__ else SortBy.NEXT_DUE,
        is_descending=kept.get("is_descending") is True,
    )
