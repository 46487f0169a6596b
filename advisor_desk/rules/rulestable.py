"""A rules file's tables while they are read: each read checks type and range, and names key and line.

Knows TOML values and lines, but no rule. What no reader asked for is refused at the end of its table.
"""

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from types import TracebackType
from typing import Self, TypeVar

from advisor_desk.domain.money import FEN_PER_YUAN
from advisor_desk.errors import UserCanFix

_Code = TypeVar("_Code", bound=StrEnum)
_MAX_YUAN = 10**12


class RulesText:
    """A rules file's name and text: knows the line of a key, so that a fault can be pointed at."""

    def __init__(self, name: str, text: str) -> None:
        self._name = name
        self._text = text
        self._lines = text.splitlines()
        self.sources: dict[str, str] = {}

    def root(self) -> "RulesTable":
        """The whole file. Raises UserCanFix("rules.invalid") with the problem not_toml."""
        try:
            values = tomllib.loads(self._text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"at line (\d+)", str(error))
            ended = int(found[1]) if found else max(1, len(self._lines))
            raise self.fault("", "not_toml", ended) from None
        return RulesTable(self, "", values)

    def line(self, path: str) -> int:
        """The line of a key or table, of its nearest table when it is missing, else 1."""
        table, _, key = path.rpartition(".")
        found = 0
        current = ""
        for number, text in enumerate(self._lines, 1):
            stripped = text.strip()
            if stripped.startswith("["):
                current = stripped.strip("[]").split("]")[0].strip()
                if current == path:
                    return number
                if current == table:
                    found = number
            elif current == table and stripped.split("=")[0].strip() == key:
                return number
        return found or (self.line(table) if table else 1)

    def fault(self, path: str, problem: str, line: int | None = None) -> UserCanFix:
        return UserCanFix(
            "rules.invalid", name=self._name, key=path, line=line or self.line(path), problem=problem
        )


class RulesTable:
    """One table while it is read; leaving the block refuses the keys that nobody asked for."""

    def __init__(self, file: RulesText, path: str, values: Mapping[str, object]) -> None:
        self._file = file
        self._path = path
        self._values = values
        self._read: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            for key in self._values:
                if key not in self._read:
                    raise self.fault(key, "unknown_key")

    def path(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key

    def fault(self, key: str, problem: str) -> UserCanFix:
        return self._file.fault(self.path(key), problem)

    def _value(self, key: str) -> object:
        self._read.add(key)
        if key not in self._values:
            raise self.fault(key, "missing_key")
        return self._values[key]

    def table(self, key: str) -> "RulesTable":
        value = self._value(key)
        if not isinstance(value, dict):
            raise self.fault(key, "wrong_type")
        return RulesTable(self._file, self.path(key), value)

    def sourced(self, key: str) -> "RulesTable":
        """A table that must cite its source."""
        table = self.table(key)
        self._file.sources[self.path(key)] = table.text("source")
        return table

    def text(self, key: str) -> str:
        value = self._value(key)
        if not isinstance(value, str):
            raise self.fault(key, "wrong_type")
        if not value.strip():
            raise self.fault(key, "empty")
        return value

    def day(self, key: str) -> date:
        value = self._value(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.fault(key, "wrong_type")
        return value

    def has(self, key: str) -> bool:
        """True when the file gives the key: for what may be left out."""
        return key in self._values

    def names(self) -> tuple[str, ...]:
        """The keys that the file gives, in its order: for tables whose names are the firm's."""
        return tuple(self._values)

    def texts(self, key: str) -> tuple[str, ...]:
        """Texts without repetition, none of them empty, in the order written."""
        found = self._items(key)
        if not all(isinstance(item, str) for item in found):
            raise self.fault(key, "wrong_type")
        words = tuple(str(item) for item in found)
        if not all(word.strip() for word in words):
            raise self.fault(key, "empty")
        if len(set(words)) != len(words):
            raise self.fault(key, "repeated")
        return words

    def rows(self, key: str) -> list[object]:
        """The items of a list, of any type."""
        return self._items(key)

    def flag(self, key: str) -> bool:
        value = self._value(key)
        if not isinstance(value, bool):
            raise self.fault(key, "wrong_type")
        return value

    def _whole(self, key: str, value: object, low: int, high: int) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.fault(key, "wrong_type")
        if not low <= value <= high:
            raise self.fault(key, "out_of_range")
        return value

    def whole(self, key: str, low: int, high: int) -> int:
        return self._whole(key, self._value(key), low, high)

    def exact(self, key: str, low: int, high: int) -> int | Decimal:
        value = self._value(key)
        if not isinstance(value, int | Decimal) or isinstance(value, bool):
            raise self.fault(key, "wrong_type")
        if not low <= value <= high:
            raise self.fault(key, "out_of_range")
        return value

    def yuan(self, key: str) -> int:
        """An amount in whole yuan, as fen."""
        return self.whole(key, 1, _MAX_YUAN) * FEN_PER_YUAN

    def _items(self, key: str) -> list[object]:
        value = self._value(key)
        if not isinstance(value, list):
            raise self.fault(key, "wrong_type")
        return value

    def edges(self, key: str, count: int, high: int) -> tuple[int, ...]:
        """`count` whole numbers from 1 to `high`, each larger than the one before."""
        edges = tuple(self._whole(key, item, 1, high) for item in self._items(key))
        if len(edges) != count:
            raise self.fault(key, "wrong_count")
        if any(left >= right for left, right in pairwise(edges)):
            raise self.fault(key, "not_ascending")
        return edges

    def yuan_edges(self, key: str, count: int) -> tuple[int, ...]:
        return tuple(edge * FEN_PER_YUAN for edge in self.edges(key, count, _MAX_YUAN))

    def _code(self, key: str, value: object, codes: type[_Code]) -> _Code:
        if not isinstance(value, str):
            raise self.fault(key, "wrong_type")
        try:
            return codes(value)
        except ValueError:
            raise self.fault(key, "unknown_code") from None

    def code(self, key: str, codes: type[_Code]) -> _Code:
        return self._code(key, self._value(key), codes)

    def codes(self, key: str, codes: type[_Code]) -> tuple[_Code, ...]:
        """Codes without repetition, in the order written."""
        found = tuple(self._code(key, item, codes) for item in self._items(key))
        if len(set(found)) != len(found):
            raise self.fault(key, "repeated")
        return found

    def ascending(self, key: str, low: int, high: int) -> None:
        """Refuses `key` when its value does not exceed that of the key before it."""
        if low >= high:
            raise self.fault(key, "not_ascending")
