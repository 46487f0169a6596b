"""One run of staged rows becomes part of its table: refuse, change, add, count.

Works inside the caller's transaction. A row that the file leaves empty keeps what the book has.
"""

# ruff: noqa: S608 - names in statements come from the plans and the schema, values are bound.

import json
from collections.abc import Iterable, Sequence
from functools import cached_property

from advisor_desk.domain.batch import ImportMode
from advisor_desk.domain.kinds import Kind, Reject
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.merge_plans import Plan
from advisor_desk.storage.resolve import write_exposures
from advisor_desk.storage.stage import Fate, Stage

_IMAGES = 5_000
_UNDONE = "(SELECT id FROM import_batch WHERE undone_at IS NOT NULL)"


class Merge:
    """The merge of one batch, run by run. The counts grow with each `run`."""

    def __init__(self, connection: Connection, plan: Plan, batch_id: int, mode: ImportMode) -> None:
        self._connection = connection
        self._plan = plan
        self._batch = batch_id
        self._mode = mode
        self._changes = 0
        self._earlier = f"temp.earlier_{plan.table}"
        self._has_earlier = False
        self.added = self.updated = self.unchanged = 0
        self.rejects: list[Reject] = []
        self.touched: set[int] = set()

    @cached_property
    def was_empty(self) -> bool:
        """True when the table held nothing at the first run."""
        return self._connection.execute(f"SELECT 1 FROM {self._plan.table} LIMIT 1").fetchone() is None

    def run(self, stage: Stage, *, is_last: bool = True) -> None:
        """Merge the staged rows; unless it is the last run, remember them for those that follow."""
        if stage.rows == 0:
            return
        has_repeats = stage.order()
        if not (self.was_empty and not self._has_earlier):
            self._compare(stage)
        self._refuse(stage)
        if has_repeats:
            stage.settle_repeats()
        if has_repeats or self._has_earlier:
            self._reject(stage, f"s.fate = {Fate.REPEATED}", self._plan.key[-1], "import.duplicate_in_file")
        counts = self._count(stage)
        if counts.get(Fate.CHANGED):
            self._change(stage)
        if counts.get(Fate.NEW):
            self._add(stage)
        self._follow(stage, counts)
        self.added += counts.get(Fate.NEW, 0)
        self.updated += counts.get(Fate.CHANGED, 0)
        self.unchanged += counts.get(Fate.SAME, 0)
        if not is_last:
            self._remember(stage)
        stage.clear()

    def close(self) -> None:
        """Let go of what was remembered between runs."""
        self._connection.execute(f"DROP TABLE IF EXISTS {self._earlier}")

    def _compare(self, stage: Stage) -> None:
        """Give every row whose key is in the table its fate."""
        plan = self._plan
        contrary = " OR ".join(
            f"(s.{name} IS NOT NULL AND s.{name} IS NOT {plan.read(name)})" for name in stage.seen
        )
        mine = f"t.added_by = {self._batch} OR t.changed_by IS {self._batch}"
        if self._has_earlier:
            mine += f" OR EXISTS (SELECT 1 FROM {self._earlier} AS r WHERE {plan.same_key('r', 's')})"
        self._connection.execute(
            f"UPDATE {stage.ordered} SET fate = CASE WHEN NOT ({contrary or '0'}) THEN {Fate.SAME} "
            f"WHEN {mine} THEN {Fate.REPEATED} ELSE {Fate.CHANGED} END "
            f"FROM {plan.table} AS t WHERE {plan.same_key('t', 's')} AND s.fate = {Fate.NEW}"
        )
        self._adopt(stage)

    def _adopt(self, stage: Stage) -> None:
        """A row that outlived the undo of its import belongs to this file from now on."""
        if self._connection.execute(f"SELECT EXISTS {_UNDONE}").fetchone() == (0,):
            return
        plan = self._plan
        self._connection.execute(
            f"UPDATE {plan.table} AS t SET added_by = ? FROM {stage.name} AS s "
            f"WHERE {plan.same_key('t', 's')} AND s.fate IN ({Fate.CHANGED}, {Fate.SAME}) "
            f"AND t.added_by IN {_UNDONE}",
            (self._batch,),
        )

    def _refuse(self, stage: Stage) -> None:
        if self._mode is ImportMode.UPDATE:
            self._reject(stage, f"s.fate = {Fate.NEW}", self._plan.key[-1], "import.not_found")
        if self._mode is ImportMode.ADD:
            self._reject(stage, f"s.fate = {Fate.CHANGED}", self._plan.key[-1], "import.exists")
        self._demand_required(stage)
        self._check(stage)

    def _demand_required(self, stage: Stage) -> None:
        names = (*self._plan.key, *self._plan.required)
        empty = " OR ".join(f"{name} IS NULL" for name in names)
        some = f"SELECT 1 FROM {stage.name} WHERE fate = {Fate.NEW} AND ({empty})"
        if self._connection.execute(f"SELECT EXISTS ({some})").fetchone() == (0,):
            return
        for name in names:
            self._reject(stage, f"s.fate = {Fate.NEW} AND s.{name} IS NULL", name, "intake.required")

    def _check(self, stage: Stage) -> None:
        """Rows that would contradict themselves, looked at as they would be after the merge."""
        plan = self._plan
        there = f"FROM {plan.table} AS t WHERE {plan.same_key('t', 's')}"
        for check in plan.checks:
            fresh = plan.filled(check.holds, lambda name: f"s.{name}")
            self._reject(stage, f"s.fate = {Fate.NEW} AND {fresh}", check.column, check.code)
            mixed = plan.filled(check.holds, lambda name: f"ifnull(s.{name}, {plan.read(name)})")
            wrong = f"s.fate = {Fate.CHANGED} AND EXISTS (SELECT 1 {there} AND {mixed})"
            self._reject(stage, wrong, check.column, check.code)

    def _reject(self, stage: Stage, condition: str, column: str, code: str) -> None:
        rows = self._connection.execute(
            f"SELECT s.row FROM {stage.name} AS s WHERE {condition} ORDER BY s.row"
        ).fetchall()
        if rows:
            self._connection.execute(f"UPDATE {stage.name} AS s SET fate = {Fate.REFUSED} WHERE {condition}")
            shown = _FIELDS.get(column, column)
            self.rejects.extend(Reject(row, shown, code) for (row,) in rows)

    def _count(self, stage: Stage) -> dict[int, int]:
        found = self._connection.execute(f"SELECT fate, count(*) FROM {stage.name} GROUP BY fate")
        return {fate: count for fate, count in found}

    def _change(self, stage: Stage) -> None:
        plan = self._plan
        self._keep_images(stage)
        if "exposure" in stage.seen:
            write_exposures(self._connection, self._exposures(stage, Fate.CHANGED))
        sets = [f"{name} = ifnull(s.{name}, t.{name})" for name in plan.kept(stage.seen)]
        sets += [
            f"{name} = {plan.filled(template, lambda part: f'ifnull(s.{part}, {plan.read(part)})')}"
            for name, template in plan.derived.items()
        ]
        self._connection.execute(
            f"UPDATE {plan.table} AS t SET {', '.join([*sets, 'changed_by = ?'])} "
            f"FROM {stage.ordered} WHERE s.fate = {Fate.CHANGED} AND {plan.same_key('t', 's')}",
            (self._batch,),
        )

    def _keep_images(self, stage: Stage) -> None:
        """What each changed row was and becomes: only the fields that differ."""
        plan, names = self._plan, stage.seen
        wanted = [
            *(f"t.{name}" for name in plan.key),
            *map(plan.read, names),
            *(f"s.{name}" for name in names),
        ]
        found = self._connection.execute(
            f"SELECT {', '.join(wanted)} FROM {stage.ordered} CROSS JOIN {plan.table} AS t "
            f"ON {plan.same_key('t', 's')} WHERE s.fate = {Fate.CHANGED}"
        )
        while rows := found.fetchmany(_IMAGES):
            images = list(self._images(rows, names))
            self._connection.executemany("INSERT INTO import_change VALUES (?, ?, ?, ?, ?, ?)", images)

    def _images(
        self, rows: Sequence[tuple[int | str | None, ...]], names: tuple[str, ...]
    ) -> Iterable[tuple[int, int, str, str, str, str]]:
        width = len(self._plan.key)
        for row in rows:
            pairs = zip(names, row[width:], row[width + len(names) :], strict=False)
            changed = [(name, old, new) for name, old, new in pairs if new is not None and new != old]
            self._changes += 1
            yield (
                self._batch,
                self._changes,
                self._plan.table,
                compact(row[:width]),
                compact({name: old for name, old, _ in changed}),
                compact({name: new for name, _, new in changed}),
            )

    def _add(self, stage: Stage) -> None:
        plan = self._plan
        own = plan.kept(plan.columns)

        def given(name: str) -> str:
            if name in plan.worked_out:
                made = plan.filled(plan.worked_out[name], lambda part: f"s.{part}")
                return f"ifnull(s.{name}, {made})"
            default = plan.defaults.get(name)
            return f"s.{name}" if default is None else f"ifnull(s.{name}, {default!r})"

        values = [*(f"s.{name}" for name in plan.key), *map(given, own)]
        values += [plan.filled(template, given) for template in plan.derived.values()]
        names = [*plan.key, *own, *plan.derived]
        self._connection.execute(
            f"INSERT INTO {plan.table} ({', '.join(names)}, added_by) "
            f"SELECT {', '.join(values)}, {self._batch} FROM {stage.ordered} "
            f"WHERE s.fate = {Fate.NEW} ORDER BY {stage.key_order}"
        )
        if "exposure" in stage.seen:
            write_exposures(self._connection, self._exposures(stage, Fate.NEW))

    def _exposures(self, stage: Stage, fate: Fate) -> list[tuple[int, str | None]]:
        return self._connection.execute(
            f"SELECT t.id, s.exposure FROM {stage.name} AS s JOIN product AS t ON t.code = s.code "
            f"WHERE s.fate = {fate} AND s.exposure IS NOT NULL"
        ).fetchall()

    def _follow(self, stage: Stage, counts: dict[int, int]) -> None:
        """What the rows bring with them in other tables, and whose standing they touch."""
        if not counts.get(Fate.NEW) and not counts.get(Fate.CHANGED):
            return
        done = f"s.fate IN ({Fate.NEW}, {Fate.CHANGED})"
        if self._plan.kind is Kind.CLIENTS:
            ids = f"SELECT t.id FROM {stage.name} AS s JOIN client AS t USING (client_no) WHERE {done}"
            self._connection.execute(
                "INSERT OR IGNORE INTO household (household_no, added_by) "
                f"SELECT DISTINCT s.household_no, {self._batch} FROM {stage.name} AS s "
                f"WHERE s.household_no IS NOT NULL AND {done}"
            )
            self._connection.execute(
                "UPDATE relation AS r SET other_client_id = c.id FROM client AS c "
                "WHERE r.other_client_id IS NULL AND c.client_no = r.other_client_no "
                f"AND c.added_by = {self._batch}"
            )
        elif self._plan.owner:
            all_done = counts.get(Fate.NEW, 0) + counts.get(Fate.CHANGED, 0) == stage.rows
            ids = f"SELECT DISTINCT s.client_id FROM {stage.ordered}"
            ids += "" if all_done else f" WHERE {done}"
        else:
            return
        self.touched.update(number for (number,) in self._connection.execute(ids))

    def _remember(self, stage: Stage) -> None:
        """Keys found the same as the book: a later row of the file with other content repeats them."""
        key = ", ".join(self._plan.key)
        if not self._has_earlier:
            self._connection.execute(
                f"CREATE TABLE {self._earlier} ({key}, PRIMARY KEY ({key})) WITHOUT ROWID"
            )
            self._has_earlier = True
        self._connection.execute(
            f"INSERT OR IGNORE INTO {self._earlier} SELECT {key} FROM {stage.name} WHERE fate = {Fate.SAME}"
        )


_FIELDS = {"client_id": "client_no", "product_id": "product_code"}


_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def compact(value: object) -> str:
    """JSON without spaces; the text of a key is always the same for the same key."""
    return _ENCODE(value)
