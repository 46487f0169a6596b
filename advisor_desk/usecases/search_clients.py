"""Search as you type: what was typed becomes rows, the largest assets first."""

from dataclasses import dataclass

from advisor_desk.domain.client_query import ClientQuery, SortKey
from advisor_desk.domain.standing import ClientRow
from advisor_desk.usecases.ports import ListBook


@dataclass(frozen=True, slots=True)
class Found:
    """The first rows of a search, how many it found, and whether there are more than were counted."""

    rows: tuple[ClientRow, ...]
    count: int
    is_complete: bool


def search_clients(book: ListBook, typed: str, limit: int = 50) -> Found:
    """Clients that fit a name, pinyin (full, initials, mixed), a client number or the end of a phone number.

    Nothing typed finds nobody.
    """
    hits = book.find(typed)
    query = ClientQuery(sort=SortKey.AUM, is_descending=True, hits=hits.ids)
    rows = tuple(book.page(query, 0, limit)) if hits.ids else ()
    return Found(rows, len(hits.ids), hits.is_complete)
