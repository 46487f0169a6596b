"""Shapes of identity: phone numbers, resident identity numbers, organisation codes.

Sources: GB 11643-1999 (identity number, check digit by ISO 7064 MOD 11-2), GB 32100-2015
(unified social credit code, MOD 31), mobile numbers 1[3-9] and nine digits.
"""

import re

from advisor_desk.intake.clean import half_width
from advisor_desk.intake.day_words import calendar_day
from advisor_desk.intake.verdict import BAD_ID, BAD_PHONE, DAMAGED_ID, Bad

_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_LANDLINE = re.compile(r"(0\d{2,3})(\d{7,8})", re.ASCII)
_COUNTRY = re.compile(r"(?:\+|00)?86(?=1[3-9]\d{9}$|0?\d{9,11}$)", re.ASCII)
_RESIDENT = re.compile(r"[1-9]\d{16}[\dX]", re.ASCII)
_OTHER_DOCUMENT = re.compile(r"[A-Z0-9][A-Z0-9()/-]{3,29}", re.ASCII)
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+", re.ASCII)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_PROVINCES = frozenset(
    (11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46)
    + (50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83, 91)
)
_ORG_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORG_CODE = re.compile(rf"[{_ORG_ALPHABET}]{{2}}\d{{6}}[{_ORG_ALPHABET}]{{10}}", re.ASCII)
_ID_LENGTH = 18
_OLD_ID_LENGTH = 15


def phone(text: str) -> str | Bad:
    """A mobile number as 11 digits, or a landline as area code, dash, number."""
    digits = re.sub(r"[\s\-()·.]", "", half_width(text))
    digits = _COUNTRY.sub("", digits)
    if _MOBILE.fullmatch(digits):
        return digits
    landline = _LANDLINE.fullmatch(digits)
    if landline is None:
        return BAD_PHONE
    area, rest = split_area(digits)
    return f"{area}-{rest}"


def split_area(digits: str) -> tuple[str, str]:
    """Area code and number of a landline: 010 and 02x have three digits, the others four."""
    size = 3 if digits[1] in "12" else 4
    return digits[:size], digits[size:]


def check_digit(first17: str) -> str:
    """The 18th character of a resident identity number (ISO 7064 MOD 11-2)."""
    return _CHECK_DIGITS[sum(int(d) * w for d, w in zip(first17, _WEIGHTS, strict=True)) % 11]


def is_resident_id(text: str) -> bool:
    """True when province, date of birth and check digit of an 18-character number all hold."""
    if _RESIDENT.fullmatch(text) is None or int(text[:2]) not in _PROVINCES:
        return False
    born = calendar_day(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    return not isinstance(born, Bad) and check_digit(text[:17]) == text[17]


def is_org_code(text: str) -> bool:
    """True for a unified social credit code whose check character holds (GB 32100-2015).

    Digits with a year of birth in the place of a resident number are judged as one only: one mistyped
    identity number in 31 would pass for an organisation.
    """
    if _ORG_CODE.fullmatch(text) is None:
        return False
    if _RESIDENT.fullmatch(text) is not None and text[6:8] in ("19", "20"):
        return False
    total = sum(_ORG_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(text[:17]))
    return _ORG_ALPHABET[(31 - total % 31) % 31] == text[17]


def id_no(text: str) -> str | Bad:
    """An identity number in capitals without blanks.

    Eighteen characters must be a resident number or an organisation code; passports and other
    documents are taken by their letters. Digits that a spreadsheet has rounded are told apart.
    """
    number = re.sub(r"\s", "", half_width(text)).upper()
    if _SCIENTIFIC.fullmatch(number):
        return DAMAGED_ID
    if is_resident_id(number) or is_org_code(number):
        return number
    if number.isascii() and number.isdecimal() and len(number) >= _OLD_ID_LENGTH:
        if len(number) == _OLD_ID_LENGTH:
            return number
        return DAMAGED_ID if len(number) == _ID_LENGTH and number.endswith("000") else BAD_ID
    if len(number) == _ID_LENGTH or _OTHER_DOCUMENT.fullmatch(number) is None:
        return BAD_ID
    return number
