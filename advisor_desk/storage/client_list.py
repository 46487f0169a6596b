"""The client list, read in pages from the sort indexes of `standing`.

Every filter by code is a bit of `facets`, which stands in each sort index, so a page is found in one
index and only its own rows are looked up, however long the list. Whoever has no value for the sort
key comes last in both directions; the client's number breaks ties.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from advisor_desk.domain.client import Group, LifeState, Tag, Tier
from advisor_desk.domain.client_query import ClientQuery, SortKey, View
from advisor_desk.domain.standing import ClientRow
from advisor_desk.storage import standing_facets as facet
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.standings_rows import OF_CLIENT_ROW, to_client_row

VIEW_MASK: Mapping[View, int] = {
    View.HNW: facet.FACETS[Tier.HNW],
    View.INST: facet.FACETS[Tier.INST],
    View.YOUNG: facet.FACETS[Tag.YOUNG_POTENTIAL],
    View.KEY_DEVELOP: facet.FACETS[Group.KEY_DEVELOP],
    View.KEY_GUIDE: facet.FACETS[Group.KEY_GUIDE],
    View.POTENTIAL: facet.FACETS[Group.POTENTIAL],
    View.LONG_TAIL: facet.FACETS[Group.LONG_TAIL],
    View.DORMANT: facet.FACETS[LifeState.DORMANT],
    View.UPGRADE_NEAR: facet.FACETS[Tag.UPGRADE_NEAR],
    View.ASSESSMENT_DUE: facet.ASSESSMENT_DUE,
}
"""A client is in a view when it has one of these bits; everyone is in ALL."""

SORT_COLUMN: Mapping[SortKey, str] = {
    SortKey.NAME: "name_key",
    SortKey.CLIENT_NO: "client_no",
    SortKey.TIER: "tier_rank",
    SortKey.AUM: "aum_fen",
    SortKey.AVG20: "avg20_fen",
    SortKey.CHANGE30: "change30_bp",
    SortKey.AUM_ON: "aum_on",
    SortKey.SCORE: "composite",
    SortKey.CLASSIC: "classic_key",
    SortKey.RISK: "c_level_rank",
    SortKey.LAST_CONTACT: "last_contact_on",
    SortKey.NEXT_DUE: "next_due_on",
}
MAY_BE_EMPTY = frozenset(
    {
        "aum_fen",
        "avg20_fen",
        "change30_bp",
        "aum_on",
        "c_level_rank",
        "last_contact_on",
        "next_due_on",
    }
)
"""Sort columns that a client may have no value in."""

_ROWS = (
    f"SELECT {', '.join(OF_CLIENT_ROW)} FROM json_each(?) AS wanted "  # noqa: S608
    "CROSS JOIN standing ON standing.client_id = wanted.value"
)


def facet_masks(query: ClientQuery) -> list[int]:
    """Bits of which a client of the query has at least one, for each of its conditions by code."""
    masks = [VIEW_MASK[query.view]] if query.view in VIEW_MASK else []
    masks += [facet.mask(codes) for codes in query.filters.code_sets]
    if query.filters.is_overdue:
        masks.append(facet.CONTACT_OVERDUE)
    return masks


def count(connection: Connection, query: ClientQuery) -> int:
    """How many clients the query finds."""
    where = _Where(query)
    if query.hits is not None and not where.is_narrower:
        # Every client has a standing, and a search names no client twice.
        return len(query.hits)
    index = "standing_aum_fen" if where.has_amounts else "standing_facets"
    sql = f"SELECT count(*) FROM {where.source(index)} WHERE {where.text()}"  # noqa: S608
    return int(connection.execute(sql, where.values).fetchone()[0])


def total_aum_fen(connection: Connection, query: ClientQuery) -> int:
    """Today's assets of all clients that the query finds."""
    where = _Where(query)
    sql = f"SELECT ifnull(sum(aum_fen), 0) FROM {where.source('standing_aum_fen')} WHERE {where.text()}"  # noqa: S608
    return int(connection.execute(sql, where.values).fetchone()[0])


