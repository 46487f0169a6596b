"""Reading parsed JSON that somebody else wrote: every field is looked at before it is used."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

MOST_WHOLE: Final = (1 << 63) - 1


class Shapeless(ValueError):  # noqa: N818 - named for what it says of the message
    """A message, or the field that it names, is not what the protocol says."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def mapping(value: object, field: str = "") -> Mapping[str, Any]:
    """An object. Raises Shapeless."""
    if not isinstance(value, dict):
        raise Shapeless(field)
    return value


def json_object(raw: bytes | str, field: str = "body") -> Mapping[str, Any]:
    """The object that a text of JSON is. Raises Shapeless: no JSON, no object, nested too deeply."""
    try:
        return mapping(json.loads(raw))
    except (ValueError, RecursionError):
        raise Shapeless(field) from None


def json_object_if_any(raw: str) -> Mapping[str, Any]:
    """What can be read of a text that programs of any age wrote: nothing where it is no object of JSON."""
    try:
        return json_object(raw)
    except Shapeless:
        return {}


def listed(given: Mapping[str, Any], field: str, most: int | None = None) -> list[Any]:
    """A list of at most `most` items. Raises Shapeless."""
    value = given.get(field)
    if not isinstance(value, list) or (most is not None and len(value) > most):
        raise Shapeless(field)
    return value


def text(given: Mapping[str, Any], field: str, most: int | None = None) -> str:
    """A text of at most `most` characters that UTF-8 can hold. Raises Shapeless."""
    value = given.get(field)
    if not isinstance(value, str) or (most is not None and len(value) > most):
        raise Shapeless(field)
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Shapeless(field) from None
    if "\x00" in value:
        raise Shapeless(field)
    return value


def text_or_none(given: Mapping[str, Any], field: str, most: int | None = None) -> str | None:
    """A text, or None where there is none. Raises Shapeless."""
    return None if given.get(field) is None else text(given, field, most)


def number(given: Mapping[str, Any], field: str) -> int:
    """A whole number of 64 bits, no flag. Raises Shapeless."""
    value = given.get(field)
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > MOST_WHOLE:
        raise Shapeless(field)
    return value


def instant(text: str) -> datetime | None:
    """The instant of an ISO time with its zone; None for any other text."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if found.tzinfo is None else found


def flag(given: Mapping[str, Any], field: str) -> bool:
    """True or false; absent is false. Raises Shapeless."""
    value = given.get(field, False)
    if not isinstance(value, bool):
        raise Shapeless(field)
    return value
