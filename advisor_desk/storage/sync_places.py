"""How far each scope has come: pages move its place in the transaction that takes them in.

sync.md, sections 3.1 and 3.4. During a first sync what stood before carries its number negated, so what was
not met again is known at the end, whatever happened in between. It goes once the sum of what was met is head
office's: absence alone deletes nothing (I21).
"""

# ruff: noqa: S608 - names of tables are those of `wire.shapes`, values are bound.

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from operator import lt
from typing import Final

from advisor_desk.errors import OutsideFailed
from advisor_desk.storage import client_purge, replica_apply, replica_events, replica_parked, sync_facts
from advisor_desk.storage.engine import Connection, IntegrityError
from advisor_desk.storage.merge_functions import Refresh
from advisor_desk.storage.scope_sum import TABLES
from advisor_desk.wire.desk import Applied, ScopeState
from advisor_desk.wire.pages import Page, PullRequest, key_place
from advisor_desk.wire.shapes import SHAPES, rank_of

NOTHING: Final = Applied(0, 0, 0)
_UNMET: Final = "unmet "
_MARKED: Final = "marked "
_STATE: Final = "SELECT seq, hub_epoch, is_first, after, as_of FROM sync_scope WHERE scope = ?"


@dataclass(frozen=True, slots=True)
class Around:
    """What a page needs beside the book: the time (UTC text), and who brings standings up to date."""

    at: str
    refresh: Refresh


def state(connection: Connection, scope: str) -> ScopeState:
    """How far a scope has come; a new one stands at its beginning."""
    row = connection.execute(_STATE, (scope,)).fetchone()
    if row is None:
        return ScopeState(scope, 0, "", is_first=True, after=None, as_of="")
    seq, hub_epoch, is_first, after, as_of = row
    place = None if after is None else key_place(json.loads(after))
    return ScopeState(scope, seq, hub_epoch, is_first == 1, place, as_of)


def start_first(connection: Connection, scope: str, hub_epoch: str, head_seq: int) -> None:
    """Begin a scope's first sync: what stands of it is marked, and stays until `drop_unmet`."""
    before = connection.total_changes
    for table in TABLES:
        connection.execute(f"UPDATE {table} SET seq = -seq WHERE scope = ? AND seq > 0", (scope,))
    if connection.total_changes > before:
        sync_facts.keep(connection, _MARKED + scope, "1")
    connection.execute(
        'INSERT INTO sync_scope (scope, seq, hub_epoch, is_first, "after") VALUES (?, ?, ?, 1, NULL) '
        "ON CONFLICT (scope) DO UPDATE SET seq = excluded.seq, hub_epoch = excluded.hub_epoch, is_first = 1, "
        '"after" = NULL',
        (scope, head_seq, hub_epoch),
    )


def apply_page(connection: Connection, page: Page, request: PullRequest, around: Around) -> Applied:
    """Take in a page and move the scope's place.

    A page that does not go on where the scope stands is let be: it is of the past, or of another hub.
    Raises OutsideFailed("sync.garbled") for a page that contradicts itself: nothing of it is taken.
    """
    stands = state(connection, page.scope)
    if page.hub_epoch != stands.hub_epoch or request.is_first is not stands.is_first:
        return NOTHING
    _demand_whole(page, request)
    if request.is_first:
        if request.after != stands.after:
            return NOTHING
        taken = replica_apply.apply_rows(connection, page.scope, page.rows, page.shapes, around.at)
        _keep_after(connection, page)
        whole = _whole_clients(connection, page, request, taken.clients)
        if whole:
            around.refresh(connection, sorted(whole))
        return Applied(taken.rows, taken.purged, taken.conflicts)
    if request.cursor > stands.seq:
        return NOTHING
    rows = [row for row in page.rows if row.seq > stands.seq]
    taken = replica_apply.apply_rows(connection, page.scope, rows, page.shapes, around.at)
    replayed = _try_again(connection, around.at, is_last=not page.more)
    reached = page.rows[-1].seq if page.rows else request.cursor
    if not page.more:
        reached = max(reached, page.head.seq)
    connection.execute("UPDATE sync_scope SET seq = max(seq, ?) WHERE scope = ?", (reached, page.scope))
    if rows or replayed:
        around.refresh(connection, sorted(_here(connection, taken.clients | replayed)))
    return Applied(taken.rows, taken.purged, taken.conflicts)


def finish_first(connection: Connection, scope: str, around: Around) -> None:
    """The pages of a first sync are through: the scope goes on from where its head was at the beginning.

    What was not met again stays as it is until `drop_unmet`.
    """
    connection.execute('UPDATE sync_scope SET is_first = 0, "after" = NULL WHERE scope = ?', (scope,))
    sync_facts.keep(connection, _UNMET + scope, "1")


def has_unmet(connection: Connection, scope: str) -> bool:
    """True when a first sync is through and `drop_unmet` is not."""
    return bool(sync_facts.read(connection, _UNMET + scope)) and not state(connection, scope).is_first


def unmet_clients(connection: Connection, scope: str) -> list[int]:
    """Clients whom a first sync that is through has not met again; in a new book nothing need be read."""
    if not sync_facts.read(connection, _MARKED + scope):
        return []
    rows = connection.execute("SELECT id FROM client WHERE scope = ? AND seq < 0", (scope,))
    return [client_id for (client_id,) in rows]


