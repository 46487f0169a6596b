"""What the client list asks of a book. Satisfied from outside; knows no storage and no widget."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from advisor_desk.domain.client_query import Filters, SortKey, View
from advisor_desk.domain.standing import ClientRow

SAVED = "saved:"
"""Before the name of a saved view, where views are told apart by a code."""


@dataclass(frozen=True, slots=True)
class ListQuery:
    """One state of the list: which view, what is searched, how it is sorted; who needs a contact comes first.

    `filters` come with a saved view and go when another view is chosen.
    """

    view: View = View.ALL
    text: str = ""
    sort: SortKey = SortKey.NEXT_DUE
    is_descending: bool = False
    filters: Filters = field(default_factory=Filters)

    @property
    def is_plain(self) -> bool:
        """True when it leaves nobody out."""
        return self.view is View.ALL and not self.text and self.filters == Filters()


class ClientSource(Protocol):
    """Reads of the list; every method may take a while and runs in the book's lane."""

    def count(self, query: ListQuery) -> int:
        """How many clients the query finds."""

    def page(self, query: ListQuery, offset: int, limit: int) -> Sequence[ClientRow]:
        """`limit` rows from `offset` on, in the order of the query."""

    def total_aum_fen(self, query: ListQuery) -> int:
        """Assets of all clients that the query finds."""

    def position(self, query: ListQuery, client_id: int) -> int | None:
        """The row of a client in the order of the query; None when it is not found by it."""
