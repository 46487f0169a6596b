"""The imports of the past: open one, close it, list them, find one by what a person types."""

# ruff: noqa: S608 - names in statements come from the plans and the schema, values are bound.

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from advisor_desk.domain.batch import Batch, BatchHead, ImportMode, MergeResult, ReadCounts
from advisor_desk.domain.kinds import Cell, Kind
from advisor_desk.errors import UserCanFix
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.merge import compact
from advisor_desk.storage.merge_plans import PLANS
from advisor_desk.storage.uuid7 import uuid7

_EDIT = "edit"
_SHORTEST = 6

_COLUMNS = (
    "uuid, id, kind, file_name, mode, profile, encoding, started_at, finished_at, undone_at, "
    "read_rows, added, updated, unchanged, rejected"
)


def utc_now() -> datetime:
    """The instant now, in UTC."""
    return datetime.now(UTC)


def stamp(at: datetime) -> str:
    """The stored form of an instant."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def start(connection: Connection, head: BatchHead, at: datetime) -> tuple[int, str]:
    """Open a batch; its number inside the book and its name for people."""
    name = str(uuid7(time.time()))
    cursor = connection.execute(
        "INSERT INTO import_batch (uuid, kind, file_name, file_sha256, profile, mode, started_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            name,
            head.kind.value,
            head.file_name,
            head.file_sha256 or None,
            head.profile or None,
            head.mode.value,
            stamp(at),
        ),
    )
    return int(cursor.lastrowid or 0), name


def finish(
    connection: Connection, number: int, counts: ReadCounts, result: MergeResult, at: datetime
) -> None:
    """Write down how the batch went."""
    connection.execute(
        "UPDATE import_batch SET finished_at = ?, encoding = ?, read_rows = ?, added = ?, updated = ?, "
        "unchanged = ?, rejected = ? WHERE id = ?",
        (
            stamp(at),
            counts.encoding or None,
            counts.read,
            result.added,
            result.updated,
            result.unchanged,
            counts.rejected + len(result.rejects),
            number,
        ),
    )


def listed(connection: Connection) -> list[Batch]:
    """Every import, newest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM import_batch WHERE mode <> ? ORDER BY id DESC",
        (_EDIT,),
    )
    return [_batch(row) for row in rows]


def find(connection: Connection, text: str) -> Batch:
    """The import that a person names: its identifier, the first characters of it, or its number.

    Raises UserCanFix("import.unknown_batch").
    """
    word = text.strip().lower()
    found = [
        batch
        for batch in listed(connection)
        if batch.batch == word
        or str(batch.number) == word
        or (len(word) >= _SHORTEST and batch.batch.startswith(word))
    ]
    exact = [batch for batch in found if word in (batch.batch, str(batch.number))]
    if len(exact or found) != 1:
        raise UserCanFix("import.unknown_batch", batch=text)
    return (exact or found)[0]


def record_edit(
    connection: Connection,
    kind: Kind,
    key: Sequence[Cell],
    fields: Mapping[str, tuple[Cell, Cell]],
    at: datetime,
) -> None:
    """Note that a person changed fields (name: before, after) of the row with this stored key.

    Called in the transaction of the edit, so that the undo of an earlier import keeps the edit.
    """
    plan = PLANS[kind]
    head = BatchHead(kind, "")
    number, _ = start(connection, head, at)
    connection.execute(
        "UPDATE import_batch SET mode = ?, finished_at = started_at, updated = 1 WHERE id = ?",
        (_EDIT, number),
    )
    connection.execute(
        "INSERT INTO import_change VALUES (?, 1, ?, ?, ?, ?)",
        (
            number,
            plan.table,
            compact(list(key)),
            compact({name: before for name, (before, _) in fields.items()}),
            compact({name: after for name, (_, after) in fields.items()}),
        ),
    )
    where = " AND ".join(f"{name} = ?" for name in plan.key)
    connection.execute(f"UPDATE {plan.table} SET changed_by = ? WHERE {where}", (number, *key))


def is_edit(connection: Connection, number: int) -> bool:
    """True when the batch stands for the edit of a person."""
    row = connection.execute("SELECT mode FROM import_batch WHERE id = ?", (number,)).fetchone()
    return row is not None and row[0] == _EDIT


def _batch(row: tuple[object, ...]) -> Batch:
    name, number, kind, file_name, mode, profile, encoding, started, finished, undone, *counts = row
    read, added, updated, unchanged, rejected = (int(str(count)) for count in counts)
    return Batch(
        batch=str(name),
        number=int(str(number)),
        kind=Kind(str(kind)),
        file_name=str(file_name),
        mode=ImportMode(str(mode)),
        profile=str(profile or ""),
        encoding=str(encoding or ""),
        started_at=datetime.fromisoformat(str(started)),
        finished_at=datetime.fromisoformat(str(finished)) if finished else None,
        undone_at=datetime.fromisoformat(str(undone)) if undone else None,
        read=read,
        added=added,
        updated=updated,
        unchanged=unchanged,
        rejected=rejected,
    )
