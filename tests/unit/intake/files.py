"""Small files for the tests of the intake, and short ways to read them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from advisor_desk.domain.kinds import Cell, Kind, Reject
from advisor_desk.errors import UserCanFix
from advisor_desk.intake.reader import Counts, ReadOptions, RejectedRow, open_rows

TODAY = date(2026, 11, 21)


@dataclass
class Outcome:
    """Everything that came out of a file."""

    columns: dict[str, list[Cell]] = field(default_factory=dict)
    row_numbers: list[int] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    rows: list[RejectedRow] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)
    header: tuple[str, ...] = ()

    @property
    def codes(self) -> list[str]:
        """The reason of each refused row."""
        return [reject.code for reject in self.rejects]


def write(path: Path, rows: Iterable[Sequence[str]], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """A text file without quotes."""
    path.write_bytes("".join(delimiter.join(row) + "\n" for row in rows).encode(encoding))
    return path


def refusal(run: Callable[[], object]) -> str:
    """The code of the clear error that `run` ends in, or nothing."""
    try:
        run()
    except UserCanFix as error:
        return error.code
    return ""


def options(**changes: object) -> ReadOptions:
    """Options on the day of these tests."""
    return ReadOptions(**{"today": TODAY, **changes})  # type: ignore[arg-type]


def read(path: Path, kind: Kind, reading: ReadOptions | None = None) -> Outcome:
    """The whole file."""
    outcome = Outcome()
    with open_rows(path, kind, reading or options()) as reader:
        for chunk, rejects in reader:
            outcome.row_numbers.extend(chunk.row_numbers)
            outcome.rejects.extend(rejects)
            outcome.rows.extend(reader.rejected_rows)
            for name, column in chunk.columns.items():
                assert len(column) == len(chunk.row_numbers)
                outcome.columns.setdefault(name, []).extend(column)
        outcome.counts = reader.counts
        outcome.header = reader.header
    return outcome
