"""Workbooks (.xlsx, .xls) as tables, by python-calamine. Numbers and dates keep their type."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from advisor_desk.errors import UserCanFix
from advisor_desk.intake.table import (
    HEADER_SEARCH_ROWS,
    Block,
    Likeness,
    Misfit,
    Record,
    find_header,
    is_blank,
    pack,
    trimmed,
)
from advisor_desk.intake.typed_cells import show

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_Result = TypeVar("_Result")


class ExcelSource:
    """One sheet of a workbook opened as a table; `sheets` are the names that can be chosen."""

    def __init__(self, path: Path, wanted: str | None, hint: str | None, likeness: Likeness) -> None:
        """Raises UserCanFix: `intake.workbook_encrypted`, `intake.workbook_damaged`,
        `intake.sheet_missing` (sheet), `intake.header_missing`."""
        self._path = path
        book = _guarded(path, lambda: _load(path))
        self.sheets = tuple(book.sheet_names)
        self.sheet, self._sheet = self._choose(book, wanted, hint)
        head = [(line, [show(cell) for cell in cells]) for line, cells in self._head()]
        self.header_line, cells = find_header(head, likeness, path.name)
        self.header = trimmed(cells)
        self.total = self._sheet.total_height
        self.done = 0

    def _choose(
        self, book: "CalamineWorkbook", wanted: str | None, hint: str | None
    ) -> tuple[str, "CalamineSheet"]:
        """The sheet a person wants, else the profile's, else the first that is not empty."""
        if wanted is not None and wanted not in self.sheets:
            raise UserCanFix("intake.sheet_missing", sheet=wanted)
        name = wanted or (hint if hint in self.sheets else None)
        for candidate in (name,) if name is not None else self.sheets:
            sheet = _guarded(self._path, partial(book.get_sheet_by_name, candidate))
            if name is not None or sheet.height > 0:
                return candidate, sheet
        raise UserCanFix("intake.header_missing", file=self._path.name)

    def _head(self) -> list[Record]:
        return _guarded(
            self._path, lambda: list(islice(enumerate(self._sheet.iter_rows(), 1), HEADER_SEARCH_ROWS))
        )

    def close(self) -> None:
        """Nothing is held open: the workbook is in memory and goes with this object."""

    def blocks(self) -> Iterator[Block]:
        """Rows below the header."""
        width = len(self.header)
        return pack(self._below_header(width), width, typed=True)

    def _below_header(self, width: int) -> Iterator[Record | Misfit]:
        for line, cells in enumerate(self._sheet.iter_rows(), 1):
            self.done = line
            if line <= self.header_line:
                continue
            if len(cells) < width:
                cells.extend([""] * (width - len(cells)))
            elif len(cells) > width and is_blank(cells[width:]):
                del cells[width:]
            yield line, cells


def _load(path: Path) -> "CalamineWorkbook":
    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_path(path)


def _guarded(path: Path, run: Callable[[], _Result]) -> _Result:
    """The result of a call into calamine, whose every failure is a damaged file to a person."""
    from python_calamine import CalamineError, PasswordError

    try:
        return run()
    except PasswordError:
        raise UserCanFix("intake.workbook_encrypted", file=path.name) from None
    except (CalamineError, OSError, ValueError):
        raise UserCanFix("intake.workbook_damaged", file=path.name) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise UserCanFix("intake.workbook_damaged", file=path.name) from None
