"""What a desk gets: pages of a scope by number or, at a first sync, in the order of its clients.

sync.md, section 3.4. Everything of a page is read in one state of the database (`Store.read`), so head and
rows belong together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

import sqlalchemy as sa

from advisor_desk.hub.many import driver_rows
from advisor_desk.hub.office import keep_meta, meta
from advisor_desk.hub.put import lock_heads
from advisor_desk.hub.refused import Refused
from advisor_desk.wire.messages import Problem
from advisor_desk.wire.pages import Head, KeyPlace, Page, PullRequest, TravelRows
from advisor_desk.wire.rows import MASK, ScopeSum
from advisor_desk.wire.shapes import SHAPES, rank_of
from advisor_desk.wire.version import MOST_ROWS, TOMBSTONE_DAYS

MOST_PAGE_BYTES: Final = 4 * 1024 * 1024
"""Characters of bodies in one page; one row above it still goes alone."""
_FIRST_ROWS: Final = 500
"""Rows that are read before it is known how large they are."""
_FORGOTTEN: Final = "forgotten:"
KEPT: Final = timedelta(days=TOMBSTONE_DAYS)

_HEADS: Final = sa.text(
    "SELECT scope, seq, n, digest FROM scope_head WHERE branch_id = :b AND scope IN :scopes"
).bindparams(sa.bindparam("scopes", expanding=True))
_SCOPES: Final = sa.text("SELECT scope FROM scope_head WHERE branch_id = :b ORDER BY scope")
_ROW: Final = (
    "SELECT kind, id, client_no, seq, deleted, body FROM scope_row WHERE branch_id = :b AND scope = :scope"
)
_BY_SEQ: Final = sa.text(f"{_ROW} AND seq > :cursor ORDER BY seq LIMIT :most")
_BY_PLACE: Final = sa.text(
    f"{_ROW} AND (client_no, rank, id) > (:client, :rank, :id) AND deleted = 0 "
    "ORDER BY client_no, rank, id LIMIT :most"
)
_OLDEST: Final = sa.text(
    "SELECT max(seq) FROM scope_row WHERE branch_id = :b AND scope = :scope AND deleted = 1 AND at < :before"
)
_FORGET: Final = sa.text(
    "DELETE FROM scope_row WHERE branch_id = :b AND scope = :scope AND deleted = 1 AND at < :before"
)
_START: Final = KeyPlace("", -1, "")
"""Before every row: no rank is below 0."""
EMPTY: Final = Head(0, ScopeSum())
"""What a scope holds into which nothing was ever put."""


def heads(connection: sa.Connection, scopes: Mapping[str, str]) -> dict[str, Head]:
    """What the scopes (with the branch of each) hold, in the order in which they are given."""
    by_branch: defaultdict[str, list[str]] = defaultdict(list)
    for scope, branch in scopes.items():
        by_branch[branch].append(scope)
    found = {
        row.scope: Head(row.seq, ScopeSum(row.n, row.digest & MASK))
        for branch, names in by_branch.items()
        for row in connection.execute(_HEADS, {"b": branch, "scopes": names})
    }
    return {scope: found.get(scope, EMPTY) for scope in scopes}


def page(connection: sa.Connection, branch: str, request: PullRequest, hub_epoch: str) -> Page:
    """The page that is asked for. Raises Refused(RESYNC_REQUIRED).

    That is when the cursor is older than deletions that are no longer kept, or ahead of the scope: the
    hub was restored from before it.
    """
    head = heads(connection, {request.scope: branch})[request.scope]
    if not request.is_first and not _is_followable(connection, branch, request, head):
        raise Refused(Problem.RESYNC_REQUIRED, scope=request.scope)
    rows, more = _rows(connection, branch, request)
    last = rows[-1] if rows else None
    after = request.after
    if request.is_first and last is not None:
        after = KeyPlace(last[2], rank_of(last[0]), last[1])
    kinds = sorted({row[0] for row in rows} & SHAPES.keys())
    return Page(
        scope=request.scope,
        hub_epoch=hub_epoch,
        head=head,
        rows=TravelRows(rows),
        shapes={kind: SHAPES[kind].values for kind in kinds},
        more=more,
        after=after if request.is_first else None,
    )


def _is_followable(connection: sa.Connection, branch: str, request: PullRequest, head: Head) -> bool:
    if request.cursor > head.seq:
        return False
    forgotten = meta(connection, branch, f"{_FORGOTTEN}{request.scope}")
    return forgotten is None or request.cursor >= int(forgotten)


def _rows(connection: sa.Connection, branch: str, request: PullRequest) -> tuple[list[tuple[Any, ...]], bool]:
    """Rows of the page, and whether others follow. Read in two or three parts, the first of them small.

    So a page of large rows never stands in memory as a whole before it is cut.
    """
    most = max(1, min(request.limit, MOST_ROWS))
    rows: list[tuple[Any, ...]] = []
    room, part = MOST_PAGE_BYTES, min(_FIRST_ROWS, most)
    while True:
        found = _part(connection, branch, _onwards(request, rows), part + 1)
        taken = _fitting(found[:part], room, is_first=not rows)
        rows += taken
        room -= sum(len(row[5]) for row in taken)
        if len(taken) < len(found):
            is_cut = len(taken) < min(part, len(found))
            if is_cut or len(rows) >= most:
                return rows, True
        else:
            return rows, False
        mean = max(1, (MOST_PAGE_BYTES - room) // len(rows))
        part = min(most - len(rows), max(_FIRST_ROWS, room // mean))


def _onwards(request: PullRequest, rows: Sequence[tuple[Any, ...]]) -> PullRequest:
    if not rows:
        return request
    kind, row_id, client_no, seq = rows[-1][:4]
    place = KeyPlace(client_no, rank_of(kind), row_id)
    return PullRequest(request.scope, request.limit, seq, request.is_first, place)


def _part(connection: sa.Connection, branch: str, request: PullRequest, most: int) -> list[tuple[Any, ...]]:
    given: dict[str, Any] = {"b": branch, "scope": request.scope, "most": most}
    if not request.is_first:
        return driver_rows(connection.execute(_BY_SEQ, {**given, "cursor": request.cursor}))
    place = request.after or _START
    given |= {"client": place.client_no, "rank": place.rank, "id": place.id}
    return driver_rows(connection.execute(_BY_PLACE, given))


def _fitting(rows: list[tuple[Any, ...]], room: int, *, is_first: bool) -> list[tuple[Any, ...]]:
    """As many of `rows` as there is room for; of a page's first rows at least one."""
    used = 0
    for place, row in enumerate(rows):
        used += len(row[5])
        if used > room and (place or not is_first):
            return rows[:place]
    return rows


def forget_tombstones(connection: sa.Connection, branch: str, before: str) -> int:
    """Drop the deletions of a branch that were put before `before` (UTC text); how many went.

    A desk that has not seen them is told to start the scope anew.
    """
    scopes = list(connection.execute(_SCOPES, {"b": branch}).scalars())
    lock_heads(connection, branch, scopes)
    gone = 0
    for scope in scopes:
        given = {"b": branch, "scope": scope, "before": before}
        newest = connection.execute(_OLDEST, given).scalar()
        if newest is not None:
            earlier = int(meta(connection, branch, f"{_FORGOTTEN}{scope}") or 0)
            keep_meta(connection, branch, f"{_FORGOTTEN}{scope}", str(max(newest, earlier)))
            gone += connection.execute(_FORGET, given).rowcount
    return gone