def view_counts(connection: Connection) -> dict[View, int]:
    """How many clients each built-in view holds, in one pass over the smallest index."""
    rows = connection.execute(
        "SELECT facets, count(*) FROM standing INDEXED BY standing_facets GROUP BY facets"
    ).fetchall()
    counts = {View.ALL: sum(many for _, many in rows)}
    for view, bits in VIEW_MASK.items():
        counts[view] = sum(many for facets, many in rows if facets & bits)
    return counts


def ids(connection: Connection, query: ClientQuery, offset: int, limit: int) -> list[int]:
    """The clients from place `offset` on, at most `limit` of them, in the order of the query."""
    where, order = _Where(query), _Order(query)
    if where.hits is not None:
        return _ids_of_hits(connection, where, order, (offset, limit))
    found: list[int] = []
    skipped = offset
    for part in order.parts:
        if len(found) == limit:
            break
        sql = (
            f"SELECT client_id FROM {order.source} WHERE {where.text(part)} "  # noqa: S608
            f"ORDER BY {order.by} LIMIT ? OFFSET ?"
        )
        rows = connection.execute(sql, (*where.values, limit - len(found), skipped)).fetchall()
        found += [row[0] for row in rows]
        if rows:
            skipped = 0
        elif skipped and len(order.parts) > 1:
            skipped -= _count(connection, where, order, part)
    return found


def page(connection: Connection, query: ClientQuery, offset: int, limit: int) -> list[ClientRow]:
    """The rows from place `offset` on, at most `limit` of them, in the order of the query."""
    return rows(connection, ids(connection, query, offset, limit))


def rows(connection: Connection, client_ids: Sequence[int]) -> list[ClientRow]:
    """The rows of the clients named, in the order given; whoever is not in the book is left out."""
    found = {row[0]: row for row in connection.execute(_ROWS, (json.dumps(list(client_ids)),))}
    return [to_client_row(found[client_id]) for client_id in client_ids if client_id in found]


def position(connection: Connection, query: ClientQuery, client_id: int) -> int | None:
    """The place of a client in the order of the query; None when the query does not find it."""
    where, order = _Where(query), _Order(query)
    anchor = _anchor(connection, where, order, client_id)
    if anchor is None:
        return None
    before = order.beyond(anchor, is_forward=False)
    return sum(_count(connection, where, order, part) for part in before)


