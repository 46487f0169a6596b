"""Numbers in cells: money, whole numbers, percentages, units. Exact; no float is ever made."""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from advisor_desk.intake.clean import half_width
from advisor_desk.intake.verdict import (
    BAD_NUMBER,
    DAMAGED_NUMBER,
    PERCENT_UNCLEAR,
    TOO_LARGE,
    TOO_PRECISE,
    Bad,
)

FEN_PLACES = 2
UNIT_PLACES = 4
FEN_PER_YUAN = 10**FEN_PLACES
UNIT_PARTS = 10**UNIT_PLACES
BP_PER_PERCENT = 100
BP_PER_WHOLE = 10_000
LARGEST = 10**16
"""Largest figure taken, in the smallest unit: a hundred trillion yuan is a slip, not a fortune."""

_PLAIN = re.compile(r"[+-]?(?:\d{1,20}(?:\.\d{0,10})?|\.\d{1,10})", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d{0,10})?", re.ASCII)
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d*)?[eE][+-]?\d+", re.ASCII)
_SCALES = {"万亿": 10**12, "亿": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "千": 10**3}
_MONEY_WORDS = ("人民币", "RMB", "CNY", "¥", "￥")
_NOT_PLAIN = re.compile(r"[^0-9.\n-]")
_BAD_COMMA = re.compile(r",(?:(?<![0-9],)|(?<=[0-9]{4},)|(?![0-9]{3}(?:[,.\n]|\Z)))")
_NO_DIGITS = frozenset((".", "-", "-."))
_COMMA_AFTER_DOT = re.compile(r"\.[0-9]*,")


def number(text: str) -> Decimal | Bad:
    """The number in `text`, which is stripped and half-width; thousands separators may be there."""
    negative = text.startswith("(") and text.endswith(")")
    if negative:
        text = text[1:-1].strip()
        if text[:1] in "+-":
            return BAD_NUMBER
    if text.startswith(("+ ", "- ")):
        text = text[0] + text[1:].lstrip()
    if _PLAIN.fullmatch(text):
        found = Decimal(text)
    elif _GROUPED.fullmatch(text):
        found = Decimal(text.replace(",", ""))
    elif _SCIENTIFIC.fullmatch(text):
        return DAMAGED_NUMBER
    else:
        return BAD_NUMBER
    return -found if negative else found


def scaled(value: Decimal, factor: int) -> int | Bad:
    """`value` times `factor` as a whole number; Bad when a fraction would be lost or it is too large."""
    exact = value * factor
    whole = int(exact)
    if whole != exact:
        return TOO_PRECISE
    return whole if -LARGEST <= whole <= LARGEST else TOO_LARGE


def money(text: str, unit: int = 1) -> int | Bad:
    """Fen of an amount such as 1,234.50, ￥-3, (20.00), 12.5万, ３亿元.

    `unit` is how many yuan one unit of the column is (10,000 when the file counts in 万); an amount
    that carries its own 万 or 亿 is taken by its own word.
    """
    text = half_width(text)
    bracketed = text.startswith("(") and text.endswith(")")
    if bracketed:
        text = text[1:-1].strip()
    text, sign = _without_currency(text)
    factor = unit
    for word, scale in _SCALES.items():
        if text.endswith(word):
            text, factor = text[: -len(word)].rstrip(), scale
            break
    if (bracketed or sign) and text[:1] in ("+", "-", ""):
        return BAD_NUMBER
    found = number(text)
    if isinstance(found, Bad):
        return found
    return scaled(-found if bracketed or sign == "-" else found, FEN_PER_YUAN * factor)


def _without_currency(text: str) -> tuple[str, str]:
    """`text` without ￥, 元 and the like, and the sign that stood before the currency mark."""
    sign = ""
    if text.endswith("元"):
        text = text[:-1].removesuffix("人民币").rstrip()
    for word in _MONEY_WORDS:
        if text.startswith(word):
            return text[len(word) :].lstrip(), ""
        if text[:1] in ("+", "-") and text[1:].lstrip().startswith(word):
            sign = text[0]
            return text[1:].lstrip()[len(word) :].lstrip(), sign
    return text, sign


def whole(text: str) -> int | Bad:
    """A whole number; 12.00 is taken, 12.5 is not."""
    found = number(half_width(text))
    return found if isinstance(found, Bad) else scaled(found, 1)


def units(text: str) -> int | Bad:
    """Ten-thousandths of a unit."""
    found = number(half_width(text).removesuffix("份").rstrip())
    return found if isinstance(found, Bad) else scaled(found, UNIT_PARTS)


def basis_points(text: str, plain: str | None = None) -> int | Bad:
    """Basis points of 1.5%, 15‰ or 150bp; a bare number only when the profile says what it is.

    `plain` is None, "percent" (1.5 is 1.5 %) or "ratio" (0.015 is 1.5 %).
    """
    text = half_width(text)
    for suffix, factor in (("%", BP_PER_PERCENT), ("‰", 10), ("bp", 1), ("BP", 1)):
        if text.endswith(suffix):
            found = number(text.removesuffix(suffix).rstrip())
            return found if isinstance(found, Bad) else scaled(found, factor)
    found = number(text)
    if isinstance(found, Bad):
        return found
    if plain is None:
        return 0 if found == 0 else PERCENT_UNCLEAR
    return scaled(found, BP_PER_PERCENT if plain == "percent" else BP_PER_WHOLE)


def figure_column(column: Sequence[str], places: int, unit: int = 1) -> Sequence[int | None] | None:
    """A whole column of plain figures at once, scaled by ten to the `places` and by `unit`, or None.

    Thousands separators are taken; empty cells give None. The tests run on the joined text, so that a
    million cells cost a few scans and not a million calls. What is not plain is left to `money`.
    """
    if "" in column:
        filled = figure_column([text for text in column if text], places, unit)
        if filled is None:
            return None
        figures = iter(filled)
        return [next(figures) if text else None for text in column]
    joined = "\n".join(column)
    if "," in joined:
        if _BAD_COMMA.search(joined) is not None or _COMMA_AFTER_DOT.search(joined) is not None:
            return None
        joined = joined.replace(",", "")
    if _NOT_PLAIN.search(joined) is not None or joined.count("\n") != len(column) - 1:
        return None
    try:
        return _scaled_figures(joined, places, unit)
    except ValueError:
        return None


def _scaled_figures(joined: str, places: int, unit: int) -> list[int] | None:
    """The figures of plain lines. Raises ValueError when one of them is no number."""
    dots = joined.count(".")
    decimals = len(joined.partition("\n")[0].partition(".")[2]) if dots else 0
    if not dots or _other_decimals(decimals).search(joined) is None and dots == joined.count("\n") + 1:
        if decimals > places:
            return None
        figures = list(map(int, joined.replace(".", "").split("\n")))
        factor = unit * 10 ** (places - decimals)
    else:
        lines = joined.split("\n")
        if not _NO_DIGITS.isdisjoint(lines):
            return None
        parts = [line.partition(".") for line in lines]
        if max(len(tail) for _, _, tail in parts) > places:
            return None
        figures = [int(head + tail.ljust(places, "0")) for head, _, tail in parts]
        factor = unit
    if max(figures) * factor > LARGEST or min(figures) * factor < -LARGEST:
        return None
    return figures if factor == 1 else [figure * factor for figure in figures]


@cache
def _other_decimals(decimals: int) -> re.Pattern[str]:
    return re.compile(rf"\.(?![0-9]{{{decimals}}}(?:\n|\Z))")
