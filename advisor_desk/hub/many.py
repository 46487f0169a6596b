"""Statements over many rows at once: one text and one way to the database for a few hundred rows.

A row by itself costs a round to the server; a text with values in it costs a new plan. The text is built once
for a number of rows and then used again (performance.md, section 7).
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
        for start in range(0, len(rows), MOST_ROWS):
            part = rows[start : start + MOST_ROWS]
            text, names = _text(self, len(part), connection.dialect.paramstyle)
            given = dict(zip(names, chain.from_iterable(part), strict=True))
            given.update(shared)
            result = connection.exec_driver_sql(text, given)
            if result.returns_rows:
                # The driver's own rows: there may be very many, and nobody asks them for names.
                found.extend(driver_rows(result))
        return found


def driver_rows(result: sa.CursorResult[Any]) -> list[tuple[Any, ...]]:
    """All rows of a result as the driver's tuples."""
    cursor: Any = result.cursor
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    result.close()
    return rows


def driver_text(text: str, paramstyle: str) -> str:
    """A text with `:name`s as the driver wants it."""
    return _NAMED.sub(r"%(\1)s", text) if paramstyle == "pyformat" else text


@lru_cache(maxsize=256)
def _text(statement: ManyRows, rows: int, paramstyle: str) -> tuple[str, tuple[str, ...]]:
    width = statement.row.count("?")
    names = tuple(f"p{place}" for place in range(rows * width))
    parts = statement.row.split("?")
    one_row = [
        "".join(
            chain.from_iterable(zip(parts, (f":{name}" for name in names[at : at + width]), strict=False))
        )
        + parts[-1]
        for at in range(0, rows * width, width)
    ]
    text = f"{statement.before}{', '.join(one_row)}{statement.after}"
    return driver_text(text, paramstyle), names
