"""Gaps and forks of a device's chain are flagged, and nothing is refused for them."""

import random
from dataclasses import replace

import pytest

from advisor_desk.hub.hub import Hub
from advisor_desk.wire.events import CHAIN_START, WireEvent
from tests.hubs import Chain
from tests.intakes import PushingDesk, events, load, told


@pytest.fixture
def desk(hub: Hub) -> PushingDesk:
    desk = PushingDesk(hub)
    load(hub, "A1", "C1")
    return desk


def chained(desk: PushingDesk, count: int) -> list[WireEvent]:
    return [desk.chain.event("C1") for _ in range(count)]


def forked(chain: Chain, at: WireEvent, epoch: int = 1) -> Chain:
    """A chain that goes on from before an event, as a copied book would."""
    other = Chain(chain.device, epoch=epoch)
    other.seq, other.head = at.device_seq - 1, bytes.fromhex(at.prev_hash)
    other.now = chain.now + 100
    return other


def test_a_whole_chain_has_no_flags_whatever_the_batches(desk: PushingDesk) -> None:
    sent = chained(desk, 30)
    for start in range(0, 30, 7):
        assert set(told(desk.push(*sent[start : start + 7]).answers)) == {"applied"}


def test_a_gap_is_flagged_once_and_may_be_filled(desk: PushingDesk) -> None:
    one, two, three, four, five = chained(desk, 5)
    assert told(desk.push(one, four, five).answers) == ["applied", "applied/CHAIN_GAP", "applied"]
    answer = desk.push(two, three)
    assert told(answer.answers) == ["applied", "applied"]
    assert (answer.receipt.last_device_seq, answer.receipt.hash) == (5, five.hash)


def test_a_chain_that_begins_in_its_middle_has_a_gap(desk: PushingDesk) -> None:
    _, two, three = chained(desk, 3)
    assert told(desk.push(two, three).answers) == ["applied/CHAIN_GAP", "applied"]


def test_what_was_kept_apart_has_its_place_in_the_chain(desk: PushingDesk) -> None:
    one, two = chained(desk, 2)
    unknown, after = desk.chain.event("C9"), desk.chain.event("C1")
    assert told(desk.push(one, two, unknown, after).answers)[2:] == ["quarantined/CLIENT_UNKNOWN", "applied"]
    altered, last = chained(desk, 2)
    assert told(desk.push(replace(altered, body="{}"), last).answers) == [
        "quarantined/BODY_ALTERED",
        "applied/CHAIN_GAP",
    ]
    assert told(desk.push(altered).answers) == ["applied"]


@pytest.mark.parametrize("in_one_batch", [True, False])
def test_another_event_in_a_taken_place_is_a_fork(desk: PushingDesk, in_one_batch: bool) -> None:
    sent = chained(desk, 4)
    copy = forked(desk.chain, sent[1])
    two, three, six = copy.event("C1"), copy.event("C1"), None
    copy.seq = 4
    six = copy.event("C1")
    if in_one_batch:
        found = told(desk.push(*sent, two, three, six).answers)[4:]
    else:
        desk.push(*sent)
        found = told(desk.push(two, three, six).answers)
    assert found == ["applied/CHAIN_FORK"] * 3
    assert len(events(desk.hub)) == 7


def test_a_late_event_that_does_not_fit_what_stands_around_it_is_a_fork(desk: PushingDesk) -> None:
    one, two, three = chained(desk, 3)
    desk.push(one, three)
    stranger = Chain(desk.device)
    stranger.seq, stranger.head = 1, bytes.fromhex("11" * 32)
    assert told(desk.push(stranger.event("C1")).answers) == ["applied/CHAIN_FORK"]
    assert told(desk.push(two).answers) == ["applied/CHAIN_FORK"]


def test_a_restored_book_begins_anew_under_its_next_epoch(desk: PushingDesk) -> None:
    sent = chained(desk, 6)
    desk.push(*sent[:5])
    restored = Chain(desk.device, epoch=2)
    restored.seq, restored.now = 3, desk.chain.now + 50
    four, five = restored.event("C1"), restored.event("C1")
    answer = desk.push(four, five)
    assert told(answer.answers) == ["applied", "applied"]
    assert (answer.receipt.last_device_seq, answer.receipt.hash) == (5, five.hash)
    # The record of the copy that was left behind still comes in.
    assert told(desk.push(sent[5]).answers) == ["applied"]
    assert desk.hub.device(desk.device.id).last_epoch == 2
    headless = replace(restored.event("C1"), epoch=3)
    assert told(desk.push(headless).answers) == ["applied/CHAIN_GAP"]
    assert headless.prev_hash != CHAIN_START.hex()


def test_any_order_of_batches_keeps_each_event_once_and_ends_at_the_same_head(hub: Hub) -> None:
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")  # noqa: T201
    chance = random.Random(seed)
    desk = PushingDesk(hub)
    load(hub, "A1", "C1")
    sent = chained(desk, 60)
    order = [chance.choice(sent) for _ in range(40)] + chance.sample(sent, len(sent))
    while order:
        take = chance.randint(1, 9)
        answers, order = told(desk.push(*order[:take]).answers), order[take:]
        assert set(answers) <= {"applied", "duplicate", "applied/CHAIN_GAP"}
    assert events(hub) == [one.id for one in sent]
    device = hub.device(desk.device.id)
    assert (device.last_seq, device.last_hash, device.events_held) == (60, sent[-1].hash, 60)
