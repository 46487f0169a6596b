"""The dirt that exports leave on a cell, taken off before the cell is read. No types here."""

import re

BLANKS = " \t\r\n\x0b\x0c\x1a\x85\xa0\u2000\u2001\u2002\u2003\u2009\u200b\u202f\u3000\ufeff"
"""White space as exports use it: ideographic and no-break spaces, byte order marks, Ctrl-Z."""

FORMULA_SIGNS = "=+-@＝＋－＠"
"""First characters that a spreadsheet may run (full-width forms too, in East Asian locales)."""

_WRAPPER = re.compile(r'="([^"]*)"')
_EMPTY_MARKS = frozenset({"", "-", "--", "---", "—", "——", "－", "－－"})
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x2212: 0x2D}


def half_width(text: str) -> str:
    """Full-width ASCII and the minus sign U+2212 as plain ASCII; other characters stay."""
    return text if text.isascii() else text.translate(_HALF_WIDTH)


def clean(text: str) -> str:
    """`text` without outer blanks, the `="000001"` wrapper, and a guarding apostrophe.

    An apostrophe is dropped only before a digit or a formula sign, where programs put it to keep
    a spreadsheet from reading the cell.
    """
    text = text.strip(BLANKS)
    if text.startswith("="):
        wrapped = _WRAPPER.fullmatch(text)
        if wrapped is not None:
            return wrapped[1].strip(BLANKS)
    elif text.startswith("'") and len(text) > 1 and (text[1] in FORMULA_SIGNS or text[1].isdigit()):
        return text[1:]
    return text


def is_empty_mark(text: str) -> bool:
    """True for nothing and for the dashes that reports print in place of nothing."""
    return text in _EMPTY_MARKS
