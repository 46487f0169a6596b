"""What a cell turns out to be: a value, or `Bad` with the permanent code of the reason."""

from dataclasses import dataclass

from advisor_desk.domain.kinds import Cell


@dataclass(frozen=True, slots=True)
class Bad:
    """A cell that cannot be taken. `code` is permanent; the words are made elsewhere."""

    code: str


Verdict = Cell | Bad

REQUIRED = Bad("intake.required")
FORMULA = Bad("intake.formula")
CONTROL = Bad("intake.control_character")
LINE_BREAK = Bad("intake.line_break")
TOO_LONG = Bad("intake.too_long")
BAD_NUMBER = Bad("intake.number")
DAMAGED_NUMBER = Bad("intake.number_damaged")
TOO_PRECISE = Bad("intake.too_precise")
TOO_LARGE = Bad("intake.too_large")
NOT_POSITIVE = Bad("intake.not_positive")
PERCENT_UNCLEAR = Bad("intake.percent_unclear")
BAD_DATE = Bad("intake.date")
FUTURE_DATE = Bad("intake.date_in_future")
UNKNOWN_CODE = Bad("intake.unknown_code")
BAD_FLAG = Bad("intake.flag")
BAD_PHONE = Bad("intake.phone")
BAD_ID = Bad("intake.id_no")
DAMAGED_ID = Bad("intake.id_damaged")
ZEROS_LOST = Bad("intake.leading_zeros_lost")
BAD_EXPOSURE = Bad("intake.exposure")
WRONG_TYPE = Bad("intake.cell_type")
ONE_OF_REQUIRED = Bad("intake.one_of_required")
RAGGED = Bad("intake.cell_count")
BAD_QUOTES = Bad("intake.quotes")
NOT_FOUND = Bad("intake.lookup_missing")
NOT_DERIVED = Bad("intake.not_derived")
