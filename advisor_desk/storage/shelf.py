"""The product shelf as it is read: products with their exposure and what order intents hold of a quota."""

# ruff: noqa: S608 - names in statements are columns of the table, values are bound.

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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

_PLAIN: Final = (
    "code", "name", "issuer", "manager", "currency",
    "min_first_fen", "min_add_fen", "step_fen", "lockup_days", "term_days",
    "redeem_days", "fee_front_bp", "fee_manage_bp", "fee_custody_bp", "fee_sales_bp",
    "fee_perf_bp", "legal_floor_fen", "required_permission", "quota_total_fen", "quota_left_fen",
    "max_client_bp", "plain_words", "not_for", "docs", "pinyin",
)  # fmt: skip
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
_READ: Final = (*_PLAIN, *_DAYS, *_CODES, *_CODE_LISTS, "open_days", "is_broad_index")

_PRODUCTS: Final = f"SELECT id, {', '.join(_READ)} FROM product"
_EXPOSURES: Final = "SELECT product_id, asset_class, weight_bp FROM product_exposure"
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
    weights = _weights(connection.execute(f"{_EXPOSURES} WHERE product_id = ?", (row[0],)))
    return _maker(weights, reserved_fen(connection, on))(row)


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
    """Makes a product of a row of `_PRODUCTS`."""
    first_day, first_code = 1 + len(_PLAIN), 1 + len(_PLAIN) + len(_DAYS)
    first_list = first_code + len(_CODES)
    open_days = first_list + len(_CODE_LISTS)
    days = list(zip(range(first_day, first_code), _DAYS, strict=True))
    codes = [
        (at, name, {None: None, **{one.value: one for one in family}})
        for at, (name, family) in enumerate(_CODES.items(), start=first_code)
    ]
    lists = [(at, name) for at, name in enumerate(_CODE_LISTS, start=first_list)]

    def make(row: Row) -> Product:
        values: dict[str, Any] = dict(zip(_PLAIN, row[1:first_day], strict=True))
        for at, name in days:
            if row[at] is not None:
                values[name] = _date(row[at])
        for at, name, family in codes:
            values[name] = family[row[at]]
        for at, name in lists:
            if row[at]:
                values[name] = _codes(row[at], name)
        if row[open_days]:
            values["open_days"] = _days(row[open_days])
        return Product(
            product_id=row[0],
            exposure_bp=weights.get(row[0], {}),
            reserved_fen=reserved.get(row[0], 0),
            is_broad_index=bool(row[-1]),
            **values,
        )

    return make


_date = lru_cache(maxsize=65_536)(from_day)


@lru_cache(maxsize=1_024)
def _codes(text: str, name: str) -> tuple[StrEnum, ...]:
    return codes_in(text, _CODE_LISTS[name])


@lru_cache(maxsize=4_096)
def _days(text: str) -> tuple[date, ...]:
    return days_in(text)
