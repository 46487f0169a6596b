"""Wire rows made ready for their table: bodies read, keys taken apart, clients and products looked up.

Only what fits is a line; what refers to something that is not here waits, what cannot be read is unfit.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from operator import itemgetter
from typing import Any, Final

from advisor_desk.storage.engine import Connection
from advisor_desk.storage.replica_shapes import Stored
from advisor_desk.wire.rows import Row, compact, key_parts, row_hashes

Line = tuple[Any, ...]
_CLIENT_NO: Final = itemgetter(Row._fields.index("client_no"))
_PLAIN: Final = frozenset({int, str, bool, type(None)})


class Known:
    """What rows may refer to: ids of the clients named in a page and of all products, read when asked for."""

    def __init__(self, connection: Connection, rows: Iterable[Row]) -> None:
        self._connection = connection
        self._numbers = json.dumps([number for number in dict.fromkeys(map(_CLIENT_NO, rows)) if number])
        self._products: dict[str, int] | None = None
        self.clients: dict[str, int] = {}
        self.read_clients()

    def read_clients(self) -> dict[str, int]:
        """Look the clients up again; returns those that are new, ids by number."""
        rows = self._connection.execute(
            "SELECT client_no, id FROM client WHERE client_no IN (SELECT value FROM json_each(?))",
            (self._numbers,),
        ).fetchall()
        before, self.clients = self.clients, dict(rows)
        return {number: client_id for number, client_id in rows if number not in before}

    def ids_of(self, rows: Iterable[Row]) -> set[int]:
        """Ids of the clients of these rows, as far as they are here."""
        return {self.clients[number] for number in set(map(_CLIENT_NO, rows)) if number in self.clients}

    @property
    def products(self) -> Mapping[str, int]:
        """Ids of all products by code."""
        if self._products is None:
            self._products = dict(self._connection.execute("SELECT code, id FROM product").fetchall())
        return self._products

    def forget_products(self) -> None:
        """Products have come: look them up again."""
        self._products = None

    def others(self, numbers: Iterable[str]) -> dict[str, int]:
        """Ids of clients that relations name, as far as they are here."""
        asked = json.dumps(list(dict.fromkeys(numbers)))
        return dict(
            self._connection.execute(
                "SELECT client_no, id FROM client WHERE client_no IN (SELECT value FROM json_each(?))",
                (asked,),
            ).fetchall()
        )


@dataclass(slots=True)
class Lines:
    """Rows of one kind, sorted out: lines to write with their rows, those that wait, those that are unfit."""

    rows: list[Row] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    waiting: list[Row] = field(default_factory=list)
    unfit: list[Row] = field(default_factory=list)


_Part = tuple[Row, list[Any], list[Any], str | None]
"""A row taken apart: its key, its values, what this version does not know."""


def made(stored: Stored, scope: str, rows: Sequence[Row], names: Sequence[str], known: Known) -> Lines:
    """Make lines of rows of one kind; `names` are those of their values."""
    found = Lines()
    is_ours = tuple(names) == stored.shape.values
    parts = _all_at_once(stored, rows, known) if is_ours else None
    if parts is None:
        parts = _one_by_one(stored, rows, names, known, found)
    found.rows = [part[0] for part in parts]
    ids, hashed = known.clients, zip(parts, row_hashes(found.rows), strict=True)
    if not stored.is_of_client:
        found.lines = [
            (*key, *values, scope, row.seq, digest, extra) for (row, key, values, extra), digest in hashed
        ]
    elif stored.table == "relation":
        others = known.others(part[1][0] for part in parts)
        found.lines = [
            (ids[row.client_no], *key, *values, others.get(key[0]), scope, row.seq, digest, extra)
            for (row, key, values, extra), digest in hashed
        ]
    else:
        found.lines = [
            (ids[row.client_no], *key, *values, scope, row.seq, digest, extra)
            for (row, key, values, extra), digest in hashed
        ]
    return found


def _all_at_once(stored: Stored, rows: Sequence[Row], known: Known) -> list[_Part] | None:
    """Every row, looked at in columns; None as soon as one needs to be looked at by itself."""
    try:
        bodies = json.loads(f"[{','.join([row.body for row in rows])}]")
        keys = _keys(rows, len(stored.shape.key))
    except (ValueError, RecursionError):
        return None
    if (
        len(bodies) != len(rows)
        or not _are_plain(stored, keys, bodies)
        or not _are_read(stored, keys, bodies)
    ):
        return None
    if stored.is_of_client and not known.clients.keys() >= set(map(_CLIENT_NO, rows)):
        return None
    for place, lists in ((stored.product_in_key, keys), (stored.product_in_values, bodies)):
        if place is None:
            continue
        products: dict[Any, int | None] = {None: None, **known.products}
        if not products.keys() >= set(map(itemgetter(place), lists)):
            return None
        for one in lists:
            one[place] = products[one[place]]
    return list(zip(rows, keys, bodies, repeat(None)))


def _are_plain(stored: Stored, keys: list[list[Any]], bodies: list[Any]) -> bool:
    """Lists of the right lengths that hold whole numbers and texts alone."""
    if set(map(type, bodies)) != {list} or set(map(len, bodies)) != {len(stored.shape.values)}:
        return False
    parts = chain.from_iterable(chain(keys, bodies))
    return set(map(len, keys)) == {len(stored.shape.key)} and _PLAIN.issuperset(map(type, parts))


def _are_read(stored: Stored, keys: list[list[Any]], bodies: list[list[Any]]) -> bool:
    """Every code is one that this version reads, and nothing is empty that must not be."""
    for is_key, place, codes in stored.codes:
        if not codes.issuperset(map(itemgetter(place), keys if is_key else bodies)):
            return False
    return not any(None in map(itemgetter(place), bodies) for place, _ in stored.empty)


def _one_by_one(
    stored: Stored, rows: Sequence[Row], names: Sequence[str], known: Known, found: Lines
) -> list[_Part]:
    """Rows of which some wait, are unfit, or have another shape."""
    parts = _read(stored, rows, found)
    if tuple(names) != stored.shape.values:
        parts = [_by_name(stored, part, names) for part in parts]
    parts = _filled(stored, parts, found)
    if stored.product_in_key is not None or stored.product_in_values is not None:
        parts = _with_products(stored, parts, known.products, found)
    if not stored.is_of_client:
        return parts
    found.waiting += [part[0] for part in parts if part[0].client_no not in known.clients]
    return [part for part in parts if part[0].client_no in known.clients]


def _read(stored: Stored, rows: Sequence[Row], found: Lines) -> list[_Part]:
    """Bodies and keys, row by row."""
    width = len(stored.shape.key)
    parts: list[_Part] = []
    for row in rows:
        try:
            key, values = key_parts(row.id), json.loads(row.body)
        except (ValueError, RecursionError):
            found.unfit.append(row)
            continue
        is_fit = type(values) is list and len(key) == width
        if is_fit and _PLAIN.issuperset(map(type, chain(key, values))):
            parts.append((row, key, values, None))
        else:
            found.unfit.append(row)
    return parts


def _keys(rows: Sequence[Row], width: int) -> list[list[Any]]:
    ids = [row.id for row in rows]
    if width == 1 and "[" not in "".join(ids):
        return [[one] for one in ids]
    if all(one.startswith("[") for one in ids):
        keys: list[list[Any]] = json.loads(f"[{','.join(ids)}]")
        return keys
    return [key_parts(one) for one in ids]


def _by_name(stored: Stored, part: _Part, names: Sequence[str]) -> _Part:
    """Values in this version's order; what it does not know is kept word for word."""
    row, key, values, _ = part
    given = dict(zip(names, values, strict=False))
    own = [given.pop(name, None) for name in stored.shape.values]
    return row, key, own + values[len(names) :], compact(given) if given else None


def _filled(stored: Stored, parts: list[_Part], found: Lines) -> list[_Part]:
    """With what a shorter row leaves out; without rows that hold too much or codes that nobody here reads."""
    own, codes, empty = len(stored.shape.values), stored.codes, stored.empty
    kept = []
    for part in parts:
        row, key, values, _ = part
        if len(values) < own:
            values += [None] * (own - len(values))
        for place, instead in empty:
            if values[place] is None:
                values[place] = instead
        is_read = all((key if is_key else values)[place] in known for is_key, place, known in codes)
        if is_read and len(values) == own:
            kept.append(part)
        else:
            found.unfit.append(row)
    return kept


def _with_products(
    stored: Stored, parts: list[_Part], products: Mapping[str, int], found: Lines
) -> list[_Part]:
    """With ids in place of products' codes; without rows whose product is not here."""
    kept = []
    for part in parts:
        row, key, values, _ = part
        place, where = (
            (stored.product_in_values, values)
            if stored.product_in_key is None
            else (stored.product_in_key, key)
        )
        code = where[place or 0]
        if code is not None and code not in products:
            found.waiting.append(row)
            continue
        where[place or 0] = None if code is None else products[code]
        kept.append(part)
    return kept
