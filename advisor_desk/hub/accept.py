"""Taking in what a desk recorded: each event once, or kept apart with its reason (sync.md, 3.2 to 3.6, 3.8).

Everything runs in the caller's transaction, which has the device locked. What is read is read for the whole
batch, what is written is written once; only events that change a client's rows look at rows at all.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Container, Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from advisor_desk.hub import attachments, fields, forward, moves, quarantine
from advisor_desk.hub.assign import add_clients, ever_held, locked_holders
from advisor_desk.hub.chain import Chain
from advisor_desk.hub.client_rows import ClientRows
from advisor_desk.hub.conflicts import SETTLED_EVENT, Conflicts
from advisor_desk.hub.desk_register import Device
from advisor_desk.hub.fault_points import reached
from advisor_desk.hub.forward import Letter
from advisor_desk.hub.items import ALWAYS_OWN, Hour, Item, Moment, arriving, day_of, storable, unfit
from advisor_desk.hub.many import ManyRows
from advisor_desk.hub.put import put_rows
from advisor_desk.hub.refused import Refused
from advisor_desk.hub.row_events import HANDLERS
from advisor_desk.hub.store import Again
from advisor_desk.hub.work import Work
from advisor_desk.wire.events import WireEvent, body_of
from advisor_desk.wire.messages import (
    Flag,
    Problem,
    PushAnswer,
    PushBatch,
    Receipt,
    Refusal,
    Status,
    total,
)
from advisor_desk.wire.rows import compact
from advisor_desk.wire.shaped import Shapeless
from advisor_desk.wire.shapes import EVENT
from advisor_desk.wire.version import MOST_EVENTS, advisor_scope

_AUDIT: Final = "audit."
"""Events of this family are head office's alone: no desk hears of them."""

