"""A client who is no longer held leaves the book with all that is known of them (sync.md, section 3.5, I7).

What people did and head office has not answered yet stays in the outbox, hanging on no client, until `sweep`.
Of own events that go, the link remains, so that the record still holds. Inside the caller's transaction.
"""

# ruff: noqa: S608 - names of tables are constants of this package, values are bound.

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from advisor_desk.storage import (
    events,
    note_index,
    replica_parked,
    standings,
    sync_attachments,
    sync_facts,
)
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.projections import FOLLOWING
from advisor_desk.storage.replica_shapes import OF_CLIENT
from advisor_desk.storage.trouble import translated
from advisor_desk.wire.rows import Row, compact

COPIES: Final = "purged"
"""The fact that older copies of the book must go (`sync_backup`): what for."""
PURGED: Final = "1"
"""Client data has left the book."""
OLDER: Final = "older"
"""Copies may know a client whom this book does not: it is an older one that was put in their place."""
_LEAVING: Final = "leaving_attachments"
_IDS: Final = "(SELECT value FROM json_each(?))"
_BESIDE: Final = ("order_intent", "plan_draft")
_WAITS: Final = "EXISTS (SELECT 1 FROM outbox WHERE event_id = event.id)"
_STUBS: Final = """
INSERT INTO purged_event (device_seq, epoch, event_id, prev_hash, hash, purged_at)
SELECT device_seq, epoch, id, prev_hash, hash, ? FROM event
WHERE device_seq > 0 AND id IN (SELECT value FROM json_each(?))
"""
_LEFT_BEHIND: Final = f"""
SELECT id, client_no FROM event WHERE client_id IS NULL AND client_no IS NOT NULL AND NOT {_WAITS}
"""
_NAMED: Final = """
SELECT DISTINCT named.value FROM event, json_each(event.body, '$.attachments') AS named
WHERE instr(event.body, '"attachments":["')
"""
_CHANGES: Final = """
DELETE FROM import_change
WHERE table_name = 'client' AND row_key ->> '$[0]' IN (SELECT value FROM json_each(:numbers))
    OR table_name = 'account' AND row_key ->> '$[0]' IN (SELECT value FROM json_each(:accounts))
    OR table_name NOT IN ('client', 'account', 'product')
        AND row_key ->> '$[0]' IN (SELECT value FROM json_each(:ids))
"""


def not_held(connection: Connection, scope: str, rows: Sequence[Row], at: str) -> int:
    """Rows say that their clients are no longer held in a scope; returns how many clients went.

    A client who came again since stands with a newer number and stays. `at` is the time, UTC text.
    """
    going = []
    for row in rows:
        found = connection.execute(
            "SELECT id, scope, seq FROM client WHERE client_no = ?", (row.client_no,)
        ).fetchone()
        if found is None:
            if not sync_facts.read(connection, COPIES):
                sync_facts.keep(connection, COPIES, OLDER)
            forget_traces(connection, scope, (row.client_no,))
        elif found[1] is None or (found[1] == scope and found[2] < row.seq):
            going.append(found[0])
    return purge(connection, going, at)


def purge(connection: Connection, client_ids: Collection[int], at: str) -> int:
    """Take out clients with everything that is theirs; returns how many there were."""
    ids = json.dumps(sorted(client_ids))
    clients = connection.execute(
        f"SELECT id, client_no, name, scope FROM client WHERE id IN {_IDS}", (ids,)
    ).fetchall()
    if not clients:
        return 0
    numbers = [client_no for _, client_no, _, _ in clients]
    _forget_changes(connection, ids, numbers)
    _forget_drafts(connection, [(client_no, name) for _, client_no, name, _ in clients])
    gone = [
        event_id
        for (event_id,) in connection.execute(
            f"SELECT id FROM event WHERE client_id IN {_IDS} AND NOT {_WAITS}", (ids,)
        )
    ]
    _forget_notes(connection, ids)
    standings.forget(connection, [client_id for client_id, *_ in clients])
    for table in (*FOLLOWING, *_BESIDE, *OF_CLIENT):
        connection.execute(f"DELETE FROM {table} WHERE client_id IN {_IDS}", (ids,))
    connection.execute(f"UPDATE relation SET other_client_id = NULL WHERE other_client_id IN {_IDS}", (ids,))
    connection.execute(f"UPDATE event SET client_id = NULL WHERE client_id IN {_IDS} AND {_WAITS}", (ids,))
    _forget_events(connection, gone, at)
    connection.execute(f"DELETE FROM client WHERE id IN {_IDS}", (ids,))
    for _, client_no, _, scope in clients:
        forget_traces(connection, scope or "", (client_no,))
    return len(clients)


