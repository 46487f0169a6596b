"""Each event is taken in once, or kept apart with its reason, and never holds up another."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from advisor_desk.hub import row_events
from advisor_desk.hub.hub import Hub
from advisor_desk.hub.refused import Refused
from advisor_desk.wire.desk import AttachmentHead
from advisor_desk.wire.events import WireEvent
from advisor_desk.wire.messages import Problem, Refusal, Status, push_batch, receipt_bytes, written
from advisor_desk.wire.seal import PublicKeys
from advisor_desk.wire.version import MOST_EVENT_BYTES, MOST_EVENTS
from tests.hubs import NOW, Chain, Clock, memory_hub
from tests.intakes import PushingDesk, events, load, rows, select, told
from tests.postgres import postgres_hub

NOTE = {"on": "2026-09-01", "channel": "CALL", "outcome": "REACHED", "note": "谈了教育金"}


@pytest.fixture(params=["sqlite", "postgres"])
def either(request: pytest.FixtureRequest) -> Iterator[Hub]:
    if request.param == "postgres":
        with postgres_hub(Clock()) as hub:
            yield hub
        return
    hub = memory_hub(Clock())
    yield hub
    hub.store.close()


def rehashed(event: WireEvent, **changes: Any) -> WireEvent:
    """The event with other content, hashed as its forger would."""
    changed = replace(event, **changes)
    return replace(changed, hash=changed.link.hash(bytes.fromhex(changed.prev_hash)).hex())


def test_a_push_is_kept_once_however_often_it_is_sent(either: Hub) -> None:
    desk = PushingDesk(either)
    load(either, "A1", "C1", "C2")
    sent = [desk.chain.event(f"C{1 + n % 2}", body=NOTE) for n in range(40)]
    answer = desk.push(*sent)
    assert told(answer.answers) == ["applied"] * 40
    again = desk.push(*sent, sent[3])
    assert told(again.answers) == ["duplicate"] * 41
    assert events(either) == [one.id for one in sent]
    kept = select(either, "SELECT DISTINCT on_day, author, flags FROM event WHERE branch_id = :b")
    assert kept == [(20697, "A1", "[]")]
    echoed = rows(either, "A1", "event")
    assert echoed == {one.id: {"device": desk.device.id, "event": one.as_json()} for one in sent}
    assert again.receipt.hub_seq == answer.receipt.hub_seq


def test_a_receipt_says_what_the_hub_has_of_the_desk(either: Hub) -> None:
    desk = PushingDesk(either)
    load(either, "A1", "C1")
    sent = [desk.chain.event("C1"), desk.chain.event("C9"), desk.chain.event(None, "choice.made", {})]
    desk.push(sent[0])
    receipt = desk.push(*sent).receipt
    assert (receipt.applied, receipt.duplicates, receipt.quarantined) == (1, 1, 1)
    assert (receipt.events_held, receipt.last_device_seq, receipt.hash) == (2, 3, sent[-1].hash)
    assert (receipt.hub_epoch, receipt.batch) == (either.epoch(), "batch-2")
    keys = PublicKeys(either.keys.public.signing, either.keys.public.sealing)
    assert keys.is_signed(receipt_bytes(receipt), bytes.fromhex(receipt.signature))
    assert either.hello(either.device(desk.device.id)).last_device_seq == 3


def test_audit_and_what_is_of_no_client_reach_no_desk(hub: Hub) -> None:
    desk = PushingDesk(hub)
    load(hub, "A1", "C1")
    one, other = (
        desk.chain.event("C1", "audit.exported", {}),
        desk.chain.event(None, "product.state_changed", {}),
    )
    assert told(desk.push(one, other).answers) == ["applied"] * 2
    assert len(events(hub)) == 2
    assert rows(hub, "A1", "event") == {}


def test_types_that_nobody_knows_are_kept_and_echoed(hub: Hub) -> None:
    desk = PushingDesk(hub)
    load(hub, "A1", "C1")
    event = desk.chain.event("C1", "from.the_future", {"on": "no day", "a": [1, {"b": None}]})
    assert told(desk.push(event).answers) == ["applied"]
    assert list(rows(hub, "A1", "event")) == [event.id]
    assert select(hub, "SELECT on_day, body FROM event WHERE branch_id = :b") == [(None, event.body)]


def _large(event: WireEvent) -> WireEvent:
    return rehashed(event, body=json.dumps({"note": "好" * (MOST_EVENT_BYTES // 3)}, ensure_ascii=False))


POISON: dict[str, Any] = {
    "TOO_LARGE": _large,
    "SHAPE": lambda event: rehashed(event, recorded_at="yesterday"),
    "SHAPE of a zone": lambda event: rehashed(event, recorded_at="2026-09-01T00:00:00"),
    "SHAPE of a number": lambda event: rehashed(event, device_seq=0),
    "SHAPE of a text": lambda event: rehashed(event, body='{"note":"\ud800"}'),
    "SHAPE of a hash": lambda event: replace(event, hash=event.hash.upper()),
    "BODY_ALTERED": lambda event: replace(event, body=event.body.replace("on", "no")),
    "BODY_ALTERED by client": lambda event: replace(event, client_no="C2"),
    "AUTHOR_FOREIGN": lambda event: rehashed(event, author="A2"),
    "ID_REUSED": lambda event: rehashed(event, id="taken"),
    "BODY_UNREADABLE": lambda event: rehashed(event, body="[1]"),
    "BODY_UNREADABLE by depth": lambda event: rehashed(event, body='{"a":' * 20_000 + "1" + "}" * 20_000),
    "CLIENT_UNKNOWN": lambda event: rehashed(event, client_no="C9"),
    "CLIENT_NEVER_HELD": lambda event: rehashed(event, client_no="X1"),
}


@pytest.mark.parametrize("kind", POISON)
def test_poison_at_any_place_holds_up_no_other(kind: str) -> None:
    hub = memory_hub(Clock())
    desk = PushingDesk(hub)
    load(hub, "A1", "C1", "C2")
    load(hub, "A2", "X1")
    desk.push(desk.chain.event("C1", event_id="taken"))
    reason, before = Refusal(kind.split()[0]), len(events(hub))
    for place in range(5):
        sent = [desk.chain.event("C1") for _ in range(5)]
        poison = sent[place] = POISON[kind](sent[place])
        for _ in range(2):
            answers = desk.push(*sent).answers
            assert (answers[place].id, answers[place].status) == (poison.id, Status.QUARANTINED)
            assert answers[place].code == reason
            others = [one.status for here, one in enumerate(answers) if here != place]
            assert set(others) in ({Status.APPLIED}, {Status.DUPLICATE})
        before += 4
        assert len(events(hub)) == before
        kept = hub.quarantined("B1")
        assert len(kept) == place + 1
        assert {one.reason for one in kept} == {reason}
        assert json.loads(json.dumps(poison.as_json())) in [json.loads(one.event) for one in kept]
    assert set(rows(hub, "A1", "event")) == set(events(hub))
    assert rows(hub, "A2", "event") == {}
    hub.store.close()


def test_an_item_that_is_no_event_is_kept_apart_in_its_place(hub: Hub) -> None:
    desk = PushingDesk(hub)
    load(hub, "A1", "C1")
    named = json.loads(written(desk.chain.batch(desk.chain.event("C1"), desk.chain.event("C1"))))
    named["events"][1:1] = [{"id": "e1", "epoch": []}, None]
    for status in ("applied", "duplicate"):
        answer = hub.push(desk.device, push_batch(json.dumps(named).encode()))
        apart = ["quarantined/SHAPE"] * 2
        assert told(answer.answers) == [status, *apart, status]
        assert [one.id for one in answer.answers][1:3] == ["e1", ""]
    assert sorted(one.event for one in hub.quarantined("B1")) == ["null", '{"id":"e1","epoch":[]}']


@pytest.mark.parametrize("is_whole", [False, True])
def test_our_own_mistake_over_one_event_is_kept_with_it(
    either: Hub, monkeypatch: pytest.MonkeyPatch, is_whole: bool
) -> None:
    def broken(*_: Any) -> Any:
        raise ZeroDivisionError

    desk = PushingDesk(either)
    load(either, "A1", "C1")
    with monkeypatch.context() as patch:
        patch.setitem(row_events.HANDLERS, "task.added", broken)
        for place in range(4):
            sent = [desk.chain.event("C1", "task.added" if is_whole else "care.done") for _ in range(4)]
            sent[place] = replace(sent[place])
            sent = [
                rehashed(one, type="task.added") if here == place else one for here, one in enumerate(sent)
            ]
            answer = desk.push(*sent)
            for here, one in enumerate(answer.answers):
                is_broken = is_whole or here == place
                assert (one.status == "quarantined", one.code) == (is_broken, "FAILED" if is_broken else "")
            assert answer.receipt.last_device_seq == sent[-1].device_seq
            assert told(desk.push(*sent).answers) == [
                "quarantined/FAILED" if is_whole or here == place else "duplicate" for here in range(4)
            ]
    failed = either.quarantined("B1")
    assert len(failed) == (16 if is_whole else 4)
    assert either.release("B1", failed[0].id, "auditor").released == 1
    assert failed[0].id in rows(either, "A1", "event")


def test_whoever_once_held_a_client_may_still_send_what_was_recorded(either: Hub) -> None:
    desk, other = PushingDesk(either), PushingDesk(either, "A2")
    load(either, "A1", "C1", "C2")
    early, late, new = desk.chain.event("C1"), desk.chain.event("C1"), desk.chain.event("C2")
    desk.push(early)
    either.assign("C1", "A2")
    assert told(desk.push(early, late, new).answers) == ["duplicate", "applied/AFTER_REASSIGN", "applied"]
    assert set(rows(either, "A2", "event")) == {early.id, late.id}
    assert set(rows(either, "A1", "event")) == {new.id}
    assert rows(either, "A2", "event")[late.id]["event"]["author"] == "A1"
    assert told(other.push(other.chain.event("C1"), other.chain.event("C2")).answers) == [
        "applied",
        "quarantined/CLIENT_NEVER_HELD",
    ]


def test_authors_of_a_book_that_was_nobodys_are_its_own(hub: Hub) -> None:
    desk = PushingDesk(hub, former_authors=("li", ""))
    load(hub, "A1", "C1")
    authors = ["li", "", "cli", "A1", "A2", "LI"]
    sent = [rehashed(desk.chain.event("C1"), author=author) for author in authors]
    assert [one.status for one in desk.push(*sent).answers] == ["applied"] * 4 + ["quarantined"] * 2


def test_a_stranger_cannot_get_anothers_event_kept_apart(hub: Hub) -> None:
    desk, thief = PushingDesk(hub), PushingDesk(hub, "A2")
    load(hub, "A1", "C1")
    event = desk.chain.event("C1")
    altered = replace(event, body="{}")
    assert told(thief.push(event, altered).answers) == [
        "quarantined/AUTHOR_FOREIGN",
        "quarantined/BODY_ALTERED",
    ]
    assert told(desk.push(altered, replace(event, body="{ }"), event).answers) == [
        "quarantined/BODY_ALTERED",
        "quarantined/BODY_ALTERED",
        "applied",
    ]
    assert told(thief.push(event).answers) == ["quarantined/AUTHOR_FOREIGN"]
    # Two altered copies say different things under one hash: both are kept, and so is the thief's.
    assert len(hub.quarantined("B1")) == 5 - 1


def test_a_batch_that_names_another_device_or_is_too_long_is_refused_whole(hub: Hub) -> None:
    desk, other = PushingDesk(hub), PushingDesk(hub, "A2")
    load(hub, "A1", "C1")
    with pytest.raises(Refused) as refused:
        hub.push(other.device, desk.chain.batch(desk.chain.event("C1")))
    assert refused.value.problem is Problem.SIGNATURE_WRONG
    with pytest.raises(Refused) as refused:
        desk.push(*[desk.chain.event("C1")] * (MOST_EVENTS + 1))
    assert refused.value.problem is Problem.TOO_MANY
    assert events(hub) == []


@pytest.mark.parametrize(
    ("sent_after", "recorded_after", "is_flagged"),
    [
        (0, -86_400 * 30, False),
        (590, -5, False),
        (-590, 0, False),
        (611, 0, True),
        (-611, 0, True),
        (0, 590, False),
        (0, 620, True),
        (0, 86_400 * 3650, True),
        (-86_400 * 3650, -86_400 * 3650, True),
    ],
)
def test_a_clock_that_is_off_is_flagged_and_never_refused(
    hub: Hub, sent_after: float, recorded_after: float, is_flagged: bool
) -> None:
    from advisor_desk.hub.office import utc

    desk = PushingDesk(hub)
    load(hub, "A1", "C1")
    event = rehashed(desk.chain.event("C1"), recorded_at=utc(NOW + recorded_after))
    batch = replace(desk.chain.batch(event), sent_at=utc(NOW + sent_after))
    assert told(hub.push(desk.device, batch).answers) == ["applied/CLOCK_SKEW" if is_flagged else "applied"]
    assert select(hub, "SELECT flags FROM event WHERE branch_id = :b") == [
        ('["CLOCK_SKEW"]' if is_flagged else "[]",)
    ]


@pytest.mark.parametrize("when", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999999-14:00"])
def test_the_ends_of_time_do_no_harm(hub: Hub, when: str) -> None:
    desk = PushingDesk(hub)
    load(hub, "A1", "C1")
    batch = desk.chain.batch(rehashed(desk.chain.event("C1"), recorded_at=when))
    assert told(hub.push(desk.device, replace(batch, sent_at=when)).answers) == ["applied/CLOCK_SKEW"]
    batch = replace(desk.chain.batch(desk.chain.event("C1")), sent_at="soon")
    assert told(hub.push(desk.device, batch).answers) == ["applied"]


def test_whoever_holds_a_client_may_fetch_what_its_contacts_name(hub: Hub) -> None:
    desk, other = PushingDesk(hub), PushingDesk(hub, "A2")
    load(hub, "A1", "C1")
    content = b"\x89PNG\r\n\x1a\n picture"
    head = AttachmentHead(sha256(content).hexdigest(), "a.png", "image/png", len(content))
    desk.send("C1", "interaction.recorded", {**NOTE, "attachments": [head.sha256, "no digest", 7]})
    with pytest.raises(Refused):
        hub.attachment(desk.device, head.sha256)
    for _ in range(2):
        hub.put_attachment(desk.device, head, content)
    with pytest.raises(Refused):
        hub.put_attachment(desk.device, head, content + b"!")
    assert hub.attachment(desk.device, head.sha256) == (head, content)
    with pytest.raises(Refused) as refused:
        hub.attachment(other.device, head.sha256)
    assert refused.value.problem is Problem.SCOPE_FOREIGN
    hub.assign("C1", "A2")
    assert hub.attachment(other.device, head.sha256) == (head, content)
    with pytest.raises(Refused):
        hub.attachment(desk.device, head.sha256)


def test_the_same_push_at_the_same_time_is_kept_once() -> None:
    with postgres_hub(Clock()) as hub:
        desk = PushingDesk(hub)
        load(hub, "A1", "C1")
        batches = [desk.chain.batch(*[desk.chain.event("C1") for _ in range(20)]) for _ in range(5)]
        counts: list[int] = []

        def send() -> None:
            counts.extend(hub.push(desk.device, batch).receipt.applied for batch in batches)

        senders = [threading.Thread(target=send) for _ in range(4)]
        for one in senders:
            one.start()
        for one in senders:
            one.join()
        assert (len(counts), sum(counts)) == (20, 100)
        assert len(events(hub)) == len(rows(hub, "A1", "event")) == hub.device(desk.device.id).events_held
        assert hub.device(desk.device.id).last_seq == 100


def test_a_book_enrolled_anew_sends_what_is_there_already(hub: Hub) -> None:
    desk = PushingDesk(hub)
    load(hub, "A1", "C1")
    sent = [desk.chain.event("C1") for _ in range(3)]
    desk.push(*sent)
    anew = PushingDesk(hub, name="second desk")
    chain = Chain(anew.device)
    assert told(hub.push(anew.device, chain.batch(*sent)).answers) == ["duplicate"] * 3
    assert len(events(hub)) == 3
