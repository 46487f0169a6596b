"""Who holds a client, and how one passes from advisor to advisor within a branch (sync.md, section 3.5).

From branch to branch: `hub.moves`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from advisor_desk.errors import UserCanFix
from advisor_desk.hub.fault_points import reached
from advisor_desk.hub.many import ManyRows, driver_rows
from advisor_desk.hub.put import add_to_sum, lock_heads, put_rows
from advisor_desk.hub.store import Again
from advisor_desk.wire.rows import RowDraft, compact
from advisor_desk.wire.shapes import PURGE
from advisor_desk.wire.version import advisor_scope

FIRST_ORDER: Final = "first"
"""The order under which a client came to its first advisor."""

# By key for each: a server that has not counted its rows reads the branch once for each value of an `IN`.
_HOLDERS: Final = ManyRows(
    "SELECT v.column1, (SELECT advisor_id FROM client WHERE branch_id = :b AND client_no = v.column1) "
    "FROM (VALUES ",
    "(?)",
    ") AS v",
)
_EVER: Final = ManyRows(
    "SELECT client_no FROM assignment WHERE branch_id = :b AND advisor_id = :advisor AND client_no IN (",
    "?",
    ")",
)
_ADD: Final = ManyRows(
    "INSERT INTO client (branch_id, client_no, advisor_id) VALUES ",
    "(:b, ?, ?)",
    " ON CONFLICT (branch_id, client_no) DO NOTHING RETURNING client_no",
)
_ASSIGN: Final = ManyRows(
    "INSERT INTO assignment (branch_id, client_no, order_id, advisor_id, from_at) VALUES ",
    "(:b, ?, :order, ?, :at)",
    " ON CONFLICT (branch_id, client_no, order_id) DO NOTHING RETURNING client_no",
)
_END: Final = sa.text(
    "UPDATE assignment SET to_at = :at WHERE branch_id = :b AND client_no = :client AND to_at IS NULL"
)
_HAND_OVER: Final = sa.text("UPDATE client SET advisor_id = :to WHERE branch_id = :b AND client_no = :client")
_DONE: Final = sa.text(
    "SELECT order_id FROM assignment WHERE branch_id = :b AND client_no = :client AND order_id = :order"
)
_OF_CLIENT: Final = (
    "FROM scope_row WHERE branch_id = :b AND scope = :scope AND client_no = :client AND kind <> 'purge'"
)
_LIVE: Final = sa.text(f"SELECT kind, id, client_no, body, h {_OF_CLIENT} AND deleted = 0 ORDER BY seq")
_LEAVE: Final = sa.text(f"DELETE {_OF_CLIENT}")


@dataclass(frozen=True, slots=True)
class Order:
    """Head office's word that a client is `to`'s from now on; the same `id` twice does nothing."""

    id: str
    client_no: str
    to: str


def add_clients(
    connection: sa.Connection, branch: str, holders: Mapping[str, str], at: str, order_id: str = FIRST_ORDER
) -> list[str]:
    """Take in clients with the advisor of each; the numbers of those that are new.

    One who is known stays with its advisor.
    """
    new = {row[0] for row in _ADD.run(connection, {"b": branch}, list(holders.items()))}
    pairs = [(client_no, advisor) for client_no, advisor in holders.items() if client_no in new]
    _ASSIGN.run(connection, {"b": branch, "order": order_id, "at": at}, pairs)
    return [client_no for client_no, _ in pairs]


def holders(connection: sa.Connection, branch: str, client_nos: Iterable[str]) -> dict[str, str]:
    """The advisor of each client that the branch knows."""
    asked = [(client_no,) for client_no in dict.fromkeys(client_nos)]
    found = _HOLDERS.run(connection, {"b": branch}, asked)
    return {client_no: advisor for client_no, advisor in found if advisor is not None}


def ever_held(connection: sa.Connection, branch: str, advisor: str, client_nos: Iterable[str]) -> set[str]:
    """Those of the clients that the advisor holds or once held."""
    asked = [(client_no,) for client_no in dict.fromkeys(client_nos)]
    return {row[0] for row in _EVER.run(connection, {"b": branch, "advisor": advisor}, asked)}


def locked_holders(
    connection: sa.Connection, branch: str, client_nos: Sequence[str], also: Iterable[str] = ()
) -> dict[str, str]:
    """As `holders`, and nobody can hand one of them over until the transaction ends.

    The heads of their scopes, and of the scopes `also`, are locked meanwhile. Whoever hands a client over
    holds its head, so what stands here once the heads are ours stands to the end; when it moved while we
    waited the work runs again (`Again`).
    """
    before = holders(connection, branch, client_nos)
    lock_heads(connection, branch, {*map(advisor_scope, before.values()), *also})
    now = holders(connection, branch, client_nos)
    if not set(now.values()) <= set(before.values()):
        raise Again
    return now


def reassign(connection: sa.Connection, branch: str, order: Order, at: str) -> int:
    """Move a client with all that is known of it to another advisor of its branch; rows moved.

    In one transaction: the rows leave the old scope, which gets one purge, and enter the new one under new
    numbers. Raises UserCanFix("client.unknown"); an order that was carried out before moves nothing.
    """
    known = holders(connection, branch, [order.client_no])
    if order.client_no not in known:
        raise UserCanFix("client.unknown")
    holder = locked_holders(connection, branch, [order.client_no], [advisor_scope(order.to)])[order.client_no]
    if is_carried_out(connection, branch, order):
        return 0
    if holder == order.to:
        # Noted all the same: given again once the client is somebody else's, it must not take them back.
        keep_holder(connection, branch, order, at)
        return 0
    moved = take_out(connection, branch, holder, order, at)
    put_rows(connection, branch, advisor_scope(order.to), moved, at)
    keep_holder(connection, branch, order, at)
    connection.execute(_HAND_OVER, {"b": branch, "client": order.client_no, "to": order.to})
    return len(moved)


def is_carried_out(connection: sa.Connection, branch: str, order: Order) -> bool:
    """True when an order has brought the client to its advisor in this branch before."""
    given = {"b": branch, "client": order.client_no, "order": order.id}
    return connection.execute(_DONE, given).first() is not None


def take_out(connection: sa.Connection, branch: str, holder: str, order: Order, at: str) -> list[RowDraft]:
    """Take a client's rows out of the holder's scope, where one purge stays; the live ones.

    The head of the scope is locked by whoever calls.
    """
    reached("assign.heads_locked")
    scope = advisor_scope(holder)
    live = of_client(connection, branch, scope, order.client_no)
    connection.execute(_LEAVE, {"b": branch, "scope": scope, "client": order.client_no})
    add_to_sum(connection, branch, scope, -len(live), -sum(digest for _, digest in live))
    purge = RowDraft(PURGE, order.client_no, order.client_no, compact({"order": order.id, "to": order.to}))
    put_rows(connection, branch, scope, [purge], at)
    reached("assign.rows_left")
    return [draft for draft, _ in live]


def of_client(
    connection: sa.Connection, branch: str, scope: str, client_no: str
) -> list[tuple[RowDraft, int]]:
    """A client's live rows of a scope, each with its hash."""
    given: dict[str, Any] = {"b": branch, "scope": scope, "client": client_no}
    return [
        (RowDraft(kind, row_id, client, body), digest)
        for kind, row_id, client, body, digest in driver_rows(connection.execute(_LIVE, given))
    ]


def keep_holder(connection: sa.Connection, branch: str, order: Order, at: str) -> None:
    """Note that the client is the order's advisor's from now on, and nobody else's of the branch."""
    end_holding(connection, branch, order.client_no, at)
    _ASSIGN.run(connection, {"b": branch, "order": order.id, "at": at}, [(order.client_no, order.to)])


def end_holding(connection: sa.Connection, branch: str, client_no: str, at: str) -> None:
    """Note that whoever of the branch holds the client does so no more."""
    connection.execute(_END, {"b": branch, "client": client_no, "at": at})
