"""The refused rows of an import, as they stand in their file, written out to be mended and imported again."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from advisor_desk.domain.kinds import Reject
from advisor_desk.errors import UserCanFix
from advisor_desk.intake.opening import Wanted, open_source
from advisor_desk.intake.reader import RejectedRow, RowReader
from advisor_desk.intake.rejects import RejectsFile
from advisor_desk.intake.table import Block
from advisor_desk.intake.typed_cells import RawCell, show
from advisor_desk.paths import spare_books


@dataclass(frozen=True, slots=True)
class RejectsTarget:
    """Where refused rows go, and how the code of a reason is put into words."""

    path: Path
    words: Callable[[str], str]

    def sentence(self, reject: Reject) -> str:
        """The reason with the column that it is about."""
        reason = self.words(reject.code)
        return f"{reject.column}: {reason}" if reject.column else reason


def demand_other_file(source: Path, target: Path | None) -> None:
    """Refuse to write the refused rows over the file that they come from, or over a book.

    Raises UserCanFix: `import.rejects_over_source` (file), `export.is_book_file` (name).
    """
    if target is None:
        return
    if target.exists() and target.samefile(source):
        raise UserCanFix("import.rejects_over_source", file=source.name)
    spare_books(target)


def write_rejects(
    reader: RowReader, source: Path, problems: Mapping[int, Sequence[Reject]], target: RejectsTarget
) -> None:
    """Write the rows named by `problems`, read once more from `source` the way `reader` read it.

    Raises OutsideFailed("intake.rejects_not_written").
    """
    with RejectsFile(target.path, reader.header, target.sentence) as file:
        for rows in _refused(reader, source, problems):
            file.add(rows)


def _refused(
    reader: RowReader, source: Path, problems: Mapping[int, Sequence[Reject]]
) -> Iterator[list[RejectedRow]]:
    found = reader.found
    again, _ = open_source(
        source,
        Wanted(
            encoding=found.encoding.name if found.encoding is not None else None,
            delimiter=found.delimiter,
            sheet=found.sheet,
            likeness=lambda cells: sum(map(reader.header.__contains__, cells)),
        ),
    )
    try:
        for block in again.blocks():
            rows = [
                RejectedRow(row, tuple(map(show, cells)), tuple(problems[row]))
                for row, cells in _rows(block)
                if row in problems
            ]
            yield sorted(rows, key=lambda refused: refused.row)
    finally:
        again.close()


def _rows(block: Block) -> Iterable[tuple[int, Sequence[RawCell]]]:
    for at, row in enumerate(block.numbers):
        yield row, block.row(at)
    for misfit in block.misfits:
        yield misfit.row, misfit.cells
