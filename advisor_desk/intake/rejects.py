"""Rejected rows as a file to mend and import again: the columns as they were, a line number and a reason.

UTF-8 with a byte order mark, so that Excel opens it right. Nothing in it can run there: a cell that a
spreadsheet would read as a formula gets an apostrophe, and long or zero-led figures are wrapped as
`="000001"` so that they are neither rounded nor shortened. The importer takes both off again and
ignores the two added columns.
"""

import csv
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TextIO

from advisor_desk.domain.kinds import Reject
from advisor_desk.errors import OutsideFailed
from advisor_desk.intake.clean import BLANKS, FORMULA_SIGNS
from advisor_desk.intake.header import REASON_HEADERS, ROW_HEADERS
from advisor_desk.intake.reader import RejectedRow
from advisor_desk.intake.verdict import BAD_QUOTES, RAGGED

Words = Callable[[Reject], str]
"""The sentence for one problem, in the language of the person."""

_FIGURE = re.compile(r"[+-]?[0-9][0-9,]*(?:\.[0-9]+)?%?")
_FRAGILE = re.compile(r"0[0-9]+|[+-]?[0-9]{12,}")
_REASON_MARK = "；"
_MISFITS = frozenset((RAGGED.code, BAD_QUOTES.code))


class RejectsFile:
    """Writes rejected rows. The file is made with the first row; without rows there is none."""

    def __init__(self, path: Path, header: Sequence[str], words: Words) -> None:
        self.path = path
        self.rows = 0
        self._header = header
        self._words = words
        self._file: TextIO | None = None

    def add(self, rows: Sequence[RejectedRow]) -> None:
        """Appends rows. Raises OutsideFailed("intake.rejects_not_written", file)."""
        if not rows:
            return
        try:
            if self._file is None:
                self._file = _private(self.path)
                csv.writer(self._file).writerow(
                    [*map(guarded, self._header), ROW_HEADERS[0], REASON_HEADERS[0]]
                )
            csv.writer(self._file).writerows(map(self._line, rows))
        except OSError as error:
            raise OutsideFailed("intake.rejects_not_written", file=self.path.name) from error
        self.rows += len(rows)

    def _line(self, row: RejectedRow) -> list[str]:
        """The row under the old header; cells that never fitted it stand behind the reason, so that the
        row is refused again until somebody has put them in their places."""
        reasons = _REASON_MARK.join(dict.fromkeys(self._words(problem) for problem in row.problems))
        cells = [guarded(cell) for cell in row.cells]
        mark = [str(row.row), guarded(reasons)]
        if row.problems[0].code in _MISFITS:
            return [*[""] * len(self._header), *mark, *cells]
        return [*cells, *mark]

    def close(self) -> None:
        """Finishes the file. Raises OutsideFailed("intake.rejects_not_written", file)."""
        if self._file is not None:
            try:
                self._file.close()
            except OSError as error:
                raise OutsideFailed("intake.rejects_not_written", file=self.path.name) from error

    def __enter__(self) -> "RejectsFile":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _private(path: Path) -> TextIO:
    """A new file that only its owner may read: it holds client data."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    return open(handle, "w", encoding="utf-8-sig", newline="")  # noqa: PTH123 - from a descriptor


def guarded(cell: str) -> str:
    """The cell so that a spreadsheet shows it and does nothing else; `clean` gives it back."""
    text = cell.strip(BLANKS)
    if _FRAGILE.fullmatch(text):
        return f'="{text}"'
    if text and text[0] in FORMULA_SIGNS and not _FIGURE.fullmatch(text):
        return "'" + text
    return cell
