"""The clients that a search found, filtered and put in order without touching their rows.

For every order that was asked for, each client's place in it is held as one whole number, read from the
sort index at a stretch; so are the codes and the assets once a filter asks for them. To look a thousand
hits up in the book would cost a page of it each. All is dropped as soon as the book has changed.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass

from advisor_desk.domain.client_query import ClientQuery
from advisor_desk.storage.client_list import MAY_BE_EMPTY, SORT_COLUMN, facet_masks
from advisor_desk.storage.engine import Connection

UP_TO_CLIENTS = 200_000
"""In a larger book reading an order would hold up the first key stroke for longer than it saves."""

_SPARSE = 4
_NOWHERE = -1
_NO_AMOUNT = -(2**63)


@dataclass(frozen=True, slots=True)
class _Places:
    """Each client's place in one order, by client id; the first `empty` places have no value."""

    by_id: array[int]
    empty: int


class HitOrder:
    """Answers for `ClientQuery` with hits what `client_list` answers, from memory."""

    def __init__(self) -> None:
        self._version: tuple[int, int] | None = None
        self._forget()

    def _forget(self) -> None:
        self._size = 0
        self._places: dict[str, _Places] = {}
        self._values: dict[str, array[int]] = {}
        self._last: tuple[ClientQuery, list[int]] | None = None

    def prepare(self, connection: Connection, query: ClientQuery) -> None:
        """Read the order of `query` ahead of the first search."""
        if self._is_usable(connection):
            self._order(connection, SORT_COLUMN[query.sort])

    def ids(self, connection: Connection, query: ClientQuery) -> list[int] | None:
        """All clients of the query in its order; None when the book must be asked instead."""
        if query.hits is None or not self._is_usable(connection):
            return None
        if self._last is None or self._last[0] != query:
            self._last = (query, self._sorted(connection, query, self._filtered(connection, query)))
        return self._last[1]

    def total_aum_fen(self, connection: Connection, query: ClientQuery) -> int | None:
        """Today's assets of all clients of the query; None when the book must be asked instead."""
        found = self.ids(connection, query)
        if found is None:
            return None
        amounts = self._value(connection, "aum_fen")
        return sum(amounts[client_id] for client_id in found if amounts[client_id] != _NO_AMOUNT)

    def _is_usable(self, connection: Connection) -> bool:
        version = (connection.total_changes, connection.execute("PRAGMA data_version").fetchone()[0])
        if version != self._version:
            self._forget()
            self._version = version
            clients, highest = connection.execute(
                "SELECT count(*), ifnull(max(client_id), 0) FROM standing"
            ).fetchone()
            if clients <= UP_TO_CLIENTS and highest <= _SPARSE * clients:
                self._size = highest + 1
        return self._size > 0

    def _filtered(self, connection: Connection, query: ClientQuery) -> list[int]:
        found = [client_id for client_id in query.hits or () if client_id < self._size]
        for mask in facet_masks(query):
            facets = self._value(connection, "facets")
            found = [client_id for client_id in found if facets[client_id] & mask]
        least, below = query.filters.aum_from_fen, query.filters.aum_below_fen
        if least is None and below is None:
            return found
        amounts = self._value(connection, "aum_fen")
        return [
            client_id
            for client_id in found
            if amounts[client_id] != _NO_AMOUNT
            and (least is None or amounts[client_id] >= least)
            and (below is None or amounts[client_id] < below)
        ]

    def _sorted(self, connection: Connection, query: ClientQuery, found: list[int]) -> list[int]:
        order = self._order(connection, SORT_COLUMN[query.sort])
        place = order.by_id.__getitem__
        known = sorted((one for one in found if place(one) > _NOWHERE), key=place)
        # The book's index has those without a value first; a list has them last, in both directions.
        empty = [one for one in known if place(one) < order.empty]
        filled = known[len(empty) :]
        if query.is_descending:
            filled.reverse()
            empty.reverse()
        return filled + empty

    def _order(self, connection: Connection, column: str) -> _Places:
        found = self._places.get(column)
        if found is None:
            by_id = array("q", [_NOWHERE]) * self._size
            keys = ", ".join(dict.fromkeys((column, "client_no")))
            rows = connection.execute(
                f"SELECT client_id FROM standing INDEXED BY standing_{column} ORDER BY {keys}"  # noqa: S608
            )
            for place, (client_id,) in enumerate(rows):
                by_id[client_id] = place
            empty = 0
            if column in MAY_BE_EMPTY:
                sql = f"SELECT count(*) FROM standing WHERE {column} IS NULL"  # noqa: S608
                empty = connection.execute(sql).fetchone()[0]
            found = self._places[column] = _Places(by_id, empty)
        return found

    def _value(self, connection: Connection, column: str) -> array[int]:
        found = self._values.get(column)
        if found is None:
            found = array("q", [0 if column == "facets" else _NO_AMOUNT]) * self._size
            rows = connection.execute(
                f"SELECT client_id, {column} FROM standing INDEXED BY standing_{column}"  # noqa: S608
                f" WHERE {column} IS NOT NULL"
            )
            for client_id, value in rows:
                found[client_id] = value
            self._values[column] = found
        return found
