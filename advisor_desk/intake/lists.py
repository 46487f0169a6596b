"""Cells that hold several codes or several days; each becomes the one text of `domain.code_lists`."""

import re
from collections.abc import Callable
from enum import StrEnum

from advisor_desk.domain.code_lists import joined_codes, joined_days
from advisor_desk.domain.dates import from_day
from advisor_desk.intake import day_words
from advisor_desk.intake import verdict as v
from advisor_desk.intake.clean import half_width
from advisor_desk.intake.verdict import Bad, Verdict
from advisor_desk.intake.vocabulary import bare_word, words_of

_BETWEEN_CODES = re.compile(r"[、,;/|]")
_BETWEEN_DAYS = re.compile(r"[、,;\s]+")


def codes_reader(codes: type[StrEnum]) -> Callable[[str], Verdict]:
    """Reads codes or words with 、 , ; / between them; every one must be known."""
    words = words_of(codes)

    def read(text: str) -> Verdict:
        parts = [bare_word(part) for part in _BETWEEN_CODES.split(half_width(text))]
        found = [words.get(part) for part in parts if part]
        if not found or None in found:
            return v.UNKNOWN_CODE
        return joined_codes(codes(code) for code in found if code is not None)

    return read


def days_reader(order: day_words.DateOrder, century: int, longest: int) -> Callable[[str], Verdict]:
    """Reads days with 、 , ; or space between them; each must be a day of the calendar."""

    def read(text: str) -> Verdict:
        days = []
        for part in _BETWEEN_DAYS.split(half_width(text)):
            if not part:
                continue
            found = day_words.day(part, order, century)
            if isinstance(found, Bad) or found == day_words.FOREVER:
                return v.BAD_DATE
            days.append(from_day(found))
        listed = joined_days(days)
        if not days:
            return v.BAD_DATE
        return v.TOO_LONG if len(listed) > longest else listed

    return read
