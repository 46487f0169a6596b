"""`export interactions`: what was said with clients, for the data warehouse, as CSV or Parquet.

The file appears whole or not at all and is its owner's alone. CSV is UTF-8 with a byte order mark, and
nothing in it can run in a spreadsheet. Parquet is written by DuckDB, which is fed through a pipe: no second
copy of the data touches the disk, and memory does not grow with the rows.
"""

from __future__ import annotations

import csv
import hashlib
import os
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from advisor_desk.errors import OutsideFailed, UserCanFix
from advisor_desk.hub.export_rows import COLUMNS, WORDS, ExportRow, interaction_rows
from advisor_desk.hub.hub import Hub
from advisor_desk.hub.office import Entry, note, utc
from advisor_desk.intake.clean import FORMULA_SIGNS
from advisor_desk.paths import spare_books
from advisor_desk.wire.version import FIRM_BRANCH

ENDINGS: Final = (".csv", ".parquet")
_TYPES: Final = {
    "on_day": "DATE",
    "effective": "BOOLEAN",
    "recorded_at": "TIMESTAMP WITH TIME ZONE",
    "received_at": "TIMESTAMP WITH TIME ZONE",
}
_ROW_GROUP: Final = 50_000
_PIPE: Final = Path("/dev/fd")


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """What to export: records that happened on `since` or later, of one branch or of all.

    With a `purpose` the words are exported too; it is written into the journal.
    """

    path: Path
    since: date
    branch: str | None = None
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: rows below the header, and the SHA-256 of the file."""

    rows: int
    sha256: str


def export_interactions(hub: Hub, order: ExportOrder) -> Exported:
    """Write the file, and in the journal that it was written: with words before they leave, too.

    Raises UserCanFix("hub.branch_unknown") and as `write_export`.
    """
    demand_target(order.path)
    branches = hub.branches()
    if order.branch is not None and order.branch not in branches:
        raise UserCanFix("hub.branch_unknown")
    wanted = branches if order.branch is None else [order.branch]
    with_words = bool(order.purpose)
    said = {"since": order.since.isoformat(), "branches": wanted, "purpose": order.purpose}
    if with_words:
        _write_down(hub, "interactions.export_begun", said)
    rows = interaction_rows(hub.store, wanted, order.since, with_words=with_words)
    done = write_export(order.path, rows, with_words=with_words)
    _write_down(hub, "interactions.exported", {**said, "rows": done.rows, "sha256": done.sha256})
    return done


def _write_down(hub: Hub, deed: str, body: Mapping[str, Any]) -> None:
    seconds = hub.around.clock()
    entry = Entry(str(hub.around.new_id(seconds)), utc(seconds), deed, body)
    hub.store.transact(lambda connection: note(connection, FIRM_BRANCH, entry))


def demand_target(path: Path) -> None:
    """Refuse a file that cannot be written, before anything is read.

    Raises UserCanFix: `hub.export_form` for another ending, `hub.parquet_not_here` where the system has no
    pipes that DuckDB reads, `export.is_book_file`.
    """
    if path.suffix.lower() not in ENDINGS:
        raise UserCanFix("hub.export_form", name=path.name)
    if path.suffix.lower() == ".parquet" and not _PIPE.is_dir():
        raise UserCanFix("hub.parquet_not_here", name=path.name)
    spare_books(path)


def write_export(path: Path, rows: Iterable[ExportRow], *, with_words: bool = False) -> Exported:
    """Write rows as they come. Raises as `demand_target`, and OutsideFailed("export.cannot_write", name=)."""
    demand_target(path)
    columns = (*COLUMNS, *WORDS) if with_words else COLUMNS
    write = _write_csv if path.suffix.lower() == ".csv" else _write_parquet
    with _whole(path) as unfinished:
        count = write(unfinished, columns, rows)
        with unfinished.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Exported(count, digest)


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """A file beside `path` that takes its place when the block ends well, and is gone otherwise."""
    unfinished = path.with_name(f"{path.name}.part")
    try:
        try:
            if path.exists() and not path.is_file():
                raise OutsideFailed("export.cannot_write", name=path.name)
            unfinished.unlink(missing_ok=True)
            # Only its owner may read it, from the first byte on.
            os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            yield unfinished
            unfinished.replace(path)
        except OSError as error:
            raise OutsideFailed("export.cannot_write", name=path.name) from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def _write_csv(path: Path, columns: Sequence[str], rows: Iterable[ExportRow]) -> int:
    counted = _Counted(rows)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([_harmless(cell) for cell in row] for row in counted)
    return counted.rows


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell and cell[0] in FORMULA_SIGNS else cell


def _write_parquet(path: Path, columns: Sequence[str], rows: Iterable[ExportRow]) -> int:
    # Only here: the hub serves without it.
    import duckdb

    counted = _Counted(rows)
    with _fed(counted) as pipe, duckdb.connect(":memory:", config=_SETTINGS) as made:
        try:
            made.execute(_copy(columns, pipe, path))
        except duckdb.IOException as error:
            raise OSError(str(error)) from error
    return counted.rows


_SETTINGS: Final[dict[str, Any]] = {"threads": 1, "temp_directory": ""}
"""One thread reads a pipe; and nothing may be put aside on the disk."""


def _copy(columns: Sequence[str], pipe: str, path: Path) -> str:
    types = ", ".join(f"'{name}': '{_TYPES.get(name, 'VARCHAR')}'" for name in columns)
    target = str(path.absolute()).replace("'", "''")
    source = (
        f"read_csv('{pipe}', columns = {{{types}}}, auto_detect = false, header = false, delim = ',', "
        "quote = '\"', escape = '\"', new_line = '\\r\\n', max_line_size = 4194304)"
    )
    options = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP}, USE_TMP_FILE false"
    return f"COPY (SELECT * FROM {source}) TO '{target}' ({options})"  # noqa: S608 - names of columns, a path


@contextmanager
def _fed(rows: Iterable[ExportRow]) -> Iterator[str]:
    """A pipe through which the rows come as CSV; what goes wrong while they are read is raised at the end.

    A reader that gives up early ends the feeding too.
    """
    reading, writing = os.pipe()
    trouble: list[BaseException] = []

    def feed() -> None:
        try:
            with open(writing, "w", encoding="utf-8", newline="") as file:  # noqa: PTH123 - a descriptor
                csv.writer(file).writerows(rows)
        except BrokenPipeError:
            return
        except BaseException as error:  # noqa: BLE001 - carried over to the thread that waits
            trouble.append(error)

    feeder = threading.Thread(target=feed, name="export-feed")
    feeder.start()
    try:
        yield f"{_PIPE}/{reading}"
    finally:
        os.close(reading)
        feeder.join()
        if trouble:
            raise trouble[0]


class _Counted:
    """Rows that are counted while they pass."""

    def __init__(self, rows: Iterable[ExportRow]) -> None:
        self._source = rows
        self.rows = 0

    def __iter__(self) -> Iterator[ExportRow]:
        for row in self._source:
            self.rows += 1
            yield row
