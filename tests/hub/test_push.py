"""One event that breaks its batch is kept apart; the others are taken in with the same request."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from advisor_desk.errors import OutsideFailed
from advisor_desk.hub import accept, fault_points, items
from advisor_desk.hub.hub import Hub
from advisor_desk.wire.messages import PushBatch, Status, UnfitEvent, receipt_bytes
from tests.hub.scopes import head, statement, stored, sum_of
from tests.hubs import HUB_KEYS, Chain, enrolled


def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Our own mistake meets every event whose body says so, whatever else is in its batch."""
    day_of = items.day_of

    def broken(body: Mapping[str, Any]) -> int | None:
        if "poison" in body:
            raise ZeroDivisionError
        return day_of(body)

    monkeypatch.setattr(accept, "day_of", broken)


@pytest.mark.parametrize("place", range(5))
def test_a_poisoned_event_holds_up_no_other(
    any_hub: Hub, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    device, _ = enrolled(any_hub, "B1", "u1")
    any_hub.add_client("B1", "C1", "u1")
    chain = Chain(device)
    events = [chain.event("C1", body={"poison": 1} if n == place else None) for n in range(5)]
    failing(monkeypatch)
    batch = chain.batch(*events)
    answer = any_hub.push(device, batch)
    assert [one.id for one in answer.answers] == [event.id for event in events]
    statuses = [one.status for one in answer.answers]
    assert statuses == [Status.QUARANTINED if n == place else Status.APPLIED for n in range(5)]
    assert answer.answers[place].code == "FAILED"
    receipt = answer.receipt
    assert (receipt.applied, receipt.duplicates, receipt.quarantined) == (4, 0, 1)
    assert (receipt.events_held, receipt.last_device_seq, receipt.batch) == (4, 5, batch.batch)
    assert HUB_KEYS.public.is_signed(receipt_bytes(receipt), bytes.fromhex(receipt.signature))
    assert head(any_hub, "B1", "adv:u1").sum == sum_of(stored(any_hub, "B1", "adv:u1"))
    again = any_hub.push(device, batch)
    assert [one.status for one in again.answers] == [
        Status.QUARANTINED if n == place else Status.DUPLICATE for n in range(5)
    ]
    monkeypatch.undo()
    assert any_hub.release("B1", events[place].id, "auditor").released == 1


def test_what_is_no_event_keeps_its_place_beside_a_poisoned_one(
    any_hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    device, _ = enrolled(any_hub, "B1", "u1")
    chain = Chain(device)
    events = [chain.event(None, body={"poison": 1} if n == 1 else {}) for n in range(3)]
    failing(monkeypatch)
    unfit = (UnfitEvent(0, "x0", "epoch", "{}"), UnfitEvent(3, "x3", "", "7"))
    answer = any_hub.push(device, replace(chain.batch(*events), unfit=unfit))
    assert [(one.id, one.status.value, one.code) for one in answer.answers] == [
        ("x0", "quarantined", "SHAPE"),
        (events[0].id, "applied", ""),
        (events[1].id, "quarantined", "FAILED"),
        ("x3", "quarantined", "SHAPE"),
        (events[2].id, "applied", ""),
    ]
    assert (answer.receipt.applied, answer.receipt.quarantined) == (2, 3)


def test_a_batch_without_events_is_a_receipt_of_what_is_there(any_hub: Hub) -> None:
    device, _ = enrolled(any_hub, "B1", "u1")
    chain = Chain(device)
    any_hub.push(device, chain.batch(chain.event(None, "note.kept")))
    answer = any_hub.push(device, chain.batch())
    assert answer.answers == ()
    assert (answer.receipt.events_held, answer.receipt.hash) == (1, chain.head.hex())


def test_a_push_whose_answer_was_lost_is_told_to_be_there(any_hub: Hub) -> None:
    device, _ = enrolled(any_hub, "B1", "u1")
    any_hub.add_client("B1", "C1", "u1")
    chain = Chain(device)
    batch = chain.batch(*(chain.event("C1") for _ in range(20)))

    def lost(point: str) -> None:
        if point == "store.after_commit":
            raise OutsideFailed("hub.commit_unknown")

    with fault_points.watching(lost), pytest.raises(OutsideFailed):
        any_hub.push(device, batch)
    answer = any_hub.push(device, batch)
    assert {one.status for one in answer.answers} == {Status.DUPLICATE}
    assert (answer.receipt.applied, answer.receipt.duplicates, answer.receipt.events_held) == (0, 20, 20)
    assert statement(any_hub, "SELECT count(*) FROM event") == [(20,)]


def every_deed(hub: Hub) -> list[Callable[[], object]]:
    """Deeds that between them pass every point at which the hub may be stopped."""
    device, _ = enrolled(hub, "B1", "u1")
    hub.add_advisor("B1", "u2")
    hub.add_advisor("B2", "u3")
    hub.add_client("B1", "C1", "u1")
    chain = Chain(device)
    batch: PushBatch = chain.batch(*(chain.event("C1") for _ in range(3)))
    late: PushBatch = chain.batch(chain.event("C1"))
    return [
        lambda: hub.push(device, batch),
        lambda: hub.assign("C1", "u2", "o1"),
        lambda: hub.assign("C1", "u3", "o2"),
        lambda: hub.push(device, late),
        hub.forward_pending,
    ]


@pytest.mark.parametrize("point", fault_points.POINTS)
def test_every_point_is_reached_and_a_stop_there_loses_and_doubles_nothing(any_hub: Hub, point: str) -> None:
    stops: list[str] = []

    def stop_once(reached: str) -> None:
        if reached == point and not stops:
            stops.append(reached)
            raise OutsideFailed("hub.database_away")

    for deed in every_deed(any_hub):
        with fault_points.watching(stop_once):
            try:
                deed()
            except OutsideFailed:
                deed()
    assert stops == [point]
    assert statement(any_hub, "SELECT count(*) FROM event") == [(4,)]
    for branch, scope, count in (("B1", "adv:u1", 1), ("B1", "adv:u2", 1), ("B2", "adv:u3", 4)):
        rows = stored(any_hub, branch, scope)
        assert len(rows) == count
        assert head(any_hub, branch, scope).sum == sum_of(rows)
