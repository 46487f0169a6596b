"""Values of advice as JSON and back: codes by name, dates in ISO form; read is what was written."""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from advisor_desk.usecases.review_client import plain

T = TypeVar("T")

__all__ = ["plain", "rebuilt"]


def rebuilt(kind: type[T], value: object) -> T:
    """The value of a record's type that `plain` made `value` of.

    A field that is not there gets its default. Raises ValueError, KeyError or TypeError for anything else.
    """
    made: T = _made(kind, value)
    return made


def _made(kind: Any, value: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _one_of(get_args(kind), value)
    if origin is tuple:
        return _row(get_args(kind), value)
    if origin is frozenset:
        return frozenset(_made(get_args(kind)[0], each) for each in value)
    if is_dataclass(kind):
        return _record(kind, value)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    return date.fromisoformat(value) if kind is date else value


def _one_of(kinds: tuple[Any, ...], value: Any) -> Any:
    """A value that may be missing; a choice of plain types stands for itself."""
    named = [kind for kind in kinds if kind is not NoneType]
    return value if value is None or len(named) > 1 else _made(named[0], value)


def _row(kinds: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(_made(kinds[0], each) for each in value)
    return tuple(_made(kind, each) for kind, each in zip(kinds, value, strict=True))


def _record(kind: Any, value: Mapping[str, Any]) -> Any:
    hints = _hints(kind)
    given = {
        one.name: _made(hints[one.name], value[one.name])
        for one in fields(kind)
        if one.name in value or one.default is MISSING and one.default_factory is MISSING
    }
    return kind(**given)


@lru_cache(maxsize=32)
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
