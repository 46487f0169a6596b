"""Saved views: the text that the list keeps, and the query that it stands for."""

import json
from dataclasses import dataclass

from advisor_desk.domain.client_query import (
    ClientQuery,
    SortKey,
    View,
    filters_from_plain,
    filters_to_plain,
)
from advisor_desk.usecases.ports import ViewBook


@dataclass(frozen=True, slots=True)
class SavedView:
    """A query, and the search that belongs to it."""

    query: ClientQuery
    text: str = ""


def saved_view(book: ViewBook, name: str) -> SavedView | None:
    """The view of a name; None when there is none."""
    bodies = dict(book.all())
    return from_body(bodies[name]) if name in bodies else None


def save_view(book: ViewBook, name: str, view: SavedView) -> None:
    """Keep a view under a name, in place of what was there.

    Raises UserCanFix(`view.name_empty` | `view.name_too_long`).
    """
    book.put(name, to_body(view))


def to_body(view: SavedView) -> str:
    """The view as JSON text. Found clients are left out: the search is done anew."""
    query = view.query
    return json.dumps(
        {
            "view": query.view.value,
            "text": view.text,
            "sort": query.sort.value,
            "is_descending": query.is_descending,
            "filters": filters_to_plain(query.filters),
        },
        ensure_ascii=False,
    )


def from_body(body: str) -> SavedView:
    """The view of a JSON text; whatever is not known falls back to the plain list."""
    try:
        kept = json.loads(body)
    except ValueError:
        kept = None
    if not isinstance(kept, dict):
        return SavedView(ClientQuery())
    view, sort, filters = str(kept.get("view")), str(kept.get("sort")), kept.get("filters")
    return SavedView(
        ClientQuery(
            View(view) if view in View.__members__ else View.ALL,
            filters_from_plain(filters if isinstance(filters, dict) else {}),
            SortKey(sort) if sort in SortKey.__members__ else SortKey.AUM,
            kept.get("is_descending") is not False,
        ),
        str(kept.get("text") or ""),
    )
