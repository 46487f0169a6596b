"""Wire rows made ready for their table: bodies read, keys taken apart, clients and products looked up.

Only what fits is a line; what refers to something that is not here waits, what cannot be read is unfit.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from advisor_desk.storage.engine import Connection
from advisor_desk.storage.replica_shapes import Stored
from advisor_desk.wire.rows import Row, compact, key_parts

Line = tuple[Any, ...]
_PLAIN: Final = frozenset({int, str, bool, type(None)})


class Known:
    """What rows may refer to: ids of the clients named in a page and of all products, read when asked for."""

    def __init__(self, connection: Connection, numbers: Iterable[str]) -> None:
        self._connection = connection
        self._numbers = json.dumps(list(dict.fromkeys(number for number in numbers if number)))
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


class _Part(NamedTuple):
    """A row taken apart."""

    row: Row
    key: list[Any]
    values: list[Any]
    extra: str | None


def made(stored: Stored, scope: str, rows: Sequence[Row], names: Sequence[str], known: Known) -> Lines:
    """Make lines of rows of one kind; `names` are those of their values."""
    found = Lines()
    parts = _read(stored, rows, found)
    if tuple(names) != stored.shape.values:
        parts = [_by_name(stored, part, names) for part in parts]
    parts = _filled(stored, parts, found)
    ids = known.clients
    if stored.product_in_key is not None or stored.product_in_values is not None:
        parts = _with_products(stored, parts, known.products, found)
    others = known.others(part.key[0] for part in parts) if stored.table == "relation" else {}
    for row, key, values, extra in parts:
        hub = (scope, row.seq, row.hash, extra)
        if not stored.is_of_client:
            found.rows.append(row)
            found.lines.append((*key, *values, *hub))
        elif (client_id := ids.get(row.client_no)) is None:
            found.waiting.append(row)
        elif stored.table == "relation":
            found.rows.append(row)
            found.lines.append((client_id, *key, *values, others.get(key[0]), *hub))
        else:
            found.rows.append(row)
            found.lines.append((client_id, *key, *values, *hub))
    return found


def _read(stored: Stored, rows: Sequence[Row], found: Lines) -> list[_Part]:
    """Bodies and keys: in one go where all can be read, else row by row."""
    width = len(stored.shape.key)
    try:
        bodies = json.loads(f"[{','.join([row.body for row in rows])}]")
        keys = _keys(rows, width)
        if len(bodies) == len(rows):
            return _plain(
                stored, [_Part(*each, None) for each in zip(rows, keys, bodies, strict=True)], found
            )
    except (ValueError, RecursionError):
        pass
    parts = []
    for row in rows:
        try:
            parts.append(_Part(row, key_parts(row.id), json.loads(row.body), None))
        except (ValueError, RecursionError):
            found.unfit.append(row)
    return _plain(stored, parts, found)


def _keys(rows: Sequence[Row], width: int) -> list[list[Any]]:
    ids = [row.id for row in rows]
    listed = [one.startswith("[") for one in ids]
    if width == 1 and not any(listed):
        return [[one] for one in ids]
    if all(listed):
        keys: list[list[Any]] = json.loads(f"[{','.join(ids)}]")
        return keys
    return [key_parts(one) for one in ids]


def _plain(stored: Stored, parts: list[_Part], found: Lines) -> list[_Part]:
    """Without what is no list, has a key of another length, or holds anything but whole numbers and texts."""
    width = len(stored.shape.key)
    kept = []
    for part in parts:
        key, values = part.key, part.values
        if (
            type(key) is list
            and type(values) is list
            and len(key) == width
            and _PLAIN.issuperset(map(type, key))
            and _PLAIN.issuperset(map(type, values))
        ):
            kept.append(part)
        else:
            found.unfit.append(part.row)
    return kept


def _by_name(stored: Stored, part: _Part, names: Sequence[str]) -> _Part:
    """Values in this version's order; what it does not know is kept word for word."""
    given = dict(zip(names, part.values, strict=False))
    values = [given.pop(name, None) for name in stored.shape.values]
    surplus = part.values[len(names) :]
    return _Part(part.row, part.key, values + surplus, compact(given) if given else None)


def _filled(stored: Stored, parts: list[_Part], found: Lines) -> list[_Part]:
    """With what a shorter row leaves out; without rows that hold too much or codes that nobody here reads."""
    own, codes, empty = len(stored.shape.values), stored.codes, stored.empty
    kept = []
    for part in parts:
        values = part.values
        if len(values) < own:
            values += [None] * (own - len(values))
        for place, instead in empty:
            if values[place] is None:
                values[place] = instead
        is_read = all((part.key if is_key else values)[place] in known for is_key, place, known in codes)
        if is_read and len(values) == own:
            kept.append(part)
        else:
            found.unfit.append(part.row)
    return kept


def _with_products(
    stored: Stored, parts: list[_Part], products: Mapping[str, int], found: Lines
) -> list[_Part]:
    """With ids in place of products' codes; without rows whose product is not here."""
    kept = []
    for part in parts:
        for place, values in (
            (stored.product_in_key, part.key),
            (stored.product_in_values, part.values),
        ):
            if place is None:
                continue
            code = values[place]
            if code is None:
                kept.append(part)
            elif code in products:
                values[place] = products[code]
                kept.append(part)
            else:
                found.waiting.append(part.row)
    return kept
