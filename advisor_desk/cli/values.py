"""Values of options, read alike by the command lines of the desk and of the hub.

Each raises WrongUsage("usage.form") with an example of a value that can be read.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

from advisor_desk.cli.usage import wrong_form

DAY = "2026-11-21"
"""How a day is written."""
_MOST_DIGITS = 12


def file(text: str, example: str = "FILE") -> Path:
    """A path; an empty one would be the folder that the program happens to run in."""
    if not text.strip():
        raise wrong_form(text, example)
    return Path(text)


def day(text: str) -> date:
    """A date of ten characters."""
    with suppress(ValueError):
        if len(text) == len(DAY):
            return date.fromisoformat(text)
    raise wrong_form(text, DAY)


def whole(least: int, most: int, example: str | None = None) -> Callable[[str], int]:
    """A whole number between two others; the example is the largest one unless another is given."""

    def read(text: str) -> int:
        digits = text.lstrip("0") or text[:1]
        is_number = digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS
        if not (is_number and least <= int(digits) <= most):
            raise wrong_form(text, str(most) if example is None else example)
        return int(digits)

    return read
