"""The file of refused rows: as they stood in their file, with the reason, ready to fix and import again."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from advisor_desk.domain.kinds import Reject
from advisor_desk.errors import OutsideFailed
from advisor_desk.intake.header import REASON_HEADERS, ROW_HEADERS, is_our_own
from advisor_desk.intake.opening import Wanted, open_source
from advisor_desk.intake.reader import RowReader
from advisor_desk.intake.typed_cells import show

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class RejectsFile:
    """Where the refused rows go, and how the code of a reason is put into words."""

    path: Path
    words: Callable[[str], str]


def write_rejects(reader: RowReader, source: Path, rejects: Sequence[Reject], to: RejectsFile) -> None:
    """Write the rows named by `rejects`, read once more from `source` the way `reader` read it.

    A CSV in UTF-8 with a mark, so that every Excel shows it well; two columns are added at the end.
    Raises OutsideFailed("import.rejects_unwritable").
    """
    reasons: dict[int, list[str]] = {}
    for reject in rejects:
        where = f"{reject.column}: " if reject.column else ""
        reasons.setdefault(reject.row, []).append(where + to.words(reject.code))
    own = [at for at, name in enumerate(reader.header) if not is_our_own(name)]
    try:
        with to.path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([*(reader.header[at] for at in own), ROW_HEADERS[0], REASON_HEADERS[0]])
            for row, cells in _rows(reader, source, reasons):
                kept = [_harmless(cells[at]) for at in own if at < len(cells)]
                kept += [""] * (len(own) - len(kept))
                extra = [_harmless(cell) for cell in cells[len(reader.header) :]]
                writer.writerow([*kept, str(row), "; ".join(reasons[row]), *extra])
    except OSError as error:
        raise OutsideFailed("import.rejects_unwritable", path=to.path.name) from error


def _rows(reader: RowReader, source: Path, wanted: dict[int, list[str]]) -> Iterator[tuple[int, list[str]]]:
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
            rows = [(row, block.row(at)) for at, row in enumerate(block.numbers) if row in wanted]
            rows += [(misfit.row, list(misfit.cells)) for misfit in block.misfits if misfit.row in wanted]
            rows.sort(key=lambda found: found[0])
            for row, cells in rows:
                yield row, [show(cell) for cell in cells]
    finally:
        again.close()


def _harmless(text: str) -> str:
    """A cell that a spreadsheet would run as a formula, made into text; numbers stay numbers."""
    if not text.startswith(_STARTS_A_FORMULA):
        return text
    number = text.lstrip("+-").replace(",", "")
    return text if number.replace(".", "", 1).isdecimal() else f"'{text}"
