"""What every kind of file looks like to the reader: a header and blocks of columns of raw cells."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import methodcaller
from typing import Protocol, cast

from advisor_desk.errors import UserCanFix
from advisor_desk.intake.clean import BLANKS
from advisor_desk.intake.typed_cells import RawCell
from advisor_desk.intake.verdict import RAGGED

BLOCK_ROWS = 20_000
HEADER_SEARCH_ROWS = 60
COMMENT = "#"
FILLED = methodcaller("strip", BLANKS)
"""True of a text cell that holds more than blanks."""

Record = tuple[int, Sequence[RawCell]]
"""Line in the file, and the cells found there."""

Likeness = Callable[[Sequence[str]], int]
"""How many cells of a row are known headers."""


def unknown(cells: Sequence[str]) -> int:
    """The likeness when no header is known."""
    del cells
    return 0


@dataclass(frozen=True, slots=True)
class Misfit:
    """A row that is no row of the table: too many or too few cells, broken quotes."""

    row: int
    cells: Sequence[RawCell]
    code: str


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that lie together, as columns of raw cells; every column is as long as `numbers`.

    `typed` says that cells other than text may be among them (a workbook).
    """

    numbers: Sequence[int]
    columns: Sequence[Sequence[RawCell]]
    misfits: Sequence[Misfit] = field(default_factory=list)
    typed: bool = False

    def row(self, index: int) -> list[RawCell]:
        """The cells of one row."""
        return [column[index] for column in self.columns]


class Source(Protocol):
    """A file that has been opened as a table."""

    header: tuple[str, ...]
    header_line: int
    total: int
    """Bytes of a text, rows of a workbook: what `done` counts towards."""

    @property
    def done(self) -> int:
        """How far the reading is."""

    def blocks(self) -> Iterator[Block]:
        """All rows below the header, in order."""

    def close(self) -> None:
        """Lets go of the file."""


def is_blank(cells: Iterable[RawCell]) -> bool:
    """True when no cell holds anything."""
    return not any(cell.strip(BLANKS) if isinstance(cell, str) else True for cell in cells)


def trimmed(cells: Sequence[RawCell]) -> tuple[str, ...]:
    """Header cells as stripped text, without the empty ones at the end."""
    words = [str(cell).strip(BLANKS) for cell in cells]
    while words and not words[-1]:
        words.pop()
    return tuple(words)


def find_header(records: Sequence[Record], likeness: Likeness, file: str) -> Record:
    """The row that names the columns, among the first rows of a file.

    The row with most known headers; with none known, the first row that has at least half as many
    cells as the widest. Titles, empty rows and rows that begin with # stand above it. Raises
    UserCanFix("intake.header_missing").
    """
    rows = [(line, trimmed(cells)) for line, cells in records]
    rows = [(line, cells) for line, cells in rows if any(cells) and not _is_comment(cells)]
    if not rows:
        raise UserCanFix("intake.header_missing", file=file)
    best_line, best = max(rows, key=lambda row: likeness(row[1]))
    if likeness(best) > 0:
        return best_line, best
    filled = [sum(map(bool, cells)) for _, cells in rows]
    return next(row for row, count in zip(rows, filled, strict=True) if count * 2 >= max(filled))


def _is_comment(cells: Sequence[str]) -> bool:
    first = next(cell for cell in cells if cell)
    return first.startswith(COMMENT)


def pack(
    records: Iterator[Record | Misfit], width: int, rows: int = BLOCK_ROWS, typed: bool = False
) -> Iterator[Block]:
    """Blocks of columns from a stream of rows; blank rows are left out, misfits set aside."""
    while chunk := list(islice(records, rows)):
        even = None if typed else _even(chunk, width)
        if even is not None:
            yield even
            continue
        numbers: list[int] = []
        kept: list[Sequence[RawCell]] = []
        misfits: list[Misfit] = []
        for record in chunk:
            if isinstance(record, Misfit):
                misfits.append(record)
                continue
            line, cells = record
            if len(cells) == width and not is_blank(cells):
                numbers.append(line)
                kept.append(cells)
            elif not is_blank(cells):
                _fit(line, cells, width, (numbers, kept, misfits))
        columns: Sequence[Sequence[RawCell]] = list(zip(*kept, strict=True)) if kept else [()] * width
        yield Block(numbers, columns, misfits, typed)


def _even(chunk: Sequence[Record | Misfit], width: int) -> Block | None:
    """The rows as they are when all have as many cells as the header and none is blank."""
    if any(isinstance(record, Misfit) for record in chunk):
        return None
    numbers, rows = zip(*cast("Sequence[Record]", chunk), strict=True)
    if set(map(len, rows)) != {width}:
        return None
    columns = list(zip(*rows, strict=True))
    return Block(numbers, columns) if all(map(FILLED, columns[0])) else None


def _fit(
    line: int,
    cells: Sequence[RawCell],
    width: int,
    into: tuple[list[int], list[Sequence[RawCell]], list[Misfit]],
) -> None:
    """A row of another width: empty cells beyond the header are dropped, anything else is a misfit."""
    numbers, kept, misfits = into
    if len(cells) > width and is_blank(cells[width:]):
        numbers.append(line)
        kept.append(cells[:width])
    else:
        misfits.append(Misfit(line, cells, RAGGED.code))
