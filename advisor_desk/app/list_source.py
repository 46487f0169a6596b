"""The client list's source: a search becomes hits, the rest of a query is the book's own."""

from collections.abc import Sequence
from dataclasses import replace

from advisor_desk.domain.client_query import ClientQuery
from advisor_desk.domain.standing import ClientRow
from advisor_desk.domain.today import DueContact
from advisor_desk.storage.desk import DeskBook
from advisor_desk.ui.models.client_source import ListQuery


class BookClients:
    """Satisfies `ui.models.client_source.ClientSource`; every method runs in the book's lane.

    `count` opens a list and searches anew; the pages, the total and the positions of that list use the
    same hits, so that a key stroke costs one search.
    """

    def __init__(self, book: DeskBook) -> None:
        self._book = book
        self._searched: tuple[str, tuple[int, ...]] | None = None

    def count(self, query: ListQuery) -> int:
        """How many clients the query finds."""
        self._searched = None
        return self._book.count(self.translated(query))

    def page(self, query: ListQuery, offset: int, limit: int) -> Sequence[ClientRow]:
        """Rows of the list in the order of the query, each with what it is owed."""
        rows = self._book.page(self.translated(query), offset, limit)
        dues = self._book.due_contacts_of([row.client_id for row in rows])
        return [_with_due(row, dues.get(row.client_id)) for row in rows]

    def total_aum_fen(self, query: ListQuery) -> int:
        """Assets of all clients that the query finds."""
        return self._book.total_aum_fen(self.translated(query))

    def position(self, query: ListQuery, client_id: int) -> int | None:
        """The row of a client in the order of the query."""
        return self._book.position(self.translated(query), client_id)

    def translated(self, query: ListQuery) -> ClientQuery:
        """The query as the book knows it."""
        hits = self._hits(query.text) if query.text else None
        return ClientQuery(
            view=query.view,
            filters=query.filters,
            sort=query.sort,
            is_descending=query.is_descending,
            hits=hits,
        )

    def _hits(self, text: str) -> tuple[int, ...]:
        if self._searched is None or self._searched[0] != text:
            self._searched = (text, tuple(self._book.find(text).ids))
        return self._searched[1]


def _with_due(row: ClientRow, due: DueContact | None) -> ClientRow:
    return row if due is None else replace(row, ideal_on=due.ideal_on, paused_by=due.paused_by)