def drop_unmet(connection: Connection, scope: str, around: Around) -> int:
    """What a first sync has not met again goes, except what is only this desk's.

    To be called once the sum of what was met is head office's. Returns how many clients went.
    """
    before = connection.total_changes
    # In a new book nothing was marked, and its tables need not be read for what is not there.
    gone = _drop_marked(connection, scope, around.at) if sync_facts.read(connection, _MARKED + scope) else 0
    parked = [*replica_parked.unfit(connection), *replica_parked.of_known_kinds(connection)]
    replica_apply.retry(connection, parked, around.at)
    if connection.total_changes > before:
        around.refresh(connection, None)
    sync_facts.forget(connection, _MARKED + scope)
    sync_facts.forget(connection, _UNMET + scope)
    return gone


def _drop_marked(connection: Connection, scope: str, at: str) -> int:
    gone = client_purge.purge(connection, unmet_clients(connection, scope), at)
    echoes = connection.execute(
        "DELETE FROM event_echo WHERE scope = ? AND seq < 0 RETURNING event_id", (scope,)
    ).fetchall()
    replica_events.forget_foreign(connection, [event_id for (event_id,) in echoes])
    connection.execute("DELETE FROM sync_conflict WHERE scope = ? AND seq < 0 AND chosen IS NULL", (scope,))
    connection.execute("UPDATE sync_conflict SET scope = '' WHERE scope = ? AND seq < 0", (scope,))
    connection.execute("DELETE FROM parked_row WHERE scope = ? AND seq < 0", (scope,))
    for kind in sorted(SHAPES, key=rank_of, reverse=True):
        _let_go(connection, kind, scope)
    return gone


def mark_complete(connection: Connection, scope: str, as_of: str) -> None:
    """The scope is as head office had it at `as_of`."""
    connection.execute("UPDATE sync_scope SET as_of = ? WHERE scope = ?", (as_of, scope))


def follow(connection: Connection, scopes: Sequence[str], around: Around) -> int:
    """The scopes that are followed from now on; rows of others go. Returns how many clients went."""
    followed = set(scopes)
    others = [
        scope for (scope,) in connection.execute("SELECT scope FROM sync_scope") if scope not in followed
    ]
    gone = 0
    for scope in others:
        start_first(connection, scope, "", 0)
        gone += drop_unmet(connection, scope, around)
        connection.execute("DELETE FROM sync_scope WHERE scope = ?", (scope,))
    return gone


def _demand_whole(page: Page, request: PullRequest) -> None:
    """A page holds rows of its own scope in the order that was asked for, with numbers above nothing."""
    rows = page.rows
    numbers = [row.seq for row in rows]
    is_whole = page.scope == request.scope and min(numbers, default=1) > 0
    if request.is_first:
        is_whole &= not any([row.is_deleted for row in rows]) and (not page.more or page.after is not None)
    else:
        is_whole &= all(map(lt, numbers, numbers[1:]))
    if not is_whole:
        raise OutsideFailed("sync.garbled")


def _keep_after(connection: Connection, page: Page) -> None:
    if page.after is not None:
        connection.execute(
            'UPDATE sync_scope SET "after" = ? WHERE scope = ?',
            (json.dumps(page.after.as_json(), ensure_ascii=False), page.scope),
        )


def _whole_clients(connection: Connection, page: Page, request: PullRequest, clients: set[int]) -> set[int]:
    """Clients of whom no more rows follow: in a first sync each is counted when it has come whole.

    The client with whom the page before ended is whole now, unless this one ends with it as well.
    """
    before = "" if request.after is None else request.after.client_no
    last = page.after.client_no if page.more and page.after is not None else ""
    rows = connection.execute("SELECT client_no, id FROM client WHERE client_no IN (?, ?)", (before, last))
    ids = dict(rows.fetchall())
    return (clients | {ids.get(before, 0)}) - {ids.get(last, 0), 0}


def _try_again(connection: Connection, at: str, *, is_last: bool) -> set[int]:
    """Rows that an older version of this program could not read; returns the clients they are about."""
    parked = replica_parked.of_known_kinds(connection)
    if is_last:
        parked += replica_parked.unfit(connection)
    return replica_apply.retry(connection, parked, at).clients if parked else set()


def _let_go(connection: Connection, table: str, scope: str) -> None:
    """Rows that were not met again; one that something else stands on becomes this desk's own."""
    connection.execute("SAVEPOINT unmet")
    try:
        connection.execute(f"DELETE FROM {table} WHERE scope = ? AND seq < 0", (scope,))
    except IntegrityError:
        connection.execute("ROLLBACK TO unmet")
        connection.execute(
            f"UPDATE {table} SET scope = NULL, seq = NULL, row_hash = NULL WHERE scope = ? AND seq < 0",
            (scope,),
        )
    finally:
        connection.execute("RELEASE unmet")


def _here(connection: Connection, client_ids: set[int]) -> list[int]:
    rows = connection.execute(
        "SELECT id FROM client WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(client_ids)),),
    )
    return [client_id for (client_id,) in rows]
