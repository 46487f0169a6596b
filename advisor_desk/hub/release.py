"""Letting in what was kept apart: as if it had just arrived, with author and hash (sync.md, section 3.4).

Its desk hears of it by the event's own row in the scope of whoever holds the client.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Protocol
from uuid import UUID

import sqlalchemy as sa

from advisor_desk.errors import OutsideFailed
from advisor_desk.hub import quarantine
from advisor_desk.hub.accept import Intake, authors_of
from advisor_desk.hub.desk_register import Device, find
from advisor_desk.hub.items import Hour, Item, Moment, arriving, unfit
from advisor_desk.hub.office import Entry, note, utc
from advisor_desk.hub.quarantine import HELD, RELEASED, Deed, HeldEvent
from advisor_desk.hub.store import Store
from advisor_desk.wire.events import event_of
from advisor_desk.wire.messages import UnfitEvent
from advisor_desk.wire.shaped import Shapeless

LOADER: Final = "hub"
"""Who lets in what waited for a client, once the client is loaded."""

_LOCK: Final = sa.text(
    "UPDATE device SET events_held = events_held WHERE branch_id = :b AND id = :id RETURNING id"
)


class Around(Protocol):
    """Time and identifiers, as `hub.Around` has them."""

    @property
    def clock(self) -> Callable[[], float]:
        """Seconds since 1970 in UTC."""

    @property
    def new_id(self) -> Callable[[float], UUID]:
        """An identifier made at a time."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many events were taken in; the reasons of those that are still kept apart."""

    released: int
    still: tuple[str, ...] = ()


def release(connection: sa.Connection, branch: str, event_id: str, now: Moment, deed: Deed) -> Outcome:
    """Take in what is held under an event's id; what is refused again stays, with the reason of now.

    Twice does nothing. `now` is the moment of `deed`.
    """
    waiting = [one for one in quarantine.of_event(connection, branch, event_id) if one.state == HELD]
    return _released(connection, branch, waiting, now, deed)


def release_waiting(store: Store, branch: str, client_nos: Sequence[str], around: Around) -> int:
    """Take in what was kept apart because these clients, or their data, were not there; how many events.

    In the order of arrival, each in a transaction of its own: one that fails stays and holds up no other.
    Raises OutsideFailed.
    """
    waiting = store.read(lambda connection: quarantine.waiting_for(connection, branch, client_nos))
    released = 0
    for event_id in dict.fromkeys(one.id for one in waiting):
        seconds = around.clock()
        deed = Deed(str(around.new_id(seconds)), utc(seconds), LOADER)
        work = partial(release, branch=branch, event_id=event_id, now=Moment(seconds), deed=deed)
        try:
            released += store.transact(work).released
        except OutsideFailed:
            raise
        except Exception:  # noqa: BLE001, S112 - our mistake over one event: it stays where it is seen
            continue
    return released


def _released(
    connection: sa.Connection, branch: str, waiting: list[HeldEvent], now: Moment, deed: Deed
) -> Outcome:
    if not waiting:
        return Outcome(0)
    released: list[HeldEvent] = []
    still: list[str] = []
    for held in waiting:
        item = _tried(connection, branch, held, now)
        if item is not None and item.refusal is None:
            quarantine.settle(connection, branch, held, RELEASED, deed)
            released.append(held)
        else:
            if item is not None:
                quarantine.keep_held(connection, branch, held, item)
            still.append(held.reason if item is None or item.refusal is None else item.refusal.value)
    told = {"released": [one.id for one in released], "still": still}
    note(connection, branch, Entry(deed.id, deed.at, "quarantine.released", told, deed.who))
    return Outcome(len(released), tuple(still))


def _tried(connection: sa.Connection, branch: str, held: HeldEvent, now: Moment) -> Item | None:
    """The event after another look at it; None when its device is gone."""
    connection.execute(_LOCK, {"b": branch, "id": held.device_id})
    device = find(connection, held.device_id)
    if device is None:
        return None
    hour = Hour.of(now.at)
    item = _item(device, held, hour)
    Intake(connection, device, hour, now.elsewhere).take([item], is_release=True)
    return item


def _item(device: Device, held: HeldEvent, hour: Hour) -> Item:
    try:
        event = event_of(json.loads(held.event))
    except (Shapeless, ValueError) as problem:
        field = problem.field if isinstance(problem, Shapeless) else ""
        return unfit(UnfitEvent(0, held.id, field, held.event), device.id)
    return arriving(event, device.id, authors_of(device), hour)
