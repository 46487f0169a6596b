"""The client list: a view and a search become a query; rows become JSON.

The keys and their order are those of the command line's contract.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Protocol

from advisor_desk.domain.client_query import ClientQuery, SortKey, View
from advisor_desk.domain.standing import ClientRow
from advisor_desk.errors import UserCanFix
from advisor_desk.usecases.ports import ListBook, ViewBook
from advisor_desk.usecases.saved_views import SavedView, saved_view

PAGE = 500
Json = dict[str, object]


class ViewListBook(ListBook, ViewBook, Protocol):
    """A book with a list and saved views."""


def query_of(book: ListBook, text: str = "", query: ClientQuery | None = None) -> ClientQuery:
    """`query` (all clients, by number, unless given) narrowed to what `text` finds."""
    query = query or ClientQuery(sort=SortKey.CLIENT_NO, is_descending=False)
    if not text.strip():
        return query
    return replace(query, hits=book.find(text).ids)


def named_query(book: ViewListBook, name: str, text: str = "") -> ClientQuery:
    """The query of a built-in view (by code) or of a saved one (by name), narrowed to what `text` finds.

    A search that a saved view holds gives way to `text`. Raises UserCanFix("view.unknown", name=).
    """
    kept = saved_view(book, name)
    if kept is None and name.upper() not in View.__members__:
        raise UserCanFix("view.unknown", name=name)
    if kept is None:
        plain = ClientQuery(View(name.upper()), sort=SortKey.CLIENT_NO, is_descending=False)
        kept = SavedView(plain)
    return query_of(book, text or kept.text, kept.query)


def every_row(book: ListBook, query: ClientQuery) -> Iterator[ClientRow]:
    """All rows of a query, read page by page."""
    offset = 0
    while rows := book.page(query, offset, PAGE):
        yield from rows
        offset += len(rows)


def row_json(row: ClientRow) -> Json:
    """One row of `clients --json`."""
    return {
        "client_no": row.client_no,
        "name": row.name,
        "kind": row.client_type.value,
        "tier": row.tier.value,
        "aum_fen": row.aum_fen,
        "group": row.group.value,
        "state": row.state.value,
        "c_level": row.c_level and row.c_level.value,
        "last_contact": _iso(row.last_contact_on),
        "next_due": _iso(row.next_due_on),
    }


def _iso(value: date | None) -> str | None:
    return None if value is None else value.isoformat()
