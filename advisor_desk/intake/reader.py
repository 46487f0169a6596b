"""The door to this package: preview a file, then read it as chunks of typed rows and rejects.

Nothing is applied here. Who reads stops when they like: that is how an import is cancelled.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress, islice
from pathlib import Path
from types import TracebackType

from advisor_desk.domain.kinds import KINDS, Cell, Kind, Reject, RowChunk
from advisor_desk.errors import UserCanFix
from advisor_desk.intake.binding import bind, column_map, likeness, missing_columns
from advisor_desk.intake.header import ColumnMap, Mapped
from advisor_desk.intake.lookup import load_lookups
from advisor_desk.intake.opening import Found, Wanted, open_source
from advisor_desk.intake.options import ReadOptions
from advisor_desk.intake.rowsift import RowSift
from advisor_desk.intake.table import Block, Misfit, Source
from advisor_desk.intake.typed_cells import show
from advisor_desk.intake.verdict import ONE_OF_REQUIRED, Bad, Verdict

PREVIEW_ROWS = 20
LONGEST_SHOWN = 200

__all__ = ["Counts", "Preview", "ReadOptions", "RejectedRow", "RowReader", "open_rows", "preview"]


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a person is shown before an import. `missing` are columns without which nothing can be read."""

    found: Found
    header: tuple[str, ...]
    header_line: int
    first_rows: tuple[tuple[str, ...], ...]
    fields: Mapping[str, Mapped]
    unmapped: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A refused row as it stands in the file, with everything that is wrong with it."""

    row: int
    cells: tuple[str, ...]
    problems: tuple[Reject, ...]


@dataclass(slots=True)
class Counts:
    """Rows so far: read = accepted + rejected + filtered. Blank lines are no rows."""

    read: int = 0
    accepted: int = 0
    rejected: int = 0
    filtered: int = 0


def preview(path: Path, kind: Kind, options: ReadOptions) -> Preview:
    """The first rows of a file and what its columns would become.

    Raises UserCanFix when the file cannot be opened as a table; a column that is missing is only
    listed.
    """
    source, found = _open(path, kind, options)
    try:
        columns = column_map(kind, source.header, options)
        first = [block.row(at) for block in islice(source.blocks(), 1) for at in _first(block)]
        return Preview(
            found=found,
            header=source.header,
            header_line=source.header_line,
            first_rows=tuple(tuple(show(cell) for cell in row) for row in first),
            fields=columns.fields,
            unmapped=columns.unmapped,
            missing=missing_columns(kind, source.header, columns, options.profile),
        )
    finally:
        source.close()


def _first(block: Block) -> range:
    return range(min(PREVIEW_ROWS, len(block.numbers)))


def open_rows(path: Path, kind: Kind, options: ReadOptions) -> "RowReader":
    """The file as an iterator of (RowChunk, rejects). Close it, or use it in a `with` statement.

    Raises UserCanFix when the file cannot be read at all, when columns are missing
    (`intake.columns_missing`), or when the profile is for another kind (`intake.profile_kind`).
    """
    if options.profile is not None and options.profile.kind is not kind:
        raise UserCanFix("intake.profile_kind", profile=options.profile.name, kind=options.profile.kind.value)
    source, found = _open(path, kind, options)
    try:
        return RowReader(path, kind, options, (source, found))
    except BaseException:
        source.close()
        raise


def _open(path: Path, kind: Kind, options: ReadOptions) -> tuple[Source, Found]:
    profile = options.profile
    wanted = Wanted(
        encoding=options.encoding,
        delimiter=options.delimiter,
        sheet=options.sheet,
        encoding_hint=profile.encoding if profile is not None else None,
        delimiter_hint=profile.delimiter if profile is not None else None,
        sheet_hint=profile.sheet if profile is not None else None,
        likeness=likeness(kind, options),
    )
    return open_source(path, wanted)


class RowReader:
    """An open import file. Iterate once; `counts` and `done` of `total` run along.

    After each step `rejected_rows` holds the refused rows of that step as they stand in the file,
    each with all its problems; the list that is yielded names the first problem of each row.
    """

    def __init__(self, path: Path, kind: Kind, options: ReadOptions, opened: tuple[Source, Found]) -> None:
        self._source, self.found = opened
        self.kind = kind
        self.header = self._source.header
        self.columns: ColumnMap = column_map(kind, self.header, options)
        self.counts = Counts()
        self.rejected_rows: list[RejectedRow] = []
        profile = options.profile
        folder = options.side_folder or path.parent
        tables = load_lookups(profile, folder) if profile is not None else {}
        self._bound = bind(kind, self.header, options, tables)
        self._sift = RowSift(profile, self.header, tables) if profile is not None else None
        if profile is not None and profile.last_of is not None and self._sift is not None:
            again, _ = _open(path, kind, options)
            try:
                self._sift.only_last(profile.last_of, again)
            finally:
                again.close()

    @property
    def total(self) -> int:
        """Bytes of a text file, rows of a workbook or page."""
        return self._source.total

    @property
    def done(self) -> int:
        """How much of `total` has been read."""
        return self._source.done

    def close(self) -> None:
        """Lets go of the file."""
        self._source.close()

    def __enter__(self) -> "RowReader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __iter__(self) -> Iterator[tuple[RowChunk, list[Reject]]]:
        """Chunks in the order of the file. A chunk may be empty when all its rows were refused.

        Raises UserCanFix when the file breaks off in a way that leaves no rows to tell apart.
        """
        for block in self._source.blocks():
            yield self._step(block)

    def _step(self, block: Block) -> tuple[RowChunk, list[Reject]]:
        counts = self.counts
        counts.read += len(block.numbers) + len(block.misfits)
        kept = self._sift.kept(block) if self._sift is not None else None
        if kept is not None:
            counts.filtered += kept.count(False)
            block = _only(block, kept)
        columns, problems = self._typed(block)
        refused = [_misfit(item) for item in block.misfits]
        refused += [self._refused(block, at, found) for at, found in problems.items()]
        refused.sort(key=lambda row: row.row)
        numbers: Sequence[int] = block.numbers
        if problems:
            good = [at not in problems for at in range(len(numbers))]
            numbers = list(compress(numbers, good))
            columns = {name: list(compress(column, good)) for name, column in columns.items()}
        counts.rejected += len(refused)
        counts.accepted += len(numbers)
        self.rejected_rows = refused
        return RowChunk(self.kind, numbers, columns), [row.problems[0] for row in refused]

    def _typed(self, block: Block) -> tuple[dict[str, Sequence[Cell]], dict[int, list[tuple[str, Bad, str]]]]:
        """The columns, and for each bad row its problems as (column, reason, text found)."""
        columns: dict[str, Sequence[Cell]] = {}
        problems: dict[int, list[tuple[str, Bad, str]]] = {}
        for bound in self._bound:
            cells, failed = bound.origin.cells(block)
            found, refused = bound.reader.values(cells, block.typed)
            for at, bad in failed:
                problems.setdefault(at, []).append((bound.origin.label, bad, ""))
            if refused:
                lost = {at for at, _ in failed}
                for at, value in enumerate(found):
                    if isinstance(value, Bad) and at not in lost:
                        problems.setdefault(at, []).append((bound.origin.label, value, show(cells[at])))
            columns[bound.spec.name] = found  # type: ignore[assignment]  # bad rows are dropped by _step
        self._one_of(columns, problems, len(block.numbers))
        return columns, problems

    def _one_of(
        self,
        columns: Mapping[str, Sequence[Verdict]],
        problems: dict[int, list[tuple[str, Bad, str]]],
        rows: int,
    ) -> None:
        """Rows that give none of the fields of which one is needed."""
        spec = KINDS[self.kind]
        given = [columns[name] for name in spec.needs_one_of if name in columns]
        if not spec.needs_one_of or not all(None in column for column in given):
            return
        label = "/".join(spec.field(name).zh for name in spec.needs_one_of)
        for at in range(rows):
            if all(column[at] is None for column in given):
                problems.setdefault(at, []).append((label, ONE_OF_REQUIRED, ""))

    def _refused(self, block: Block, at: int, found: Sequence[tuple[str, Bad, str]]) -> RejectedRow:
        row = block.numbers[at]
        problems = [Reject(row, column, bad.code, text[:LONGEST_SHOWN]) for column, bad, text in found]
        return RejectedRow(row, tuple(show(cell) for cell in block.row(at)), tuple(problems))


def _only(block: Block, kept: Sequence[bool]) -> Block:
    columns = [list(compress(column, kept)) for column in block.columns]
    return Block(list(compress(block.numbers, kept)), columns, block.misfits, block.typed)


def _misfit(item: Misfit) -> RejectedRow:
    cells = tuple(show(cell) for cell in item.cells)
    text = cells[0][:LONGEST_SHOWN] if len(cells) == 1 else ""
    return RejectedRow(item.row, cells, (Reject(item.row, "", item.code, text),))
