"""A page of a pull: rows of one scope, in the order of their numbers or, at a first sync, of their clients.

Rows travel in columns: `id` and `body` are lists, `kind`, `client_no` and `deleted` are runs `[value, rows]`,
`seq` is runs `[first, rows]` of consecutive numbers. That is two thirds of the text of rows one by one, and
quicker to read. `shapes` names the values of each kind in the page. A page says where to go on, and what the
whole scope held when the page was made.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, count, groupby, repeat
from operator import itemgetter, sub
from typing import Any, Final, overload

from advisor_desk.wire.rows import Row, ScopeSum
from advisor_desk.wire.shaped import Shapeless, flag, json_object, listed, mapping, number, text
from advisor_desk.wire.version import MOST_ROWS

_WIDTH: Final = 6
_AS_ROW: Final[Callable[[tuple[Any, ...]], Row]] = partial(tuple.__new__, Row)
_first = itemgetter(0)


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
    rows = page.rows.travelling if isinstance(page.rows, TravelRows) else page.rows
    body = {
        "scope": page.scope,
        "hub_epoch": page.hub_epoch,
        "head": head_json(page.head),
        "more": page.more,
        "after": None if page.after is None else page.after.as_json(),
        "shapes": {kind: list(names) for kind, names in page.shapes.items()},
        "rows": _columns(rows),
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _columns(rows: Sequence[tuple[Any, ...]]) -> dict[str, list[Any]]:
    kinds, ids, clients, seqs, deleted, bodies = zip(*rows, strict=True) if rows else repeat((), _WIDTH)
    return {
        "kind": _runs(kinds),
        "id": list(ids),
        "client_no": _runs(clients),
        "seq": _consecutive(seqs),
        "deleted": _runs(list(map(int, deleted))),
        "body": list(bodies),
    }


def _runs(values: Sequence[Any]) -> list[list[Any]]:
    """Most columns are one run."""
    if len(set(values)) == 1:
        return [[values[0], len(values)]]
    return [[value, len(list(run))] for value, run in groupby(values)]


def _consecutive(seqs: Sequence[int]) -> list[list[int]]:
    if seqs and seqs == tuple(range(seqs[0], seqs[0] + len(seqs))):
        return [[seqs[0], len(seqs)]]
    runs = groupby(zip(map(sub, seqs, count()), seqs, strict=False), _first)
    found = (list(run) for _, run in runs)
    return [[run[0][1], len(run)] for run in found]


def page_of(raw: bytes) -> Page:
    """A page out of JSON. Raises Shapeless for anything that is not one: nothing of it may be applied."""
    given = json_object(raw, "page")
    rows = _rows(mapping(given.get("rows"), "rows"))
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


def _rows(columns: Mapping[str, Any]) -> list[Row]:
    """Looked at in columns: row by row it would take longer than reading the JSON. Raises Shapeless.

    Columns that a newer hub may add are let be.
    """
    ids, bodies = listed(columns, "id", MOST_ROWS), listed(columns, "body", MOST_ROWS)
    rows = len(ids)
    kinds, clients = _spread(columns, "kind", rows), _spread(columns, "client_no", rows)
    deleted, numbers = _spread(columns, "deleted", rows), _lengths(columns, "seq", rows)
    if not {str}.issuperset(map(type, chain(kinds, ids, clients, bodies))) or len(bodies) != rows:
        raise Shapeless("rows")
    if not {int}.issuperset(map(type, chain(deleted, map(_first, numbers)))) or not {0, 1}.issuperset(
        deleted
    ):
        raise Shapeless("rows")
    seqs = chain.from_iterable(range(first, first + length) for first, length in numbers)
    return list(map(_AS_ROW, zip(kinds, ids, clients, seqs, map((1).__eq__, deleted), bodies, strict=True)))


def _spread(columns: Mapping[str, Any], name: str, rows: int) -> list[Any]:
    """A column of runs, value by value."""
    return list(chain.from_iterable(repeat(value, length) for value, length in _lengths(columns, name, rows)))


def _lengths(columns: Mapping[str, Any], name: str, rows: int) -> list[tuple[Any, int]]:
    """Runs that make up so many rows together. Raises Shapeless."""
    runs = listed(columns, name, MOST_ROWS)
    if not all(isinstance(run, list) and len(run) == 2 for run in runs):  # noqa: PLR2004
        raise Shapeless(name)
    is_whole = all(type(length) is int and length > 0 for _, length in runs)
    if not is_whole or sum(length for _, length in runs) != rows:
        raise Shapeless(name)
    return runs


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
