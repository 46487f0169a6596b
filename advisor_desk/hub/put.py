"""Putting rows into a scope: the one way by which a desk ever hears of anything (sync.md, section 3.3).

The head of the scope is written first, so its lock is held until the commit: numbers are given in the order
of commits, and whoever has read up to a number has missed nothing below it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa

from advisor_desk.hub.fault_points import reached
from advisor_desk.hub.many import ManyRows
from advisor_desk.wire.rows import MASK, RowDraft, row_hash
from advisor_desk.wire.shapes import rank_of

_LOCK: Final = sa.text(
    "INSERT INTO scope_head (branch_id, scope, seq, n, digest) VALUES (:b, :scope, :more, 0, 0) "
    "ON CONFLICT (branch_id, scope) DO UPDATE SET seq = scope_head.seq + excluded.seq "
    "RETURNING seq, n, digest"
)
_SUM: Final = sa.text(
    "UPDATE scope_head SET n = :n, digest = :digest WHERE branch_id = :b AND scope = :scope"
)
_IN_SCOPE: Final = (
    "FROM scope_row WHERE branch_id = :b AND scope = :scope AND (kind, client_no, id) IN (VALUES "
)
_OLD: Final = ManyRows(f"SELECT h, deleted {_IN_SCOPE}", "(?, ?, ?)", ")")
_STANDING: Final = ManyRows(f"SELECT kind, client_no, id, deleted, body {_IN_SCOPE}", "(?, ?, ?)", ")")
_PUT: Final = ManyRows(
    "INSERT INTO scope_row (branch_id, scope, kind, client_no, id, rank, seq, deleted, body, h, at) VALUES ",
    "(:b, :scope, ?, ?, ?, ?, ?, ?, ?, ?, :at)",
    " ON CONFLICT (branch_id, scope, kind, client_no, id) DO UPDATE SET rank = excluded.rank, "
    "seq = excluded.seq, deleted = excluded.deleted, body = excluded.body, h = excluded.h, at = excluded.at",
)


def lock_heads(connection: sa.Connection, branch: str, scopes: Iterable[str]) -> None:
    """Keep others from the heads of several scopes until the transaction ends, in the one order there is.

    Whoever puts into more than one scope calls this first: two who lock in different orders wait for
    each other.
    """
    for scope in sorted(set(scopes)):
        connection.execute(_LOCK, {"b": branch, "scope": scope, "more": 0})


def put_rows(connection: sa.Connection, branch: str, scope: str, drafts: Sequence[RowDraft], at: str) -> int:
    """Put rows into a scope; its number afterwards. Of drafts with the same key the last counts.

    The rows get consecutive numbers in the order of client, rank and id. `at` is UTC text.
    """
    last = {(draft.kind, draft.client_no, draft.id): draft for draft in drafts}
    ordered = sorted(last.values(), key=_place)
    here = {"b": branch, "scope": scope}
    head = connection.execute(_LOCK, {**here, "more": len(ordered)}).one()
    if not ordered:
        return int(head.seq)
    reached("put.head_locked")
    first = head.seq - len(ordered) + 1
    n, digest = head.n, head.digest
    # Nothing has ever been put into a scope that begins with these rows.
    old = _OLD.run(connection, here, list(last)) if first > 1 else []
    for was, deleted in old:
        if not deleted:
            n, digest = n - 1, digest - was
    rows = []
    for seq, draft in enumerate(ordered, first):
        was, body = 0, ""
        if not draft.is_deleted:
            body = draft.body
            was = signed_hash(draft, seq)
            n, digest = n + 1, digest + was
        deleted = int(draft.is_deleted)
        rows.append((draft.kind, draft.client_no, draft.id, rank_of(draft.kind), seq, deleted, body, was))
    _PUT.run(connection, {**here, "at": at}, rows)
    reached("put.rows_written")
    connection.execute(_SUM, {**here, "n": n, "digest": signed(digest)})
    return int(head.seq)


def changed(connection: sa.Connection, branch: str, scope: str, drafts: Sequence[RowDraft]) -> list[RowDraft]:
    """Those of `drafts` that do not stand in the scope as they are; deletions of what stands there."""
    found: Mapping[tuple[str, str, str], tuple[int, str]] = {
        (kind, client_no, row_id): (deleted, body)
        for kind, client_no, row_id, deleted, body in _STANDING.run(
            connection,
            {"b": branch, "scope": scope},
            [(draft.kind, draft.client_no, draft.id) for draft in drafts],
        )
    }
    gone = (1, "")
    return [
        draft
        for draft in drafts
        if found.get((draft.kind, draft.client_no, draft.id), gone)
        != (gone if draft.is_deleted else (0, draft.body))
    ]


def add_to_sum(connection: sa.Connection, branch: str, scope: str, n: int, digest: int) -> None:
    """Count `n` live rows more, with the sum `digest` of their hashes; both may be negative.

    The head is locked by whoever calls.
    """
    here = {"b": branch, "scope": scope}
    head = connection.execute(_LOCK, {**here, "more": 0}).one()
    connection.execute(_SUM, {**here, "n": head.n + n, "digest": signed(head.digest + digest)})


def signed(value: int) -> int:
    """A number of 64 bits as the database keeps it: the same bits, with a sign."""
    bits = value & MASK
    return bits - (MASK + 1) if bits >> 63 else bits


def signed_hash(draft: RowDraft, seq: int) -> int:
    """The hash of a row under its number, as the database keeps it."""
    raw = row_hash(draft.kind, draft.client_no, draft.id, seq, draft.body)
    return int.from_bytes(raw, "big", signed=True)


def _place(draft: RowDraft) -> tuple[Any, ...]:
    return draft.client_no, rank_of(draft.kind), draft.id, draft.kind