def sweep(connection: Connection, at: str) -> int:
    """Take out what head office has answered of clients that are no longer held; returns of how many.

    Attachments that such events named go once they are sent.
    """
    rows = connection.execute(_LEFT_BEHIND).fetchall()
    _forget_events(connection, [event_id for event_id, _ in rows], at)
    _let_attachments_go(connection)
    return len({client_no for _, client_no in rows})


def scour(book: SqlBook) -> None:
    """Write the whole file anew, outside of any transaction, so that nothing lies between its rows.

    A row that is deleted is overwritten where it stands. Where it stood before, when a page was divided, its
    bytes may still lie in the gap that was left: measured, one client in 250.

    Raises OutsideFailed("book.disk_full" | "book.unreadable"): the book is then as it was.
    """
    with translated():
        book.connection.execute("VACUUM")
    book.checkpoint()


def forget_traces(connection: Connection, scope: str, numbers: Iterable[str]) -> None:
    """Forget echoes, conflicts and parked rows of clients in a scope."""
    for number in numbers:
        given = (number, scope)
        connection.execute("DELETE FROM event_echo WHERE client_no = ? AND scope = ?", given)
        connection.execute("DELETE FROM sync_conflict WHERE client_no = ? AND scope IN (?, '')", given)
        replica_parked.forget_clients(connection, scope, (number,))


def _forget_changes(connection: Connection, ids: str, numbers: Sequence[str]) -> None:
    """What imports brought and changed of them, and what an undo would go back to."""
    accounts = [
        account_no
        for (account_no,) in connection.execute(
            f"SELECT account_no FROM account WHERE client_id IN {_IDS}", (ids,)
        )
    ]
    connection.execute(
        _CHANGES, {"ids": ids, "numbers": json.dumps(numbers), "accounts": json.dumps(accounts)}
    )


def _forget_drafts(connection: Connection, named: Sequence[tuple[str, str]]) -> None:
    """What is half typed about them."""
    for client_no, name in named:
        # A number stands by itself, between quotes; a name may stand within a sentence.
        connection.execute(
            "DELETE FROM draft WHERE instr(body, ?) OR instr(body, ?)", (compact(client_no), name)
        )


def _forget_notes(connection: Connection, ids: str) -> None:
    pages = connection.execute(f"SELECT event_id FROM note_page WHERE client_id IN {_IDS}", (ids,)).fetchall()
    if pages:
        note_index.forget(connection, [event_id for (event_id,) in pages])
        note_index.scour(connection)


def _forget_events(connection: Connection, event_ids: Sequence[str], at: str) -> None:
    """Remove events, keeping the links of own ones; their attachments go with them, sent ones at once."""
    if not event_ids:
        return
    asked = json.dumps(event_ids)
    attachments = leaving_attachments(connection, event_ids)
    events.keep_last_place(connection)
    connection.execute(_STUBS, (at, asked))
    connection.execute(f"DELETE FROM sync_refusal WHERE event_id IN {_IDS}", (asked,))
    connection.execute(f"DELETE FROM event WHERE id IN {_IDS}", (asked,))
    let_attachments_leave(connection, attachments)


def leaving_attachments(connection: Connection, event_ids: Collection[str]) -> list[str]:
    """What events name that are about to go: asked before, and told to `let_attachments_leave` afterwards."""
    asked = json.dumps(list(event_ids))
    named = [digest for (digest,) in connection.execute(f"{_NAMED} AND event.id IN {_IDS}", (asked,))]
    if named:
        # Whether head office is still to get one is told by the events as well.
        sync_attachments.catch_up(connection)
    return named


def let_attachments_leave(connection: Connection, digests: Collection[str]) -> None:
    """Events that named these are gone: what no other event names goes, sent ones at once."""
    if digests:
        leaving = json.loads(sync_facts.read(connection, _LEAVING) or "[]")
        sync_facts.keep(connection, _LEAVING, json.dumps(sorted({*leaving, *digests})))
        _let_attachments_go(connection)


def _let_attachments_go(connection: Connection) -> None:
    """Attachments that no event names any more go; one that head office is still to get waits for that."""
    leaving = json.loads(sync_facts.read(connection, _LEAVING) or "[]")
    if not leaving:
        return
    named = {digest for (digest,) in connection.execute(_NAMED)}
    due = {head.sha256 for head in sync_attachments.due(connection)}
    going = [digest for digest in leaving if digest not in named and digest not in due]
    for digest in going:
        connection.execute("DELETE FROM attachment WHERE sha256 = ?", (digest,))
        sync_attachments.forget(connection, digest)
    sync_facts.keep(
        connection,
        _LEAVING,
        json.dumps([digest for digest in leaving if digest in due and digest not in named]),
    )