def neighbours(connection: Connection, query: ClientQuery, client_id: int) -> tuple[int | None, int | None]:
    """The clients before and after this one in the order of the query; None at an end.

    A client that the query no longer finds has no neighbours.
    """
    where, order = _Where(query), _Order(query)
    anchor = _anchor(connection, where, order, client_id)
    if anchor is None:
        return None, None
    return (
        _nearest(connection, where, order, order.beyond(anchor, is_forward=False)),
        _nearest(connection, where, order, order.beyond(anchor, is_forward=True)),
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of the order: a condition with its values, read forwards or backwards."""

    condition: str
    values: tuple[Any, ...] = ()
    is_forward: bool = True


class _Where:
    """The conditions of a query as SQL."""

    def __init__(self, query: ClientQuery) -> None:
        masks = facet_masks(query)
        conditions = ["facets & ? != 0"] * len(masks)
        values: list[Any] = list(masks)
        for condition, amount in (
            ("aum_fen >= ?", query.filters.aum_from_fen),
            ("aum_fen < ?", query.filters.aum_below_fen),
        ):
            if amount is not None:
                conditions.append(condition)
                values.append(amount)
        self.has_amounts = len(conditions) > len(masks)
        self.is_narrower = bool(conditions)
        self.hits = None if query.hits is None else json.dumps(query.hits)
        if self.hits is not None:
            values.insert(0, self.hits)
            conditions.insert(0, "client_id IN (SELECT value FROM json_each(?))")
        self._conditions = tuple(conditions)
        self.values = tuple(values)

    def text(self, part: _Part | None = None) -> str:
        """The conditions, together with those of a part of the order."""
        return " AND ".join((*self._conditions, part.condition if part and part.condition else "1"))

    def source(self, index: str) -> str:
        """The table, read by `index` unless a search has named the clients."""
        return "standing" if self.hits is not None else f"standing INDEXED BY {index}"


class _Order:
    """The order of a query: its column, its direction, and its parts with and without a value."""

    def __init__(self, query: ClientQuery) -> None:
        self.column = SORT_COLUMN[query.sort]
        self.keys = tuple(dict.fromkeys((self.column, "client_no")))
        self.source = f"standing INDEXED BY standing_{self.column}"
        self.is_descending = query.is_descending
        self.by = self._by(is_forward=True)
        if self.column in MAY_BE_EMPTY:
            self.parts: tuple[_Part, ...] = (
                _Part(f"{self.column} IS NOT NULL"),
                _Part(f"{self.column} IS NULL"),
            )
        else:
            self.parts = (_Part(""),)

    def _by(self, is_forward: bool) -> str:
        direction = "DESC" if self.is_descending is is_forward else "ASC"
        return ", ".join(f"{key} {direction}" for key in self.keys)

    def by_of(self, part: _Part) -> str:
        """ORDER BY of a part in its direction."""
        return self._by(part.is_forward)

    def beyond(self, anchor: tuple[Any, ...], *, is_forward: bool) -> Iterator[_Part]:
        """The parts that lie after (or before) the client of these keys, the nearest first."""
        sign = "<" if self.is_descending is is_forward else ">"
        is_empty = anchor[0] is None
        if is_empty:
            near = _Part(f"{self.column} IS NULL AND client_no {sign} ?", (anchor[-1],), is_forward)
        else:
            marks = ", ".join("?" * len(self.keys))
            condition = f"({', '.join(self.keys)}) {sign} ({marks})"
            near = _Part(f"{self.parts[0].condition or '1'} AND {condition}", anchor, is_forward)
        yield near
        if len(self.parts) > 1 and is_empty is not is_forward:
            other = self.parts[0] if is_empty else self.parts[1]
            yield _Part(other.condition, (), is_forward)


def _count(connection: Connection, where: _Where, order: _Order, part: _Part) -> int:
    source = "standing" if where.hits is not None else order.source
    sql = f"SELECT count(*) FROM {source} WHERE {where.text(part)}"  # noqa: S608
    return int(connection.execute(sql, (*where.values, *part.values)).fetchone()[0])


def _nearest(connection: Connection, where: _Where, order: _Order, parts: Iterator[_Part]) -> int | None:
    source = "standing" if where.hits is not None else order.source
    for part in parts:
        sql = (
            f"SELECT client_id FROM {source} WHERE {where.text(part)} "  # noqa: S608
            f"ORDER BY {order.by_of(part)} LIMIT 1"
        )
        row = connection.execute(sql, (*where.values, *part.values)).fetchone()
        if row is not None:
            return int(row[0])
    return None


def _anchor(connection: Connection, where: _Where, order: _Order, client_id: int) -> tuple[Any, ...] | None:
    sql = f"SELECT {', '.join(order.keys)} FROM standing WHERE {where.text()} AND client_id = ?"  # noqa: S608
    row = connection.execute(sql, (*where.values, client_id)).fetchone()
    return None if row is None else tuple(row)


def _ids_of_hits(connection: Connection, where: _Where, order: _Order, span: tuple[int, int]) -> list[int]:
    """The same among the clients that a search named: few, so they are sorted as they come."""
    offset, limit = span
    sql = (
        f"SELECT client_id FROM standing WHERE {where.text()} "  # noqa: S608
        f"ORDER BY {order.column} IS NULL, {order.by} LIMIT ? OFFSET ?"
    )
    return [row[0] for row in connection.execute(sql, (*where.values, limit, offset))]
