"""Named derivations that a profile may use: from the text of some cells to the text of a field.

The registry is closed: a profile chooses from it and cannot bring code of its own. What is derived
is text and goes through the same checks as a cell. A derivation that cannot be done gives None,
and the row is refused with the field's name.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from advisor_desk.intake.day_words import calendar_day
from advisor_desk.intake.verdict import Bad

Params = Mapping[str, str]
Derive = Callable[[Sequence[str], Params], str | None]

_WOMAN_MONTHS = 50
_BIRTH_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Derivation:
    """A named step: how many columns it reads (None: any number) and which parameters it needs."""

    run: Derive
    columns: int | None = 1
    params: tuple[str, ...] = ()


def _birth_parts(text: str) -> tuple[int, int, int] | None:
    """Year, month (women: plus 50) and day of a Czech birth number `yymmdd`; born before 2000."""
    if len(text) != _BIRTH_DIGITS or not (text.isascii() and text.isdecimal()):
        return None
    return 1900 + int(text[:2]), int(text[2:4]), int(text[4:])


def _czech_birth_date(cells: Sequence[str], params: Params) -> str | None:
    del params
    parts = _birth_parts(cells[0])
    if parts is None:
        return None
    year, month, day = parts
    month = month - _WOMAN_MONTHS if month > _WOMAN_MONTHS else month
    if isinstance(calendar_day(year, month, day), Bad):
        return None
    return f"{year:04d}-{month:02d}-{day:02d}"


def _czech_gender(cells: Sequence[str], params: Params) -> str | None:
    del params
    parts = _birth_parts(cells[0])
    return None if parts is None else ("F" if parts[1] > _WOMAN_MONTHS else "M")


def _concat(cells: Sequence[str], params: Params) -> str | None:
    return params.get("separator", "").join(cells) if all(cells) else None


def _first_filled(cells: Sequence[str], params: Params) -> str | None:
    del params
    return next((cell for cell in cells if cell), "")


def _prefix(cells: Sequence[str], params: Params) -> str | None:
    return params["text"] + cells[0] if cells[0] else ""


def _pad_left(cells: Sequence[str], params: Params) -> str | None:
    width = int(params["width"]) if params["width"].isdecimal() else 0
    return cells[0].rjust(width, params.get("fill", "0")[:1] or "0") if cells[0] else ""


def _negate(cells: Sequence[str], params: Params) -> str | None:
    del params
    text = cells[0]
    if not text:
        return ""
    return text[1:] if text.startswith("-") else "-" + text.removeprefix("+")


def _magnitude(cells: Sequence[str], params: Params) -> str | None:
    del params
    return cells[0].lstrip("+-")


def _digits(cells: Sequence[str], params: Params) -> str | None:
    del params
    return "".join(character for character in cells[0] if character in "0123456789")


def _before(cells: Sequence[str], params: Params) -> str | None:
    return cells[0].partition(params["mark"])[0].strip()


def _after(cells: Sequence[str], params: Params) -> str | None:
    return cells[0].partition(params["mark"])[2].strip()


DERIVATIONS: Mapping[str, Derivation] = {
    "copy": Derivation(lambda cells, _: cells[0]),
    "czech_birth_date": Derivation(_czech_birth_date),
    "czech_gender": Derivation(_czech_gender),
    "concat": Derivation(_concat, None),
    "first_filled": Derivation(_first_filled, None),
    "prefix": Derivation(_prefix, params=("text",)),
    "pad_left": Derivation(_pad_left, params=("width",)),
    "negate": Derivation(_negate),
    "abs": Derivation(_magnitude),
    "digits": Derivation(_digits),
    "before": Derivation(_before, params=("mark",)),
    "after": Derivation(_after, params=("mark",)),
}
"""`concat` takes an optional `separator`, `pad_left` an optional `fill`."""

OPTIONAL_PARAMS: Mapping[str, tuple[str, ...]] = {"concat": ("separator",), "pad_left": ("fill",)}
