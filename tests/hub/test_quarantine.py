"""What is kept apart is let in as it came, or given back, once; both stand in the journal."""

import json
from dataclasses import replace

import pytest

from advisor_desk.hub.hub import Hub
from tests.hubs import Clock
from tests.intakes import PushingDesk, events, load, rows, select, told


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(hub: Hub) -> PushingDesk:
    desk = PushingDesk(hub)
    load(hub, "A1", "C1")
    return desk


def journal(hub: Hub) -> list[tuple[str, str]]:
    found = select(
        hub, "SELECT deed, who FROM journal WHERE branch_id = :b AND deed LIKE 'quarantine%' ORDER BY id"
    )
    return [(deed, who) for deed, who in found]


def states(hub: Hub) -> list[tuple[str, str]]:
    found = select(hub, "SELECT state, reason FROM quarantine WHERE branch_id = :b ORDER BY received_at, id")
    return [(state, reason) for state, reason in found]


def test_a_released_event_is_taken_in_as_it_came(desk: PushingDesk, clock: Clock) -> None:
    hub, other = desk.hub, PushingDesk(desk.hub, "A2")
    load(hub, "A2", "X1")
    sent = [desk.chain.event("C1"), desk.chain.event("X1"), desk.chain.event("C1")]
    assert told(desk.push(*sent).answers)[1] == "quarantined/CLIENT_NEVER_HELD"
    clock.now += 60
    assert hub.release("B1", sent[1].id, "auditor").still == ("CLIENT_NEVER_HELD",)
    assert states(hub) == [("HELD", "CLIENT_NEVER_HELD")]
    hub.assign("X1", "A1")
    hub.assign("X1", "A2")
    assert hub.release("B1", sent[1].id, "auditor").released == 1
    assert hub.release("B1", sent[1].id, "auditor").released == 0
    assert states(hub) == [("RELEASED", "CLIENT_NEVER_HELD")]
    assert events(hub) == [one.id for one in sent]
    assert rows(hub, "A2", "event")[sent[1].id] == {"device": desk.device.id, "event": sent[1].as_json()}
    kept = select(
        hub, "SELECT author, hash, flags FROM event WHERE branch_id = :b AND id = :id", id=sent[1].id
    )
    assert kept == [("A1", sent[1].hash, '["AFTER_REASSIGN"]')]
    assert journal(hub) == [("quarantine.released", "auditor")] * 2
    answer = desk.push(*sent)
    assert told(answer.answers) == ["duplicate"] * 3
    assert (answer.receipt.events_held, answer.receipt.hash) == (3, sent[2].hash)
    assert other.hub is hub


def test_a_release_that_is_refused_again_says_why_now(desk: PushingDesk) -> None:
    hub = desk.hub
    event = desk.chain.event("C9", "client.edited", {"fields": {"phone": ["1", 2]}})
    desk.push(event)
    PushingDesk(hub, "A2")
    hub.add_client("B1", "C9", "A2")
    assert states(hub) == [("HELD", "CLIENT_NEVER_HELD")]
    assert told(desk.push(event).answers) == ["quarantined/CLIENT_NEVER_HELD"]
    hub.assign("C9", "A1")
    assert hub.release("B1", event.id, "auditor").still == ("SHAPE",)
    assert states(hub) == [("HELD", "SHAPE")]
    assert hub.quarantined("B1")[0].params == {"field": "phone"}
    assert events(hub) == []


def test_what_was_altered_is_never_let_in(desk: PushingDesk) -> None:
    hub = desk.hub
    event = desk.chain.event("C1")
    altered = replace(event, body="{}")
    other = replace(event, id="e2", author="A7")
    desk.push(altered, replace(other, hash=other.link.hash(bytes(32)).hex()))
    for event_id, reason in ((event.id, "BODY_ALTERED"), ("e2", "AUTHOR_FOREIGN")):
        assert hub.release("B1", event_id, "auditor").still == (reason,)
    assert len(hub.quarantined("B1")) == 2
    assert events(hub) == []


