"""Taking in a push: the whole batch in one transaction, or item by item when one of them breaks it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa

from advisor_desk.errors import OutsideFailed
from advisor_desk.hub.accept import accept, keep_failed
from advisor_desk.hub.desk_register import Device, locked
from advisor_desk.hub.fault_points import reached
from advisor_desk.hub.items import Moment
from advisor_desk.hub.office import epoch, utc
from advisor_desk.hub.refused import Refused
from advisor_desk.hub.store import Store
from advisor_desk.wire.messages import ItemAnswer, PushAnswer, PushBatch, Receipt, Status, total


def taken_in(store: Store, device: Device, batch: PushBatch, now: Moment) -> PushAnswer:
    """Apply a batch; the receipt is not signed yet. Raises Refused, OutsideFailed: nothing is kept then."""
    try:
        return _whole(store, device, batch, now)
    except (OutsideFailed, Refused):
        raise
    except Exception:  # noqa: BLE001 - whatever it was, it must not hold up the other events
        return _one_by_one(store, device, batch, now)


def _whole(store: Store, device: Device, batch: PushBatch, now: Moment) -> PushAnswer:
    def work(connection: sa.Connection) -> PushAnswer:
        own = locked(connection, device, utc(now.at))
        answer = accept(connection, own, batch, now)
        reached("push.before_receipt")
        return replace(answer, receipt=replace(answer.receipt, hub_epoch=epoch(connection)))

    return store.transact(work)


def _one_by_one(store: Store, device: Device, batch: PushBatch, now: Moment) -> PushAnswer:
    """Each event in a transaction of its own; the one that fails is kept apart (`FAILED`)."""
    parts = [replace(batch, events=(), unfit=batch.unfit)] if batch.unfit else []
    parts += [replace(batch, events=(event,), unfit=()) for event in batch.events]
    answers = [_or_apart(store, device, part, now) for part in parts]
    unfit = answers.pop(0).answers if batch.unfit else ()
    last = answers[-1] if answers else _whole(store, device, replace(batch, events=(), unfit=()), now)
    in_place = _in_place(batch, unfit, [one for answer in answers for one in answer.answers])
    return PushAnswer(in_place, _counted(last.receipt, in_place))


def _or_apart(store: Store, device: Device, part: PushBatch, now: Moment) -> PushAnswer:
    try:
        return _whole(store, device, part, now)
    except (OutsideFailed, Refused):
        raise
    except Exception as mistake:  # noqa: BLE001 - the hub's own mistake is kept with the event that met it
        return _kept_apart(store, device, part, now, type(mistake).__name__)


def _kept_apart(store: Store, device: Device, part: PushBatch, now: Moment, kind: str) -> PushAnswer:
    def work(connection: sa.Connection) -> PushAnswer:
        answer = keep_failed(connection, locked(connection, device, utc(now.at)), part, now, kind)
        return replace(answer, receipt=replace(answer.receipt, hub_epoch=epoch(connection)))

    return store.transact(work)


def _in_place(
    batch: PushBatch, unfit: Sequence[ItemAnswer], answers: Sequence[ItemAnswer]
) -> tuple[ItemAnswer, ...]:
    """The answers in the order in which the items came."""
    by_place = {one.place: answer for one, answer in zip(batch.unfit, unfit, strict=True)}
    others = iter(answers)
    return tuple(
        by_place[place] if place in by_place else next(others)
        for place in range(len(by_place) + len(answers))
    )


def _counted(receipt: Receipt, answers: Sequence[ItemAnswer]) -> Receipt:
    return replace(
        receipt,
        applied=total(answers, Status.APPLIED),
        duplicates=total(answers, Status.DUPLICATE),
        quarantined=total(answers, Status.QUARANTINED),
    )
