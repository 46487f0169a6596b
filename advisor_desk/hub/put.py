"""Putting rows into a scope: the one way by which a desk ever hears of anything (sync.md, section 3.3).

The head of the scope is written first, so its lock is held until the commit: numbers are given in the order
of commits, and whoever has read up to a number has missed nothing below it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import sqlalchemy as sa

from advisor_desk.hub.fault_points import reached
from advisor_desk.hub.many import ManyRows
from advisor_desk.wire.rows import MASK, RowDraft, row_hash
from advisor_desk.wire.shapes import EVENT, rank_of

_LOCK: Final = sa.text(
    "INSERT INTO scope_head (branch_id, scope, seq, n, digest) VALUES (:b, :scope, :more, 0, 0) "
    "ON CONFLICT (branch_id, scope) DO UPDATE SET seq = scope_head.seq + excluded.seq "
    "RETURNING seq, n, digest"
)
_SUM: Final = sa.text(
    "UPDATE scope_head SET n = :n, digest = :digest WHERE branch_id = :b AND scope = :scope"
)
_PUT: Final = ManyRows(
    "INSERT INTO scope_row (branch_id, scope, kind, client_no, id, rank, seq, deleted, body, h, at) VALUES ",
    "(:b, :scope, ?, ?, ?, ?, ?, ?, ?, ?, :at)",
    # The row says itself what it replaced: to look before would be a second statement, for which a server
    # that has not counted its rows yet makes a very bad plan (hub/README.md).
    " ON CONFLICT (branch_id, scope, kind, client_no, id) DO UPDATE SET rank = excluded.rank, "
    "seq = excluded.seq, deleted = excluded.deleted, body = excluded.body, h = excluded.h, "
    "was = CASE WHEN scope_row.deleted = 0 THEN scope_row.h END, at = excluded.at RETURNING was",
)


_HASH: Final = 7
"""Where in a row of `_PUT` the hash stands."""


def lock_heads(connection: sa.Connection, branch: str, scopes: Iterable[str]) -> None:
    """Keep others from the heads of several scopes until the transaction ends, in the one order there is.

    Whoever puts into more than one scope calls this first: two who lock in different orders wait for
    each other.
    """
    for scope in sorted(set(scopes)):
        connection.execute(_LOCK, {"b": branch, "scope": scope, "more": 0})


def put_rows(connection: sa.Connection, branch: str, scope: str, drafts: Sequence[RowDraft], at: str) -> int:
    """Put rows into a scope; its number afterwards. Of drafts with the same key the last counts.

    The rows get consecutive numbers in the order of client, rank and id; events of a client keep the order in
    which they are given: their ids tell a desk's clock, which decides nothing. `at` is UTC text.
    """
    last = {(draft.kind, draft.client_no, draft.id): draft for draft in drafts}
    ordered = sorted(last.values(), key=_place)
    here = {"b": branch, "scope": scope}
    head = connection.execute(_LOCK, {**here, "more": len(ordered)}).one()
    if not ordered:
        return int(head.seq)
    reached("put.head_locked")
    first = head.seq - len(ordered) + 1
    rows = [_row(draft, seq) for seq, draft in enumerate(ordered, first)]
    replaced = [was for (was,) in _PUT.run(connection, {**here, "at": at}, rows) if was is not None]
    reached("put.rows_written")
    n = head.n + sum(not draft.is_deleted for draft in ordered) - len(replaced)
    digest = signed(head.digest + sum(row[_HASH] for row in rows) - sum(replaced))
    connection.execute(_SUM, {**here, "n": n, "digest": digest})
    return int(head.seq)


def _row(draft: RowDraft, seq: int) -> tuple[Any, ...]:
    key = (draft.kind, draft.client_no, draft.id, rank_of(draft.kind), seq)
    return (*key, 1, "", 0) if draft.is_deleted else (*key, 0, draft.body, signed_hash(draft, seq))


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
    if draft.kind == EVENT:
        return draft.client_no, rank_of(draft.kind), "", ""
    return draft.client_no, rank_of(draft.kind), draft.id, draft.kind
