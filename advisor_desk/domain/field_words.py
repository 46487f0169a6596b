"""The English names of fields, for sentences that list columns. Chinese names are the fields' own."""

from collections.abc import Iterable
from functools import cache

from advisor_desk.domain.kinds import KINDS

LISTED = "、"
"""What stands between the names where a parameter of an error lists several."""


@cache
def _english() -> dict[str, str]:
    return {field.zh: field.en for spec in KINDS.values() for field in spec.fields}


def in_english(names: Iterable[str]) -> list[str]:
    """The English names; what is no field's name (a column of the person's own) stays as it is."""
    return [_english().get(name, name) for name in names]


def listed_in_english(listed: str) -> str:
    """The same for names that stand in one text."""
    return ", ".join(in_english(listed.split(LISTED)))
