"""How a kind of row that head office sends stands in the book: table, columns, key, the codes it may hold.

sync.md, section 3.1 with ruling 1. Text of SQL and lists of names only; nothing here speaks to a book.
"""

# ruff: noqa: S608 - names in statements are those of `wire.shapes`, values are bound.

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Final

from advisor_desk.domain.client import Tier
from advisor_desk.domain.kinds import KINDS, Kind
from advisor_desk.domain.product import AssetClass
from advisor_desk.wire.shapes import SHAPES, Home, Shape

_KINDS: Final[Mapping[str, Kind]] = {
    "client": Kind.CLIENTS,
    "account": Kind.ACCOUNTS,
    "daily_asset": Kind.ASSETS,
    "holding": Kind.HOLDINGS,
    "trade": Kind.TRADES,
    "revenue": Kind.REVENUE,
    "product": Kind.PRODUCTS,
    "assessment": Kind.ASSESSMENTS,
    "consent": Kind.CONSENTS,
    "signal": Kind.SIGNALS,
    "relation": Kind.RELATIONS,
}
_LOOSE: Final = frozenset({"shelf_release", "shelf_move", "tier_override"})
"""Tables whose own key is a number: rows are found by the parts of the row's key, without an index."""
_NEVER_IMPORTED: Final = _LOOSE | {"product_exposure", "rules_version"}
_EMPTY: Final[Mapping[tuple[str, str], str | int]] = {
    ("client", "pinyin"): "",
    ("trade", "is_purchase"): 0,
    ("revenue", "is_estimated"): 0,
}
"""What stands for a value that did not come, where the table must have one."""
_ITS_OWN: Final = frozenset({"account", "tier_override"})
"""Kinds of clients whose key tells a row apart without the client."""
_COLUMN: Final[Mapping[str, str]] = {"product_code": "product_id"}
_IN_EXTRA: Final = frozenset({("rules_version", "signature")})
"""Values that the table has no column for: they stand in `extra` by name, as those of a newer head office."""
_HUB: Final = ("scope", "seq", "row_hash", "extra")
OF_CLIENT: Final = tuple(
    kind for kind, shape in SHAPES.items() if shape.home is Home.ADVISOR and kind != "client"
)
"""Kinds whose rows hang on a client."""


@dataclass(frozen=True)
class Stored:
    """A kind as it stands in the book. The table has the kind's name."""

    shape: Shape

    @property
    def table(self) -> str:
        """The table's name."""
        return self.shape.kind

    @cached_property
    def is_of_client(self) -> bool:
        """True when a row hangs on a client by `client_id`."""
        return self.table in OF_CLIENT

    @cached_property
    def key(self) -> tuple[str, ...]:
        """The columns by which a row is found."""
        has_client = self.is_of_client and self.table not in _ITS_OWN
        return (
            *(("client_id",) if has_client else ()),
            *(_COLUMN.get(name, name) for name in self.shape.key),
        )

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Columns in the order in which they are filled: client, key, values, what is worked out."""
        names = [_COLUMN.get(name, name) for name in (*self.shape.key, *self.shape.values)]
        worked_out = ["other_client_id"] if self.table == "relation" else []
        return (*(["client_id"] if self.is_of_client else []), *names, *worked_out)

    @cached_property
    def product_in_key(self) -> int | None:
        """Where in the key the product's code stands."""
        return _place("product_code", self.shape.key)

    @cached_property
    def product_in_values(self) -> int | None:
        """Where among the values the product's code stands."""
        return _place("product_code", self.shape.values)

    @cached_property
    def empty(self) -> tuple[tuple[int, str | int], ...]:
        """Places of values that must not be empty, and what stands there instead."""
        return tuple(
            (place, _EMPTY[self.table, name])
            for place, name in enumerate(self.shape.values)
            if (self.table, name) in _EMPTY
        )

    @cached_property
    def codes(self) -> tuple[tuple[bool, int, frozenset[object]], ...]:
        """Codes that this version reads: whether in the key, the place there, and which."""
        named = _codes(self.table)
        parts = ((True, self.shape.key), (False, self.shape.values))
        return tuple(
            (is_key, place, named[name])
            for is_key, names in parts
            for place, name in enumerate(names)
            if name in named
        )

    @cached_property
    def writing(self) -> tuple[str, ...]:
        """The statements that write a row, each with the same numbered parameters.

        A newer row takes the place of an older one, of one from another scope, and of one that only a file of
        this desk brought: an undo of that file no longer takes it out.
        """
        names = (*self.columns, *_HUB)
        numbered = {name: f"?{number}" for number, name in enumerate(names, start=1)}
        kept = [name for name in names if name not in self.key]
        is_older = "(t.row_hash IS NULL OR t.scope IS NOT {scope} OR t.seq < {seq})".format_map(numbered)
        of_files = [] if self.table in _NEVER_IMPORTED else ["added_by = 0", "changed_by = NULL"]
        sets = ", ".join([*(f'"{name}" = {numbered[name]}' for name in kept), *of_files])
        into = f"INSERT INTO {self.table} AS t ({_listed(names)})"
        values = ", ".join(numbered.values())
        if self.table in _LOOSE:
            same = self._same(numbered)
            return (
                f"UPDATE {self.table} AS t SET {sets} WHERE {same} AND {is_older}",
                f"{into} SELECT {values} WHERE NOT EXISTS (SELECT 1 FROM {self.table} AS t WHERE {same})",
            )
        otherwise = f"ON CONFLICT ({_listed(self.key)}) DO UPDATE SET {sets} WHERE {is_older}"
        return (f"{into} VALUES ({values}) {otherwise}",)

    @cached_property
    def where_key(self) -> str:
        """The condition that a row `t` has the key, whose parts are the first parameters."""
        return self._same({name: f"?{number}" for number, name in enumerate(self.key, start=1)})

    @cached_property
    def reading(self) -> str:
        """Client number, key and values of rows `t`: a condition may follow."""
        names = (*self.shape.key, *self.shape.values)
        wanted = ", ".join(map(column, names))
        number, joined = "''", ""
        if self.is_of_client:
            number, joined = "of_client.client_no", " JOIN client AS of_client ON of_client.id = t.client_id"
        elif self.table == "client":
            number = "t.client_no"
        return f"SELECT {number}, {wanted} FROM {self.table} AS t{joined}"

    def _same(self, numbered: Mapping[str, str]) -> str:
        return " AND ".join(f't."{name}" IS {numbered[name]}' for name in self.key)


def column(name: str) -> str:
    """How a part of the key or a value is read from the table's row `t`."""
    if name == "product_code":
        return "(SELECT code FROM product WHERE product.id = t.product_id)"
    return f't."{name}"'


@lru_cache(maxsize=64)
def stored(kind: str) -> Stored:
    """A kind that this version knows. Raises KeyError for any other."""
    shape = SHAPES[kind]
    values = tuple(name for name in shape.values if (kind, name) not in _IN_EXTRA)
    return Stored(replace(shape, values=values))


def _place(name: str, names: Sequence[str]) -> int | None:
    return names.index(name) if name in names else None


def _listed(names: Collection[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _codes(table: str) -> dict[str, frozenset[object]]:
    if table == "tier_override":
        return {"tier": frozenset(tier.value for tier in Tier)}
    if table == "product_exposure":
        return {"asset_class": frozenset(one.value for one in AssetClass)}
    if table not in _KINDS:
        return {}
    return {
        spec.name: frozenset([None, *(code.value for code in spec.codes)])
        for spec in KINDS[_KINDS[table]].fields
        if spec.codes is not None
    }
