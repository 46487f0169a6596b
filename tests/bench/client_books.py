"""Books of many clients for the list and the search: standings put in directly, in the form the book keeps.

The standings are those of 5,000 counted clients, given to as many others as wanted with amounts of
their own, so that every column and index is filled as in a real book.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advisor_desk.assembly.desk import around
from advisor_desk.storage.pinyin import search_forms
from advisor_desk.storage.standings_rows import COLUMNS, name_key
from tests.bench.books import AS_OF, BenchBook, empty_book, finished, insert_clients, load, names, trades_book

_AT = {name: at for at, name in enumerate(COLUMNS)}


def clients_book(clients: int) -> BenchBook:
    """An encrypted book of so many clients with standings as of AS_OF and little else."""
    name = f"clients-{clients}"
    kept = load(name)
    if kept is not None:
        return kept
    model = _models()
    made, book = empty_book(name)
    desk = around(book, AS_OF, "bench")
    desk.roll()
    people = names(clients)
    with book.change() as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        insert_clients(
            connection, ((at + 1, name, "PERSON", 3_000, 15_000) for at, name in enumerate(people))
        )
        dropped = [
            sql
            for index, sql in connection.execute(
                "SELECT name, sql FROM sqlite_master "
                "WHERE type = 'index' AND tbl_name = 'standing' AND sql IS NOT NULL"
            ).fetchall()
            if connection.execute(f'DROP INDEX "{index}"')
        ]
        marks = ", ".join("?" * len(COLUMNS))
        connection.executemany(
            f"INSERT INTO standing ({', '.join(COLUMNS)}) VALUES ({marks})",  # noqa: S608
            _rows(people, model),
        )
        for sql in dropped:
            connection.execute(sql)
    desk.close()
    finished(name)
    return made


def _models() -> list[tuple[Any, ...]]:
    opened = trades_book(5_000, 1_000_000).open()
    try:
        with opened.read() as connection:
            rows: list[tuple[Any, ...]] = connection.execute(
                f"SELECT {', '.join(COLUMNS)} FROM standing"  # noqa: S608
            ).fetchall()
            return rows
    finally:
        opened.close()


def _rows(people: list[str], model: list[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    for at, name in enumerate(people):
        row = list(model[at % len(model)])
        row[_AT["client_id"]] = at + 1
        row[_AT["client_no"]] = f"C{at + 1:07d}"
        row[_AT["name"]] = name
        row[_AT["name_key"]] = name_key(name, search_forms(name))
        row[_AT["last_contact_on"]] = 20_000 + at * 7 % 600
        row[_AT["next_due_on"]] = 20_500 + at * 11 % 300
        row[_AT["aum_fen"]] = (row[_AT["aum_fen"]] or 0) + at * 7_919 % 1_000_003
        yield tuple(row)
