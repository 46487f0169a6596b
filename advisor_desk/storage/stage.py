"""Rows of one file on their way into the book: a table in memory, in runs of about a million.

`temp_store=MEMORY` keeps it off the disk. Nothing of the book is changed here. Each row has a
`fate`, decided by the merge.
"""

# ruff: noqa: S608 - names in statements come from the plans and the schema, values are bound.

from collections.abc import Sequence
from enum import IntEnum

from advisor_desk.errors import DeskBug
from advisor_desk.storage.engine import Connection, IntegrityError
from advisor_desk.storage.merge_plans import Plan
from advisor_desk.storage.resolve import Resolved

_MOST_CELLS = 12_000_000


class Fate(IntEnum):
    """What becomes of a staged row. Rows of the last three are rejected."""

    NEW = 0
    CHANGED = 1
    SAME = 2
    REPEATED = 3
    """Its key came earlier in the file, with other content."""
    REFUSED = 4
    """Breaks a rule of the mode or contradicts itself; the reject has been noted."""


class Stage:
    """The staged rows of one kind. `seen` are the columns that any row so far has."""

    def __init__(self, connection: Connection, plan: Plan, most_rows: int | None = None) -> None:
        self._connection = connection
        self._plan = plan
        self.name = f"temp.stage_{plan.table}"
        self._index = f"stage_{plan.table}_key"
        self.columns = (*plan.key, *plan.columns)
        self.most_rows = most_rows or _MOST_CELLS // (len(self.columns) + 2)
        self.rows = 0
        self._last_row = 0
        self._seen: dict[str, None] = {}
        connection.execute(f"DROP TABLE IF EXISTS {self.name}")
        connection.execute(
            f"CREATE TABLE {self.name} (row INTEGER PRIMARY KEY, {', '.join(self.columns)}, "
            "fate INTEGER NOT NULL DEFAULT 0)"
        )

    @property
    def seen(self) -> tuple[str, ...]:
        """Columns, beyond the key, that the file has; only these can change a row of the book."""
        return tuple(name for name in self._plan.columns if name in self._seen)

    @property
    def is_full(self) -> bool:
        """True when the run should be merged before more rows come."""
        return self.rows >= self.most_rows

    @property
    def ordered(self) -> str:
        """The table as the source of a statement that reads it in the order of the key."""
        return f"{self.name} AS s INDEXED BY {self._index}"

    @property
    def key_order(self) -> str:
        """The ORDER BY that goes with `ordered`."""
        return ", ".join(f"s.{name}" for name in self._plan.key)

    def put(self, resolved: Resolved) -> None:
        """Stage rows. Raises DeskBug("storage.rows_out_of_order") for a row number met before."""
        numbers = resolved.numbers
        if not numbers:
            return
        if numbers[0] <= self._last_row:
            raise DeskBug("storage.rows_out_of_order", row=numbers[0])
        names = [name for name in self.columns if name in resolved.columns]
        self._seen.update(dict.fromkeys(names))
        sql = (
            f"INSERT INTO {self.name} (row, {', '.join(names)}) VALUES ({', '.join('?' * (len(names) + 1))})"
        )
        columns: list[Sequence[object]] = [numbers, *(resolved.columns[name] for name in names)]
        self._connection.executemany(sql, zip(*columns, strict=True))
        self._last_row = numbers[-1]
        self.rows += len(numbers)

    def order(self) -> bool:
        """Index the run by key. True when a key comes more than once."""
        where = f"{self.name.partition('.')[2]} ({', '.join(self._plan.key)})"
        try:
            self._connection.execute(f"CREATE UNIQUE INDEX temp.{self._index} ON {where}")
        except IntegrityError:
            self._connection.execute(f"CREATE INDEX temp.{self._index} ON {where}")
            return True
        return False

    def settle_repeats(self) -> None:
        """The first row of a key that was not refused stands; later ones repeat or contradict it.

        Compared is what the first row makes of the record: its own values, else those of the book.
        """
        plan, key = self._plan, ", ".join(self._plan.key)
        open_fates = f"IN ({Fate.NEW}, {Fate.CHANGED}, {Fate.SAME})"
        firsts = (
            f"SELECT {key}, min(row) AS first FROM {self.name} WHERE fate {open_fates} "
            f"GROUP BY {key} HAVING count(*) > 1"
        )
        contrary = " OR ".join(
            f"(s.{name} IS NOT NULL AND s.{name} IS NOT "
            f"coalesce(f.{name}, {plan.read(name)}, {self._default(name)}))"
            for name in self.seen
        )
        self._connection.execute(
            f"UPDATE {self.name} AS s "
            f"SET fate = CASE WHEN {contrary or '0'} THEN {Fate.REPEATED} ELSE {Fate.SAME} END "
            f"FROM ({firsts}) AS d JOIN {self.name} AS f ON f.row = d.first "
            f"LEFT JOIN {plan.table} AS t ON {plan.same_key('t', 'f')} "
            f"WHERE {plan.same_key('f', 's')} AND s.row > f.row AND s.fate {open_fates}"
        )

    def _default(self, name: str) -> str:
        default = self._plan.defaults.get(name)
        return "NULL" if default is None else repr(default)

    def clear(self) -> None:
        """Make room for the next run."""
        self._connection.execute(f"DROP INDEX IF EXISTS temp.{self._index}")
        self._connection.execute(f"DELETE FROM {self.name}")
        self.rows = 0

    def drop(self) -> None:
        """Let go of the memory."""
        self._connection.execute(f"DROP TABLE IF EXISTS {self.name}")
