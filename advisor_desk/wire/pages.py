"""A page of a pull: rows of one scope, in the order of their numbers or, at a first sync, of their clients.

Rows travel as lists `[kind, id, client_no, seq, deleted, body]`; `shapes` names the values of each kind in
the page. A page says where to go on, and what the whole scope held when the page was made.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, overload

from advisor_desk.wire.rows import Row, ScopeSum
from advisor_desk.wire.shaped import Shapeless, flag, listed, mapping, number, text
from advisor_desk.wire.version import MOST_ROWS

_WIDTH = 6


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """The place of a row in the order of a first sync: client, rank of the kind, id."""

    client_no: str
    rank: int
    id: str

    def as_json(self) -> list[Any]:
        """A list for JSON."""
        return [self.client_no, self.rank, self.id]


@dataclass(frozen=True, slots=True)
class PullRequest:
    """What a desk asks for: rows after number `cursor`, or, when `is_first`, after `after` in key order.

    A first sync begins with `after` None; its `head` is the scope's number then, sent back with each page.
    """

    scope: str
    limit: int
    cursor: int = 0
    is_first: bool = False
    after: KeyPlace | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """What a scope holds: its last number, and the sum of its live rows and purges."""

    seq: int
    sum: ScopeSum


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `more` says that another follows; `after` is where it goes on in key order."""

    scope: str
    hub_epoch: str
    head: Head
    rows: Sequence[Row]
    shapes: Mapping[str, Sequence[str]]
    more: bool
    after: KeyPlace | None = None


class TravelRows(Sequence[Row]):
    """Rows as they travel, out of the hub's database; one becomes a `Row` when it is looked at."""

    def __init__(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """`rows` are `(kind, id, client_no, seq, deleted, body)`."""
        self.travelling = rows

    def __len__(self) -> int:
        return len(self.travelling)

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...

    def __getitem__(self, place: int | slice) -> Row | list[Row]:
        if isinstance(place, slice):
            return [_looked_at(row) for row in self.travelling[place]]
        return _looked_at(self.travelling[place])


def _looked_at(row: tuple[Any, ...]) -> Row:
    kind, row_id, client_no, seq, deleted, body = row
    return Row(kind, row_id, client_no, seq, deleted == 1, body)


def page_json(page: Page) -> bytes:
    """The page as JSON text in UTF-8."""
    body = {
        "scope": page.scope,
        "hub_epoch": page.hub_epoch,
        "head": head_json(page.head),
        "more": page.more,
        "after": None if page.after is None else page.after.as_json(),
        "shapes": {kind: list(names) for kind, names in page.shapes.items()},
        "rows": page.rows.travelling if isinstance(page.rows, TravelRows) else _travelling(page.rows),
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _travelling(rows: Sequence[Row]) -> list[list[Any]]:
    return [[row.kind, row.id, row.client_no, row.seq, int(row.is_deleted), row.body] for row in rows]


def page_of(raw: bytes) -> Page:
    """A page out of JSON. Raises Shapeless for anything that is not one: nothing of it may be applied."""
    try:
        given = mapping(json.loads(raw))
    except (ValueError, RecursionError):
        raise Shapeless("page") from None
    rows = _rows(listed(given, "rows", MOST_ROWS))
    shapes = mapping(given.get("shapes"), "shapes")
    for kind in shapes:
        if not all(isinstance(name, str) for name in listed(dict(shapes), kind)):
            raise Shapeless("shapes")
    after = given.get("after")
    return Page(
        scope=text(given, "scope", 200),
        hub_epoch=text(given, "hub_epoch", 64),
        head=head_of(given.get("head")),
        rows=rows,
        shapes=shapes,
        more=flag(given, "more"),
        after=None if after is None else key_place(after),
    )


def _rows(values: list[Any]) -> list[Row]:
    """Looked at all together: row by row would take longer than reading the JSON."""
    if not values:
        return []
    if set(map(type, values)) == {list} and set(map(len, values)) == {_WIDTH}:
        kinds, ids, clients, seqs, deleted, bodies = zip(*values, strict=True)
        texts, numbers = chain(kinds, ids, clients, bodies), chain(seqs, deleted)
        if set(map(type, texts)) == {str} and set(map(type, numbers)) == {int} and {0, 1}.issuperset(deleted):
            return list(map(Row, kinds, ids, clients, seqs, map((1).__eq__, deleted), bodies))
    return [_row(value) for value in values]


def _row(value: object) -> Row:
    """One of a newer hub's, perhaps longer than this version knows. Raises Shapeless."""
    if not isinstance(value, list) or len(value) < _WIDTH:
        raise Shapeless("rows")
    kind, row_id, client_no, seq, deleted, body = value[:6]
    texts = type(kind) is str and type(row_id) is str and type(client_no) is str and type(body) is str
    if not texts or type(seq) is not int or deleted not in (0, 1):
        raise Shapeless("rows")
    return Row(kind, row_id, client_no, seq, deleted == 1, body)


def key_place(value: object) -> KeyPlace:
    """A place in key order out of JSON. Raises Shapeless."""
    if not isinstance(value, list) or len(value) != 3:  # noqa: PLR2004
        raise Shapeless("after")
    named = dict(zip(("client_no", "rank", "id"), value, strict=True))
    return KeyPlace(text(named, "client_no"), number(named, "rank"), text(named, "id"))


def head_json(head: Head) -> dict[str, Any]:
    """A head for JSON; the digest is text, for it needs all of 64 bits."""
    return {"seq": head.seq, "n": head.sum.n, "digest": f"{head.sum.digest:016x}"}


def head_of(value: object) -> Head:
    """A head out of JSON. Raises Shapeless."""
    given = mapping(value, "head")
    try:
        digest = int(text(given, "digest", 16), 16)
    except ValueError:
        raise Shapeless("digest") from None
    return Head(number(given, "seq"), ScopeSum(number(given, "n"), digest))
