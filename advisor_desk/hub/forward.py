"""What comes late for a client who has left the branch, on its way after them (sync.md, section 3.5).

Whoever once held the client sends what was recorded then to the branch of old, which takes it in: that is
what its desk needs to hear. A copy waits here, and is handed on from branch to branch along the client's
moves until it is where the client is (`moving.Moving.forward_pending`). Each hop is known by its move, so
that one which is made twice does nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from json.encoder import encode_basestring
from typing import Any, Final

import sqlalchemy as sa

from advisor_desk.hub import attachments, moves
from advisor_desk.hub.assign import locked_holders
from advisor_desk.hub.client_rows import ClientRows
from advisor_desk.hub.conflicts import SETTLED_EVENT, Conflicts
from advisor_desk.hub.fields import NoRow
from advisor_desk.hub.many import ManyRows
from advisor_desk.hub.moves import Move
from advisor_desk.hub.put import put_rows
from advisor_desk.hub.row_events import HANDLERS
from advisor_desk.hub.work import Work
from advisor_desk.wire.events import WireEvent, body_of
from advisor_desk.wire.events import event_of as wire_event
from advisor_desk.wire.shapes import EVENT

EVENT_KIND: Final = "event"
FILE_KIND: Final = "file"

WAITING: Final = "WAITING"
DONE: Final = "DONE"
NO_ROW: Final = "NO_ROW"
"""An edit of a client whose data head office has not loaded yet: it waits for that."""
FAILED: Final = "FAILED"
"""Our own mistake met it: tried again when the hub starts."""
MOST: Final = 500
"""Letters that are read at once."""

_COLUMNS: Final = "client_no, id, order_id, kind, body, device_id, device_seq, at"
_KEEP: Final = ManyRows(
    f"INSERT INTO forward (branch_id, {_COLUMNS}, state) VALUES ",  # noqa: S608 - names
    "(:b, ?, ?, ?, ?, ?, ?, ?, ?, 'WAITING')",
    " ON CONFLICT (branch_id, client_no, id, order_id) DO NOTHING",
)
_KEEP_AGAIN: Final = ManyRows(
    f"INSERT INTO forward (branch_id, {_COLUMNS}, state) VALUES ",  # noqa: S608 - names
    "(:b, ?, ?, ?, ?, ?, ?, ?, ?, 'WAITING')",
    " ON CONFLICT (branch_id, client_no, id, order_id) DO UPDATE SET state = 'WAITING'",
)
_WAITING: Final = sa.text(
    f"SELECT {_COLUMNS} FROM forward WHERE branch_id = :b AND state = 'WAITING' "  # noqa: S608 - names
    "ORDER BY at, device_id, device_seq, id LIMIT :most"
)
_KEY: Final = "WHERE branch_id = :b AND client_no = :client AND id = :id AND order_id = :order"
_STATE: Final = sa.text(f"SELECT state FROM forward {_KEY}")  # noqa: S608 - a constant
_SETTLE: Final = sa.text(
    f"UPDATE forward SET state = :state {_KEY} AND state = 'WAITING'"  # noqa: S608 - a constant
)
_DONE: Final = sa.text(
    f"UPDATE forward SET state = 'DONE', body = '' {_KEY} AND state = 'WAITING'"  # noqa: S608 - a constant
)
_AGAIN: Final = sa.text("UPDATE forward SET state = 'WAITING' WHERE branch_id = :b AND state = 'FAILED'")
_ROWS_CAME: Final = ManyRows(
    "UPDATE forward SET state = 'WAITING' WHERE branch_id = :b AND state = 'NO_ROW' AND client_no IN (",
    "?",
    ") RETURNING id",
)


@dataclass(frozen=True, slots=True)
class Letter:
    """An event (`body` is what its row will say) or a file (`id` is its digest) for a client who has left.

    `order_id` is the move along which it came to `branch`, empty where it came first.
    """

    branch: str
    client_no: str
    id: str
    kind: str
    at: str
    body: str = ""
    device_id: str = ""
    device_seq: int = 0
    order_id: str = ""

    @property
    def key(self) -> dict[str, Any]:
        """Its place."""
        return {"b": self.branch, "client": self.client_no, "id": self.id, "order": self.order_id}

    @property
    def values(self) -> tuple[Any, ...]:
        """As it is stored."""
        given = (self.client_no, self.id, self.order_id, self.kind, self.body)
        return (*given, self.device_id, self.device_seq, self.at)


def event_row(device_id: str, event: WireEvent) -> str:
    """What the row of an event says."""
    return f'{{"device":{encode_basestring(device_id)},"event":{event.as_text()}}}'


def demand_form(event: WireEvent, client_no: str, body: Mapping[str, Any]) -> None:
    """Raises Shapeless for what could not be applied wherever it comes to.

    Once an event is taken in here, its desk is told so: it cannot be refused over there.
    """
    handler = HANDLERS.get(event.type)
    if handler is not None:
        rows = ClientRows({client_no: ""})
        with suppress(NoRow):
            handler(Work("", {client_no: ""}, set(), rows, Conflicts("", "", rows)), event, client_no, body)


def keep(connection: sa.Connection, branch: str, letters: Sequence[Letter]) -> None:
    """Let letters wait in a branch; one that came along the same move before is let be."""
    _KEEP.run(connection, {"b": branch}, [one.values for one in letters])


def keep_files(connection: sa.Connection, branch: str, uses: Sequence[attachments.Use], at: str) -> None:
    """Let attachments of clients who have left wait, so far as they are here."""
    here = attachments.present(connection, branch, [digest for digest, _, _ in uses])
    named = sorted({(client_no, digest) for digest, _, client_no in uses if digest in here})
    letters = [Letter(branch, client_no, digest, FILE_KIND, at) for client_no, digest in named]
    _KEEP_AGAIN.run(connection, {"b": branch}, [one.values for one in letters])


def keep_file(connection: sa.Connection, branch: str, digest: str, at: str) -> int:
    """Let an attachment that came late wait for each client who has left and whose events name it."""
    clients = attachments.clients_of_file(connection, branch, digest)
    letters = [
        Letter(branch, client_no, digest, FILE_KIND, at)
        for client_no in moves.away(connection, branch, clients)
    ]
    _KEEP_AGAIN.run(connection, {"b": branch}, [one.values for one in letters])
    return len(letters)


def waiting(connection: sa.Connection, branch: str) -> list[Letter]:
    """The next letters of a branch, in the order of arrival."""
    rows = connection.execute(_WAITING, {"b": branch, "most": MOST})
    return [
        Letter(branch, client_no, letter_id, kind, at, body, device_id, device_seq, order_id)
        for client_no, letter_id, order_id, kind, body, device_id, device_seq, at in rows
    ]


def try_failed_again(connection: sa.Connection, branch: str) -> None:
    """What met a mistake of ours waits again."""
    connection.execute(_AGAIN, {"b": branch})


def rows_came(connection: sa.Connection, branch: str, client_nos: Sequence[str]) -> int:
    """Edits that waited for the data of these clients are looked at again; how many."""
    asked = [(client_no,) for client_no in dict.fromkeys(client_nos)]
    return len(_ROWS_CAME.run(connection, {"b": branch}, asked))


def settle(connection: sa.Connection, letter: Letter, state: str) -> None:
    """Say what became of a letter that waits."""
    connection.execute(_DONE if state == DONE else _SETTLE, {**letter.key, "state": state})


def deliver(connection: sa.Connection, letter: Letter, at: str) -> Move | bool:
    """Take a letter in where its client is held; otherwise the move along which it is to go on.

    False when it was settled meanwhile, or cannot go on yet.
    """
    holders = locked_holders(connection, letter.branch, [letter.client_no])
    if connection.execute(_STATE, letter.key).scalar() != WAITING:
        return False
    if letter.client_no in holders:
        state = _applied(connection, letter, holders, at) if letter.kind == EVENT_KIND else DONE
        settle(connection, letter, state)
        return True
    onward = moves.away(connection, letter.branch, [letter.client_no]).get(letter.client_no)
    return onward if onward is not None and onward.state == moves.ARRIVED else False


def hand_on(connection: sa.Connection, letter: Letter, move: Move) -> None:
    """Put a letter into the branch to which a move leads."""
    keep(connection, move.to_branch, [replace(letter, branch=move.to_branch, order_id=move.order.id)])


def handed_on(connection: sa.Connection, letter: Letter, at: str) -> None:
    """A letter has gone on. The attachments that an event names go after it, so far as they are here.

    What is sent later waits by `keep_file`.
    """
    if letter.kind == EVENT_KIND:
        event = _event(letter)
        keep_files(connection, letter.branch, attachments.uses(event, letter.client_no, body_of(event)), at)
    settle(connection, letter, DONE)


def _event(letter: Letter) -> WireEvent:
    return wire_event(json.loads(letter.body)["event"])


def _applied(connection: sa.Connection, letter: Letter, holders: Mapping[str, str], at: str) -> str:
    """What `accept` would have done, had the event come here first."""
    branch, client_no = letter.branch, letter.client_no
    event = _event(letter)
    body = body_of(event)
    rows = ClientRows(holders)
    work = Work(holders[client_no], dict(holders), set(), rows, Conflicts(branch, at, rows))
    handler = HANDLERS.get(event.type)
    if handler is not None:
        rows.load(connection, branch, {client_no})
        settled = body.get("event_id") if event.type == SETTLED_EVENT else None
        work.conflicts.load(connection, {settled} if isinstance(settled, str) else set())
        try:
            handler(work, event, client_no, body)
        except NoRow:
            return NO_ROW
    rows.put_text(EVENT, client_no, event.id, letter.body)
    work.conflicts.write(connection)
    attachments.keep_uses(connection, branch, attachments.uses(event, client_no, body))
    for scope, drafts in rows.drafts():
        put_rows(connection, branch, scope, drafts, at)
    return DONE