# A question by key for each row (here and in `quarantine`): a server that has not counted its rows yet reads
# the whole branch as often as there are values in an `IN`.
_KNOWN: Final = ManyRows(
    "SELECT v.column1, (SELECT hash FROM event WHERE branch_id = :b AND id = v.column1) FROM (VALUES ",
    "(?)",
    ") AS v",
)
_KEEP: Final = ManyRows(
    "INSERT INTO event (branch_id, id, device_id, epoch, device_seq, author, client_no, type, v, prev_hash, "
    "hash, body, on_day, recorded_at, received_at, flags) VALUES ",
    "(:b, ?, :device, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, :at, ?)",
)
_HOLDS: Final = sa.text(
    "UPDATE device SET last_epoch = :epoch, last_seq = :seq, last_hash = :hash, "
    "events_held = events_held + :more WHERE branch_id = :b AND id = :id RETURNING events_held"
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the items of an intake, and what the hub holds of the device afterwards."""

    items: Sequence[Item]
    chain: Chain
    events_held: int
    scope_seq: int


def accept(connection: sa.Connection, device: Device, batch: PushBatch, now: Moment) -> PushAnswer:
    """Take in a push of a device that is locked; the receipt lacks the hub's epoch and signature.

    Raises Refused: SIGNATURE_WRONG for a batch that names another device, TOO_MANY.
    """
    return _answer(connection, device, batch, now)


def keep_failed(
    connection: sa.Connection, device: Device, batch: PushBatch, now: Moment, kind: str
) -> PushAnswer:
    """As `accept`, but what is not settled already is kept apart as FAILED: our own mistake met it.

    `kind` is the name of the mistake's class; never its text, in which client data may stand.
    """
    return _answer(connection, device, batch, now, kind)


def _answer(
    connection: sa.Connection, device: Device, batch: PushBatch, now: Moment, mistake: str = ""
) -> PushAnswer:
    if batch.device_id != device.id:
        raise Refused(Problem.SIGNATURE_WRONG)
    if len(batch.events) + len(batch.unfit) > MOST_EVENTS:
        raise Refused(Problem.TOO_MANY, most=MOST_EVENTS)
    hour = Hour.of(now.at, batch.sent_at)
    items = _items(device, batch, hour)
    taken = Intake(connection, device, hour, now.elsewhere).take(items, mistake=mistake)
    answers = tuple(item.answer for item in taken.items)
    receipt = Receipt(
        device_id=device.id,
        batch=batch.batch,
        applied=total(answers, Status.APPLIED),
        duplicates=total(answers, Status.DUPLICATE),
        quarantined=total(answers, Status.QUARANTINED),
        events_held=taken.events_held,
        last_device_seq=taken.chain.seq,
        hash=taken.chain.hash,
        hub_seq=taken.scope_seq,
        hub_epoch="",
        at=hour.text,
    )
    return PushAnswer(answers, receipt)


def authors_of(device: Device) -> frozenset[str]:
    """Whose events a device may bring."""
    return frozenset({device.advisor, *device.former_authors}) | ALWAYS_OWN


def _items(device: Device, batch: PushBatch, hour: Hour) -> list[Item]:
    authors = authors_of(device)
    items = [arriving(event, device.id, authors, hour) for event in batch.events]
    for one in sorted(batch.unfit, key=lambda one: one.place):
        items.insert(one.place, unfit(one, device.id))
    return items


class Intake:
    """One transaction's worth of events of one device."""

    def __init__(
        self, connection: sa.Connection, device: Device, hour: Hour, elsewhere: Collection[str] = ()
    ) -> None:
        self._connection = connection
        self._device = device
        self._branch = device.branch
        self._hour = hour
        self._elsewhere = elsewhere
        self._chain = Chain(device.last_epoch, device.last_seq, device.last_hash)
        self._scope = advisor_scope(device.advisor)
        self._known: dict[str, str] = {}
        self._kept: dict[tuple[str, str], tuple[str, str]] = {}
        self._accepted: list[Item] = []
        self._held: list[Item] = []
        self._uses: list[attachments.Use] = []
        self._away: Container[str] = ()
        self._letters: list[Letter] = []

    def take(self, items: Sequence[Item], *, mistake: str = "", is_release: bool = False) -> Taken:
        """Decide on every item in order, and write what follows; a released one was kept apart before."""
        self._look_up(items, is_release=is_release)
        fresh = [item for item in items if self._is_fresh(item)]
        self._chain.load(self._connection, self._branch, self._device.id, [one.event for one in fresh])
        for item in fresh:
            _read_body(item)
        work = self._work(fresh)
        for item in items:
            if not self._is_settled(item):
                self._decide(item, work, mistake)
        if not is_release:
            quarantine.hold(self._connection, self._branch, self._device.id, self._held, self._hour.text)
        return self._written(items, work)

    def _look_up(self, items: Sequence[Item], *, is_release: bool) -> None:
        shared = {"b": self._branch}
        ids = [(item.event.id,) for item in items if item.is_link]
        found = _KNOWN.run(self._connection, shared, ids)
        self._known = {event_id: digest for event_id, digest in found if digest is not None}
        if not is_release:
            # What is known with the same hash is a duplicate, whatever else there is of it.
            asked = [
                (storable(item.event.id), item.key)
                for item in items
                if self._known.get(item.event.id) != item.event.hash
            ]
            self._kept = quarantine.known(self._connection, self._branch, asked)

    def _is_fresh(self, item: Item) -> bool:
        event = item.event
        return (
            item.refusal is None
            and self._known.get(event.id) != event.hash
            and (storable(event.id), item.key) not in self._kept
        )

    def _work(self, fresh: Sequence[Item]) -> Work:
        """What these items stand on: who holds their clients, and the rows that they may change."""
        clients = list(dict.fromkeys(one.event.client_no for one in fresh if one.event.client_no is not None))
        holders: dict[str, str] = {}
        ever: set[str] = set()
        if clients:
            holders = locked_holders(self._connection, self._branch, clients, [self._scope])
            unknown = [one for one in clients if one not in holders]
            if unknown:
                self._away = moves.away(self._connection, self._branch, unknown)
            own = self._device.advisor
            others = [one for one in clients if one in self._away or holders.get(one, own) != own]
            if others:
                ever = ever_held(self._connection, self._branch, self._device.advisor, others)
        rows = ClientRows(holders)
        work = Work(self._device.advisor, holders, ever, rows, Conflicts(self._branch, self._hour.text, rows))
        changing = [one for one in fresh if one.event.type in HANDLERS]
        if changing:
            rows.load(self._connection, self._branch, {str(one.event.client_no) for one in changing})
            settling = [one.body.get("event_id") for one in changing if one.event.type == SETTLED_EVENT]
            work.conflicts.load(self._connection, {one for one in settling if isinstance(one, str)})
        return work

    def _is_settled(self, item: Item) -> bool:
        """True for what was taken in before, or kept apart before: it is only answered."""
        event = item.event
        if item.is_link and self._known.get(event.id) == event.hash:
            item.status, item.refusal, item.params, item.flags = Status.DUPLICATE, None, {}, []
            return True
        before = self._kept.get((storable(event.id), item.key))
        if before is None:
            return False
        item.refuse(Refusal(before[0]), **json.loads(before[1]))
        item.status, item.flags = Status.QUARANTINED, []
        return True

    def _decide(self, item: Item, work: Work, mistake: str) -> None:
        event = item.event
        if item.is_link:
            flag = self._chain.take(event)
            if flag is not None:
                item.flags.append(flag.value)
            if event.id in self._known:
                item.refuse(Refusal.ID_REUSED)
            elif mistake and item.refusal is None:
                item.refuse(Refusal.FAILED, kind=mistake)
        if item.refusal is None:
            self._demand_client(item, work)
        if item.refusal is None:
            self._apply(item, work)
        if item.refusal is None:
            self._known[event.id] = event.hash
            self._accepted.append(item)
            return
        item.status = Status.QUARANTINED
        self._kept[storable(event.id), item.key] = (item.refusal.value, compact(dict(item.params)))
        self._held.append(item)

    def _demand_client(self, item: Item, work: Work) -> None:
        client_no, advisor = item.event.client_no, work.advisor
        if client_no is None:
            return
        is_creation = item.event.type == fields.EDITED and fields.is_creation(item.body)
        holder = work.holders.get(client_no)
        if holder is None and client_no not in self._away:
            if not is_creation:
                item.refuse(Refusal.CLIENT_UNKNOWN, client_no=client_no)
            elif client_no in self._elsewhere:
                item.refuse(Refusal.CLIENT_EXISTS, client_no=client_no)
        elif holder != advisor:
            if client_no in work.ever:
                item.flags.append(Flag.AFTER_REASSIGN.value)
            else:
                reason = Refusal.CLIENT_EXISTS if is_creation else Refusal.CLIENT_NEVER_HELD
                item.refuse(reason, client_no=client_no)

    def _apply(self, item: Item, work: Work) -> None:
        """What an event changes beside being kept."""
        event, client_no = item.event, item.event.client_no
        if client_no is None:
            return
        is_away = client_no in self._away
        try:
            if is_away:
                forward.demand_form(event, client_no, item.body)
            elif (handler := HANDLERS.get(event.type)) is not None:
                item.flags += [flag.value for flag in handler(work, event, client_no, item.body)]
        except fields.NoRow:
            item.refuse(Refusal.CLIENT_UNKNOWN, client_no=client_no)
            return
        except Shapeless as problem:
            item.refuse(Refusal.SHAPE, field=storable(problem.field))
            return
        self._uses += attachments.uses(event, client_no, item.body)
        if event.type.startswith(_AUDIT):
            return
        told = forward.event_row(self._device.id, event)
        if is_away:
            self._letters.append(
                Letter(
                    self._branch,
                    client_no,
                    event.id,
                    forward.EVENT_KIND,
                    self._hour.text,
                    body=told,
                    device_id=self._device.id,
                    device_seq=event.device_seq,
                )
            )
        else:
            work.rows.put_text(EVENT, client_no, event.id, told)

    def _written(self, items: Sequence[Item], work: Work) -> Taken:
        connection, branch, at = self._connection, self._branch, self._hour.text
        _KEEP.run(
            connection,
            {"b": branch, "device": self._device.id, "at": at},
            [_stored(item) for item in self._accepted],
        )
        if add_clients(connection, branch, dict.fromkeys(work.made, work.advisor), at) != work.made:
            # Another desk made the same client a moment ago: it is known now.
            raise Again
        work.conflicts.write(connection)
        attachments.keep_uses(connection, branch, self._uses)
        if self._letters:
            forward.keep(connection, branch, self._letters)
            reached("forward.kept")
        seqs = {scope: put_rows(connection, branch, scope, rows, at) for scope, rows in work.rows.drafts()}
        if self._scope not in seqs:
            seqs[self._scope] = put_rows(connection, branch, self._scope, [], at)
        given = {
            "b": branch,
            "id": self._device.id,
            "epoch": self._chain.epoch,
            "seq": self._chain.seq,
            "hash": self._chain.hash,
            "more": len(self._accepted),
        }
        events_held = connection.execute(_HOLDS, given).scalar_one()
        return Taken(items, self._chain, events_held, seqs[self._scope])


def _read_body(item: Item) -> None:
    try:
        item.body = body_of(item.event)
    except Shapeless:
        item.refuse(Refusal.BODY_UNREADABLE)


def _stored(item: Item) -> tuple[str | int | None, ...]:
    event: WireEvent = item.event
    return (
        event.id,
        event.epoch,
        event.device_seq,
        event.author,
        event.client_no,
        event.type,
        event.v,
        event.prev_hash,
        event.hash,
        event.body,
        day_of(item.body),
        event.recorded_at,
        json.dumps(item.flags) if item.flags else "[]",
    )
