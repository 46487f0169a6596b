"""The product shelf as it is read: products with their exposure and what order intents hold of a quota."""

# ruff: noqa: S608 - names in statements are columns of the table, values are bound.

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import fields
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

from advisor_desk.domain.client import ClientType, Tier
from advisor_desk.domain.code_lists import codes_in, days_in
from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.product import (
    AssetClass,
    Liquidity,
    ProductType,
    Qualification,
    Regime,
    RiskGrade,
    SaleChannel,
    ShelfStatus,
    Variety,
)
from advisor_desk.domain.shelf import Product
from advisor_desk.errors import UserCanFix
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.shelf_seal import IS_OFFICES

_DAYS: Final = ("r_rated_on", "shelf_from", "shelf_to")
_CODES: Final[Mapping[str, type[StrEnum]]] = {
    "product_type": ProductType,
    "regime": Regime,
    "r_level": RiskGrade,
    "r_level_manager": RiskGrade,
    "qualified_only": Qualification,
    "variety": Variety,
    "shelf_status": ShelfStatus,
    "liquidity": Liquidity,
}
_CODE_LISTS: Final[Mapping[str, type[StrEnum]]] = {
    "tier_menu": Tier,
    "client_types": ClientType,
    "channels": SaleChannel,
}
_NAMES: Final = tuple(one.name for one in fields(Product))
_APART: Final = {
    "product_id": "id",
    "exposure_bp": "NULL",
    "reserved_fen": "0",
    # Under head office's own seal its products alone are on the shelf.
    "shelf_status": f"iif(scope IS NULL AND {IS_OFFICES}, 'DRAFT', shelf_status)",
}
_PRODUCTS: Final = f"SELECT {', '.join(_APART.get(name, name) for name in _NAMES)} FROM product"
_EXPOSURES: Final = (
    "SELECT product_id, asset_class, weight_bp FROM product_exposure "
    f"WHERE (scope IS NOT NULL OR {IS_OFFICES} IS NOT 1 "
    "OR product_id IN (SELECT id FROM product WHERE scope IS NULL))"
)
_RESERVED: Final = (
    "SELECT product_id, sum(amount_fen) FROM order_intent "
    "WHERE status = 'OPEN' AND saved_on <= ? AND until_on >= ? GROUP BY product_id"
)

Row = Sequence[Any]


def products(connection: Connection, on: date) -> list[Product]:
    """Every product by code, with what open order intents hold of it on a day."""
    weights = _weights(connection.execute(_EXPOSURES))
    reserved = reserved_fen(connection, on)
    make = _maker(weights, reserved)
    return [make(row) for row in connection.execute(f"{_PRODUCTS} ORDER BY code")]


def product(connection: Connection, code: str, on: date) -> Product:
    """One product. Raises UserCanFix("product.unknown", product=)."""
    row = connection.execute(f"{_PRODUCTS} WHERE code = ?", (code,)).fetchone()
    if row is None:
        raise UserCanFix("product.unknown", product=code)
    weights = _weights(connection.execute(f"{_EXPOSURES} AND product_id = ?", (row[0],)))
    return _maker(weights, reserved_fen(connection, on))(row)


def names(connection: Connection, codes: Collection[str]) -> dict[str, str]:
    """The names of those products that are in the book, by code."""
    wanted = "SELECT code, name FROM product WHERE code IN (SELECT value FROM json_each(?))"
    return dict(connection.execute(wanted, (json.dumps(list(codes)),)).fetchall())


def reserved_fen(connection: Connection, on: date) -> dict[int, int]:
    """What open order intents hold on a day, by product."""
    return dict(connection.execute(_RESERVED, (to_day(on), to_day(on))).fetchall())


def _weights(rows: Any) -> dict[int, dict[AssetClass, int]]:
    classes = {one.value: one for one in AssetClass}
    found: dict[int, dict[AssetClass, int]] = {}
    for product_id, name, weight in rows:
        found.setdefault(product_id, {})[classes[name]] = weight
    return found


def _maker(
    weights: Mapping[int, Mapping[AssetClass, int]], reserved: Mapping[int, int]
) -> Callable[[Row], Product]:
    """Makes a product of a row of `_PRODUCTS`.

    The slots are filled one by one: ten thousand calls of a frozen record's own constructor take longer than
    reading the rows.
    """
    at = {name: place for place, name in enumerate(_NAMES)}
    product_id, exposure, held = at["product_id"], at["exposure_bp"], at["reserved_fen"]
    converted = [(at[name], convert) for name, convert in _CONVERTERS.items()]
    fill = [getattr(Product, name).__set__ for name in _NAMES]
    new = Product.__new__

    def make(row: Row) -> Product:
        cells = list(row)
        for place, convert in converted:
            cells[place] = convert(cells[place])
        cells[exposure] = weights.get(cells[product_id], _NOTHING)
        cells[held] = reserved.get(cells[product_id], 0)
        made = new(Product)
        for put, cell in zip(fill, cells, strict=True):
            put(made, cell)
        return made

    return make


@lru_cache(maxsize=65_536)
def _date(day: int | None) -> date | None:
    return None if day is None else from_day(day)


def _code_of(family: type[StrEnum]) -> Callable[[str | None], StrEnum | None]:
    known: dict[str | None, StrEnum | None] = {None: None}
    known.update({one.value: one for one in family})
    return known.__getitem__


def _codes_of(family: type[StrEnum]) -> Callable[[str | None], Any]:
    return lru_cache(maxsize=1_024)(lambda text: codes_in(text, family))


_NOTHING: Final[Mapping[AssetClass, int]] = {}
_CONVERTERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    **{name: _code_of(family) for name, family in _CODES.items()},
    **dict.fromkeys(_DAYS, _date),
    **{name: _codes_of(family) for name, family in _CODE_LISTS.items()},
    "open_days": lru_cache(maxsize=4_096)(days_in),
    "is_broad_index": bool,
}
