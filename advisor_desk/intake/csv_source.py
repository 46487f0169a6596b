"""Delimited text as a table. Made for a million rows: what has no quotes never meets the csv module."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from operator import methodcaller
from pathlib import Path
from typing import TextIO

from advisor_desk.errors import UserCanFix
from advisor_desk.intake.decode import Encoding
from advisor_desk.intake.sniff import delimiter_of
from advisor_desk.intake.table import (
    FILLED,
    HEADER_SEARCH_ROWS,
    Block,
    Likeness,
    Misfit,
    Record,
    find_header,
    pack,
    trimmed,
    unknown,
)
from advisor_desk.intake.verdict import BAD_QUOTES

BLOCK_CHARACTERS = 1 << 20
_SAMPLE_CHARACTERS = 1 << 16


@dataclass(frozen=True, kw_only=True)
class TextChoices:
    """What is known of a text file: the encoding is proved, the rest is wanted or hinted."""

    encoding: Encoding
    delimiter: str | None = None
    delimiter_hint: str | None = None
    likeness: Likeness = unknown
    block_characters: int = BLOCK_CHARACTERS


class CsvSource:
    """A text file opened as a table. `delimiter` is what parts its columns."""

    def __init__(self, path: Path, choices: TextChoices) -> None:
        """Raises UserCanFix: `intake.header_missing`, `intake.delimiter`."""
        self.total = path.stat().st_size
        self._size = choices.block_characters
        self._file: TextIO = path.open(encoding=choices.encoding.name, newline=None)
        try:
            sample = self._file.read(_SAMPLE_CHARACTERS)
            self._file.seek(0)
            self.delimiter = delimiter_of(
                _sample_lines(sample), choices.likeness, choices.delimiter, choices.delimiter_hint
            )
            records = _sample_records(sample, self.delimiter)
            self.header_line, cells = find_header(records, choices.likeness, path.name)
        except BaseException:
            self._file.close()
            raise
        self.header = trimmed(cells)

    @property
    def done(self) -> int:
        """Bytes read so far."""
        return self.total if self._file.closed else min(self._position(), self.total)

    def _position(self) -> int:
        return self._file.buffer.tell()

    def close(self) -> None:
        """Closes the file."""
        self._file.close()

    def blocks(self) -> Iterator[Block]:
        """Rows below the header. Raises UserCanFix: `intake.quote_unclosed`, `intake.cell_too_long`."""
        for _ in range(self.header_line):
            self._file.readline()
        line = self.header_line + 1
        while text := self._file.read(self._size):
            text += self._file.readline()
            lines = text.removesuffix("\n").split("\n")
            block = self._all_quoted(lines, line) if '"' in text else self._block(lines, line)
            if block is None:
                yield from pack(self._quoted(text, line), len(self.header))
                return
            yield block
            line += len(lines)

    def _all_quoted(self, lines: list[str], line: int) -> Block | None:
        """The lines as columns when every cell stands in quotes and none holds a quote, else None."""
        between = f'"{self.delimiter}"'
        width = len(self.header)
        if set(map(methodcaller("count", between), lines)) != {width - 1}:
            return None
        if not all(row.startswith('"') and row.endswith('"') and len(row) > 1 for row in lines):
            return None
        joined = between.join([row[1:-1] for row in lines])
        if joined.count('"') != 2 * (width * len(lines) - 1):
            return None
        cells = joined.split(between)
        columns = [cells[at::width] for at in range(width)]
        if len(cells) != width * len(lines) or not all(map(FILLED, columns[0])):
            return None
        return Block(range(line, line + len(lines)), columns)

    def _block(self, lines: list[str], line: int) -> Block:
        """The lines as columns: one split for all of them when each has as many cells as the header.

        A blank row has a blank first cell; only then are rows looked at singly.
        """
        width, delimiter = len(self.header), self.delimiter
        if set(map(methodcaller("count", delimiter), lines)) == {width - 1}:
            cells = delimiter.join(lines).split(delimiter)
            columns = [cells[at::width] for at in range(width)]
            if all(map(FILLED, columns[0])):
                return Block(range(line, line + len(lines)), columns)
        records: Iterator[Record | Misfit] = (
            (line + at, row.split(delimiter)) for at, row in enumerate(lines)
        )
        return next(pack(records, width, len(lines)))

    def _quoted(self, text: str, line: int) -> Iterator[Record | Misfit]:
        """Rows by the csv module, from the first quote on; a row with broken quotes is a misfit."""
        lines = _Remembered(chain(io.StringIO(text), self._file))
        reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
        start, first = line, line
        while True:
            try:
                for cells in reader:
                    yield start, cells
                    lines.recent.clear()
                    start = first + reader.line_num
            except csv.Error as error:
                _refuse_endless(str(error), start, first + reader.line_num)
                yield Misfit(start, ["".join(lines.recent).rstrip("\n")], BAD_QUOTES.code)
                lines.recent.clear()
                start = first + reader.line_num
            else:
                return


class _Remembered:
    """Lines passed on one by one; those of the row being read can still be shown."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.recent: list[str] = []

    def __iter__(self) -> "_Remembered":
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.recent.append(line)
        return line


def _refuse_endless(message: str, start: int, end: int) -> None:
    """Raises UserCanFix when a quote was opened and the rest of the file went into one cell."""
    if "field larger" in message:
        code = "intake.quote_unclosed" if end - start > 1 else "intake.cell_too_long"
        raise UserCanFix(code, line=start)
    if "end of data" in message:
        raise UserCanFix("intake.quote_unclosed", line=start)


def _sample_lines(sample: str) -> list[str]:
    lines = [line for line in sample.split("\n")[:HEADER_SEARCH_ROWS] if line.strip()]
    return [line for line in lines if not line.lstrip('"').startswith("#")] or lines


def _sample_records(sample: str, delimiter: str) -> list[Record]:
    reader = csv.reader(io.StringIO(sample), delimiter=delimiter)
    records: list[Record] = []
    try:
        for cells in islice(reader, HEADER_SEARCH_ROWS):
            records.append((reader.line_num, cells))
    except csv.Error:
        pass
    return records
