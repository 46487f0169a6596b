"""Undo of an import, even after later edits: the fields that nobody touched since go back, the rest stays.

An import is taken out as if it had never been: what it added is removed unless something stands on
it, what it changed gets the value from before. A later edit of the same field is kept and now
remembers the older value as its own "before", so imports may be undone in any order.
"""

# ruff: noqa: S608 - names in statements come from the plans and the schema, values are bound.

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from advisor_desk.domain.batch import Kept, Undone, WhyKept
from advisor_desk.domain.kinds import Cell, Kind
from advisor_desk.errors import UserCanFix
from advisor_desk.storage import batches, standings
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.merge import compact
from advisor_desk.storage.merge_functions import Refresh, register_functions
from advisor_desk.storage.merge_plans import PLANS, Plan
from advisor_desk.storage.resolve import write_exposures

Values = dict[str, Cell]

_UNDONE = "(SELECT id FROM import_batch WHERE undone_at IS NOT NULL)"

_OF_CLIENT = (
    "account",
    "daily_asset",
    "holding",
    "trade",
    "revenue",
    "assessment",
    "consent",
    "signal",
    "relation",
    "contact",
    "tier_override",
    "event",
    "order_intent",
    "plan_draft",
)
_BEFORE = (
    "t.id IN (SELECT json_extract(c.before, '$.{column}') FROM import_change AS c JOIN import_batch AS b "
    "ON b.id = c.batch_id AND b.undone_at IS NULL WHERE c.table_name = '{table}' "
    "AND json_extract(c.before, '$.{column}') IS NOT NULL)"
)
"""Rows that an import led away from a client or product go back to it when that import is undone."""


def needing(kind: Kind) -> dict[str, str]:
    """Which tables keep a row `t` of this kind in the book, each with its condition."""
    if kind is Kind.CLIENTS:
        own = {table: f"EXISTS (SELECT 1 FROM {table} WHERE client_id = t.id)" for table in _OF_CLIENT}
        return {**own, "import_change": _BEFORE.format(table="account", column="client_id")}
    if kind is Kind.PRODUCTS:
        return {
            "holding": "EXISTS (SELECT 1 FROM holding WHERE product_id = t.id)",
            "trade": "t.id IN (SELECT product_id FROM trade WHERE product_id IS NOT NULL)",
            "order_intent": "t.id IN (SELECT product_id FROM order_intent)",
            "import_change": _BEFORE.format(table="trade", column="product_id"),
        }
    return {}


@dataclass(slots=True)
class _Change:
    """One row's change by one import."""

    batch_id: int
    seq: int
    before: Values
    after: Values


@dataclass(slots=True)
class _Tally:
    removed: int = 0
    restored: int = 0
    kept: list[Kept] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)


def undo(
    connection: Connection, text: str, refresh: Refresh, clock: Callable[[], datetime] = batches.utc_now
) -> Undone:
    """Take the import named by `text` out of the book, inside the caller's transaction.

    Raises UserCanFix: `import.unknown_batch`, `import.already_undone`.
    """
    batch = batches.find(connection, text)
    if batch.undone_at is not None:
        raise UserCanFix("import.already_undone", batch=batch.batch)
    register_functions(connection)
    connection.execute(
        "UPDATE import_batch SET undone_at = ? WHERE id = ?", (batches.stamp(clock()), batch.number)
    )
    tally = _Tally()
    _Restore(connection, PLANS[batch.kind], batch.number, tally).run()
    for kind in dict.fromkeys((batch.kind, Kind.CLIENTS, Kind.PRODUCTS)):
        _Removal(connection, PLANS[kind], batch.number, tally).run(is_own=kind is batch.kind)
    connection.execute(
        "DELETE FROM household WHERE name IS NULL AND scope IS NULL AND added_by IN "
        f"{_UNDONE} AND household_no NOT IN (SELECT household_no FROM client WHERE household_no IS NOT NULL)"
    )
    if tally.touched:
        refresh(connection, sorted(tally.touched))
    return Undone(batch.batch, tally.removed, tally.restored, tuple(tally.kept))


