"""Takes in what head office sends: rows into their tables, each only when it is newer than what stands there.

sync.md, sections 3.1, 3.4 and 3.5. Everything runs inside the caller's transaction. Rows are taken kind by
kind, those that others refer to first; what has no place yet is parked and counts all the same. What people
did here and head office has not answered yet stays on top (`replica_overlay`).
"""

# ruff: noqa: S608 - names of tables are those of `wire.shapes`, values are bound.

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from operator import itemgetter
from typing import Final

from advisor_desk.storage import client_purge, replica_events, replica_overlay, replica_parked
from advisor_desk.storage.collection_pause import no_collection
from advisor_desk.storage.engine import Connection, IntegrityError
from advisor_desk.storage.replica_lines import Known, Line, Lines, made
from advisor_desk.storage.replica_parked import Parked, Why
from advisor_desk.storage.replica_shapes import Stored, stored
from advisor_desk.wire.rows import Row, key_parts
from advisor_desk.wire.shapes import CONFLICT, EVENT, PURGE, SHAPES, rank_of

_OPENS_THE_WAY: Final = frozenset({"client", "product", EVENT})
"""Kinds that others refer to."""

_REFUSED: Final = (IntegrityError, OverflowError, UnicodeEncodeError)
"""How a table refuses a row."""
_RELATE: Final = """
UPDATE relation SET other_client_id = (SELECT id FROM client WHERE client_no = other_client_no)
WHERE other_client_id IS NULL AND other_client_no IN (SELECT value FROM json_each(?))
"""

Shapes = Mapping[str, Sequence[str]]


@dataclass(slots=True)
class Taken:
    """What came of rows: how many were new, whose figures may have changed, what went, what is at odds.

    `clients` are ids of those who are still here; `purged` counts those who went.
    """

    rows: int = 0
    clients: set[int] = field(default_factory=set)
    purged: int = 0
    conflicts: int = 0


def apply_rows(
    connection: Connection, scope: str, rows: Sequence[Row], shapes: Shapes, at: str = ""
) -> Taken:
    """Take in rows of one scope; `at` is the time, UTC text, for the links of own events that go.

    A row of this scope that is not newer than what stands is let be. The values' names are those of
    `shapes`, or this version's where it names none.
    """
    intake = _Intake(connection, scope, at, Known(connection, rows))
    with no_collection():
        intake.run(rows, shapes)
    return intake.taken


def retry(connection: Connection, parked: Sequence[Parked], at: str = "") -> Taken:
    """Take in parked rows that may have found their place; what has not is parked again."""
    taken = Taken()
    is_open = False
    groups: defaultdict[tuple[str, str, tuple[str, ...]], list[Row]] = defaultdict(list)
    for one in sorted(parked, key=lambda each: rank_of(each.row.kind)):
        groups[one.scope, one.row.kind, one.names].append(one.row)
    for (scope, kind, names), rows in groups.items():
        intake = _Intake(connection, scope, at, Known(connection, rows), taken)
        intake.put(kind, rows, names)
        intake.finish()
        is_open |= intake.has_opened
    if is_open and (waiting := replica_parked.waiting(connection)):
        taken.clients |= retry(connection, waiting, at).clients
    return taken


