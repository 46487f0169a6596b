"""Dates in cells, to whole days since 1970-01-01. No clock: who needs today passes it in."""

import re
from datetime import date
from enum import Enum

from advisor_desk.domain.dates import to_day
from advisor_desk.intake.clean import half_width
from advisor_desk.intake.verdict import BAD_DATE, Bad

FOREVER = to_day(date(9999, 12, 31))
"""长期: the day that stands for "no end" on identity documents."""

EARLIEST_YEAR = 1900
_EXCEL_DAY_ZERO = to_day(date(1899, 12, 30))
_EXCEL_SERIALS = (3_000, 80_000)
"""From 1908 to 2119. A smaller number is rather a year than a date."""

_TIME = r"(?:[ T]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|\+08:?00)?)?"
_YEAR_FIRST = re.compile(r"(\d{4})([-/.年])(\d{1,2})([-/.月])(\d{1,2})日?" + _TIME, re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[ T]*\d{2}:?\d{2}:?\d{2})?", re.ASCII)
_SHORT = re.compile(r"(\d{2})(\d{2})(\d{2})" + _TIME, re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})" + _TIME, re.ASCII)
_NO_END = frozenset({"长期", "永久", "长期有效"})


class DateOrder(Enum):
    """How a column writes its dates. AUTO takes every form in which the year comes first."""

    AUTO = "auto"
    YYMMDD = "yymmdd"
    DMY = "dmy"
    MDY = "mdy"


def day(text: str, order: DateOrder = DateOrder.AUTO, century: int = 1900) -> int | Bad:
    """The day that `text` names. `century` is added to the two-digit years of YYMMDD."""
    text = half_width(text)
    if order is DateOrder.YYMMDD:
        short = _SHORT.fullmatch(text)
        if short is None:
            return BAD_DATE
        return calendar_day(century + int(short[1]), int(short[2]), int(short[3]))
    if order is not DateOrder.AUTO:
        return _year_last(text, order)
    found = _YEAR_FIRST.fullmatch(text)
    if found is not None:
        if {found[2], found[4]} not in ({"-"}, {"/"}, {"."}, {"年", "月"}):
            return BAD_DATE
        return calendar_day(int(found[1]), int(found[3]), int(found[5]))
    found = _COMPACT.fullmatch(text)
    if found is not None:
        return calendar_day(int(found[1]), int(found[2]), int(found[3]))
    return FOREVER if text in _NO_END else BAD_DATE


def _year_last(text: str, order: DateOrder) -> int | Bad:
    found = _YEAR_LAST.fullmatch(text)
    if found is None:
        return BAD_DATE
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if order is DateOrder.DMY:
        first, second = second, first
    return calendar_day(year, first, second)


def calendar_day(year: int, month: int, day_of_month: int) -> int | Bad:
    """Days since 1970-01-01 of a date from 1900 on, Bad when there is no such date."""
    if year < EARLIEST_YEAR:
        return BAD_DATE
    try:
        return to_day(date(year, month, day_of_month))
    except ValueError:
        return BAD_DATE


def serial_day(serial: int) -> int | Bad:
    """The day of an Excel date serial (1900 system), or of a number written 20261121."""
    low, high = _EXCEL_SERIALS
    if low <= serial <= high:
        return _EXCEL_DAY_ZERO + serial
    return day(str(serial)) if len(str(serial)) == 8 else BAD_DATE  # noqa: PLR2004