class _Restore:
    """Gives the fields that the import changed their value from before, where nobody changed them since."""

    def __init__(self, connection: Connection, plan: Plan, number: int, tally: _Tally) -> None:
        self._connection = connection
        self._plan = plan
        self._number = number
        self._tally = tally
        self._where = " AND ".join(f"t.{name} = ?" for name in plan.key)
        self._names = plan.columns

    def run(self) -> None:
        """Restore every row that the import changed."""
        others = self._others()
        own = self._connection.execute(
            "SELECT row_key, before, after FROM import_change WHERE batch_id = ? ORDER BY seq",
            (self._number,),
        ).fetchall()
        for row_key, before, after in own:
            self._row(row_key, _Change(self._number, 0, json.loads(before), json.loads(after)), others)

    def _others(self) -> dict[str, list[_Change]]:
        """Changes of the same rows by imports and edits that stand, oldest first."""
        rows = self._connection.execute(
            "SELECT c.row_key, c.batch_id, c.seq, c.before, c.after FROM import_change AS c "
            "JOIN import_batch AS b ON b.id = c.batch_id AND b.undone_at IS NULL "
            "WHERE c.table_name = ? AND c.row_key IN "
            "(SELECT row_key FROM import_change WHERE batch_id = ?) ORDER BY c.batch_id, c.seq",
            (self._plan.table, self._number),
        )
        found: dict[str, list[_Change]] = {}
        for row_key, batch_id, seq, before, after in rows:
            change = _Change(batch_id, seq, json.loads(before), json.loads(after))
            found.setdefault(row_key, []).append(change)
        return found

    def _row(self, row_key: str, own: _Change, others: dict[str, list[_Change]]) -> None:
        key: list[Cell] = json.loads(row_key)
        current = self._current(key)
        if current is None:
            return
        standing = others.get(row_key, [])
        later = [change for change in standing if change.batch_id > self._number]
        restored: Values = {}
        unrecorded = False
        for name, after in own.after.items():
            newer = next((change for change in later if name in change.after), None)
            if newer is not None:
                self._hand_on(newer, name, own)
                self._keep(key, name, newer.batch_id)
            elif current[name] != after:
                unrecorded = True
                self._keep(key, name, None)
            else:
                restored[name] = own.before[name]
        last = max((change.batch_id for change in standing), default=0 if unrecorded else None)
        self._write(key, restored, last)

    def _current(self, key: Sequence[Cell]) -> Values | None:
        plan = self._plan
        wanted = ", ".join(map(plan.read, self._names))
        # What head office sent since is its own: there is nothing to go back to.
        row = self._connection.execute(
            f"SELECT {wanted} FROM {plan.table} AS t WHERE {self._where} "
            "AND (t.scope IS NULL OR t.changed_by IS NOT NULL)",
            key,
        ).fetchone()
        return None if row is None else dict(zip(self._names, row, strict=True))

    def _hand_on(self, newer: _Change, name: str, own: _Change) -> None:
        """A later change of the field takes over the value that it will go back to."""
        if newer.before.get(name) == own.after[name]:
            newer.before[name] = own.before[name]
            self._connection.execute(
                "UPDATE import_change SET before = ? WHERE batch_id = ? AND seq = ?",
                (compact(newer.before), newer.batch_id, newer.seq),
            )

    def _keep(self, key: Sequence[Cell], name: str, by: int | None) -> None:
        self._tally.kept.append(kept_edit(self._connection, self._plan, (key, name), by))

    def _write(self, key: Sequence[Cell], restored: Values, last: int | None) -> None:
        plan, connection = self._plan, self._connection
        own = plan.kept(tuple(restored))
        sets = ", ".join([*(f"{name} = ?" for name in own), "changed_by = ?"])
        values = [*(restored[name] for name in own), last, *key]
        connection.execute(f"UPDATE {plan.table} AS t SET {sets} WHERE {self._where}", values)
        if not restored:
            return
        self._tally.restored += 1
        for name, template in plan.derived.items():
            made = plan.filled(template, lambda part: f"t.{part}")
            connection.execute(f"UPDATE {plan.table} AS t SET {name} = {made} WHERE {self._where}", key)
        if "exposure" in restored:
            (product_id,) = connection.execute("SELECT id FROM product WHERE code = ?", key).fetchone()
            text = restored["exposure"]
            write_exposures(connection, [(product_id, None if text is None else str(text))])
        if plan.owner:
            row = connection.execute(
                f"SELECT {plan.owner} FROM {plan.table} AS t WHERE {self._where}",
                key,
            ).fetchone()
            self._tally.touched.add(row[0])


