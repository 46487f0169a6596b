"""Events that head office sends back: the echo of own ones, and those that other desks recorded of a client.

sync.md, section 3.4. An own event is noted as echoed and nothing else. One of another desk becomes an event
of this book with a negative number, a place in its order, and the tables that follow from it. Everything runs
inside the caller's transaction.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Any, Final, NamedTuple

from advisor_desk.domain.dates import to_day
from advisor_desk.storage import client_purge, events, note_index, projections, sync_facts
from advisor_desk.storage.engine import Connection
from advisor_desk.wire.events import WireEvent, body_of, event_of
from advisor_desk.wire.rows import Row, compact, key_parts
from advisor_desk.wire.shaped import Shapeless, json_object, text

_OF: Final = "(SELECT value FROM json_each(?))"
_ECHO: Final = """
INSERT INTO event_echo (event_id, scope, seq, row_hash, client_no, device_id, origin)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (event_id) DO UPDATE SET scope = excluded.scope, seq = excluded.seq, row_hash = excluded.row_hash,
    client_no = excluded.client_no, device_id = excluded.device_id,
    origin = ifnull(excluded.origin, event_echo.origin)
WHERE event_echo.scope <> excluded.scope OR event_echo.seq < excluded.seq
"""
_INSERT: Final = """
INSERT INTO event (id, device_seq, place, epoch, author, client_id, client_no, type, v, on_day, body,
    recorded_at, prev_hash, hash, status)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'FOREIGN')
"""
_MISSING: Final = f"""
SELECT echo.origin FROM event_echo AS echo
WHERE echo.client_no IN {_OF} AND echo.origin IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM event WHERE event.id = echo.event_id)
ORDER BY echo.seq
"""  # noqa: S608 - a constant
_LOOSE: Final = (
    "SELECT id, client_no FROM event WHERE client_id IS NULL AND client_no IS NOT NULL ORDER BY place"
)
_ORDER: Final = """
SELECT event.id, outbox.event_id IS NOT NULL, ifnull(echo.device_id, ?), event.epoch,
    CASE WHEN device_seq > 0 THEN device_seq ELSE echo.origin ->> '$.device_seq' END, abs(echo.seq),
    CASE WHEN type NOT IN ('interaction.recorded', 'client.edited') THEN substr(coalesce(
        body ->> '$.withdraws', body ->> '$.corrects', body ->> '$.task', body ->> '$.event'), 1, 36) END
FROM event LEFT JOIN event_echo AS echo ON echo.event_id = event.id
    LEFT JOIN outbox ON outbox.event_id = event.id
WHERE event.client_id = ? ORDER BY place
"""
_CONFLICT: Final = """
INSERT INTO sync_conflict (event_id, field, client_no, author, base, mine, theirs, recorded_at, scope, seq,
    row_hash)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (event_id, field) DO UPDATE SET client_no = excluded.client_no, author = excluded.author,
    base = excluded.base, mine = excluded.mine, theirs = excluded.theirs, recorded_at = excluded.recorded_at,
    scope = excluded.scope, seq = excluded.seq, row_hash = excluded.row_hash
