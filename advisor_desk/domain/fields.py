"""One field of an importable kind of record: its words, its type, its limits. The kinds are in `kinds`."""

from dataclasses import dataclass
from enum import Enum, StrEnum

Cell = int | str | None
CodeEnum = type[StrEnum]


class FieldType(Enum):
    """How the text of a cell is read."""

    TEXT = "text"
    CODE = "code"
    DATE = "date"
    MONEY = "money"
    WHOLE = "whole"
    BP = "bp"
    UNITS = "units"
    FLAG = "flag"


class Check(Enum):
    """A check of shape beyond the type."""

    NONE = "none"
    PHONE = "phone"
    ID_NO = "id_no"
    NOT_FUTURE = "not_future"
    POSITIVE = "positive"
    EXPOSURE = "exposure"
    CODES = "codes"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field: its name in storage, its header in Chinese and English, its type and limits.

    A text with the check CODES lists codes of `list_of`, one with DAYS days: see `code_lists`.
    """

    name: str
    zh: str
    en: str
    type: FieldType = FieldType.TEXT
    required: bool = False
    codes: CodeEnum | None = None
    max_length: int = 200
    check: Check = Check.NONE
    list_of: CodeEnum | None = None


def text(name: str, zh: str, en: str, required: bool = False, max_length: int = 200) -> FieldSpec:
    """Words."""
    return FieldSpec(name, zh, en, required=required, max_length=max_length)


def code(name: str, zh: str, en: str, codes: CodeEnum, required: bool = False) -> FieldSpec:
    """One code."""
    return FieldSpec(name, zh, en, FieldType.CODE, required, codes)


def date(name: str, zh: str, en: str, required: bool = False, check: Check = Check.NONE) -> FieldSpec:
    """A day."""
    return FieldSpec(name, zh, en, FieldType.DATE, required, check=check)


def money(name: str, zh: str, en: str, required: bool = False) -> FieldSpec:
    """Fen."""
    return FieldSpec(name, zh, en, FieldType.MONEY, required)


def whole(name: str, zh: str, en: str) -> FieldSpec:
    """A whole number."""
    return FieldSpec(name, zh, en, FieldType.WHOLE)


def listed(name: str, zh: str, en: str, codes: CodeEnum) -> FieldSpec:
    """Several codes in one cell."""
    return FieldSpec(name, zh, en, check=Check.CODES, list_of=codes)


def flag(name: str, zh: str, en: str) -> FieldSpec:
    """Yes or no."""
    return FieldSpec(name, zh, en, FieldType.FLAG)
