"""One import in the making: chunks go in, are staged, and are merged run by run."""

# ruff: noqa: S608 - names in statements come from the plans and the schema, values are bound.

from collections.abc import Callable
from datetime import datetime

from advisor_desk.domain.batch import BatchHead, MergeResult, ReadCounts
from advisor_desk.domain.kinds import Kind, Reject, RowChunk
from advisor_desk.storage import batches
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.merge import Merge
from advisor_desk.storage.merge_plans import PLANS
from advisor_desk.storage.resolve import Resolver
from advisor_desk.storage.stage import Stage

_REBUILD_FROM = 50_000


class ImportSink:
    """One batch in the making: put chunks, then finish."""

    def __init__(
        self,
        connection: Connection,
        head: BatchHead,
        clock: Callable[[], datetime],
        run_rows: int | None,
    ) -> None:
        plan = PLANS[head.kind]
        self._connection = connection
        self._clock = clock
        self._plan = plan
        self.file_name = head.file_name
        self._number, self._name = batches.start(connection, head, clock())
        self._resolver = Resolver(connection, plan)
        self._stage = Stage(connection, plan, run_rows)
        self._merge = Merge(connection, plan, self._number, head.mode)
        self._indexes: list[str] | None = None
        self._rejects: list[Reject] = []

    @property
    def kind(self) -> Kind:
        """What the batch brings."""
        return self._plan.kind

    @property
    def touched(self) -> set[int]:
        """Clients whose figures may have changed."""
        return self._merge.touched

    @property
    def taken(self) -> int:
        """Records of the book that the batch brought, changed or found as they are."""
        return self._merge.added + self._merge.updated + self._merge.unchanged

    def put(self, chunk: RowChunk) -> None:
        """Take rows. Row numbers must grow from chunk to chunk."""
        if self._stage.is_full:
            self._run(is_last=False)
        resolved = self._resolver.resolve(chunk)
        self._rejects += resolved.rejects
        self._stage.put(resolved)

    def finish(self, counts: ReadCounts) -> MergeResult:
        """Merge what is staged and close the batch."""
        self._run(is_last=True)
        for sql in self._indexes or ():
            self._connection.execute(sql)
        merge = self._merge
        rejects = tuple(sorted([*self._rejects, *merge.rejects], key=lambda reject: reject.row))
        result = MergeResult(self._name, merge.added, merge.updated, merge.unchanged, rejects)
        batches.finish(self._connection, self._number, counts, result, self._clock())
        self.close()
        return result

    def close(self) -> None:
        """Let go of the memory."""
        self._stage.drop()
        self._merge.close()

    def _run(self, *, is_last: bool) -> None:
        if self._indexes is None:
            self._indexes = self._set_indexes_aside()
        self._merge.run(self._stage, is_last=is_last)

    def _set_indexes_aside(self) -> list[str]:
        """Drop the table's indexes before a load that outweighs the table: building them after is quicker."""
        staged, table = self._stage.rows, self._plan.table
        if staged < _REBUILD_FROM:
            return []
        if not self._merge.was_empty:
            there = self._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            if there * 2 > staged:
                return []
        found = self._connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL",
            (table,),
        ).fetchall()
        for name, _ in found:
            self._connection.execute(f'DROP INDEX "{name}"')
        return [sql for _, sql in found]
