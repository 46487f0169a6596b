"""Is this book whole? Pages, structure, references, the chain of events, the outbox.

Reads only. What cannot even be opened is told by `SqlBook.open`.
"""

from __future__ import annotations

from dataclasses import dataclass

from advisor_desk.errors import Param
from advisor_desk.storage import schema, shelf_seal
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.engine import Connection, DatabaseError
from advisor_desk.storage.history_check import damaged_pages, walk
from advisor_desk.storage.projection_check import records_astray
from advisor_desk.storage.trouble import of_database

WEEK_SECONDS = 7 * 86_400
_CHECKED_AT = "pages_checked_at"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it should be: a permanent code and its figures."""

    code: str
    params: tuple[tuple[str, Param], ...] = ()


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What `book check` tells; counts are None where the rows cannot be read."""

    ok: bool
    schema: int
    clients: int | None
    trades: int | None
    events: int | None
    outbox: int | None
    chain_ok: bool
    faults: tuple[Fault, ...]


def check(book: SqlBook) -> CheckReport:
    """Check the whole open book. Faults come in a fixed order; none of them stops the next check."""
    connection = book.connection
    faults = [*_pages(connection), *_structure(connection), *_links(connection)]
    chain_faults = _chain(connection)
    faults += [
        *chain_faults,
        *_outbox(connection),
        *([] if chain_faults else _records(connection)),
        *_shelf(connection),
    ]
    return CheckReport(
        ok=not faults,
        schema=int(schema.version(connection)),
        clients=_count(connection, "client"),
        trades=_count(connection, "trade"),
        events=_count(connection, "event"),
        outbox=_count(connection, "outbox"),
        chain_ok=not chain_faults,
        faults=tuple(faults),
    )


def check_pages_if_due(book: SqlBook) -> tuple[Fault, ...]:
    """Once a week, check every page against its authentication code; for the background.

    A week without a fault is noted in the book's settings.
    """
    connection = book.connection
    row = connection.execute("SELECT value FROM setting WHERE key = ?", (_CHECKED_AT,)).fetchone()
    now = int(book.around.clock())
    if row is not None and 0 <= now - int(row[0]) < WEEK_SECONDS:
        return ()
    faults = tuple(_pages(connection))
    if not faults:
        with book.change() as changing:
            changing.execute(
                "INSERT INTO setting (key, value) VALUES (?, ?) "
                "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                (_CHECKED_AT, str(now)),
            )
    return faults


def _pages(connection: Connection) -> list[Fault]:
    """Pages of the file whose authentication code does not fit."""
    bad = damaged_pages(connection)
    return [Fault("check.pages_damaged", (("pages", bad),))] if bad else []


def _structure(connection: Connection) -> list[Fault]:
    try:
        rows = connection.execute("PRAGMA integrity_check").fetchall()
    except DatabaseError as error:
        if of_database(error) is None:
            raise
        return [Fault("check.structure")]
    return [] if rows == [("ok",)] else [Fault("check.structure", (("findings", len(rows)),))]


def _shelf(connection: Connection) -> list[Fault]:
    """Products that were changed behind the seal of the shelf."""
    try:
        sealed = shelf_seal.newest(connection)
    except DatabaseError as error:
        if of_database(error) is None:
            raise
        return [Fault("check.shelf_unreadable")]
    return [Fault("check.shelf")] if sealed is not None and not sealed.is_intact else []


def _links(connection: Connection) -> list[Fault]:
    """Rows whose client, product or event is missing."""
    try:
        rows = connection.execute("PRAGMA foreign_key_check").fetchall()
    except DatabaseError as error:
        if of_database(error) is None:
            raise
        return [Fault("check.links_unreadable")]
    tables = sorted({str(row[0]) for row in rows})
    return [
        Fault("check.links", (("table", name), ("rows", sum(row[0] == name for row in rows))))
        for name in tables
    ]


def _chain(connection: Connection) -> list[Fault]:
    try:
        report = walk(connection)
    except DatabaseError as error:
        if of_database(error) is None:
            raise
        return [Fault("check.chain_unreadable")]
    return [] if report.ok else [Fault("check.chain", (("first_bad", report.first_bad),))]


def _records(connection: Connection) -> list[Fault]:
    """Rows of contacts that do not say what their events say."""
    try:
        astray = records_astray(connection)
    except DatabaseError as error:
        if of_database(error) is None:
            raise
        return [Fault("check.records_unreadable")]
    return [Fault("check.records", (("rows", astray),))] if astray else []


def _outbox(connection: Connection) -> list[Fault]:
    """An event that waits for head office has its outbox row, and only that one."""
    try:
        (astray,) = connection.execute(
            "SELECT (SELECT count(*) FROM event WHERE status = 'PENDING' "
            "AND id NOT IN (SELECT event_id FROM outbox)) "
            "+ (SELECT count(*) FROM outbox WHERE event_id NOT IN (SELECT id FROM event))"
        ).fetchone()
    except DatabaseError as error:
        if of_database(error) is None:
            raise
        return [Fault("check.outbox_unreadable")]
    return [Fault("check.outbox", (("rows", astray),))] if astray else []


def _count(connection: Connection, table: str) -> int | None:
    try:
        found: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
    except DatabaseError:
        return None
    return found