class _Removal:
    """Removes the rows that undone imports added, unless a later edit or other records stand on them.

    Rows that an earlier undo had to keep go as soon as nothing stands on them any more.
    """

    def __init__(self, connection: Connection, plan: Plan, number: int, tally: _Tally) -> None:
        self._connection = connection
        self._plan = plan
        self._number = number
        self._tally = tally

    def run(self, *, is_own: bool) -> None:
        """Remove rows; report what the import's own rows are kept for when `is_own`."""
        plan, connection = self._plan, self._connection
        users_of = needing(plan.kind)
        if is_own:
            self._report_edited()
            for table, users in users_of.items():
                self._report_needed(table, users)
        goes = [f"t.added_by IN {_UNDONE}", "t.changed_by IS NULL"]
        goes += [f"NOT ({users})" for users in users_of.values()]
        where = " AND ".join(goes)
        if plan.owner and plan.kind is not Kind.CLIENTS:
            ids = f"SELECT DISTINCT t.{plan.owner} FROM {plan.table} AS t WHERE {where}"
            self._tally.touched.update(number for (number,) in connection.execute(ids))
        if plan.kind is Kind.CLIENTS:
            self._forget_clients(where)
        if plan.kind is Kind.PRODUCTS:
            ids = f"SELECT t.id FROM product AS t WHERE {where}"
            connection.execute(f"DELETE FROM product_exposure WHERE product_id IN ({ids})")
        gone = connection.execute(f"DELETE FROM {plan.table} AS t WHERE {where}")
        self._tally.removed += gone.rowcount

    def _forget_clients(self, where: str) -> None:
        connection = self._connection
        ids = [number for (number,) in connection.execute(f"SELECT t.id FROM client AS t WHERE {where}")]
        standings.forget(connection, ids)
        self._tally.touched.difference_update(ids)
        connection.execute(
            "UPDATE relation SET other_client_id = NULL WHERE other_client_id IN "
            f"(SELECT t.id FROM client AS t WHERE {where})"
        )

    def _report_edited(self) -> None:
        plan = self._plan
        keys = ", ".join(f"t.{name}" for name in plan.key)
        rows = self._connection.execute(
            f"SELECT {keys}, c.batch_id, c.after FROM {plan.table} AS t JOIN import_change AS c "
            f"ON c.table_name = ? AND c.row_key = json_array({keys}) "
            "JOIN import_batch AS b ON b.id = c.batch_id AND b.undone_at IS NULL "
            "WHERE t.added_by = ? AND t.changed_by IS NOT NULL ORDER BY c.batch_id, c.seq",
            (plan.table, self._number),
        ).fetchall()
        for *key, batch_id, after in rows:
            for name in json.loads(after):
                kept = kept_edit(self._connection, plan, (key, name), batch_id)
                self._tally.kept.append(kept)

    def _report_needed(self, table: str, users: str) -> None:
        plan = self._plan
        rows = self._connection.execute(
            f"SELECT t.{plan.key[0]} FROM {plan.table} AS t WHERE t.added_by = ? AND {users} ORDER BY 1",
            (self._number,),
        )
        self._tally.kept.extend(
            Kept(plan.table, str(key), "", WhyKept.NEEDED, table) for (key,) in rows.fetchall()
        )


def kept_edit(connection: Connection, plan: Plan, place: tuple[Sequence[Cell], str], by: int | None) -> Kept:
    """A later edit that stays: the row's key in the words of a file, the field, and the import it came by."""
    key, name = place
    words = " ".join(_shown(connection, plan, key))
    source = ""
    if by is not None and not batches.is_edit(connection, by):
        source = str(connection.execute("SELECT uuid FROM import_batch WHERE id = ?", (by,)).fetchone()[0])
    return Kept(plan.table, words, name, WhyKept.EDITED, source)


def _shown(connection: Connection, plan: Plan, key: Sequence[Cell]) -> Iterator[str]:
    for name, value in zip(plan.key, key, strict=True):
        if name == "client_id":
            row = connection.execute("SELECT client_no FROM client WHERE id = ?", (value,)).fetchone()
            yield str(row[0])
        elif name == "product_id":
            row = connection.execute("SELECT code FROM product WHERE id = ?", (value,)).fetchone()
            yield str(row[0])
        else:
            yield str(value)
