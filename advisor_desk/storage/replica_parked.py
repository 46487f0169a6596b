"""Rows that came and have no place in a table yet: unknown kinds, references to what is not here, purges.

They count in the scope's sum like any other. What may have found its place is asked for with `due` (sync.md,
rulings 1 and section 3.9).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from advisor_desk.storage.engine import Connection
from advisor_desk.wire.rows import Row
from advisor_desk.wire.shapes import CONFLICT, EVENT, PURGE, SHAPES

KNOWN_KINDS: Final = frozenset({*SHAPES, EVENT, CONFLICT, PURGE})

_PARK: Final = """
INSERT INTO parked_row (scope, kind, client_no, id, seq, row_hash, body, shape, why)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (scope, kind, client_no, id) DO UPDATE SET seq = excluded.seq, row_hash = excluded.row_hash,
    body = excluded.body, shape = excluded.shape, why = excluded.why
WHERE excluded.seq >= parked_row.seq
"""
_LET_GO: Final = (
    "DELETE FROM parked_row WHERE scope = ? AND kind = ? AND client_no = ? AND id = ? AND seq <= ?"
)


class Why(StrEnum):
    """Why a row is parked: `parked_row.why`."""

    UNKNOWN_KIND = "UNKNOWN_KIND"
    """This version does not know the kind."""
    WAITS_FOR = "WAITS_FOR"
    """Its client, product or event is not here yet."""
    PURGE = "PURGE"
    """It says that a client is no longer held here, and stays for the sum."""
    UNFIT = "UNFIT"
    """Its values are not what this version reads."""


@dataclass(frozen=True, slots=True)
class Parked:
    """A parked row with its scope and the names of its values."""

    scope: str
    names: tuple[str, ...]
    row: Row


def park(connection: Connection, scope: str, rows: Sequence[Row], names: Sequence[str], why: Why) -> None:
    """Keep rows aside in place of older ones; what is kept and newer stays."""
    shape = json.dumps(list(names), ensure_ascii=False, separators=(",", ":"))
    connection.executemany(
        _PARK,
        (
            (scope, row.kind, row.client_no, row.id, row.seq, row.hash, row.body, shape, why.value)
            for row in rows
        ),
    )


def let_go(connection: Connection, scope: str, rows: Sequence[Row]) -> None:
    """Forget parked rows that these, as new or newer, take the place of."""
    if rows and has_any(connection, scope, rows[0].kind):
        connection.executemany(_LET_GO, ((scope, row.kind, row.client_no, row.id, row.seq) for row in rows))


def has_any(connection: Connection, scope: str, kind: str) -> bool:
    """True when rows of a kind are parked in a scope."""
    found = connection.execute(
        "SELECT 1 FROM parked_row WHERE scope = ? AND kind = ? LIMIT 1", (scope, kind)
    ).fetchone()
    return found is not None


def newer(connection: Connection, scope: str, kind: str) -> Mapping[tuple[str, str], int]:
    """Numbers of the parked rows of a kind, by client and id."""
    rows = connection.execute(
        "SELECT client_no, id, seq FROM parked_row WHERE scope = ? AND kind = ?", (scope, kind)
    )
    return {(client_no, row_id): seq for client_no, row_id, seq in rows}


def waiting(connection: Connection) -> list[Parked]:
    """Rows that wait for a client, a product or an event."""
    return _read(connection, "why = ?", (Why.WAITS_FOR.value,))


def of_known_kinds(connection: Connection) -> list[Parked]:
    """Rows of kinds that an older version did not know and this one does."""
    kinds = connection.execute(
        "SELECT DISTINCT kind FROM parked_row WHERE why = ?", (Why.UNKNOWN_KIND.value,)
    ).fetchall()
    known = [kind for (kind,) in kinds if kind in KNOWN_KINDS]
    return [
        one
        for kind in known
        for one in _read(connection, "why = ? AND kind = ?", (Why.UNKNOWN_KIND.value, kind))
    ]


def unfit(connection: Connection) -> list[Parked]:
    """Rows whose values another version may read."""
    return _read(connection, "why = ?", (Why.UNFIT.value,))


def forget_clients(connection: Connection, scope: str, numbers: Collection[str]) -> None:
    """Forget what is parked of clients, but for the purges themselves."""
    connection.executemany(
        "DELETE FROM parked_row WHERE scope = ? AND client_no = ? AND why <> ?",
        ((scope, number, Why.PURGE.value) for number in numbers),
    )


def _read(connection: Connection, where: str, given: tuple[Any, ...]) -> list[Parked]:
    """Such rows, but for what a first sync has not met yet."""
    rows = connection.execute(
        f"SELECT scope, shape, kind, id, client_no, seq, body FROM parked_row "  # noqa: S608 - a constant
        f"WHERE seq > 0 AND {where} ORDER BY seq",
        given,
    ).fetchall()
    return [
        Parked(scope, tuple(json.loads(shape)), Row(kind, row_id, client_no, seq, False, body))
        for scope, shape, kind, row_id, client_no, seq, body in rows
    ]
