"""A client who goes to an advisor of another branch (sync.md, section 3.5), each step one branch's alone.

1. `leave`: in one transaction of the old branch the rows leave their advisor's scope, where a purge stays,
   and wait in a scope that nobody follows; from then on the branch knows that the client is away.
2. `arrive`: in one transaction of the new branch everything that waits is put there.
3. `finish`: what waited is dropped in the old branch.

Whoever is stopped between two of them is taken up by the next (`moving.Moving`): the order tells what is
done. So no two desks ever have the client at once, and nothing can be put for the client where they were
after it was read there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from advisor_desk.errors import UserCanFix
from advisor_desk.hub import attachments
from advisor_desk.hub.assign import (
    Order,
    add_clients,
    end_holding,
    holders,
    is_carried_out,
    keep_holder,
    locked_holders,
    of_client,
    reassign,
    take_out,
)
from advisor_desk.hub.attachments import Use
from advisor_desk.hub.many import ManyRows
from advisor_desk.hub.put import put_rows
from advisor_desk.hub.store import Again
from advisor_desk.wire.rows import RowDraft
from advisor_desk.wire.version import advisor_scope

LEFT: Final = "LEFT"
ARRIVED: Final = "ARRIVED"
BACK: Final = "BACK"
"""The client has come again since: the move is only history."""
_WAITING: Final = "move:"
"""Scopes of what waits between two branches; no desk may follow one."""

_NOTE: Final = sa.text(
    "INSERT INTO client_move (branch_id, client_no, order_id, to_branch, advisor_id, state, at) "
    "VALUES (:b, :client, :order, :to_branch, :to, 'LEFT', :at)"
)
_FORGET_CLIENT: Final = sa.text("DELETE FROM client WHERE branch_id = :b AND client_no = :client")
_COLUMNS: Final = "client_no, order_id, to_branch, advisor_id, state"
_ONE: Final = sa.text(
    f"SELECT {_COLUMNS} FROM client_move "  # noqa: S608 - names
    "WHERE branch_id = :b AND client_no = :client AND order_id = :order"
)
_OPEN: Final = sa.text(
    f"SELECT {_COLUMNS} FROM client_move "  # noqa: S608 - names
    "WHERE branch_id = :b AND state = 'LEFT' ORDER BY at, order_id"
)
_AWAY: Final = ManyRows(
    f"SELECT {_COLUMNS} FROM client_move WHERE branch_id = :b "  # noqa: S608 - names
    "AND state <> 'BACK' AND client_no IN (",
    "?",
    ")",
)
_ARRIVED: Final = sa.text(
    "UPDATE client_move SET state = 'ARRIVED' "
    "WHERE branch_id = :b AND client_no = :client AND order_id = :order AND state = 'LEFT'"
)
_BACK: Final = sa.text(
    "UPDATE client_move SET state = 'BACK' WHERE branch_id = :b AND client_no = :client AND state <> 'BACK'"
)
_DROP_ROWS: Final = sa.text("DELETE FROM scope_row WHERE branch_id = :b AND scope = :scope")
_DROP_HEAD: Final = sa.text("DELETE FROM scope_head WHERE branch_id = :b AND scope = :scope")
_CONFLICT_COLUMNS: Final = "event_id, field, client_no, author, base, mine, theirs, at"
_CONFLICTS: Final = sa.text(
    f"SELECT {_CONFLICT_COLUMNS} FROM conflict "  # noqa: S608 - names
    "WHERE branch_id = :b AND client_no = :client AND state = 'OPEN' ORDER BY event_id, field"
)
_KEEP_CONFLICTS: Final = ManyRows(
    f"INSERT INTO conflict (branch_id, {_CONFLICT_COLUMNS}, state) VALUES ",  # noqa: S608 - names
    "(:b, ?, ?, ?, ?, ?, ?, ?, ?, 'OPEN')",
    " ON CONFLICT (branch_id, event_id, field) DO UPDATE SET theirs = excluded.theirs, state = 'OPEN'",
)
_DROP_CONFLICTS: Final = sa.text(
    "DELETE FROM conflict WHERE branch_id = :b AND client_no = :client AND state = 'OPEN'"
)


@dataclass(frozen=True, slots=True)
class Move:
    """An order that leads out of `branch` to an advisor of `to_branch`; `state` is LEFT, ARRIVED or BACK."""

    branch: str
    order: Order
    to_branch: str
    state: str

    @property
    def scope(self) -> str:
        """Where the rows wait in the old branch."""
        return f"{_WAITING}{self.order.id}"


@dataclass(frozen=True, slots=True)
class Luggage:
    """What a client takes along: live rows, open conflicts, which events name which attachments."""

    rows: Sequence[RowDraft]
    conflicts: Sequence[tuple[Any, ...]]
    uses: Sequence[Use]


def leave(connection: sa.Connection, move: Move, at: str) -> bool:
    """Take the client out of the old branch; False when this order has done so before.

    Raises UserCanFix("client.unknown").
    """
    branch, order = move.branch, move.order
    holder = locked_holders(connection, branch, [order.client_no], [move.scope]).get(order.client_no)
    if find(connection, branch, order) is not None:
        return False
    if holder is None:
        raise UserCanFix("client.unknown")
    put_rows(connection, branch, move.scope, take_out(connection, branch, holder, order, at), at)
    end_holding(connection, branch, order.client_no, at)
    given = {"b": branch, "client": order.client_no}
    connection.execute(_FORGET_CLIENT, given)
    connection.execute(
        _NOTE, {**given, "order": order.id, "to_branch": move.to_branch, "to": order.to, "at": at}
    )
    return True


def luggage(connection: sa.Connection, move: Move) -> Luggage:
    """What waits in the old branch."""
    given = {"b": move.branch, "client": move.order.client_no}
    rows = of_client(connection, move.branch, move.scope, move.order.client_no)
    return Luggage(
        [draft for draft, _ in rows],
        [tuple(row) for row in connection.execute(_CONFLICTS, given)],
        attachments.uses_of_client(connection, move.branch, move.order.client_no),
    )


def arrive(connection: sa.Connection, move: Move, brought: Luggage, at: str) -> bool:
    """Put the client into the new branch with everything; False when this order has done so before."""
    branch, order = move.to_branch, move.order
    scope = advisor_scope(order.to)
    holder = locked_holders(connection, branch, [order.client_no], [scope]).get(order.client_no)
    if is_carried_out(connection, branch, order):
        return False
    if holder is None:
        if not add_clients(connection, branch, {order.client_no: order.to}, at, order.id):
            # Somebody took the client in a moment ago: they are known now.
            raise Again
    elif holder == order.to:
        keep_holder(connection, branch, order, at)
    else:
        reassign(connection, branch, order, at)
    put_rows(connection, branch, scope, brought.rows, at)
    _KEEP_CONFLICTS.run(connection, {"b": branch}, brought.conflicts)
    attachments.keep_uses(connection, branch, brought.uses)
    connection.execute(_BACK, {"b": branch, "client": order.client_no})
    return True


def finish(connection: sa.Connection, move: Move) -> None:
    """Drop in the old branch what has arrived in the new one; again does nothing."""
    given = {"b": move.branch, "client": move.order.client_no, "order": move.order.id, "scope": move.scope}
    connection.execute(_DROP_ROWS, given)
    connection.execute(_DROP_HEAD, given)
    if connection.execute(_ARRIVED, given).rowcount:
        connection.execute(_DROP_CONFLICTS, given)


def find(connection: sa.Connection, branch: str, order: Order) -> Move | None:
    """What an order has led to in the branch which it led out of."""
    given = {"b": branch, "client": order.client_no, "order": order.id}
    row = connection.execute(_ONE, given).first()
    return None if row is None else _move(branch, row)


def unfinished(connection: sa.Connection, branch: str) -> list[Move]:
    """Moves out of a branch that have not come to their end, the oldest first."""
    return [_move(branch, row) for row in connection.execute(_OPEN, {"b": branch})]


def away(connection: sa.Connection, branch: str, client_nos: Iterable[str]) -> dict[str, Move]:
    """Those of the clients who have left the branch for another and have not come again."""
    asked = [(client_no,) for client_no in dict.fromkeys(client_nos)]
    return {row[0]: _move(branch, row) for row in _AWAY.run(connection, {"b": branch}, asked)}


def known(connection: sa.Connection, branch: str, client_nos: Iterable[str]) -> set[str]:
    """Those of the clients whom a branch has, or who are on their way out of it."""
    asked = list(client_nos)
    leaving = {number for number, move in away(connection, branch, asked).items() if move.state == LEFT}
    return leaving | holders(connection, branch, asked).keys()


def _move(branch: str, row: Sequence[Any]) -> Move:
    client_no, order_id, to_branch, advisor, state = row
    return Move(branch, Order(order_id, client_no, advisor), to_branch, state)
