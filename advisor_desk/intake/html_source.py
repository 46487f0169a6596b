"""Tables in HTML, which trading systems save under the name .xls. The largest table is read."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from advisor_desk.errors import UserCanFix
from advisor_desk.intake.decode import Encoding, decoded
from advisor_desk.intake.table import HEADER_SEARCH_ROWS, Block, Likeness, Record, find_header, pack, trimmed

LARGEST_FILE = 64 << 20
"""Bytes; a page is held in memory, so a larger one is refused."""

LARGEST_SPAN = 100
_CELLS = ("td", "th")


class _Tables(HTMLParser):
    """Collects the rows of every table; a cell that spans columns is followed by empty cells."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = [[]]
        self._cell: list[str] | None = None
        self._span = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._end_cell()
            self.tables.append([])
        elif tag == "tr":
            self._end_cell()
            self.tables[-1].append([])
        elif tag in _CELLS:
            self._end_cell()
            if not self.tables[-1]:
                self.tables[-1].append([])
            self._cell = []
            self._span = _span_of(dict(attrs).get("colspan"))
        elif tag == "br" and self._cell is not None:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in (*_CELLS, "tr", "table"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is not None and self.tables[-1]:
            text = " ".join("".join(self._cell).split())
            self.tables[-1][-1].extend([text, *[""] * (self._span - 1)])
        self._cell = None


def _span_of(text: str | None) -> int:
    digits = (text or "").strip()
    return min(int(digits), LARGEST_SPAN) if digits.isascii() and digits.isdecimal() and int(digits) else 1


class HtmlSource:
    """The largest table of a page. A row's number is its place in the table, from 1."""

    def __init__(self, path: Path, encoding: Encoding, likeness: Likeness) -> None:
        """Raises UserCanFix: `intake.header_missing`, `intake.file_too_large` (limit)."""
        if path.stat().st_size > LARGEST_FILE:
            raise UserCanFix("intake.file_too_large", file=path.name, limit=LARGEST_FILE)
        parser = _Tables()
        for text in decoded(path, encoding.name):
            parser.feed(text)
        parser.close()
        self._rows = max(parser.tables, key=len)
        records: list[Record] = list(enumerate(self._rows, 1))
        self.header_line, cells = find_header(records[:HEADER_SEARCH_ROWS], likeness, path.name)
        self.header = trimmed(cells)
        self.total = len(self._rows)
        self.done = 0

    def close(self) -> None:
        """Nothing is held open."""

    def blocks(self) -> Iterator[Block]:
        """Rows below the header; rows without any cell are left out."""
        return pack(self._below_header(), len(self.header))

    def _below_header(self) -> Iterator[Record]:
        for line, cells in enumerate(self._rows, 1):
            self.done = line
            if line > self.header_line:
                yield line, cells
