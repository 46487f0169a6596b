"""A table of worked cases: rows with inputs and expected results, cell by cell. Knows no rule.

Every fault of the table is the person's to fix and names line and column; nothing is skipped.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from advisor_desk.domain.money import yuan
from advisor_desk.errors import UserCanFix

_Code = TypeVar("_Code", bound=StrEnum)
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SHOWN = 60
CASE_ID = "case_id"
IGNORED = frozenset({"note"})


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a table: needed inputs, optional inputs, and a text for each expected column."""

    needed: frozenset[str]
    optional: frozenset[str]
    expected: frozenset[str]

    def check(self, header: Sequence[str]) -> None:
        """Raises UserCanFix("rules.verify_column", column, problem) for a header that does not fit."""
        for column in header:
            if header.count(column) > 1:
                raise UserCanFix("rules.verify_column", column=column, problem="repeated")
            if column not in self.needed | self.optional | self.expected | IGNORED | {CASE_ID}:
                raise UserCanFix("rules.verify_column", column=column, problem="unknown")
        for column in sorted(self.needed | {CASE_ID}):
            if column not in header:
                raise UserCanFix("rules.verify_column", column=column, problem="missing")


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case: its line in the file and its cells, stripped."""

    line: int
    cells: Mapping[str, str]

    @property
    def case_id(self) -> str:
        """The name of the case."""
        return self.cells[CASE_ID]

    def fault(self, column: str, problem: str) -> UserCanFix:
        """The error that points at a cell."""
        return UserCanFix(
            "rules.verify_cell",
            case_id=self.case_id,
            line=self.line,
            column=column,
            value=self.text(column)[:_SHOWN],
            problem=problem,
        )

    def text(self, column: str) -> str:
        """The cell, empty when the table has no such column."""
        return self.cells.get(column, "")

    def day(self, column: str) -> date:
        """A date as YYYY-MM-DD."""
        if not _DATE.fullmatch(self.text(column)):
            raise self.fault(column, "not_a_date")
        try:
            return date.fromisoformat(self.text(column))
        except ValueError:
            raise self.fault(column, "not_a_date") from None

    def day_or_none(self, column: str) -> date | None:
        """A date, None when the cell is empty."""
        return self.day(column) if self.text(column) else None

    def decimal(self, column: str) -> Decimal:
        """A plain number with at most six decimals."""
        if not _NUMBER.fullmatch(self.text(column)):
            raise self.fault(column, "not_a_number")
        return Decimal(self.text(column))

    def whole(self, column: str) -> int:
        """A whole number that is not negative."""
        number = self.decimal(column)
        if number < 0 or number != int(number):
            raise self.fault(column, "not_a_count")
        return int(number)

    def fen(self, column: str) -> int:
        """An amount in yuan with at most two decimals, as fen."""
        number = self.decimal(column)
        try:
            return yuan(number)
        except ValueError:
            raise self.fault(column, "not_money") from None

    def code(self, column: str, codes: type[_Code]) -> _Code:
        """One of the codes."""
        try:
            return codes(self.text(column))
        except ValueError:
            raise self.fault(column, "unknown_code") from None


def read_cases(csv_text: str, layout: Layout) -> list[CaseRow]:
    """The cases of a table with a header.

    Raises UserCanFix: `rules.verify_column`, `rules.verify_row` (line, problem), `rules.verify_empty`.
    """
    reader = csv.reader(io.StringIO(csv_text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        layout.check(header)
        rows: list[CaseRow] = []
        seen: set[str] = set()
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            rows.append(_row(reader.line_num, header, cells, seen))
    except csv.Error:
        raise UserCanFix("rules.verify_row", line=reader.line_num, problem="not_csv") from None
    if not rows:
        raise UserCanFix("rules.verify_empty")
    return rows


def _row(line: int, header: Sequence[str], cells: Sequence[str], seen: set[str]) -> CaseRow:
    if len(cells) != len(header):
        raise UserCanFix("rules.verify_row", line=line, problem="wrong_cell_count")
    row = CaseRow(line, {name: cell.strip() for name, cell in zip(header, cells, strict=True)})
    if not row.case_id:
        raise UserCanFix("rules.verify_row", line=line, problem="no_case_id")
    if row.case_id in seen:
        raise UserCanFix("rules.verify_row", line=line, problem="repeated_case_id")
    seen.add(row.case_id)
    return row