def test_of_two_events_under_one_id_the_one_that_was_refused_stays(desk: PushingDesk) -> None:
    first, second = desk.chain.event("C9", event_id="e"), desk.chain.event("C9", event_id="e")
    desk.push(first, second)
    assert [one.reason for one in desk.hub.quarantined("B1")] == ["CLIENT_UNKNOWN"] * 2
    desk.hub.add_client("B1", "C9", "A1")
    assert events(desk.hub) == ["e"]
    assert sorted(states(desk.hub)) == [("HELD", "ID_REUSED"), ("RELEASED", "CLIENT_UNKNOWN")]


def test_an_event_given_back_is_answered_as_before(desk: PushingDesk, clock: Clock) -> None:
    hub, event = desk.hub, desk.chain.event("C9")
    desk.push(event)
    assert hub.give_back("B1", event.id, "auditor") == 1
    clock.now += 60
    assert hub.give_back("B1", event.id, "other") == 0
    assert hub.release("B1", event.id, "other").released == 0
    assert states(hub) == [("RETURNED", "CLIENT_UNKNOWN")]
    settled = select(
        hub, "SELECT settled_by, settled_at < :now FROM quarantine WHERE branch_id = :b", now="3"
    )
    assert settled == [("auditor", 1)]
    assert journal(hub) == [("quarantine.returned", "auditor")]
    hub.add_client("B1", "C9", "A1")
    assert told(desk.push(event).answers) == ["quarantined/CLIENT_UNKNOWN"]
    assert hub.quarantined("B1") == []
    assert events(hub) == []


def test_what_came_before_its_client_is_let_in_when_the_client_comes(desk: PushingDesk, clock: Clock) -> None:
    hub = desk.hub
    sent = [desk.chain.event("C8"), desk.chain.event("C9"), desk.chain.event("C8", "audit.exported", {})]
    for one in sent:
        desk.push(one)
        clock.now += 1
    hub.add_clients("B1", {"C8": "A1"})
    assert events(hub) == [sent[0].id, sent[2].id]
    assert list(rows(hub, "A1", "event")) == [sent[0].id]
    assert [one.client_no for one in hub.quarantined("B1")] == ["C9"]
    assert journal(hub) == [("quarantine.released", "hub")] * 2
    assert told(desk.push(*sent).answers) == ["duplicate", "quarantined/CLIENT_UNKNOWN", "duplicate"]


def test_what_came_together_is_let_in_in_the_order_of_its_desk_whatever_its_clock_said(
    desk: PushingDesk,
) -> None:
    numbers = range(9, 0, -1)
    sent = [desk.chain.event("C8", event_id=f"0199000{one}-0000-7000-8000-000000000000") for one in numbers]
    desk.push(*sent)
    desk.hub.add_clients("B1", {"C8": "A1"})
    arrived = select(
        desk.hub, "SELECT id FROM scope_row WHERE branch_id = :b AND kind = 'event' ORDER BY seq"
    )
    assert [row_id for (row_id,) in arrived] == [one.id for one in sent]


def test_the_events_of_a_revoked_desk_may_still_be_let_in(desk: PushingDesk) -> None:
    event = desk.chain.event("C9")
    desk.push(event)
    desk.hub.revoke(desk.device.id)
    desk.hub.add_client("B1", "C9", "A1")
    assert events(desk.hub) == [event.id]


def test_what_is_no_event_stays_until_it_is_given_back(desk: PushingDesk) -> None:
    from advisor_desk.wire.messages import push_batch, written

    hub = desk.hub
    named = json.loads(written(desk.chain.batch()))
    hub.push(desk.device, push_batch(json.dumps({**named, "events": [{"id": "e1"}, 7]}).encode()))
    held = hub.quarantined("B1")
    assert len(held) == 2
    for one in held:
        assert hub.release("B1", one.id, "auditor").still == ("SHAPE",)
        assert hub.give_back("B1", one.id, "auditor") == 1
    assert hub.quarantined("B1") == []


def test_an_unknown_event_is_nothing_to_let_in_or_give_back(desk: PushingDesk) -> None:
    assert desk.hub.release("B1", "unknown", "auditor").released == 0
    assert desk.hub.give_back("B1", "unknown", "auditor") == 0
    assert journal(desk.hub) == []