class _Intake:
    """Rows of one scope on their way in."""

    def __init__(
        self, connection: Connection, scope: str, at: str, known: Known, taken: Taken | None = None
    ) -> None:
        self._connection = connection
        self._scope = scope
        self._at = at
        self._known = known
        self.taken = taken or Taken()
        self._edited: set[int] = set()
        self._arrived: dict[str, int] = {}
        self.has_opened = False
        """Others may have waited for what came."""

    def run(self, rows: Sequence[Row], shapes: Shapes) -> None:
        """Purges first, then what is deleted, children before parents, then the rest, parents first."""
        gone = _by_kind([row for row in rows if row.is_deleted])
        live = _by_kind([row for row in rows if not row.is_deleted] if gone else rows)
        self._purge(live.pop(PURGE, []))
        for kind in sorted(gone, key=rank_of, reverse=True):
            self._take_out(kind, gone[kind])
        self._known.read_clients()
        for kind in sorted(live, key=rank_of):
            names = shapes.get(kind) or (SHAPES[kind].values if kind in SHAPES else ())
            self.put(kind, live[kind], names)
        self.finish()
        if self.has_opened and (waiting := replica_parked.waiting(self._connection)):
            self.taken.clients |= retry(self._connection, waiting, self._at).clients

    def put(self, kind: str, rows: Sequence[Row], names: Sequence[str]) -> None:
        """Take in live rows of one kind."""
        rows = self._newer_than_parked(kind, rows)
        if not rows:
            return
        before = self._connection.total_changes
        if kind == EVENT:
            self._put_events(rows)
        elif kind == CONFLICT:
            kept, unfit = replica_events.keep_conflicts(self._connection, self._scope, rows)
            self.taken.conflicts += kept
            self._park(unfit, (), Why.UNFIT)
        elif kind in SHAPES:
            self._put_typed(stored(kind), rows, names)
        else:
            self._park(rows, names, Why.UNKNOWN_KIND)
            self.taken.rows += self._connection.total_changes - before
        self.has_opened |= kind in _OPENS_THE_WAY
        self.taken.clients |= self._known.ids_of(rows)

    def finish(self) -> None:
        """What hangs on the clients that have come, and what people did here on top of what came."""
        if self._arrived:
            self._connection.execute(_RELATE, (json.dumps(list(self._arrived)),))
            replica_events.attach(self._connection, self._arrived)
        if self._edited:
            replica_overlay.put_on_top(self._connection, self._edited)

    # One kind.

    def _put_typed(self, kind: Stored, rows: Sequence[Row], names: Sequence[str]) -> None:
        lines = made(kind, self._scope, rows, names, self._known)
        self._park(lines.waiting, names, Why.WAITS_FOR)
        self._park(lines.unfit, names, Why.UNFIT)
        before = self._connection.total_changes
        self._write(kind, lines, names)
        self.taken.rows += self._connection.total_changes - before
        if kind.table == "client":
            self._arrived |= self._known.read_clients()
        if kind.table == "product":
            self._known.forget_products()
        if kind.table in ("client", "consent"):
            self._edited |= self._known.ids_of(lines.rows)

    def _write(self, kind: Stored, lines: Lines, names: Sequence[str]) -> None:
        """All lines at once; where the table refuses one, each by itself, and the refused ones are parked."""
        connection, written = self._connection, lines.rows
        connection.execute("SAVEPOINT rows_of_kind")
        try:
            for statement in kind.writing:
                connection.executemany(statement, lines.lines)
        except _REFUSED:
            connection.execute("ROLLBACK TO rows_of_kind")
            written = self._one_by_one(kind, lines, names)
        finally:
            connection.execute("RELEASE rows_of_kind")
        replica_parked.let_go(connection, self._scope, written)

    def _one_by_one(self, kind: Stored, lines: Lines, names: Sequence[str]) -> list[Row]:
        """The rows that their table took."""
        refused: defaultdict[Why | None, list[Row]] = defaultdict(list)
        for row, line in zip(lines.rows, lines.lines, strict=True):
            refused[self._one(kind, line)].append(row)
        written = refused.pop(None, [])
        for why, rows in refused.items():
            self._park(rows, names, why or Why.UNFIT)
        return written

    def _one(self, kind: Stored, line: Line) -> Why | None:
        """Write one row; why its table refuses it."""
        connection = self._connection
        connection.execute("SAVEPOINT one_row")
        try:
            for statement in kind.writing:
                connection.execute(statement, line)
        except _REFUSED as error:
            connection.execute("ROLLBACK TO one_row")
            return Why.WAITS_FOR if "FOREIGN KEY" in str(error) else Why.UNFIT
        finally:
            connection.execute("RELEASE one_row")
        return None

    def _put_events(self, rows: Sequence[Row]) -> None:
        found = replica_events.take(self._connection, self._scope, rows, self._known.clients)
        self.taken.rows += found.rows
        self._park(found.unfit, (), Why.UNFIT)
        replica_parked.let_go(self._connection, self._scope, found.kept)

    # What goes.

    def _purge(self, rows: Sequence[Row]) -> None:
        if not rows:
            return
        self._park(rows, (), Why.PURGE)
        self.taken.rows += len(rows)
        self.taken.purged += client_purge.not_held(self._connection, self._scope, rows, self._at)

    def _take_out(self, kind: str, rows: Sequence[Row]) -> None:
        """Head office has deleted rows; one that came again since is newer and stays."""
        connection = self._connection
        before = connection.total_changes
        replica_parked.let_go(connection, self._scope, rows)
        if kind == EVENT:
            self.taken.clients |= replica_events.take_out(connection, self._scope, rows)
        elif kind == CONFLICT:
            replica_events.close_conflicts(connection, self._scope, rows)
        elif kind == "client":
            self.taken.purged += client_purge.not_held(connection, self._scope, rows, self._at)
        elif kind in SHAPES:
            self._take_out_typed(stored(kind), rows)
        self.taken.rows += connection.total_changes - before

    def _take_out_typed(self, kind: Stored, rows: Sequence[Row]) -> None:
        for row in rows:
            key = self._key(kind, row)
            if key is None:
                continue
            place = len(key)
            where = (
                f"{kind.where_key} AND (t.scope IS NULL OR t.scope = ?{place + 1} AND t.seq < ?{place + 2})"
            )
            given = (*key, self._scope, row.seq)
            if not self._deleted(f"DELETE FROM {kind.table} AS t WHERE {where}", given):
                # Something stands on it still: from now on it is a row of this desk alone.
                self._connection.execute(
                    f"UPDATE {kind.table} AS t SET scope = NULL, seq = NULL, row_hash = NULL WHERE {where}",
                    given,
                )
            if row.client_no in self._known.clients:
                self.taken.clients.add(self._known.clients[row.client_no])

    def _deleted(self, statement: str, given: tuple[object, ...]) -> bool:
        connection = self._connection
        connection.execute("SAVEPOINT one_row")
        try:
            connection.execute(statement, given)
        except IntegrityError:
            connection.execute("ROLLBACK TO one_row")
            return False
        finally:
            connection.execute("RELEASE one_row")
        return True

    # What has no place.

    def _key(self, kind: Stored, row: Row) -> list[object] | None:
        """The parts of the key as the table has them; None when it cannot be in the table."""
        try:
            parts: list[object] = list(key_parts(row.id))
        except ValueError:
            return None
        if kind.product_in_key is not None:
            code = parts[kind.product_in_key]
            parts[kind.product_in_key] = self._known.products.get(code) if isinstance(code, str) else None
        if "client_id" in kind.key:
            parts.insert(0, self._known.clients.get(row.client_no))
        return parts if len(parts) == len(kind.key) and None not in parts else None

    def _park(self, rows: Sequence[Row], names: Sequence[str], why: Why) -> None:
        """Keep rows aside. What stands of one in its table is older: it stays readable and counts no more."""
        if not rows:
            return
        replica_parked.park(self._connection, self._scope, rows, names, why)
        if rows[0].kind not in SHAPES:
            return
        kind = stored(rows[0].kind)
        for row in rows:
            key = self._key(kind, row)
            if key is not None:
                place = len(key)
                self._connection.execute(
                    f"UPDATE {kind.table} AS t SET seq = ?{place + 2}, row_hash = NULL "
                    f"WHERE {kind.where_key} AND t.scope = ?{place + 1} AND t.seq < ?{place + 2}",
                    (*key, self._scope, row.seq),
                )

    def _newer_than_parked(self, kind: str, rows: Sequence[Row]) -> Sequence[Row]:
        if not replica_parked.has_any(self._connection, self._scope, kind):
            return rows
        parked = replica_parked.newer(self._connection, self._scope, kind)
        return [row for row in rows if parked.get((row.client_no, row.id), row.seq) <= row.seq]


def _by_kind(rows: Sequence[Row]) -> dict[str, Sequence[Row]]:
    """Rows of each kind, in their order. A page holds many rows of few kinds."""
    kinds = list(map(itemgetter(0), rows))
    return {kind: list(compress(rows, map(kind.__eq__, kinds))) for kind in set(kinds)}
