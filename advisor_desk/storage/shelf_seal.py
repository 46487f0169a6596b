"""The seal of the shelf: a digest over every product and its exposure, kept whenever the shelf is received.

A seal is made where head office's list comes in. What is changed here by one approved step is sealed again
only when the seal was whole before: a step must not sign what nobody signed. A seal that head office made
itself covers what it has sent: products of this book alone are then on no shelf.
"""

# ruff: noqa: S608 - names in statements are columns of the table, values are bound.

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.shelf import ShelfRelease
from advisor_desk.storage.engine import Connection

_FIRST: Final = (
    "code, name, product_type, issuer, manager, regime, r_level, r_level_manager, r_rated_on, currency, "
    "min_first_fen, min_add_fen, step_fen, lockup_days, term_days, redeem_days, fee_front_bp, fee_manage_bp, "
    "fee_custody_bp, fee_sales_bp, qualified_only, legal_floor_fen, required_permission, shelf_status, "
    "shelf_from, shelf_to, quota_total_fen, quota_left_fen, liquidity, max_client_bp, variety, tier_menu, "
    "client_types, channels, open_days, fee_perf_bp, is_broad_index, plain_words, not_for, docs"
)
_FORMS: Final[Mapping[str, str]] = {"1": _FIRST}
"""The columns that a digest covers. A column that comes later makes a new form; older seals keep theirs."""

_NEWEST_FORM: Final = "1"

IS_OFFICES: Final = "(SELECT scope IS NOT NULL FROM shelf_release ORDER BY id DESC LIMIT 1)"
"""An expression: 1 when the newest seal came from head office over the line, 0 or NULL otherwise."""


@dataclass(frozen=True, slots=True)
class Seal:
    """Where a state of the shelf comes from, who sealed it and when (seconds, UTC), and on which day the list
    was received: what is changed by one step afterwards does not make it newer.
    """

    source: str
    author: str
    on: date
    seconds: float


def keep(connection: Connection, seal: Seal) -> None:
    """Seal the shelf as it is, inside the caller's transaction."""
    (count,) = connection.execute("SELECT count(*) FROM product").fetchone()
    connection.execute(
        "INSERT INTO shelf_release (received_on, source, author, digest, products, recorded_at) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (
            to_day(seal.on),
            seal.source,
            seal.author,
            digest(connection),
            count,
            datetime.fromtimestamp(seal.seconds, UTC).isoformat(timespec="microseconds"),
        ),
    )


def newest(connection: Connection) -> ShelfRelease | None:
    """The newest seal, and whether the products still give it; None without one."""
    row = connection.execute(
        "SELECT received_on, source, author, digest, products, scope IS NOT NULL FROM shelf_release "
        "ORDER BY id DESC LIMIT 1"
    ).fetchone()
    if row is None:
        return None
    received_on, source, author, sealed, count, of_office = row
    is_offices = bool(of_office)
    is_intact = _is_known(sealed) and digest(connection, _form(sealed), is_offices=is_offices) == sealed
    return ShelfRelease(from_day(received_on), source, author, sealed, count, is_intact, is_offices)


def is_intact(connection: Connection) -> bool:
    """True when the shelf is as it was sealed."""
    found = newest(connection)
    return found is not None and found.is_intact


def last_seen_on(connection: Connection) -> date | None:
    """The day of the newest seal that the shelf as it is now gives; None when it was never so."""
    row = connection.execute(
        "SELECT received_on FROM shelf_release WHERE digest = ? ORDER BY id DESC LIMIT 1",
        (digest(connection),),
    ).fetchone()
    return None if row is None else from_day(row[0])


def digest(connection: Connection, form: str = _NEWEST_FORM, *, is_offices: bool = False) -> str:
    """The form and SHA-256 over every product by code, each as JSON with its weights by class.

    With `is_offices` over those alone that head office has sent.
    """
    where = "WHERE scope IS NOT NULL" if is_offices else ""
    weights = dict(
        connection.execute(
            "SELECT product_id, group_concat(asset_class || ':' || weight_bp, ';' ORDER BY asset_class) "
            f"FROM product_exposure {where} GROUP BY product_id"
        ).fetchall()
    )
    total = hashlib.sha256()
    rows = connection.execute(f"SELECT id, json_array({_FORMS[form]}) FROM product {where} ORDER BY code")
    for product_id, text in rows:
        total.update(f"{text}{weights.get(product_id, '')}\n".encode())
    return f"{form}:{total.hexdigest()}"


def _form(sealed: str) -> str:
    return sealed.partition(":")[0]


def _is_known(sealed: str) -> bool:
    return _form(sealed) in _FORMS
