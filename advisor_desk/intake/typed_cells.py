"""Cells of a workbook that are not text: numbers, dates, booleans. They keep their type here so
that damage done by the spreadsheet (a rounded identity number) is seen and refused."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite

from advisor_desk.domain.dates import from_day
from advisor_desk.domain.kinds import Check, FieldSpec, FieldType
from advisor_desk.intake import verdict as v
from advisor_desk.intake.cells import ReadCell
from advisor_desk.intake.day_words import serial_day
from advisor_desk.intake.verdict import Bad, Verdict

RawCell = str | int | float | bool | date | datetime | time | timedelta
"""What a workbook gives for a cell; text files give str only."""

EXACT_DIGITS = 10**15
"""A spreadsheet keeps 15 digits; a larger number has lost its tail."""

_FUND_CODE_DIGITS = 6
_PRODUCT_CODES = frozenset({"code", "product_code"})


def show(cell: RawCell) -> str:
    """The cell as text, for previews and rejected rows."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return number_text(cell)
    if isinstance(cell, datetime) and cell.time() == time.min:
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat(" ") if isinstance(cell, datetime) else cell.isoformat()
    return str(cell)


def number_text(number: float) -> str:
    """A number without a needless `.0`, never in scientific form, to 15 digits.

    A spreadsheet keeps 15 digits; what follows them in a float is binary noise.
    """
    if isinstance(number, int):
        return str(number)
    if number.is_integer() and abs(number) < EXACT_DIGITS * 1000:
        return str(int(number))
    text = format(number, ".15g")
    return format(Decimal(text), "f") if "e" in text else text


def read_typed(spec: FieldSpec, cell: RawCell, read: ReadCell) -> Verdict:
    """The value of a cell that is not text, for the field `spec`.

    `read` is the field's reader of text, with dates in AUTO order.
    """
    if isinstance(cell, bool):
        return int(cell) if spec.type is FieldType.FLAG else v.WRONG_TYPE
    if isinstance(cell, int | float):
        return _number(spec, cell, read)
    if isinstance(cell, date):
        if spec.type is FieldType.DATE:
            return read((cell.date() if isinstance(cell, datetime) else cell).isoformat())
        is_words = spec.type is FieldType.TEXT and spec.check in (Check.NONE, Check.DAYS)
        return read(show(cell)) if is_words else v.WRONG_TYPE
    return v.WRONG_TYPE


def _number(spec: FieldSpec, cell: float, read: ReadCell) -> Verdict:
    if not isfinite(cell):
        return v.BAD_NUMBER
    if spec.check is Check.ID_NO:
        return v.DAMAGED_ID
    if spec.type is FieldType.DATE:
        found = serial_day(int(cell)) if cell == int(cell) else v.BAD_DATE
        if isinstance(found, Bad):
            return found
        return read(from_day(found).isoformat())
    if spec.type is FieldType.TEXT:
        return _identifier(spec, cell, read)
    return read(number_text(cell))


def _identifier(spec: FieldSpec, cell: float, read: ReadCell) -> Verdict:
    if abs(cell) >= EXACT_DIGITS:
        return v.DAMAGED_NUMBER
    text = number_text(cell)
    if spec.name in _PRODUCT_CODES and len(text) < _FUND_CODE_DIGITS:
        return v.ZEROS_LOST
    return read(text)
