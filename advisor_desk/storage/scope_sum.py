"""Count and sum of what stands here of a scope, from the rows' own hashes (sync.md, section 3.4)."""

# ruff: noqa: S608 - names of tables are those of `wire.shapes`, values are bound.

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence
from typing import Final

from advisor_desk.storage.engine import Connection
from advisor_desk.wire.rows import HASH_BYTES, MASK, ScopeSum
from advisor_desk.wire.shapes import SHAPES

TABLES: Final[Sequence[str]] = (*SHAPES, "event_echo", "parked_row", "sync_conflict")
"""Tables in which a row of a scope may stand; each row stands in one of them."""


def read(connection: Connection, scope: str) -> ScopeSum:
    """Every table is read: a kind may come from any scope. What a first sync has not met is left out."""
    n = total = 0
    for table in TABLES:
        rows = connection.execute(
            f"SELECT row_hash FROM {table} WHERE scope = ? AND seq > 0 AND length(row_hash) = {HASH_BYTES}",
            (scope,),
        ).fetchall()
        hashes = array("Q", b"".join([row[0] for row in rows]))
        if sys.byteorder == "little":
            hashes.byteswap()
        n += len(hashes)
        total += sum(hashes)
    return ScopeSum(n, total & MASK)
