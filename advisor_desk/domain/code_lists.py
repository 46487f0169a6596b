"""Several codes or days in one text: `STAR,GEM`, `2026-09-01,2026-12-01`. One text for the same set."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import TypeVar

Code = TypeVar("Code", bound=StrEnum)


def joined_codes(codes: Iterable[Code]) -> str:
    """The text of codes, in the order of their declaration, each once."""
    given = set(codes)
    return ",".join(code.value for family in {type(one) for one in given} for code in family if code in given)


def codes_in(text: str | None, family: type[Code]) -> tuple[Code, ...]:
    """The codes of a text that `joined_codes` made. Raises ValueError for an unknown one."""
    return tuple(family(part) for part in text.split(",")) if text else ()


def joined_days(days: Iterable[date]) -> str:
    """The text of days, the earliest first, each once."""
    return ",".join(day.isoformat() for day in sorted(set(days)))


def days_in(text: str | None) -> tuple[date, ...]:
    """The days of a text that `joined_days` made. Raises ValueError for one that is no day."""
    return tuple(date.fromisoformat(part) for part in text.split(",")) if text else ()