WHERE sync_conflict.scope <> excluded.scope OR sync_conflict.seq < excluded.seq
"""
_OF_EVENTS: Final = ("interaction", "entitlement_entry", "life_event")


@dataclass(slots=True)
class TakenEvents:
    """How many rows of events were new, which were kept and which cannot be read."""

    rows: int = 0
    kept: list[Row] = field(default_factory=list)
    unfit: list[Row] = field(default_factory=list)


class _Numbered(NamedTuple):
    """An event of a client, as its order is told: whether it waits here, and its number on its own desk.

    `arrived` is its number in the scope: events have it in the order in which they came to head office.
    `about` is the event that it takes back, corrects or goes on from.
    """

    id: str
    is_waiting: int
    device: str
    epoch: int
    seq: int
    arrived: int | None
    about: str | None


def take(connection: Connection, scope: str, rows: Sequence[Row], clients: Mapping[str, int]) -> TakenEvents:
    """Note what head office has, and write down what other desks recorded of `clients` (ids by number).

    An event of a client who is not here yet is kept in its echo until the client comes.
    """
    found = TakenEvents()
    read: list[tuple[Row, str, WireEvent]] = []
    for row in rows:
        try:
            read.append((row, *_read(row)))
            found.kept.append(row)
        except Shapeless:
            found.unfit.append(row)
    here = _here(connection, [event.id for _, _, event in read])
    before = connection.total_changes
    connection.executemany(
        _ECHO,
        (
            (
                event.id,
                scope,
                row.seq,
                row.hash,
                event.client_no,
                device,
                None if here.get(event.id, -1) > 0 else compact(event.as_json()),
            )
            for row, device, event in read
        ),
    )
    found.rows = connection.total_changes - before
    new = [
        (device, event)
        for _, device, event in read
        if event.id not in here and (event.client_no is None or event.client_no in clients)
    ]
    _insert(connection, [event for event in _in_order(new)], clients)
    known = {clients[row.client_no] for row in found.kept if row.client_no in clients}
    _settle(connection, {clients[event.client_no] for _, event in new if event.client_no is not None}, known)
    return found


def attach(connection: Connection, arrived: Mapping[str, int]) -> None:
    """Clients have come (ids by number): events that waited here or in echoes hang on them now."""
    touched = set()
    for event_id, client_no in connection.execute(_LOOSE).fetchall():
        if client_no in arrived:
            connection.execute("UPDATE event SET client_id = ? WHERE id = ?", (arrived[client_no], event_id))
            touched.add(arrived[client_no])
    numbers = json.dumps(list(arrived))
    origins = [event_of(json.loads(origin)) for (origin,) in connection.execute(_MISSING, (numbers,))]
    _insert(connection, origins, arrived)
    touched.update(arrived[event.client_no] for event in origins if event.client_no is not None)
    _settle(connection, touched)


def take_out(connection: Connection, scope: str, rows: Sequence[Row]) -> set[int]:
    """Head office no longer has events: those of other desks go. Returns the clients they were about."""
    gone: list[str] = []
    for row in rows:
        left = connection.execute(
            "DELETE FROM event_echo WHERE event_id = ? AND scope = ? AND seq < ?", (row.id, scope, row.seq)
        )
        if left.rowcount:
            gone.append(row.id)
    return forget_foreign(connection, gone)


def forget_foreign(connection: Connection, event_ids: Collection[str]) -> set[int]:
    """Remove those events that other desks recorded; returns the clients they were about."""
    asked = json.dumps(list(event_ids))
    rows = connection.execute(
        f"SELECT id, client_id FROM event WHERE id IN {_OF} AND device_seq < 0",  # noqa: S608
        (asked,),
    ).fetchall()
    if not rows:
        return set()
    ids = [event_id for event_id, _ in rows]
    touched = {client_id for _, client_id in rows if client_id is not None}
    attachments = client_purge.leaving_attachments(connection, ids)
    events.keep_last_place(connection)
    note_index.forget(connection, ids)
    foreign = json.dumps(ids)
    for table, column in (*((name, "id") for name in _OF_EVENTS[1:]), (_OF_EVENTS[0], "event_id")):
        connection.execute(f"DELETE FROM {table} WHERE {column} IN {_OF}", (foreign,))  # noqa: S608
    for table in ("tier_override", "order_intent"):
        connection.execute(f"DELETE FROM {table} WHERE event_id IN {_OF}", (foreign,))  # noqa: S608
    connection.execute(f"UPDATE shelf_move SET event_id = NULL WHERE event_id IN {_OF}", (foreign,))  # noqa: S608
    connection.execute(f"DELETE FROM event WHERE id IN {_OF}", (foreign,))  # noqa: S608
    client_purge.let_attachments_leave(connection, attachments)
    projections.replay(connection, touched)
    return touched


# Conflicts.


def keep_conflicts(connection: Connection, scope: str, rows: Sequence[Row]) -> tuple[int, list[Row]]:
    """Keep conflicts that head office found; how many are new or newer, and what cannot be read."""
    kept, unfit = 0, []
    for row in rows:
        try:
            values = _conflict(row)
        except (Shapeless, ValueError):
            unfit.append(row)
            continue
        before = connection.total_changes
        connection.execute(_CONFLICT, (*values, scope, row.seq, row.hash))
        kept += connection.total_changes - before
    return kept, unfit


def close_conflicts(connection: Connection, scope: str, rows: Sequence[Row]) -> None:
    """Head office has closed conflicts: what was chosen stays readable, and counts in no scope any more."""
    for row in rows:
        try:
            event_id, name = key_parts(row.id)
        except ValueError:
            continue
        connection.execute(
            "UPDATE sync_conflict SET scope = '', chosen = ifnull(chosen, 'THEIRS') "
            "WHERE event_id = ? AND field = ? AND scope = ? AND seq < ?",
            (event_id, name, scope, row.seq),
        )


def _conflict(row: Row) -> tuple[str, ...]:
    given = json_object(row.body)
    texts = [text(given, name) for name in ("event_id", "field")]
    named = [text({"t": given.get(name) or ""}, "t") for name in ("client_no", "author")]
    sides = [compact(given.get(name)) for name in ("base", "mine", "theirs")]
    return (*texts, *named, *sides, text({"t": given.get("recorded_at") or ""}, "t"))


# Events.


def _read(row: Row) -> tuple[str, WireEvent]:
    """The device and the event of a row. Raises Shapeless."""
    given = json_object(row.body)
    event = event_of(given.get("event"))
    on = body_of(event).get("on")
    try:
        bytes.fromhex(event.prev_hash + event.hash)
        if on is not None:
            date.fromisoformat(on)
    except (ValueError, TypeError):
        raise Shapeless("event") from None
    if event.id != row.id or (event.client_no or "") != row.client_no:
        raise Shapeless("event")
    return text(given, "device", 128), event


def _here(connection: Connection, event_ids: Iterable[str]) -> dict[str, int]:
    """Numbers of those events that stand in the book: negative for those of other desks."""
    asked = json.dumps(list(event_ids))
    return dict(
        connection.execute(f"SELECT id, device_seq FROM event WHERE id IN {_OF}", (asked,)).fetchall()  # noqa: S608
    )


def _in_order(found: Sequence[tuple[str, WireEvent]]) -> list[WireEvent]:
    """Events as they came, but those of one desk in the order of its record."""
    by_device: defaultdict[str, list[WireEvent]] = defaultdict(list)
    for device, event in found:
        by_device[device].append(event)
    for each in by_device.values():
        each.sort(key=lambda event: (event.epoch, event.device_seq), reverse=True)
    return [by_device[device].pop() for device, _ in found]


def _insert(connection: Connection, found: Sequence[WireEvent], clients: Mapping[str, int]) -> None:
    if not found:
        return
    first = events.next_place(connection)
    rows: list[tuple[Any, ...]] = []
    for place, event in enumerate(found, start=first):
        on = json.loads(event.body).get("on")
        rows.append(
            (
                event.id,
                -place,
                place,
                event.epoch,
                event.author,
                None if event.client_no is None else clients[event.client_no],
                event.client_no,
                event.type,
                event.v,
                None if on is None else to_day(date.fromisoformat(on)),
                event.body,
                event.recorded_at,
                bytes.fromhex(event.prev_hash),
                bytes.fromhex(event.hash),
            )
        )
    connection.executemany(_INSERT, rows)


def _settle(connection: Connection, client_ids: Collection[int], known: Collection[int] = ()) -> None:
    """Bring the clients' events into order and write anew what follows from them.

    Of `known` nothing is new but perhaps the order.
    """
    own = sync_facts.read(connection, "device_id")
    both = {*client_ids, *known}
    moved = {client_id for client_id in sorted(both) if _put_in_order(connection, client_id, own)}
    projections.replay(connection, sorted(moved.union(client_ids)))


def _put_in_order(connection: Connection, client_id: int, own_device: str) -> bool:
    """What waits here comes after all that head office has; each desk's record stays in its own order.

    Events of several desks stand as they arrived at head office. Those that have to move get new places at
    the end of the book: none is ever used again. False when none had to.
    """
    stands = [_Numbered(*row) for row in connection.execute(_ORDER, (own_device, client_id))]
    wanted = _as_arrived(stands)
    same = next((at for at, pair in enumerate(zip(stands, wanted, strict=True)) if pair[0] != pair[1]), None)
    if same is None:
        return False
    moved = [one.id for one in wanted[same:]]
    note_index.forget(connection, moved)
    place = events.next_place(connection)
    connection.executemany(
        "UPDATE event SET place = ? WHERE id = ?",
        [(number, event_id) for number, event_id in enumerate(moved, start=place)],
    )
    return True


def _as_arrived(stands: Sequence[_Numbered]) -> list[_Numbered]:
    last: defaultdict[str, int] = defaultdict(int)
    keyed: list[tuple[int, int, _Numbered]] = []
    for one in stands:
        # What head office has not sent back, or never will, stays behind what stands before it.
        arrived = last[one.device] if one.arrived is None else one.arrived
        last[one.device] = max(last[one.device], arrived)
        keyed.append((one.is_waiting, arrived, one))
    keyed.sort(key=itemgetter(0, 1))
    line = _Line([one for _, _, one in keyed])
    for _, _, one in keyed:
        line.serve(one)
    return line.served


class _Line:
    """Events in the order of their arrival, those of each desk in their own; none before what it is about.

    A hub that was restored gets again what it had lost, and then a record may arrive after its withdrawal.
    """

    def __init__(self, arrived: Sequence[_Numbered]) -> None:
        self.served: list[_Numbered] = []
        self._served: set[str] = set()
        self._desks = {one.id: (one.is_waiting, one.device) for one in arrived}
        self._waiting: defaultdict[tuple[int, str], list[_Numbered]] = defaultdict(list)
        for one in arrived:
            self._waiting[one.is_waiting, one.device].append(one)
        for each in self._waiting.values():
            each.sort(key=lambda one: (one.epoch, one.seq), reverse=True)
        self._ahead: Counter[tuple[int, str]] = Counter()

    def serve(self, place: _Numbered) -> None:
        """It is a desk's turn: its next event, unless one was called up before its turn."""
        desk = self._desks[place.id]
        if self._ahead[desk]:
            self._ahead[desk] -= 1
        else:
            self._next(desk)

    def _next(self, desk: tuple[int, str]) -> None:
        one = self._waiting[desk].pop()
        about = desk if one.about is None else self._desks.get(one.about, desk)
        if about != desk and about[0] == desk[0]:
            while one.about not in self._served and self._waiting[about]:
                self._ahead[about] += 1
                self._next(about)
        self._served.add(one.id)
        self.served.append(one)
