"""Statements over many rows at once: one text and one way to the database for a few hundred rows.

A row by itself costs a way to the server. A text is built once for a number of rows and used again, so that
the server keeps its plan (performance.md, section 7).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any, Final

import sqlalchemy as sa

MOST_ROWS: Final = 500
"""Rows in one statement. SQLite takes 32,766 values in one, PostgreSQL 65,535."""
_NAMED: Final = re.compile(r":(\w+)")

Values = Sequence[Any]


@dataclass(frozen=True, slots=True)
class ManyRows:
    """`before`, then `row` once for each row, separated by commas, then `after`.

    In `row` each `?` takes a value of the row; a `:name` anywhere takes the one value that all share.
    """

    before: str
    row: str
    after: str = ""

    def run(
        self, connection: sa.Connection, shared: Mapping[str, Any], rows: Sequence[Values]
    ) -> list[tuple[Any, ...]]:
        """What the statements return, if they return rows; nothing runs without `rows`."""
        found: list[tuple[Any, ...]] = []
        mark = "?" if connection.dialect.name == "sqlite" else "$"
        for start in range(0, len(rows), MOST_ROWS):
            part = rows[start : start + MOST_ROWS]
            text, names = _text(self, len(part), mark)
            given = (*[shared[name] for name in names], *chain.from_iterable(part))
            result = connection.exec_driver_sql(text, given)
            if result.returns_rows:
                found.extend(driver_rows(result))
        return found


def driver_rows(result: sa.CursorResult[Any]) -> list[tuple[Any, ...]]:
    """All rows of a result as the driver's own tuples: there may be very many, nobody asks them for names."""
    cursor: Any = result.cursor
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    result.close()
    return rows


@lru_cache(maxsize=128)
def _text(statement: ManyRows, rows: int, mark: str) -> tuple[str, tuple[str, ...]]:
    """The statement for so many rows, its values numbered (`?1` or `$1`), and which values come first."""
    whole = f"{statement.before}{statement.row}{statement.after}"
    names = tuple(dict.fromkeys(_NAMED.findall(whole)))
    numbers = {name: f"{mark}{place}" for place, name in enumerate(names, 1)}

    def numbered(text: str) -> str:
        return _NAMED.sub(lambda found: numbers[found[1]], text)

    parts = numbered(statement.row.replace("?", "\0")).split("\0")
    width = len(parts) - 1
    values = ", ".join(_one_row(parts, mark, len(names) + row * width) for row in range(rows))
    return f"{numbered(statement.before)}{values}{numbered(statement.after)}", names


def _one_row(parts: Sequence[str], mark: str, before: int) -> str:
    numbered = [f"{part}{mark}{before + place}" for place, part in enumerate(parts[:-1], 1)]
    return "".join(numbered) + parts[-1]
