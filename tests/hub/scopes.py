"""A scope as it stands in a hub's tables, read row by row, and what its head says of it."""

from collections.abc import Mapping
from typing import Any

from advisor_desk.hub import feed
from advisor_desk.hub.hub import Device, Hub
from advisor_desk.wire.pages import Head, KeyPlace, Page, PullRequest
from advisor_desk.wire.rows import Row, ScopeSum

Key = tuple[str, str, str]


def stored(hub: Hub, branch: str, scope: str) -> dict[Key, Row]:
    """Every row of a scope by kind, client and id, deleted ones too."""
    rows = statement(
        hub,
        f"SELECT kind, id, client_no, seq, deleted, body FROM scope_row "  # noqa: S608 - the test's own names
        f"WHERE branch_id = '{branch}' AND scope = '{scope}'",
    )
    return {
        (row[0], row[2], row[1]): Row(row[0], row[1], row[2], row[3], row[4] == 1, row[5]) for row in rows
    }


def sum_of(rows: Mapping[Key, Row]) -> ScopeSum:
    """Count and sum, made anew from live rows."""
    total = ScopeSum()
    for row in rows.values():
        if not row.is_deleted:
            total = total.plus(row.hash)
    return total


def head(hub: Hub, branch: str, scope: str) -> Head:
    """What the scope's head says."""
    return hub.store.read(lambda connection: feed.heads(connection, {scope: branch}))[scope]


def statement(hub: Hub, text: str) -> list[tuple[Any, ...]]:
    """Rows of a statement."""
    return hub.store.read(lambda connection: [tuple(row) for row in connection.exec_driver_sql(text)])


def whole(hub: Hub, device: Device, scope: str, limit: int = 7) -> list[Page]:
    """Every page of a first sync."""
    pages: list[Page] = []
    after: KeyPlace | None = None
    while not pages or pages[-1].more:
        pages.append(hub.pull(device, PullRequest(scope, limit, is_first=True, after=after)))
        after = pages[-1].after
    return pages


def since(hub: Hub, device: Device, scope: str, cursor: int, limit: int = 7) -> list[Page]:
    """Every page of a pull from a number on."""
    pages: list[Page] = []
    while not pages or pages[-1].more:
        pages.append(hub.pull(device, PullRequest(scope, limit, cursor=cursor)))
        cursor = pages[-1].rows[-1].seq if pages[-1].rows else cursor
    return pages


def rows_of(pages: list[Page]) -> list[Row]:
    """The rows of pages, in their order."""
    return [row for page in pages for row in page.rows]
